//! tar in every dialect that image tools write, pushed in any pieces and read in bounded memory.
//!
//! Layouts come from the `tar` crate's `Header`; numbers, records and the order of things are read here, because its
//! `PaxExtensions` splits at newlines (a binary capability value may hold one) and its `Archive` wants a reader that
//! blocks. Where readers differ, this one does what Go's `archive/tar` does, since that is what unpacks images; the
//! places say so.

mod entry;
mod header;
mod number;
mod pax;
mod pending;
mod reader;
mod sparse;

pub use entry::{TarEnd, TarEntry, TarKind, TarVisitor};
pub use reader::TarReader;

pub(super) use header::is_header;

/// Everything in a tar comes in blocks of this size.
pub const BLOCK_BYTES: usize = 512;
