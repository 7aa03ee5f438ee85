//! Push decoders for the containers that images come in: what the bytes are, gzip and zstd, tar.
//!
//! Bytes are pushed in, events and slices come out; memory is bounded by the constants of [`crate::limits`]. Nothing
//! here knows what an image is, and nothing reads, seeks or waits.

mod crc32;
mod decompress;
mod detect;
mod error;
mod gzip;
mod inflate;
pub mod tar;
mod zstd;

#[cfg(test)]
mod tests;

pub use decompress::{Compression, DecompressLimits, Decompressed, Decompressor, OUTPUT_BYTES};
pub use detect::{DETECT_BYTES, Detected, detect};
pub use error::{ArchiveError, ArchiveErrorKind};
pub use inflate::{Engine, InflateFault, InflateStep, Inflater};
pub use tar::{TarEnd, TarEntry, TarKind, TarReader, TarVisitor};
