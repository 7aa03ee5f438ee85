//! `instruction-before-from`.

use crate::dockerfile::InstructionKind;
use crate::facts::Facts;
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// Instructions before the first `FROM` other than `ARG`, and files without any `FROM`. An unknown word in the place of the
    /// first instruction is reported as unreadable and not here.
    ///
    /// ## Why it matters
    /// No builder accepts the file, and a file that cannot be built cannot be checked either: what stands before `FROM` belongs
    /// to no image.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// RUN make
    /// ```
    /// ```dockerfile bad
    /// ARG TAG=12
    /// LABEL org.opencontainers.image.title=app
    /// FROM debian:${TAG}
    /// ```
    /// ```dockerfile bad
    /// # Only arguments
    /// ARG TAG=12
    /// ARG VARIANT=slim
    /// ```
    /// ```dockerfile good
    /// # syntax=docker/dockerfile:1
    ///
    /// # The release
    /// ARG TAG=12
    /// arg VARIANT=slim
    /// FROM debian:${TAG}-${VARIANT}
    /// ```
    /// ```dockerfile good
    /// FROM scratch
    /// COPY app /app
    /// ```
    /// ```dockerfile good
    /// ARG BASE=\
    /// debian:12
    /// FROM $BASE
    /// LABEL a=b
    /// ```
    ///
    /// ## How to fix
    /// Begin the file with `FROM`, after the `ARG`s that it needs; move everything else behind it.
    ///
    /// ## References
    /// Dockerfile reference, format and `FROM`.
    pub static INSTRUCTION_BEFORE_FROM = Rule {
        id: "instruction-before-from",
        title: "File does not begin with FROM",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &[
        "DL3061",
        "kics:first-instruction-must-be-arg-or-from",
        "kics:dockerfile-should-specify-base-image",
        ],
        inputs: Inputs::Dockerfile,
        message: "{what}, so no builder accepts the file",
        why: "What stands before FROM belongs to no image, and the file cannot be built.",
        fix: "Begin the file with FROM, after the ARGs that it needs.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(written) = facts.dockerfile else { return };
    let stages = &written.model.stages;
    if stages.first().is_some_and(|stage| stage.from.is_some()) {
        return;
    }
    let first = stages.first().map_or(facts.steps.len().saturating_sub(1), |stage| stage.instructions.start);
    let Some(step) = facts.steps.get(first) else { return };
    if step.instruction.kind == InstructionKind::Unknown {
        return;
    }
    let what = if stages.len() > 1 {
        format!("{} stands before the first FROM", step.instruction.kind.name())
    } else {
        String::from("There is no FROM")
    };
    findings.at(facts.place_in(step, step.instruction.keyword)).detail("what", what).done();
}
