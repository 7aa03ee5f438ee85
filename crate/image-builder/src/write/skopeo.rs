//! skopeo's docker-archive (containers/image docker/internal/tarfile/writer.go): layers as `<hash>.tar`, with
//! `<id>/layer.tar` as links to them for old Dockers.

use super::archive::{Archive, RepeatedLayers};
use super::docker::{Repositories, layer_sources, manifest_item, put_v1_files, v1_ids};
use super::member::{Body, Members};
use super::prepared::Prepared;
use serde_json::Value;

pub(super) fn put(archive: &Archive, images: &[Prepared<'_>], members: &mut Members) {
    let mut items = Vec::new();
    let mut repositories = Repositories::default();
    for image in images {
        for layer in image.layers.iter().filter(|layer| !layer.layer.missing) {
            members.file(format!("{}.tar", layer.digest), &*layer.blob);
        }
        let config = format!("{}.json", image.config_digest);
        members.file(&config, &*image.config);
        let ids = v1_ids(image);
        let mut layers = Vec::new();
        for (number, layer) in image.layers.iter().enumerate() {
            let file = format!("{}.tar", layer.digest);
            let link = format!("{}/layer.tar", ids[number]);
            put_v1_files(members, image, &ids, number);
            layers.push(if archive.layers_by_link { link.clone() } else { file.clone() });
            let body = match archive.repeated {
                RepeatedLayers::Symlink => Body::Symlink(format!("../{file}")),
                RepeatedLayers::Hardlink => Body::Hardlink(file),
                RepeatedLayers::Copy => Body::File(layer.blob.clone()),
            };
            members.put(link, body);
        }
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
