//! From tar entries to the entries of a layer: clean names, marks told apart from files, bodies hashed and kept.
//!
//! Entries and bodies come as a [`TarVisitor`] gets them. Nothing here fails as a whole: what cannot be kept is a gap.

use crate::ordered::Map;

use super::bodies::{Bodies, StoredBody};
use super::body::{BodyReader, Passed};
use super::entries::{Entries, EntryKind, NewEntry};
use super::path::{clean, split};
use super::scan::LayerOptions;
use super::secrets::LayerSecrets;
use crate::archive::ArchiveError;
use crate::archive::{TarEntry, TarKind, TarVisitor};
use crate::gap::{Gap, GapKind};
use crate::image::wanted::Wanted;
use crate::limits::{
    MAX_BODY_BYTES, MAX_CAPABILITY_BYTES, MAX_GAPS_PER_LAYER, MAX_NAME_BYTES_PER_ENTRY, MAX_PATH_BYTES,
    MAX_SECRETS_PER_LAYER, MAX_WANTED_LINKS, NAME_GRACE_BYTES,
};
use crate::packages;
use crate::text::escaped_bytes;

/// OCI image-spec, layer.md, "Whiteouts".
const WHITEOUT_PREFIX: &[u8] = b".wh.";
const OPAQUE_NAME: &[u8] = b".wh..wh..opq";
/// Names that AUFS kept for itself (`.wh..wh.plnk`, `.wh..wh.aufs`, `.wh..wh.orph`): moby `pkg/archive/whiteouts.go`.
const AUFS_PREFIX: &[u8] = b".wh..wh.";

/// What has been collected of a layer so far.
pub(super) struct Collector<'w> {
    wanted: &'w Wanted,
    options: LayerOptions,
    pub(super) entries: Entries,
    pub(super) bodies: Bodies,
    pub(super) secrets: LayerSecrets,
    pub(super) gaps: Vec<Gap>,
    pub(super) gaps_left_out: u32,
    pub(super) complete: bool,
    /// Bytes of all kept bodies.
    kept: u64,
    /// The body that is passing, of the entry with that index.
    pub(super) reader: BodyReader,
    reading: Option<u32>,
    /// Only what is wanted of that body is kept once it has passed: it is a package database.
    shrinks: bool,
    /// Targets of hardlinks at wanted paths, and how much of them is wanted.
    link_targets: Map<Vec<u8>, u64>,
    path: Vec<u8>,
    link: Vec<u8>,
}

impl<'w> Collector<'w> {
    pub(super) fn new(wanted: &'w Wanted, options: LayerOptions) -> Self {
        Self {
            wanted,
            options,
            entries: Entries::default(),
            bodies: Bodies::default(),
            secrets: LayerSecrets::default(),
            gaps: Vec::new(),
            gaps_left_out: 0,
            complete: true,
            kept: 0,
            reader: BodyReader::default(),
            reading: None,
            shrinks: false,
            link_targets: Map::new(),
            path: Vec::new(),
            link: Vec::new(),
        }
    }

    pub(super) fn gap(&mut self, gap: Gap) {
        if self.gaps.len() < MAX_GAPS_PER_LAYER {
            self.gaps.push(gap);
        } else {
            self.gaps_left_out = self.gaps_left_out.saturating_add(1);
        }
    }

    fn entry_gap(&mut self, path: &[u8], offset: u64, what: &str, action: &str) {
        self.gap(Gap {
            kind: GapKind::EntryDamaged,
            member: None,
            layer: None,
            path: Some(escaped_bytes(path)),
            offset: Some(offset),
            what: what.to_owned(),
            action: action.to_owned(),
        });
    }

    /// The layer has ended, perhaps inside a body.
    pub(super) fn finish(&mut self) {
        self.end_body();
        self.say_missed_link_targets();
        self.say_secrets_left_out();
        self.entries.shrink();
    }

    fn full(&mut self, offset: u64) -> bool {
        let names = self.options.max_entries.saturating_mul(MAX_NAME_BYTES_PER_ENTRY).saturating_add(NAME_GRACE_BYTES);
        let what = if self.entries.len() >= self.options.max_entries {
            format!("The layer has more than {} entries, the rest was not read", self.options.max_entries)
        } else if self.entries.name_bytes() > names {
            format!("The names in the layer have more than {names} bytes together, the rest was not read")
        } else {
            return false;
        };
        // Said once: the gap is there from the first entry that did not fit.
        if self.complete {
            self.complete = false;
            self.gap(Gap {
                kind: GapKind::LimitReached,
                member: None,
                layer: None,
                path: None,
                offset: Some(offset),
                what,
                action: "Analyse the image where more memory may be used, such as in a terminal".to_owned(),
            });
        }
        true
    }

    fn push(&mut self, entry: &NewEntry<'_>, offset: u64) -> Option<u32> {
        if self.full(offset) {
            return None;
        }
        let index = self.entries.push(entry);
        if index.is_none() {
            self.entry_gap(entry.path, offset, "The names of the entry are too long", "Rebuild the layer");
        }
        index
    }

    /// Adds an entry whose names are clean already.
    fn add(&mut self, entry: &TarEntry<'_>, path: &mut Vec<u8>, link: &[u8]) {
        let Some(kind) = self.kind(entry, path) else { return };
        let regular = kind == EntryKind::File;
        let id = |value: u64| u32::try_from(value).ok();
        if entry.size_disagrees {
            let what = "The extended header gives another size than the header; the extended one was taken";
            self.entry_gap(
                path,
                entry.header_offset,
                what,
                "Find out who wrote this layer: other readers may see other files",
            );
        }
        if id(entry.uid).is_none() || id(entry.gid).is_none() {
            let what = "The owner is beyond the 32 bits that Linux has for it, and is taken for the greatest number";
            self.entry_gap(path, entry.header_offset, what, "Rebuild the layer with a sane owner");
        }
        let xattr = |name: &[u8]| entry.xattrs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_slice());
        let mut capability = xattr(b"security.capability");
        if capability.is_some_and(|value| value.len() > MAX_CAPABILITY_BYTES) {
            capability = None;
            let what = "The file capabilities are longer than any known version of them, and were not kept";
            self.entry_gap(path, entry.header_offset, what, "Set the capabilities of the file anew");
        }
        let new = NewEntry {
            path,
            link,
            kind,
            // Some writers put the file type into the mode too.
            mode: u16::try_from(entry.mode & 0o7777).unwrap_or(0),
            uid: id(entry.uid).unwrap_or(u32::MAX),
            gid: id(entry.gid).unwrap_or(u32::MAX),
            size: if regular { entry.size } else { 0 },
            stored: if regular { entry.stored } else { 0 },
            mtime: entry.mtime,
            content: 0,
            capability: if kind.is_mark() { None } else { capability },
            device: if matches!(kind, EntryKind::CharDevice | EntryKind::BlockDevice) { entry.device } else { (0, 0) },
            body: None,
        };
        let Some(index) = self.push(&new, entry.header_offset) else { return };
        if self.options.digest_files {
            self.reader.digests.saw(path);
        }
        let limit = if self.options.keep_bodies { self.limit(path) } else { None };
        match kind {
            EntryKind::File => {
                self.reading = Some(index);
                let judges = self.options.keep_bodies && limit.is_none() && self.wanted.judges_content();
                self.shrinks = limit.is_some() && packages::is_shrunk(path);
                let room = if self.shrinks { self.options.max_database_bytes } else { self.room() };
                self.reader.start(entry.size, limit, judges, room, self.options.search_bodies);
                let asked = self.options.keep_bodies && limit.is_none() && room > 0 && self.wanted.has_build_info();
                self.reader.build_info.start(asked);
                if self.options.digest_files {
                    self.reader.digests.start(path, entry.size);
                }
            }
            EntryKind::Hardlink => {
                if let Some(limit) = limit
                    && self.link_targets.len() < MAX_WANTED_LINKS
                {
                    self.link_targets.change(link.to_vec(), |wanted| *wanted = limit.max(*wanted));
                }
            }
            EntryKind::Directory => {
                let opaque = |name| xattr(name) == Some(b"y".as_slice());
                if opaque(b"trusted.overlay.opaque") || opaque(b"user.overlay.opaque") {
                    let mark = NewEntry { kind: EntryKind::Opaque, capability: None, ..new };
                    self.push(&mark, entry.header_offset);
                }
            }
            _ => {}
        }
    }

    fn limit(&self, path: &[u8]) -> Option<u64> {
        self.wanted.by_path(path).max(self.link_targets.get(path).copied())
    }

    fn room(&self) -> u64 {
        self.options.max_bodies_bytes.saturating_sub(self.kept)
    }

    /// What a tar entry is in a layer; `None` for what is no entry, with a gap where one is due. The path of a mark
    /// becomes the path that the mark is about.
    fn kind(&mut self, entry: &TarEntry<'_>, path: &mut Vec<u8>) -> Option<EntryKind> {
        let (directory, name) = split(path);
        if name == OPAQUE_NAME {
            path.truncate(directory.len());
            return Some(EntryKind::Opaque);
        }
        if path.split(|&byte| byte == b'/').any(|component| component.starts_with(AUFS_PREFIX)) {
            return None;
        }
        if let Some(hidden) = name.strip_prefix(WHITEOUT_PREFIX) {
            if matches!(hidden, b"" | b"." | b"..") {
                let what = "A whiteout names no file, so it was ignored";
                self.entry_gap(path, entry.header_offset, what, "Rebuild the layer");
                return None;
            }
            let start = path.len().saturating_sub(name.len());
            path.drain(start..start.saturating_add(WHITEOUT_PREFIX.len()).min(path.len()));
            return Some(EntryKind::Whiteout);
        }
        // POSIX pax, "ustar Interchange Format": before there was a type for directories, a trailing slash said it.
        let slash = entry.path.ends_with(b"/") && entry.size == 0;
        let kind = match entry.kind {
            TarKind::File if slash => EntryKind::Directory,
            TarKind::File => EntryKind::File,
            TarKind::Hardlink => EntryKind::Hardlink,
            TarKind::Symlink => EntryKind::Symlink,
            // How overlayfs itself marks a deleted file; layers copied from an upper directory hold such devices.
            TarKind::CharDevice if entry.device == (0, 0) => EntryKind::Whiteout,
            TarKind::CharDevice => EntryKind::CharDevice,
            TarKind::BlockDevice => EntryKind::BlockDevice,
            TarKind::Directory => EntryKind::Directory,
            TarKind::Fifo => EntryKind::Fifo,
        };
        if path.is_empty() && kind != EntryKind::Directory {
            let what = "An entry that is not a directory claims to be the root directory, so it was ignored";
            self.entry_gap(entry.path, entry.header_offset, what, "Rebuild the layer");
            return None;
        }
        Some(kind)
    }

    fn end_body(&mut self) {
        let Some(index) = self.reading.take() else { return };
        let Passed { content, kept } = self.reader.end();
        let path = self.entries.get(index).map_or(&b""[..], |entry| entry.path);
        self.reader.search.end(index, path, &mut self.secrets);
        self.reader.digests.end(index, content != 0);
        let mut number = None;
        if let Some(mut kept) = kept {
            number = u32::try_from(self.bodies.len()).ok();
            let mut read = kept.bytes.len();
            if std::mem::take(&mut self.shrinks) {
                kept.bytes = packages::shrunk(path, kept.bytes);
                if kept.bytes.len() as u64 > self.room() {
                    (kept.bytes, kept.complete, kept.cut) = (Vec::new(), false, true);
                    read = 0;
                }
            }
            self.kept = self.kept.saturating_add(kept.bytes.len() as u64);
            if kept.cut {
                let path = self.entries.get(index).map_or_else(String::new, |entry| escaped_bytes(entry.path));
                self.gap(Gap {
                    kind: GapKind::BodyTruncated,
                    member: None,
                    layer: None,
                    path: Some(path),
                    offset: None,
                    what: format!("Only the first {read} bytes of the file were kept"),
                    action: format!(
                        "Files are read up to {MAX_BODY_BYTES} bytes each (package databases up to {}) and {} bytes in a \
                         layer; look at this one by hand",
                        self.options.max_database_bytes, self.options.max_bodies_bytes
                    ),
                });
            }
            self.bodies.bodies.push(StoredBody { entry: index, bytes: kept.bytes, complete: kept.complete });
        }
        self.entries.set_body(index, content, number);
    }

    fn say_secrets_left_out(&mut self) {
        if self.secrets.left_out > 0 {
            self.gap(Gap {
                kind: GapKind::LimitReached,
                member: None,
                layer: None,
                path: None,
                offset: None,
                what: format!(
                    "The layer holds more than {MAX_SECRETS_PER_LAYER} secrets in its files; {} more were counted and not listed",
                    self.secrets.left_out
                ),
                action: "Remove those that are listed and analyse the image again".to_owned(),
            });
        }
    }

    /// A hardlink at a wanted path after its target: the target's body had passed before anyone could know.
    fn say_missed_link_targets(&mut self) {
        if self.link_targets.is_empty() {
            return;
        }
        let mut missed = Map::new();
        for entry in self.entries.iter() {
            if entry.kind == EntryKind::File && self.link_targets.contains_key(entry.path) {
                missed.insert(entry.path.to_vec(), entry.body.is_none());
            }
        }
        for path in missed.iter().filter(|(_, missed)| **missed).map(|(path, _)| path) {
            self.gap(Gap {
                kind: GapKind::BodyTruncated,
                member: None,
                layer: None,
                path: Some(escaped_bytes(path)),
                offset: None,
                what: "A file that rules read is a hardlink to this one, whose content was not kept".to_owned(),
                action: "Look at the file by hand, or ship it under its own name".to_owned(),
            });
        }
    }
}

impl TarVisitor for Collector<'_> {
    fn entry(&mut self, entry: &TarEntry<'_>) {
        let mut path = std::mem::take(&mut self.path);
        let mut link = std::mem::take(&mut self.link);
        let mut oddity = clean(entry.path, &mut path);
        link.clear();
        match entry.kind {
            TarKind::Hardlink => {
                let target = clean(entry.link, &mut link);
                oddity.escapes |= target.escapes;
                oddity.nul |= target.nul;
            }
            TarKind::Symlink => link.extend_from_slice(entry.link),
            _ => {}
        }
        if oddity.escapes {
            let what = "The name leads out of the root directory; it was taken as a container would, from the root";
            self.entry_gap(entry.path, entry.header_offset, what, "Find out who wrote this layer");
        }
        if oddity.nul {
            let what = "The name holds a NUL byte; it was cut there";
            self.entry_gap(entry.path, entry.header_offset, what, "Find out who wrote this layer");
        }
        if path.len() > MAX_PATH_BYTES || link.len() > MAX_PATH_BYTES {
            let shown = path.get(..100).unwrap_or_default();
            let what = format!("The name is longer than {MAX_PATH_BYTES} bytes, so the entry was ignored");
            self.entry_gap(shown, entry.header_offset, &what, "No Linux system can hold such a file");
        } else {
            self.add(entry, &mut path, &link);
        }
        self.path = path;
        self.link = link;
    }

    fn body(&mut self, data: &[u8]) {
        if self.reading.is_some() {
            self.reader.data(data, self.wanted);
        }
    }

    fn hole(&mut self, length: u64) {
        if self.reading.is_some() {
            self.reader.hole(length, self.wanted);
        }
    }

    fn end_entry(&mut self) {
        if self.reading.is_some() {
            self.reader.whole(self.wanted);
        }
        self.end_body();
    }

    fn damaged(&mut self, error: &ArchiveError) {
        self.gap(Gap {
            kind: GapKind::EntryDamaged,
            member: None,
            layer: None,
            path: None,
            offset: Some(error.offset),
            what: error.what.clone(),
            action: error.action.to_owned(),
        });
    }
}
