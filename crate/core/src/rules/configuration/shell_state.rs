//! What the shell of a RUN does at each of its commands: whether it stops at a failure, sees failures in pipes, and which
//! shell it is. Follows SHELL, `set`, `bash -c` and the first line of a heredoc. Judges nothing and changes nothing.

use crate::dockerfile::Instruction;
use crate::dockerfile::shell::{Command, Script, ShellKind};
use crate::facts::{Facts, Run, Step};

/// The options in effect before a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct State {
    /// `set -e`.
    pub(super) errexit: bool,
    /// `set -o pipefail`.
    pub(super) pipefail: bool,
    /// `set -u`.
    pub(super) nounset: bool,
    /// The shell is bash or one like it.
    pub(super) is_bash: bool,
    /// The text is that of the RUN itself, read by the shell that SHELL names.
    pub(super) is_own: bool,
}

impl State {
    fn apply<'w>(&mut self, words: impl Iterator<Item = &'w str>) {
        let mut words = words;
        while let Some(word) = words.next() {
            let on = word.starts_with('-');
            let Some(letters) = word.strip_prefix(['-', '+']).filter(|letters| !letters.starts_with('-')) else {
                continue;
            };
            self.errexit = if letters.contains('e') { on } else { self.errexit };
            self.nounset = if letters.contains('u') { on } else { self.nounset };
            if letters.contains('o') {
                match words.next() {
                    Some("pipefail") => self.pipefail = on,
                    Some("errexit") => self.errexit = on,
                    Some("nounset") => self.nounset = on,
                    _ => {}
                }
            }
            if letters.contains('c') {
                return;
            }
        }
    }
}

/// The index of a step among all of them.
pub(super) fn index_of(facts: &Facts<'_>, step: &Step<'_>) -> usize {
    let start = step.instruction.span.start;
    facts.steps.partition_point(|other| other.instruction.span.start < start)
}

/// What SHELL says for a step of a Dockerfile.
pub(super) fn at_start(facts: &Facts<'_>, step: &Step<'_>) -> State {
    let mut state = State { is_bash: step.shell == ShellKind::Bash, is_own: true, ..State::default() };
    let shell = facts.dockerfile.and_then(|written| {
        let at = written.model.states.get(index_of(facts, step))?.shell?;
        written.file.instructions.get(at).map(Instruction::words)
    });
    if let Some((_, options)) = shell.and_then(<[_]>::split_first) {
        state.apply(options.iter().map(|word| word.text.as_str()));
    }
    state
}

/// The commands of a step with the state before each.
pub(super) fn walk<'f>(facts: &Facts<'_>, step: &'f Step<'_>) -> Walk<'f> {
    Walk { script: step.script(), at: 0, states: vec![at_start(facts, step)] }
}

/// The states at commands that are asked for in the order of the file, in one pass.
#[derive(Default)]
pub(super) struct States<'f> {
    step: Option<u32>,
    walk: Option<Walk<'f>>,
}

impl<'f> States<'f> {
    /// The state before a command.
    pub(super) fn at(&mut self, facts: &Facts<'_>, run: &Run<'f>) -> State {
        let start = run.step.instruction.span.start;
        if self.step != Some(start) {
            self.step = Some(start);
            self.walk = Some(walk(facts, run.step));
        }
        let found = self.walk.as_mut().and_then(|walk| walk.find(|(index, ..)| *index == run.index));
        found.map_or_else(State::default, |(_, _, state)| state)
    }
}

/// See [`walk`].
pub(super) struct Walk<'f> {
    script: &'f Script,
    at: usize,
    /// By depth of scripts in scripts.
    states: Vec<State>,
}

impl<'f> Iterator for Walk<'f> {
    type Item = (usize, &'f Command, State);

    fn next(&mut self) -> Option<Self::Item> {
        let index = self.at;
        let command = self.script.commands.get(index)?;
        self.at = index.saturating_add(1);
        let depth = command.script_depth as usize;
        if depth >= self.states.len() {
            let outer = self.states.last().copied().unwrap_or_default();
            let parent = index.checked_sub(1).and_then(|before| self.script.commands.get(before));
            self.states.push(parent.map_or(outer, |parent| inner(parent, outer)));
        } else {
            self.states.truncate(depth.saturating_add(1));
        }
        let state = self.states.last_mut()?;
        let before = *state;
        if command.program() == "set" {
            state.apply(command.words.iter().map(|word| word.text.as_str()));
        }
        Some((index, command, before))
    }
}

/// The state at the beginning of a script that a command is given.
fn inner(parent: &Command, outer: State) -> State {
    let mut state = State::default();
    match &parent.name {
        Some(name) => {
            state.is_bash = ShellKind::of(&name.text) == ShellKind::Bash;
            state.apply(parent.words.iter().map(|word| word.text.as_str()));
        }
        None => {
            // A heredoc alone: its first line may name a shell, else the one of SHELL reads it.
            let bodies = parent.redirections.iter().filter_map(|redirection| redirection.body.as_ref());
            let line =
                bodies.filter_map(|body| body.text.text().lines().next()).find_map(|line| line.strip_prefix("#!"));
            let Some(line) = line else { return outer };
            let mut words = line.split_ascii_whitespace().skip_while(|word| word.ends_with("/env") || *word == "-S");
            state.is_bash = words.next().is_some_and(|program| ShellKind::of(program) == ShellKind::Bash);
            state.apply(words);
        }
    }
    state
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::dockerfile;
    use crate::dockerfile::stage::StageModel;
    use crate::facts::DockerfileFacts;

    /// The state before the command `x` of the last RUN, by letters: e, p, u, b for bash.
    fn state(text: &str) -> String {
        let file = dockerfile::parse_bytes(text.as_bytes());
        let model = StageModel::new(&file);
        let config = Config::default();
        let facts = Facts::of_dockerfile(DockerfileFacts { file: &file, model: &model, ignore: None }, None, &config);
        let step = facts.run_steps().last().unwrap();
        let (_, _, state) = walk(&facts, step).find(|(_, command, _)| command.program() == "x").unwrap();
        let letters = [(state.errexit, 'e'), (state.pipefail, 'p'), (state.nounset, 'u'), (state.is_bash, 'b')];
        letters.into_iter().filter(|(on, _)| *on).map(|(_, letter)| letter).collect()
    }

    #[test]
    fn options_are_known_wherever_they_are_switched() {
        for (text, expected) in [
            ("FROM a\nRUN x", ""),
            ("FROM a\nRUN set -eu && x", "eu"),
            ("FROM a\nRUN set -euo pipefail; x", "epu"),
            ("FROM a\nRUN set -o errexit -o pipefail; set +o pipefail; x", "e"),
            ("FROM a\nRUN x; set -e", ""),
            ("FROM a\nSHELL [\"/bin/bash\", \"-eo\", \"pipefail\", \"-c\"]\nRUN x", "epb"),
            ("FROM a AS b\nSHELL [\"/bin/bash\", \"-c\"]\nFROM b\nRUN x", "b"),
            ("FROM a\nRUN set -e; bash -c 'x'", "b"),
            ("FROM a\nRUN bash -euo pipefail -c 'x'", "epub"),
            ("FROM a\nRUN bash -c 'set -e; y'; sh -c 'x'", ""),
            ("FROM a\nRUN set -e; sh -c 'y'; x", "e"),
            ("FROM a\nRUN <<EOF\nset -e\nx\nEOF", "e"),
            ("FROM a\nRUN <<EOF\n#!/bin/bash -e\nx\nEOF", "eb"),
            ("FROM a\nRUN <<EOF\n#!/usr/bin/env bash\nx\nEOF", "b"),
            ("FROM a\nSHELL [\"/bin/sh\", \"-ec\"]\nRUN <<EOF\nx\nEOF", "e"),
            ("FROM a\nRUN bash -e <<EOF\nx\nEOF", "eb"),
        ] {
            assert_eq!(state(text), expected, "{text}");
        }
    }
}
