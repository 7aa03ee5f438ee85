//! The scan of one layer: blob bytes in, [`LayerFacts`] out. Compression and tar are undone on the way.

use super::collect::Collector;
use super::facts::LayerFacts;
use crate::archive::ArchiveError;
use crate::archive::TarReader;
use crate::archive::{Compression, DecompressLimits, Decompressor};
use crate::archive::{DETECT_BYTES, Detected, detect};
use crate::gap::{Gap, GapKind};
use crate::image::digest::{Digest, Sha256};
use crate::image::wanted::Wanted;
use crate::limits::{MAX_BODIES_BYTES, MAX_ENTRIES, MAX_RPM_DATABASE_BYTES, MAX_ZSTD_WINDOW_BYTES};

/// What a scan does beside listing entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LayerOptions {
    /// Compute the digest of the blob as stored.
    pub hash_blob: bool,
    /// Compute the digest of the uncompressed bytes.
    pub hash_diff: bool,
    /// Keep the bodies that are wanted.
    pub keep_bodies: bool,
    /// Search all bodies for secrets, kept or not.
    pub search_bodies: bool,
    /// Compute digests of the files that package databases may contradict.
    pub digest_files: bool,
    /// Entries to keep; beyond it the layer is incomplete and says so.
    pub max_entries: usize,
    /// Bytes of all kept bodies together.
    pub max_bodies_bytes: u64,
    /// Bytes of one package database while it passes; what is kept of it counts among the bodies.
    pub max_database_bytes: u64,
    /// Window of a zstd frame, in bytes: a layer that needs more is not read.
    pub max_zstd_window_bytes: u64,
}

impl Default for LayerOptions {
    fn default() -> Self {
        Self {
            hash_blob: true,
            hash_diff: true,
            keep_bodies: true,
            search_bodies: true,
            digest_files: true,
            max_entries: MAX_ENTRIES,
            max_bodies_bytes: MAX_BODIES_BYTES,
            max_database_bytes: MAX_RPM_DATABASE_BYTES,
            max_zstd_window_bytes: MAX_ZSTD_WINDOW_BYTES,
        }
    }
}

/// Reads one layer blob that is fed in pieces.
///
/// It never fails as a whole: damage becomes a gap in the facts, everything before it is kept, and the rest of the bytes
/// is still hashed.
pub struct LayerScan<'w> {
    decompressor: Decompressor,
    /// The blob could not be decompressed any further.
    broken: bool,
    ended: bool,
    blob_hash: Option<Sha256>,
    blob_size: u64,
    /// Digests that the host computed, of the blob and of the uncompressed bytes.
    given: (Option<Digest>, Option<Digest>),
    tar: TarSide<'w>,
}

/// What happens to the uncompressed bytes.
struct TarSide<'w> {
    diff_hash: Option<Sha256>,
    size: u64,
    state: State,
    /// The first bytes, until it is known that they are a tar.
    head: Vec<u8>,
    reader: TarReader,
    collector: Collector<'w>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Undecided,
    Reading,
    /// Not a tar, or damaged: the rest is only hashed.
    Stopped,
}

impl<'w> LayerScan<'w> {
    /// A scan that has seen nothing.
    #[must_use]
    pub fn new(wanted: &'w Wanted, options: LayerOptions) -> Self {
        let limits =
            DecompressLimits { zstd_window_bytes: options.max_zstd_window_bytes, ..DecompressLimits::default() };
        Self {
            decompressor: Decompressor::with_limits(limits),
            broken: false,
            ended: false,
            blob_hash: options.hash_blob.then(Sha256::new),
            blob_size: 0,
            given: (None, None),
            tar: TarSide {
                diff_hash: options.hash_diff.then(Sha256::new),
                size: 0,
                state: State::Undecided,
                head: Vec::new(),
                reader: TarReader::new(),
                collector: Collector::new(wanted, options),
            },
        }
    }

    /// The next bytes of the blob, as stored.
    pub fn feed(&mut self, data: &[u8]) {
        self.feed_and_show(data, &mut |_| {});
    }

    /// The same, for a host that hashes faster than this: `show` is given every uncompressed byte, in order. What it makes
    /// of them is told by [`Self::give_digests`].
    pub fn feed_and_show(&mut self, data: &[u8], show: &mut dyn FnMut(&[u8])) {
        self.blob_size = self.blob_size.saturating_add(data.len() as u64);
        if let Some(hash) = &mut self.blob_hash {
            hash.update(data);
        }
        // Hashing costs more than all the rest of a scan, and one digest serves as both.
        if self.is_plain() && self.blob_hash.is_some() {
            self.tar.diff_hash = None;
        }
        if !self.broken {
            let tar = &mut self.tar;
            let uncompressed = &mut |bytes: &[u8]| {
                show(bytes);
                tar.bytes(bytes);
            };
            if let Err(error) = self.decompressor.feed(data, uncompressed) {
                self.broken = true;
                self.tar.blob_damaged(&error);
            }
        }
    }

    /// Entries kept so far, for hosts that share one limit among layers.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.tar.collector.entries.len()
    }

    /// Whether the blob is stored as it is, as far as it was fed: its digest is the diff ID then.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.decompressor.compression() == Some(Compression::None)
    }

    /// Digests of the blob and of its uncompressed bytes that the host computed, where the options leave them to it. The
    /// one of a blob that is not compressed serves as both.
    pub fn give_digests(&mut self, blob: Option<Digest>, diff: Option<Digest>) {
        self.given = (blob, diff);
    }

    /// The blob has ended: `show` is given the uncompressed bytes that it did not get yet.
    pub fn end_and_show(&mut self, show: &mut dyn FnMut(&[u8])) {
        if std::mem::replace(&mut self.ended, true) {
            return;
        }
        let mut trailing_junk = 0;
        if !self.broken {
            let tar = &mut self.tar;
            let uncompressed = &mut |bytes: &[u8]| {
                show(bytes);
                tar.bytes(bytes);
            };
            match self.decompressor.finish(uncompressed) {
                Ok(decompressed) => trailing_junk = decompressed.trailing_junk,
                Err(error) => {
                    self.broken = true;
                    self.tar.blob_damaged(&error);
                }
            }
        }
        self.tar.end(self.broken, trailing_junk);
    }

    /// The blob has ended.
    #[must_use]
    pub fn finish(mut self) -> LayerFacts {
        self.end_and_show(&mut |_| {});
        // As it was read: what the host takes it for does not count.
        let is_plain = self.is_plain();
        let TarSide { diff_hash, size, collector, .. } = self.tar;
        let blob_digest = self.blob_hash.map(Sha256::finish).or(self.given.0);
        let diff_id = diff_hash.map(Sha256::finish).or(if is_plain { blob_digest } else { self.given.1 });
        LayerFacts {
            blob_size: self.blob_size,
            blob_digest,
            compression: self.decompressor.compression().unwrap_or(Compression::None),
            diff_id: if self.broken { None } else { diff_id },
            tar_size: size,
            entries: collector.entries,
            bodies: collector.bodies,
            secrets: collector.secrets.list,
            secrets_left_out: collector.secrets.left_out,
            digests: collector.reader.digests.list,
            gaps: collector.gaps,
            gaps_left_out: collector.gaps_left_out,
            complete: collector.complete,
        }
    }
}

impl TarSide<'_> {
    fn bytes(&mut self, data: &[u8]) {
        self.size = self.size.saturating_add(data.len() as u64);
        if let Some(hash) = &mut self.diff_hash {
            hash.update(data);
        }
        let mut data = data;
        if self.state == State::Undecided {
            let missing = DETECT_BYTES.saturating_sub(self.head.len());
            let (head, rest) = data.split_at_checked(missing).unwrap_or((data, b""));
            self.head.extend_from_slice(head);
            data = rest;
            if self.head.len() >= DETECT_BYTES {
                self.decide();
            }
        }
        self.read(data);
    }

    fn read(&mut self, data: &[u8]) {
        if self.state == State::Reading
            && let Err(error) = self.reader.feed(data, &mut self.collector)
        {
            self.tar_damaged(&error);
        }
    }

    /// Judges the first bytes and reads them if they are a tar's.
    fn decide(&mut self) {
        let head = std::mem::take(&mut self.head);
        let detected = detect(&head);
        if detected == Detected::Tar {
            self.state = State::Reading;
            self.read(&head);
            return;
        }
        let (kind, what) = if detected == Detected::Empty {
            (GapKind::LayerDamaged, "The layer is empty: not even the end of a tar is there".to_owned())
        } else {
            (GapKind::LayerUnsupported, format!("The layer is not a tar: it looks like {}", detected.name()))
        };
        let action = "Check that the layer was written and copied whole, and that it is a file system layer";
        self.stop(kind, 0, what, action);
    }

    fn stop(&mut self, kind: GapKind, offset: u64, what: String, action: &str) {
        self.state = State::Stopped;
        self.collector.complete = false;
        self.note(kind, offset, what, action);
    }

    fn note(&mut self, kind: GapKind, offset: u64, what: String, action: &str) {
        let action = action.to_owned();
        self.collector.gap(Gap { kind, member: None, layer: None, path: None, offset: Some(offset), what, action });
    }

    fn tar_damaged(&mut self, error: &ArchiveError) {
        self.stop(GapKind::LayerDamaged, error.offset, error.what.clone(), error.action);
    }

    /// The error's offset counts compressed bytes; a gap in a layer counts uncompressed ones.
    fn blob_damaged(&mut self, error: &ArchiveError) {
        if self.state == State::Undecided && !self.head.is_empty() {
            self.decide();
        }
        let what = format!("{} (byte {} of the blob)", error.what, error.offset);
        self.stop(GapKind::LayerDamaged, self.size, what, error.action);
    }

    fn end(&mut self, broken: bool, trailing_junk: u64) {
        if self.state == State::Undecided {
            self.decide();
        }
        if self.state == State::Reading && !broken {
            match self.reader.finish(&mut self.collector) {
                Ok(end) => self.unread("the end of the tar", end.trailing_junk),
                Err(error) => self.tar_damaged(&error),
            }
        }
        self.unread("the end of the compressed data", trailing_junk);
        self.collector.finish();
    }

    /// Bytes that no container runtime reads either: said, but the layer is complete without them.
    fn unread(&mut self, place: &str, bytes: u64) {
        if bytes > 0 {
            let what = format!("{bytes} bytes after {place} were not read");
            let action = "Container runtimes ignore them too; find out who wrote them";
            self.note(GapKind::LayerDamaged, self.size, what, action);
        }
    }
}
