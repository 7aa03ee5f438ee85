//! `missing-sbom`.

use crate::facts::{Binding, Facts};
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::image::plan::EvidenceKind;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Profile, Reads};

rule! {
    /// ## What it checks
    /// Whether a bill of materials (SPDX, CycloneDX, Syft's own) lies beside the image, as an attestation or as an artifact that
    /// refers to it, or in the image itself (`/var/lib/db/sbom`, `/opt/bitnami/**/.spdx-*.spdx`, `*.spdx.json`, `*.cdx.json`). Archives
    /// that could not hold one beside the image and images whose layers were not read are not judged.
    ///
    /// ## Why it matters
    /// When a hole is found in a library, a bill of materials tells at once which images hold it, those parts included that no
    /// package manager knows of.
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
    /// signature self
    /// ```
    /// ```image good
    /// shape oci
    /// /app 0755 0:0 size=10
    /// attestation https://spdx.dev/Document {}
    /// ```
    /// ```image good
    /// shape oci
    /// /app 0755 0:0 size=10
    /// attestation https://cyclonedx.org/bom {}
    /// ```
    /// ```image good
    /// shape oci
    /// /var/lib/db/sbom/base.spdx.json 0644 0:0 size=10
    /// ```
    ///
    /// ## How to fix
    /// Build with `docker buildx build --sbom=true`, or attach one with `cosign attest`.
    ///
    /// ## References
    /// NIST SP 800-53, CM-8. Docker, build attestations.
    pub static MISSING_SBOM = Rule {
        id: "missing-sbom",
        title: "No bill of materials travels with the image",
        category: Category::BaseImage,
        profile: Profile::Strict,
        severity: Severity::Low,
        confidence: Confidence::High,
        aliases: &["BASE-015"],
        controls: &[
            Control::inferred("NIST SP 800-190", "4.1.1"),
            Control::inferred("NIST SP 800-53 r5", "CM-8"),
            Control::inferred("NIST SP 800-53 r5", "SR-4"),
            Control::inferred("PCI DSS", "6.3.2"),
        ],
        cwe: None,
        reads: &[Reads::Identity, Reads::Files],
        inputs: Inputs::Image,
        message: "The archive holds no bill of materials of the image",
        why: "A bill of materials tells which images hold a library in which a hole was found.",
        fix: "Build with `--sbom=true`, or attach a bill of materials with `cosign attest`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let (Some(image), Some(files)) = (facts.image.as_ref().filter(|image| image.could_be_attested()), facts.files())
    else {
        return;
    };
    let names_format = |kind: &String| {
        let kind = kind.to_ascii_lowercase();
        ["spdx", "cyclonedx", "syft"].into_iter().any(|format| kind.contains(format))
    };
    let beside = image.evidence.iter().any(|evidence| {
        let is_sbom = evidence.found.kind == EvidenceKind::Sbom;
        !matches!(evidence.binding, Binding::Other { .. })
            && (is_sbom || evidence.found.predicate_types.iter().any(names_format))
    });
    let is_sbom = |path: &[u8]| {
        path.starts_with(b"var/lib/db/sbom/")
            || [&b".spdx.json"[..], b".spdx", b".cdx.json"].iter().any(|ending| path.ends_with(ending))
    };
    if !beside && files.complete && !files.rootfs.nodes().any(|node| is_sbom(node.path)) {
        findings.at(Place::Image).done();
    }
}
