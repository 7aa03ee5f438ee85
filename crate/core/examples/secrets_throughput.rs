//! How fast tier 1 reads: `cargo run --release --example secrets_throughput -- FILE...` (text files; all of them are
//! read into memory first). A measuring tool of contributors, not a part of the engine: here files and the clock are allowed.
#![allow(clippy::print_stdout, clippy::disallowed_methods, clippy::arithmetic_side_effects)]

use std::collections::BTreeMap;
use std::time::Instant;

fn main() {
    let files: Vec<Vec<u8>> = std::env::args().skip(1).filter_map(|path| std::fs::read(path).ok()).collect();
    let bytes: usize = files.iter().map(Vec::len).sum();
    for round in 1..=3 {
        let start = Instant::now();
        let hits: usize = files.iter().map(|file| plimsoll_core::secrets::find(file).len()).sum();
        let seconds = start.elapsed().as_secs_f64();
        println!("round {round}: {bytes} bytes, {hits} hits, {:.0} MB/s", bytes as f64 / 1e6 / seconds);
    }
    let mut kinds = BTreeMap::new();
    for hit in files.iter().flat_map(|file| plimsoll_core::secrets::find(file)) {
        *kinds.entry((hit.confidence, hit.kind.id)).or_insert(0_usize) += 1;
    }
    for ((confidence, kind), count) in kinds.iter().rev() {
        println!("{confidence:?} {kind}: {count}");
    }
}
