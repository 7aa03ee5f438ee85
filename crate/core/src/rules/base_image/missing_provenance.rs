//! `missing-provenance`.

use crate::facts::{Binding, Facts};
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Profile, Reads};

rule! {
    /// ## What it checks
    /// Whether a provenance attestation (SLSA, `https://slsa.dev/provenance/...`) lies beside the image and speaks of it. Archives
    /// that could not hold one, which is what `docker save` writes without the containerd image store, are not judged.
    ///
    /// ## Why it matters
    /// Provenance tells from what, by whom and how an image was built, so that a build that nobody ordered can be told from one
    /// that somebody did.
    ///
    /// ## Examples
    /// ```image bad
    /// shape oci
    /// /app 0755 0:0 size=10
    /// ```
    /// ```image bad
    /// shape oci
    /// /app 0755 0:0 size=10
    /// attestation https://spdx.dev/Document {}
    /// ```
    /// ```image bad
    /// shape oci
    /// /app 0755 0:0 size=10
    /// signature self
    /// ```
    /// ```image good
    /// shape oci
    /// /app 0755 0:0 size=10
    /// attestation https://slsa.dev/provenance/v0.2 {}
    /// ```
    /// ```image good
    /// shape oci
    /// /app 0755 0:0 size=10
    /// attestation https://slsa.dev/provenance/v1 {}
    /// ```
    /// ```image good
    /// /app 0755 0:0 size=10
    /// ```
    ///
    /// ## How to fix
    /// Build with `docker buildx build --provenance=mode=max` and export in a form that keeps it (`--output type=oci`).
    ///
    /// ## References
    /// SLSA, Provenance. Docker, build attestations.
    pub static MISSING_PROVENANCE = Rule {
        id: "missing-provenance",
        title: "No build provenance travels with the image",
        category: Category::BaseImage,
        profile: Profile::Strict,
        severity: Severity::Low,
        confidence: Confidence::High,
        aliases: &["BASE-014"],
        controls: &[
            Control::inferred("NIST SP 800-190", "4.1.5"),
            Control::inferred("NIST SP 800-53 r5", "SR-4"),
            Control::inferred("NIST SP 800-53 r5", "SR-4(4)"),
            Control::inferred("PCI DSS", "6.3.2"),
        ],
        cwe: None,
        reads: &[Reads::Identity],
        inputs: Inputs::Image,
        message: "The archive holds no provenance of the image",
        why: "Provenance tells from what and how an image was built; without it a foreign build looks like your own.",
        fix: "Build with `--provenance=mode=max` and export in a form that keeps attestations.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(image) = facts.image.as_ref().filter(|image| image.could_be_attested()) else { return };
    let is_provenance = |kind: &String| kind.starts_with("https://slsa.dev/provenance/");
    let has_it = image
        .evidence
        .iter()
        .any(|evidence| evidence.binding == Binding::Bound && evidence.found.predicate_types.iter().any(is_provenance));
    if !has_it {
        findings.at(Place::Image).done();
    }
}
