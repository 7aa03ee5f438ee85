//! Hardlinks: which file each names. Targets may come earlier or later in the layer, lie in a lower one, be links
//! themselves, or be deleted by the layer that links to them.
//!
//! A link to a path that its own layer writes names that file, wherever in the tar it stands. Otherwise it names the
//! file that lower layers have there, even if this layer deletes that path: the new name keeps the file.

use crate::ordered::{Map, Set};

use super::super::layer::{Entry, EntryKind};
use super::merge::Merge;
use super::tree::NONE;
use crate::gap::GapKind;
use crate::text::escaped_bytes;

/// A hardlink whose target may still come.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pending {
    node: u32,
    entry: u32,
    /// What lower layers have at the target.
    below: Option<(u16, u32)>,
}

/// What is known of a hardlink's target when its entry is placed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Target {
    /// The file, by layer and entry.
    Known(u16, u32),
    /// To be looked at when the layer has ended; what lower layers have there.
    Later(Option<(u16, u32)>),
}

impl Target {
    pub(super) fn known(self) -> Option<(u16, u32)> {
        match self {
            Self::Known(layer, entry) => Some((layer, entry)),
            Self::Later(_) => None,
        }
    }
}

/// A node that a link's path leads to.
enum Found {
    /// The file that it names, and the layer that wrote the path.
    File {
        file: (u16, u32),
        written_by: u16,
    },
    /// A hardlink that has no file yet.
    Unknown(u32),
    Nothing,
}

impl<'a> Merge<'a> {
    /// What the target of a link, about to be placed at `node`, is now.
    pub(super) fn link_target(&mut self, node: u32, entry: &Entry<'a>) -> Target {
        match self.look(entry.link, node) {
            Found::File { file: (layer, index), written_by } if written_by == self.layer => Target::Known(layer, index),
            Found::File { file, .. } => Target::Later(Some(file)),
            Found::Unknown(_) | Found::Nothing => Target::Later(None),
        }
    }

    /// Lets a node that was just placed name its file.
    pub(super) fn link(&mut self, node: u32, entry: u32, target: Target) {
        match target {
            Target::Known(layer, index) => self.adopt(node, (layer, index)),
            Target::Later(below) => self.pending.push(Pending { node, entry, below }),
        }
    }

    fn look(&mut self, path: &[u8], from: u32) -> Found {
        let literal = self.tree.find_path(path).filter(|&node| {
            self.tree.slot(node).is_some_and(|slot| slot.alive || (slot.entry != NONE && slot.died_in == self.layer))
        });
        let Some(node) = literal.or_else(|| self.follow(path)).filter(|&node| node != from) else {
            return Found::Nothing;
        };
        let Some(slot) = self.tree.slot(node) else { return Found::Nothing };
        match slot.kind {
            EntryKind::Directory => Found::Nothing,
            EntryKind::Hardlink if slot.layer == self.layer => Found::Unknown(node),
            // A link of a lower layer that has missed its target: there is no file to share.
            EntryKind::Hardlink => Found::Nothing,
            _ => Found::File { file: (slot.inode_layer, slot.inode), written_by: slot.layer },
        }
    }

    fn adopt(&mut self, node: u32, (layer, index): (u16, u32)) {
        let Some(kind) = self.tree.entry(layer, index).map(|file| file.kind) else { return };
        if let Some(slot) = self.tree.slot_mut(node) {
            slot.kind = kind;
            slot.inode = index;
            slot.inode_layer = layer;
        }
    }

    /// The layer has ended: every link that is still shown gets its file, or a gap.
    pub(super) fn settle_links(&mut self) {
        let mut pending = std::mem::take(&mut self.pending);
        pending.retain(|link| {
            let slot = self.tree.slot(link.node);
            slot.is_some_and(|slot| slot.alive && slot.entry == link.entry && slot.layer == self.layer)
        });
        let by_node: Map<u32, Pending> = pending.iter().map(|link| (link.node, *link)).collect();
        let mut met = Set::new();
        for link in &pending {
            self.settle(link.node, &by_node, &mut met);
        }
        for link in &pending {
            if self.is_unsettled(link.node)
                && let Some(entry) = self.tree.entry(self.layer, link.entry)
            {
                let what = format!("The target of the hardlink is not there: {}", escaped_bytes(entry.link));
                let action = "Rebuild the layer; a container runtime may refuse it";
                self.gap(GapKind::EntryDamaged, entry.path, what, action);
            }
        }
    }

    /// Walks from link to link until one has a file, and gives it to all on the way; a link whose target comes to
    /// nothing takes what lower layers have there. Links met before are not walked over again, so that all walks of a
    /// layer together are as long as its links are many, and a circle ends.
    fn settle(&mut self, start: u32, pending: &Map<u32, Pending>, met: &mut Set<u32>) {
        let mut chain = Vec::new();
        let mut node = start;
        let mut file = None;
        while let Some(link) = pending.get(&node) {
            if !self.is_unsettled(node) {
                file = self.tree.slot(node).map(|slot| (slot.inode_layer, slot.inode));
                break;
            }
            if !met.insert(node) {
                break;
            }
            chain.push(link);
            let target = self.tree.entry(self.layer, link.entry).map_or(&b""[..], |entry| entry.link);
            match self.look(target, node) {
                Found::Unknown(next) => node = next,
                Found::File { file: found, written_by } => {
                    file = (written_by == self.layer).then_some(found);
                    break;
                }
                Found::Nothing => break,
            }
        }
        while let Some(link) = chain.pop() {
            file = file.or(link.below);
            if let Some(file) = file {
                self.adopt(link.node, file);
            }
        }
    }

    fn is_unsettled(&self, node: u32) -> bool {
        self.tree.slot(node).is_some_and(|slot| slot.kind == EntryKind::Hardlink)
    }
}
