//! `docker save` 25 to 28: the OCI layout and `manifest.json` over the same blobs (moby image/tarexport/save.go).

use super::docker::{Repositories, layer_sources, manifest_item, v1_ids, v1_json};
use super::member::Members;
use super::oci::{annotated, put_index};
use super::prepared::Prepared;
use crate::sha256;
use serde_json::Value;

pub(super) fn put(images: &[Prepared<'_>], members: &mut Members) {
    let mut items = Vec::new();
    let mut descriptors = Vec::new();
    let mut repositories = Repositories::default();
    for image in images {
        let ids = v1_ids(image);
        for number in 0..ids.len() {
            // Leftovers that look like configs: each layer's V1 JSON is stored as a blob that nothing refers to.
            let document = v1_json(image, &ids, number).to_string();
            members.blob(&sha256(document.as_bytes()), document);
        }
        image.put_blobs(members);
        let path = |hex: &str| format!("blobs/sha256/{hex}");
        let layers: Vec<_> = image.layers.iter().map(|layer| path(&layer.digest)).collect();
        let mut item = manifest_item(image, &path(&image.config_digest), &layers);
        if let Some(sources) = layer_sources(image, false) {
            item["LayerSources"] = sources;
        }
        items.push(item);
        descriptors.extend(annotated(&image.descriptor(), &image.image.tags));
        repositories.add(image, image.layers.last().map(|layer| &layer.digest));
    }
    members.file("manifest.json", Value::from(items).to_string());
    put_index(members, &descriptors);
    repositories.put(members);
}
