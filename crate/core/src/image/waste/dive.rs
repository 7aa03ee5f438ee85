//! The figures of dive (github.com/wagoodman/dive, `dive/filetree/efficiency.go` and `dive/image/analysis.go`), as it
//! computes them, so that somebody who knows them finds them again. They are not what an image wastes:
//!
//! - wasted bytes count every copy of a path that comes more than once, the one that a container shows too;
//! - a directory that a whiteout deletes lowers the score only if something of its name is in another layer as well;
//! - opaque marks are not regarded;
//! - a whiteout of something that no lower layer has makes it leave out the rest of that layer;
//! - the lowest layer alone counts as the base.
//!
//! Paths in one layer alone change nothing but two equal sums, and they are nearly all. So paths are first told apart by a
//! bit table of their hashes, and only those that may come again, or that a whiteout may delete, are sorted. One case
//! differs from dive: an empty directory that is a file in another layer, and that no whiteout is about, does not count as
//! a version of it.

use super::super::layer::{Entry, EntryKind};
use super::super::rootfs::LayerView;
use crate::limits::MAX_DIVE_STEPS;
use crate::ordered::sort_by;
use std::cmp::Ordering;

/// What dive says of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dive {
    /// The efficiency score in millionths.
    pub efficiency: u64,
    /// Bytes of all versions of the paths that come more than once.
    pub wasted_bytes: u64,
    /// Bytes of files of all layers but the lowest.
    pub user_bytes: u64,
    /// Wasted bytes against these, in millionths; `None` if there are none (dive says NaN).
    pub wasted_user: Option<u64>,
}

impl Dive {
    /// `None` if whiteouts delete so much so often that it would take too long.
    #[must_use]
    pub fn of(layers: &[LayerView<'_>]) -> Option<Self> {
        let mut sums = Sums::default();
        let several = layers.iter().flatten().count() > 1;
        if several {
            Paths::of(layers).sum_up(&mut sums)?;
        }
        let sizes = layers.iter().skip(1).flatten().flat_map(|layer| layer.entries.iter());
        let user_bytes = sizes.fold(0_u64, |sum, entry| sum.saturating_add(entry.size));
        let millionths = |part: u64, whole: u64| {
            let (part, whole) = (u128::from(part), u128::from(whole));
            let rounded = part.saturating_mul(1_000_000).saturating_add(whole.div_euclid(2));
            rounded.checked_div(whole).map(|value| u64::try_from(value).unwrap_or(u64::MAX))
        };
        Some(Self {
            efficiency: millionths(sums.least, sums.all).unwrap_or(1_000_000),
            wasted_bytes: sums.wasted,
            user_bytes,
            wasted_user: millionths(sums.wasted, user_bytes),
        })
    }
}

#[derive(Default)]
struct Sums {
    /// Of each path the smallest version.
    least: u64,
    /// All versions of all paths.
    all: u64,
    /// All versions of the paths that have several.
    wasted: u64,
}

impl Sums {
    fn add(&mut self, least: u64, all: u64) {
        self.least = self.least.saturating_add(least);
        self.all = self.all.saturating_add(all);
    }
}

/// Which hashes were seen; may say so of one that was not.
struct Sieve {
    bits: Vec<u64>,
}

impl Sieve {
    fn new(entries: usize) -> Self {
        Self { bits: vec![0; entries.div_euclid(8).saturating_add(8).next_power_of_two()] }
    }

    fn place(&self, hash: u64) -> (usize, u64) {
        let mixed = hash ^ hash.rotate_right(29);
        let mask = self.bits.len().saturating_sub(1);
        let bit = 1_u64.wrapping_shl(u32::try_from(mixed & 63).unwrap_or_default());
        (usize::try_from((mixed >> 6) & 0xffff_ffff).unwrap_or_default() & mask, bit)
    }

    /// Whether it was there already.
    fn set(&mut self, hash: u64) -> bool {
        let (at, bit) = self.place(hash);
        let Some(word) = self.bits.get_mut(at) else { return true };
        let there = *word & bit != 0;
        *word |= bit;
        there
    }

    fn has(&self, hash: u64) -> bool {
        let (at, bit) = self.place(hash);
        self.bits.get(at).is_some_and(|word| *word & bit != 0)
    }
}

/// The hash of a path (FNV-1a); `directory` is given that of each directory above.
fn hash(path: &[u8], mut directory: impl FnMut(u64)) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in path {
        if *byte == b'/' {
            directory(hash);
        }
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash
}

/// The paths that must be looked at one by one.
struct Paths<'a> {
    layers: Vec<LayerView<'a>>,
    /// Layer and entry, by path, layer, whiteouts first, place in the tar.
    versions: Vec<(u32, u32)>,
    /// Of each path the end of its versions.
    ends: Vec<usize>,
    /// Bytes of files at all other paths, by layer.
    others: Vec<u64>,
    /// Whether there is any whiteout.
    marked: bool,
    seen_twice: Sieve,
    marks: Sieve,
}

impl<'a> Paths<'a> {
    fn of(layers: &[LayerView<'a>]) -> Self {
        let entries = layers.iter().flatten().fold(0_usize, |sum, layer| sum.saturating_add(layer.entries.len()));
        let (mut seen, mut seen_twice, mut marks) = (Sieve::new(entries), Sieve::new(entries), Sieve::new(entries));
        let mut marked = false;
        for entry in layers.iter().flatten().flat_map(|layer| layer.entries.iter()) {
            if matches!(entry.kind, EntryKind::Directory | EntryKind::Opaque) {
                continue;
            }
            let hash = hash(entry.path, |_| {});
            if seen.set(hash) {
                seen_twice.set(hash);
            }
            if entry.kind == EntryKind::Whiteout {
                marks.set(hash);
                marked = true;
            }
        }
        let mut paths = Self {
            layers: layers.to_vec(),
            versions: Vec::new(),
            ends: Vec::new(),
            others: vec![0; layers.len()],
            marked,
            seen_twice,
            marks,
        };
        paths.collect();
        paths
    }

    fn is_looked_at(&self, entry: &Entry<'_>) -> bool {
        let mut below = false;
        let hash = hash(entry.path, |directory| below = below || (self.marked && self.marks.has(directory)));
        below
            || (self.marked && self.marks.has(hash))
            || (self.seen_twice.has(hash) && !matches!(entry.kind, EntryKind::Directory | EntryKind::Opaque))
    }

    fn collect(&mut self) {
        for (layer, facts) in (0_u32..).zip(self.layers.clone()) {
            let mut other = 0_u64;
            for entry in facts.into_iter().flat_map(|facts| facts.entries.iter()) {
                if self.is_looked_at(&entry) {
                    self.versions.push((layer, entry.index));
                } else {
                    other = other.saturating_add(entry.size);
                }
            }
            if let Some(sum) = self.others.get_mut(layer as usize) {
                *sum = other;
            }
        }
        let mut versions = std::mem::take(&mut self.versions);
        sort_by(&mut versions, |one, other| match (self.entry(*one), self.entry(*other)) {
            (Some(left), Some(right)) => by_parts(left.path, right.path)
                .then(one.0.cmp(&other.0))
                .then(is_whiteout(&right).cmp(&is_whiteout(&left)))
                .then(one.1.cmp(&other.1)),
            _ => Ordering::Equal,
        });
        let mut end = 0_usize;
        let groups = versions.chunk_by(|one, other| self.path(*one) == self.path(*other));
        self.ends = groups
            .map(|same| {
                end = end.saturating_add(same.len());
                end
            })
            .collect();
        self.versions = versions;
    }

    fn entry(&self, (layer, index): (u32, u32)) -> Option<Entry<'a>> {
        self.layers.get(layer as usize).copied().flatten()?.entries.get(index)
    }

    fn path(&self, version: (u32, u32)) -> &'a [u8] {
        self.entry(version).map_or(b"", |entry| entry.path)
    }

    fn sum_up(&self, sums: &mut Sums) -> Option<()> {
        let Stacked { removed, stops, leaves } = if self.marked { Stack::new(self).run()? } else { Stacked::default() };
        let stop =
            |layer: u32| stops.get(layer as usize).copied().flatten().and_then(|entry| self.entry((layer, entry)));
        for (layer, other) in (0_u32..).zip(&self.others) {
            let visited = match (stop(layer), self.layers.get(layer as usize).copied().flatten()) {
                (Some(stop), Some(facts)) => facts
                    .entries
                    .iter()
                    .filter(|entry| visited_in_order(entry, &stop) == Ordering::Less && !self.is_looked_at(entry))
                    .fold(0_u64, |sum, entry| sum.saturating_add(entry.size)),
                _ => *other,
            };
            sums.add(visited, visited);
        }
        let mut start = 0_usize;
        for end in &self.ends {
            let versions = self.versions.get(start..*end).unwrap_or_default();
            let (mut count, mut least, mut all) = (0_u32, u64::MAX, 0_u64);
            for (at, version) in (start..).zip(versions) {
                let Some(entry) = self.entry(*version) else { continue };
                // Of a path that comes twice in one layer the last one holds.
                let next = self.versions.get(at.saturating_add(1)).filter(|_| at.saturating_add(1) < *end);
                let same_sort = |next: (u32, u32)| {
                    let other = self.entry(next);
                    next.0 == version.0 && other.is_some_and(|other| is_whiteout(&other) == is_whiteout(&entry))
                };
                let replaced = next.is_some_and(|next| same_sort(*next));
                let directory = matches!(entry.kind, EntryKind::Directory | EntryKind::Opaque);
                if replaced
                    || (directory && !leaves.get(at).copied().unwrap_or_default())
                    || stop(version.0).is_some_and(|stop| visited_in_order(&entry, &stop) != Ordering::Less)
                {
                    continue;
                }
                let size = if is_whiteout(&entry) { removed.get(at).copied().unwrap_or_default() } else { entry.size };
                count = count.saturating_add(1);
                least = least.min(size);
                all = all.saturating_add(size);
            }
            if count > 0 {
                sums.add(least, all);
            }
            if count > 1 {
                sums.wasted = sums.wasted.saturating_add(all);
            }
            start = *end;
        }
        Some(())
    }
}

fn is_whiteout(entry: &Entry<'_>) -> bool {
    entry.kind == EntryKind::Whiteout
}

/// A slash sorts before all else, so that what is in a directory follows it directly.
fn part_key(byte: &u8) -> u8 {
    if *byte == b'/' { 0 } else { *byte }
}

fn by_parts(left: &[u8], right: &[u8]) -> Ordering {
    left.iter().map(part_key).cmp(right.iter().map(part_key))
}

/// The order in which dive visits the entries of a layer: by the names in the tar, where a whiteout has a prefix.
fn visited_in_order(left: &Entry<'_>, right: &Entry<'_>) -> Ordering {
    let key = |entry: &Entry<'_>| -> Vec<u8> {
        let (directory, name) = super::super::layer::split(entry.path);
        let prefix: &[u8] = if is_whiteout(entry) { b".wh." } else { b"" };
        let slash: &[u8] = if directory.is_empty() { b"" } else { b"/" };
        [directory, slash, prefix, name].concat().iter().map(part_key).collect()
    };
    key(left).cmp(&key(right))
}

/// What whiteouts remove.
#[derive(Default)]
struct Stacked {
    /// By place in [`Paths::versions`].
    removed: Vec<u64>,
    /// By version, whether nothing of its layer is inside.
    leaves: Vec<bool>,
    /// By layer, the first entry that dive does not come to.
    stops: Vec<Option<u32>>,
}

/// The layers laid onto each other as dive does it.
struct Stack<'p, 'a> {
    paths: &'p Paths<'a>,
    /// By path.
    states: Vec<State>,
    /// By version, its path.
    path_of: Vec<u32>,
    steps: u64,
}

#[derive(Clone, Copy, Default)]
struct State {
    /// The path of the nearest directory above that is looked at.
    above: Option<u32>,
    /// The first path behind that is not inside.
    end: u32,
    alive: bool,
    directory: bool,
    size: u64,
}

impl<'p, 'a> Stack<'p, 'a> {
    fn new(paths: &'p Paths<'a>) -> Self {
        let mut states: Vec<State> = Vec::with_capacity(paths.ends.len());
        let mut path_of = Vec::with_capacity(paths.versions.len());
        let mut open: Vec<(u32, &[u8])> = Vec::new();
        let mut start = 0_usize;
        for (number, end) in (0_u32..).zip(&paths.ends) {
            let path = paths.versions.get(start).map_or(&b""[..], |version| paths.path(*version));
            while let Some((above, directory)) = open.last().copied() {
                if path.strip_prefix(directory).is_some_and(|rest| rest.starts_with(b"/")) {
                    break;
                }
                if let Some(state) = states.get_mut(above as usize) {
                    state.end = number;
                }
                open.pop();
            }
            states.push(State { above: open.last().map(|(above, _)| *above), ..State::default() });
            open.push((number, path));
            path_of.resize(*end, number);
            start = *end;
        }
        let last = u32::try_from(states.len()).unwrap_or(u32::MAX);
        for (above, _) in open {
            if let Some(state) = states.get_mut(above as usize) {
                state.end = last;
            }
        }
        Self { paths, states, path_of, steps: MAX_DIVE_STEPS }
    }

    fn run(mut self) -> Option<Stacked> {
        let versions = &self.paths.versions;
        let mut stacked = Stacked {
            removed: vec![0; versions.len()],
            leaves: vec![false; versions.len()],
            stops: vec![None; self.paths.layers.len()],
        };
        let mut layers: Vec<Vec<usize>> = vec![Vec::new(); self.paths.layers.len()];
        for (at, (layer, _)) in versions.iter().enumerate() {
            if let Some(list) = layers.get_mut(*layer as usize) {
                list.push(at);
            }
        }
        for (list, stop) in layers.iter().zip(&mut stacked.stops) {
            let looked_at = list.iter().filter_map(|at| {
                let version = *versions.get(*at)?;
                Some((*at, *self.path_of.get(*at)?, self.paths.entry(version)?))
            });
            let looked_at: Vec<_> = looked_at.collect();
            let marks = || looked_at.iter().filter(|(.., entry)| is_whiteout(entry));
            let mut first: Option<Entry<'_>> = None;
            for (at, path, entry) in marks() {
                let State { alive, directory, .. } = *self.states.get(*path as usize)?;
                if alive && directory {
                    let size = self.inside(*path, false)?;
                    if let Some(removed) = stacked.removed.get_mut(*at) {
                        *removed = size;
                    }
                } else if !alive && first.is_none_or(|first| visited_in_order(entry, &first) == Ordering::Less) {
                    first = Some(*entry);
                }
            }
            *stop = first.map(|entry| entry.index);
            for (_, path, _) in marks() {
                self.inside(*path, true)?;
            }
            for (at, path, entry) in &looked_at {
                self.add(*path, entry);
                let behind = looked_at.partition_point(|(_, other, _)| other <= path);
                let next = looked_at.get(behind).map_or(u32::MAX, |(_, next, _)| *next);
                if let (Some(leaf), Some(state)) = (stacked.leaves.get_mut(*at), self.states.get(*path as usize)) {
                    *leaf = next >= state.end;
                }
            }
        }
        Some(stacked)
    }

    /// Bytes at a path and inside it, which may be taken away. `None` once all steps are taken.
    fn inside(&mut self, path: u32, take: bool) -> Option<u64> {
        let end = self.states.get(path as usize)?.end;
        self.steps = self.steps.checked_sub(u64::from(end.saturating_sub(path)))?;
        let states = self.states.get_mut(path as usize..end as usize)?;
        let mut sum = 0_u64;
        for state in states.iter_mut().filter(|state| state.alive) {
            sum = sum.saturating_add(state.size);
            state.alive = !take;
        }
        Some(sum)
    }

    fn add(&mut self, path: u32, entry: &Entry<'_>) {
        let mut above = self.states.get(path as usize).and_then(|state| state.above);
        while let Some(number) = above {
            let Some(state) = self.states.get_mut(number as usize).filter(|state| !state.alive) else { break };
            // A directory that only its content speaks of is none to dive.
            (state.alive, state.directory, state.size) = (true, false, 0);
            above = state.above;
        }
        // The parents of a whiteout are there, and it is not.
        if let Some(state) = self.states.get_mut(path as usize).filter(|_| !is_whiteout(entry)) {
            if entry.kind != EntryKind::Opaque {
                (state.directory, state.size) = (entry.kind == EntryKind::Directory, entry.size);
            } else if !state.alive {
                (state.directory, state.size) = (false, 0);
            }
            state.alive = true;
        }
    }
}
