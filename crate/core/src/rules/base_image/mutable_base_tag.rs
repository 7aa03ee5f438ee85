//! `mutable-base-tag`.

use crate::facts::{BaseUse, Facts};
use crate::finding::{Confidence, Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};
use crate::words::{Words, words};

rule! {
    /// ## What it checks
    /// References to images without a tag, or with one that is made to move: `latest`, `stable`, `edge`, `main`,
    /// `nightly`, `rolling`, `testing`, `sid`, `lts` and the like, with suffixes (`stable-slim`). A digest pins any
    /// tag, and a date, a version or a commit beside the word does, too (`nightly-2026-01-01`). Judged are `FROM`,
    /// `COPY --from` and `RUN --mount=from` of a Dockerfile, variables replaced by their defaults, and the base that
    /// the annotations or labels of an image name (`org.opencontainers.image.base.name`, low: it is built already).
    /// `scratch` and earlier stages are no images. A tag that only a build argument decides is not judged. A stage that
    /// the final image is not built on is low.
    ///
    /// ## Why it matters
    /// The same Dockerfile makes another image tomorrow, with another distribution release even, and nobody can tell
    /// afterwards which one it was.
    ///
    /// ## Examples
    /// ```image bad
    /// label org.opencontainers.image.base.name=docker.io/library/debian:latest
    /// ```
    /// ```image good
    /// label org.opencontainers.image.base.name=docker.io/library/debian:latest
    /// label org.opencontainers.image.base.digest=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d
    /// ```
    /// ```dockerfile bad
    /// FROM registry.example.org:5000/base
    /// RUN make
    /// ```
    /// ```dockerfile bad
    /// ARG TAG=stable-slim
    /// FROM debian:${TAG}
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// COPY --from=nginx:latest /etc/nginx /etc/nginx
    /// ```
    /// ```dockerfile good
    /// ARG TAG
    /// FROM debian:12.5-slim AS build
    /// FROM debian@sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d
    /// COPY --from=build /app /app
    /// COPY --from=example/tools:${TAG} /tool /tool
    /// FROM scratch
    /// COPY --from=build /app /app
    /// COPY --from=7 /tool /tool
    /// ```
    /// ```dockerfile good
    /// FROM example/nightly:nightly-2026-01-01 AS build
    /// FROM build
    /// RUN make
    /// ```
    /// ```dockerfile good
    /// FROM registry.example.org:5000/base:1.2
    /// RUN --mount=from=busybox:1.37,target=/b /b/bin/busybox true
    /// ```
    ///
    /// ## How to fix
    /// Name a version and pin it: `FROM debian:12.5-slim@sha256:...`. A bot such as Renovate or Dependabot keeps the
    /// digest up to date.
    ///
    /// ## References
    /// Dockerfile reference, `FROM`. OCI image specification, annotations, `org.opencontainers.image.base.name`.
    pub static MUTABLE_BASE_TAG = Rule {
        id: "mutable-base-tag",
        title: "Image reference without a fixed tag",
        category: Category::BaseImage,
        severity: Severity::Medium,
        confidence: Confidence::High,
        aliases: &["BASE-001", "DL3006", "DL3007", "DS-0001", "DS001", "AVD-DS-0001", "CKV_DOCKER_7", "kics:image-version-not-explicit", "kics:9efb0b2d-89c9-41a3-91ca-dcc0aec911fd", "kics:image-version-using-latest", "kics:f45ea400-6bbe-4501-9fc7-1c3d75c32067", "semgrep:missing-image-version", "semgrep:avoid-latest-version"],
        controls: &[
            Control::read("NIST SP 800-190", "4.2.2"),
            Control::inferred("NIST SP 800-53 r5", "CM-2"),
            Control::read("DISA", "CICDG 2.15"),
            Control::read("PCI DSS", "CG 3.2"),
            Control::inferred("PCI DSS", "6.3.2"),
        ],
        cwe: Some(1357),
        reads: &[Reads::Build, Reads::Identity],
        inputs: Inputs::Both,
        message: "{usage} \"{reference}\" {how}",
        why: "The same build makes another image tomorrow, and nobody can tell afterwards what it was built on.",
        fix: "Name a version and pin it by digest, as in `FROM debian:12.5-slim@sha256:...`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for base in &facts.bases {
        // The number of a stage, though of none that there is.
        if base.usage != BaseUse::From && base.reference.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        let Some(how) = movable(&base.reference) else { continue };
        let (usage, severity) = match base.usage {
            BaseUse::From if base.reaches_final => ("Base", Severity::Medium),
            BaseUse::From => ("Base of a build stage", Severity::Low),
            // What is copied becomes part of the image.
            BaseUse::Copy => ("Source of a copy", Severity::Medium),
            BaseUse::Mount => ("Source of a mount", Severity::Low),
            BaseUse::Annotation => ("Base", Severity::Low),
        };
        // A bare name may be a build context that is given on the command line.
        let context = matches!(base.usage, BaseUse::Copy | BaseUse::Mount) && !base.reference.contains(['/', ':']);
        findings
            .at(base.place.clone())
            .detail("usage", usage)
            .masked("reference", &base.reference)
            .masked("how", how)
            .severity(severity)
            .confidence(if context { Confidence::Medium } else { Confidence::High })
            .done();
    }
}

/// Tags that are made to move.
static MOVING: Words = words![
    "latest",
    "stable",
    "oldstable",
    "edge",
    "main",
    "master",
    "trunk",
    "head",
    "nightly",
    "daily",
    "rolling",
    "dev",
    "devel",
    "develop",
    "development",
    "testing",
    "test",
    "unstable",
    "sid",
    "experimental",
    "snapshot",
    "canary",
    "next",
    "current",
    "mainline",
    "lts",
    "release",
    "prod",
    "production",
    "staging",
];

/// How the reference can come to mean another image; `None` if it is pinned or cannot be known.
fn movable(reference: &str) -> Option<String> {
    let last = reference.rsplit('/').next().unwrap_or_default();
    // A digest, or a variable in what decides it; `}` alone is the end of one whose default holds a slash.
    if last.is_empty() || reference.contains('@') || last.contains(['$', '}']) {
        return None;
    }
    let Some((_, tag)) = last.split_once(':') else { return Some(String::from("has no tag, so it is \"latest\"")) };
    if tag.is_empty() {
        return None;
    }
    let mut parts = tag.split(['-', '_', '.', '+']);
    let first = parts.next().unwrap_or_default().to_ascii_lowercase();
    let fixed = parts.any(|part| {
        let commit = part.len() >= 7 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
        commit || part.trim_start_matches('v').starts_with(|character: char| character.is_ascii_digit())
    });
    (MOVING.contains(&first.as_str()) && !fixed).then(|| format!("has the moving tag \"{tag}\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_digests_decide() {
        for reference in [
            "debian",
            "debian:latest",
            "a.example:5000/x",
            "node:lts-alpine",
            "debian:stable-slim",
            "x:MAIN",
            "${REGISTRY}/x:edge",
            "${REGISTRY:-docker.io/library}/x",
        ] {
            assert!(movable(reference).is_some(), "{reference}");
        }
        for reference in [
            "debian:12",
            "debian:latest@sha256:ab",
            "debian@sha256:ab",
            "rust:nightly-2026-01-01",
            "x:main-3f2a1bc",
            "$BASE",
            "x:$TAG",
            "${BASE:-a/debian}",
            "x:stable-20260101-slim",
            "x:1-stable",
            "x:testing.2",
            "",
        ] {
            assert_eq!(movable(reference), None, "{reference}");
        }
    }
}
