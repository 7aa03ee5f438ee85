//! Directories and names while layers are merged: nodes in pages, found by parent and name.
//!
//! A node that dies stays findable, so that its place is taken again when the path comes back, and so that a hardlink
//! can still reach a file that its own layer deletes.

use std::hash::{DefaultHasher, Hasher as _};

use super::super::layer::{ByteArena, Entry, EntryKind, Pages, PathRange};
use super::LayerView;

/// No node, or no entry.
pub(super) const NONE: u32 = u32::MAX;

/// The node of the root directory.
pub(super) const ROOT: u32 = 0;

/// In place of a layer: the name was written by the merge itself.
const OWN: u16 = u16::MAX;

/// Slots looked at in one lookup before the table is arranged anew: in a table at most two thirds full, chance makes
/// no such row, but names made for it would.
const MAX_PROBES: usize = 512;

/// How often names made to collide are answered by a new arrangement. Each costs their maker a million times more work.
const MAX_SEEDS: u64 = 8;

/// A node. 40 bytes; the children of a directory are a chain.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    address: u32,
    parent: u32,
    first_child: u32,
    next_sibling: u32,
    /// The entry that wrote the path, of `layer`; [`NONE`] for a directory that only other paths speak of.
    pub(super) entry: u32,
    /// The entry that wrote the file, of `inode_layer`: another one for hardlinks.
    pub(super) inode: u32,
    length: u16,
    name_start: u16,
    /// The layer whose names hold the path, or [`OWN`].
    store: u16,
    pub(super) layer: u16,
    pub(super) inode_layer: u16,
    pub(super) first_layer: u16,
    /// The layer that last deleted it; means something only for a node that is not alive.
    pub(super) died_in: u16,
    pub(super) kind: EntryKind,
    pub(super) alive: bool,
    /// Whether it is in its parent's chain. Dead nodes leave the chain late, when it is walked.
    chained: bool,
}

const _: () = assert!(size_of::<Slot>() <= 44, "the memory rule of a merge is counted with 44 bytes a node");

/// Where the bytes of a node's path lie.
#[derive(Debug, Clone, Copy)]
pub(super) struct PathPlace {
    pub(super) store: u16,
    pub(super) range: PathRange,
}

/// All nodes.
pub(super) struct Tree<'a> {
    layers: Vec<LayerView<'a>>,
    slots: Pages<Slot>,
    /// Open addressing with linear probing: numbers of nodes, or [`NONE`].
    table: Vec<u32>,
    seed: u64,
    /// Paths that no entry spells out.
    own: ByteArena,
}

impl<'a> Tree<'a> {
    /// A tree with the root directory alone; `expected` is the number of nodes to make room for in the table.
    pub(super) fn new(layers: &[LayerView<'a>], expected: usize) -> Self {
        let mut tree = Self {
            layers: layers.to_vec(),
            slots: Pages::default(),
            table: vec![NONE; table_size(expected)],
            seed: 0,
            own: ByteArena::default(),
        };
        tree.slots.push(Slot { alive: true, ..fresh(PathPlace { store: OWN, range: PathRange::default() }, 0, ROOT) });
        tree
    }

    pub(super) fn layers(&self) -> &[LayerView<'a>] {
        &self.layers
    }

    pub(super) fn slot(&self, number: u32) -> Option<&Slot> {
        self.slots.get(number as usize)
    }

    pub(super) fn slot_mut(&mut self, number: u32) -> Option<&mut Slot> {
        self.slots.get_mut(number as usize)
    }

    pub(super) fn slots(&self) -> impl Iterator<Item = &Slot> {
        self.slots.iter()
    }

    /// Nodes, dead ones too.
    pub(super) fn size(&self) -> usize {
        self.slots.len()
    }

    pub(super) fn living(&self) -> usize {
        self.slots.iter().filter(|slot| slot.alive).count()
    }

    pub(super) fn parent(&self, number: u32) -> u32 {
        self.slot(number).map_or(ROOT, |slot| slot.parent)
    }

    pub(super) fn entry(&self, layer: u16, index: u32) -> Option<Entry<'a>> {
        self.layers.get(usize::from(layer)).copied().flatten()?.entries.get(index)
    }

    pub(super) fn path(&self, number: u32) -> &[u8] {
        self.slot(number).map_or(b"", |slot| self.path_of(slot))
    }

    fn path_of(&self, slot: &Slot) -> &[u8] {
        if slot.store == OWN {
            return self.own.get(slot.address, usize::from(slot.length));
        }
        let range = PathRange { address: slot.address, length: slot.length };
        let layer = self.layers.get(usize::from(slot.store)).copied().flatten();
        layer.map_or(b"", |facts| facts.entries.bytes(range))
    }

    fn name_of(&self, slot: &Slot) -> &[u8] {
        self.path_of(slot).get(usize::from(slot.name_start)..).unwrap_or_default()
    }

    /// Bytes of paths that the merge wrote itself.
    pub(super) fn own_bytes(&self) -> usize {
        self.own.bytes()
    }

    /// Writes the path of `name` in a directory, for a node whose path no entry spells out.
    pub(super) fn own_path(&mut self, parent: u32, name: &[u8]) -> Option<PathPlace> {
        let directory = self.path(parent);
        let path = if directory.is_empty() { name.to_vec() } else { [directory, b"/", name].concat() };
        let length = u16::try_from(path.len()).ok()?;
        let address = self.own.push(&[&path])?;
        Some(PathPlace { store: OWN, range: PathRange { address, length } })
    }

    /// The node of a name in a directory, dead or alive.
    pub(super) fn find(&self, parent: u32, name: &[u8]) -> Option<u32> {
        let mut place = self.home(parent, name);
        for _ in 0..self.table.len() {
            let number = *self.table.get(place)?;
            let slot = self.slot(number)?;
            if slot.parent == parent && self.name_of(slot) == name {
                return Some(number);
            }
            place = self.after(place);
        }
        None
    }

    /// The node at a clean path, dead or alive, no symlink followed.
    pub(super) fn find_path(&self, path: &[u8]) -> Option<u32> {
        if path.is_empty() {
            return Some(ROOT);
        }
        path.split(|&byte| byte == b'/').try_fold(ROOT, |parent, name| self.find(parent, name))
    }

    /// Adds a dead node for a name that [`Self::find`] does not find.
    pub(super) fn insert(&mut self, parent: u32, name_length: usize, path: PathPlace) -> Option<u32> {
        let number = u32::try_from(self.slots.len()).ok().filter(|&number| number != NONE)?;
        let name_start = path.range.length.saturating_sub(u16::try_from(name_length).ok()?);
        self.slots.push(fresh(path, name_start, parent));
        if self.slots.len().saturating_mul(3) > self.table.len().saturating_mul(2) {
            self.rebuild(self.table.len().saturating_mul(2));
        } else if self.seat(number) > MAX_PROBES && self.seed < MAX_SEEDS {
            self.seed = self.seed.saturating_add(1);
            self.rebuild(self.table.len());
        }
        Some(number)
    }

    /// Makes a dead node a living one, empty, in its parent's chain.
    pub(super) fn revive(&mut self, number: u32, layer: u16) {
        let Some(slot) = self.slot_mut(number) else { return };
        slot.alive = true;
        slot.first_layer = layer;
        slot.first_child = NONE;
        let (parent, chained) = (slot.parent, slot.chained);
        if !chained && let Some(parent) = self.slot_mut(parent) {
            let next = std::mem::replace(&mut parent.first_child, number);
            if let Some(slot) = self.slot_mut(number) {
                slot.next_sibling = next;
                slot.chained = true;
            }
        }
    }

    /// Empties the chain of a directory and returns its first node; [`Self::unchain`] walks on from there.
    pub(super) fn take_children(&mut self, number: u32) -> u32 {
        self.slot_mut(number).map_or(NONE, |slot| std::mem::replace(&mut slot.first_child, NONE))
    }

    /// Takes a node out of a chain whose head is gone already, and returns the next one.
    pub(super) fn unchain(&mut self, number: u32) -> u32 {
        self.slot_mut(number).map_or(NONE, |slot| {
            slot.chained = false;
            std::mem::replace(&mut slot.next_sibling, NONE)
        })
    }

    /// SipHash of the name in its directory.
    fn home(&self, parent: u32, name: &[u8]) -> usize {
        let mut hasher = DefaultHasher::new();
        hasher.write_u64(self.seed);
        hasher.write_u32(parent);
        hasher.write(name);
        let mask = self.table.len().saturating_sub(1);
        // Truncation on 32-bit hosts does no harm to a hash.
        #[allow(clippy::cast_possible_truncation)]
        let home = hasher.finish() as usize;
        home & mask
    }

    fn after(&self, place: usize) -> usize {
        place.wrapping_add(1) & self.table.len().saturating_sub(1)
    }

    /// Puts a node into the table; returns how many places were taken before one was free.
    fn seat(&mut self, number: u32) -> usize {
        let Some(slot) = self.slot(number) else { return 0 };
        let mut place = self.home(slot.parent, self.name_of(slot));
        let mut probes = 0_usize;
        while probes < self.table.len() {
            let after = self.after(place);
            match self.table.get_mut(place) {
                Some(seat) if *seat == NONE => {
                    *seat = number;
                    break;
                }
                _ => place = after,
            }
            probes = probes.saturating_add(1);
        }
        probes
    }

    fn rebuild(&mut self, size: usize) {
        self.table.clear();
        self.table.shrink_to(size);
        self.table.resize(size, NONE);
        // The root has no name.
        let nodes = u32::try_from(self.slots.len()).unwrap_or(NONE);
        for number in 1..nodes {
            self.seat(number);
        }
    }
}

fn table_size(nodes: usize) -> usize {
    nodes.saturating_mul(3).div_euclid(2).saturating_add(16).next_power_of_two()
}

fn fresh(path: PathPlace, name_start: u16, parent: u32) -> Slot {
    Slot {
        address: path.range.address,
        parent,
        first_child: NONE,
        next_sibling: NONE,
        entry: NONE,
        inode: NONE,
        length: path.range.length,
        name_start,
        store: path.store,
        layer: 0,
        inode_layer: 0,
        first_layer: 0,
        died_in: OWN,
        kind: EntryKind::Directory,
        alive: false,
        chained: false,
    }
}
