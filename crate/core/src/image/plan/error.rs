//! Why an archive cannot be analysed at all.

use std::fmt;

/// What was wrong, where, what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanError {
    /// The sort of error.
    pub kind: PlanErrorKind,
    /// Member it is about, safe to show.
    pub member: Option<String>,
    /// What was wrong: a sentence without a final stop, safe to show.
    pub what: String,
    /// What to do: a sentence without a final stop.
    pub action: String,
}

/// The sorts of planning error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanErrorKind {
    /// The archive is empty.
    Empty,
    /// The archive holds something else: `what` names it.
    NotAnImage,
    /// `manifest.json` is there and names no image.
    NoImages,
    /// The archive holds signatures, attestations or other artifacts and no image.
    OnlyArtifacts,
    /// Manifests of schema 1.
    Schema1,
    /// A document could not be read: `what` has the place.
    Unreadable,
    /// The documents name blobs that are not there, for every image.
    BlobsMissing,
    /// A limit of the engine was reached.
    Limit,
}

impl PlanError {
    pub(super) fn new(kind: PlanErrorKind, what: String, action: &str) -> Self {
        Self { kind, member: None, what, action: action.to_owned() }
    }

    pub(super) fn at(kind: PlanErrorKind, member: &str, what: String, action: &str) -> Self {
        Self { kind, member: Some(crate::text::excerpt(member, 200)), what, action: action.to_owned() }
    }
}

impl fmt::Display for PlanError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(member) = &self.member {
            write!(formatter, "{member}: ")?;
        }
        write!(formatter, "{}; {}", self.what, self.action)
    }
}

impl std::error::Error for PlanError {}
