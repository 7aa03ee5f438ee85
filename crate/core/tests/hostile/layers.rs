//! Layers as no tool writes them.

use std::time::Duration;

use plimsoll_image_builder::compress::Gzip;
use plimsoll_image_builder::{Archive, Entry, HeaderStyle, Image, Layer, Shape, TarBuilder};

use crate::clock::Clock;
use crate::memory::peak;
use crate::outcome::{Outcome, assert_incomplete, outcome};

fn of(layers: impl IntoIterator<Item = Layer>) -> Vec<u8> {
    let image = layers.into_iter().fold(Image::new(), |image, layer| image.layer(layer.created_by("RUN x")));
    Archive::new(Shape::DockerArchive).image(image).build()
}

fn one(tar: TarBuilder) -> Outcome {
    outcome(&of([Layer::from_tar(tar)]))
}

#[test]
fn links_in_circles_end() {
    let layer = TarBuilder::new()
        .symlink("etc", "a")
        .symlink("a", "b")
        .symlink("b", "etc")
        .file("etc/passwd", "root:x:0:0::/:/bin/sh\n")
        .hardlink("one", "two")
        .hardlink("two", "three")
        .hardlink("three", "one")
        .hardlink("self", "self")
        .symlink("up", "../../../../..")
        .symlink("home/x", "x");
    assert_incomplete(&one(layer), "hardlink");
}

#[test]
fn paths_out_of_the_layer_are_kept_inside_or_said() {
    let layer = TarBuilder::new()
        .file("../../etc/passwd", "evil:x:0:0::/:/bin/sh\n")
        .file("/etc/group", "root:x:0:\n")
        .file("a/../../b", "x")
        .hardlink("shadow", "../../../etc/shadow")
        .symlink("etc2", "/../../etc");
    let outcome = one(layer);
    assert_incomplete(&outcome, "passwd");
}

#[test]
fn a_header_damaged_in_the_middle_leaves_what_came_before() {
    let good = TarBuilder::new().file("first", "x").build();
    let bytes = [&good[..1024], &[0x55; 512], &good[..]].concat();
    let outcome = outcome(&of([Layer::from_bytes(bytes)]));
    assert_incomplete(&outcome, "damaged");
    assert_eq!(outcome.unwrap().targets[0].image.as_ref().unwrap().entries, 1);
}

#[test]
fn extended_headers_beyond_their_limit_cost_their_entry() {
    let huge = Entry::file("huge", "x").pax("comment", vec![b'c'; 3 << 20]);
    let bad = Entry::file("bad", "x").style(HeaderStyle::Pax).raw_pax("99999999999999999999 a=b\n");
    let outcome = one(TarBuilder::new().add(huge).add(bad).file("after", "x"));
    assert_incomplete(&outcome, "limit");
    let (_, peak) = peak(|| {
        let claimed = Entry::file("x", "").type_flag(b'x').claimed_size(1 << 40);
        assert_incomplete(&one(TarBuilder::new().add(claimed)), "extended header");
    });
    assert!(peak < 8 << 20, "{peak}");
}

#[test]
fn directories_deeper_than_any_system_allows_are_said() {
    let deep = |levels: usize| Entry::file(format!("{}f", "d/".repeat(levels)), "x");
    assert!(one(TarBuilder::new().add(deep(2000))).unwrap().complete);
    assert_incomplete(&one(TarBuilder::new().add(deep(3000)).file("after", "x")), "name or target");
}

#[test]
fn deep_paths_cannot_stand_for_countless_directories() {
    // Each entry names 1900 directories of its own.
    let deep = |number: usize| Entry::file(format!("{number:05}/{}f", "d/".repeat(1900)), "");
    let tar = TarBuilder::new().entries((0..2000).map(deep)).build();
    let archive = of([Layer::from_bytes(tar.clone()).stored_as(Gzip::new().compress(&tar))]);
    let start = Clock::start();
    let (outcome, peak) = peak(|| outcome(&archive));
    assert_incomplete(&outcome, "deep");
    assert!(peak < 64 << 20, "{} MiB", peak >> 20);
    assert!(start.elapsed() < Duration::from_secs(30));
}

#[test]
fn many_layers_that_delete_and_write_the_same_take_linear_time() {
    let start = Clock::start();
    let layers = (0..120).map(|number| {
        let layer = Layer::new().whiteout("usr").opaque("etc").file(format!("usr/{number}"), "x");
        layer.entries((0..200).map(|file| Entry::file(format!("etc/{file}"), "x")))
    });
    let outcome = outcome(&of(layers)).unwrap();
    assert!(outcome.complete);
    assert!(start.elapsed() < Duration::from_secs(20));
}
