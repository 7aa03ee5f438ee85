//! The commands of all RUN steps, found by the program that they run. A hundred rules ask for a program or two each, so
//! the commands are sorted by program once.

use super::{Part, Step};
use crate::dockerfile::InstructionKind;
use crate::dockerfile::shell::{Command, Script, Word};
use crate::name_filter::NameFilter;
use std::borrow::Cow;

/// A simple command of a RUN step.
#[derive(Debug, Clone, Copy)]
pub struct Run<'f> {
    /// The step.
    pub step: &'f Step<'f>,
    /// All commands of the step.
    pub script: &'f Script,
    /// Index of the command in the script.
    pub index: usize,
    /// The command as written.
    pub command: &'f Command,
    /// The program that it runs, without its folder, behind `sudo`, `env` and the like; empty if it is not known.
    pub program: &'f str,
    /// The word that names the program.
    pub name: Option<&'f Word>,
    /// The words behind it.
    pub words: &'f [Word],
}

impl<'f> Run<'f> {
    /// The commands of the same step before this one.
    #[must_use]
    pub fn earlier(&self) -> &'f [Command] {
        self.script.commands.get(..self.index).unwrap_or_default()
    }

    /// The commands of the same step behind this one.
    #[must_use]
    pub fn later(&self) -> &'f [Command] {
        self.script.commands.get(self.index.saturating_add(1)..).unwrap_or_default()
    }

    /// Whether what it leaves is in the image, at once and not only in a build on top of it.
    #[must_use]
    pub fn is_in_image(&self) -> bool {
        self.step.part.is_in_image() && !self.step.is_onbuild()
    }

    /// The word, if it is an option by one of these names: `--insecure`, `--insecure=yes`, `-k`; short ones also among
    /// others, as in `-skL`. A name of two characters (`-k`) is short.
    #[must_use]
    pub fn option(&self, names: &[&str]) -> Option<&'f Word> {
        self.words.iter().take_while(|word| word.text != "--").find(|word| is_option(&word.text, names))
    }

    /// The first word that is no option.
    #[must_use]
    pub fn verb(&self) -> Option<&'f Word> {
        self.words.iter().find(|word| !word.text.starts_with('-'))
    }
}

fn is_option(word: &str, names: &[&str]) -> bool {
    if let Some(long) = word.strip_prefix("--") {
        let name = long.split('=').next().unwrap_or_default();
        return names.iter().any(|known| known.strip_prefix("--").is_some_and(|known| known == name));
    }
    let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) else { return false };
    names.iter().any(|known| match known.strip_prefix('-') {
        Some(known) if known.starts_with('-') => false,
        Some(known) => {
            let mut characters = known.chars();
            match (characters.next(), characters.next()) {
                (Some(letter), None) => {
                    letters.chars().take_while(char::is_ascii_alphabetic).any(|given| given == letter)
                }
                // `-insecure`, as some tools spell long options.
                _ => letters.split('=').next() == Some(known),
            }
        }
        None => false,
    })
}

/// How many words of a command stand before the word that names the program behind `sudo`, `env` and the like, that one
/// included; 0 if the command's own name is it.
fn skipped(command: &Command) -> usize {
    let mut name = command.name.as_ref();
    let (mut at, words) = (0_usize, command.words.as_slice());
    while let Some(wrapper) = wrapper(program_of(name)) {
        let Some(first) = words.get(at) else { break };
        // `command -v x` only asks where x is.
        if program_of(name) == "command" && matches!(first.text.as_str(), "-v" | "-V") {
            break;
        }
        let rest = words.get(at..).unwrap_or_default();
        let own = wrapper.own_words(rest);
        let Some(next) = rest.get(own) else {
            // Only options: they are the wrapper's own, and no program is named.
            break;
        };
        name = Some(next);
        at = at.saturating_add(own).saturating_add(1);
    }
    at
}

/// A program that runs the program named behind it.
struct Wrapper {
    /// Options whose value is the next word: the last letters of short ones, long ones with their dashes.
    letters: &'static str,
    long: &'static [&'static str],
    /// Words of its own before the program.
    operands: usize,
}

fn wrapper(program: &str) -> Option<Wrapper> {
    const USER: &[&str] = &["--user", "--group", "--chdir", "--prompt", "--host"];
    let (letters, long, operands): (&str, &[&str], usize) = match program {
        "sudo" => ("ugpDhCRrTtU", USER, 0),
        "doas" => ("uC", &[], 0),
        "env" => ("uC", &["--unset", "--chdir"], 0),
        "exec" => ("a", &[], 0),
        "time" => ("fo", &["--format", "--output"], 0),
        "nice" => ("n", &["--adjustment"], 0),
        "ionice" => ("cn", &["--class", "--classdata"], 0),
        "stdbuf" => ("ioe", &["--input", "--output", "--error"], 0),
        "timeout" => ("ks", &["--kill-after", "--signal"], 1),
        "command" | "eatmydata" | "nohup" | "setsid" => ("", &[], 0),
        _ => return None,
    };
    Some(Wrapper { letters, long, operands })
}

impl Wrapper {
    /// How many words are options, values and assignments of the wrapper.
    fn own_words(&self, words: &[Word]) -> usize {
        let mut operands = self.operands;
        let mut takes_value = false;
        let own = words.iter().take_while(|word| {
            let text = word.text.as_str();
            if std::mem::take(&mut takes_value) {
                return true;
            }
            if let Some(letters) = text.strip_prefix('-') {
                takes_value = self.long.contains(&text)
                    || (!letters.starts_with('-') && letters.ends_with(|last| self.letters.contains(last)));
                return true;
            }
            if text.contains('=') {
                return true;
            }
            let own = operands > 0;
            operands = operands.saturating_sub(1);
            own
        });
        own.count()
    }
}

/// The word that names the program, and the words behind it.
fn program_word(command: &Command, skipped: usize) -> (Option<&Word>, &[Word]) {
    let name = match skipped.checked_sub(1) {
        None => command.name.as_ref(),
        Some(at) => command.words.get(at),
    };
    (name, command.words.get(skipped..).unwrap_or_default())
}

fn program_of(name: Option<&Word>) -> &str {
    match name {
        Some(name) if !name.expands => base_name(&name.text),
        _ => "",
    }
}

fn base_name(path: &str) -> &str {
    // Most names are short and have no folder.
    let from = path.bytes().rposition(|byte| byte == b'/').map_or(0, |at| at.saturating_add(1));
    path.get(from..).unwrap_or_default()
}

/// The program that a command runs and its words, behind `sudo`, `env` and the like.
#[must_use]
pub fn program(command: &Command) -> (&str, &[Word]) {
    let (name, words) = program_word(command, skipped(command));
    (program_of(name), words)
}

/// A command of a step, with what finding its program costs.
#[derive(Debug, Clone, Copy)]
struct At {
    step: u32,
    command: u32,
    /// See [`skipped`].
    skipped: u32,
    /// Of the name of its program.
    hash: u32,
}

/// A hash of a program's name (FNV-1a).
fn hash(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

impl At {
    fn run<'f>(self, steps: &'f [Step<'_>]) -> Option<Run<'f>> {
        let step = steps.get(self.step as usize)?;
        let (script, index) = (step.script(), self.command as usize);
        let command = script.commands.get(index)?;
        let (name, words) = program_word(command, self.skipped as usize);
        Some(Run { step, script, index, command, program: program_of(name), name, words })
    }
}

/// The commands of all RUN steps, in order and by program.
#[derive(Debug, Default)]
pub(super) struct Runs {
    all: Vec<At>,
    /// Indexes of `all`, by the hash of the program and then in order.
    by_program: Vec<u32>,
    programs: NameFilter,
}

impl Runs {
    pub(super) fn new(steps: &[Step<'_>]) -> Self {
        let mut runs = Self::default();
        for (number, step) in (0_u32..).zip(steps) {
            if step.innermost().kind != InstructionKind::Run {
                continue;
            }
            for (index, command) in (0_u32..).zip(&step.script().commands) {
                let skipped = u32::try_from(skipped(command)).unwrap_or(u32::MAX);
                let mut at = At { step: number, command: index, skipped, hash: 0 };
                let program = program_of(program_word(command, skipped as usize).0);
                at.hash = hash(program);
                runs.programs.add(program);
                runs.all.push(at);
            }
        }
        runs.by_program = (0..u32::try_from(runs.all.len()).unwrap_or(u32::MAX)).collect();
        let (all, by_program) = (&runs.all, &mut runs.by_program);
        crate::ordered::sort_by_key(by_program, |at| all.get(*at as usize).map(|at| at.hash));
        runs
    }

    fn get<'f>(&self, steps: &'f [Step<'_>], at: usize) -> Option<Run<'f>> {
        self.all.get(at)?.run(steps)
    }

    pub(super) fn all<'f>(&'f self, steps: &'f [Step<'_>]) -> impl Iterator<Item = Run<'f>> + 'f {
        (0..self.all.len()).filter_map(move |at| self.get(steps, at))
    }

    /// Those of one program, as indexes of `all`; perhaps with some of another program that has the same hash.
    fn called(&self, program: &str) -> &[u32] {
        let wanted = hash(program);
        let hash = |at: &u32| self.all.get(*at as usize).map_or(0, |at| at.hash);
        let from = self.by_program.partition_point(|at| hash(at) < wanted);
        let rest = self.by_program.get(from..).unwrap_or_default();
        rest.get(..rest.iter().take_while(|at| hash(at) == wanted).count()).unwrap_or_default()
    }

    /// Those of several programs, in order. Each is made when it is asked for: a hundred thousand would not stay in a cache.
    pub(super) fn of<'f>(&'f self, steps: &'f [Step<'_>], programs: &'f [&str]) -> impl Iterator<Item = Run<'f>> {
        let mut numbers: Cow<'f, [u32]> = Cow::Borrowed(&[]);
        for program in programs.iter().filter(|program| self.programs.may_have(program.as_bytes())) {
            let list = self.called(program);
            if numbers.is_empty() {
                numbers = Cow::Borrowed(list);
            } else if !list.is_empty() {
                numbers.to_mut().extend_from_slice(list);
            }
        }
        if let Cow::Owned(numbers) = &mut numbers {
            crate::ordered::sort(numbers);
            numbers.dedup();
        }
        let numbers = (0..numbers.len()).map_while(move |at| numbers.get(at).copied());
        let runs = numbers.filter_map(|number| self.get(steps, number as usize));
        // Another program may have the same hash.
        runs.filter(|run| programs.contains(&run.program))
    }
}

impl super::Facts<'_> {
    /// The commands of all RUN steps in order, also of stages that do not reach the image and of `ONBUILD RUN`.
    pub fn runs(&self) -> impl Iterator<Item = Run<'_>> {
        self.index().all(&self.steps)
    }

    /// Those of them that run one of these programs, in order. Costs next to nothing where none of them is run.
    pub fn runs_of<'f>(&'f self, programs: &'f [&str]) -> impl Iterator<Item = Run<'f>> {
        self.index().of(&self.steps, programs)
    }

    /// Steps of RUN with their commands, also of stages that do not reach the image and of `ONBUILD RUN`.
    pub fn run_steps(&self) -> impl Iterator<Item = &Step<'_>> {
        self.steps.iter().filter(|step| step.innermost().kind == InstructionKind::Run)
    }

    /// The steps whose results are in the image.
    pub fn image_steps(&self) -> impl DoubleEndedIterator<Item = &Step<'_>> {
        // A base stage always stands before the stages that are based on it, so the order of the file is that of the build.
        self.steps.iter().filter(|step| matches!(step.part, Part::Final | Part::Base))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_found_behind_wrappers_with_their_options() {
        for (text, found) in [
            ("curl a", "curl"),
            ("sudo -u app curl a", "curl"),
            ("sudo -E -Hu app -- env A=b curl", "curl"),
            ("sudo --user app --preserve-env=A curl", "curl"),
            ("nice -n 10 curl", "curl"),
            ("nice -10 curl", "curl"),
            ("timeout -k 5 --signal=9 10 curl", "curl"),
            ("nohup stdbuf -oL curl", "curl"),
            ("env -u A -i curl", "curl"),
            ("command -v curl", "command"),
            ("sudo -v", "sudo"),
            ("timeout 10", "timeout"),
            ("exec $x", ""),
        ] {
            let script = crate::dockerfile::shell::commands(&crate::dockerfile::SourceText::new(text, 0));
            assert_eq!(program(&script.commands[0]).0, found, "{text}");
        }
    }

    #[test]
    fn options_are_found_by_long_and_short_names() {
        for (word, names, found) in [
            ("--insecure", &["--insecure", "-k"][..], true),
            ("-k", &["--insecure", "-k"], true),
            ("-fsSLk", &["--insecure", "-k"], true),
            ("--insecure=yes", &["--insecure"], true),
            ("--insecurely", &["--insecure"], false),
            ("k", &["-k"], false),
            ("-o/k", &["-k"], false),
            ("-insecure", &["-insecure"], true),
        ] {
            assert_eq!(is_option(word, names), found, "{word}");
        }
    }
}
