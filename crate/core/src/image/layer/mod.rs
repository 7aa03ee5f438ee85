//! One layer, by its bytes alone: from the blob to entries, kept bodies, digests and gaps.
//!
//! Nothing here knows other layers, so what a layer says can be computed anywhere, cached by digest and merged later.

mod bodies;
mod body;
mod build_info;
mod collect;
mod digests;
mod entries;
mod facts;
mod pages;
mod path;
mod scan;
mod secrets;
#[cfg(test)]
mod tests;
mod wire;

pub use bodies::{Bodies, Body};
pub use digests::LayerDigest;
pub use entries::{Entries, Entry, EntryKind};
pub use facts::LayerFacts;
pub use scan::{LayerOptions, LayerScan};
pub use secrets::LayerSecret;
pub use wire::FactsError;

pub(crate) use build_info::go_version;
pub(crate) use entries::PathRange;
pub(crate) use pages::{ByteArena, Pages};
pub(crate) use path::split;
