//! A tar writer that can also write what the `tar` crate refuses: raw names, lying sizes, wrong checksums, missing or
//! early ends, sparse maps in all four forms, concatenated archives.

mod builder;
mod entry;
mod header;
mod pax;
mod sparse;
mod write;

pub use builder::{End, TarBuilder};
pub use entry::{Checksum, Entry, Kind};
pub use header::{HeaderStyle, Numbers};
pub use sparse::SparseFormat;

/// The unit of tar.
pub(crate) const BLOCK: usize = 512;

/// Appends zeros up to the next block.
pub(crate) fn pad(out: &mut Vec<u8>) {
    out.resize(out.len().next_multiple_of(BLOCK), 0);
}
