//! `unrecorded-base`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Whether anything tells which image this one was built on: the annotations or labels `org.opencontainers.image.base.name` and
    /// `.base.digest`, or what provenance lists as fetched for the build. Images of a single layer are not judged: they are mostly
    /// made from scratch, or are base images themselves.
    ///
    /// ## Why it matters
    /// Who knows the base knows when it must be built again: as soon as the base is.
    ///
    /// ## Examples
    /// ```image bad
    /// layer /bin/sh -c #(nop) ADD file:ab in /
    /// /etc/os-release 0644 0:0 "ID=debian\nVERSION_ID=13\n"
    /// layer COPY app /app # buildkit
    /// /app 0755 0:0 size=10
    /// ```
    /// ```image bad
    /// label org.opencontainers.image.base.name=
    /// layer ADD rootfs.tar / # buildkit
    /// /bin/sh 0755 0:0 size=10
    /// layer RUN make # buildkit
    /// /app 0755 0:0 size=10
    /// ```
    /// ```image bad
    /// label maintainer=someone
    /// layer ADD rootfs.tar / # buildkit
    /// /bin/sh 0755 0:0 size=10
    /// layer RUN make # buildkit
    /// /app 0755 0:0 size=10
    /// ```
    /// ```image good
    /// label org.opencontainers.image.base.name=docker.io/library/debian:13
    /// layer ADD rootfs.tar / # buildkit
    /// /bin/sh 0755 0:0 size=10
    /// layer RUN make # buildkit
    /// /app 0755 0:0 size=10
    /// ```
    /// ```image good
    /// label org.opencontainers.image.base.digest=sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
    /// layer ADD rootfs.tar / # buildkit
    /// /bin/sh 0755 0:0 size=10
    /// layer RUN make # buildkit
    /// /app 0755 0:0 size=10
    /// ```
    /// ```image good
    /// /app 0755 0:0 size=10
    /// ```
    /// ```image good
    /// layer ADD rootfs.tar / # buildkit
    /// /bin/sh 0755 0:0 size=10
    /// layer RUN make # buildkit
    /// /app 0755 0:0 size=10
    /// attestation https://slsa.dev/provenance/v0.2 {"materials": [{"uri": "pkg:docker/debian@13"}]}
    /// ```
    ///
    /// ## How to fix
    /// Set the annotations when the image is built: `docker buildx build --annotation org.opencontainers.image.base.name=... `, or
    /// build with provenance.
    ///
    /// ## References
    /// OCI image specification, annotations.
    pub static UNRECORDED_BASE = Rule {
        id: "unrecorded-base",
        title: "Nothing tells which base the image was built on",
        category: Category::BaseImage,
        severity: Severity::Info,
        confidence: Confidence::High,
        aliases: &["BASE-016"],
        controls: &[
            Control::inferred("NIST SP 800-190", "4.1.5"),
            Control::inferred("NIST SP 800-53 r5", "SR-4"),
            Control::inferred("NIST SP 800-53 r5", "CM-8"),
            Control::inferred("PCI DSS", "6.3.2"),
        ],
        cwe: None,
        reads: &[Reads::Identity],
        inputs: Inputs::Image,
        message: "Neither annotations nor provenance name the base image",
        why: "Who knows the base knows when the image must be built again: as soon as the base is.",
        fix: "Set org.opencontainers.image.base.name and .digest when the image is built, or build with provenance.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(image) = facts.image.as_ref().filter(|image| image.alignment.history_of.len() > 1) else { return };
    let annotated = ["org.opencontainers.image.base.name", "org.opencontainers.image.base.digest"].iter().any(|key| {
        let values = [image.annotations.get(*key), image.config.labels.get(*key)];
        values.into_iter().flatten().any(|value| !value.trim().is_empty())
    });
    let claims = image.evidence.iter().flat_map(|evidence| &evidence.found.claims);
    let mut provenance = claims.filter_map(|claim| claim.provenance.as_deref());
    if !annotated && !provenance.any(|provenance| !provenance.materials.is_empty()) {
        findings.at(Place::config("annotations")).done();
    }
}
