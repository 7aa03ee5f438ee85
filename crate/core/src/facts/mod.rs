//! What rules read: the facts of a build and of an image, without a trace of where the bytes came from.

pub mod accounts;
pub mod build;
pub mod evidence;
pub mod from_dockerfile;
pub mod from_image;
pub mod image;
pub mod origin;
pub mod os_release;
pub mod packages;
mod run;
pub mod settings;
pub mod system;

pub use accounts::Accounts;
pub use build::{Base, BaseUse, BuildSource, Part, Step};
pub use evidence::{Binding, Evidence, Trust};
pub use image::{Compared, Files, ImageFacts, Mismatch};
pub use origin::{BaseEnd, Origin};
pub use os_release::OsRelease;
pub use packages::Packages;
pub use run::{Run, program};
pub use settings::{Healthcheck, Setting, Settings};
pub use system::System;

use crate::config::Config;
use crate::dockerfile::stage::StageModel;
use crate::dockerfile::{Dockerfile, IgnoreFile, Span};
use crate::finding::Place;
use crate::rules::Inputs;
use std::cell::OnceCell;

/// Everything that is known of one image or one Dockerfile.
pub struct Facts<'a> {
    /// The day that ages are judged by, in seconds from 1970; `None` if the host gave none, and then nothing is judged
    /// by age.
    pub as_of: Option<i64>,
    /// What the facts were read from.
    pub source: BuildSource,
    /// What a container is started with.
    pub settings: Settings,
    /// The build steps, oldest first: history of an image, or all instructions of a Dockerfile, with the indexes that they
    /// have there.
    pub steps: Vec<Step<'a>>,
    /// The Dockerfile that the steps are of; `None` for an image, whose steps have no finer place than a history entry.
    pub dockerfile: Option<DockerfileFacts<'a>>,
    /// The images that it is built on, as far as they are said.
    pub bases: Vec<Base>,
    /// The image, if it is one.
    pub image: Option<ImageFacts<'a>>,
    /// What the user has configured.
    pub config: &'a Config,
    runs: OnceCell<run::Runs>,
}

/// A Dockerfile as it is written.
#[derive(Clone, Copy)]
pub struct DockerfileFacts<'a> {
    /// Its instructions, comments and text.
    pub file: &'a Dockerfile,
    /// Its stages and variables.
    pub model: &'a StageModel,
    /// The `.dockerignore` beside it, if the host gave one.
    pub ignore: Option<&'a IgnoreFile>,
}

impl<'a> Facts<'a> {
    /// Whether a rule has something to say about this sort of input.
    #[must_use]
    pub fn suits(&self, inputs: Inputs) -> bool {
        match inputs {
            Inputs::Both => true,
            Inputs::Image => self.source == BuildSource::History,
            Inputs::Dockerfile => self.source == BuildSource::Dockerfile,
        }
    }

    /// What a Dockerfile says.
    #[must_use]
    pub fn of_dockerfile(written: DockerfileFacts<'a>, as_of: Option<i64>, config: &'a Config) -> Self {
        let build = from_dockerfile::build(written.file, written.model);
        Self {
            as_of,
            source: BuildSource::Dockerfile,
            settings: build.settings,
            steps: build.steps,
            dockerfile: Some(written),
            bases: build.bases,
            image: None,
            config,
            runs: OnceCell::new(),
        }
    }

    /// What an image says; layers may be scanned or not.
    #[must_use]
    pub fn of_image(
        settings: Settings,
        steps: Vec<Step<'a>>,
        bases: Vec<Base>,
        image: ImageFacts<'a>,
        as_of: Option<i64>,
        config: &'a Config,
    ) -> Self {
        Self {
            as_of,
            source: BuildSource::History,
            settings,
            steps,
            dockerfile: None,
            bases,
            image: Some(image),
            config,
            runs: OnceCell::new(),
        }
    }

    /// The Dockerfile, if it is one.
    #[must_use]
    pub fn file(&self) -> Option<&'a Dockerfile> {
        self.dockerfile.map(|written| written.file)
    }

    fn index(&self) -> &run::Runs {
        self.runs.get_or_init(|| run::Runs::new(&self.steps))
    }

    /// The place of a part of a step: exact in a Dockerfile, the history entry in an image.
    #[must_use]
    pub fn place_in(&self, step: &Step<'_>, span: Span) -> Place {
        self.file().map_or_else(|| step.place.clone(), |file| from_dockerfile::place(file, span))
    }

    /// The files of the image, once its layers were scanned.
    #[must_use]
    pub fn files(&self) -> Option<&Files<'a>> {
        self.image.as_ref().and_then(|image| image.files.as_ref())
    }
}
