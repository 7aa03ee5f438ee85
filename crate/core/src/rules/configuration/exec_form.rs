//! Text that was meant as the JSON form of a command and is no JSON, which BuildKit takes for the shell form without a
//! word. Reads only; rules say what is wrong with it.

use crate::dockerfile::InstructionKind;

/// Whether text that is no JSON was meant to be: a bracket with a quote behind it, or a list in brackets.
pub(super) fn meant(text: &str, kind: InstructionKind) -> bool {
    let Some(rest) = text.strip_prefix('[') else { return false };
    // `[ "$a" = b ]` is a test, `["$a"` is no command.
    let rest = if kind == InstructionKind::Run { rest } else { rest.trim_start() };
    rest.starts_with(QUOTES) || (is_command(kind) && is_list(rest))
}

fn is_command(kind: InstructionKind) -> bool {
    matches!(
        kind,
        InstructionKind::Cmd | InstructionKind::Entrypoint | InstructionKind::Healthcheck | InstructionKind::Shell
    )
}

/// Words with commas and no quotes before a closing bracket.
fn is_list(rest: &str) -> bool {
    let Some(inner) = rest.trim_end().strip_suffix(']') else { return false };
    inner.contains(',') && inner.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '/')
}

const QUOTES: [char; 8] = ['\'', '"', '\u{201c}', '\u{201d}', '\u{201e}', '\u{2018}', '\u{2019}', '`'];

/// The words that were meant; `None` where that cannot be told.
pub(super) fn words(text: &str) -> Option<Vec<String>> {
    let mut rest = text.strip_prefix('[')?.trim_start();
    let mut words = Vec::new();
    loop {
        if let Some(end) = rest.strip_prefix(']') {
            return (end.trim().is_empty() && !words.is_empty()).then_some(words);
        }
        let open = rest.chars().next().filter(|quote| QUOTES.contains(quote))?;
        let inner = rest.get(open.len_utf8()..)?;
        let closes: &[char] = match open {
            '\'' => &['\''],
            '"' => &['"'],
            '`' => &['`'],
            '\u{2018}' | '\u{2019}' => &['\u{2018}', '\u{2019}'],
            _ => &['\u{201c}', '\u{201d}'],
        };
        let end = inner.find(closes)?;
        let word = inner.get(..end)?;
        // What an escape was meant to be cannot be told; a path of Windows shows itself.
        if word.contains('\\') && !word.get(1..).is_some_and(|rest| rest.starts_with(":\\")) {
            return None;
        }
        words.push(word.to_owned());
        let close = inner.get(end..)?.chars().next()?;
        rest = inner.get(end.saturating_add(close.len_utf8())..)?.trim_start();
        rest = match rest.strip_prefix(',') {
            Some(next) => next.trim_start(),
            None if rest.starts_with(']') || rest.starts_with(QUOTES) => rest,
            None => return None,
        };
    }
}

/// What keeps it from being JSON.
pub(super) fn fault(text: &str) -> &'static str {
    let closed = text.trim_end().ends_with(']');
    if text.contains("['") || text.contains(",'") || text.contains(", '") || text.contains("[ '") {
        "JSON knows double quotes only"
    } else if text.contains(['\u{201c}', '\u{201d}', '\u{201e}', '\u{2018}', '\u{2019}']) {
        "typographic quotes are none to JSON"
    } else if !text.contains(QUOTES) {
        "its words are not in double quotes"
    } else if !closed {
        "the bracket is not closed at the end"
    } else if text.trim_end_matches([']', ' ', '\t']).ends_with(',') {
        "a comma stands before the closing bracket"
    } else if text.contains('\\') {
        "a backslash must be doubled in JSON"
    } else {
        "it is not valid JSON"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_whatever_the_quotes() {
        for text in ["['a', 'b c']", "[\"a\", \"b c\",]", "[ 'a' \"b c\" ]", "[\u{201c}a\u{201d}, \u{201e}b c\u{201c}]"]
        {
            assert_eq!(words(text), Some(vec![String::from("a"), String::from("b c")]), "{text}");
        }
        for text in ["['a'", "['a' + 'b']", "[]", "['a'] x", "['\\n']", "['it's']"] {
            assert_eq!(words(text), None, "{text}");
        }
        assert!(meant("['a']", InstructionKind::Run) && meant("[ 'a' ]", InstructionKind::Cmd));
        assert!(!meant("[ \"$a\" = b ] && x", InstructionKind::Run) && !meant("[abc]*", InstructionKind::Copy));
    }
}
