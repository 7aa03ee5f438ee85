//! `numbered-copy-source`.

use super::unknown_copy_source::name_span;
use crate::dockerfile::stage::{CopySource, Dependency, Stage};
use crate::facts::from_dockerfile::place;
use crate::facts::{DockerfileFacts, Facts};
use crate::finding::{Findings, Fix, Severity};
use crate::ordered::Map;
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};
use std::cell::OnceCell;

rule! {
    /// ## What it checks
    /// `--from` of `COPY` and `ADD`, and `from` of mounts, with the number of a stage.
    ///
    /// ## Why it matters
    /// A stage that is put in front later shifts all numbers, and the files come from another stage without a word.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM golang:1.23
    /// RUN go build -o /app
    /// FROM scratch
    /// COPY --from=0 /app /app
    /// COPY --from=0 /app.conf /app.conf
    /// ```
    /// ```dockerfile bad
    /// FROM golang:1.23 AS build
    /// FROM debian:12
    /// COPY --from=0 /app /app
    /// ```
    /// ```dockerfile bad
    /// FROM golang:1.23 AS build
    /// FROM debian:12
    /// RUN --mount=from=0,target=/build cp /build/app /app
    /// ```
    /// ```dockerfile good
    /// FROM golang:1.23 AS build
    /// FROM debian:12
    /// COPY --from=build /app /app
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// COPY --from=0x1 /app /app
    /// COPY --chown=0 app /app
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS v0
    /// FROM debian:12
    /// COPY --from=v0 --chmod=0755 /app /app
    /// RUN <<EOF
    /// COPY --from=0 /app /app
    /// EOF
    /// ```
    ///
    /// ## How to fix
    /// Name the stage, `FROM golang:1.23 AS build`, and copy from the name.
    ///
    /// ## References
    /// Dockerfile reference, `COPY --from`. Docker documentation, multi-stage builds.
    pub static NUMBERED_COPY_SOURCE = Rule {
        id: "numbered-copy-source",
        title: "Copy from a stage by its number",
        category: Category::Configuration,
        severity: Severity::Info,
        aliases: &["kics:using-unnamed-build-stages", "kics:68a51e22-ae5a-4d48-8e87-b01a323605c9"],
        inputs: Inputs::Dockerfile,
        message: "The stage is meant by its number, {number}",
        why: "A stage that is put in front later shifts the numbers, and the files come from another stage.",
        fix: "Name the stage with AS and copy from the name.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(written) = facts.dockerfile else { return };
    let names = OnceCell::new();
    for dependency in written.model.stages.iter().flat_map(|stage| &stage.dependencies) {
        let CopySource::Stage(stage) = dependency.source else { continue };
        let stage = written.model.stages.get(stage);
        if dependency
            .name
            .parse::<usize>()
            .ok()
            .is_none_or(|number| stage.and_then(|stage| stage.number) != Some(number))
        {
            continue;
        }
        let names = names.get_or_init(|| names_of(written));
        findings
            .at(place(written.file, dependency.span))
            .detail("number", &dependency.name)
            .fix(stage.and_then(|stage| fix(&written.file.text, dependency, stage, names)))
            .done();
    }
}

/// How many stages have each name.
fn names_of(written: DockerfileFacts<'_>) -> Map<String, usize> {
    let mut names: Map<String, usize> = Map::new();
    for name in written.model.stages.iter().filter_map(|stage| stage.name.as_ref()) {
        names.change(name.text.to_ascii_lowercase(), |count| *count = count.saturating_add(1));
    }
    names
}

fn fix(text: &str, dependency: &Dependency, stage: &Stage, names: &Map<String, usize>) -> Option<Fix> {
    let span = name_span(text, dependency)?;
    if let Some(name) = &stage.name {
        let only = names.get(&name.text.to_ascii_lowercase()) == Some(&1);
        return only.then(|| Fix::safe(format!("Copy from {}", name.text)).replace(span, name.text.clone()));
    }
    let name = format!("stage-{}", dependency.name);
    let image = stage.image.as_ref().filter(|_| !names.contains_key(&name))?;
    Some(
        Fix::review(format!("Name the stage {name}")).insert(image.span.end, format!(" AS {name}")).replace(span, name),
    )
}
