//! The stages of a file, what each is built from, and which of them reach the target.

use crate::ordered::Map;
use std::ops::Range;

use super::scope::{self, Definition, Expanded, Scopes, State};
use crate::dockerfile::instruction::{Arguments, Instruction, InstructionKind};
use crate::dockerfile::parse::Dockerfile;
use crate::dockerfile::span::Span;
use crate::dockerfile::word::Word;

/// One stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// Its FROM instruction; `None` for instructions without a FROM before them (a fragment).
    pub from: Option<usize>,
    /// Its instructions, FROM included, as a range of [`Dockerfile::instructions`].
    pub instructions: Range<usize>,
    /// Its number for `COPY --from=0`, from 0; `None` for a fragment.
    pub number: Option<usize>,
    /// The name behind AS, as written.
    pub name: Option<Word>,
    /// Place of the word AS.
    pub as_keyword: Option<Span>,
    /// The image word of FROM.
    pub image: Option<Word>,
    /// What it is built from.
    pub base: Base,
    /// Other stages and images that it reads: COPY, ADD and mounts with `from`.
    pub dependencies: Vec<Dependency>,
}

/// What a stage is built from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Base {
    /// An earlier stage.
    Stage(usize),
    /// Nothing.
    Scratch,
    /// An image. `unset` holds the variables of the reference without a value; when it is not empty, the reference is
    /// what BuildKit would make of it and may be wrong or empty.
    Image {
        /// The reference with variables replaced.
        reference: String,
        /// Variables without a value.
        unset: Vec<String>,
    },
    /// There is no FROM, it has no image, or its image cannot be read.
    Unknown,
}

/// A stage or image that an instruction reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// The instruction.
    pub instruction: usize,
    /// Place of the name.
    pub span: Span,
    /// The name as written.
    pub name: String,
    /// What it is.
    pub source: CopySource,
}

/// What a `from` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopySource {
    /// An earlier stage.
    Stage(usize),
    /// The stage itself or a later one, by name or number: a build error.
    NotEarlier,
    /// No stage: an image or a named build context.
    External,
}

/// The stages of a file and what is in effect at each instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageModel {
    /// Stages in order.
    pub stages: Vec<Stage>,
    /// The stage that is built: the last one, or the one asked for. `None` for a file without instructions.
    pub target: Option<usize>,
    /// For each instruction of the file what is in effect at it.
    pub states: Vec<State>,
    /// Every variable that is defined, in order.
    pub definitions: Vec<Definition>,
    /// For each stage whether the target needs it.
    reaches_target: Vec<bool>,
}

impl StageModel {
    /// Reads the stages of a file; the target is the last one.
    #[must_use]
    pub fn new(file: &Dockerfile) -> Self {
        let mut model = Self::build(file);
        model.mark_reachable();
        model
    }

    /// With a target by name (in any case) or number, as `docker build --target`; `None` if there is no such stage.
    #[must_use]
    pub fn with_target(file: &Dockerfile, target: Option<&str>) -> Option<Self> {
        let mut model = Self::build(file);
        if let Some(target) = target {
            let names = |stage: &Stage| stage.name.as_ref().is_some_and(|name| name.text.eq_ignore_ascii_case(target));
            let by_name = model.stages.iter().rposition(names);
            let by_number = || {
                let number = target.parse::<usize>().ok()?;
                model.stages.iter().position(|stage| stage.number == Some(number))
            };
            model.target = Some(by_name.or_else(by_number)?);
        }
        model.mark_reachable();
        Some(model)
    }

    fn build(file: &Dockerfile) -> Self {
        let mut stages = split(file);
        let mut scopes = Scopes::new(file);
        let first = stages.first().map_or(file.instructions.len(), |stage| stage.instructions.start);
        scopes.globals(0..first);
        resolve(file, &mut stages, &mut scopes);
        scope::walk(&mut scopes, &stages);
        let (states, definitions) = scopes.finish();
        let target = stages.len().checked_sub(1);
        Self { stages, target, states, definitions, reaches_target: Vec::new() }
    }

    fn mark_reachable(&mut self) {
        self.reaches_target = vec![false; self.stages.len()];
        let mut queue: Vec<usize> = self.target.into_iter().collect();
        while let Some(index) = queue.pop() {
            let (Some(flag), Some(stage)) = (self.reaches_target.get_mut(index), self.stages.get(index)) else {
                continue;
            };
            if std::mem::replace(flag, true) {
                continue;
            }
            if let Base::Stage(base) = stage.base {
                queue.push(base);
            }
            queue.extend(stage.dependencies.iter().filter_map(|dependency| match dependency.source {
                CopySource::Stage(stage) => Some(stage),
                CopySource::NotEarlier | CopySource::External => None,
            }));
        }
    }

    /// Whether a stage is needed for the target: as base, or by COPY, ADD or a mount.
    #[must_use]
    pub fn reaches_target(&self, stage: usize) -> bool {
        self.reaches_target.get(stage).copied().unwrap_or(false)
    }

    /// The stage of an instruction; `None` for global ARGs.
    #[must_use]
    pub fn stage_of(&self, instruction: usize) -> Option<usize> {
        let after = self.stages.partition_point(|stage| stage.instructions.start <= instruction);
        after.checked_sub(1)
    }

    /// A stage and the stages it is built on, the first ancestor first.
    #[must_use]
    pub fn chain(&self, stage: usize) -> Vec<usize> {
        let mut chain = Vec::new();
        let mut next = Some(stage);
        while let Some(index) = next {
            let Some(stage) = self.stages.get(index) else { break };
            chain.push(index);
            // A base is always earlier, so this ends.
            next = match stage.base {
                Base::Stage(base) if base < index => Some(base),
                _ => None,
            };
        }
        chain.reverse();
        chain
    }

    /// The instructions that make the target, those of its base stages first.
    #[must_use]
    pub fn target_instructions(&self) -> Vec<usize> {
        let chain = self.target.map(|target| self.chain(target)).unwrap_or_default();
        chain
            .into_iter()
            .filter_map(|stage| self.stages.get(stage))
            .flat_map(|stage| stage.instructions.clone())
            .collect()
    }

    /// What the first ancestor of a stage is built from.
    #[must_use]
    pub fn root_base(&self, stage: usize) -> &Base {
        let first = self.chain(stage).first().copied();
        first.and_then(|first| self.stages.get(first)).map_or(&Base::Unknown, |stage| &stage.base)
    }

    /// The value of a word of an instruction with its variables replaced. `None` when the word reads no variable: then
    /// its `text` is the value.
    #[must_use]
    pub fn expanded(&self, instruction: usize, word: &Word) -> Option<&Expanded> {
        let state = self.states.get(instruction)?;
        state.expanded.iter().find(|expanded| expanded.span == word.span)
    }

    /// The definition of a variable that is in effect behind an instruction, its own definitions included. Takes time in
    /// proportion to the length of the stage's chain.
    #[must_use]
    pub fn definition(&self, name: &str, instruction: usize) -> Option<&Definition> {
        let stage = self.stage_of(instruction)?;
        let mut limit = instruction;
        for index in self.chain(stage).into_iter().rev() {
            let range = self.stages.get(index)?.instructions.clone();
            let from = self.definitions.partition_point(|definition| definition.instruction < range.start);
            let to = self.definitions.partition_point(|definition| definition.instruction <= limit);
            let own = self.definitions.get(from..to).unwrap_or_default();
            // ENV wins over ARG whatever the order.
            let last = |kind| own.iter().rev().find(|found| found.name == name && found.kind == kind);
            let found = last(scope::DefinitionKind::Env).or_else(|| last(scope::DefinitionKind::Arg));
            if found.is_some() {
                return found;
            }
            let base = self.stages.get(index).map(|stage| &stage.base);
            if let Some(Base::Stage(base)) = base {
                limit = self.stages.get(*base)?.instructions.end.saturating_sub(1);
            }
        }
        None
    }
}

/// Finds the stages, without their bases.
fn split(file: &Dockerfile) -> Vec<Stage> {
    let mut stages: Vec<Stage> = Vec::new();
    let mut number = 0_usize;
    for (index, instruction) in file.instructions.iter().enumerate() {
        match instruction.kind {
            InstructionKind::From => {
                stages.push(stage(index, instruction, number));
                number = number.saturating_add(1);
            }
            InstructionKind::Arg if stages.is_empty() => {}
            _ => match stages.last_mut() {
                Some(stage) => stage.instructions.end = index.saturating_add(1),
                None => stages.push(Stage {
                    from: None,
                    instructions: index..index.saturating_add(1),
                    number: None,
                    name: None,
                    as_keyword: None,
                    image: None,
                    base: Base::Unknown,
                    dependencies: Vec::new(),
                }),
            },
        }
    }
    stages
}

fn stage(index: usize, from: &Instruction, number: usize) -> Stage {
    let words = from.words();
    let as_word = words.get(1).filter(|word| word.text.eq_ignore_ascii_case("as"));
    Stage {
        from: Some(index),
        instructions: index..index.saturating_add(1),
        number: Some(number),
        name: as_word.and(words.get(2)).cloned(),
        as_keyword: as_word.map(|word| word.span),
        image: words.first().cloned(),
        base: Base::Unknown,
        dependencies: Vec::new(),
    }
}

/// Finds bases and dependencies. Names are looked up among the stages before, the last of a name winning.
fn resolve(file: &Dockerfile, stages: &mut [Stage], scopes: &mut Scopes<'_>) {
    let all: Map<String, usize> =
        stages.iter().enumerate().filter_map(|(index, stage)| Some((name_of(stage)?, index))).collect();
    let numbers: Vec<usize> =
        stages.iter().enumerate().filter(|(_, stage)| stage.number.is_some()).map(|(index, _)| index).collect();
    let mut earlier: Map<String, usize> = Map::new();
    for (index, stage) in stages.iter_mut().enumerate() {
        if let (Some(from), Some(image)) = (stage.from, &stage.image) {
            let value = scopes.expand_global(from, image);
            stage.base = match value {
                Some((reference, _)) if reference == "scratch" => Base::Scratch,
                Some((reference, unset)) => match earlier.get(&reference.to_ascii_lowercase()) {
                    Some(base) => Base::Stage(*base),
                    None => Base::Image { reference, unset },
                },
                None => Base::Unknown,
            };
        }
        for at in stage.instructions.clone() {
            let Some(instruction) = file.instructions.get(at) else { continue };
            for (name, span) in sources(instruction) {
                let key = name.to_ascii_lowercase();
                let number = || name.parse::<usize>().ok().and_then(|number| numbers.get(number).copied());
                let source = match earlier.get(&key).copied().or_else(number).or_else(|| all.get(&key).copied()) {
                    Some(found) if found < index => CopySource::Stage(found),
                    Some(_) => CopySource::NotEarlier,
                    None => CopySource::External,
                };
                stage.dependencies.push(Dependency { instruction: at, span, name: name.to_owned(), source });
            }
        }
        if let Some(name) = name_of(stage) {
            earlier.insert(name, index);
        }
    }
}

fn name_of(stage: &Stage) -> Option<String> {
    stage.name.as_ref().map(|name| name.text.to_ascii_lowercase())
}

/// The names that an instruction reads from: `--from` of COPY and ADD, `from=` of mounts.
fn sources(instruction: &Instruction) -> Vec<(&str, Span)> {
    if matches!(instruction.arguments, Arguments::Unknown(_)) {
        return Vec::new();
    }
    match instruction.kind {
        InstructionKind::Copy | InstructionKind::Add => instruction
            .flags_named("from")
            .filter_map(|flag| flag.value.as_ref())
            .map(|value| (value.text.as_str(), value.span))
            .collect(),
        InstructionKind::Run => instruction
            .flags_named("mount")
            .flat_map(|flag| &flag.options)
            .filter(|option| option.name == "from")
            .filter_map(|option| Some((option.value.as_deref()?, option.span)))
            .collect(),
        _ => Vec::new(),
    }
}
