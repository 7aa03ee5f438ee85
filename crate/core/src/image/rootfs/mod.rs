//! The root filesystem that a container would show: all layers merged, lowest first.
//!
//! Reads layer facts only, and borrows them: a merge keeps 40 bytes and a few for lookup beside each entry. It knows
//! nothing of rules.

mod follow;
mod hidden;
mod links;
mod merge;
mod node;
mod place;
#[cfg(test)]
mod tests;
mod tree;

pub use hidden::{Hidden, HiddenBy, HiddenCause};
pub use node::Node;

use hidden::HiddenRecord;
use merge::Merge;
use tree::{Slot, Tree};

use super::layer::{Body, Entry, EntryKind, LayerDigest, LayerFacts, Pages};
use crate::gap::Gap;
use crate::ordered::{sort, sort_by};

/// A layer of an image, lowest first; `None` when it is missing from the archive.
pub type LayerView<'a> = Option<&'a LayerFacts>;

/// The merged root filesystem over all layers.
pub struct Rootfs<'a> {
    tree: Tree<'a>,
    /// Living nodes by path.
    order: Vec<u32>,
    /// By layer and entry.
    hidden: Vec<HiddenRecord>,
    /// Files (layer and entry) that a hardlink still shows, in order.
    linked: Vec<(u16, u32)>,
    gaps: Vec<Gap>,
    gaps_left_out: u32,
}

/// Nodes of a root filesystem, sorted by path. A plain type: many rules go through all nodes, and looking one up would be
/// compiled into each.
pub struct Nodes<'r, 'a> {
    rootfs: &'r Rootfs<'a>,
    numbers: &'r [u32],
}

impl<'r> Iterator for Nodes<'r, '_> {
    type Item = Node<'r>;

    fn next(&mut self) -> Option<Node<'r>> {
        loop {
            let (number, rest) = self.numbers.split_first()?;
            self.numbers = rest;
            if let Some(node) = self.rootfs.living(*number) {
                return Some(node);
            }
        }
    }
}

impl<'a> Rootfs<'a> {
    /// Merges the layers, lowest first. Takes time in proportion to the entries (and the sorting of their paths).
    #[must_use]
    pub fn merge(layers: &[LayerView<'a>]) -> Self {
        let mut merge = Merge::new(layers);
        merge.run();
        let Merge { tree, hidden, gaps, gaps_left_out, .. } = merge;
        Self::arrange(tree, &hidden, gaps, gaps_left_out)
    }

    fn arrange(tree: Tree<'a>, hidden: &Pages<HiddenRecord>, gaps: Vec<Gap>, gaps_left_out: u32) -> Self {
        let mut order = Vec::with_capacity(tree.living());
        let mut linked = Vec::new();
        for (number, slot) in (0_u32..).zip(tree.slots()) {
            if slot.alive {
                order.push(number);
                if slot.is_link() {
                    linked.push((slot.inode_layer, slot.inode));
                }
            }
        }
        sort_by(&mut order, |&one, &other| tree.path(one).cmp(tree.path(other)));
        sort(&mut linked);
        linked.dedup();
        let mut hidden: Vec<_> = hidden.iter().copied().collect();
        sort(&mut hidden);
        Self { tree, order, hidden, linked, gaps, gaps_left_out }
    }

    /// The layers that were merged.
    #[must_use]
    pub fn layers(&self) -> &[LayerView<'a>] {
        self.tree.layers()
    }

    /// Whether every layer was there and read to its end. When not, what seems absent may be there.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.layers().iter().all(|layer| layer.is_some_and(|facts| facts.complete))
    }

    /// What could not be merged; at most [`crate::limits::MAX_GAPS_PER_MERGE`].
    #[must_use]
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// Gaps beyond those listed.
    #[must_use]
    pub fn gaps_left_out(&self) -> u32 {
        self.gaps_left_out
    }

    /// Nodes, the root directory included, so at least 1.
    #[must_use]
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// The node at exactly this path, no symlink followed. The path is clean: no leading slash; empty for the root.
    #[must_use]
    pub fn get(&self, path: &[u8]) -> Option<Node<'_>> {
        let number = self.tree.find_path(path)?;
        self.living(number)
    }

    /// The node that a process in the container reaches by this path: symlinks are followed in every component and at
    /// the end, absolute ones from the root of the image, `..` never above it. `None` if nothing is there or after
    /// [`crate::limits::MAX_LINK_HOPS`] symlinks.
    #[must_use]
    pub fn resolve(&self, path: &[u8]) -> Option<Node<'_>> {
        let mut steps = u64::MAX;
        let number = self.tree.follow(path, true, &mut steps)?;
        self.living(number)
    }

    /// One more than the greatest number of a node.
    pub(crate) fn numbers(&self) -> usize {
        self.tree.size()
    }

    /// The directory that a path leads to, symlinks followed.
    pub(crate) fn directory(&self, path: &[u8]) -> Option<u32> {
        let mut steps = u64::MAX;
        let number = self.tree.follow(path, true, &mut steps)?;
        self.tree.slot(number).filter(|slot| slot.alive && slot.kind == EntryKind::Directory).map(|_| number)
    }

    /// What has that name in the directory of that number; not followed if it is a symlink.
    pub(crate) fn child(&self, directory: u32, name: &[u8]) -> Option<Node<'_>> {
        self.living(self.tree.find(directory, name)?)
    }

    /// All nodes, sorted by the bytes of their paths; the root directory (empty path) comes first.
    pub fn nodes(&self) -> Nodes<'_, 'a> {
        Nodes { rootfs: self, numbers: &self.order }
    }

    /// All nodes inside a directory, at any depth, sorted by path. The directory itself is not among them.
    pub fn under(&self, directory: &[u8]) -> Nodes<'_, 'a> {
        let slash: &[u8] = if directory.is_empty() { b"" } else { b"/" };
        let prefix = [directory, slash].concat();
        let start = self.order.partition_point(|&number| self.tree.path(number) < prefix.as_slice());
        let start = if directory.is_empty() { start.saturating_add(1) } else { start };
        let rest = self.order.get(start..).unwrap_or_default();
        let inside = rest.partition_point(|&number| self.tree.path(number).starts_with(&prefix));
        Nodes { rootfs: self, numbers: rest.get(..inside).unwrap_or_default() }
    }

    /// The kept body of the regular file that this path resolves to.
    #[must_use]
    pub fn body(&self, path: &[u8]) -> Option<Body<'_>> {
        self.body_of(&self.resolve(path)?)
    }

    /// The kept body of a node: of the file itself when the node is a hardlink.
    #[must_use]
    pub fn body_of(&self, node: &Node<'_>) -> Option<Body<'_>> {
        let (layer, entry) = node.file?;
        let facts = self.layers().get(layer as usize).copied().flatten()?;
        facts.bodies.get(facts.entries.get(entry)?.body?)
    }

    /// The digests of the content of a node: of the file itself when the node is a hardlink.
    #[must_use]
    pub fn digests_of(&self, node: &Node<'_>) -> &[LayerDigest] {
        let facts = |(layer, entry): (u32, u32)| Some((self.layers().get(layer as usize).copied().flatten()?, entry));
        node.file.and_then(facts).map_or(&[], |(facts, entry)| facts.digests_of(entry))
    }

    /// Every entry that the merged filesystem does not show, by layer and place in the layer: of lower layers, and of
    /// the same layer when a path comes twice. Directories whose entry is given anew by an upper layer are not among
    /// them, since the directory stays.
    pub fn hidden(&self) -> impl Iterator<Item = Hidden<'a>> {
        self.hidden.iter().filter_map(|record| self.hidden_view(record))
    }

    /// All entries of one layer in the order of its tar, each with what hides it.
    pub fn layer_entries(&self, layer: u32) -> impl Iterator<Item = (Entry<'a>, Option<HiddenBy>)> {
        let start = self.hidden.partition_point(|record| u32::from(record.layer) < layer);
        let mut hidden = self.hidden.get(start..).unwrap_or_default().iter().peekable();
        let facts = self.layers().get(layer as usize).copied().flatten();
        facts.into_iter().flat_map(|facts| facts.entries.iter()).map(move |entry| {
            let by = hidden.next_if(|record| u32::from(record.layer) == layer && record.entry == entry.index);
            (entry, by.map(HiddenRecord::by))
        })
    }

    fn living(&self, number: u32) -> Option<Node<'_>> {
        let slot = self.tree.slot(number).filter(|slot| slot.alive)?;
        Some(self.tree.view(number, slot))
    }

    fn hidden_view(&self, record: &HiddenRecord) -> Option<Hidden<'a>> {
        let entry = self.tree.entry(record.layer, record.entry)?;
        // A file that another name still shows wastes nothing.
        let shown = self.linked.binary_search(&(record.layer, record.entry)).is_ok();
        let bytes = if shown { 0 } else { entry.stored };
        Some(Hidden { entry, layer: u32::from(record.layer), by: record.by(), bytes })
    }
}

impl Slot {
    /// Whether the path is another name of a file that an entry at another place wrote.
    fn is_link(&self) -> bool {
        (self.inode_layer, self.inode) != (self.layer, self.entry)
    }
}
