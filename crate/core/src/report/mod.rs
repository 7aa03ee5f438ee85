//! From findings to what people and other programs read. Nothing here judges.

pub mod assemble;
pub mod catalogue;
mod element;
pub mod explained;
pub mod files;
pub mod json;
pub mod model;
mod pieces;
pub mod plain;
pub mod sarif;
#[cfg(feature = "schema")]
pub mod schema;
pub mod wording;
