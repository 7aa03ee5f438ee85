//! `invalid-label-key`.

use crate::dockerfile::InstructionKind;
use crate::facts::Facts;
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs, Profile};

rule! {
    /// ## What it checks
    /// Names of labels that are not as Docker asks: they begin and end with a small letter or a digit and have small
    /// letters, digits, hyphens and full stops, never two of these in a row. Underscores and slashes are accepted, since
    /// other tools use them (`app.kubernetes.io/name`). Names in `com.docker.`, `io.docker.` and `org.dockerproject.`
    /// belong to Docker, but for those of Docker's own extensions. Names with a variable are not judged.
    ///
    /// ## Why it matters
    /// Tools that filter by labels may not find such a name, and a reserved one may come to mean something else.
    ///
    /// ## Examples
    /// ```image bad
    /// label com.docker.owner=team
    /// ```
    /// ```image good
    /// label org.example.owner=team
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// LABEL Maintainer="team@example.org"
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// LABEL com.docker.owner="team" org.example..name="x"
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS build
    /// LABEL "with space"="x" \
    ///   version-="1"
    /// FROM debian:12
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// LABEL maintainer="A" org.opencontainers.image.source="https://example.org" app.kubernetes.io/part-of="x"
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ARG PREFIX=org.example
    /// LABEL "$PREFIX.Name"="x" com.docker.extension.publisher-url="https://example.org"
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// LABEL com.dockerless.tool="x" io.k8s.display_name="x" 3scale.version=2
    /// ```
    ///
    /// ## How to fix
    /// Use a domain of your own, reversed and in small letters: `org.example.owner`.
    ///
    /// ## References
    /// Docker documentation, object labels.
    pub static INVALID_LABEL_KEY = Rule {
        id: "invalid-label-key",
        title: "Name of a label against the rules",
        category: Category::Configuration,
        profile: Profile::Strict,
        severity: Severity::Info,
        aliases: &["DL3048"],
        inputs: Inputs::Both,
        message: "Label \"{name}\" {what}",
        why: "Tools that filter by labels may not find it, and a reserved name may come to mean something else.",
        fix: "Use a domain of your own, reversed and in small letters, as in org.example.owner.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    if facts.dockerfile.is_none() {
        for label in &facts.settings.labels {
            let (name, _) = &label.value;
            if let Some(what) = fault(name) {
                findings
                    .at(label.place.clone())
                    .detail("name", crate::secrets::masked(name))
                    .detail("what", what)
                    .done();
            }
        }
        return;
    }
    for step in &facts.steps {
        let label = step.innermost();
        if label.kind != InstructionKind::Label {
            continue;
        }
        for pair in label.pairs() {
            let Some(what) = fault(&pair.name.text) else { continue };
            findings
                .at(facts.place_in(step, pair.name.span))
                .detail("name", crate::secrets::masked(&pair.name.text))
                .detail("what", what)
                .done();
        }
    }
}

fn fault(name: &str) -> Option<&'static str> {
    const RESERVED: [&str; 3] = ["com.docker.", "io.docker.", "org.dockerproject."];
    // Written by those who make extensions of Docker Desktop, as its documentation asks.
    const GIVEN: [&str; 2] = ["com.docker.extension.", "com.docker.desktop.extension."];
    if name.contains('$') {
        return None;
    }
    if RESERVED.iter().any(|begin| name.starts_with(begin)) && !GIVEN.iter().any(|begin| name.starts_with(begin)) {
        return Some("is in a namespace that Docker keeps for itself");
    }
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    if !name.bytes().all(|byte| plain(byte) || matches!(byte, b'.' | b'-' | b'_' | b'/')) {
        return Some("has other characters than small letters, digits, hyphens and full stops");
    }
    if !name.bytes().next().is_some_and(plain) || !name.bytes().last().is_some_and(plain) {
        return Some("does not begin and end with a small letter or a digit");
    }
    (name.contains("..") || name.contains("--")).then_some("has two full stops or hyphens in a row")
}
