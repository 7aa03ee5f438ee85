//! The commands of all RUN steps, found by the program that they run. A hundred rules ask for a program or two each, so
//! the commands are sorted by program once.

use super::{Part, Step};
use crate::dockerfile::InstructionKind;
use crate::dockerfile::shell::{Command, Script, Word};
use crate::name_filter::NameFilter;
use std::collections::BTreeMap;

/// Programs that run the program named behind them.
const WRAPPERS: [&str; 8] = ["sudo", "doas", "env", "exec", "time", "nice", "command", "eatmydata"];

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
    fn new(step: &'f Step<'_>, index: usize) -> Option<Self> {
        let script = step.script();
        let command = script.commands.get(index)?;
        let (name, words) = program_word(command);
        Some(Self { step, script, index, command, program: program_of(name), name, words })
    }

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

/// The word that names the program of a command, behind `sudo`, `env` and the like, and the words behind it.
fn program_word(command: &Command) -> (Option<&Word>, &[Word]) {
    let (mut name, mut words) = (command.name.as_ref(), command.words.as_slice());
    while WRAPPERS.contains(&program_of(name)) {
        let Some((first, rest)) = words.split_first() else { break };
        // `command -v x` only asks where x is.
        if program_of(name) == "command" && matches!(first.text.as_str(), "-v" | "-V") {
            break;
        }
        words = rest;
        if !first.text.starts_with('-') && !first.text.contains('=') {
            name = Some(first);
            continue;
        }
        // Options and assignments of the wrapper; what follows may be the program or more of them.
        let skipped = words.iter().take_while(|word| word.text.starts_with('-') || word.text.contains('=')).count();
        match words.get(skipped..).and_then(<[Word]>::split_first) {
            Some((next, rest)) => (name, words) = (Some(next), rest),
            None => break,
        }
    }
    (name, words)
}

fn program_of(name: Option<&Word>) -> &str {
    match name {
        Some(name) if !name.expands => name.text.rsplit('/').next().unwrap_or_default(),
        _ => "",
    }
}

/// The program that a command runs and its words, behind `sudo`, `env` and the like.
#[must_use]
pub fn program(command: &Command) -> (&str, &[Word]) {
    let (name, words) = program_word(command);
    (program_of(name), words)
}

/// The commands of all RUN steps, in order and by program.
#[derive(Debug, Default)]
pub(super) struct Runs {
    /// Step and command.
    all: Vec<(u32, u32)>,
    by_program: BTreeMap<String, Vec<u32>>,
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
                let at = u32::try_from(runs.all.len()).unwrap_or(u32::MAX);
                let (program, _) = program(command);
                match runs.by_program.get_mut(program) {
                    Some(list) => list.push(at),
                    None => {
                        runs.programs.add(program);
                        runs.by_program.insert(program.to_owned(), vec![at]);
                    }
                }
                runs.all.push((number, index));
            }
        }
        runs
    }

    fn get<'f>(&self, steps: &'f [Step<'_>], at: usize) -> Option<Run<'f>> {
        let (step, command) = *self.all.get(at)?;
        Run::new(steps.get(step as usize)?, command as usize)
    }

    pub(super) fn all<'f>(&'f self, steps: &'f [Step<'_>]) -> impl Iterator<Item = Run<'f>> + 'f {
        (0..self.all.len()).filter_map(move |at| self.get(steps, at))
    }

    pub(super) fn of<'f>(&'f self, steps: &'f [Step<'_>], programs: &[&str]) -> Vec<Run<'f>> {
        let known = programs.iter().filter(|program| self.programs.may_have(program.as_bytes()));
        let mut found: Vec<u32> = Vec::new();
        for list in known.filter_map(|program| self.by_program.get(*program)) {
            found.extend(list);
        }
        found.sort_unstable();
        found.dedup();
        found.into_iter().filter_map(|at| self.get(steps, at as usize)).collect()
    }
}

impl super::Facts<'_> {
    /// The commands of all RUN steps in order, also of stages that do not reach the image and of `ONBUILD RUN`.
    pub fn runs(&self) -> impl Iterator<Item = Run<'_>> {
        self.index().all(&self.steps)
    }

    /// Those of them that run one of these programs, in order. Costs next to nothing where none of them is run.
    #[must_use]
    pub fn runs_of(&self, programs: &[&str]) -> Vec<Run<'_>> {
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
