//! The engine for JavaScript hosts: the page, its workers and the edge worker. Objects in, plain objects and JSON out.
//!
//! What this crate must not do: judge anything itself, call back into JavaScript, or be asynchronous. The host owns every
//! loop and calls with what it has read, so no object is ever entered twice. Bytes and counts are JavaScript numbers.
//!
//! Every failure is an `Error` whose message says what was wrong, with `action` (what to do) and `code` (see
//! [`failure::Code`]). A trap can only be a lack of memory; the instance is then dead and the host makes another.

mod analysis;
mod dockerfile;
mod facts;
mod failure;
mod finished;
mod inflation;
mod layer_job;
mod options;
mod step;
mod stream;
mod summary;
mod value;

pub use analysis::Analysis;
pub use dockerfile::{is_dockerfile, scan_dockerfile};
pub use finished::Finished;
pub use inflation::Inflation;
pub use layer_job::{Inflated, LayerJob};
pub use options::unknown_rules;
pub use stream::StreamAnalysis;

use failure::Failure;
use plimsoll_core::image::wanted::Wanted;
use plimsoll_core::rules::texts;
use std::sync::LazyLock;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// The engine's version.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Takes what is said of rules from the catalogue, the text of `rules.json` that was made with this engine. It comes before
/// any analysis, once an instance; the scan of a layer does without.
///
/// # Errors
/// The text is no catalogue, or that of another version.
#[wasm_bindgen]
pub fn load_rules(catalogue: &str) -> Result<(), JsValue> {
    texts::load(catalogue).map_err(|what| Failure::host(what).into())
}

/// The bodies that the rules read, made once: objects that JavaScript holds cannot borrow.
static WANTED: LazyLock<Wanted> = LazyLock::new(plimsoll_core::rules::wanted);
