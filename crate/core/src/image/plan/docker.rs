//! `manifest.json`: which member is the configuration, which are the layers.

use super::super::config::ImageConfig;
use super::super::digest::Digest;
use super::super::json::Notes;
use super::super::json::docker::{self, DockerItem, DockerManifest};
use super::documents::Fetched;
use super::error::{PlanError, PlanErrorKind};
use super::model::{LayerState, PlannedImage, PlannedLayer, ReferenceKind, SourceFormat};
use super::oci::is_foreign;
use super::planner::{Planner, Read, SAVE_ANEW, noted};
use crate::limits::MAX_LAYERS;
use crate::ordered::Map;

impl Planner<'_> {
    /// Reads `manifest.json`. `None` if it names no image, and only an index can tell.
    pub(super) fn read_docker(&mut self) -> Option<SourceFormat> {
        let Read::Value { member, value } = self.read("manifest.json") else { return None };
        let mut notes = Notes::default();
        let items = match docker::read(&value, &mut notes) {
            DockerManifest::Items(items) => items,
            DockerManifest::Empty => {
                self.note(&member, &notes);
                return None;
            }
            DockerManifest::Other(type_name) => {
                if !self.shelf.has("index.json") {
                    let what = format!("it is {type_name} and not the list of images that docker save writes");
                    let action = if value.has("layers") {
                        "it is a directory of skopeo's dir: form; copy it with skopeo to oci-archive: or docker-archive:"
                    } else {
                        SAVE_ANEW
                    };
                    self.problem(PlanError::at(PlanErrorKind::Unreadable, &member, what, action));
                }
                return None;
            }
        };
        self.note(&member, &notes);
        let kaniko = items.iter().all(|item| item.config.as_deref().is_some_and(|name| name.starts_with("sha256:")));
        let sources = items.iter().any(|item| !item.sources.is_empty());
        let source = match (self.shelf.has("index.json"), kaniko) {
            (true, _) if sources || self.shelf.has("repositories") => SourceFormat::DockerHybrid,
            (true, _) => SourceFormat::DockerContainerd,
            (false, true) => SourceFormat::Kaniko,
            (false, false) => SourceFormat::DockerArchive,
        };
        for (index, item) in items.iter().enumerate() {
            self.read_item(index, item, source);
        }
        Some(source)
    }

    fn read_item(&mut self, index: usize, item: &DockerItem, source: SourceFormat) {
        let Some(name) = item.config.as_deref() else { return };
        if item.layers.len() > MAX_LAYERS {
            let what = format!("an image has {} layers, more than {MAX_LAYERS}", item.layers.len());
            self.problem(PlanError::at(PlanErrorKind::Limit, "manifest.json", what, "squash the image"));
            return;
        }
        if let Fetched::Missing(error) = self.shelf.fetch(name) {
            let what = format!("the configuration of an image cannot be read: {error}");
            self.problem(PlanError::at(PlanErrorKind::BlobsMissing, "manifest.json", what, SAVE_ANEW));
            return;
        }
        let Read::Value { member, value } = self.read(name) else { return };
        let mut notes = Notes::default();
        let config = ImageConfig::read(&value, &mut notes);
        let declared = digest_in_name(name);
        self.reference(&member, ReferenceKind::Config, declared, None);
        let layers = self.item_layers(item, &config, source);
        let mut keys = item.tags.clone();
        if keys.is_empty() {
            keys.push(format!("manifest.json {index}"));
        }
        let image = PlannedImage {
            provenance: Vec::new(),
            names: item.tags.clone(),
            platform: config.platform(),
            group: 0,
            manifest_digest: None,
            other_manifests: Vec::new(),
            index_digests: Vec::new(),
            config_digest: declared.or_else(|| self.shelf.digest(&member)),
            gaps: noted(&member, &notes).into_iter().collect(),
            config_member: Some(member),
            config,
            layers,
            annotations: Map::new(),
        };
        self.draft(image, keys);
    }

    fn item_layers(&mut self, item: &DockerItem, config: &ImageConfig, source: SourceFormat) -> Vec<PlannedLayer> {
        let aligned = config.diff_ids.len() == item.layers.len();
        let mut layers = Vec::with_capacity(item.layers.len());
        for (index, name) in item.layers.iter().enumerate() {
            let mut layer = self.layer(name);
            let diff_id = config.diff_ids.get(index).copied().flatten().filter(|_| aligned);
            let described = diff_id.and_then(|diff_id| item.sources.get(&diff_id.to_string()));
            if let Some(descriptor) = described {
                layer.digest = descriptor.digest.parse().ok();
                layer.size = descriptor.size;
                layer.media_type.clone_from(&descriptor.media_type);
                layer.urls.clone_from(&descriptor.urls);
            } else if name.contains("blobs/sha256/") || source == SourceFormat::Kaniko {
                // Only these forms promise that the name is the digest of the blob as stored.
                layer.digest = digest_in_name(name);
            }
            if layer.state == LayerState::Missing && is_foreign(&layer) {
                layer.state = LayerState::Foreign;
            }
            if let Some(member) = layer.member.clone() {
                self.reference(&member, ReferenceKind::Layer, layer.digest, layer.size);
            }
            layers.push(layer);
        }
        layers
    }
}

/// The digest that a member's name is: `blobs/sha256/<hex>`, `<hex>.json`, `sha256:<hex>`, `<hex>.tar.gz`.
fn digest_in_name(name: &str) -> Option<Digest> {
    let base = name.rsplit('/').next()?;
    let stem = base.split('.').next()?;
    stem.strip_prefix("sha256:").unwrap_or(stem).parse().ok()
}
