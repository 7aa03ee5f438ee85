//! The steps of a build: one view of image history and Dockerfiles, so that a rule about instructions is written once.

use crate::dockerfile::history::BuildArgument;
use crate::dockerfile::shell::{self, Script, ShellKind};
use crate::dockerfile::{Instruction, InstructionKind};
use crate::finding::Place;
use std::borrow::Cow;
use std::cell::OnceCell;

/// What the steps were read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuildSource {
    /// The build history in an image's config.
    History,
    /// A Dockerfile.
    Dockerfile,
}

/// What a step has to do with the image that the build makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// It is a step of the final stage. All of history is.
    Final,
    /// It is a step of a stage that the final stage is based on, so what it does is in the image.
    Base,
    /// It is a step of a stage that another one copies from or mounts, or a global ARG.
    Needed,
    /// It is a step of a stage that nothing uses.
    Unused,
}

impl Part {
    /// Whether what the step leaves is in the image.
    #[must_use]
    pub fn is_in_image(self) -> bool {
        matches!(self, Self::Final | Self::Base)
    }
}

/// One build step.
#[derive(Debug, Clone)]
pub struct Step<'a> {
    /// The instruction, as far as it can be told: history of builders that know no Dockerfiles is
    /// [`InstructionKind::Unknown`].
    pub instruction: Cow<'a, Instruction>,
    /// The whole text: a history line as it stands, or the instruction as written. May hold secrets.
    pub text: Cow<'a, str>,
    /// Where it stands.
    pub place: Place,
    /// The layer that it made; `None` in a Dockerfile, and where history does not align.
    pub layer: Option<u32>,
    /// Build arguments that history shows with their values. Secrets, often.
    pub build_arguments: Vec<BuildArgument>,
    /// The shell that reads its command.
    pub shell: ShellKind,
    /// Its stage, as an index of the stage model; `None` for a global ARG and for history.
    pub stage: Option<usize>,
    /// What it has to do with the image.
    pub part: Part,
    /// The commands, read when first asked for, since many rules ask.
    pub(super) script: OnceCell<Script>,
}

impl Step<'_> {
    /// The instruction that does something: the one behind ONBUILD, or the step's own.
    #[must_use]
    pub fn innermost(&self) -> &Instruction {
        self.instruction.innermost()
    }

    /// Whether it waits for a build on top of this image.
    #[must_use]
    pub fn is_onbuild(&self) -> bool {
        self.instruction.kind == InstructionKind::Onbuild
    }

    /// The commands that it runs, or that it will run if it stands behind ONBUILD.
    #[must_use]
    pub fn script(&self) -> &Script {
        self.script.get_or_init(|| shell::commands_of(self.innermost(), self.shell))
    }
}

/// A reference to an image that the build starts from or copies from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    /// The reference, variables expanded as far as their defaults are known. Still has a `$` if one is not.
    pub reference: String,
    /// What it is used for.
    pub usage: BaseUse,
    /// Where it stands.
    pub place: Place,
    /// Whether the final stage is built on it, directly or through other stages.
    pub reaches_final: bool,
}

/// What a base is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BaseUse {
    /// `FROM`.
    From,
    /// `COPY --from`.
    Copy,
    /// `RUN --mount=from`.
    Mount,
    /// The image's own annotation or label names it, or its provenance. A digest that stands beside the name is part of the reference.
    Annotation,
}
