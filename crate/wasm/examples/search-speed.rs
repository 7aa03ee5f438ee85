//! The search for secrets alone, as JavaScript may call it, so that its speed in wasm can be measured
//! (`./pkg-scripts/bench --only secrets`). A measuring tool of contributors, not a part of the engine.

use plimsoll_core::secrets::Search;
use wasm_bindgen::prelude::wasm_bindgen;

/// Searches one body after another, in the pieces in which a layer gives them.
#[wasm_bindgen]
#[derive(Default)]
pub struct BodySearch {
    search: Search,
    hits: u32,
}

#[wasm_bindgen]
impl BodySearch {
    /// A search that has seen nothing.
    #[must_use]
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Searches a body and gives the number of hits so far.
    pub fn body(&mut self, bytes: &[u8]) -> u32 {
        let hits = &mut self.hits;
        self.search.start();
        for piece in bytes.chunks(32 * 1024) {
            self.search.feed(piece, &mut |_| *hits = hits.saturating_add(1));
        }
        self.search.end(&mut |_| *hits = hits.saturating_add(1));
        self.hits
    }
}
