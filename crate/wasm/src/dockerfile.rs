//! Dockerfiles.

use crate::failure::Failure;
use crate::finished::Finished;
use crate::options::WireOptions;
use plimsoll_core::analysis;
use plimsoll_core::archive::{DETECT_BYTES, Detected, detect};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Analyses the whole text of a Dockerfile.
///
/// # Errors
/// There is no instruction in it, or the options are wrong.
#[wasm_bindgen]
pub fn scan_dockerfile(text: &[u8], options: JsValue) -> Result<Finished, JsValue> {
    let options = WireOptions::from_js(options)?.analysis(text.len() as u64)?;
    let report = analysis::dockerfile(text, &options).map_err(Failure::of_dockerfile)?;
    Ok(Finished::new(report))
}

/// Whether an input of this name that begins so is a Dockerfile. It wants the first 512 bytes or more; an empty name is
/// no name.
#[wasm_bindgen]
#[must_use]
pub fn is_dockerfile(name: &str, head: &[u8]) -> bool {
    matches!(detect(head.get(..DETECT_BYTES).unwrap_or(head)), Detected::Text | Detected::Json)
        && (analysis::is_dockerfile_name(name) || analysis::looks_like_dockerfile(head))
}
