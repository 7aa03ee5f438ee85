//! Where the body of one member goes in a single pass, before anything is known of it but its first bytes: tars and
//! compressed data are scanned as layers, JSON is kept as a document, all else is only hashed.

use super::super::digest::{Digest, Sha256};
use super::super::layer::{LayerFacts, LayerOptions, LayerScan};
use super::super::plan::looks_like_json;
use super::super::wanted::Wanted;
use crate::archive::{DETECT_BYTES, Detected, detect};
use crate::limits::MAX_JSON_BYTES;

/// One body on its way.
pub(super) struct Sink<'w> {
    wanted: &'w Wanted,
    options: LayerOptions,
    size: u64,
    max_document: u64,
    state: State<'w>,
}

enum State<'w> {
    /// Fewer than the bytes that tell.
    Undecided(Vec<u8>),
    Document(Vec<u8>),
    Layer(Box<LayerScan<'w>>),
    Blob(Box<Blob>),
}

struct Blob {
    hash: Sha256,
    size: u64,
    head: Vec<u8>,
}

/// What a body turned out to be.
pub(super) enum Found {
    Document(Vec<u8>),
    /// Its facts, and how many entries it could have had.
    Layer(Box<LayerFacts>, usize),
    Blob {
        digest: Digest,
        size: u64,
        head: Vec<u8>,
    },
}

impl<'w> Sink<'w> {
    /// For a body that is announced to have `size` bytes; JSON beyond `max_document` bytes is not kept.
    pub(super) fn new(wanted: &'w Wanted, options: LayerOptions, size: u64, max_document: u64) -> Self {
        Self {
            wanted,
            options,
            size,
            max_document: max_document.min(MAX_JSON_BYTES),
            state: State::Undecided(Vec::new()),
        }
    }

    pub(super) fn feed(&mut self, data: &[u8]) {
        match &mut self.state {
            State::Undecided(head) => {
                let missing = DETECT_BYTES.saturating_sub(head.len());
                let (more, rest) = data.split_at_checked(missing).unwrap_or((data, b""));
                head.extend_from_slice(more);
                if head.len() >= DETECT_BYTES {
                    self.decide();
                    self.feed_decided(rest);
                }
            }
            _ => self.feed_decided(data),
        }
    }

    fn feed_decided(&mut self, data: &[u8]) {
        match &mut self.state {
            State::Undecided(_) => {}
            State::Document(body) => body.extend_from_slice(data),
            State::Layer(scan) => scan.feed(data),
            State::Blob(blob) => {
                blob.hash.update(data);
                blob.size = blob.size.saturating_add(data.len() as u64);
            }
        }
    }

    fn decide(&mut self) {
        let State::Undecided(head) = &mut self.state else { return };
        let head = std::mem::take(head);
        self.state = if matches!(detect(&head), Detected::Tar | Detected::Gzip | Detected::Zstd) {
            let mut scan = Box::new(LayerScan::new(self.wanted, self.options));
            scan.feed(&head);
            State::Layer(scan)
        } else if looks_like_json(&head) && self.size <= self.max_document {
            State::Document(head)
        } else {
            let mut hash = Sha256::new();
            hash.update(&head);
            State::Blob(Box::new(Blob { hash, size: head.len() as u64, head }))
        };
    }

    /// Entries of the layer so far.
    pub(super) fn entries(&self) -> usize {
        if let State::Layer(scan) = &self.state { scan.entries() } else { 0 }
    }

    pub(super) fn finish(mut self) -> Found {
        self.decide();
        match self.state {
            State::Undecided(body) | State::Document(body) => Found::Document(body),
            State::Layer(scan) => Found::Layer(Box::new(scan.finish()), self.options.max_entries),
            State::Blob(blob) => {
                let Blob { hash, size, head } = *blob;
                Found::Blob { digest: hash.finish(), size, head }
            }
        }
    }
}

/// The facts of a blob that should be a layer and is none: what scanning it whole would have given.
pub(super) fn facts_of_blob(
    wanted: &Wanted,
    options: LayerOptions,
    head: &[u8],
    digest: Digest,
    size: u64,
) -> LayerFacts {
    let mut facts = facts_of(wanted, options, head);
    facts.blob_size = size;
    facts.tar_size = size;
    facts.blob_digest = facts.blob_digest.map(|_| digest);
    facts.diff_id = facts.diff_id.map(|_| digest);
    facts
}

/// The facts of a layer at hand.
pub(super) fn facts_of(wanted: &Wanted, options: LayerOptions, body: &[u8]) -> LayerFacts {
    let mut scan = LayerScan::new(wanted, options);
    scan.feed(body);
    scan.finish()
}
