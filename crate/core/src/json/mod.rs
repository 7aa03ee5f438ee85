//! JSON as text: a reader for documents of others, and a writer for our own types. What stands in either is for others to
//! judge.

mod read;
mod write;

pub use read::Value;
pub(crate) use read::is_json;
pub use write::{indented, minified, quoted};
