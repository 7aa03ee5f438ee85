//! `digest-mismatch`.

use crate::facts::{Compared, Facts};
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};
use crate::text;

rule! {
    /// ## What it checks
    /// Whether each manifest, config and layer of the archive has the SHA-256 digest and the size that the document
    /// above it promises, and whether each uncompressed layer has the digest that the config lists in
    /// `rootfs.diff_ids`. Blobs that the archive does not hold are coverage gaps and not findings.
    ///
    /// ## Why it matters
    /// Digests are what a signature over an image, a pinned reference and a scan result all rest on. Content that does
    /// not match was damaged or changed after the image was built, and runtimes refuse it or, from some archives, load
    /// it unchecked.
    ///
    /// ## Examples
    /// ```image bad
    /// layer COPY app /app # buildkit
    /// /app 0755 0:0 size=10
    /// lie diff-id 0
    /// ```
    /// ```image good
    /// layer COPY app /app # buildkit
    /// /app 0755 0:0 size=10
    /// ```
    ///
    /// ## How to fix
    /// Export the image again from a source that you trust and compare its digest with the one that the registry or
    /// the signature gives. If it differs again, treat the archive as tampered with.
    ///
    /// ## References
    /// OCI image specification, descriptors, digests, and config, `rootfs.diff_ids`.
    pub static DIGEST_MISMATCH = Rule {
        id: "digest-mismatch",
        title: "Content differs from its digest",
        category: Category::Configuration,
        severity: Severity::Critical,
        confidence: Confidence::High,
        aliases: &["BASE-013"],
        controls: &[
            Control::read("NIST SP 800-190", "4.1.5"),
            Control::read("NIST SP 800-53 r5", "SI-7"),
            Control::read("NIST SP 800-53 r5", "SC-8(2)"),
            Control::read("DISA", "CICDG 2.14 CCI-002422"),
            Control::inferred("PCI DSS", "11.5.2"),
        ],
        cwe: Some(354),
        reads: &[Reads::Integrity],
        inputs: Inputs::Image,
        message: "{what} should be {expected} but is {actual}",
        why: "Content that does not match its digest was damaged or changed after the image was built.",
        fix: "Export the image again from a trusted source; if it still differs, treat the archive as tampered with.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for mismatch in facts.image.iter().flat_map(|image| image.mismatches) {
        let place = match mismatch.layer {
            Some(layer) => Place::Layer { layer },
            None => Place::Member { name: text::escaped(&mismatch.member) },
        };
        let subject = mismatch.layer.map_or_else(|| mismatch.member.clone(), |layer| format!("layer {layer}"));
        let what = match mismatch.what {
            Compared::BlobDigest => format!("Digest of {subject}"),
            Compared::BlobSize => format!("Size of {subject}"),
            Compared::DiffId => format!("Uncompressed digest of {subject}"),
        };
        findings
            .at(place)
            .detail("what", what)
            .detail("expected", &mismatch.expected)
            .detail("actual", &mismatch.actual)
            .detail("member", &mismatch.member)
            .done();
    }
}
