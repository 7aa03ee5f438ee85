//! The engine's shell reader beside two shell parsers: they must tell the same commands.

use plimsoll_shell_cross_check::told::Told;
use plimsoll_shell_cross_check::{bodies, brush, engine, grow, rable};

/// Texts grown by chance.
const GROWN: u64 = 800;

/// Of a hundred grown texts, those on which a parser must agree. Each has faults of its own, but not the same ones: brush
/// refuses a heredoc inside of a construct that has another, and writes words with braces anew.
const LEAST: [(&str, usize); 2] = [("rable", 85), ("brush", 50)];

struct Compared {
    /// The engine reads it without complaint.
    clean: bool,
    /// Whether each parser that takes the text tells the same.
    agree: Vec<(&'static str, bool)>,
    shown: String,
}

impl Compared {
    fn agrees(&self, parser: &str) -> bool {
        self.agree.iter().any(|(name, same)| *name == parser && *same)
    }
}

fn lines(told: &[Told]) -> Vec<String> {
    told.iter().map(ToString::to_string).collect()
}

fn compare(text: &str) -> Compared {
    let (ours, clean) = engine::tell(text);
    let ours = lines(&ours);
    let mut agree = Vec::new();
    let complaint = if clean { "" } else { ", with a complaint" };
    let mut shown = format!("{text:?}\n{text}\n  engine{complaint}\n    {}", ours.join("\n    "));
    for (name, told) in [("rable", rable::tell(text)), ("brush", brush::tell(text))] {
        let Some(told) = told.map(|told| lines(&told)) else {
            shown.push_str(&format!("\n  {name} refuses it"));
            continue;
        };
        let same = told == ours;
        agree.push((name, same));
        let told = if same { String::new() } else { format!("\n    {}", told.join("\n    ")) };
        shown.push_str(&format!("\n  {name} {}{told}", if same { "agrees" } else { "differs" }));
    }
    Compared { clean, agree, shown }
}

#[test]
fn commands_of_written_texts_are_those_of_two_parsers() {
    let mut wrong = Vec::new();
    for text in bodies::BODIES {
        let compared = compare(text);
        if !compared.clean || compared.agree.is_empty() || compared.agree.iter().any(|(_, same)| !same) {
            wrong.push(compared.shown);
        }
    }
    for (text, parser) in bodies::WITH_ONE_PARSER {
        let compared = compare(text);
        if !compared.clean || !compared.agrees(parser) {
            wrong.push(compared.shown);
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), bodies::BODIES.len(), wrong.join("\n\n"));
}

#[test]
fn commands_of_grown_texts_are_those_of_a_parser() {
    let mut wrong = Vec::new();
    let mut refused = 0;
    for seed in 0..GROWN {
        let compared = compare(&grow::body(seed));
        if compared.agree.is_empty() {
            refused += 1;
        } else if !compared.clean || !compared.agree.iter().any(|(_, same)| *same) {
            wrong.push(compared.shown);
        }
    }
    // The shortest show most.
    wrong.sort_by_key(String::len);
    let shown: Vec<_> = wrong.iter().take(12).cloned().collect();
    assert!(wrong.is_empty(), "{} of {GROWN}:\n{}", wrong.len(), shown.join("\n\n"));
    assert!(refused * 100 <= GROWN as usize, "{refused} of {GROWN} texts are refused by both parsers");
}

#[test]
fn each_parser_takes_most_of_the_grown_texts_and_agrees() {
    for (parser, least) in LEAST {
        let agreed = (0..GROWN).filter(|seed| compare(&grow::body(*seed)).agrees(parser)).count();
        assert!(agreed * 100 >= least * GROWN as usize, "{parser} agrees on {agreed} of {GROWN} texts only");
    }
}

fn squeezed(text: &str) -> String {
    let text = text.replace("\\\n", "");
    text.split([' ', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A text that is cut off or begun too late is no shell text any more; every word that is read of it must still be written
/// there.
#[test]
fn no_command_of_a_damaged_text_is_invented() {
    for seed in 0..GROWN / 15 {
        let body = grow::body(seed);
        for cut in (0..body.len()).step_by(31).filter(|cut| body.is_char_boundary(*cut)) {
            for text in [&body[..cut], &body[cut..]] {
                let (told, _) = engine::tell(text);
                let written = squeezed(text);
                for word in told.iter().flat_map(|command| &command.words).filter(|word| !word.contains("...")) {
                    assert!(written.contains(&squeezed(word)), "{word:?} is not in {text:?}");
                }
            }
        }
    }
}
