//! A body as it passes: hashed, judged by its first bytes, and kept as far as it is wanted.
//!
//! One body at a time, in pieces of any size; the outcome does not depend on how it was split. This is the place where
//! other readers of every body (the search for secrets, package databases) take their share of the bytes.

use std::hash::Hasher as _;

use twox_hash::XxHash64;

use crate::image::wanted::{HEAD_BYTES, Judgement, Wanted};
use crate::limits::MAX_BODY_BYTES;

use super::build_info::BuildInfo;
use super::digests::Digests;
use super::secrets::SecretSearch;

/// Reads one body after another.
#[derive(Default)]
pub(super) struct BodyReader {
    hasher: XxHash64,
    /// Bytes announced and bytes seen, holes included.
    size: u64,
    seen: u64,
    /// A hole that the hasher has not been told of: holes may come in several pieces.
    hole: u64,
    /// Bytes that all further bodies of the layer may have together.
    room: u64,
    /// The beginning, while it is being judged.
    head: Vec<u8>,
    judging: bool,
    keeping: Option<Keeping>,
    /// Searches the body, if that is asked for.
    pub(super) search: SecretSearch,
    searching: bool,
    /// Digests the body, if it is watched.
    pub(super) digests: Digests,
    /// Looks for the version of Go in programs of which nothing else is kept.
    pub(super) build_info: BuildInfo,
}

struct Keeping {
    bytes: Vec<u8>,
    /// Bytes wanted, and bytes that may be kept.
    wanted: u64,
    limit: u64,
}

/// What is left of a body that has passed.
pub(super) struct Passed {
    /// XXH64, or 0 if the body did not pass as a whole.
    pub(super) content: u64,
    pub(super) kept: Option<Kept>,
}

/// The kept beginning of a body.
pub(super) struct Kept {
    pub(super) bytes: Vec<u8>,
    pub(super) complete: bool,
    /// Cut by a limit of the engine, and not because no more was asked for.
    pub(super) cut: bool,
}

impl BodyReader {
    /// A body of `size` bytes begins. `wanted`: how much of it to keep, if that is known by its name; `judges`: whether
    /// its first bytes decide; `room`: how much may be kept whatever is wanted; `search`: whether for secrets.
    pub(super) fn start(&mut self, size: u64, wanted: Option<u64>, judges: bool, room: u64, search: bool) {
        self.searching = search;
        self.search.start();
        self.hasher = XxHash64::with_seed(0);
        self.size = size;
        self.seen = 0;
        self.hole = 0;
        self.room = room;
        self.head.clear();
        self.judging = judges;
        self.keeping = wanted.map(|wanted| Keeping { bytes: Vec::new(), wanted, limit: wanted.min(room) });
    }

    pub(super) fn data(&mut self, data: &[u8], wanted: &Wanted) {
        if data.is_empty() {
            return;
        }
        self.flush_hole();
        self.hasher.write(data);
        self.digests.data(data);
        self.build_info.data(data);
        if self.searching {
            self.search.data(data);
        }
        self.seen = self.seen.saturating_add(data.len() as u64);
        if let Some(keeping) = &mut self.keeping {
            keeping.extend(data);
        } else if self.judging {
            self.judge(data, wanted);
        }
    }

    /// Zeros that are not in the archive. A hole may claim to be of any length, so it is hashed as a mark with its
    /// length: the same file with and without holes then counts as changed, which only makes wasted bytes less exact.
    pub(super) fn hole(&mut self, length: u64, wanted: &Wanted) {
        const ZEROS: [u8; HEAD_BYTES] = [0; HEAD_BYTES];
        self.hole = self.hole.saturating_add(length);
        self.digests.drop_body();
        self.build_info.drop_body();
        if self.searching {
            self.search.hole(length);
        }
        self.seen = self.seen.saturating_add(length);
        if let Some(keeping) = &mut self.keeping {
            keeping.extend_zeros(length);
        } else if self.judging {
            let judged = usize::try_from(length).unwrap_or(HEAD_BYTES).min(HEAD_BYTES);
            self.judge(ZEROS.get(..judged).unwrap_or_default(), wanted);
            if let Some(keeping) = &mut self.keeping {
                keeping.extend_zeros(length.saturating_sub(judged as u64));
            }
        }
    }

    /// The body has passed as a whole: what was still undecided is decided now.
    pub(super) fn whole(&mut self, wanted: &Wanted) {
        if self.judging {
            self.settle(wanted, true);
        }
    }

    /// Ends the body, whole or not.
    pub(super) fn end(&mut self) -> Passed {
        self.flush_hole();
        self.judging = false;
        let whole = self.seen == self.size;
        // Zero says "not known".
        let content = if whole { self.hasher.finish().max(1) } else { 0 };
        let size = self.size;
        let kept = self.keeping.take().map(|keeping| {
            let complete = whole && keeping.bytes.len() as u64 == size;
            let wanted_all = keeping.wanted < MAX_BODY_BYTES && keeping.bytes.len() as u64 == keeping.wanted;
            Kept { complete, cut: whole && !complete && !wanted_all, bytes: keeping.bytes }
        });
        let build_info = self.build_info.take().map(|bytes| Kept { bytes, complete: false, cut: false });
        Passed { content, kept: kept.or(build_info) }
    }

    fn flush_hole(&mut self) {
        if self.hole > 0 {
            self.hasher.write(&self.hole.to_le_bytes());
            self.hole = 0;
        }
    }

    fn judge(&mut self, data: &[u8], wanted: &Wanted) {
        let missing = HEAD_BYTES.saturating_sub(self.head.len());
        let (judged, rest) = data.split_at_checked(missing).unwrap_or((data, b""));
        self.head.extend_from_slice(judged);
        self.settle(wanted, self.head.len() >= HEAD_BYTES);
        if let Some(keeping) = &mut self.keeping {
            keeping.extend(rest);
        }
    }

    fn settle(&mut self, wanted: &Wanted, whole: bool) {
        match wanted.by_content(&self.head, whole) {
            Judgement::More => {}
            Judgement::Drop => self.judging = false,
            Judgement::Keep(wanted) => {
                self.judging = false;
                let mut keeping = Keeping { bytes: Vec::new(), wanted, limit: wanted.min(self.room) };
                keeping.extend(&self.head);
                self.keeping = Some(keeping);
            }
        }
    }
}

impl Keeping {
    fn room(&self) -> usize {
        usize::try_from(self.limit.saturating_sub(self.bytes.len() as u64)).unwrap_or(usize::MAX)
    }

    fn extend(&mut self, data: &[u8]) {
        self.bytes.extend_from_slice(data.get(..self.room()).unwrap_or(data));
    }

    fn extend_zeros(&mut self, length: u64) {
        let added = usize::try_from(length).unwrap_or(usize::MAX).min(self.room());
        self.bytes.resize(self.bytes.len().saturating_add(added), 0);
    }
}
