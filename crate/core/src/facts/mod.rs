//! What rules read: the facts of a build and of an image, without a trace of where the bytes came from.

pub mod accounts;
pub mod os_release;
pub mod settings;
