//! From archive members to the facts of an image: manifests, layers, the merged root filesystem, history.

pub mod digest;
pub mod layer;
pub mod rootfs;
pub mod wanted;
