//! Properties of the engine that must hold for any bytes at all. Each module has one, as a function `holds` that panics
//! when it does not; `targets/` gives them to libFuzzer and `tests` here to a stable compiler.
//!
//! Nothing here may repair what the engine does: a property that needs an exception is a defect of the engine.
#![forbid(unsafe_code)]

pub mod accounts;
pub mod archive_scan;
pub mod config_toml;
pub mod correlation;
pub mod dockerfile;
pub mod drive;
pub mod facts_bytes;
pub mod fixer;
pub mod gzip_members;
pub mod history;
pub mod image_report;
pub mod json;
pub mod layer_scan;
pub mod manifest_json;
pub mod packages_rpm;
pub mod packages_text;
pub mod repair;
pub mod secrets_find;
pub mod secrets_search;
pub mod seeds;
pub mod shell;
pub mod system_files;
pub mod tar_push;
#[cfg(test)]
mod tests;
pub mod zstd_frames;

/// Divides bytes into pieces whose lengths follow from `seed`: some of one byte, some of many.
pub fn pieces(mut data: &[u8], seed: u64) -> Vec<&[u8]> {
    let mut random = plimsoll_image_builder::Random::new(seed);
    let mut pieces = Vec::new();
    while !data.is_empty() {
        let largest = [1, 7, 100, 513, 5000][random.below(5)];
        let length = (1 + random.below(largest)).min(data.len());
        let (piece, rest) = data.split_at(length);
        pieces.push(piece);
        data = rest;
    }
    pieces
}
