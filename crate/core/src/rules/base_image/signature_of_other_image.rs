//! `signature-of-other-image`.

use crate::facts::{Binding, Facts};
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::image::plan::EvidenceKind;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};
use crate::text;

rule! {
    /// ## What it checks
    /// Whether the signatures and attestations that lie beside an image speak of that image. A signature of cosign names the
    /// digest of a manifest in its payload (`critical.image.docker-manifest-digest`), an attestation in its `subject`; it must be
    /// that of the image's manifest, or of an index that leads to it. What belongs to an image is told by the manifest's
    /// `subject`, the index entry, the tag (`sha256-<hex>.sig`), or the annotation that `cosign save` writes. No key is needed.
    /// Attestations that are not signed, which is how BuildKit writes them, are medium: copying an image with other compression
    /// changes its digest and leaves them behind.
    ///
    /// ## Why it matters
    /// A signature beside an image looks like a vouched image. If it was made for another one, either the image was swapped
    /// after it was signed, or the signature was laid there to look like one.
    ///
    /// ## Examples
    /// ```image bad
    /// layer COPY app /app # buildkit
    /// /app 0755 0:0 size=10
    /// signature other-image
    /// ```
    /// ```image bad
    /// layer COPY app /app # buildkit
    /// /app 0755 0:0 size=10
    /// signature self
    /// signature other-image
    /// ```
    /// ```image bad
    /// /app 0755 0:0 size=10
    /// attestation-of sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
    /// ```
    /// ```image good
    /// layer COPY app /app # buildkit
    /// /app 0755 0:0 size=10
    /// signature self
    /// ```
    /// ```image good
    /// /app 0755 0:0 size=10
    /// attestation https://slsa.dev/provenance/v1 {}
    /// ```
    /// ```image good
    /// /app 0755 0:0 size=10
    /// ```
    ///
    /// ## How to fix
    /// Find out how image and signature came together. If the image was copied with other compression, sign the copy; else treat
    /// it as swapped: take it again from its source and compare the digest.
    ///
    /// ## References
    /// cosign, specs/SIGNATURE_SPEC.md. in-toto, Statement. NIST SP 800-190, 4.1.5.
    pub static SIGNATURE_OF_OTHER_IMAGE = Rule {
        id: "signature-of-other-image",
        title: "Signature or attestation is of another image",
        category: Category::BaseImage,
        severity: Severity::Critical,
        confidence: Confidence::High,
        aliases: &["BASE-012"],
        controls: &[
            Control::read("CIS Docker", "4.12"),
            Control::read("NIST SP 800-190", "4.1.5"),
            Control::read("NIST SP 800-53 r5", "SI-7"),
            Control::inferred("NIST SP 800-53 r5", "SI-7(6)"),
            Control::inferred("NIST SP 800-53 r5", "SR-11"),
            Control::read("DISA", "CICDG 2.10, 2.17"),
            Control::read("DISA", "CTR-000285"),
            Control::read("PCI DSS", "CG 13.4"),
            Control::inferred("PCI DSS", "11.5.2"),
        ],
        cwe: Some(347),
        reads: &[Reads::Identity],
        inputs: Inputs::Image,
        message: "The {evidence} speaks of {named}, not of this image",
        why: "A signature that was made for another image vouches for nothing: the image may have been swapped.",
        fix: "Sign the image anew if it was copied with other compression; else treat it as swapped and take it again from its source.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for evidence in facts.image.iter().flat_map(|image| &image.evidence) {
        let Binding::Other { member, named } = &evidence.binding else { continue };
        let is_signature = evidence.found.kind == EvidenceKind::Signature;
        let is_signed = evidence.found.claims.iter().any(|claim| !claim.signatures.is_empty());
        findings
            .at(Place::Member { name: text::escaped(member) })
            .detail("evidence", if is_signature { "signature" } else { "attestation" })
            .detail("named", named)
            .severity(if is_signature || is_signed { Severity::Critical } else { Severity::Medium })
            .done();
    }
}
