//! crane, kaniko and others that use go-containerregistry (pkg/v1/tarball/write.go): the config is named by its whole
//! digest, layers always `<hex>.tar.gz`, whatever their compression.

use super::docker::{layer_sources, manifest_item};
use super::member::Members;
use super::prepared::Prepared;
use serde_json::Value;

pub(super) fn put(images: &[Prepared<'_>], members: &mut Members) {
    let mut items = Vec::new();
    for image in images {
        let config = format!("sha256:{}", image.config_digest);
        members.file(&config, &*image.config);
        let mut layers = Vec::new();
        for layer in &image.layers {
            let path = format!("{}.tar.gz", layer.digest);
            if !layer.layer.missing {
                members.file(&path, &*layer.blob);
            }
            layers.push(path);
        }
        let mut item = manifest_item(image, &config, &layers);
        if let Some(sources) = layer_sources(image, true) {
            item["LayerSources"] = sources;
        }
        items.push(item);
    }
    members.file("manifest.json", Value::from(items).to_string());
}
