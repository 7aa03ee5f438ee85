//! A merge written for clarity alone, with full paths in maps, and the property that the real one agrees with it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use proptest::prelude::*;

use super::*;
use crate::image::layer::Entry;

/// A path that is shown.
#[derive(Debug, Clone, PartialEq)]
struct Shown {
    kind: EntryKind,
    layer: u32,
    first: u32,
    entry: Option<u32>,
    file: Option<Place>,
}

/// Layer and entry.
type Place = (u32, u32);

/// Layer, entry, hiding layer, why.
type Hide = (u32, u32, u32, HiddenCause);

/// Path, entry, what was below.
type Link = (String, u32, Option<Place>);

/// Links of this layer that are shown: entry, what was below.
type Links = BTreeMap<String, (u32, Option<Place>)>;

#[derive(Default)]
struct Model<'a> {
    layers: &'a [LayerFacts],
    layer: u32,
    shown: BTreeMap<String, Shown>,
    /// What died in this layer.
    died: BTreeMap<String, Shown>,
    hidden: BTreeSet<Hide>,
    /// Links of this layer: path, entry, what was below.
    links: Vec<Link>,
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn join(directory: &str, name: &str) -> String {
    if directory.is_empty() { name.to_owned() } else { format!("{directory}/{name}") }
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(directory, _)| directory)
}

impl<'a> Model<'a> {
    fn entry(&self, (layer, index): (u32, u32)) -> Entry<'a> {
        self.layers[layer as usize].entries.get(index).unwrap()
    }

    fn merge(layers: &'a [LayerFacts]) -> Self {
        let mut model = Self { layers, ..Self::default() };
        let root = Shown { kind: EntryKind::Directory, layer: 0, first: 0, entry: None, file: None };
        model.shown.insert(String::new(), root);
        for layer in layers {
            model.died.clear();
            for mark in layer.entries.iter().filter(|entry| entry.kind.is_mark()) {
                let path = text(mark.path);
                if mark.kind == EntryKind::Opaque {
                    model.remove_inside(&path, HiddenCause::Opaque);
                } else {
                    model.remove_inside(&path, HiddenCause::Deleted);
                    model.remove(&path, HiddenCause::Deleted);
                }
            }
            for entry in layer.entries.iter().filter(|entry| !entry.kind.is_mark()) {
                model.place(entry);
            }
            model.settle();
            model.layer += 1;
        }
        model
    }

    fn hide(&mut self, path: &str, cause: HiddenCause) {
        if let Some(Shown { layer, entry: Some(entry), .. }) = self.shown.get(path) {
            self.hidden.insert((*layer, *entry, self.layer, cause));
        }
    }

    fn remove(&mut self, path: &str, cause: HiddenCause) {
        self.hide(path, cause);
        if let Some(shown) = self.shown.remove(path) {
            self.died.insert(path.to_owned(), shown);
        }
    }

    fn remove_inside(&mut self, directory: &str, cause: HiddenCause) {
        let inside =
            |path: &&String| !path.is_empty() && (directory.is_empty() || path.starts_with(&format!("{directory}/")));
        for path in self.shown.keys().filter(inside).cloned().collect::<Vec<_>>() {
            self.remove(&path, cause);
        }
    }

    fn place(&mut self, entry: Entry<'a>) {
        let path = text(entry.path);
        let Some(path) = (if path.is_empty() { Some(path) } else { self.real_path(&path) }) else {
            self.hidden.insert((self.layer, entry.index, self.layer, HiddenCause::ReplacedByOther));
            return;
        };
        let target = (entry.kind == EntryKind::Hardlink).then(|| self.target(&text(entry.link), &path));
        let own = (self.layer, entry.index);
        let mut first = self.layer;
        if let Some(old) = self.shown.get(&path).cloned() {
            first = old.first;
            if old.kind != EntryKind::Directory || entry.kind != EntryKind::Directory {
                self.remove_inside(&path, HiddenCause::ReplacedByOther);
                let new = match target {
                    None => Some(entry),
                    Some(Target::Now(file)) => Some(self.entry(file)),
                    _ => None,
                };
                let cause = self.cause(old.file, new);
                self.hide(&path, cause);
            }
        }
        let mut shown = Shown { kind: entry.kind, layer: self.layer, first, entry: Some(entry.index), file: Some(own) };
        match target {
            Some(Target::Now(file)) => {
                shown.kind = self.entry(file).kind;
                shown.file = Some(file);
            }
            Some(Target::Below(below)) => self.links.push((path.clone(), entry.index, below)),
            Some(Target::Link(_)) => self.links.push((path.clone(), entry.index, None)),
            None => {}
        }
        self.shown.insert(path, shown);
    }

    fn cause(&self, was: Option<Place>, new: Option<Entry<'_>>) -> HiddenCause {
        let (Some(was), Some(new)) = (was, new) else { return HiddenCause::Overwritten };
        let was = self.entry(was);
        let same = match (was.kind, new.kind) {
            (one, other) if one != other => return HiddenCause::ReplacedByOther,
            (EntryKind::File, _) => (was.content, was.size) == (new.content, new.size),
            (EntryKind::Symlink, _) => was.link == new.link,
            (EntryKind::Fifo, _) => true,
            _ => false,
        };
        if same { HiddenCause::MetadataOnly } else { HiddenCause::Overwritten }
    }

    /// Where an entry goes, its parents made on the way; `None` after too many symlinks.
    fn real_path(&mut self, path: &str) -> Option<String> {
        let mut todo: VecDeque<String> = path.split('/').map(str::to_owned).collect();
        let name = todo.pop_back().unwrap();
        let mut directory = String::new();
        let mut hops = 0;
        while let Some(part) = todo.pop_front() {
            match part.as_str() {
                "" | "." => continue,
                ".." => {
                    directory = parent(&directory).to_owned();
                    continue;
                }
                _ => {}
            }
            let path = join(&directory, &part);
            let old = self.shown.get(&path).cloned();
            match &old {
                Some(shown) if shown.kind == EntryKind::Directory => directory = path,
                Some(shown) if shown.kind == EntryKind::Symlink && shown.layer == self.layer => {
                    hops += 1;
                    if hops > crate::limits::MAX_LINK_HOPS {
                        return None;
                    }
                    let link = text(self.entry(shown.file.unwrap()).link);
                    if link.starts_with('/') {
                        directory = String::new();
                    }
                    link.split('/').rev().for_each(|part| todo.push_front(part.to_owned()));
                }
                _ => {
                    self.hide(&path, HiddenCause::ReplacedByOther);
                    let first = old.map_or(self.layer, |shown| shown.first);
                    let kind = EntryKind::Directory;
                    self.shown.insert(path.clone(), Shown { kind, layer: self.layer, first, entry: None, file: None });
                    directory = path;
                }
            }
        }
        Some(join(&directory, &name))
    }

    /// The path that a hardlink's target leads to through any symlinked directory.
    fn follow(&self, path: &str) -> Option<String> {
        let mut todo: VecDeque<String> = path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        let mut at = String::new();
        let mut hops = 0;
        while let Some(part) = todo.pop_front() {
            match part.as_str() {
                "." => continue,
                ".." => {
                    at = parent(&at).to_owned();
                    continue;
                }
                _ => {}
            }
            let path = join(&at, &part);
            let shown = self.shown.get(&path)?;
            match shown.kind {
                EntryKind::Directory => at = path,
                EntryKind::Symlink if !todo.is_empty() => {
                    hops += 1;
                    if hops > crate::limits::MAX_LINK_HOPS {
                        return None;
                    }
                    let link = text(self.entry(shown.file.unwrap()).link);
                    if link.starts_with('/') {
                        at = String::new();
                    }
                    link.split('/').rev().filter(|part| !part.is_empty()).for_each(|part| {
                        todo.push_front(part.to_owned());
                    });
                }
                _ => return todo.is_empty().then_some(path),
            }
        }
        Some(at)
    }

    fn target(&self, link: &str, from: &str) -> Target {
        let literal = self.shown.get(link).or_else(|| self.died.get(link).filter(|shown| shown.entry.is_some()));
        let (path, shown) = match literal {
            Some(shown) => (link.to_owned(), shown),
            None => match self.follow(link) {
                Some(path) => (path.clone(), &self.shown[&path]),
                None => return Target::Below(None),
            },
        };
        match shown.kind {
            _ if path == from => Target::Below(None),
            EntryKind::Directory => Target::Below(None),
            EntryKind::Hardlink if shown.layer == self.layer => Target::Link(path),
            EntryKind::Hardlink => Target::Below(None),
            _ if shown.layer == self.layer => Target::Now(shown.file.unwrap()),
            _ => Target::Below(shown.file),
        }
    }

    fn settle(&mut self) {
        let links = std::mem::take(&mut self.links);
        let current: Links = links
            .iter()
            .filter(|(path, entry, _)| {
                self.shown.get(path).is_some_and(|shown| shown.layer == self.layer && shown.entry == Some(*entry))
            })
            .map(|(path, entry, below)| (path.clone(), (*entry, *below)))
            .collect();
        let mut met = BTreeSet::new();
        for (path, ..) in &links {
            self.settle_one(path, &current, &mut met);
        }
    }

    fn settle_one(&mut self, path: &str, current: &Links, met: &mut BTreeSet<String>) -> Option<Place> {
        let (entry, below) = *current.get(path)?;
        if self.shown[path].kind != EntryKind::Hardlink {
            return self.shown[path].file;
        }
        if !met.insert(path.to_owned()) {
            return None;
        }
        let link = text(self.entry((self.layer, entry)).link);
        let found = match self.target(&link, path) {
            Target::Now(file) => Some(file),
            Target::Link(next) => self.settle_one(&next, current, met),
            Target::Below(_) => None,
        };
        let file = found.or(below)?;
        let kind = self.entry(file).kind;
        let shown = self.shown.get_mut(path).unwrap();
        shown.kind = kind;
        shown.file = Some(file);
        Some(file)
    }
}

enum Target {
    /// A file that this layer wrote.
    Now((u32, u32)),
    /// A link of this layer without a file.
    Link(String),
    /// What lower layers have there.
    Below(Option<Place>),
}

fn any_path() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(vec!["a", "b", "c"]), 1..4).prop_map(|parts| parts.join("/"))
}

fn any_target() -> impl Strategy<Value = String> {
    let prefix = prop::sample::select(vec!["", "", "/", "../", "./"]);
    (prefix, any_path()).prop_map(|(prefix, path)| format!("{prefix}{path}"))
}

fn any_entry() -> impl Strategy<Value = Tar> {
    (any_path(), any_path(), any_target(), 0..20_u8, 0..4_usize).prop_map(
        |(path, other, target, kind, size)| match kind {
            0..=2 => Tar::directory(path),
            3..=4 => Tar::symlink(path, target),
            5..=7 => Tar::hardlink(path, other),
            8..=10 => Tar::whiteout(path),
            11 => Tar::opaque(path),
            12 => Tar::fifo(path),
            13 if size == 0 => Tar::opaque(""),
            13 if size == 1 => Tar::directory(""),
            _ => Tar::file(path, "x".repeat(size)),
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn a_merge_agrees_with_the_naive_model(
        layers in prop::collection::vec(prop::collection::vec(any_entry(), 0..14), 0..5)
    ) {
        let facts: Vec<_> = layers.into_iter().map(layer).collect();
        let model = Model::merge(&facts);
        let views = views(&facts);
        let rootfs = Rootfs::merge(&views);

        let shown: BTreeMap<_, _> = rootfs
            .nodes()
            .map(|node| {
                let shown = Shown {
                    kind: node.kind,
                    layer: node.layer,
                    first: node.first_layer,
                    entry: node.entry,
                    file: node.file,
                };
                (text(node.path), shown)
            })
            .collect();
        prop_assert_eq!(&shown, &model.shown);
        prop_assert_eq!(shown.len(), rootfs.len());

        let live: BTreeSet<_> = model.shown.values().filter_map(|shown| shown.file).collect();
        let expected: Vec<_> = model
            .hidden
            .iter()
            .map(|&(layer, index, by, cause)| {
                let entry = model.entry((layer, index));
                let bytes = if live.contains(&(layer, index)) { 0 } else { entry.stored };
                (layer, index, by, cause, bytes)
            })
            .collect();
        let hidden: Vec<_> = rootfs
            .hidden()
            .map(|hidden| (hidden.layer, hidden.entry.index, hidden.by.layer, hidden.by.cause, hidden.bytes))
            .collect();
        prop_assert_eq!(hidden, expected);

        for (path, shown) in &model.shown {
            prop_assert_eq!(rootfs.get(path.as_bytes()).map(|node| node.layer), Some(shown.layer));
            let under = rootfs.under(path.as_bytes()).count();
            let inside = |other: &&String| !other.is_empty() && (path.is_empty() || other.starts_with(&format!("{path}/")));
            prop_assert_eq!(under, model.shown.keys().filter(inside).count());
        }
        let misses = model.shown.values().filter(|shown| shown.kind == EntryKind::Hardlink).count();
        prop_assert!(rootfs.gaps().len() >= misses);
    }
}
