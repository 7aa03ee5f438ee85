//! Writers: images in the shape of a tool's archive.

mod archive;
mod crane;
mod docker;
mod hybrid;
mod member;
mod oci;
mod prepared;
mod skopeo;
mod v1;

pub use archive::{Archive, Order, RepeatedLayers, Shape};
pub use prepared::Inline;
pub(crate) use prepared::Prepared;
