//! One entry onto the tree: its parent directory found or made, and what was at its path replaced.
//!
//! Parents that are symlinks. Container runtimes unpack a layer into an empty directory of its own and let overlayfs
//! stack these (containerd `diff/apply/apply_linux.go`, which applies to the `upperdir` with `WithParents` and makes
//! missing parents there by `mkparent`; containers-storage `overlay.go`, `ApplyDiff` to `getDiffPath`): a symlink of the
//! *same* layer, written earlier, is followed; one of a *lower* layer is not seen. An entry `lib/x` above a lower
//! `lib -> usr/lib` therefore makes a directory `lib` that hides the symlink. umoci (`tar_extract.go`), and containerd
//! where it has no overlayfs, unpack all layers into one directory and follow the symlink; here the merged filesystem is
//! what the usual runtime shows.

use super::super::layer::{Entry, EntryKind};
use super::follow::split_first;
use super::hidden::{HiddenCause, HiddenRecord};
use super::merge::Merge;
use super::tree::{NONE, PathPlace, ROOT};
use crate::gap::GapKind;
use crate::image::layer::{PathRange, split};
use crate::limits::{MAX_LINK_HOPS, MAX_PATH_BYTES, MAX_RESOLVED_NAME_BYTES, MAX_SYMLINK_STEPS};

/// Why an entry has no place.
enum Lost {
    Loop,
    Limit,
}

impl<'a> Merge<'a> {
    pub(super) fn place(&mut self, entry: &Entry<'a>) {
        if entry.path.is_empty() {
            self.put(ROOT, entry);
            return;
        }
        match self.node_for(entry) {
            Ok(node) => self.put(node, entry),
            Err(lost) => {
                let what = match lost {
                    Lost::Loop => {
                        "The directory of the entry leads through too many symlinks, so no container shows it"
                    }
                    Lost::Limit => "Following the symlinks in the layer takes too long or too much memory",
                };
                self.gap(GapKind::EntryDamaged, entry.path, what.to_owned(), "Find out who wrote this layer");
                let cause = HiddenCause::ReplacedByOther;
                self.hidden.push(HiddenRecord { layer: self.layer, entry: entry.index, by_layer: self.layer, cause });
            }
        }
    }

    fn node_for(&mut self, entry: &Entry<'a>) -> Result<u32, Lost> {
        let (directory, name) = split(entry.path);
        let parent = match self.directory {
            Some((known, node)) if known == directory => node,
            _ => {
                let node = self.make_directory(entry, directory)?;
                self.directory = Some((directory, node));
                node
            }
        };
        self.child(parent, name, entry, entry.path.len())
    }

    /// The node of a name in a directory, made if it was never there. `end`: where the name ends in the path of the
    /// entry, so that the node can borrow the path if that is what the directory's path and the name make.
    fn child(&mut self, parent: u32, name: &[u8], entry: &Entry<'a>, end: usize) -> Result<u32, Lost> {
        if let Some(node) = self.tree.find(parent, name) {
            return Ok(node);
        }
        let directory = self.tree.path(parent);
        let slash = usize::from(!directory.is_empty());
        let length = directory.len().saturating_add(slash).saturating_add(name.len());
        let literal = length == end && entry.path.starts_with(directory) && {
            let written = entry.path.get(directory.len().saturating_add(slash)..end);
            written == Some(name)
        };
        let place = if literal {
            let range = self.range_of(entry.index);
            PathPlace { store: self.layer, range: PathRange { length: u16::try_from(end).unwrap_or(0), ..range } }
        } else {
            if length > MAX_PATH_BYTES || self.tree.own_bytes() > MAX_RESOLVED_NAME_BYTES {
                return Err(Lost::Limit);
            }
            self.tree.own_path(parent, name).ok_or(Lost::Limit)?
        };
        self.tree.insert(parent, name.len(), place).ok_or(Lost::Limit)
    }

    fn range_of(&self, index: u32) -> PathRange {
        let facts = self.tree.layers().get(usize::from(self.layer)).copied().flatten();
        facts.map_or_else(PathRange::default, |facts| facts.entries.path_range(index))
    }

    /// Walks to the directory of an entry, making what is missing and following symlinks of this layer.
    fn make_directory(&mut self, entry: &Entry<'a>, directory: &'a [u8]) -> Result<u32, Lost> {
        let mut rest = vec![directory];
        let mut node = ROOT;
        let mut hops = 0_usize;
        while let Some(text) = rest.pop() {
            let (component, after) = split_first(text);
            // How far the path has been walked; right only until a symlink is followed, and used only then.
            let end = directory.len().saturating_sub(after.map_or(0, |after| after.len().saturating_add(1)));
            if let Some(after) = after {
                rest.push(after);
            }
            if hops > 0 {
                self.steps = self.steps.checked_sub(1).ok_or(Lost::Limit)?;
            }
            match component {
                b"" | b"." => continue,
                b".." => {
                    node = self.tree.parent(node);
                    continue;
                }
                _ => {}
            }
            let child = self.child(node, component, entry, end)?;
            let Some(slot) = self.tree.slot(child).copied() else { return Err(Lost::Limit) };
            if slot.alive && slot.kind == EntryKind::Directory {
                node = child;
            } else if slot.alive && slot.kind == EntryKind::Symlink && slot.layer == self.layer {
                hops = hops.checked_add(1).filter(|&hops| hops <= MAX_LINK_HOPS).ok_or(Lost::Loop)?;
                let target = self.tree.entry(slot.inode_layer, slot.inode).map_or(&b""[..], |link| link.link);
                if target.starts_with(b"/") {
                    node = ROOT;
                }
                rest.push(target);
            } else {
                self.invent(child);
                node = child;
            }
        }
        Ok(node)
    }

    /// Makes a node a directory that no entry describes.
    fn invent(&mut self, node: u32) {
        let layer = self.layer;
        let alive = self.tree.slot(node).is_some_and(|slot| slot.alive);
        if alive {
            self.hide(node, HiddenCause::ReplacedByOther);
            self.directory = None;
        } else {
            self.tree.revive(node, layer);
        }
        if let Some(slot) = self.tree.slot_mut(node) {
            slot.kind = EntryKind::Directory;
            slot.entry = NONE;
            slot.inode = NONE;
            slot.layer = layer;
            slot.inode_layer = layer;
        }
    }

    /// Makes a node show an entry.
    fn put(&mut self, node: u32, entry: &Entry<'a>) {
        let layer = self.layer;
        // Before the node changes: the target may be this very path.
        let target = if entry.kind == EntryKind::Hardlink { Some(self.link_target(node, entry)) } else { None };
        let Some(old) = self.tree.slot(node).copied() else { return };
        let merges = old.alive && old.kind == EntryKind::Directory && entry.kind == EntryKind::Directory;
        if old.alive && !merges {
            self.directory = None;
            if old.kind == EntryKind::Directory {
                self.clear(node, HiddenCause::ReplacedByOther);
            }
            let new = match target {
                Some(target) => target.known().and_then(|(layer, index)| self.tree.entry(layer, index)),
                None => Some(*entry),
            };
            let was = self.tree.entry(old.inode_layer, old.inode).filter(|_| old.entry != NONE);
            self.hide(node, cause(was.as_ref(), new.as_ref()));
        } else if !old.alive {
            self.tree.revive(node, layer);
        }
        if let Some(slot) = self.tree.slot_mut(node) {
            slot.kind = entry.kind;
            slot.entry = entry.index;
            slot.inode = entry.index;
            slot.layer = layer;
            slot.inode_layer = layer;
        }
        if let Some(target) = target {
            self.link(node, entry.index, target);
        }
    }

    /// Steps through symlinks that are left, for lookups of hardlink targets.
    pub(super) fn follow(&mut self, path: &[u8]) -> Option<u32> {
        let mut steps = self.steps.min(MAX_SYMLINK_STEPS);
        let found = self.tree.follow(path, false, &mut steps);
        self.steps = steps;
        found
    }
}

/// Why the entry at a path is no longer shown when another takes the path; `None` stands for a file not known yet.
fn cause(was: Option<&Entry<'_>>, new: Option<&Entry<'_>>) -> HiddenCause {
    let (Some(was), Some(new)) = (was, new) else { return HiddenCause::Overwritten };
    if was.kind != new.kind {
        return HiddenCause::ReplacedByOther;
    }
    let same = match was.kind {
        EntryKind::File => was.content != 0 && was.content == new.content && was.size == new.size,
        EntryKind::Symlink => was.link == new.link,
        EntryKind::CharDevice | EntryKind::BlockDevice => was.device == new.device,
        EntryKind::Fifo => true,
        _ => false,
    };
    if same { HiddenCause::MetadataOnly } else { HiddenCause::Overwritten }
}
