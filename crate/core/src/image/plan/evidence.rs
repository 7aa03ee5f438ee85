//! What an index holds beside images: attestations, signatures, SBOMs, other artifacts. They are kept as evidence, with
//! what they speak of and of what type they are; what they say is for others to read.

use crate::ordered::Set;

use super::super::json::oci::{Descriptor, Manifest};
use super::super::json::{attestation, provenance};
use super::documents::Fetched;
use super::model::{Evidence, EvidenceKind, ReferenceKind};
use super::oci::{blob_name, sha256};
use super::planner::Planner;
use crate::gap::GapKind;
use crate::limits::{MAX_EVIDENCE, MAX_EVIDENCE_PARTS, MAX_PROVENANCE_BYTES};

impl Planner<'_> {
    /// Keeps what is no image; without its manifest, by what the index says of it.
    pub(super) fn read_evidence(&mut self, descriptor: &Descriptor, manifest: Option<&Manifest>) {
        let absent = Manifest::default();
        let manifest = manifest.unwrap_or(&absent);
        let config_type = manifest.config.as_ref().and_then(|config| config.media_type.clone());
        let types = manifest.layers.iter().filter_map(|layer| layer.media_type.clone());
        let media_types: Set<String> = types.collect();
        let subject = manifest.subject.as_ref().and_then(sha256);
        let annotated = descriptor.annotations.get("vnd.docker.reference.digest");
        let mut evidence = Evidence {
            kind: EvidenceKind::Artifact,
            manifest_digest: sha256(descriptor),
            artifact_type: manifest.artifact_type.clone().or_else(|| descriptor.artifact_type.clone()).or(config_type),
            media_types: media_types.into_iter().collect(),
            subject: subject.or_else(|| annotated.and_then(|digest| digest.parse().ok())),
            size: manifest.layers.iter().filter_map(|layer| layer.size).fold(0, u64::saturating_add),
            predicate_types: Vec::new(),
            members: Vec::new(),
            provenance: Vec::new(),
        };
        evidence.kind = kind_of(descriptor, &evidence);
        let mut predicate_types = Set::new();
        for layer in manifest.layers.iter().take(MAX_EVIDENCE_PARTS) {
            self.read_part(layer, &mut evidence, &mut predicate_types);
        }
        evidence.predicate_types = predicate_types.into_iter().collect();
        if self.evidence.contains(&evidence) {
            return;
        }
        if self.evidence.len() < MAX_EVIDENCE {
            self.evidence.push(evidence);
        } else if !self.gaps.iter().any(|gap| gap.kind == GapKind::LimitReached && gap.what.contains("artifacts")) {
            let what =
                format!("attestations, signatures and artifacts beyond the first {MAX_EVIDENCE} were passed over");
            self.gap(GapKind::LimitReached, Some("index.json"), what, "save fewer images into one archive");
        }
    }

    fn read_part(&mut self, part: &Descriptor, evidence: &mut Evidence, predicate_types: &mut Set<String>) {
        let annotated = part.annotations.get("in-toto.io/predicate-type").cloned();
        let mut cut = None;
        let is_statement = part.media_type.as_deref().is_some_and(|media_type| media_type.contains("in-toto"));
        let Some(name) = blob_name(&part.digest) else { return };
        if let Ok(member) = self.shelf.resolve(&name) {
            let member = member.name.clone();
            self.refer(&member, ReferenceKind::Evidence, part);
            evidence.members.push(member);
        }
        if is_statement {
            match self.shelf.fetch_optional(&name) {
                Fetched::Body { bytes, .. } if !self.spend(bytes) => {}
                Fetched::Body { member, bytes } => match attestation::read(bytes) {
                    Ok(statement) => {
                        if let Some((mut texts, whole)) = provenance::read(bytes) {
                            evidence.provenance.append(&mut texts);
                            if !whole {
                                cut = Some(member.name.clone());
                            }
                        }
                        predicate_types.extend(statement.predicate_type);
                        let subjects = statement.subject.unwrap_or_default();
                        let mut digests =
                            subjects.iter().filter_map(|subject| subject.digest.get("sha256")?.parse().ok());
                        evidence.subject = evidence.subject.or_else(|| digests.next());
                    }
                    Err(error) => {
                        let what = format!("the attestation could not be read: {error}");
                        self.gap(GapKind::DocumentUnreadable, Some(&member.name), what, "build with attestations anew");
                    }
                },
                Fetched::Refused { member, why } => {
                    let what = format!("the attestation was not read: it {why}");
                    self.gap(
                        GapKind::DocumentUnreadable,
                        Some(&member.name),
                        what,
                        "read it with a tool of its format",
                    );
                }
                Fetched::Pending | Fetched::Missing(_) => {}
            }
        }
        if let Some(member) = cut {
            let what =
                format!("only the first {MAX_PROVENANCE_BYTES} bytes of the provenance were searched for secrets");
            self.gap(GapKind::LimitReached, Some(&member), what, "read the rest of it by hand");
        }
        predicate_types.extend(annotated);
    }
}

pub(super) fn is_attestation(descriptor: &Descriptor) -> bool {
    descriptor.annotations.get("vnd.docker.reference.type").is_some_and(|kind| kind == "attestation-manifest")
}

fn kind_of(descriptor: &Descriptor, evidence: &Evidence) -> EvidenceKind {
    let types = || evidence.media_types.iter().chain(&evidence.artifact_type);
    let any = |parts: &[&str]| types().any(|media_type| parts.iter().any(|part| media_type.contains(part)));
    if is_attestation(descriptor) || any(&["in-toto", "attestation"]) {
        EvidenceKind::Attestation
    } else if any(&["simplesigning", "notary.signature", "sigstore", "dsse"]) {
        EvidenceKind::Signature
    } else if any(&["spdx", "cyclonedx", "syft"]) {
        EvidenceKind::Sbom
    } else {
        EvidenceKind::Artifact
    }
}
