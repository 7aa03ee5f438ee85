//! The history of an image, line by line (`created_by`), as the same instructions that a Dockerfile has, so that one rule
//! serves both. Knows the forms of the classic builder, BuildKit, buildah and kaniko; everything else is kept as it is.
//!
//! Values in history are final: quotes are gone and variables replaced, except in lines that kaniko copies.

mod entry;
mod prefix;
mod value;

pub use entry::{BuildArgument, Entry, Form, History, read};

#[cfg(test)]
mod tests;
