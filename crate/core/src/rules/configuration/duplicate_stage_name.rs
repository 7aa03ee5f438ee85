//! `duplicate-stage-name`.

use crate::facts::Facts;
use crate::facts::from_dockerfile::place;
use crate::finding::{Findings, Severity};
use crate::ordered::Map;
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// Names of stages that an earlier stage has already, in whatever case: BuildKit does not distinguish `Build` and `build`.
    ///
    /// ## Why it matters
    /// `COPY --from=build` and `docker build --target build` take one of them, and which one differs between builders. A check
    /// or a signature that was made on the one stage says nothing about the other.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM golang:1.23 AS build
    /// FROM node:22 AS build
    /// FROM debian:12
    /// COPY --from=build /app /app
    /// ```
    /// ```dockerfile bad
    /// FROM golang:1.23 AS Build
    /// FROM node:22 as build
    /// ```
    /// ```dockerfile bad
    /// FROM golang:1.23 AS build
    /// FROM build \
    ///   AS build
    /// RUN make
    /// ```
    /// ```dockerfile good
    /// FROM golang:1.23 AS build
    /// FROM build AS build-web
    /// FROM debian:12
    /// COPY --from=build /app /app
    /// ```
    /// ```dockerfile good
    /// FROM golang:1.23
    /// FROM golang:1.23
    /// FROM debian:12
    /// COPY --from=0 /app /app
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS build
    /// RUN <<EOF
    /// FROM debian:12 AS build
    /// EOF
    /// ```
    ///
    /// ## How to fix
    /// Give each stage a name of its own.
    ///
    /// ## References
    /// Dockerfile reference, `FROM`. Docker documentation, multi-stage builds.
    pub static DUPLICATE_STAGE_NAME = Rule {
        id: "duplicate-stage-name",
        title: "Two stages of one name",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &[
        "DL3024",
        "DuplicateStageName",
        "DS-0012", "DS012", "AVD-DS-0012",
        "CKV_DOCKER_11",
        "kics:same-alias-in-different-froms", "kics:f2daed12-c802-49cd-afed-fe41d0b82fed",
        ],
        inputs: Inputs::Dockerfile,
        message: "The name \"{name}\" is already that of the stage in line {first}",
        why: "Which of the two is copied from or built depends on the builder.",
        fix: "Give each stage a name of its own.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(written) = facts.dockerfile else { return };
    let named = || written.model.stages.iter().filter_map(|stage| stage.name.as_ref());
    if named().nth(1).is_none() {
        return;
    }
    let mut seen: Map<String, u32> = Map::new();
    for name in named() {
        let line = written.file.line_index.position(&written.file.text, name.span.start).line;
        let key = name.text.to_ascii_lowercase();
        let first = seen.get(&key).copied();
        seen.insert_new(key, line);
        if let Some(first) = first.filter(|first| *first != line) {
            findings.at(place(written.file, name.span)).detail("name", &name.text).detail("first", first).done();
        }
    }
}
