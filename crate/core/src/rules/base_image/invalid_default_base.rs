//! `invalid-default-base`.

use super::undeclared_base_argument::{global_names, is_built_in};
use crate::dockerfile::stage::Base;
use crate::facts::Facts;
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};
use crate::secrets::masked;
use std::cell::OnceCell;

rule! {
    /// ## What it checks
    /// `FROM` whose variables are declared, but leave its image empty or malformed (`debian:`, `/app`) when no build argument is
    /// given. Variables that BuildKit sets itself, and ones that nothing declares, are not judged here. `${BASE:?give one}` says
    /// that the argument is demanded and is accepted.
    ///
    /// ## Why it matters
    /// The file cannot be built without knowing an argument that it does not name, and tools that read it cannot tell what it is
    /// built on.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// ARG BASE
    /// FROM ${BASE}
    /// ```
    /// ```dockerfile bad
    /// ARG TAG
    /// FROM debian:${TAG}
    /// RUN make
    /// ```
    /// ```dockerfile bad
    /// ARG REGISTRY=
    /// FROM $REGISTRY/debian:12
    /// ```
    /// ```dockerfile good
    /// ARG TAG=12
    /// FROM debian:${TAG}
    /// ```
    /// ```dockerfile good
    /// ARG TAG
    /// ARG SUFFIX
    /// FROM debian:${TAG:-12}${SUFFIX:+-$SUFFIX}
    /// ```
    /// ```dockerfile good
    /// ARG BASE
    /// FROM ${BASE:?say what it is built on}
    /// ```
    /// ```dockerfile good
    /// FROM debian:12-$TARGETARCH
    /// ```
    ///
    /// ## How to fix
    /// Give the `ARG` a default that makes a whole reference, or write `${NAME:?reason}` where there can be none.
    ///
    /// ## References
    /// Dockerfile reference, how `ARG` and `FROM` work together. Distribution, grammar of references.
    pub static INVALID_DEFAULT_BASE = Rule {
        id: "invalid-default-base",
        title: "Base image is not valid without a build argument",
        category: Category::BaseImage,
        severity: Severity::Info,
        aliases: &["InvalidDefaultArgInFrom"],
        inputs: Inputs::Dockerfile,
        message: "Without build arguments the base is \"{reference}\", which is no image",
        why: "The file cannot be built, nor judged, without an argument that it does not ask for.",
        fix: "Give the ARG a default that makes a whole reference, or ask for it with `${NAME:?reason}`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(written) = facts.dockerfile else { return };
    let globals = OnceCell::new();
    for stage in &written.model.stages {
        let (Base::Image { reference, unset }, Some(image)) = (&stage.base, &stage.image) else { continue };
        if !image.has_variables() || is_reference(reference) || unset.iter().any(|name| is_built_in(name)) {
            continue;
        }
        let globals = globals.get_or_init(|| global_names(written));
        if unset.iter().any(|name| !globals.contains(name.as_str())) {
            continue;
        }
        let Some(step) = stage.from.and_then(|from| facts.steps.get(from)) else { continue };
        findings.at(facts.place_in(step, image.span)).detail("reference", masked(reference)).done();
    }
}

/// Whether it follows the grammar of references: host and port, components, tag, digest.
fn is_reference(reference: &str) -> bool {
    let (name, digest) = match reference.split_once('@') {
        Some((name, digest)) => (name, Some(digest)),
        None => (reference, None),
    };
    let tag_at = name.rfind(':').filter(|at| !name.get(*at..).unwrap_or_default().contains('/'));
    let (path, tag) = match tag_at.and_then(|at| name.split_at_checked(at)) {
        Some((path, tag)) => (path, tag.strip_prefix(':')),
        None => (name, None),
    };
    let tag_fits = |tag: &str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
        !tag.is_empty() && tag.len() <= 128 && !tag.starts_with(['.', '-']) && tag.bytes().all(allowed)
    };
    let is_host = |part: &str| part.contains(['.', ':']) || part == "localhost";
    let component = |part: &str| {
        let allowed =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'.' | b'-');
        let ends = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        ends(part.as_bytes().first()) && ends(part.as_bytes().last()) && part.bytes().all(allowed)
    };
    let mut parts = path.split('/').peekable();
    if path.contains('/') && parts.peek().is_some_and(|first| is_host(first)) {
        parts.next();
    }
    parts.all(component) && tag.is_none_or(tag_fits) && digest.is_none_or(|digest| digest.contains(':'))
}

#[cfg(test)]
mod tests {
    use super::is_reference;

    #[test]
    fn references_are_told_from_what_is_none() {
        for reference in
            ["debian", "debian:12", "localhost:5000/a/b-c:1", "a.example/x@sha256:ab", "x_y/z:A.b", "ghcr.io/a/b"]
        {
            assert!(is_reference(reference), "{reference}");
        }
        for reference in ["", ":12", "debian:", "/debian", "a//b", "Debian:12", "a b", "debian:-x", "x@"] {
            assert!(!is_reference(reference), "{reference}");
        }
    }
}
