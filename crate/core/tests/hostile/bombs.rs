//! Little that stands for much: refused early, in bounded memory and time.

use std::time::Duration;

use plimsoll_core::image::layer::LayerOptions;
use plimsoll_core::image::scan::ScanOptions;
use plimsoll_image_builder::compress::{Gzip, gzip_bomb};
use plimsoll_image_builder::{Archive, Entry, Image, Layer, Shape, TarBuilder};

use crate::clock::Clock;
use crate::memory::peak;
use crate::outcome::{Outcome, assert_incomplete, assert_refused, reported, streamed};

const MIB: usize = 1 << 20;

/// The outcome of a stream, within so much memory, and a time that no machine should need.
fn bounded<P: AsRef<[u8]>>(pieces: impl IntoIterator<Item = P>, options: ScanOptions, memory: usize) -> Outcome {
    let start = Clock::start();
    let (outcome, peak) = peak(|| reported(streamed(pieces, options)));
    assert!(peak <= memory, "{} MiB", peak / MIB);
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
    outcome
}

/// The header of a file of 10 GB, and then zeros without end.
fn bomb() -> Vec<u8> {
    let header = TarBuilder::new().add(Entry::file("zeros", "").claimed_size(10_000_000_000)).build();
    [Gzip::new().compress(&header[..512]), gzip_bomb(10_000_000_000)].concat()
}

#[test]
fn ten_megabytes_that_inflate_to_ten_gigabytes_as_a_layer_leave_a_gap() {
    let bomb = bomb();
    assert!((9_000_000..11_000_000).contains(&bomb.len()), "{}", bomb.len());
    let image = Image::new().layer(Layer::new().file("a", "b").stored_as(bomb));
    let archive = Archive::new(Shape::Oci).image(image).build();
    assert_incomplete(&bounded(archive.chunks(65_536), ScanOptions::default(), 4 * MIB), "bomb");
}

#[test]
fn ten_megabytes_that_inflate_to_ten_gigabytes_as_the_archive_are_refused() {
    assert_refused(&bounded(bomb().chunks(65_536), ScanOptions::default(), 4 * MIB), "bomb");
}

/// An archive whose only layer has that many empty files, as it is written, never held.
fn many_entries(count: usize) -> impl Iterator<Item = Vec<u8>> {
    let manifest = r#"[{"Config":"c.json","Layers":["layer.tar"]}]"#;
    let config = r#"{"os":"linux","architecture":"amd64","rootfs":{"diff_ids":[]},"config":{}}"#;
    let size = count as u64 * 512 + 1024;
    let header = TarBuilder::new().add(Entry::file("layer.tar", "").claimed_size(size)).build()[..512].to_vec();
    let template = TarBuilder::new().file("d00000/f0000000", "").build()[..512].to_vec();
    let entries = (0..count).map(move |number| {
        let mut block = template.clone();
        block[..15].copy_from_slice(format!("d{:05}/f{number:07}", number / 500).as_bytes());
        block[148..156].fill(b' ');
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
        block
    });
    let end = TarBuilder::new().file("c.json", config).file("manifest.json", manifest).build();
    std::iter::once(header).chain(entries).chain([vec![0; 1024], end])
}

#[test]
fn a_million_entries_take_the_memory_that_was_promised() {
    const ENTRIES: usize = 1_000_000;
    let outcome = bounded(many_entries(ENTRIES), ScanOptions::default(), 200 * ENTRIES + 4 * MIB);
    let image = outcome.unwrap().targets[0].image.clone().unwrap();
    assert_eq!(image.entries, ENTRIES as u64 + 2000);
}

#[test]
fn entries_beyond_the_limit_of_the_host_are_refused_at_once() {
    let layer = LayerOptions { max_entries: 10_000, ..LayerOptions::default() };
    let options = ScanOptions { layer, ..ScanOptions::default() };
    assert_refused(&bounded(many_entries(100_000), options, 4 * MIB), "10000 entries");
}

#[test]
fn a_manifest_of_a_gigabyte_is_refused_without_keeping_it() {
    let header = TarBuilder::new().add(Entry::file("manifest.json", "").claimed_size(1 << 30)).build()[..512].to_vec();
    for (begin, fill) in [(&b"["[..], b' '), (&b"\0"[..], 0)] {
        let first = [header.clone(), begin.to_vec(), vec![fill; 65_536 - begin.len()]].concat();
        let rest = std::iter::repeat_n(vec![fill; 65_536], (1 << 14) - 1);
        let pieces = std::iter::once(first).chain(rest).chain([vec![0; 1024]]);
        assert_refused(&bounded(pieces, ScanOptions::default(), 4 * MIB), "document");
    }
    // Claimed only.
    assert!(bounded([header], ScanOptions::default(), 4 * MIB).is_err());
}

#[test]
fn sixty_thousand_small_documents_stay_within_the_memory_for_documents() {
    let body = format!("{{\"a\":\"{}\"}}", "x".repeat(2000));
    let document = |name: &str| {
        let tar = TarBuilder::new().file(name, body.as_str()).build();
        tar[..512 + body.len().next_multiple_of(512)].to_vec()
    };
    let pieces = (0..60_000).map(|number| document(&format!("{number}.json"))).chain([vec![0; 1024]]);
    assert!(bounded(pieces, ScanOptions::default(), 72 * MIB).is_err());
}

#[test]
fn member_names_cannot_fill_the_memory() {
    let long = |number: usize| {
        let name = format!("{number:06}/{}", "n".repeat(3900));
        let tar = TarBuilder::new().add(Entry::symlink(name, "t".repeat(3900))).build();
        tar[..tar.len() - 1024].to_vec()
    };
    let outcome = bounded((0..20_000).map(long).chain([vec![0; 1024]]), ScanOptions::default(), 40 * MIB);
    assert!(outcome.is_err());
}

#[test]
fn wanted_bodies_of_many_layers_cannot_fill_the_memory() {
    // A key that is all zeros after its first line compresses to nothing.
    let body = [&b"-----BEGIN RSA PRIVATE KEY-----\n"[..], &vec![b'A'; 250_000]].concat();
    let key = |number: usize| Entry::file(format!("root/.ssh/id_{number}"), body.clone());
    let tar = TarBuilder::new().entries((0..100).map(key)).build();
    let blob = Gzip::new().compress(&tar);
    let mut image = Image::new();
    for number in 0..40 {
        let layer = Layer::from_tar(TarBuilder::new().file(format!("{number}"), ""));
        image =
            image.layer(layer.stored_as([blob.clone(), Gzip::new().name(number.to_string()).compress(b"")].concat()));
    }
    let archive = Archive::new(Shape::Oci).image(image).build();
    let outcome = bounded(archive.chunks(65_536), ScanOptions::default(), 320 * MIB);
    assert!(outcome.is_ok());
}
