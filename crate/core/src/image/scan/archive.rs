//! The result of a scan: the plan, the facts of its layers, and what was promised and not kept.

use crate::ordered::Map;

use super::super::config::ImageConfig;
use super::super::digest::Digest;
use super::super::history::{Alignment, align};
use super::super::layer::LayerFacts;
use super::super::plan::{Chosen, Documents, LayerState, Plan, PlannedImage, ReferenceKind};
use super::error::ScanError;
use super::outer::Outer;
use super::verify::{Mismatch, MismatchKind, layer_members, verify};
use crate::gap::{Gap, GapKind};
use crate::text::excerpt;

/// One archive, scanned.
#[derive(Debug, Clone, PartialEq)]
pub struct ScannedArchive {
    /// What the archive's documents say.
    pub plan: Plan,
    /// The images that were analysed, and the others.
    pub chosen: Chosen,
    /// Facts of the layers of the chosen images, each member once.
    pub layers: Map<String, LayerFacts>,
    /// Promises of documents that are not kept, sorted.
    pub mismatches: Vec<Mismatch>,
    /// How many digests were compared.
    pub verified: usize,
    /// How many could not be: hashing was switched off, or the bytes could not be read to their end.
    pub unverified: usize,
    /// What could not be read of the archive as a whole. Those of single images are in [`ImageFacts::gaps`].
    pub gaps: Vec<Gap>,
}

/// Everything known of one image, for its rules.
#[derive(Debug, Clone)]
pub struct ImageFacts<'a> {
    /// Names, digests, platform.
    pub image: &'a PlannedImage,
    /// The configuration.
    pub config: &'a ImageConfig,
    /// Which history record made which layer.
    pub alignment: Alignment,
    /// The layers, lowest first; `None` for one that is missing or cannot be read at all.
    pub layers: Vec<Option<&'a LayerFacts>>,
    /// Promises about this image that are not kept.
    pub mismatches: Vec<&'a Mismatch>,
    /// What could not be read of it, in the order of its layers.
    pub gaps: Vec<Gap>,
}

impl ScannedArchive {
    /// The facts of a chosen image; `None` for any other index.
    #[must_use]
    pub fn image(&self, index: usize) -> Option<ImageFacts<'_>> {
        let image = self.plan.images.get(index).filter(|_| self.chosen.images.contains(&index))?;
        let facts = |member: &Option<String>| self.layers.get(member.as_ref()?);
        let layers: Vec<_> = image.layers.iter().map(|layer| facts(&layer.member)).collect();
        let mut gaps = image.gaps.clone();
        for (place, (facts, layer)) in layers.iter().zip(&image.layers).enumerate() {
            let Some(facts) = facts else { continue };
            let place = u32::try_from(place).ok();
            let member = layer.member.as_deref().map(|member| excerpt(member, 200));
            gaps.extend(facts.gaps.iter().map(|gap| Gap { layer: place, member: member.clone(), ..gap.clone() }));
            if facts.gaps_left_out > 0 {
                gaps.push(Gap {
                    kind: GapKind::LimitReached,
                    member: member.clone(),
                    layer: place,
                    path: None,
                    offset: None,
                    what: format!("{} more gaps in this layer", facts.gaps_left_out),
                    action: "build the layer anew; it is damaged in many places".to_owned(),
                });
            }
        }
        Some(ImageFacts {
            image,
            config: &image.config,
            alignment: align(&image.config.history, image.layers.len()),
            layers,
            mismatches: self.mismatches.iter().filter(|mismatch| concerns(mismatch, index, image)).collect(),
            gaps,
        })
    }
}

fn concerns(mismatch: &Mismatch, index: usize, image: &PlannedImage) -> bool {
    use MismatchKind::{DiffId, Digest, Inline, Size};
    match mismatch.what {
        DiffId => mismatch.image == Some(index),
        Digest(ReferenceKind::Evidence) | Size(ReferenceKind::Evidence) | Inline(ReferenceKind::Evidence) => false,
        Digest(ReferenceKind::Config) | Size(ReferenceKind::Config) => {
            image.config_member.as_ref() == Some(&mismatch.member)
        }
        Digest(ReferenceKind::Layer) | Size(ReferenceKind::Layer) => {
            image.layers.iter().any(|layer| layer.member.as_ref() == Some(&mismatch.member))
        }
        Digest(ReferenceKind::Manifest) | Size(ReferenceKind::Manifest) => {
            let digests = image.manifest_digest.iter().chain(&image.other_manifests);
            // Blobs are named by the digest that was promised.
            digests.into_iter().any(|digest| mismatch.member.ends_with(&digest.hex()))
        }
        Inline(_) => {
            let digests = image.manifest_digest.iter().chain(&image.config_digest);
            digests.into_iter().any(|digest| digest.to_string() == mismatch.expected)
        }
        Digest(ReferenceKind::Index) | Size(ReferenceKind::Index) => true,
    }
}

/// What a driver has read.
pub(super) struct Parts<'d> {
    pub(super) plan: Plan,
    pub(super) chosen: Chosen,
    pub(super) layers: Map<String, LayerFacts>,
    pub(super) documents: &'d Documents,
    /// Digest and size of members that are neither layers nor documents.
    pub(super) blobs: Map<String, (Digest, u64)>,
    pub(super) outer: Outer,
    pub(super) max_entries: usize,
}

/// Puts together what either driver has read.
pub(super) fn assemble(parts: Parts<'_>) -> Result<ScannedArchive, ScanError> {
    let Parts { plan, chosen, layers, documents, blobs, outer, max_entries } = parts;
    let entries = layers.values().fold(0usize, |sum, facts| sum.saturating_add(facts.entries.len()));
    if entries > max_entries {
        return Err(ScanError::EntryLimit(max_entries));
    }
    let wanted = layer_members(&plan, &chosen.images);
    let unread = wanted.iter().find(|(member, state)| {
        matches!(state, LayerState::Present | LayerState::Inline) && !layers.contains_key(*member)
    });
    if let Some((member, _)) = unread {
        return Err(ScanError::Unfinished(member.clone()));
    }
    let actual = |member: &str| {
        if let Some(facts) = layers.get(member) {
            return (facts.blob_digest, Some(facts.blob_size));
        }
        let known = documents.digest(member).or_else(|| blobs.get(member).copied());
        (known.map(|(digest, _)| digest), known.map(|(_, size)| size))
    };
    let verified = verify(&plan, &chosen.images, &layers, &actual);
    let mut gaps = plan.gaps.clone();
    gaps.extend(outer.into_gaps(plan.source));
    Ok(ScannedArchive {
        mismatches: verified.mismatches,
        verified: verified.count,
        unverified: verified.unverified,
        plan,
        chosen,
        layers,
        gaps,
    })
}
