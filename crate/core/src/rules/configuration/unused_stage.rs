//! `unused-stage`.

use super::forward_stage_reference::{later, names};
use crate::dockerfile::stage::{Base, CopySource, Stage};
use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Severity};
use crate::ordered::Set;
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs, Profile};
use std::cell::OnceCell;

rule! {
    /// ## What it checks
    /// Stages that no other stage is built on or copies from, other than the last one. A stage with a name may be meant for
    /// `docker build --target`, so confidence is low there. `FROM tools-$TARGETARCH` takes one of all the stages whose name
    /// begins like that, so they all count as used.
    ///
    /// ## Why it matters
    /// BuildKit does not build it, so its tests and checks are not run, although the file looks as if they were. Other builders
    /// build it for nothing.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM golang:1.23
    /// RUN go test ./...
    /// FROM debian:12
    /// ```
    /// ```dockerfile bad
    /// FROM golang:1.23 AS build
    /// FROM build AS test
    /// RUN go test ./...
    /// FROM debian:12
    /// COPY --from=build /app /app
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS one
    /// FROM debian:12 AS two
    /// RUN --mount=from=two,target=/two ls /two
    /// FROM debian:12
    /// ```
    /// ```dockerfile good
    /// FROM golang:1.23 AS build
    /// FROM debian:12 AS tools
    /// FROM debian:12
    /// COPY --from=0 /app /app
    /// RUN --mount=from=TOOLS,target=/tools /tools/bin/x
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS base
    /// FROM base
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS tools-amd64
    /// FROM debian:12 AS tools-arm64
    /// RUN make
    /// FROM tools-${TARGETARCH}
    /// ```
    /// ```dockerfile good
    /// ARG TAG=12
    /// FROM debian:${TAG}
    /// ```
    ///
    /// ## How to fix
    /// Remove the stage. If it is a test, let the last stage need it, for example with `COPY --from=test /report /report`, or
    /// build it with `--target` in the pipeline.
    ///
    /// ## References
    /// Docker documentation, multi-stage builds.
    pub static UNUSED_STAGE = Rule {
        id: "unused-stage",
        title: "Stage that nothing uses",
        category: Category::Configuration,
        profile: Profile::Strict,
        severity: Severity::Info,
        inputs: Inputs::Dockerfile,
        message: "No other stage uses {stage}, so it is not built",
        why: "What it does, or tests, is left out although the file looks as if it were done.",
        fix: "Remove the stage, let the last stage need it, or build it with --target.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(written) = facts.dockerfile else { return };
    let stages = &written.model.stages;
    if stages.len() < 2 {
        return;
    }
    let mut used = vec![false; stages.len()];
    let known = OnceCell::new();
    for (index, stage) in stages.iter().enumerate() {
        let base = match stage.base {
            Base::Stage(base) => Some(base),
            _ => None,
        };
        let copied = stage.dependencies.iter().filter_map(|dependency| match dependency.source {
            CopySource::Stage(found) => Some(found),
            // BuildKit takes a later stage, too.
            CopySource::NotEarlier => later(stages, known.get_or_init(|| names(stages)), &dependency.name),
            CopySource::External => None,
        });
        for found in base.into_iter().chain(copied).filter(|found| *found != index) {
            if let Some(used) = used.get_mut(found) {
                *used = true;
            }
        }
    }
    if !mark_chosen(stages, &mut used) {
        return;
    }
    for (index, (stage, used)) in stages.iter().zip(used).enumerate() {
        if used || written.model.target == Some(index) {
            continue;
        }
        let Some(from) = stage.from.and_then(|from| facts.steps.get(from)) else { continue };
        let (what, span) = match &stage.name {
            Some(name) => (format!("the stage \"{}\"", name.text), name.span),
            None => (String::from("this stage"), from.instruction.span),
        };
        findings
            .at(facts.place_in(from, span))
            .detail("stage", what)
            .confidence(if stage.name.is_some() { Confidence::Low } else { Confidence::High })
            .done();
    }
}

/// Marks the stages that a variable without a value may choose; false where there are too many such words to tell.
fn mark_chosen(stages: &[Stage], used: &mut [bool]) -> bool {
    const MOST: usize = 32;
    let open = stages.iter().filter(|stage| matches!(&stage.base, Base::Image { unset, .. } if !unset.is_empty()));
    let words = open.filter_map(|stage| stage.image.as_ref());
    let beginnings: Set<&str> = words.map(|word| word.text.split('$').next().unwrap_or_default()).collect();
    if beginnings.len() > MOST {
        return false;
    }
    for (stage, used) in stages.iter().zip(used) {
        let Some(name) = &stage.name else { continue };
        *used |= beginnings.iter().any(|beginning| {
            name.text.get(..beginning.len()).is_some_and(|begins| begins.eq_ignore_ascii_case(beginning))
        });
    }
    true
}
