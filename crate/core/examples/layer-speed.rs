//! How fast layers are scanned and merged on this machine: `cargo run --release --example layer-speed`.

#![allow(clippy::print_stdout, clippy::disallowed_methods)]

use std::time::Instant;

use plimsoll_core::image::layer::{LayerFacts, LayerOptions, LayerScan};
use plimsoll_core::image::rootfs::{LayerView, Rootfs};
use plimsoll_core::image::wanted::{Want, Wanted};
use plimsoll_image_builder::{Entry, TarBuilder};

fn scan(blob: &[u8], wanted: &Wanted, options: LayerOptions) -> LayerFacts {
    let mut scan = LayerScan::new(wanted, options);
    for piece in blob.chunks(1024 * 1024) {
        scan.feed(piece);
    }
    scan.finish()
}

/// Seconds that this process has computed, so that a busy machine does not count; elsewhere than on Linux, the clock.
fn now(start: Instant) -> f64 {
    let spent = std::fs::read_to_string("/proc/self/schedstat").ok();
    let nanoseconds = spent.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |nanoseconds| nanoseconds / 1e9)
}

/// The best of three, in seconds.
fn seconds<T>(mut work: impl FnMut() -> T) -> f64 {
    let start = Instant::now();
    let time = |_| {
        let before = now(start);
        drop(work());
        now(start) - before
    };
    (0..3).map(time).fold(f64::INFINITY, f64::min)
}

fn main() {
    let wanted = Wanted::new([
        (Want::Path("etc/passwd"), 1 << 20),
        (Want::Suffix(".pem"), 1 << 16),
        (Want::Name("id_rsa"), 1 << 16),
        (Want::Content(b"-----BEGIN"), 1 << 16),
    ]);
    let none = LayerOptions { hash_blob: false, hash_diff: false, ..LayerOptions::default() };
    let diff = LayerOptions { hash_diff: true, ..none };

    let body: Vec<u8> = (0..20_000_u32).map(|number| (number.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let files =
        (0..20_000).map(|number| Entry::file(format!("usr/lib/module-{}/file-{number}.so", number / 100), &body[..]));
    let tar = TarBuilder::new().entries(files).build();
    let megabytes = tar.len() as f64 / 1e6;
    println!("plain tar of {megabytes:.0} MB, 20 000 files");
    for (name, options) in [("no digests", none), ("diff ID", diff), ("both digests", LayerOptions::default())] {
        println!("  {name:>12}: {:.0} MB/s", megabytes / seconds(|| scan(&tar, &wanted, options)));
    }

    let files = (0..200_000).map(|number| Entry::file(format!("usr/share/doc/{}/file-{number}", number / 100), ""));
    let tar = TarBuilder::new().entries(files).build();
    println!("200 000 empty files: {:.2} s", seconds(|| scan(&tar, &wanted, none)));

    // Each layer deletes the directory that the one before wrote, and writes its own and a shared one.
    let layers: Vec<_> = (0..100)
        .map(|layer| {
            let mut tar = TarBuilder::new();
            if layer > 0 {
                tar.push(Entry::whiteout(format!("srv/release-{}", layer - 1)));
                tar.push(Entry::opaque("shared"));
            }
            for file in 0..5_000 {
                tar.push(Entry::file(format!("srv/release-{layer}/part-{}/file-{file}", file % 50), ""));
                tar.push(Entry::file(format!("shared/part-{}/file-{file}", file % 50), ""));
            }
            scan(&tar.build(), &wanted, none)
        })
        .collect();
    let views: Vec<LayerView<'_>> = layers.iter().map(Some).collect();
    let entries: usize = layers.iter().map(|facts| facts.entries.len()).sum();
    println!("merge of 100 layers, {entries} entries: {:.2} s", seconds(|| Rootfs::merge(&views).len()));

    let one = TarBuilder::new()
        .entries(
            (0..1_000_000).map(|number| Entry::file(format!("usr/share/doc/p{}/file-{number}", number % 5000), "")),
        )
        .build();
    let one = scan(&one, &wanted, none);
    println!("merge of 1 layer, 1 000 000 unsorted entries: {:.2} s", seconds(|| Rootfs::merge(&[Some(&one)]).len()));
    println!("facts as bytes: {:.2} s", seconds(|| one.to_bytes()));
    let bytes = one.to_bytes();
    println!("facts from {} bytes: {:.2} s", bytes.len(), seconds(|| LayerFacts::from_bytes(&bytes)));
}
