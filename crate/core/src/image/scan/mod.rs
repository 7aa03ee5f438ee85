//! From the bytes of an archive to its scanned layers: two drivers, one result.
//!
//! [`StreamScan`] takes a whole archive pushed in one pass, compressed or not. [`IndexedScan`] asks a host that can
//! seek for the few bytes it needs, and leaves the layers as jobs that can run anywhere. Neither reads anything itself.
//! For the same archive and choice both give the same [`ScannedArchive`].

mod archive;
mod error;
mod indexed;
mod outer;
mod sink;
mod stream;
#[cfg(test)]
mod tests;
mod verify;

pub use archive::{ImageFacts, ScannedArchive};
pub use error::ScanError;
pub use indexed::{IndexedScan, Job, JobKind, JobResult, Request};
pub use stream::StreamScan;
pub use verify::{Mismatch, MismatchKind};

use super::layer::LayerOptions;
use crate::archive::DecompressLimits;
use crate::limits::{MAX_JSON_TOTAL_BYTES, MAX_TOTAL_BODIES_BYTES};

/// What a scan of an archive does.
#[derive(Debug, Clone, Copy)]
pub struct ScanOptions {
    /// For each layer. `max_entries` bounds the entries of all layers together: beyond it the scan is an error.
    pub layer: LayerOptions,
    /// Limits of a compressed outer archive.
    pub outer: DecompressLimits,
    /// Kept bodies of all layers together, in bytes, while a stream passes. What is beyond it is a gap.
    pub max_bodies_bytes: u64,
    /// Kept documents together, in bytes, while a stream passes. A document beyond it alone is not kept.
    pub max_documents_bytes: u64,
}

impl Default for ScanOptions {
    fn default() -> Self {
        Self {
            layer: LayerOptions::default(),
            outer: DecompressLimits::default(),
            max_bodies_bytes: MAX_TOTAL_BODIES_BYTES,
            max_documents_bytes: MAX_JSON_TOTAL_BYTES,
        }
    }
}
