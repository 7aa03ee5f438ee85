//! Layer after layer onto the tree: first the marks, which are about lower layers only, then the entries in order.
//!
//! Why marks first: a whiteout hides lower layers only, and an opaque mark does so wherever it stands in the tar
//! (OCI image-spec, layer.md, "Whiteouts"). With both applied before any entry of their own layer, neither can touch
//! one, whatever the order. Every node that a mark walks over dies, so all marks together take time in proportion to
//! the entries.
//!
//! Marks are taken literally: they follow no symlink and make no parent directory. They only ever take away.

use super::super::layer::{EntryKind, LayerFacts, Pages};
use super::LayerView;
use super::hidden::{HiddenCause, HiddenRecord};
use super::links::Pending;
use super::tree::{NONE, ROOT, Tree};
use crate::gap::{Gap, GapKind};
use crate::limits::{INVENTED_GRACE, MAX_GAPS_PER_MERGE, MAX_LAYERS, MAX_SYMLINK_STEPS};
use crate::text::escaped_bytes;

/// A merge under way.
pub(super) struct Merge<'a> {
    pub(super) tree: Tree<'a>,
    /// The layer that is being applied.
    pub(super) layer: u16,
    pub(super) hidden: Pages<HiddenRecord>,
    pub(super) gaps: Vec<Gap>,
    pub(super) gaps_left_out: u32,
    /// Hardlinks of the layer whose targets are not known yet.
    pub(super) pending: Vec<Pending>,
    /// Components that may still be followed through symlinks, or deep in a path.
    pub(super) steps: u64,
    /// Nodes that the tree may have: one an entry, and as many again for directories that no entry describes.
    pub(super) max_nodes: usize,
    /// The directory of the entry before, as it was written, and its node: entries mostly come directory by directory.
    pub(super) directory: Option<(&'a [u8], u32)>,
}

impl<'a> Merge<'a> {
    pub(super) fn new(layers: &[LayerView<'a>]) -> Self {
        let merged = layers.get(..MAX_LAYERS).unwrap_or(layers);
        let expected = merged.iter().flatten().fold(0_usize, |sum, facts| sum.saturating_add(facts.entries.len()));
        let mut merge = Self {
            tree: Tree::new(merged, expected),
            layer: 0,
            hidden: Pages::default(),
            gaps: Vec::new(),
            gaps_left_out: 0,
            pending: Vec::new(),
            steps: MAX_SYMLINK_STEPS,
            max_nodes: expected.saturating_mul(2).saturating_add(INVENTED_GRACE),
            directory: None,
        };
        if merged.len() < layers.len() {
            let what = format!("Only the lowest {MAX_LAYERS} of {} layers were merged", layers.len());
            merge.gap(GapKind::LimitReached, b"", what, "No container runtime runs such an image; squash its layers");
        }
        merge
    }

    pub(super) fn run(&mut self) {
        for (layer, facts) in (0_u16..).zip(self.tree.layers().to_vec()) {
            if let Some(facts) = facts {
                self.layer = layer;
                self.apply(facts);
            }
        }
    }

    fn apply(&mut self, facts: &'a LayerFacts) {
        self.directory = None;
        for mark in facts.entries.iter().filter(|entry| entry.kind.is_mark()) {
            let Some(node) = self.tree.find_path(mark.path) else { continue };
            if mark.kind == EntryKind::Opaque {
                self.clear(node, HiddenCause::Opaque);
            } else {
                self.remove(node, HiddenCause::Deleted);
            }
        }
        for entry in facts.entries.iter().filter(|entry| !entry.kind.is_mark()) {
            self.place(&entry);
        }
        self.settle_links();
    }

    /// Hides a node and everything in it. The root directory itself stays.
    pub(super) fn remove(&mut self, node: u32, cause: HiddenCause) {
        self.clear(node, cause);
        if node != ROOT {
            self.kill(node, cause);
        }
    }

    /// Hides everything in a directory. Each node of the chain leaves it, so that no walk meets it again.
    pub(super) fn clear(&mut self, directory: u32, cause: HiddenCause) {
        let mut chains = vec![self.tree.take_children(directory)];
        while let Some(node) = chains.pop() {
            if node == NONE {
                continue;
            }
            chains.push(self.tree.unchain(node));
            chains.push(self.tree.take_children(node));
            self.kill(node, cause);
        }
    }

    fn kill(&mut self, node: u32, cause: HiddenCause) {
        let layer = self.layer;
        self.hide(node, cause);
        if let Some(slot) = self.tree.slot_mut(node)
            && slot.alive
        {
            slot.alive = false;
            slot.died_in = layer;
        }
    }

    /// Notes that the entry a living node shows is no longer shown.
    pub(super) fn hide(&mut self, node: u32, cause: HiddenCause) {
        if let Some(slot) = self.tree.slot(node)
            && slot.alive
            && slot.entry != NONE
        {
            let record = HiddenRecord { layer: slot.layer, entry: slot.entry, by_layer: self.layer, cause };
            self.hidden.push(record);
        }
    }

    pub(super) fn gap(&mut self, kind: GapKind, path: &[u8], what: String, action: &str) {
        if self.gaps.len() >= MAX_GAPS_PER_MERGE {
            self.gaps_left_out = self.gaps_left_out.saturating_add(1);
            return;
        }
        let in_layer = kind == GapKind::EntryDamaged;
        self.gaps.push(Gap {
            kind,
            member: None,
            layer: in_layer.then_some(u32::from(self.layer)),
            path: in_layer.then(|| escaped_bytes(path)),
            offset: None,
            what,
            action: action.to_owned(),
        });
    }
}
