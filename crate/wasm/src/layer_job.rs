//! One job of an analysis, in whatever worker it runs.

use crate::WANTED;
use crate::facts;
use crate::step::{JobSpec, Kind};
use crate::value::Given;
use plimsoll_core::image::digest::{Digest, Sha256};
use plimsoll_core::image::layer::{LayerOptions, LayerScan};
use plimsoll_core::image::scan::JobResult;
use plimsoll_core::limits::MAX_ENTRIES;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Reads one layer or blob that is fed in pieces.
#[wasm_bindgen]
pub struct LayerJob {
    work: Work,
    inflated: Option<Inflated>,
}

#[wasm_bindgen]
extern "C" {
    /// A host's object that hashes what a layer inflates to, since wasm does that slower than anything else here.
    pub type Inflated;

    /// The next bytes. They are a view of wasm's memory, so nothing of them may be kept but a copy.
    #[wasm_bindgen(method)]
    fn take(this: &Inflated, bytes: &[u8]);
}

enum Work {
    Layer(Box<LayerScan<'static>>),
    Blob(Box<Sha256>, u64),
}

impl Work {
    fn new(kind: Kind, hash_blob: bool, hash_diff: bool, max_entries: usize) -> Self {
        match kind {
            Kind::Layer => {
                let options = LayerOptions { hash_blob, hash_diff, max_entries, ..LayerOptions::default() };
                Self::Layer(Box::new(LayerScan::new(&WANTED, options)))
            }
            Kind::Blob => Self::Blob(Box::default(), 0),
        }
    }

    fn feed(&mut self, bytes: &[u8], inflated: Option<&Inflated>) {
        match self {
            Self::Layer(scan) => scan.feed_and_show(bytes, &mut |bytes| show(inflated, bytes)),
            Self::Blob(hash, size) => {
                hash.update(bytes);
                *size = size.saturating_add(bytes.len() as u64);
            }
        }
    }

    fn finish(self) -> JobResult {
        match self {
            Self::Layer(scan) => JobResult::Layer(Box::new(scan.finish())),
            Self::Blob(hash, size) => JobResult::Blob(hash.finish(), size),
        }
    }
}

fn show(inflated: Option<&Inflated>, bytes: &[u8]) {
    if let Some(inflated) = inflated {
        inflated.take(bytes);
    }
}

/// The result of a job whose bytes are at hand.
pub(crate) fn run(spec: &JobSpec, bytes: &[u8]) -> JobResult {
    let mut work = Work::new(spec.kind, spec.hash_blob, true, spec.max_entries as usize);
    work.feed(bytes, None);
    work.finish()
}

#[wasm_bindgen]
impl LayerJob {
    /// For a job as the analysis gave it. A layer that is given `inflated` leaves the hashing of what it inflates to to it.
    ///
    /// # Errors
    /// It is no such job.
    #[wasm_bindgen(constructor)]
    pub fn new(job: JsValue, inflated: Option<Inflated>) -> Result<Self, JsValue> {
        let given = Given::new(job, "job's fields")?;
        given.required("id", given.count("id")?)?;
        let kind = match given.text("kind")?.as_deref() {
            None | Some("layer") => Kind::Layer,
            Some("blob") => Kind::Blob,
            Some(_) => return Err(given.wrong("kind is neither layer nor blob").into()),
        };
        let max_entries = given.count("maxEntries")?.map_or(MAX_ENTRIES, |most| most as usize);
        Ok(Self { work: Work::new(kind, given.flag("hashBlob")?, inflated.is_none(), max_entries), inflated })
    }

    /// The next bytes of it. Damage is part of the facts, not a failure.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.work.feed(bytes, self.inflated.as_ref());
    }

    /// There are no more bytes: what is still to be hashed is given to the host.
    pub fn end(&mut self) {
        if let Work::Layer(scan) = &mut self.work {
            scan.end_and_show(&mut |bytes| show(self.inflated.as_ref(), bytes));
        }
    }

    /// Entries seen so far.
    #[must_use]
    pub fn entries(&self) -> u32 {
        match &self.work {
            Work::Layer(scan) => u32::try_from(scan.entries()).unwrap_or(u32::MAX),
            Work::Blob(..) => 0,
        }
    }

    /// Whether the layer is not compressed, as far as it was fed, so that one digest serves as both.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        matches!(&self.work, Work::Layer(scan) if scan.is_plain())
    }

    /// SHA-256 digests from a host that computes them faster than wasm: of all bytes that were fed, for a job made with
    /// `hashBlob: false`, and of what they inflated to, for one that was given where to. Anything but 32 bytes is taken for
    /// none.
    pub fn give_digests(&mut self, blob: Option<Box<[u8]>>, diff: Option<Box<[u8]>>) {
        let digest = |bytes: Option<Box<[u8]>>| <[u8; 32]>::try_from(&*bytes?).ok().map(Digest::from_bytes);
        if let Work::Layer(scan) = &mut self.work {
            scan.give_digests(digest(blob), digest(diff));
        }
    }

    /// What it gave, for `Analysis.take_layer`.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        facts::write(&self.work.finish())
    }
}
