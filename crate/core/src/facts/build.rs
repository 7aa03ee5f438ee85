//! The steps of a build: one view of image history and Dockerfiles, so that a rule about instructions is written once.

use crate::dockerfile::Instruction;
use crate::dockerfile::history::BuildArgument;
use crate::dockerfile::shell::{self, Script, ShellKind};
use crate::finding::Place;

/// What the steps were read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuildSource {
    /// The build history in an image's config.
    History,
    /// A Dockerfile.
    Dockerfile,
}

/// One build step.
#[derive(Debug, Clone)]
pub struct Step {
    /// The instruction, as far as it can be told: history of builders that know no Dockerfiles is
    /// [`crate::dockerfile::InstructionKind::Unknown`].
    pub instruction: Instruction,
    /// The whole text: a history line as it stands, or the instruction as written. May hold secrets.
    pub text: String,
    /// Where it stands.
    pub place: Place,
    /// The layer that it made; `None` in a Dockerfile, and where history does not align.
    pub layer: Option<u32>,
    /// Build arguments that history shows with their values. Secrets, often.
    pub build_arguments: Vec<BuildArgument>,
    /// The shell that reads its command.
    pub shell: ShellKind,
    /// True for steps of a stage that the final stage is based on, and false for its own. History does not tell.
    pub inherited: bool,
}

impl Step {
    /// The commands that it runs.
    #[must_use]
    pub fn script(&self) -> Script {
        shell::commands_of(&self.instruction, self.shell)
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
    /// The image's own annotation or label names it. A digest that stands beside the name is part of the reference.
    Annotation,
}
