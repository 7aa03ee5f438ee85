//! `signature-invalid`.

use crate::facts::{Facts, Trust};
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::image::plan::EvidenceKind;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};
use crate::text;

rule! {
    /// ## What it checks
    /// With public keys given (`--key`), whether a signature of the image was made with one of them: ECDSA over P-256, which is
    /// cosign's default, Ed25519, or RSA (PKCS #1 v1.5 or PSS), with SHA-256. Signatures of cosign, in envelopes (DSSE) and in
    /// Sigstore bundles are read. One good signature over this image's digest is enough; the others may be of other keys. An
    /// archive without any signature is a finding as well, high, since the key was given to be asked for. Of attestations that are
    /// signed, none of which fits a key, there is a finding of medium severity, since they are often signed by others.
    /// Without keys the rule is silent.
    ///
    /// Only keys are verified: no certificates, no transparency log and no time of signing.
    ///
    /// ## Why it matters
    /// A signature that does not fit the key was made by somebody else, or over something else than what is there now.
    ///
    /// ## Examples
    /// The examples are judged with one key.
    /// ```image bad
    /// /app 0755 0:0 size=10
    /// signature stranger
    /// ```
    /// ```image bad
    /// /app 0755 0:0 size=10
    /// signature broken
    /// ```
    /// ```image bad
    /// /app 0755 0:0 size=10
    /// ```
    /// ```image good
    /// /app 0755 0:0 size=10
    /// signature self
    /// ```
    /// ```image good
    /// /app 0755 0:0 size=10
    /// signature stranger
    /// signature self
    /// ```
    /// ```image good
    /// layer COPY app /app # buildkit
    /// /app 0755 0:0 size=10
    /// signature self
    /// attestation https://slsa.dev/provenance/v1 {}
    /// ```
    ///
    /// ## How to fix
    /// Check that the key is the right one. If it is, do not run the image: take it again from its source, with its signatures
    /// (`cosign save`, or a copy that keeps referrers).
    ///
    /// ## References
    /// cosign, specs/SIGNATURE_SPEC.md. DSSE, protocol.md. NIST SP 800-190, 4.1.5.
    pub static SIGNATURE_INVALID = Rule {
        id: "signature-invalid",
        title: "Image is not signed with a given key",
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
        message: "{what}",
        why: "What is not signed with the key that you trust may have been made or changed by anybody.",
        fix: "Check the key; if it is the right one, take the image again from its source together with its signatures.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(image) = facts.image.as_ref().filter(|image| image.must_be_signed) else { return };
    let of_kind = |kind: EvidenceKind| image.evidence.iter().filter(move |evidence| evidence.found.kind == kind);
    let is_verified = |trust: &Trust| matches!(trust, Trust::Verified(_));
    let signatures = || of_kind(EvidenceKind::Signature);
    if !image.is_signed() {
        let first = signatures().find_map(|signature| signature.found.members.first());
        let (what, severity) = if signatures().next().is_none() {
            ("The archive holds no signature of the image, and one was asked for", Severity::High)
        } else if signatures().any(|signature| signature.trust == Trust::Untold) {
            let what =
                "No signature of the image could be verified: what they sign is too large, or there are too many";
            (what, Severity::High)
        } else {
            ("No signature of the image was made with a given key over what it is now", Severity::Critical)
        };
        let place = first.map_or(Place::Image, |name| Place::Member { name: text::escaped(name) });
        findings.at(place).detail("what", what).severity(severity).done();
    }
    let attestations = || of_kind(EvidenceKind::Attestation);
    if attestations().any(|attestation| is_verified(&attestation.trust)) {
        return;
    }
    for attestation in attestations().filter(|attestation| attestation.trust == Trust::Refused) {
        let name = attestation.found.members.first().map_or("", String::as_str);
        findings
            .at(Place::Member { name: text::escaped(name) })
            .detail("what", "A signed attestation of the image was not made with a given key")
            .severity(Severity::Medium)
            .confidence(Confidence::Medium)
            .done();
    }
}
