//! One job of an analysis, in whatever worker it runs.

use crate::WANTED;
use crate::facts;
use crate::step::{JobSpec, Kind};
use crate::value;
use plimsoll_core::image::digest::{Digest, Sha256};
use plimsoll_core::image::layer::{LayerOptions, LayerScan};
use plimsoll_core::image::scan::JobResult;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Reads one layer or blob that is fed in pieces.
#[wasm_bindgen]
pub struct LayerJob {
    work: Work,
    given: Option<Digest>,
}

enum Work {
    Layer(Box<LayerScan<'static>>),
    Blob(Box<Sha256>, u64),
}

impl Work {
    fn new(spec: &JobSpec) -> Self {
        match spec.kind {
            Kind::Layer => {
                let max_entries = spec.max_entries as usize;
                let options = LayerOptions { hash_blob: spec.hash_blob, max_entries, ..LayerOptions::default() };
                Self::Layer(Box::new(LayerScan::new(&WANTED, options)))
            }
            Kind::Blob => Self::Blob(Box::default(), 0),
        }
    }

    fn feed(&mut self, bytes: &[u8]) {
        match self {
            Self::Layer(scan) => scan.feed(bytes),
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

/// The result of a job whose bytes are at hand.
pub(crate) fn run(spec: &JobSpec, bytes: &[u8]) -> JobResult {
    let mut work = Work::new(spec);
    work.feed(bytes);
    work.finish()
}

#[wasm_bindgen]
impl LayerJob {
    /// For a job as the analysis gave it.
    ///
    /// # Errors
    /// It is no such job.
    #[wasm_bindgen(constructor)]
    pub fn new(job: JsValue) -> Result<Self, JsValue> {
        let spec: JobSpec = value::read(job, "job's fields")?;
        Ok(Self { work: Work::new(&spec), given: None })
    }

    /// The next bytes of it. Damage is part of the facts, not a failure.
    pub fn feed(&mut self, bytes: &[u8]) {
        self.work.feed(bytes);
    }

    /// Entries seen so far.
    #[must_use]
    pub fn entries(&self) -> u32 {
        match &self.work {
            Work::Layer(scan) => u32::try_from(scan.entries()).unwrap_or(u32::MAX),
            Work::Blob(..) => 0,
        }
    }

    /// The SHA-256 of all bytes that are fed, from a host that has a faster one than wasm, for a job made with
    /// `hashBlob: false`. Anything but 32 bytes is taken for none.
    pub fn give_digest(&mut self, digest: &[u8]) {
        self.given = <[u8; 32]>::try_from(digest).ok().map(Digest::from_bytes);
    }

    /// What it gave, for `Analysis.take_layer`.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        let mut result = self.work.finish();
        if let JobResult::Layer(facts) = &mut result {
            facts.blob_digest = facts.blob_digest.or(self.given);
        }
        facts::write(&result)
    }
}
