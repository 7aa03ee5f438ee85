//! Variables that a build sets: by ENV, ARG, an assignment before a command, `export` or `env`; and those that an image's
//! config has although no step of its history sets them, as builders other than Docker's leave it. Which value is a fault
//! is for the rules.

use crate::dockerfile::shell::Command;
use crate::dockerfile::{InstructionKind, Span, Word};
use crate::facts::{Facts, Step};
use crate::finding::Place;
use std::borrow::Cow;

/// Values of longer instructions are not looked up: each look-up goes through all of them.
const MAX_PAIRS: usize = 256;

/// One of them.
pub(super) struct Variable<'f> {
    pub(super) at: At<'f>,
    pub(super) name: &'f str,
    /// `None` where it is not known before the build.
    pub(super) value: Option<Cow<'f, str>>,
}

/// Where it is set.
pub(super) enum At<'f> {
    /// By a step, with the place of name and value in it.
    Step(&'f Step<'f>, Span),
    /// In the image's config, and nowhere else.
    Config(&'f Place),
}

impl Variable<'_> {
    /// Whether the value is one of these, in any case.
    pub(super) fn is(&self, values: &[&str]) -> bool {
        self.value.as_deref().is_some_and(|value| values.iter().any(|known| known.eq_ignore_ascii_case(value.trim())))
    }
}

/// Visits every setting of the variables that `wanted` names.
pub(super) fn settings<'f>(facts: &'f Facts<'_>, wanted: impl Fn(&str) -> bool, mut visit: impl FnMut(Variable<'f>)) {
    each(facts, &wanted, &mut visit);
}

fn each<'f>(facts: &'f Facts<'_>, wanted: &dyn Fn(&str) -> bool, visit: &mut dyn FnMut(Variable<'f>)) {
    let mut set = Vec::new();
    for (index, step) in facts.steps.iter().enumerate() {
        let instruction = step.innermost();
        match instruction.kind {
            InstructionKind::Env | InstructionKind::Arg => {
                for pair in instruction.pairs().iter().filter(|pair| wanted(&pair.name.text)) {
                    let Some(value) = &pair.value else { continue };
                    let value = if instruction.pairs().len() > MAX_PAIRS { None } else { known(facts, index, value) };
                    set.push(pair.name.text.as_str());
                    visit(Variable { at: At::Step(step, pair.span()), name: &pair.name.text, value });
                }
            }
            InstructionKind::Run => {
                for command in &step.script().commands {
                    of_command(step, command, wanted, visit);
                }
            }
            _ => {}
        }
    }
    for setting in &facts.settings.env {
        let (name, value) = &setting.value;
        if wanted(name) && !set.contains(&name.as_str()) {
            visit(Variable { at: At::Config(&setting.place), name, value: Some(Cow::Borrowed(value)) });
        }
    }
}

fn known<'f>(facts: &'f Facts<'_>, index: usize, word: &'f Word) -> Option<Cow<'f, str>> {
    if !word.has_variables() {
        return Some(Cow::Borrowed(&word.text));
    }
    let expanded = facts.dockerfile?.model.expanded(index, word)?;
    let value = expanded.value.as_ref().ok().filter(|_| expanded.unset.is_empty())?;
    Some(Cow::Borrowed(value))
}

fn of_command<'f>(
    step: &'f Step<'f>,
    command: &'f Command,
    wanted: &dyn Fn(&str) -> bool,
    visit: &mut dyn FnMut(Variable<'f>),
) {
    for given in command.assignments.iter().filter(|given| wanted(&given.name)) {
        let value = (!given.expands).then_some(Cow::Borrowed(given.value.as_str()));
        visit(Variable { at: At::Step(step, given.span), name: &given.name, value });
    }
    // `env` and `sudo` take assignments before the program only.
    let only_first = match command.name.as_ref().map(|name| name.text.as_str()) {
        Some("export" | "declare" | "typeset" | "readonly") => false,
        Some("env" | "/usr/bin/env" | "sudo" | "doas") => true,
        _ => return,
    };
    for word in &command.words {
        let Some((name, value)) = word.text.split_once('=') else {
            if only_first && !word.text.starts_with('-') {
                return;
            }
            continue;
        };
        if wanted(name) {
            let value = (!word.expands).then_some(Cow::Borrowed(value));
            visit(Variable { at: At::Step(step, word.span), name, value });
        }
    }
}
