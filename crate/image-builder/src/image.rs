//! One image: config, layers with their history, tags, and what is said falsely about them.

use crate::json::{self, Edit};
use crate::{Archive, Compression, Config, Layer, Shape, Signature, Signer, sha256};
use serde_json::{Value, json};

/// A layer, or a history line that made none.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Layer(Box<Layer>),
    Empty(String),
}

/// A statement about the image (in-toto), stored as a manifest of its own as BuildKit does.
#[derive(Debug, Clone)]
pub struct Attestation {
    /// For example `https://slsa.dev/provenance/v0.2`.
    pub predicate_type: String,
    /// The predicate.
    pub predicate: Value,
    /// The digest that the statement speaks of, hexadecimal; `None` for that of the image.
    pub subject: Option<String>,
    /// Who signed it; `None` for a bare statement, as BuildKit writes it.
    pub signer: Option<Signer>,
}

/// An image for one platform.
#[derive(Debug, Clone, Default)]
pub struct Image {
    /// The config's fields.
    pub config: Config,
    pub(crate) tags: Vec<String>,
    pub(crate) steps: Vec<Step>,
    pub(crate) attestations: Vec<Attestation>,
    pub(crate) signatures: Vec<Signature>,
    oci: bool,
    config_edits: Vec<Edit>,
    config_bytes: Option<Vec<u8>>,
    pub(crate) manifest_edits: Vec<Edit>,
    pub(crate) docker_media_types: bool,
    pub(crate) wrong_config_digest: bool,
    pub(crate) wrong_manifest_digest: bool,
    pub(crate) absent: bool,
}

impl Image {
    /// An image with no layers and no tags, for linux/amd64.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A tag, `name:tag` or `registry/name:tag`.
    #[must_use]
    pub fn tag(mut self, tag: impl Into<String>) -> Self {
        self.tags.push(tag.into());
        self
    }

    /// Operating system and architecture, and a variant where there is one.
    #[must_use]
    pub fn platform(mut self, os: &str, architecture: &str, variant: Option<&str>) -> Self {
        self.config.os = os.into();
        self.config.architecture = architecture.into();
        self.config.variant = variant.map(Into::into);
        self
    }

    /// Date of creation, RFC 3339.
    #[must_use]
    pub fn created(mut self, date: impl Into<String>) -> Self {
        self.config.created = Some(date.into());
        self
    }

    /// The user that processes run as.
    #[must_use]
    pub fn user(mut self, user: impl Into<String>) -> Self {
        self.config.user = Some(user.into());
        self
    }

    /// An environment variable.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.config.env.push(format!("{name}={value}"));
        self
    }

    /// An exposed port, `22/tcp`.
    #[must_use]
    pub fn expose(mut self, port: impl Into<String>) -> Self {
        self.config.exposed_ports.push(port.into());
        self
    }

    /// A volume.
    #[must_use]
    pub fn volume(mut self, path: impl Into<String>) -> Self {
        self.config.volumes.push(path.into());
        self
    }

    /// The working directory.
    #[must_use]
    pub fn workdir(mut self, path: impl Into<String>) -> Self {
        self.config.working_dir = Some(path.into());
        self
    }

    /// A label.
    #[must_use]
    pub fn label(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.config.labels.insert(key.into(), value.into());
        self
    }

    /// The entry point.
    #[must_use]
    pub fn entrypoint<W: Into<String>>(mut self, words: impl IntoIterator<Item = W>) -> Self {
        self.config.entrypoint = Some(words.into_iter().map(Into::into).collect());
        self
    }

    /// The command.
    #[must_use]
    pub fn cmd<W: Into<String>>(mut self, words: impl IntoIterator<Item = W>) -> Self {
        self.config.cmd = Some(words.into_iter().map(Into::into).collect());
        self
    }

    /// The health check's test, `["CMD", "/app", "health"]`.
    #[must_use]
    pub fn healthcheck<W: Into<String>>(mut self, words: impl IntoIterator<Item = W>) -> Self {
        self.config.healthcheck = Some(words.into_iter().map(Into::into).collect());
        self
    }

    /// Appends a layer.
    #[must_use]
    pub fn layer(mut self, layer: Layer) -> Self {
        self.steps.push(Step::Layer(Box::new(layer)));
        self
    }

    /// Appends a history line that made no layer (`empty_layer`).
    #[must_use]
    pub fn history(mut self, created_by: impl Into<String>) -> Self {
        self.steps.push(Step::Empty(created_by.into()));
        self
    }

    /// Appends an attestation. Only OCI and containerd shapes carry them.
    #[must_use]
    pub fn attestation(mut self, predicate_type: impl Into<String>, predicate: Value) -> Self {
        let predicate_type = predicate_type.into();
        self.attestations.push(Attestation { predicate_type, predicate, subject: None, signer: None });
        self
    }

    /// Appends an attestation that may be signed, or be about something else.
    #[must_use]
    pub fn attested(mut self, attestation: Attestation) -> Self {
        self.attestations.push(attestation);
        self
    }

    /// Appends a signature. Only OCI shapes carry them.
    #[must_use]
    pub fn signature(mut self, signature: Signature) -> Self {
        self.signatures.push(signature);
        self
    }

    /// [`Image::archive`] gives an OCI archive, even if nothing asks for one.
    #[must_use]
    pub fn oci(mut self) -> Self {
        self.oci = true;
        self
    }

    /// The archive that holds all of the image: that of `docker save`, or an OCI archive for what only such a one carries.
    #[must_use]
    pub fn archive(&self) -> Vec<u8> {
        let needs_oci = self.oci || !self.attestations.is_empty() || !self.signatures.is_empty();
        if needs_oci { self.oci_archive() } else { self.docker_archive() }
    }

    /// Sets any place of the config JSON, by JSON pointer: `/config/User`, `/rootfs/diff_ids/0`, `/history`.
    #[must_use]
    pub fn set_config(mut self, pointer: impl Into<String>, value: Value) -> Self {
        self.config_edits.push(Edit::Set(pointer.into(), value));
        self
    }

    /// Removes a member of the config JSON.
    #[must_use]
    pub fn remove_config(mut self, pointer: impl Into<String>) -> Self {
        self.config_edits.push(Edit::Remove(pointer.into()));
        self
    }

    /// The config as raw bytes, JSON or not.
    #[must_use]
    pub fn config_bytes(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.config_bytes = Some(bytes.into());
        self
    }

    /// Sets any place of the OCI manifest, by JSON pointer; its digest follows.
    #[must_use]
    pub fn set_manifest(mut self, pointer: impl Into<String>, value: Value) -> Self {
        self.manifest_edits.push(Edit::Set(pointer.into(), value));
        self
    }

    /// Removes a member of the OCI manifest.
    #[must_use]
    pub fn remove_manifest(mut self, pointer: impl Into<String>) -> Self {
        self.manifest_edits.push(Edit::Remove(pointer.into()));
        self
    }

    /// Docker's media types (schema 2) in manifest and descriptors, in place of OCI's.
    #[must_use]
    pub fn docker_media_types(mut self) -> Self {
        self.docker_media_types = true;
        self
    }

    /// The config is stored under, and referred to by, a digest that is not its own.
    #[must_use]
    pub fn wrong_config_digest(mut self) -> Self {
        self.wrong_config_digest = true;
        self
    }

    /// The manifest is stored under, and referred to by, a digest that is not its own.
    #[must_use]
    pub fn wrong_manifest_digest(mut self) -> Self {
        self.wrong_manifest_digest = true;
        self
    }

    /// An index names the image, but none of its blobs are in the archive: what Docker 29 saves of the platforms
    /// that were not pulled (moby#49473).
    #[must_use]
    pub fn absent(mut self) -> Self {
        self.absent = true;
        self
    }

    /// The layers, lowest first.
    pub fn layers(&self) -> impl Iterator<Item = &Layer> {
        self.steps.iter().filter_map(|step| match step {
            Step::Layer(layer) => Some(&**layer),
            Step::Empty(_) => None,
        })
    }

    /// The layer of that number, counted from 0 at the bottom.
    pub fn layer_mut(&mut self, number: usize) -> Option<&mut Layer> {
        let mut layers = self.steps.iter_mut().filter_map(|step| match step {
            Step::Layer(layer) => Some(&mut **layer),
            Step::Empty(_) => None,
        });
        layers.nth(number)
    }

    /// The config's bytes, with these diff IDs (`sha256:…`, lowest first).
    pub(crate) fn config_with(&self, diff_ids: &[String]) -> Vec<u8> {
        if let Some(bytes) = &self.config_bytes {
            return bytes.clone();
        }
        let mut config = self.config.platform();
        if let Some(created) = &self.config.created {
            config["created"] = created.as_str().into();
        }
        if let Some(author) = &self.config.author {
            config["author"] = author.as_str().into();
        }
        config["config"] = self.config.runtime();
        config["rootfs"] = json!({"type": "layers", "diff_ids": diff_ids});
        let history: Vec<_> = self.steps.iter().filter_map(|step| self.history_entry(step)).collect();
        if !history.is_empty() {
            config["history"] = history.into();
        }
        json::apply(&mut config, &self.config_edits);
        config.to_string().into_bytes()
    }

    fn history_entry(&self, step: &Step) -> Option<Value> {
        let mut entry = match step {
            Step::Layer(layer) => {
                let mut entry = json!({"created_by": layer.created_by.as_ref()?});
                if let Some(comment) = &layer.comment {
                    entry["comment"] = comment.as_str().into();
                }
                entry
            }
            Step::Empty(created_by) => json!({"created_by": created_by, "empty_layer": true}),
        };
        if let Some(created) = &self.config.created {
            entry["created"] = created.as_str().into();
        }
        Some(entry)
    }

    /// As `docker save` 1.10 to 24 writes it.
    #[must_use]
    pub fn docker_archive(&self) -> Vec<u8> {
        Archive::new(Shape::DockerArchive).image(self.clone()).build()
    }

    /// As `docker save` 25 to 28 writes it: `manifest.json` and an OCI layout over the same blobs.
    #[must_use]
    pub fn docker_hybrid_archive(&self) -> Vec<u8> {
        Archive::new(Shape::DockerHybrid).image(self.clone()).build()
    }

    /// As `docker save` with the containerd image store writes it, the default since Docker 29.
    #[must_use]
    pub fn containerd_archive(&self) -> Vec<u8> {
        Archive::new(Shape::Containerd).image(self.clone()).build()
    }

    /// As `docker save` up to 1.9 wrote it: `repositories` and a chain of V1 layers.
    #[must_use]
    pub fn v1_archive(&self) -> Vec<u8> {
        Archive::new(Shape::DockerV1).image(self.clone()).build()
    }

    /// As `skopeo copy … docker-archive:` writes it.
    #[must_use]
    pub fn skopeo_archive(&self) -> Vec<u8> {
        Archive::new(Shape::Skopeo).image(self.clone()).build()
    }

    /// As crane, kaniko and other users of go-containerregistry write it.
    #[must_use]
    pub fn crane_archive(&self) -> Vec<u8> {
        Archive::new(Shape::Crane).image(self.clone()).build()
    }

    /// A tar of an OCI layout, as `buildx --output type=oci` and `skopeo copy … oci-archive:` write it.
    #[must_use]
    pub fn oci_archive(&self) -> Vec<u8> {
        Archive::new(Shape::Oci).image(self.clone()).build()
    }

    /// An OCI layout as files: path and bytes, sorted by path.
    #[must_use]
    pub fn oci_layout(&self) -> Vec<(String, Vec<u8>)> {
        Archive::new(Shape::Oci).image(self.clone()).files()
    }

    /// The config's bytes as all writers store them.
    #[must_use]
    pub fn config_json(&self) -> Vec<u8> {
        let ids: Vec<_> = self.layers().map(|layer| claimed_diff_id(layer, &layer.tar())).collect();
        self.config_with(&ids)
    }

    /// The image ID that Docker shows: the digest of the config, with `sha256:`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("sha256:{}", sha256(&self.config_json()))
    }

    /// The manifest's digest, with `sha256:`, in an OCI archive with no other options.
    #[must_use]
    pub fn manifest_digest(&self) -> String {
        let prepared = crate::write::Prepared::new(self, Compression::Gzip, crate::Inline::Nothing);
        format!("sha256:{}", prepared.manifest_digest)
    }
}

/// The diff ID that the config is to tell, with `sha256:`.
pub(crate) fn claimed_diff_id(layer: &Layer, tar: &[u8]) -> String {
    let hex = sha256(tar);
    format!("sha256:{}", if layer.wrong_diff_id { crate::digest::lied(&hex) } else { hex })
}
