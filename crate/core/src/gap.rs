//! Coverage gaps: what could not be read, said aloud instead of skipped in silence.

use serde::{Deserialize, Serialize};

/// One thing that the analysis could not cover, where it is, and what the user can do about it.
///
/// Texts are free of secrets and already escaped for display (see [`crate::text::escaped`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Gap {
    /// What sort of gap it is.
    pub kind: GapKind,
    /// Member of the outer archive, or file of an OCI layout directory.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub member: Option<String>,
    /// Index of the layer in the image, from 0, when the gap is in a layer of a known image.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub layer: Option<u32>,
    /// Path inside the layer.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub path: Option<String>,
    /// Byte offset: in the uncompressed layer if `layer` or `path` is given, else in the member or the input.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub offset: Option<u64>,
    /// What was wrong, a sentence without a final stop.
    pub what: String,
    /// What to do about it, a sentence without a final stop.
    pub action: String,
}

impl Gap {
    /// Whether something of the image itself may have gone unseen. A build history that cannot be matched and blobs of
    /// other platforms hide nothing: they are told, but the report is still complete.
    #[must_use]
    pub fn hides_content(&self) -> bool {
        !matches!(self.kind, GapKind::HistoryUnaligned | GapKind::BlobMissing)
    }
}

/// The sorts of coverage gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum GapKind {
    /// The layer is not in the archive.
    LayerMissing,
    /// The layer is foreign (non-distributable): only its address is in the archive.
    LayerForeign,
    /// The layer is encrypted or of a type that is not a file system.
    LayerUnsupported,
    /// The layer ends before its end, or its compression or tar is corrupt; entries before the place were read.
    LayerDamaged,
    /// One entry could not be read; the others were.
    EntryDamaged,
    /// A declared file was larger than the limit, so rules saw only its beginning.
    BodyTruncated,
    /// A limit of the engine was reached.
    LimitReached,
    /// The build history cannot be matched to the layers one to one.
    HistoryUnaligned,
    /// A manifest, index, config or attestation could not be read.
    DocumentUnreadable,
    /// A package database is damaged, or something of it cannot be known; the packages that were read are there.
    PackagesUnreadable,
    /// A blob that an index names is not in the archive (usual for other platforms).
    BlobMissing,
    /// The outer archive ends before its end or is corrupt; the members before the place were read.
    ArchiveDamaged,
    /// A part of a Dockerfile could not be read.
    InstructionUnreadable,
    /// A file of the root file system, or some lines of one, could not be read for what it is; the rest was.
    FileUnreadable,
}
