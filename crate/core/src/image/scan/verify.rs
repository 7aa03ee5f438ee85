//! Compares what documents promise of members with what was read.

use crate::ordered::{Map, Set};

use super::super::digest::Digest;
use super::super::layer::LayerFacts;
use super::super::plan::{LayerState, Plan, Reference, ReferenceKind};

/// A promise that is not kept: the bytes are not those that a document names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mismatch {
    /// What was promised.
    pub what: MismatchKind,
    /// The member as the archive names it (escape it before showing), or what inline data it is.
    pub member: String,
    /// The image, if the promise is one of its configuration; else every image that has the member.
    pub image: Option<usize>,
    /// The layer of that image.
    pub layer: Option<u32>,
    /// The digest or number of bytes that was promised.
    pub expected: String,
    /// What was found instead.
    pub actual: String,
}

/// The promises that can be broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MismatchKind {
    /// The digest of a member as stored.
    Digest(ReferenceKind),
    /// The size of a member as stored.
    Size(ReferenceKind),
    /// The digest of an uncompressed layer.
    DiffId,
    /// The digest of data inside a descriptor.
    Inline(ReferenceKind),
}

/// What was compared.
#[derive(Debug, Default)]
pub(super) struct Verified {
    pub(super) mismatches: Vec<Mismatch>,
    pub(super) count: usize,
    pub(super) unverified: usize,
}

/// The members of the layers of these images, and whether each can be scanned.
pub(super) fn layer_members(plan: &Plan, images: &[usize]) -> Map<String, LayerState> {
    let chosen = images.iter().filter_map(|index| plan.images.get(*index));
    let layers = chosen.flat_map(|image| &image.layers);
    layers.filter_map(|layer| Some((layer.member.clone()?, layer.state))).collect()
}

/// The layers of these images that are inline in a manifest, by the name they go by.
pub(super) fn inline_layers<'p>(plan: &'p Plan, images: &[usize]) -> Map<&'p str, &'p [u8]> {
    let chosen = images.iter().filter_map(|index| plan.images.get(*index));
    let layers = chosen.flat_map(|image| &image.layers);
    layers.filter_map(|layer| Some((layer.member.as_deref()?, layer.inline.as_deref()?))).collect()
}

/// Digest and size of a member as stored, as far as they are known.
pub(super) type Actual<'a> = dyn Fn(&str) -> (Option<Digest>, Option<u64>) + 'a;

/// The references that count for these images: all but those of the layers of others.
pub(super) fn relevant<'p>(plan: &'p Plan, images: &[usize]) -> Vec<&'p Reference> {
    let every: Vec<usize> = (0..plan.images.len()).collect();
    let all = layer_members(plan, &every);
    let chosen = layer_members(plan, images);
    let of_others = |member: &str| all.contains_key(member) && !chosen.contains_key(member);
    let is_relevant = |reference: &&Reference| reference.what != ReferenceKind::Layer || !of_others(&reference.member);
    plan.references.iter().filter(is_relevant).collect()
}

/// Verifies everything that counts for these images.
pub(super) fn verify(plan: &Plan, images: &[usize], layers: &Map<String, LayerFacts>, actual: &Actual<'_>) -> Verified {
    let mut verified = Verified::default();
    let mut mismatches = Set::new();
    for reference in relevant(plan, images) {
        let (digest, size) = actual(&reference.member);
        let mut compare = |what, expected: String, actual: String| {
            if expected != actual {
                let member = reference.member.clone();
                mismatches.insert(Mismatch { what, member, image: None, layer: None, expected, actual });
            }
        };
        match digest {
            Some(digest) => {
                verified.count = verified.count.saturating_add(1);
                compare(MismatchKind::Digest(reference.what), reference.digest.to_string(), digest.to_string());
            }
            None => verified.unverified = verified.unverified.saturating_add(1),
        }
        if let (Some(expected), Some(size)) = (reference.size, size) {
            compare(MismatchKind::Size(reference.what), expected.to_string(), size.to_string());
        }
    }
    for reference in &plan.inline_mismatches {
        mismatches.insert(Mismatch {
            what: MismatchKind::Inline(reference.what),
            member: reference.member.clone(),
            image: None,
            layer: None,
            expected: reference.digest.to_string(),
            actual: "other data".to_owned(),
        });
    }
    for (index, image) in images.iter().filter_map(|index| Some((*index, plan.images.get(*index)?))) {
        for (place, layer) in image.layers.iter().enumerate() {
            let (Some(member), Some(expected)) = (&layer.member, layer.diff_id) else { continue };
            match layers.get(member).and_then(|facts| facts.diff_id) {
                Some(actual) => {
                    verified.count = verified.count.saturating_add(1);
                    if actual != expected {
                        mismatches.insert(Mismatch {
                            what: MismatchKind::DiffId,
                            member: member.clone(),
                            image: Some(index),
                            layer: u32::try_from(place).ok(),
                            expected: expected.to_string(),
                            actual: actual.to_string(),
                        });
                    }
                }
                None => verified.unverified = verified.unverified.saturating_add(1),
            }
        }
    }
    verified.mismatches = mismatches.into_iter().collect();
    verified
}
