//! From archive members to the facts of an image: manifests, layers, the merged root filesystem, history.

pub mod capability;
pub mod config;
pub mod digest;
pub mod history;
pub mod json;
pub mod layer;
pub mod members;
pub mod plan;
pub mod platform;
pub mod rootfs;
pub mod scan;
pub mod time;
pub mod wanted;
pub mod waste;
