//! What the merged root filesystem shows, case by case and against a naive model.

mod model;
mod table;

use plimsoll_image_builder::{Entry as Tar, TarBuilder};

use super::*;
use crate::image::layer::{EntryKind, LayerOptions, LayerScan};
use crate::image::wanted::{Want, Wanted};

/// A layer with the entries; every body is kept.
fn layer(entries: impl IntoIterator<Item = Tar>) -> LayerFacts {
    let wanted = Wanted::new([(Want::Under(""), 1000)]);
    let mut scan = LayerScan::new(&wanted, LayerOptions::default());
    scan.feed(&TarBuilder::new().entries(entries).build());
    scan.finish()
}

fn views(layers: &[LayerFacts]) -> Vec<LayerView<'_>> {
    layers.iter().map(Some).collect()
}

/// One line for every node but the root: path, kind (with link text), layer, first layer.
fn shown(rootfs: &Rootfs<'_>) -> Vec<String> {
    rootfs
        .nodes()
        .filter(|node| !node.path.is_empty())
        .map(|node| {
            let mode = node.mode.map_or_else(|| "?".to_owned(), |mode| format!("{mode:o}"));
            let link = if node.link.is_empty() { String::new() } else { format!(" -> {}", node.link.escape_ascii()) };
            let of = node.hardlink_of.map_or_else(String::new, |path| format!(" => {}", path.escape_ascii()));
            format!("{} {:?} {mode} {}/{}{link}{of}", node.path.escape_ascii(), node.kind, node.layer, node.first_layer)
        })
        .collect()
}

/// One line for every hidden entry: path, layer, what hides it, bytes.
fn wasted(rootfs: &Rootfs<'_>) -> Vec<String> {
    rootfs
        .hidden()
        .map(|hidden| {
            let path = hidden.entry.path.escape_ascii();
            format!("{path} {} by {} {:?} {}", hidden.layer, hidden.by.layer, hidden.by.cause, hidden.bytes)
        })
        .collect()
}

/// Layers in, both listings out.
fn check(layers: &[&[Tar]], expected_shown: &[&str], expected_wasted: &[&str]) {
    let facts: Vec<_> = layers.iter().map(|entries| layer(entries.iter().cloned())).collect();
    for facts in &facts {
        assert!(facts.complete);
    }
    let views = views(&facts);
    let rootfs = Rootfs::merge(&views);
    assert_eq!(shown(&rootfs), expected_shown);
    assert_eq!(wasted(&rootfs), expected_wasted);
    assert_eq!(rootfs.nodes().count(), rootfs.len());
}
