//! `stage-name-casing`.

use crate::facts::Facts;
use crate::facts::from_dockerfile::place;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs, Profile};

rule! {
    /// ## What it checks
    /// Names of stages with upper-case letters.
    ///
    /// ## Why it matters
    /// Builders compare the names without regard to case, so `Build` and `build` look like two stages and are one. One way of
    /// writing them all avoids the surprise.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM golang:1.23 AS Build
    /// ```
    /// ```dockerfile bad
    /// FROM golang:1.23 AS buildWeb
    /// FROM debian:12
    /// COPY --from=buildWeb /app /app
    /// ```
    /// ```dockerfile bad
    /// FROM --platform=$BUILDPLATFORM golang:1.23 \
    ///   AS BUILD
    /// ```
    /// ```dockerfile good
    /// FROM golang:1.23 AS build_web-1.2
    /// ```
    /// ```dockerfile good
    /// FROM golang:1.23-Bookworm AS build
    /// ```
    /// ```dockerfile good
    /// FROM golang:1.23
    /// COPY --from=Other /app /app
    /// ```
    ///
    /// ## How to fix
    /// Write it in lower case. Nothing that uses the name breaks.
    ///
    /// ## References
    /// Dockerfile reference, `FROM`. BuildKit, build checks.
    pub static STAGE_NAME_CASING = Rule {
        id: "stage-name-casing",
        title: "Stage name not in lower case",
        category: Category::Configuration,
        profile: Profile::Strict,
        severity: Severity::Info,
        aliases: &["StageNameCasing"],
        inputs: Inputs::Dockerfile,
        message: "The stage name \"{name}\" is not in lower case",
        why: "Builders do not regard the case of names, so two that look different are the same.",
        fix: "Write it in lower case.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(written) = facts.dockerfile else { return };
    for name in written.model.stages.iter().filter_map(|stage| stage.name.as_ref()) {
        if !name.text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            continue;
        }
        let lower = || Fix::safe("Write the name in lower case").replace(name.span, name.text.to_ascii_lowercase());
        let exact = name.span.of(&written.file.text) == name.text;
        findings.at(place(written.file, name.span)).detail("name", &name.text).fix(exact.then(lower)).done();
    }
}
