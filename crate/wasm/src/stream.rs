//! The analysis of an archive in one pass.

use crate::WANTED;
use crate::failure::Failure;
use crate::finished::Finished;
use crate::options::WireOptions;
use crate::value;
use plimsoll_core::analysis::Options;
use plimsoll_core::image::scan::StreamScan;
use serde::ser::{Serialize, SerializeMap, Serializer};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Takes a whole archive, compressed or not, that is fed in pieces.
#[wasm_bindgen]
pub struct StreamAnalysis {
    options: Options,
    keep: bool,
    scan: Box<StreamScan<'static>>,
    bytes: u64,
}

struct Progress {
    bytes: u64,
    layers: usize,
    entries: usize,
    member: Option<String>,
}

/// As a map: for names of fields, the serializer keeps a table of JavaScript strings.
impl Serialize for Progress {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("bytes", &self.bytes)?;
        map.serialize_entry("layers", &self.layers)?;
        map.serialize_entry("entries", &self.entries)?;
        if let Some(member) = &self.member {
            map.serialize_entry("member", member)?;
        }
        map.end()
    }
}

#[wasm_bindgen]
impl StreamAnalysis {
    /// For an archive of `size` bytes; 0 if that is not known.
    ///
    /// # Errors
    /// The options are wrong.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue, size: f64) -> Result<Self, JsValue> {
        let options = WireOptions::from_js(options)?;
        let scan = Box::new(StreamScan::new(&WANTED, options.scan()));
        Ok(Self { options: options.analysis(value::bytes(size))?, keep: options.keep, scan, bytes: 0 })
    }

    /// The next bytes.
    ///
    /// # Errors
    /// The file is no archive, or beyond a limit: the rest need not be read.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<(), JsValue> {
        self.bytes = self.bytes.saturating_add(bytes.len() as u64);
        Ok(self.scan.feed(bytes).map_err(Failure::from)?)
    }

    /// `{ bytes, layers, entries, member? }`: what has passed, and the member that is passing.
    ///
    /// # Errors
    /// None.
    pub fn progress(&self) -> Result<JsValue, JsValue> {
        let (layers, entries) = self.scan.seen();
        Ok(value::small_object(&Progress { bytes: self.bytes, layers, entries, member: self.scan.current_member() })?)
    }

    /// The archive has ended.
    ///
    /// # Errors
    /// Nothing in it can be analysed, or it is beyond a limit.
    pub fn finish(mut self) -> Result<Finished, JsValue> {
        if self.options.size == 0 {
            self.options.size = self.bytes;
        }
        let scanned = self.scan.finish(&self.options.choice).map_err(Failure::from)?;
        Ok(Finished::of_images(scanned, self.options, self.keep))
    }
}
