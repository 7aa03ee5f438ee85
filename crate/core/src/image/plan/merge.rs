//! One image for what several documents say of it: the same digest under many tags, the same configuration in
//! `manifest.json` and the index, or under several manifests.

use crate::ordered::Map;

use super::super::digest::Digest;
use super::model::{LayerState, PlannedImage, PlannedLayer};
use super::planner::{Draft, Planner};
use crate::gap::GapKind;
use crate::limits::MAX_INDEX_DIGESTS;

impl Planner<'_> {
    /// Joins what the index says (the drafts from `from` on) to the images of `manifest.json` (those before).
    pub(super) fn join(&mut self, from: usize) {
        let of_index = self.drafts.split_off(from.min(self.drafts.len()));
        let mut by_config: Map<String, usize> = Map::new();
        for (index, draft) in self.drafts.iter().enumerate() {
            if let Some(member) = &draft.image.config_member {
                by_config.insert_new(member.clone(), index);
            }
        }
        for draft in of_index {
            let known = draft.image.config_member.as_ref().and_then(|member| by_config.get(member).copied());
            match known.and_then(|index| self.drafts.get_mut(index)) {
                Some(target) => absorb(target, draft),
                None => self.drafts.push(draft),
            }
        }
    }

    /// Merges drafts of the same manifest, or of the same configuration and number of layers, and drops platforms of
    /// which the archive has nothing but the documents.
    pub(super) fn merge(&mut self) {
        let mut merged: Vec<Draft> = Vec::new();
        let mut by_config: Map<String, Vec<usize>> = Map::new();
        for draft in std::mem::take(&mut self.drafts) {
            let Some(digest) = draft.image.config_digest else {
                merged.push(draft);
                continue;
            };
            let Some(same) = by_config.slot(digest.to_string(), Vec::new) else { continue };
            let target = same.iter().copied().find(|index| {
                merged.get(*index).is_some_and(|other| other.image.layers.len() == draft.image.layers.len())
            });
            match target.and_then(|index| merged.get_mut(index)) {
                Some(target) => absorb(target, draft),
                None => {
                    same.push(merged.len());
                    merged.push(draft);
                }
            }
        }
        self.drafts = merged;
        self.drop_hollow();
    }

    /// A containerd store may hold the manifest and configuration of platforms whose layers were never pulled.
    fn drop_hollow(&mut self) {
        let any_whole = self.drafts.iter().any(|draft| !is_hollow(&draft.image));
        if !any_whole {
            return;
        }
        let (hollow, whole) = std::mem::take(&mut self.drafts).into_iter().partition(|draft| is_hollow(&draft.image));
        self.drafts = whole;
        let hollow: Vec<Draft> = hollow;
        for draft in hollow {
            let platform = draft.image.platform.map_or_else(String::new, |platform| format!(" for {platform}"));
            let digest = draft.image.manifest_digest.or(draft.image.config_digest);
            let digest = digest.map_or_else(String::new, |digest| format!(" ({digest})"));
            let what = format!("of the image{platform}{digest} the archive has no layers");
            let action = "pull that platform and save it to analyse it; archives mostly hold one";
            self.gap(GapKind::BlobMissing, None, what, action);
        }
    }
}

fn is_hollow(image: &PlannedImage) -> bool {
    !image.layers.is_empty() && image.layers.iter().all(|layer| layer.state == LayerState::Missing)
}

fn missing(layers: &[PlannedLayer]) -> usize {
    layers.iter().filter(|layer| layer.state == LayerState::Missing).count()
}

/// Adds what `draft` says of the same image to `target`.
fn absorb(target: &mut Draft, draft: Draft) {
    let Draft { image: other, keys } = draft;
    target.keys.extend(keys);
    let image = &mut target.image;
    merge_names(&mut image.names, other.names);
    for (key, value) in other.annotations {
        image.annotations.insert_new(key, value);
    }
    if image.manifest_digest.is_none() {
        image.platform = other.platform.or(image.platform.take());
    }
    let same_layers = image.layers.len() == other.layers.len();
    let mut others = other.other_manifests;
    match (image.manifest_digest, other.manifest_digest) {
        (None, digest) => image.manifest_digest = digest,
        (Some(mine), Some(theirs)) if mine != theirs => {
            if same_layers && missing(&other.layers) < missing(&image.layers) {
                image.manifest_digest = Some(theirs);
                image.layers.clone_from(&other.layers);
                others.push(mine);
            } else {
                others.push(theirs);
            }
        }
        _ => {}
    }
    add_digests(&mut image.index_digests, other.index_digests.into_iter());
    for digest in others {
        if !image.other_manifests.contains(&digest) && image.manifest_digest != Some(digest) {
            image.other_manifests.push(digest);
        }
    }
    if !same_layers {
        return;
    }
    for (layer, described) in image.layers.iter_mut().zip(other.layers) {
        if layer.member.is_none() || layer.member == described.member {
            layer.digest = layer.digest.or(described.digest);
            layer.size = layer.size.or(described.size);
            layer.media_type = layer.media_type.take().or(described.media_type);
            if layer.urls.is_empty() {
                layer.urls = described.urls;
            }
            if layer.member.is_none() || described.state == LayerState::Encrypted {
                layer.member = layer.member.take().or(described.member);
                layer.inline = layer.inline.take().or(described.inline);
                layer.state = described.state;
            }
        }
    }
}

/// Adds digests that are not there yet. A hostile archive may lead to one image through every index.
pub(super) fn add_digests(digests: &mut Vec<Digest>, more: impl Iterator<Item = Digest>) {
    for digest in more {
        if digests.len() < MAX_INDEX_DIGESTS && !digests.contains(&digest) {
            digests.push(digest);
        }
    }
}

/// Adds names that are not there yet in another spelling (`docker.io/library/alpine:3` is `alpine:3`) and are more than
/// the tag of one that is.
pub(super) fn merge_names(names: &mut Vec<String>, more: Vec<String>) {
    for name in more {
        let bare_tag = !name.contains([':', '/', '@']);
        let known = names.iter().any(|known| {
            super::choose::normalised(known) == super::choose::normalised(&name)
                || (bare_tag && known.rsplit_once(':').is_some_and(|(_, tag)| tag == name))
        });
        if !known {
            names.push(name);
        }
    }
}
