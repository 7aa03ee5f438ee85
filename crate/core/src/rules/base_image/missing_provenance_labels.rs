//! `missing-provenance-labels`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Whether labels, or annotations of the manifest, say where the image comes from: `org.opencontainers.image.source`,
    /// `.revision`, `.version`, `.created`, `.licenses` and `.vendor`, or the same of Label Schema
    /// (`org.label-schema.vcs-url`, `.vcs-ref`, `.version`, `.build-date`, `.vendor`). Empty values do not count. The config's own date of creation stands for `created`,
    /// and in a Dockerfile, where a date would break the build cache, `created` is not asked for. It is one finding
    /// that lists what is missing: low if there is neither source nor revision, else for information. Build pipelines
    /// often set labels from outside, so a Dockerfile is judged for information only.
    ///
    /// ## Why it matters
    /// When a vulnerability is found, source and revision tell what has to be built again; without them nobody can
    /// tell what is in an image that runs somewhere.
    ///
    /// ## Examples
    /// ```image bad
    /// label maintainer=someone
    /// /app 0755 0:0 size=10
    /// ```
    /// ```image good
    /// created 2026-01-01T00:00:00Z
    /// label org.opencontainers.image.source=https://example.org/app
    /// label org.opencontainers.image.revision=5e1fc2a0c3b14e8fb1d2d4291e78e044d4d8764e
    /// label org.label-schema.version=1.2.0
    /// label org.opencontainers.image.licenses=MIT
    /// label org.opencontainers.image.vendor=Example
    /// ```
    /// Nobody knows who answers for it:
    /// ```image bad
    /// created 2026-01-01T00:00:00Z
    /// label org.opencontainers.image.source=https://example.org/app
    /// label org.opencontainers.image.revision=5e1fc2a0c3b14e8fb1d2d4291e78e044d4d8764e
    /// label org.opencontainers.image.version=1.2.0
    /// label org.opencontainers.image.licenses=MIT
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// LABEL org.opencontainers.image.source=""
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ARG REVISION
    /// ARG VERSION
    /// LABEL org.opencontainers.image.source="https://example.org/app" \
    ///       org.opencontainers.image.revision="$REVISION" \
    ///       org.opencontainers.image.version="$VERSION"
    /// LABEL org.opencontainers.image.licenses=MIT org.opencontainers.image.vendor=Example
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS build
    /// LABEL org.opencontainers.image.source="https://example.org/app" org.opencontainers.image.revision=1 org.opencontainers.image.version=1
    /// FROM debian:12
    /// COPY --from=build /app /app
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// LABEL maintainer="platform team" \
    ///       org.opencontainers.image.title="app"
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS base
    /// LABEL org.label-schema.vcs-url="https://example.org/app" org.label-schema.vcs-ref="5e1fc2a" \
    ///       org.label-schema.version="1.2.0" org.label-schema.vendor=Example org.opencontainers.image.licenses=MIT
    /// FROM base
    /// CMD ["/app"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ARG SOURCE=https://example.org/app
    /// LABEL org.opencontainers.image.source=$SOURCE
    /// LABEL org.opencontainers.image.revision=5e1fc2a org.opencontainers.image.version=1.2.0
    /// LABEL org.opencontainers.image.licenses=MIT org.opencontainers.image.vendor=Example
    /// ```
    ///
    /// ## How to fix
    /// Set the labels in the build: `docker build --label org.opencontainers.image.revision=$(git rev-parse HEAD) ...`.
    ///
    /// ## References
    /// OCI image specification, annotations, pre-defined annotation keys.
    pub static MISSING_PROVENANCE_LABELS = Rule {
        id: "missing-provenance-labels",
        title: "Labels do not tell where the image comes from",
        category: Category::BaseImage,
        severity: Severity::Low,
        confidence: Confidence::High,
        aliases: &["GOV-002"],
        controls: &[
            Control::inferred("NIST SP 800-53 r5", "CM-8"),
            Control::inferred("NIST SP 800-53 r5", "SR-4"),
            Control::inferred("PCI DSS", "6.3.2"),
        ],
        cwe: None,
        reads: &[Reads::Build, Reads::Identity],
        inputs: Inputs::Both,
        of_stage: true,
        message: "No label tells the image's {missing}",
        why: "Without source and revision nobody can tell what has to be built again when a vulnerability is found.",
        fix: "Set org.opencontainers.image.source, .revision, .version, .created, .licenses and .vendor when the image is built.",
        check: check,
    };
}

/// What is asked for, and the keys that answer it.
const ASKED: [(&str, [&str; 2]); 6] = [
    ("source", ["org.opencontainers.image.source", "org.label-schema.vcs-url"]),
    ("revision", ["org.opencontainers.image.revision", "org.label-schema.vcs-ref"]),
    ("version", ["org.opencontainers.image.version", "org.label-schema.version"]),
    ("created", ["org.opencontainers.image.created", "org.label-schema.build-date"]),
    ("licences", ["org.opencontainers.image.licenses", "org.opencontainers.image.license"]),
    ("vendor", ["org.opencontainers.image.vendor", "org.label-schema.vendor"]),
];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let annotated = |key: &&str| {
        let value = facts.image.as_ref().and_then(|image| image.annotations.get(*key));
        value.is_some_and(|value| !value.trim().is_empty())
    };
    let labelled = |key: &&str| facts.settings.label(key).is_some_and(|label| !label.value.1.trim().is_empty());
    let known_otherwise = |name: &str| {
        name == "created" && facts.image.as_ref().is_none_or(|image| image.config.created_at.is_some_and(|at| at > 0))
    };
    let missing: Vec<&str> = ASKED
        .iter()
        .filter(|(name, keys)| !known_otherwise(name) && !keys.iter().any(|key| labelled(key) || annotated(key)))
        .map(|(name, _)| if *name == "created" { "date of creation" } else { *name })
        .collect();
    if missing.is_empty() {
        return;
    }
    let untraceable = missing.contains(&"source") && missing.contains(&"revision");
    let (place, confidence) = if facts.image.is_some() {
        (Place::config("config.Labels"), Confidence::High)
    } else {
        (facts.image_steps().next_back().map_or(Place::Image, |step| step.place.clone()), Confidence::Low)
    };
    let is_low = untraceable && facts.image.is_some();
    findings
        .at(place)
        .detail("missing", missing.join(", "))
        .severity(if is_low { Severity::Low } else { Severity::Info })
        .confidence(confidence)
        .done();
}
