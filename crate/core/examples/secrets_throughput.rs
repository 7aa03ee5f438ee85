//! How fast bodies are searched for secrets, and what is found: `cargo run --release --example secrets_throughput --
//! DIRECTORY...`, such as a root file system. Seconds are those that the process computes, not those of the clock. A
//! measuring tool of contributors, not a part of the engine: here files are allowed.
#![allow(clippy::print_stdout, clippy::disallowed_methods, clippy::arithmetic_side_effects)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use plimsoll_core::secrets::{self, Confidence, Search, Spotted};

/// Read at one time: enough to be more than any cache holds.
const MOST_BYTES: usize = 512 * 1024 * 1024;

fn collect(path: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>, bytes: &mut usize) {
    let Ok(meta) = path.symlink_metadata() else { return };
    if meta.is_dir() {
        let mut inside: Vec<_> =
            std::fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        inside.sort();
        inside.iter().for_each(|path| collect(path, files, bytes));
    } else if meta.is_file() && *bytes < MOST_BYTES {
        let body = std::fs::read(path).unwrap_or_default();
        *bytes += body.len();
        files.push((path.to_owned(), body));
    }
}

fn search(search: &mut Search, body: &[u8], each: &mut impl FnMut(Spotted<'_>)) {
    search.start();
    body.chunks(32 * 1024).for_each(|piece| search.feed(piece, each));
    search.end(each);
}

fn spent(start: Instant) -> f64 {
    let spent = std::fs::read_to_string("/proc/self/schedstat").ok();
    let nanoseconds = spent.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

fn main() {
    let (mut files, mut bytes) = (Vec::new(), 0);
    std::env::args().skip(1).for_each(|path| collect(Path::new(&path), &mut files, &mut bytes));
    let (start, mut searching) = (Instant::now(), Search::default());
    for round in 1..=3 {
        let before = spent(start);
        let mut hits = 0_usize;
        for (_, body) in &files {
            search(&mut searching, body, &mut |_| hits += 1);
        }
        println!("round {round}: {bytes} bytes, {hits} hits, {:.0} MB/s", bytes as f64 / 1e6 / (spent(start) - before));
    }
    let mut told: BTreeMap<(Confidence, &str), Vec<String>> = BTreeMap::new();
    for (path, body) in &files {
        let name = path.to_string_lossy();
        let binary = body.iter().take(1024).any(|byte| *byte == 0);
        let spot = secrets::Spot::of(name.trim_start_matches('/').as_bytes(), binary);
        search(&mut searching, body, &mut |found| {
            if let Some(sure) = spot.judged(found.kind, found.confidence) {
                let shown = secrets::mask(&String::from_utf8_lossy(found.secret));
                told.entry((sure, found.kind.id)).or_default().push(format!("{name}:{} {shown}", found.line));
            }
        });
    }
    for ((sure, kind), places) in told.iter().rev() {
        println!("{sure:?} {kind}: {}", places.len());
        places.iter().for_each(|place| println!("    {place}"));
    }
}
