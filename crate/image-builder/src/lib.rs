//! Container images built in code: for tests, for the executable examples of rules, for benchmarks and for the page's
//! sample image. It writes what real tools write and, on request, what no tool should: lying sizes, wrong digests,
//! broken headers.
//!
//! The way of the data: [`Entry`]s make a [`TarBuilder`], which with a history line makes a [`Layer`]; layers and a
//! config make an [`Image`]; an [`Archive`] writes one or several images in the [`Shape`] of a tool. A [`Recipe`] is an
//! image as text.
//!
//! Same calls, same bytes: nothing here reads a clock, a file or a random source. As test support, it panics with a
//! clear message when it is misused; it must therefore never become a dependency of the engine itself.
#![forbid(unsafe_code)]

pub mod big;
mod capability;
pub mod compress;
mod config;
mod digest;
mod image;
mod json;
mod layer;
mod random;
mod recipe;
pub mod sample;
mod signature;
mod tar;
#[cfg(test)]
mod tests;
mod write;

pub use capability::{CAPABILITY_NAMES, CapabilityVersion, FileCapability};
pub use compress::Compression;
pub use config::Config;
pub use digest::sha256;
pub use image::{Attestation, Image};
pub use layer::Layer;
pub use random::Random;
pub use recipe::{Recipe, RecipeError};
pub use signature::{Signature, SignatureLink, Signer};
pub use tar::{Checksum, End, Entry, HeaderStyle, Kind, Numbers, SparseFormat, TarBuilder};
pub use write::{Archive, Inline, Order, RepeatedLayers, Shape};
