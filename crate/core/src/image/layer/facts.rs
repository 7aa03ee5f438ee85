//! What a layer says.

use super::bodies::Bodies;
use super::digests::LayerDigest;
use super::entries::Entries;
use super::secrets::LayerSecret;
use crate::archive::Compression;
use crate::gap::Gap;
use crate::image::digest::Digest;

/// All that one layer says, by its bytes alone: can be stored ([`Self::to_bytes`]), cached by digest and merged
/// elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerFacts {
    /// Bytes of the blob as stored.
    pub blob_size: u64,
    /// Digest of the blob as stored; `None` if it was not asked for.
    pub blob_digest: Option<Digest>,
    /// How the blob is compressed.
    pub compression: Compression,
    /// Digest of the uncompressed bytes; `None` if it was not asked for or the blob could not be decompressed to its end.
    pub diff_id: Option<Digest>,
    /// Uncompressed bytes, as far as they could be decompressed.
    pub tar_size: u64,
    /// Entries in the order of the tar.
    pub entries: Entries,
    /// Kept bodies.
    pub bodies: Bodies,
    /// Secrets in the bodies of files, kept or not, sorted by entry and place.
    pub secrets: Vec<LayerSecret>,
    /// Secrets beyond [`crate::limits::MAX_SECRETS_PER_LAYER`], counted only.
    pub secrets_left_out: u32,
    /// Digests of watched files, sorted by entry.
    pub digests: Vec<LayerDigest>,
    /// What could not be read. `layer` and `member` are for the caller to fill in.
    pub gaps: Vec<Gap>,
    /// Gaps beyond [`crate::limits::MAX_GAPS_PER_LAYER`], counted only.
    pub gaps_left_out: u32,
    /// Whether the layer was read to its end. When not, a file that is not here may still be in the layer.
    pub complete: bool,
}

impl LayerFacts {
    /// The secrets in the body of one entry.
    #[must_use]
    pub fn secrets_of(&self, entry: u32) -> &[LayerSecret] {
        let start = self.secrets.partition_point(|secret| secret.entry < entry);
        let end = self.secrets.partition_point(|secret| secret.entry <= entry);
        self.secrets.get(start..end).unwrap_or_default()
    }

    /// The digests of the body of one entry.
    #[must_use]
    pub fn digests_of(&self, entry: u32) -> &[LayerDigest] {
        let start = self.digests.partition_point(|digest| digest.entry < entry);
        let end = self.digests.partition_point(|digest| digest.entry <= entry);
        self.digests.get(start..end).unwrap_or_default()
    }
}
