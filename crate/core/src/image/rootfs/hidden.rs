//! Entries that the merged root filesystem does not show, and why.

use super::super::layer::Entry;

/// Why an entry is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum HiddenCause {
    /// A whiteout deletes it or a directory above it.
    Deleted,
    /// An entry of the same kind with other content takes its place.
    Overwritten,
    /// An entry of the same kind with the same content takes its place: at most mode, owner, times or xattrs changed.
    MetadataOnly,
    /// An opaque directory above it shows nothing of lower layers.
    Opaque,
    /// An entry of another kind takes its place, or the place of a directory above it.
    ReplacedByOther,
}

/// What hides an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct HiddenBy {
    /// Index of the layer that hides it.
    pub layer: u32,
    /// Why.
    pub cause: HiddenCause,
}

/// An entry that is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hidden<'a> {
    /// The entry, in its layer.
    pub entry: Entry<'a>,
    /// Index of the layer that has it.
    pub layer: u32,
    /// What hides it.
    pub by: HiddenBy,
    /// Bytes of body that the image carries for nothing. Hardlinks have none, and a file that another name still shows
    /// has none either.
    pub bytes: u64,
}

/// 12 bytes for each hidden entry; in the order of layer and entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct HiddenRecord {
    pub(super) layer: u16,
    pub(super) entry: u32,
    pub(super) by_layer: u16,
    pub(super) cause: HiddenCause,
}

impl HiddenRecord {
    pub(super) fn by(&self) -> HiddenBy {
        HiddenBy { layer: u32::from(self.by_layer), cause: self.cause }
    }
}
