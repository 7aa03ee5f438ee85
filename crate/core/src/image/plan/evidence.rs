//! What an index holds beside images: attestations, signatures, SBOMs, other artifacts. They are kept as evidence, with
//! what they speak of, of what type they are and who signed them; whether that is true is for others to judge.

use crate::ordered::Set;

use super::super::digest::Digest;
use super::super::json::oci::{Descriptor, Manifest};
use super::super::json::{attestation, provenance, slsa};
use super::documents::Fetched;
use super::model::{Claim, Evidence, EvidenceKind, Message, ReferenceKind};
use super::oci::{blob_name, sha256};
use super::planner::Planner;
use crate::gap::GapKind;
use crate::limits::{MAX_EVIDENCE, MAX_EVIDENCE_PARTS, MAX_PROVENANCE_BYTES, MAX_SIGNED_BYTES, MAX_SIGNED_TOTAL_BYTES};

/// Where cosign puts the signature of a payload (cosign, specs/SIGNATURE_SPEC.md).
const COSIGN_SIGNATURE: &str = "dev.cosignproject.cosign/signature";

/// What a signature says that is stored as an attestation: the default of cosign 3.
const COSIGN_SIGN: &str = "https://sigstore.dev/cosign/sign/";

impl Planner<'_> {
    /// Keeps what is no image; without its manifest, by what the index says of it.
    pub(super) fn read_evidence(&mut self, descriptor: &Descriptor, manifest: Option<&Manifest>, names: &[String]) {
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
            subject: subject
                .or_else(|| annotated.and_then(|digest| digest.parse().ok()))
                .or_else(|| names.iter().find_map(|name| named_by_tag(name))),
            of_only_image: descriptor.annotations.get("kind").is_some_and(|kind| {
                matches!(kind.as_str(), "dev.cosignproject.cosign/sigs" | "dev.cosignproject.cosign/atts")
            }),
            size: manifest.layers.iter().filter_map(|layer| layer.size).fold(0, u64::saturating_add),
            predicate_types: Vec::new(),
            members: Vec::new(),
            claims: Vec::new(),
            provenance: Vec::new(),
        };
        let mut predicate_types = Set::new();
        for layer in manifest.layers.iter().take(MAX_EVIDENCE_PARTS) {
            self.read_part(layer, &mut evidence, &mut predicate_types);
        }
        evidence.predicate_types = predicate_types.into_iter().collect();
        evidence.kind = kind_of(descriptor, &evidence);
        evidence.subject = evidence.subject.or_else(|| {
            let mut claimed = evidence.claims.iter().flat_map(|claim| &claim.digests);
            claimed.next().copied().filter(|_| !evidence.of_only_image)
        });
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
        // BuildKit's annotation, and that of cosign 2.
        let annotated = ["in-toto.io/predicate-type", "predicateType"];
        let annotated = annotated.into_iter().find_map(|key| part.annotations.get(key)).cloned();
        let has_type = |parts: &[&str]| {
            part.media_type.as_deref().is_some_and(|media_type| parts.iter().any(|part| media_type.contains(part)))
        };
        let is_payload = has_type(&["dev.cosign.simplesigning"]);
        let is_statement = has_type(&["in-toto", "dsse.envelope", "sigstore.bundle"]);
        let mut cut = None;
        let Some(name) = blob_name(&part.digest) else { return };
        if let Ok(member) = self.shelf.resolve(&name) {
            let member = member.name.clone();
            self.refer(&member, ReferenceKind::Evidence, part);
            evidence.members.push(member);
        }
        if is_statement || is_payload {
            let what = if is_payload { "signature" } else { "attestation" };
            match self.shelf.fetch_optional(&name) {
                Fetched::Body { bytes, .. } if !self.spend(bytes) => {}
                Fetched::Body { member, bytes } => {
                    let claim = if is_payload {
                        self.read_payload(&member.name, bytes, part)
                    } else {
                        self.read_statement(&member.name, bytes, predicate_types)
                    };
                    match claim {
                        Ok(claim) => {
                            if let Some((mut texts, whole)) = provenance::read(bytes).filter(|_| is_statement) {
                                evidence.provenance.append(&mut texts);
                                if !whole {
                                    cut = Some(member.name.clone());
                                }
                            }
                            evidence.claims.push(claim);
                        }
                        Err(error) => {
                            let what = format!("the {what} could not be read: {error}");
                            let action = "make signatures and attestations anew";
                            self.gap(GapKind::DocumentUnreadable, Some(&member.name), what, action);
                        }
                    }
                }
                Fetched::Refused { member, why } => {
                    let what = format!("the {what} was not read: it {why}");
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

    /// A payload of cosign; its signature stands in the descriptor.
    fn read_payload(&mut self, member: &str, bytes: &[u8], part: &Descriptor) -> Result<Claim, String> {
        let digest = attestation::simple_signing(bytes)?;
        let signature = part.annotations.get(COSIGN_SIGNATURE).filter(|text| !text.is_empty());
        let signature = match signature {
            Some(text) => Some(attestation::decode_signature(text).ok_or("the signature is not base64")?),
            None => None,
        };
        Ok(Claim {
            member: member.to_owned(),
            digests: vec![digest],
            message: Some(self.message(bytes)),
            signatures: signature.into_iter().collect(),
            provenance: None,
            scan: None,
        })
    }

    fn read_statement(
        &mut self,
        member: &str,
        bytes: &[u8],
        predicate_types: &mut Set<String>,
    ) -> Result<Claim, String> {
        let attested = attestation::read(bytes)?;
        let digests = attested.digests();
        let (predicate_type, scan) = (attested.statement.predicate_type, attested.statement.scan);
        let is_provenance =
            predicate_type.as_deref().is_some_and(|kind| kind.starts_with("https://slsa.dev/provenance/"));
        let read = is_provenance.then(|| slsa::read(attested.unwrapped.as_deref().unwrap_or(bytes)));
        let provenance = match read.transpose() {
            Ok(provenance) => provenance.map(Box::new),
            Err(error) => {
                let what = format!("the provenance could not be read: {error}");
                self.gap(GapKind::DocumentUnreadable, Some(member), what, "read it with a tool of its format");
                None
            }
        };
        predicate_types.extend(predicate_type);
        let (message, signatures) = attested.signed.unzip();
        Ok(Claim {
            member: member.to_owned(),
            digests,
            message: message.map(|message| self.message(&message)),
            signatures: signatures.unwrap_or_default(),
            provenance,
            scan,
        })
    }

    fn message(&mut self, bytes: &[u8]) -> Message {
        let after = self.signed.saturating_add(bytes.len());
        let is_kept = cfg!(feature = "verify") && bytes.len() <= MAX_SIGNED_BYTES && after <= MAX_SIGNED_TOTAL_BYTES;
        if is_kept {
            self.signed = after;
        }
        Message { digest: Digest::of(bytes), bytes: is_kept.then(|| bytes.to_vec()) }
    }
}

pub(super) fn is_attestation(descriptor: &Descriptor) -> bool {
    descriptor.annotations.get("vnd.docker.reference.type").is_some_and(|kind| kind == "attestation-manifest")
}

/// The digest in a tag by cosign's convention: `sha256-<hex>.sig`, `.att`, `.sbom`, or with no ending for referrers.
fn named_by_tag(name: &str) -> Option<Digest> {
    let tag = name.rsplit([':', '/']).next().unwrap_or(name);
    let hex = tag.strip_prefix("sha256-")?;
    hex.split('.').next().unwrap_or(hex).parse().ok()
}

fn kind_of(descriptor: &Descriptor, evidence: &Evidence) -> EvidenceKind {
    let types = || evidence.media_types.iter().chain(&evidence.artifact_type);
    let any = |parts: &[&str]| types().any(|media_type| parts.iter().any(|part| media_type.contains(part)));
    if evidence.predicate_types.iter().any(|kind| kind.starts_with(COSIGN_SIGN)) {
        EvidenceKind::Signature
    } else if is_attestation(descriptor)
        || any(&["in-toto", "attestation", "dsse"])
        || (any(&["sigstore.bundle"]) && !evidence.predicate_types.is_empty())
    {
        EvidenceKind::Attestation
    } else if any(&["simplesigning", "notary.signature", "sigstore"]) {
        EvidenceKind::Signature
    } else if any(&["spdx", "cyclonedx", "syft"]) {
        EvidenceKind::Sbom
    } else {
        EvidenceKind::Artifact
    }
}
