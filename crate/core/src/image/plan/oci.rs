//! The OCI index and everything it leads to: nested indexes, manifests, and what is no image.

use crate::ordered::Map;
use std::rc::Rc;

use super::super::config::ImageConfig;
use super::super::digest::Digest;
use super::super::json::Notes;
use super::super::json::oci::{self, Descriptor, Manifest, OciDocument};
use super::super::platform::Platform;
use super::documents::Fetched;
use super::error::{PlanError, PlanErrorKind};
use super::evidence::is_attestation;
use super::merge::{add_digests, merge_names};
use super::model::{LayerState, PlannedImage, PlannedLayer, Reference, ReferenceKind};
use super::planner::Read;
use super::planner::{Planner, SAVE_ANEW, noted};
use crate::gap::GapKind;
use crate::json::Value;
use crate::limits::{MAX_DESCRIPTORS, MAX_INDEX_DEPTH, MAX_LAYERS};
use crate::text::excerpt;

/// Full name, as containerd writes it.
const CONTAINERD_NAME: &str = "io.containerd.image.name";
/// A tag or a full name.
const REFERENCE_NAME: &str = "org.opencontainers.image.ref.name";

/// A descriptor on the way down from `index.json`.
struct Entry {
    descriptor: Descriptor,
    depth: usize,
    names: Vec<String>,
    keys: Vec<String>,
}

/// The entries that are still to be followed, on a stack in the order of the documents.
struct Walk {
    pending: Vec<Entry>,
    /// How many more may be pushed.
    left: usize,
}

impl Walk {
    /// Adds the entries of an index; `false` if not all could be.
    fn push(&mut self, descriptors: &[Descriptor], depth: usize, names: &[String], keys: &[String]) -> bool {
        let followed = descriptors.len().min(self.left);
        self.left = self.left.saturating_sub(followed);
        self.pending.extend(descriptors.iter().take(followed).rev().map(|descriptor| {
            let mut own = names.to_vec();
            own.extend(name_of(&descriptor.annotations));
            crate::ordered::sort(&mut own);
            own.dedup();
            Entry { names: own, keys: keys.to_vec(), depth, descriptor: descriptor.clone() }
        }));
        followed == descriptors.len()
    }
}

/// Where the content of a descriptor was found.
enum Content<'d> {
    /// The member, or `None` if it was inline.
    Bytes(Option<String>, &'d [u8]),
    Missing,
    /// Pending, or its problem was recorded.
    Nothing,
}

impl<'a> Planner<'a> {
    pub(super) fn read_index(&mut self) {
        let Read::Value { member, value } = self.read("index.json") else { return };
        let mut notes = Notes::default();
        let document = oci::read(&value, &mut notes);
        self.note(&member, &notes);
        let OciDocument::Index(descriptors) = document else {
            // Docker 25.0.0 wrote null for the whole document too; it then counts as empty.
            if value != Value::Null {
                self.refuse_document(&member, &document);
            }
            return;
        };
        let mut seen: Map<String, Rc<OciDocument>> = Map::new();
        let mut walk = Walk { pending: Vec::new(), left: MAX_DESCRIPTORS };
        let mut whole = walk.push(&descriptors, 0, &[], &[]);
        while let Some(entry) = walk.pending.pop() {
            whole &= self.read_entry(entry, &mut walk, &mut seen);
        }
        if !whole {
            let what = format!("the indexes have more than {MAX_DESCRIPTORS} entries; the rest was passed over");
            self.gap(GapKind::LimitReached, Some("index.json"), what, "save fewer images into one archive");
        }
    }

    /// Reads what an entry of an index leads to; `false` if it led to more entries than are followed.
    fn read_entry(&mut self, entry: Entry, walk: &mut Walk, seen: &mut Map<String, Rc<OciDocument>>) -> bool {
        let digest = entry.descriptor.digest.clone();
        let document = match seen.get(&digest) {
            Some(document) => Rc::clone(document),
            None => {
                let Some(document) = self.read_descriptor(&entry.descriptor) else { return true };
                let document = Rc::new(document);
                seen.insert(digest.clone(), Rc::clone(&document));
                document
            }
        };
        match &*document {
            OciDocument::Index(descriptors) => {
                if entry.depth >= MAX_INDEX_DEPTH {
                    let what = format!("indexes are nested deeper than {MAX_INDEX_DEPTH}");
                    self.problem(PlanError::at(PlanErrorKind::Limit, "index.json", what, SAVE_ANEW));
                    return true;
                }
                let mut keys = entry.keys;
                keys.push(digest);
                return walk.push(descriptors, entry.depth.saturating_add(1), &entry.names, &keys);
            }
            OciDocument::Manifest(manifest) if is_image(&entry.descriptor, manifest) => {
                self.read_image(entry, manifest);
            }
            OciDocument::Manifest(manifest) => self.read_evidence(&entry.descriptor, Some(manifest), &entry.names),
            other => self.refuse_document(&shown_digest(&entry.descriptor), other),
        }
        true
    }

    fn refuse_document(&mut self, place: &str, document: &OciDocument) {
        let problem = match document {
            OciDocument::Schema1 => PlanError::at(
                PlanErrorKind::Schema1,
                place,
                "the manifest is of schema 1, which Docker gave up in 2017".to_owned(),
                "convert it, as with skopeo copy --format v2s2, or pull and save it with a current tool",
            ),
            _ => PlanError::at(
                PlanErrorKind::Unreadable,
                place,
                "the document is neither an index nor a manifest".to_owned(),
                SAVE_ANEW,
            ),
        };
        self.problem(problem);
    }

    /// The document behind a descriptor of an index, `None` if there is none (yet).
    fn read_descriptor(&mut self, descriptor: &Descriptor) -> Option<OciDocument> {
        let place = shown_digest(descriptor);
        match self.content(descriptor, ReferenceKind::Manifest) {
            Content::Nothing => None,
            Content::Missing => {
                self.missing_manifest(descriptor);
                None
            }
            Content::Bytes(member, bytes) => {
                let place = member.as_deref().unwrap_or(&place);
                let value = self.parse(place, bytes)?;
                let mut notes = Notes::default();
                let document = oci::read(&value, &mut notes);
                self.note(place, &notes);
                if let (Some(member), OciDocument::Index(_)) = (&member, &document) {
                    self.is_an_index(member);
                }
                Some(document)
            }
        }
    }

    /// What a blob is shows only when it was read.
    fn is_an_index(&mut self, member: &str) {
        self.indexes.insert(member.to_owned());
    }

    fn missing_manifest(&mut self, descriptor: &Descriptor) {
        if is_attestation(descriptor) || descriptor.artifact_type.is_some() {
            self.read_evidence(descriptor, None, &[]);
            return;
        }
        let platform = descriptor.platform.as_ref().map_or_else(String::new, |platform| format!(" for {platform}"));
        let what = format!("the image{platform} ({}) is not in the archive", shown_digest(descriptor));
        let action = "pull that platform and save it to analyse it; archives mostly hold one";
        self.problem(PlanError::at(PlanErrorKind::BlobsMissing, "index.json", what, action));
    }

    /// Fetches what a descriptor names: inline if it is there and true, else from its blob.
    fn content<'d>(&mut self, descriptor: &'d Descriptor, what: ReferenceKind) -> Content<'d>
    where
        'a: 'd,
    {
        let digest: Option<Digest> = sha256(descriptor);
        if let Some(data) = self.inline(descriptor, what) {
            return Content::Bytes(None, data);
        }
        let Some(name) = blob_name(&descriptor.digest) else {
            let what = format!("a descriptor has the digest \"{}\"", shown_digest(descriptor));
            self.problem(PlanError::at(PlanErrorKind::Unreadable, "index.json", what, SAVE_ANEW));
            return Content::Nothing;
        };
        match self.shelf.fetch(&name) {
            Fetched::Pending => Content::Nothing,
            Fetched::Missing(_) => Content::Missing,
            Fetched::Refused { member, why } => {
                self.reference(&member.name, what, digest, descriptor.size);
                self.unreadable(&member.name, format!("the document {why}"));
                Content::Nothing
            }
            Fetched::Body { member, bytes } => {
                self.refer(&member.name, what, descriptor);
                Content::Bytes(Some(member.name.clone()), bytes)
            }
        }
    }

    /// The data inside a descriptor, if it is what the descriptor says.
    fn inline<'d>(&mut self, descriptor: &'d Descriptor, what: ReferenceKind) -> Option<&'d [u8]> {
        let data = descriptor.data.as_deref()?;
        if !self.spend(data) {
            return None;
        }
        let digest = sha256(descriptor);
        let size = u64::try_from(data.len()).unwrap_or(u64::MAX);
        let size_is_true = descriptor.size.is_none_or(|expected| expected == size);
        if size_is_true && digest.is_none_or(|digest| digest == Digest::of(data)) {
            return Some(data);
        }
        if let Some(digest) = digest {
            let member = inline_name(descriptor);
            self.inline_mismatches.insert(Reference { member, what, digest, size: descriptor.size });
        }
        None
    }

    /// Remembers the digest of a member, or that it is of a kind that is not verified.
    pub(super) fn refer(&mut self, member: &str, what: ReferenceKind, descriptor: &Descriptor) {
        let digest = sha256(descriptor);
        if digest.is_none() && !descriptor.digest.is_empty() {
            let algorithm = descriptor.digest.split(':').next().unwrap_or_default();
            let what = format!("its digest is {} and was not verified; only sha256 is", excerpt(algorithm, 20));
            let known = self.gaps.iter().any(|gap| gap.what == what && gap.member.as_deref() == Some(member));
            if !known {
                self.gap(GapKind::DocumentUnreadable, Some(member), what, "verify it with the tool that wrote it");
            }
        }
        self.reference(member, what, digest, descriptor.size);
    }

    fn read_image(&mut self, entry: Entry, manifest: &Manifest) {
        let place = shown_digest(&entry.descriptor);
        let digest = sha256(&entry.descriptor);
        let known = self.drafts.iter_mut().find(|draft| digest.is_some() && draft.image.manifest_digest == digest);
        if let Some(known) = known {
            // Docker writes one entry for each tag.
            merge_names(&mut known.image.names, entry.names.clone());
            add_digests(&mut known.image.index_digests, entry.keys.iter().filter_map(|key| key.parse().ok()));
            known.keys.extend(entry.names);
            known.keys.extend(entry.keys);
            return;
        }
        if manifest.layers.len() > MAX_LAYERS {
            let what = format!("an image has {} layers, more than {MAX_LAYERS}", manifest.layers.len());
            self.problem(PlanError::at(PlanErrorKind::Limit, &place, what, "squash the image"));
            return;
        }
        let Some(descriptor) = &manifest.config else {
            self.unreadable(&place, "the manifest names no configuration".to_owned());
            return;
        };
        let (member, bytes) = match self.content(descriptor, ReferenceKind::Config) {
            Content::Bytes(member, bytes) => (member, bytes),
            Content::Nothing => return,
            Content::Missing => {
                let platform = entry.descriptor.platform.as_ref();
                let platform = platform.map_or_else(String::new, |platform| format!(" for {platform}"));
                let what = format!(
                    "the configuration {} of the image{platform} is not in the archive",
                    shown_digest(descriptor)
                );
                self.problem(PlanError::at(PlanErrorKind::BlobsMissing, &place, what, SAVE_ANEW));
                return;
            }
        };
        let config_place = member.clone().unwrap_or_else(|| shown_digest(descriptor));
        let Some(value) = self.parse(&config_place, bytes) else { return };
        let mut notes = Notes::default();
        let config = ImageConfig::read(&value, &mut notes);
        let layers = manifest.layers.iter().map(|layer| self.oci_layer(layer)).collect();
        let mut annotations = manifest.annotations.clone();
        annotations.extend(entry.descriptor.annotations.clone());
        let index_digests = entry.keys.iter().filter_map(|key| key.parse().ok()).collect();
        let real = |platform: &Platform| !platform.is_unknown();
        let mut keys = entry.keys;
        keys.extend(entry.names.iter().cloned());
        if keys.is_empty() {
            // Platforms of one image may stand in the root index itself, without names.
            let platform = entry.descriptor.platform.clone().filter(real);
            keys.push(if platform.is_some() { String::new() } else { entry.descriptor.digest.clone() });
        }
        let image = PlannedImage {
            provenance: Vec::new(),
            names: entry.names,
            platform: entry.descriptor.platform.clone().filter(real).or_else(|| config.platform()),
            group: 0,
            manifest_digest: digest,
            other_manifests: Vec::new(),
            index_digests,
            config_digest: sha256(descriptor).or_else(|| Some(Digest::of(bytes))),
            config_member: member,
            config,
            layers,
            annotations,
            gaps: noted(&config_place, &notes).into_iter().collect(),
        };
        self.draft(image, keys);
    }

    fn oci_layer(&mut self, descriptor: &Descriptor) -> PlannedLayer {
        let name = blob_name(&descriptor.digest).unwrap_or_default();
        let mut layer = self.layer(&name);
        layer.digest = sha256(descriptor);
        layer.size = descriptor.size;
        layer.media_type.clone_from(&descriptor.media_type);
        layer.urls.clone_from(&descriptor.urls);
        if layer.state == LayerState::Missing
            && let Some(data) = self.inline(descriptor, ReferenceKind::Layer)
        {
            layer.member = Some(inline_name(descriptor));
            layer.inline = Some(data.to_vec());
            layer.state = LayerState::Inline;
            return layer;
        }
        let encrypted = layer.media_type.as_deref().is_some_and(|media_type| media_type.contains("+encrypted"));
        layer.state = match layer.state {
            LayerState::Present if encrypted => LayerState::Encrypted,
            LayerState::Missing if is_foreign(&layer) => LayerState::Foreign,
            state => state,
        };
        if let Some(member) = layer.member.clone() {
            self.refer(&member, ReferenceKind::Layer, descriptor);
        }
        layer
    }
}

/// The name that annotations give: containerd's full one, else the reference name, which may be a bare tag.
fn name_of(annotations: &Map<String, String>) -> Option<String> {
    let name = |key: &str| annotations.get(key).filter(|name| !name.is_empty()).cloned();
    name(CONTAINERD_NAME).or_else(|| name(REFERENCE_NAME))
}

pub(super) fn sha256(descriptor: &Descriptor) -> Option<Digest> {
    descriptor.digest.starts_with("sha256:").then(|| descriptor.digest.parse().ok()).flatten()
}

/// What data inside a descriptor is called.
fn inline_name(descriptor: &Descriptor) -> String {
    format!("inline data of {}", shown_digest(descriptor))
}

fn shown_digest(descriptor: &Descriptor) -> String {
    excerpt(&descriptor.digest, 80)
}

/// `blobs/<algorithm>/<encoded>`, if the digest has the form of one (image-spec descriptor.md): it becomes a name.
pub(super) fn blob_name(digest: &str) -> Option<String> {
    let (algorithm, encoded) = digest.split_once(':')?;
    let allowed = |text: &str, more: &str| {
        !text.is_empty()
            && text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
            && !text.starts_with('.')
    };
    (allowed(algorithm, "+._-") && allowed(encoded, "=_-")).then(|| format!("blobs/{algorithm}/{encoded}"))
}

/// Layers that were never meant to be distributed (moby#33008, containerd#4396).
pub(super) fn is_foreign(layer: &PlannedLayer) -> bool {
    let media_type = layer.media_type.as_deref().unwrap_or_default();
    !layer.urls.is_empty() || media_type.contains("foreign") || media_type.contains("nondistributable")
}

/// Whether a manifest is that of an image: by the types of its configuration and layers, since signatures and
/// attestations carry the configuration type of an image to please old registries.
fn is_image(descriptor: &Descriptor, manifest: &Manifest) -> bool {
    if is_attestation(descriptor) {
        return false;
    }
    let config = manifest.config.as_ref().and_then(|config| config.media_type.as_deref()).unwrap_or_default();
    let image_config = matches!(
        config,
        "" | "application/vnd.oci.image.config.v1+json"
            | "application/vnd.docker.container.image.v1+json"
            | "application/octet-stream"
            | "application/json"
    );
    let is_file_system = |layer: &Descriptor| {
        let media_type = layer.media_type.as_deref().unwrap_or_default();
        media_type.is_empty()
            || media_type.contains("tar")
            || matches!(
                media_type,
                "application/octet-stream" | "application/gzip" | "application/x-gzip" | "application/zstd"
            )
    };
    let file_systems = manifest.layers.iter().any(is_file_system);
    let declared_artifact = manifest.artifact_type.is_some() && config.is_empty();
    image_config
        && !declared_artifact
        && (file_systems || (manifest.layers.is_empty() && manifest.artifact_type.is_none()))
}
