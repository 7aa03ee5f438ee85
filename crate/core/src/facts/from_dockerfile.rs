//! Settings and build steps from a Dockerfile: settings of its final stage, with the stages that it is based on, and the
//! steps of all stages.

use super::settings::last_of_each;
use super::{Base, BaseUse, Healthcheck, Part, Setting, Settings, Step};
use crate::dockerfile::shell::ShellKind;
use crate::dockerfile::stage::{self, CopySource, StageModel};
use crate::dockerfile::{Arguments, Dockerfile, Instruction, InstructionKind, Span, Word};
use crate::finding::Place;
use crate::image::config::ExposedPort;
use crate::ordered::Set;
use std::borrow::Cow;
use std::cell::OnceCell;

/// What a Dockerfile says, read once.
pub struct Build<'a> {
    /// What a container is started with.
    pub settings: Settings,
    /// The instructions of all stages.
    pub steps: Vec<Step<'a>>,
    /// Images that it starts from or copies from.
    pub bases: Vec<Base>,
}

/// Reads the stages of a file.
#[must_use]
pub fn build<'a>(file: &'a Dockerfile, model: &'a StageModel) -> Build<'a> {
    let named = file.comments.iter().filter(|comment| !comment.inside).filter_map(|comment| {
        let shell = comment.text.strip_prefix("hadolint")?.trim_start().strip_prefix("shell")?.trim_start();
        Some((comment.span.start, ShellKind::of(shell.strip_prefix('=')?.split_whitespace().next()?)))
    });
    Reader { file, model, named_shells: named.collect() }.build()
}

/// The place of a span.
#[must_use]
pub fn place(file: &Dockerfile, span: Span) -> Place {
    let (start, end) =
        (file.line_index.position(&file.text, span.start), file.line_index.position(&file.text, span.end));
    Place::Instruction { line: start.line, column: start.column, end_line: end.line, end_column: end.column }
}

struct Reader<'a> {
    file: &'a Dockerfile,
    model: &'a StageModel,
    /// Where `# hadolint shell=PROGRAM` says what runs the commands of an image whose own shell is another, in the order of
    /// the file.
    named_shells: Vec<(u32, ShellKind)>,
}

impl<'a> Reader<'a> {
    fn build(&self) -> Build<'a> {
        let chain = self.chain();
        let mut settings = Settings { open: self.is_open(), ..Settings::default() };
        for index in self.model.target_instructions() {
            let Some(instruction) = self.file.instructions.get(index) else { continue };
            self.apply(index, instruction, &mut settings);
        }
        settings.env = last_of_each(std::mem::take(&mut settings.env));
        settings.labels = last_of_each(std::mem::take(&mut settings.labels));
        let steps = self.file.instructions.iter().enumerate().map(|(index, instruction)| {
            let stage = self.model.stage_of(index);
            let part = match stage {
                Some(stage) if Some(stage) == self.model.target => Part::Final,
                Some(stage) if chain.contains(&stage) => Part::Base,
                Some(stage) if !self.model.reaches_target(stage) => Part::Unused,
                _ => Part::Needed,
            };
            Step {
                text: Cow::Borrowed(instruction.span.of(&self.file.text)),
                place: self.place(instruction.span),
                layer: None,
                build_arguments: Vec::new(),
                shell: self.shell(index),
                stage,
                part,
                instruction: Cow::Borrowed(instruction),
                script: OnceCell::new(),
            }
        });
        let steps = steps.collect();
        Build { settings, steps, bases: self.bases() }
    }

    /// The final stage and the stages that it is based on; there may be ten thousand.
    fn chain(&self) -> Set<usize> {
        self.model.target.map(|target| self.model.chain(target)).unwrap_or_default().into_iter().collect()
    }

    fn place(&self, span: Span) -> Place {
        place(self.file, span)
    }

    /// Whether something that cannot be seen here may set what this file does not: any base but `scratch`.
    fn is_open(&self) -> bool {
        self.model.target.is_none_or(|target| !matches!(self.model.root_base(target), stage::Base::Scratch))
    }

    /// A word with its variables replaced; as written where one has no value, so that a `$` shows it.
    fn value(&self, index: usize, word: &Word) -> String {
        match self.model.expanded(index, word) {
            Some(expanded) if expanded.unset.is_empty() => expanded.value.clone().unwrap_or_else(|_| word.text.clone()),
            Some(_) => word.raw().to_owned(),
            None => word.text.clone(),
        }
    }

    fn apply(&self, index: usize, instruction: &Instruction, settings: &mut Settings) {
        let whole = |value| Setting { value, place: self.place(instruction.span) };
        match instruction.kind {
            InstructionKind::User => {
                settings.user = instruction.words().first().map(|word| whole(self.value(index, word)));
            }
            InstructionKind::Workdir => {
                let path = self.model.states.get(index).and_then(|state| state.path.clone());
                settings.working_dir = path
                    .or_else(|| instruction.words().first().map(|word| self.value(index, word)))
                    .map(|value| Setting { value, place: self.place(instruction.span) });
            }
            InstructionKind::Env => settings.env.extend(self.pairs(index, instruction)),
            InstructionKind::Label => settings.labels.extend(self.pairs(index, instruction)),
            InstructionKind::Expose => settings.exposed.extend(instruction.words().iter().filter_map(|word| {
                let value = exposed_port(&self.value(index, word))?;
                Some(Setting { value, place: self.place(word.span) })
            })),
            InstructionKind::Volume => settings.volumes.extend(
                instruction
                    .words()
                    .iter()
                    .map(|word| Setting { value: self.value(index, word), place: self.place(word.span) }),
            ),
            InstructionKind::Entrypoint => {
                settings.entrypoint =
                    Some(Setting { value: words(&instruction.arguments), place: self.place(instruction.span) });
                // A CMD of the base is for its own entrypoint and is dropped (BuildKit, dispatchEntrypoint).
                settings.cmd = settings.cmd.take().filter(|cmd| self.is_own(cmd));
            }
            InstructionKind::Cmd => {
                settings.cmd =
                    Some(Setting { value: words(&instruction.arguments), place: self.place(instruction.span) });
            }
            InstructionKind::Healthcheck => {
                if let Arguments::Healthcheck { mode, test } = &instruction.arguments {
                    let is_none = mode.text.eq_ignore_ascii_case("NONE");
                    let value = if is_none { Healthcheck::Disabled } else { Healthcheck::Test(words(test)) };
                    settings.healthcheck = Some(Setting { value, place: self.place(instruction.span) });
                }
            }
            _ => {}
        }
    }

    /// Whether a setting was made in the final stage itself.
    fn is_own<T>(&self, setting: &Setting<T>) -> bool {
        let own = self.model.target.and_then(|target| self.model.stages.get(target));
        let first = own.and_then(|stage| self.file.instructions.get(stage.instructions.start));
        let Some(first) = first.map(|instruction| self.place(instruction.span)) else { return false };
        setting.place >= first
    }

    /// The shell in effect at an instruction: what SHELL or a comment says, whichever stands last.
    fn shell(&self, index: usize) -> ShellKind {
        let set = self.model.states.get(index).and_then(|state| state.shell);
        let set = set.and_then(|at| self.file.instructions.get(at));
        self.named_shell(index, set).unwrap_or_else(|| {
            let program = set.and_then(|set| set.words().first());
            program.map_or_else(ShellKind::default, |program| ShellKind::of(&program.text))
        })
    }

    /// What a comment says, as hadolint reads it: from there to the next SHELL or the end of the stage.
    fn named_shell(&self, index: usize, set: Option<&Instruction>) -> Option<ShellKind> {
        let start = |index: usize| self.file.instructions.get(index).map(|instruction| instruction.span.start);
        let own = start(index)?;
        let before = self.named_shells.partition_point(|(at, _)| *at < own).checked_sub(1)?;
        let (at, shell) = self.named_shells.get(before)?;
        let stage = self.model.stage_of(index).and_then(|stage| self.model.stages.get(stage));
        let since = stage.and_then(|stage| start(stage.instructions.start)).max(set.map(|set| set.span.start));
        (Some(*at) > since).then_some(*shell)
    }

    fn pairs(&self, index: usize, instruction: &Instruction) -> Vec<Setting<(String, String)>> {
        let named = instruction.pairs().iter().map(|pair| Setting {
            value: (
                self.value(index, &pair.name),
                pair.value.as_ref().map(|value| self.value(index, value)).unwrap_or_default(),
            ),
            place: self.place(pair.span()),
        });
        named.collect()
    }

    fn bases(&self) -> Vec<Base> {
        let chain = self.chain();
        let mut bases = Vec::new();
        for (number, stage) in self.model.stages.iter().enumerate() {
            if let (stage::Base::Image { reference, unset }, Some(image)) = (&stage.base, &stage.image) {
                let known = unset.is_empty();
                bases.push(Base {
                    reference: if known { reference.clone() } else { image.raw().to_owned() },
                    usage: BaseUse::From,
                    place: self.place(image.span),
                    reaches_final: chain.contains(&number),
                });
            }
            for dependency in stage.dependencies.iter().filter(|dependency| dependency.source == CopySource::External) {
                let instruction = self.file.instructions.get(dependency.instruction);
                let is_mount = instruction.is_some_and(|instruction| instruction.kind == InstructionKind::Run);
                bases.push(Base {
                    reference: dependency.name.clone(),
                    usage: if is_mount { BaseUse::Mount } else { BaseUse::Copy },
                    place: self.place(dependency.span),
                    reaches_final: false,
                });
            }
        }
        bases
    }
}

/// The words of a command; shell form as the runtime gets it.
fn words(arguments: &Arguments) -> Vec<String> {
    match arguments {
        Arguments::Exec(words) => words.iter().map(|word| word.text.clone()).collect(),
        Arguments::Shell(text) => vec![String::from("/bin/sh"), String::from("-c"), text.text().to_owned()],
        _ => Vec::new(),
    }
}

/// `80`, `80/udp`, `8000-8010`.
fn exposed_port(text: &str) -> Option<ExposedPort> {
    let (numbers, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let (first, last) = numbers.split_once('-').unwrap_or((numbers, numbers));
    let (port, end) = (first.parse().ok()?, last.parse().ok()?);
    (port <= end).then(|| ExposedPort { port, end, protocol: protocol.to_ascii_lowercase() })
}
