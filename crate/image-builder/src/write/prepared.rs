//! An image with all digests made: what every shape starts from.

use super::member::Members;
use crate::digest::lied;
use crate::image::claimed_diff_id;
use crate::{Compression, Image, Layer, json, sha256};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// What descriptors carry in their `data` field in place of a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Inline {
    /// Nothing: all blobs are files.
    Nothing,
    /// Indexes, manifests and configs.
    Documents,
    /// Layers too.
    Everything,
}

pub(crate) struct PreparedLayer<'a> {
    pub(crate) layer: &'a Layer,
    pub(crate) blob: Vec<u8>,
    /// As told, hex.
    pub(crate) digest: String,
    /// As told, with `sha256:`.
    pub(crate) diff_id: String,
    pub(crate) descriptor: Value,
}

pub(crate) struct Prepared<'a> {
    pub(crate) image: &'a Image,
    pub(crate) layers: Vec<PreparedLayer<'a>>,
    pub(crate) config: Vec<u8>,
    pub(crate) config_digest: String,
    pub(crate) manifest: Vec<u8>,
    pub(crate) manifest_digest: String,
    inline: Inline,
}

impl<'a> Prepared<'a> {
    pub(crate) fn new(image: &'a Image, usual: Compression, inline: Inline) -> Self {
        let docker = image.docker_media_types;
        let layers: Vec<_> = image.layers().map(|layer| prepare(layer, usual, docker, inline)).collect();
        let diff_ids: Vec<_> = layers.iter().map(|layer| layer.diff_id.clone()).collect();
        let config = image.config_with(&diff_ids);
        let config_digest = told(&config, image.wrong_config_digest);
        let config_type = if docker { DOCKER_CONFIG } else { OCI_CONFIG };
        let mut manifest = json!({
            "schemaVersion": 2,
            "mediaType": manifest_type(image),
            "config": descriptor(config_type, &config_digest, &config, inline >= Inline::Documents),
            "layers": layers.iter().map(|layer| layer.descriptor.clone()).collect::<Vec<_>>(),
        });
        json::apply(&mut manifest, &image.manifest_edits);
        let manifest = manifest.to_string().into_bytes();
        let manifest_digest = told(&manifest, image.wrong_manifest_digest);
        Self { image, layers, config, config_digest, manifest, manifest_digest, inline }
    }

    /// The manifest's descriptor, with no platform and no annotations.
    pub(crate) fn descriptor(&self) -> Value {
        let inline = self.inline >= Inline::Documents;
        descriptor(manifest_type(self.image), &self.manifest_digest, &self.manifest, inline)
    }

    /// Stores config, layers and manifest by digest, as far as they are not inline, missing or absent.
    pub(crate) fn put_blobs(&self, members: &mut Members) {
        if self.image.absent {
            return;
        }
        if self.inline < Inline::Documents {
            members.blob(&self.config_digest, &*self.config);
            members.blob(&self.manifest_digest, &*self.manifest);
        }
        self.put_layers(members);
    }

    pub(crate) fn put_layers(&self, members: &mut Members) {
        for layer in &self.layers {
            if !layer.layer.missing && self.inline < Inline::Everything {
                members.blob(&layer.digest, &*layer.blob);
            }
        }
    }
}

fn prepare(layer: &Layer, usual: Compression, docker: bool, inline: Inline) -> PreparedLayer<'_> {
    let tar = layer.tar();
    let diff_id = claimed_diff_id(layer, &tar);
    let blob = layer.stored_from(tar, usual);
    let digest = told(&blob, layer.wrong_digest);
    let media_type = layer.media_type.clone().unwrap_or_else(|| usual_media_type(layer, &blob, docker));
    let mut descriptor = descriptor(&media_type, &digest, &blob, inline >= Inline::Everything && !layer.missing);
    if layer.wrong_size {
        descriptor["size"] = json!(blob.len() + 1);
    }
    if !layer.urls.is_empty() {
        descriptor["urls"] = json!(layer.urls);
    }
    PreparedLayer { layer, blob, digest, diff_id, descriptor }
}

fn usual_media_type(layer: &Layer, blob: &[u8], docker: bool) -> String {
    let base = match (docker, layer.urls.is_empty()) {
        (false, true) => "application/vnd.oci.image.layer.v1.tar",
        (false, false) => "application/vnd.oci.image.layer.nondistributable.v1.tar",
        (true, true) => "application/vnd.docker.image.rootfs.diff.tar",
        (true, false) => "application/vnd.docker.image.rootfs.foreign.diff.tar",
    };
    let separator = if docker { "." } else { "+" };
    match Compression::of(blob) {
        Compression::None => base.into(),
        Compression::Gzip => format!("{base}{separator}gzip"),
        Compression::Zstd => format!("{base}{separator}zstd"),
    }
}

pub(crate) fn told(bytes: &[u8], lie: bool) -> String {
    let hex = sha256(bytes);
    if lie { lied(&hex) } else { hex }
}

pub(crate) fn descriptor(media_type: &str, hex: &str, bytes: &[u8], inline: bool) -> Value {
    let mut descriptor = json!({"mediaType": media_type, "digest": format!("sha256:{hex}"), "size": bytes.len()});
    if inline {
        descriptor["data"] = STANDARD.encode(bytes).into();
    }
    descriptor
}

fn manifest_type(image: &Image) -> &'static str {
    if image.docker_media_types { DOCKER_MANIFEST } else { OCI_MANIFEST }
}

const OCI_CONFIG: &str = "application/vnd.oci.image.config.v1+json";
const OCI_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const DOCKER_CONFIG: &str = "application/vnd.docker.container.image.v1+json";
const DOCKER_MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";
