//! What rules read: the facts of a build and of an image, without a trace of where the bytes came from.

pub mod accounts;
pub mod build;
pub mod from_dockerfile;
pub mod from_image;
pub mod image;
pub mod os_release;
pub mod settings;

pub use accounts::Accounts;
pub use build::{Base, BaseUse, BuildSource, Step};
pub use image::{Compared, Files, ImageFacts, Mismatch};
pub use os_release::OsRelease;
pub use settings::{Healthcheck, Setting, Settings};

use crate::dockerfile::{Dockerfile, Span};
use crate::finding::Place;
use crate::rules::Inputs;

/// Everything that is known of one image or one Dockerfile.
pub struct Facts<'a> {
    /// The day that ages are judged by, in seconds from 1970; `None` if the host gave none, and then nothing is judged
    /// by age.
    pub as_of: Option<i64>,
    /// What the facts were read from.
    pub source: BuildSource,
    /// What a container is started with.
    pub settings: Settings,
    /// The build steps, oldest first: history of an image, or the instructions of a Dockerfile that make its final
    /// stage (those of the stages that it is based on come first).
    pub steps: Vec<Step>,
    /// The Dockerfile that the spans of steps are places of; `None` for an image, whose steps have no finer place.
    pub file: Option<&'a Dockerfile>,
    /// The images that it is built on, as far as they are said.
    pub bases: Vec<Base>,
    /// The image, if it is one.
    pub image: Option<ImageFacts<'a>>,
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

    /// The place of a part of a step: exact in a Dockerfile, the history entry in an image.
    #[must_use]
    pub fn place_in(&self, step: &Step, span: Span) -> Place {
        self.file.map_or_else(|| step.place.clone(), |file| from_dockerfile::place(file, span))
    }

    /// The files of the image, once its layers were scanned.
    #[must_use]
    pub fn files(&self) -> Option<&Files<'a>> {
        self.image.as_ref().and_then(|image| image.files.as_ref())
    }
}
