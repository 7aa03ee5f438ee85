//! Variables in their scopes, and the USER, WORKDIR and SHELL in effect.

use crate::ordered::Map;
use std::ops::Range;

use super::model::{Base, Stage};
use crate::dockerfile::expand::{ExpandError, expand_within};
use crate::dockerfile::instruction::{Instruction, InstructionKind, Pair};
use crate::dockerfile::parse::Dockerfile;
use crate::dockerfile::span::Span;
use crate::dockerfile::word::Word;
use crate::limits::{MAX_EXPANSION_WORK, MAX_PATH_BYTES};

/// What is in effect at an instruction, before it runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct State {
    /// The USER instruction in effect, own or of a base stage; `None`: that of the base image.
    pub user: Option<usize>,
    /// The WORKDIR instruction in effect; `None`: that of the base image.
    pub workdir: Option<usize>,
    /// The SHELL instruction in effect; `None`: `/bin/sh -c`.
    pub shell: Option<usize>,
    /// Words of the instruction that read variables, with their values.
    pub expanded: Vec<Expanded>,
    /// For WORKDIR: the folder behind it, relative ones joined to the one before. `None` when it cannot be known: the
    /// first relative one on an unknown base, a variable without a value, or a path beyond the limit.
    pub path: Option<String>,
}

/// A word with its variables replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expanded {
    /// Place of the word.
    pub span: Span,
    /// The value, or why there is none.
    pub value: Result<String, ExpandError>,
    /// Variables without a value: the base image or a build argument may give them one.
    pub unset: Vec<String>,
    /// Variables with a value.
    pub used: Vec<String>,
}

/// ENV or ARG.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DefinitionKind {
    /// ENV.
    Env,
    /// ARG.
    Arg,
}

/// One variable that an ENV or ARG defines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// ENV or ARG.
    pub kind: DefinitionKind,
    /// Its name.
    pub name: String,
    /// The value; `None` for an ARG without default, or a value that cannot be read.
    pub value: Option<String>,
    /// The instruction.
    pub instruction: usize,
    /// Place of the pair.
    pub span: Span,
}

type Variables<'a> = Map<&'a str, Option<String>>;

/// Variables while the stages are walked, and what was found.
pub(super) struct Scopes<'a> {
    file: &'a Dockerfile,
    globals: Variables<'a>,
    environment: Variables<'a>,
    arguments: Variables<'a>,
    /// What was changed since the walk began, to be undone: kind, name, value before.
    changes: Vec<(DefinitionKind, &'a str, Option<Option<String>>)>,
    states: Vec<State>,
    definitions: Vec<Definition>,
    work: usize,
}

impl<'a> Scopes<'a> {
    pub(super) fn new(file: &'a Dockerfile) -> Self {
        Self {
            file,
            globals: Variables::new(),
            environment: Variables::new(),
            arguments: Variables::new(),
            changes: Vec::new(),
            states: vec![State::default(); file.instructions.len()],
            definitions: Vec::new(),
            work: MAX_EXPANSION_WORK,
        }
    }

    /// ARGs before the first FROM.
    pub(super) fn globals(&mut self, range: Range<usize>) {
        for index in range {
            let Some(instruction) = self.file.instructions.get(index) else { continue };
            for pair in instruction.pairs() {
                let value = pair.value.as_ref().and_then(|value| Some(self.expand_global(index, value)?.0));
                self.define(DefinitionKind::Arg, index, pair, value.clone());
                self.globals.insert(pair.name.text.as_str(), value);
            }
        }
    }

    /// A word of FROM or of a global ARG: only global ARGs are seen. Gives the value and the names without one.
    pub(super) fn expand_global(&mut self, index: usize, word: &Word) -> Option<(String, Vec<String>)> {
        if !word.has_variables() {
            return Some((word.text.clone(), Vec::new()));
        }
        let globals = &self.globals;
        let lookup = |name: &str| globals.get(name).and_then(Option::as_deref);
        let result = expand_within(word.raw(), self.file.escape, &lookup, &mut self.work);
        let found = result.as_ref().ok().map(|expansion| (expansion.text.clone(), expansion.unset.clone()));
        self.record(index, word, result);
        found
    }

    fn record(&mut self, index: usize, word: &Word, result: Result<crate::dockerfile::expand::Expansion, ExpandError>) {
        let Some(state) = self.states.get_mut(index) else { return };
        state.expanded.push(match result {
            Ok(done) => Expanded { span: word.span, value: Ok(done.text), unset: done.unset, used: done.used },
            Err(error) => {
                let unset = match &error {
                    ExpandError::Required(name) => vec![name.clone()],
                    _ => Vec::new(),
                };
                Expanded { span: word.span, value: Err(error), unset, used: Vec::new() }
            }
        });
    }

    fn define(&mut self, kind: DefinitionKind, instruction: usize, pair: &Pair, value: Option<String>) {
        let name = pair.name.text.clone();
        self.definitions.push(Definition { kind, name, value, instruction, span: pair.span() });
    }

    /// A word inside a stage. ENV wins over ARG.
    fn expand(&mut self, index: usize, word: &Word) -> Option<String> {
        if !word.has_variables() {
            return Some(word.text.clone());
        }
        let (environment, arguments) = (&self.environment, &self.arguments);
        let lookup = |name: &str| match environment.get(name) {
            Some(value) => value.as_deref(),
            None => arguments.get(name).and_then(Option::as_deref),
        };
        let result = expand_within(word.raw(), self.file.escape, &lookup, &mut self.work);
        let known = result.as_ref().ok().filter(|expansion| expansion.unset.is_empty());
        let value = known.map(|expansion| expansion.text.clone());
        self.record(index, word, result);
        value
    }

    fn set(&mut self, kind: DefinitionKind, name: &'a str, value: Option<String>) {
        let variables = match kind {
            DefinitionKind::Env => &mut self.environment,
            DefinitionKind::Arg => &mut self.arguments,
        };
        let before = variables.insert(name, value);
        self.changes.push((kind, name, before));
    }

    fn roll_back(&mut self, mark: usize) {
        while self.changes.len() > mark {
            let Some((kind, name, before)) = self.changes.pop() else { return };
            let variables = match kind {
                DefinitionKind::Env => &mut self.environment,
                DefinitionKind::Arg => &mut self.arguments,
            };
            match before {
                Some(before) => variables.insert(name, before),
                None => variables.remove(name),
            };
        }
    }

    /// Takes one instruction into account.
    fn step(&mut self, index: usize, now: &mut Now) {
        let Some(instruction) = self.file.instructions.get(index) else { return };
        if let Some(state) = self.states.get_mut(index) {
            (state.user, state.workdir, state.shell) = (now.user, now.workdir, now.shell);
        }
        match instruction.kind {
            InstructionKind::Env => {
                // All values of one ENV see the variables as they were before it.
                let values: Vec<Option<String>> = instruction
                    .pairs()
                    .iter()
                    .map(|pair| pair.value.as_ref().and_then(|value| self.expand(index, value)))
                    .collect();
                for (pair, value) in instruction.pairs().iter().zip(values) {
                    self.define(DefinitionKind::Env, index, pair, value.clone());
                    self.set(DefinitionKind::Env, &pair.name.text, value);
                }
            }
            InstructionKind::Arg => {
                for pair in instruction.pairs() {
                    let value = match &pair.value {
                        Some(value) => self.expand(index, value),
                        None => self.globals.get(pair.name.text.as_str()).cloned().flatten(),
                    };
                    self.define(DefinitionKind::Arg, index, pair, value.clone());
                    self.set(DefinitionKind::Arg, &pair.name.text, value);
                }
            }
            InstructionKind::Workdir => self.workdir(index, instruction, now),
            InstructionKind::From | InstructionKind::Run => {}
            _ => {
                let values = instruction.pairs().iter().filter_map(|pair| pair.value.as_ref());
                for word in instruction.words().iter().chain(values).filter(|word| word.has_variables()) {
                    self.expand(index, word);
                }
            }
        }
        match instruction.kind {
            InstructionKind::User => now.user = Some(index),
            InstructionKind::Shell => now.shell = Some(index),
            _ => {}
        }
    }

    fn workdir(&mut self, index: usize, instruction: &Instruction, now: &mut Now) {
        let Some(word) = instruction.words().first() else { return };
        let value = self.expand(index, word);
        let before = now.workdir.and_then(|at| self.states.get(at)).and_then(|state| state.path.as_deref());
        let path = match (value, before) {
            (Some(value), _) if is_absolute(&value) => Some(value),
            (Some(value), Some(before)) => Some(format!("{}/{}", before.trim_end_matches('/'), value)),
            (Some(value), None) if now.workdir.is_none() && now.scratch => Some(format!("/{value}")),
            _ => None,
        };
        let path = path.filter(|path| path.len() <= MAX_PATH_BYTES);
        let path = path.filter(|path| match self.work.checked_sub(path.len()) {
            Some(left) => {
                self.work = left;
                true
            }
            None => false,
        });
        if let Some(state) = self.states.get_mut(index) {
            state.path = path;
        }
        now.workdir = Some(index);
    }

    /// What was found, definitions in the order of the file.
    pub(super) fn finish(mut self) -> (Vec<State>, Vec<Definition>) {
        crate::ordered::sort_by_key(&mut self.definitions, |definition| definition.instruction);
        (self.states, self.definitions)
    }
}

fn is_absolute(path: &str) -> bool {
    path.starts_with(['/', '\\']) || path.get(1..2) == Some(":")
}

/// What is in effect at the place of the walk.
#[derive(Debug, Clone, Copy, Default)]
struct Now {
    user: Option<usize>,
    workdir: Option<usize>,
    shell: Option<usize>,
    /// The chain begins with `FROM scratch`, so nothing comes from an unknown image.
    scratch: bool,
}

/// Walks the forest of stages, each one behind its base.
pub(super) fn walk(scopes: &mut Scopes<'_>, stages: &[Stage]) {
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); stages.len()];
    let mut queue: Vec<Visit> = Vec::new();
    for (index, stage) in stages.iter().enumerate().rev() {
        match stage.base {
            Base::Stage(base) => children.get_mut(base).into_iter().for_each(|list| list.push(index)),
            _ => queue.push(Visit::Enter(index, Now { scratch: stage.base == Base::Scratch, ..Now::default() })),
        }
    }
    while let Some(visit) = queue.pop() {
        match visit {
            Visit::Leave(mark) => scopes.roll_back(mark),
            Visit::Enter(index, mut now) => {
                let Some(stage) = stages.get(index) else { continue };
                queue.push(Visit::Leave(scopes.changes.len()));
                for at in stage.instructions.clone() {
                    scopes.step(at, &mut now);
                }
                let children = children.get_mut(index).map(std::mem::take).unwrap_or_default();
                queue.extend(children.into_iter().map(|child| Visit::Enter(child, now)));
            }
        }
    }
}

enum Visit {
    Enter(usize, Now),
    /// Undo the changes behind this mark.
    Leave(usize),
}
