//! `docker save` up to 1.9 (Docker image spec v1): one V1 layer for each step of the history, those with no content
//! included; each names its parent, and `repositories` names the top ones.

use super::docker::Repositories;
use super::member::Members;
use super::prepared::Prepared;
use crate::image::Step;
use crate::{TarBuilder, sha256};
use serde_json::json;

pub(super) fn put(images: &[Prepared<'_>], members: &mut Members) {
    let mut repositories = Repositories::default();
    for image in images {
        let mut parent: Option<String> = None;
        let mut layers = image.layers.iter();
        let config = &image.image.config;
        for (number, step) in image.image.steps.iter().enumerate() {
            let (layer, command) = match step {
                Step::Layer(layer) => (layers.next(), layer.created_by.as_ref()),
                Step::Empty(command) => (None, Some(command)),
            };
            let blob = layer.map_or_else(|| TarBuilder::new().build(), |layer| layer.blob.clone());
            let below = parent.as_deref().unwrap_or_default();
            let top = if number + 1 == image.image.steps.len() { image.config_digest.as_str() } else { "" };
            let id = sha256(format!("{below} {number} {} {top}", sha256(&blob)).as_bytes());
            let mut document = json!({
                "id": id,
                "created": config.created.as_deref().unwrap_or("1970-01-01T00:00:00Z"),
                "container_config": {"Cmd": command.map(|command| ["/bin/sh", "-c", command])},
                "config": config.runtime(),
                "architecture": config.architecture,
                "os": config.os,
                "docker_version": "1.9.1",
                "Size": layer.map_or(0, |layer| layer.blob.len()),
            });
            if let Some(parent) = &parent {
                document["parent"] = parent.as_str().into();
            }
            members.directory(format!("{id}/"));
            members.file(format!("{id}/VERSION"), "1.0");
            members.file(format!("{id}/json"), document.to_string());
            if !layer.is_some_and(|layer| layer.layer.missing) {
                members.file(format!("{id}/layer.tar"), blob);
            }
            parent = Some(id);
        }
        repositories.add(image, parent.as_ref());
    }
    repositories.put(members);
}
