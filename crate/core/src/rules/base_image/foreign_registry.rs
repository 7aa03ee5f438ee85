//! `foreign-registry`.

use crate::facts::{BaseUse, Facts};
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Reads};
use crate::secrets;

rule! {
    /// ## What it checks
    /// Images that a build starts from, copies from or mounts, and the base that an image names in its labels or
    /// annotations, against the list `allowed-registries` of the configuration. Without that list the rule is silent. An
    /// entry is a registry (`ghcr.io`), a registry with the beginning of a path (`ghcr.io/acme`), or an official image
    /// (`debian`); a `*` stands for any characters within one part. Names are completed as Docker does: `debian` is
    /// `docker.io/library/debian`. A name with a variable that has no value is not judged, and neither is a bare name in
    /// `COPY --from`, which may be a build context.
    ///
    /// ## Why it matters
    /// Whoever controls the registry decides what is built and run.
    ///
    /// ## Examples
    /// ```toml config
    /// allowed-registries = ["ghcr.io/acme", "*.example.org", "debian"]
    /// ```
    /// ```dockerfile bad
    /// FROM ghcr.io/acme-evil/base:1.2
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// COPY --from=docker.io/library/golang:1.26 /usr/local/go /usr/local/go
    /// ```
    /// ```dockerfile bad
    /// ARG REGISTRY=quay.io
    /// FROM ${REGISTRY}/acme/base:1
    /// RUN --mount=type=bind,from=example.org/tools:1,target=/tools /tools/run
    /// ```
    /// ```dockerfile good
    /// FROM ghcr.io/acme/base:1.2 AS base
    /// FROM registry.example.org/team/app:3
    /// COPY --from=base /app /app
    /// ```
    /// ```dockerfile good
    /// FROM docker.io/library/debian:13
    /// COPY --from=assets / /srv
    /// ```
    /// ```dockerfile good
    /// ARG REGISTRY
    /// FROM $REGISTRY/base:1
    /// FROM scratch
    /// ```
    /// ```image bad
    /// label org.opencontainers.image.base.name=quay.io/acme/base:1
    /// ```
    /// ```image good
    /// label org.opencontainers.image.base.name=ghcr.io/acme/base:1
    /// ```
    ///
    /// ## How to fix
    /// Take the image from a registry of the list, or add the registry to the list after a look at who runs it.
    ///
    /// ## References
    /// Docker, image names: how a reference without a registry is completed.
    pub static FOREIGN_REGISTRY = Rule {
        id: "foreign-registry",
        title: "Image from a registry that is not allowed",
        category: Category::BaseImage,
        severity: Severity::High,
        aliases: &["BASE-003", "DL3026", "kics:use-only-allowed-registry-in-from"],
        controls: &[
            Control::read("CIS Docker", "4.2"),
            Control::read("NIST SP 800-190", "4.1.5"),
            Control::read("NIST SP 800-190", "4.1.2"),
            Control::read("NIST SP 800-53 r5", "CM-6"),
            Control::inferred("NIST SP 800-53 r5", "SR-3"),
            Control::inferred("NIST SP 800-53 r5", "CM-7(5)"),
            Control::read("DISA", "CICDG 2.14, 2.17"),
            Control::read("DISA", "CTR-000920"),
            Control::read("DISA", "CTR-000320"),
            Control::read("PCI DSS", "CG 3.3, 12.1, 12.2"),
        ],
        reads: &[Reads::Build, Reads::Identity],
        message: "{usage} \"{reference}\" is from none of the allowed registries",
        why: "Whoever controls the registry decides what is built and run.",
        fix: "Take the image from an allowed registry, or add the registry to allowed-registries.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(allowed) = &facts.config.allowed_registries else { return };
    let allowed: Vec<String> = allowed.iter().map(|pattern| completed(pattern, true)).collect();
    for base in &facts.bases {
        let name = name_of(&base.reference);
        let context = matches!(base.usage, BaseUse::Copy | BaseUse::Mount) && !base.reference.contains(['/', ':', '@']);
        if name.is_empty() || name.contains('$') || context {
            continue;
        }
        let name = completed(name, false);
        if allowed.iter().any(|pattern| matches(pattern, &name)) {
            continue;
        }
        let usage = match base.usage {
            BaseUse::From | BaseUse::Annotation => "Base",
            BaseUse::Copy => "Source of a copy",
            BaseUse::Mount => "Source of a mount",
        };
        findings
            .at(base.place.clone())
            .detail("usage", usage)
            .detail("reference", secrets::masked(&base.reference))
            .done();
    }
}

/// Without tag and digest.
fn name_of(reference: &str) -> &str {
    let name = reference.split('@').next().unwrap_or_default();
    let last = name.rfind('/').map_or(0, |slash| slash.saturating_add(1));
    let tag = name.get(last..).and_then(|last| last.find(':'));
    tag.and_then(|tag| name.get(..last.saturating_add(tag))).unwrap_or(name)
}

/// The whole name, as Docker completes it: a first part that is no host name is a path on Docker Hub. A pattern of one
/// part with a dot is a registry.
fn completed(name: &str, pattern: bool) -> String {
    let name = name.trim_end_matches('/').to_ascii_lowercase();
    let (first, rest) = name.split_once('/').unwrap_or((name.as_str(), ""));
    let is_host = first.contains(['.', ':', '*']) || first == "localhost";
    match (is_host, rest.is_empty()) {
        (true, false) => name,
        (true, true) if pattern => name,
        (false, false) => format!("docker.io/{name}"),
        (_, true) => format!("docker.io/library/{name}"),
    }
}

/// Whether each part of the pattern fits the part of the name in its place.
fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = name.split('/');
    pattern.split('/').all(|pattern| parts.next().is_some_and(|part| fits(pattern, part)))
}

/// `*` for any characters. The pieces between the stars are looked for one behind the other, which is enough for them.
fn fits(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(first) else { return false };
    let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    for piece in middle.split('*').filter(|piece| !piece.is_empty()) {
        let Some((_, behind)) = text.split_once(piece) else { return false };
        text = behind;
    }
    text.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_completed_and_compared_by_parts() {
        for (pattern, reference, fit) in [
            ("debian", "debian:13", true),
            ("debian", "docker.io/library/debian@sha256:ab", true),
            ("debian", "acme/debian", false),
            ("docker.io", "acme/x:1", true),
            ("ghcr.io/acme", "ghcr.io/acme/x", true),
            ("ghcr.io/acme", "ghcr.io/acmeevil/x", false),
            ("*.example.org", "a.example.org:5000/x", false),
            ("*.example.org:5000", "a.example.org:5000/x", true),
            ("*", "anything/x", true),
            ("localhost:5000/", "localhost:5000/x:tag", true),
            ("docker.io/library/*", "golang:1", true),
            ("gh*.i*", "ghcr.io/x", true),
        ] {
            assert_eq!(
                matches(&completed(pattern, true), &completed(name_of(reference), false)),
                fit,
                "{pattern} {reference}"
            );
        }
    }
}
