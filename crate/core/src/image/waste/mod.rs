//! Bytes that an image ships for nothing: hidden ones by what hides them, and copies of the same content side by side. And
//! what dive says of the same image. It reads the merged root filesystem and knows nothing of rules.

mod dive;

pub use dive::Dive;

use super::rootfs::{HiddenCause, Rootfs};
use crate::image::layer::{Entry, EntryKind};
use crate::ordered::{Map, sort, sort_by_key};
use std::cmp::Reverse;

/// What is shipped for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Waste {
    /// Bytes that no container shows, by the layer that has them, the layer that hides them and the cause; most bytes first.
    pub hidden: Vec<HiddenBytes>,
    /// Bytes of files that have the same content as another one; all but the first of each count.
    pub duplicated: u64,
    /// The same by the layer of the copy and the layer of the first one; most bytes first.
    pub duplicates: Vec<Duplicates>,
    /// What dive says; `None` if it would take too long.
    pub dive: Option<Dive>,
}

/// Hidden bytes of one layer, hidden by one layer, for one cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HiddenBytes {
    /// The layer that has them.
    pub layer: u32,
    /// The layer that hides them.
    pub by: u32,
    /// Why.
    pub cause: HiddenCause,
    /// How many.
    pub bytes: u64,
    /// Of how many files.
    pub files: u64,
}

/// Files of one layer that are copies of files of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duplicates {
    /// The layer of the copies.
    pub layer: u32,
    /// The layer that has the content first; may be the same.
    pub of: u32,
    /// Bytes of the copies.
    pub bytes: u64,
    /// Number of copies.
    pub files: u64,
}

impl Waste {
    /// Takes time in proportion to the entries, and n log n for the files that may be copies.
    #[must_use]
    pub fn of(rootfs: &Rootfs<'_>) -> Self {
        let duplicates = duplicates(rootfs);
        Self {
            hidden: hidden(rootfs),
            duplicated: duplicates.iter().fold(0, |sum, group| sum.saturating_add(group.bytes)),
            duplicates,
            dive: Dive::of(rootfs.layers()),
        }
    }
}

/// Bytes and files.
type Sum = (u64, u64);

fn add(sum: &mut Sum, bytes: u64) {
    *sum = (sum.0.saturating_add(bytes), sum.1.saturating_add(1));
}

fn hidden(rootfs: &Rootfs<'_>) -> Vec<HiddenBytes> {
    let mut groups: Map<(u32, u32, HiddenCause), Sum> = Map::new();
    for hidden in rootfs.hidden().filter(|hidden| hidden.bytes > 0) {
        groups.change((hidden.layer, hidden.by.layer, hidden.by.cause), |sum| add(sum, hidden.bytes));
    }
    let groups = groups.into_iter();
    let mut groups: Vec<_> =
        groups.map(|((layer, by, cause), (bytes, files))| HiddenBytes { layer, by, cause, bytes, files }).collect();
    sort_by_key(&mut groups, |group| Reverse(group.bytes));
    groups
}

fn duplicates(rootfs: &Rootfs<'_>) -> Vec<Duplicates> {
    let entry = |layer: u32, index: u32| -> Option<Entry<'_>> {
        rootfs.layers().get(layer as usize).copied().flatten()?.entries.get(index)
    };
    // 16 bytes a file; a file with several names comes several times, and a copy is another file.
    let files = rootfs.nodes().filter(|node| node.kind == EntryKind::File && node.size > 0 && node.content != 0);
    let mut files: Vec<(u64, u32, u32)> =
        files.filter_map(|node| node.file.map(|(layer, index)| (node.content, layer, index))).collect();
    sort(&mut files);
    files.dedup();
    let mut groups: Map<(u32, u32), Sum> = Map::new();
    for same in files.chunk_by(|one, other| one.0 == other.0) {
        let [(_, of, index), copies @ ..] = same else { continue };
        let Some(first) = entry(*of, *index) else { continue };
        for (_, layer, index) in copies {
            // The content is a checksum of 64 bits and not a cryptographic one; the size must be the same as well.
            if let Some(copy) = entry(*layer, *index).filter(|copy| copy.size == first.size) {
                groups.change((*layer, *of), |sum| add(sum, copy.stored));
            }
        }
    }
    let groups = groups.into_iter();
    let mut groups: Vec<_> =
        groups.map(|((layer, of), (bytes, files))| Duplicates { layer, of, bytes, files }).collect();
    sort_by_key(&mut groups, |group| Reverse(group.bytes));
    groups
}
