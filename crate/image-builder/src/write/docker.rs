//! `docker save` 1.10 to 24 (moby image/tarexport/save.go of that time), and what later shapes took over from it.

use super::archive::{Archive, RepeatedLayers};
use super::member::{Body, Members};
use super::prepared::Prepared;
use crate::sha256;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

pub(super) fn put(archive: &Archive, images: &[Prepared<'_>], members: &mut Members) {
    let mut items = Vec::new();
    let mut repositories = Repositories::default();
    // The first file of each layer, by the bytes' digest.
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    for image in images {
        let ids = v1_ids(image);
        let mut layers = Vec::new();
        for (number, layer) in image.layers.iter().enumerate() {
            let id = &ids[number];
            put_v1_files(members, image, &ids, number);
            let path = format!("{id}/layer.tar");
            layers.push(path.clone());
            if layer.layer.missing {
                continue;
            }
            match (first.get(&layer.digest).filter(|earlier| **earlier != path), archive.repeated) {
                (Some(earlier), RepeatedLayers::Symlink) => members.put(path, Body::Symlink(format!("../{earlier}"))),
                (Some(earlier), RepeatedLayers::Hardlink) => members.put(path, Body::Hardlink(earlier.clone())),
                (None, _) | (_, RepeatedLayers::Copy) => {
                    first.insert(layer.digest.clone(), path.clone());
                    members.file(path, &*layer.blob);
                }
            }
        }
        let config = format!("{}.json", image.config_digest);
        members.file(&config, &*image.config);
        let mut item = manifest_item(image, &config, &layers);
        if let Some(sources) = layer_sources(image, true) {
            item["LayerSources"] = sources;
        }
        items.push(item);
        repositories.add(image, ids.last());
    }
    members.file("manifest.json", Value::from(items).to_string());
    repositories.put(members);
}

pub(super) fn manifest_item(image: &Prepared<'_>, config: &str, layers: &[String]) -> Value {
    let tags = if image.image.tags.is_empty() { Value::Null } else { json!(image.image.tags) };
    json!({"Config": config, "RepoTags": tags, "Layers": layers})
}

/// Descriptors by diff ID; up to Docker 24 only of foreign layers.
pub(super) fn layer_sources(image: &Prepared<'_>, only_foreign: bool) -> Option<Value> {
    let mut sources = Map::new();
    for layer in &image.layers {
        if !only_foreign || !layer.layer.urls.is_empty() {
            sources.insert(layer.diff_id.clone(), layer.descriptor.clone());
        }
    }
    (!sources.is_empty()).then(|| sources.into())
}

/// The V1 ID of each layer, lowest first: made from the one below, the layer, and at the top the config.
pub(super) fn v1_ids(image: &Prepared<'_>) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for (number, layer) in image.layers.iter().enumerate() {
        let below = ids.last().map_or("", String::as_str);
        let top = if number + 1 == image.layers.len() { image.config_digest.as_str() } else { "" };
        ids.push(sha256(format!("v1 {below} {} {top}", layer.diff_id).as_bytes()));
    }
    ids
}

/// `<id>/`, `<id>/VERSION` and `<id>/json`.
pub(super) fn put_v1_files(members: &mut Members, image: &Prepared<'_>, ids: &[String], number: usize) {
    let id = &ids[number];
    members.directory(format!("{id}/"));
    members.file(format!("{id}/VERSION"), "1.0");
    members.file(format!("{id}/json"), v1_json(image, ids, number).to_string());
}

pub(super) fn v1_json(image: &Prepared<'_>, ids: &[String], number: usize) -> Value {
    let config = &image.image.config;
    let mut document = json!({
        "id": ids[number],
        "created": "1970-01-01T00:00:00Z",
        "container_config": {"Cmd": [""]},
        "os": config.os,
    });
    if let Some(below) = number.checked_sub(1) {
        document["parent"] = ids[below].as_str().into();
    }
    if number + 1 == ids.len() {
        document["architecture"] = config.architecture.as_str().into();
        document["config"] = config.runtime();
        if let Some(created) = &config.created {
            document["created"] = created.as_str().into();
        }
    }
    document
}

/// The file `repositories`: name to tag to the ID of the top layer.
#[derive(Default)]
pub(super) struct Repositories(Map<String, Value>);

impl Repositories {
    pub(super) fn add(&mut self, image: &Prepared<'_>, top: Option<&String>) {
        let Some(top) = top else { return };
        for tag in &image.image.tags {
            let (name, tag) = split_tag(tag);
            let tags = self.0.entry(name).or_insert_with(|| json!({}));
            tags[tag] = top.as_str().into();
        }
    }

    pub(super) fn put(self, members: &mut Members) {
        if !self.0.is_empty() {
            members.file("repositories", Value::from(self.0).to_string());
        }
    }
}

/// Name and tag; a colon before a slash belongs to a port.
pub(super) fn split_tag(reference: &str) -> (&str, &str) {
    match reference.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => (name, tag),
        _ => (reference, "latest"),
    }
}
