//! `unsigned-image`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::image::plan::EvidenceKind;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Profile, Reads};

rule! {
    /// ## What it checks
    /// Whether a signature lies beside the image, in an OCI archive or layout: as a manifest that refers to it, by a tag
    /// `sha256-<hex>.sig`, or as `cosign save` writes it. What `docker save` writes never holds signatures and is not judged.
    /// Whether a signature is good is for other rules.
    ///
    /// ## Why it matters
    /// Without a signature, nobody who gets the archive can tell whether it is what was built.
    ///
    /// ## Examples
    /// ```image bad
    /// shape oci
    /// /app 0755 0:0 size=10
    /// ```
    /// ```image bad
    /// shape oci
    /// /app 0755 0:0 size=10
    /// attestation https://slsa.dev/provenance/v1 {}
    /// ```
    /// ```image bad
    /// shape oci
    /// /app 0755 0:0 size=10
    /// attestation https://spdx.dev/Document {}
    /// ```
    /// ```image good
    /// shape oci
    /// /app 0755 0:0 size=10
    /// signature self
    /// ```
    /// ```image good
    /// shape oci
    /// /app 0755 0:0 size=10
    /// signature stranger
    /// ```
    /// ```image good
    /// /app 0755 0:0 size=10
    /// ```
    ///
    /// ## How to fix
    /// Sign the image with cosign when it is pushed, and export it with `cosign save` or a copy that keeps referrers.
    ///
    /// ## References
    /// NIST SP 800-190, 4.1.5. CIS Docker Benchmark, 4.5.
    pub static UNSIGNED_IMAGE = Rule {
        id: "unsigned-image",
        title: "No signature travels with the image",
        category: Category::BaseImage,
        profile: Profile::Strict,
        severity: Severity::Low,
        confidence: Confidence::High,
        aliases: &["BASE-011"],
        controls: &[
            Control::read("CIS Docker", "4.5"),
            Control::read("CIS Docker", "4.12"),
            Control::read("NIST SP 800-190", "4.1.5"),
            Control::inferred("NIST SP 800-53 r5", "CM-14"),
            Control::inferred("NIST SP 800-53 r5", "SR-4"),
            Control::inferred("NIST SP 800-53 r5", "SI-7(15)"),
            Control::read("DISA", "CICDG 2.10 CCI-001749"),
            Control::read("DISA", "V-235839"),
            Control::read("DISA", "CTR-000285"),
            Control::read("PCI DSS", "CG 3.2, 13.4"),
        ],
        cwe: None,
        reads: &[Reads::Identity],
        inputs: Inputs::Image,
        message: "The archive holds no signature of the image",
        why: "Without a signature, nobody who gets the archive can tell whether it is what was built.",
        fix: "Sign the image with cosign, and export it with its signatures (`cosign save`).",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(image) = facts.image.as_ref().filter(|image| image.could_be_signed()) else { return };
    let is_signature = |kind: EvidenceKind| kind == EvidenceKind::Signature;
    if !image.evidence.iter().any(|evidence| is_signature(evidence.found.kind)) {
        findings.at(Place::Image).done();
    }
}
