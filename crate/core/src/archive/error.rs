//! The one error type of the decoders: what was wrong, where, and what to do.

use std::fmt;

/// Why a decoder stopped, or gave up one entry.
///
/// Texts are already escaped for display.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveError {
    /// What sort of failure it is.
    pub kind: ArchiveErrorKind,
    /// Byte offset in the stream that was fed to the part that failed: compressed bytes for a decompressor,
    /// uncompressed ones for the tar reader.
    pub offset: u64,
    /// What was wrong, a sentence without a final stop.
    pub what: String,
    /// What to do about it, a sentence without a final stop.
    pub action: &'static str,
}

/// The sorts of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ArchiveErrorKind {
    /// The bytes end before the thing they describe does.
    Truncated,
    /// The bytes contradict the format.
    Corrupt,
    /// A limit of [`crate::limits`] was reached.
    Limit,
    /// Valid, but of a sort that the engine does not read.
    Unsupported,
    /// The bytes decode, but a checksum or length inside the stream says that they are not what was written.
    Checksum,
}

const GET_AGAIN: &str = "Copy, download or save the file again; if it fails again, the tool that wrote it is at fault";
const GET_WHOLE: &str = "Check that the file was copied, downloaded or saved to its end";
const DISTRUST: &str =
    "Treat the image as hostile or broken; if it is neither, raise the named limit and build the engine again";

impl ArchiveError {
    pub(crate) fn truncated(offset: u64, what: impl Into<String>) -> Self {
        Self { kind: ArchiveErrorKind::Truncated, offset, what: what.into(), action: GET_WHOLE }
    }

    pub(crate) fn corrupt(offset: u64, what: impl Into<String>) -> Self {
        Self { kind: ArchiveErrorKind::Corrupt, offset, what: what.into(), action: GET_AGAIN }
    }

    pub(crate) fn limit(offset: u64, what: impl Into<String>) -> Self {
        Self { kind: ArchiveErrorKind::Limit, offset, what: what.into(), action: DISTRUST }
    }

    pub(crate) fn checksum(offset: u64, what: impl Into<String>) -> Self {
        Self { kind: ArchiveErrorKind::Checksum, offset, what: what.into(), action: GET_AGAIN }
    }

    pub(crate) fn unsupported(offset: u64, what: impl Into<String>, action: &'static str) -> Self {
        Self { kind: ArchiveErrorKind::Unsupported, offset, what: what.into(), action }
    }
}

impl fmt::Display for ArchiveError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} (at byte {}). {}.", self.what, self.offset, self.action)
    }
}

impl std::error::Error for ArchiveError {}
