//! Maps and sets in the order of their keys, and sorting, with little code for each type.
//!
//! The engine is downloaded, and it has some seventy types of maps. A `BTreeMap` costs four kilobytes of wasm for each of
//! them and a sort two to six; here what is done for all types is code that knows no type: an [`Order`](order::Order) of
//! numbers, asked by a comparison. A map costs some hundred bytes. What this must not do: grow slower than n log n,
//! whatever keys are inserted in whatever order.

mod map;
mod order;
mod set;
mod sort;
mod wire;

pub use map::Map;
pub(crate) use set::Set;
pub(crate) use sort::{sort, sort_by, sort_by_key};
