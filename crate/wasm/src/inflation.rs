//! Undoing the compression of one blob and nothing else: what the page's speed is measured against
//! (`pkg-scripts/lib/compare-page.mjs`), with the inflater that the engine itself uses.

use crate::failure::Failure;
use plimsoll_core::archive::Decompressor;
use plimsoll_core::image::scan::ScanError;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// A blob that is fed in pieces; what it inflates to is thrown away.
#[wasm_bindgen]
#[derive(Default)]
pub struct Inflation {
    decompressor: Decompressor,
}

#[wasm_bindgen]
impl Inflation {
    /// Of a blob of which nothing was fed yet.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The next bytes.
    ///
    /// # Errors
    /// The blob is damaged.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<(), JsValue> {
        Ok(self.decompressor.feed(bytes, &mut |_| {}).map_err(|error| Failure::from(ScanError::Archive(error)))?)
    }

    /// Ends the blob and gives the number of bytes that it inflated to.
    ///
    /// # Errors
    /// The blob is cut off.
    pub fn finish(mut self) -> Result<f64, JsValue> {
        self.decompressor.finish(&mut |_| {}).map_err(|error| Failure::from(ScanError::Archive(error)))?;
        // Exact up to 2^53 bytes, far above the limit of a layer.
        #[allow(clippy::cast_precision_loss)]
        Ok(self.decompressor.bytes_out() as f64)
    }
}
