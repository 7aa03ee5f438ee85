//! The signatures, attestations and SBOMs beside an image, compared with it: whether they speak of this image, and whether
//! one of the given keys signed them. What follows from that is for rules to judge.

use crate::image::digest::Digest;
use crate::image::plan::{self, Claim, Plan, PlannedImage};
use crate::limits::{MAX_KEYS, MAX_VERIFICATIONS};
use crate::signature::PublicKey;

/// One piece of evidence that belongs to an image.
#[derive(Debug, Clone)]
pub struct Evidence<'a> {
    /// What was found.
    pub found: &'a plan::Evidence,
    /// Whether it speaks of this image.
    pub binding: Binding,
    /// Whether it is signed by whom the user trusts.
    pub trust: Trust,
}

/// Whether evidence speaks of the image that it lies beside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Binding {
    /// All of its parts name a digest of this image: of its manifest, or of an index that leads to it.
    Bound,
    /// A part names another digest.
    Other {
        /// The member that does.
        member: String,
        /// What it names.
        named: Digest,
    },
    /// It names none.
    Unsaid,
}

/// Whose signature evidence has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trust {
    /// None that can be verified.
    Unsigned,
    /// Somebody's; no key was given to compare it with.
    Unchecked,
    /// It was made with this key.
    Verified(String),
    /// It was made with none of the given keys, or over something else.
    Refused,
    /// It cannot be told: the message was too large to be kept for a key that needs all of it, or there were too many.
    Untold,
}

/// What belongs to an image. An archive of several images lists evidence that names none of them under each.
#[must_use]
pub fn of<'a>(plan: &'a Plan, image: &PlannedImage, keys: &[PublicKey]) -> Vec<Evidence<'a>> {
    let digests: Vec<Digest> =
        image.manifest_digest.iter().chain(&image.other_manifests).chain(&image.index_digests).copied().collect();
    let mut left = MAX_VERIFICATIONS;
    let belongs = |evidence: &&plan::Evidence| evidence.subject.is_none_or(|subject| digests.contains(&subject));
    let judged = plan.evidence.iter().filter(belongs).map(|found| {
        let speaks_of_it = |claim: &Claim| claim.digests.iter().any(|digest| digests.contains(digest));
        let other = found.claims.iter().find_map(|claim| {
            let named = claim.digests.first().filter(|_| !speaks_of_it(claim))?;
            Some(Binding::Other { member: claim.member.clone(), named: *named })
        });
        // What belongs to no image for certain may be about one that is not in the archive.
        let is_of_this = found.subject.is_some() || found.of_only_image;
        let binding = match other {
            Some(other) if is_of_this => other,
            Some(_) => Binding::Unsaid,
            None if found.subject.is_some() || found.claims.iter().any(speaks_of_it) => Binding::Bound,
            None => Binding::Unsaid,
        };
        let claims = found.claims.iter().filter(|claim| speaks_of_it(claim));
        Evidence { found, binding, trust: trust(claims, keys, &mut left) }
    });
    judged.collect()
}

/// One good signature is enough, as for cosign: others may be of other keys.
fn trust<'c>(claims: impl Iterator<Item = &'c Claim>, keys: &[PublicKey], left: &mut usize) -> Trust {
    let (mut signed, mut untold) = (false, false);
    for claim in claims {
        let Some(message) = &claim.message else { continue };
        for signature in &claim.signatures {
            signed = true;
            for key in keys.iter().take(MAX_KEYS) {
                let Some(less) = left.checked_sub(1) else { return Trust::Untold };
                *left = less;
                match key.verifies(&message.digest, message.bytes.as_deref(), signature) {
                    Some(true) => return Trust::Verified(key.name().to_owned()),
                    Some(false) => {}
                    None => untold = true,
                }
            }
        }
    }
    match (signed, keys.is_empty(), untold) {
        (false, ..) => Trust::Unsigned,
        (true, true, _) => Trust::Unchecked,
        (true, false, true) => Trust::Untold,
        (true, false, false) => Trust::Refused,
    }
}
