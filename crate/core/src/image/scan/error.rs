//! Why an archive could not be scanned.

use std::fmt;

use super::super::plan::{ChoiceError, PlanError};
use crate::archive::{ArchiveError, Detected};
use crate::text::excerpt;

/// What was wrong, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScanError {
    /// The file is something else.
    NotAnArchive(Detected),
    /// The outer archive is damaged before anything that can be analysed, or beyond a limit.
    Archive(ArchiveError),
    /// The archive holds nothing that can be analysed.
    Plan(PlanError),
    /// Nothing in the archive is what was asked for.
    Choice(ChoiceError),
    /// The layers have more entries than the host allows.
    EntryLimit(usize),
    /// The host ended the scan before this member was read.
    Unfinished(String),
}

impl fmt::Display for ScanError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnArchive(detected) => {
                write!(formatter, "the file is {}, not an image archive. {}.", detected.name(), detected.advice())
            }
            Self::Archive(error) => error.fmt(formatter),
            Self::Plan(error) => error.fmt(formatter),
            Self::Choice(error) => error.fmt(formatter),
            Self::EntryLimit(limit) => write!(
                formatter,
                "the layers have more than the {limit} entries that fit in this host's memory; \
                 scan the image where there is more, such as in the terminal"
            ),
            Self::Unfinished(member) => {
                write!(formatter, "the scan was ended before {} was read", excerpt(member, 200))
            }
        }
    }
}

impl std::error::Error for ScanError {}

impl From<PlanError> for ScanError {
    fn from(error: PlanError) -> Self {
        Self::Plan(error)
    }
}

impl From<ChoiceError> for ScanError {
    fn from(error: ChoiceError) -> Self {
        Self::Choice(error)
    }
}
