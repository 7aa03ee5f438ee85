//! `redundant-platform`.

use crate::dockerfile::Word;
use crate::facts::{DockerfileFacts, Facts};
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::words::and_blanks;
use crate::rules::{Category, Inputs};
use std::cell::OnceCell;

rule! {
    /// ## What it checks
    /// `FROM --platform=$TARGETPLATFORM`: it is what BuildKit does without the flag. Not judged where the file has a global
    /// `ARG TARGETPLATFORM` with a default of its own, which then decides.
    ///
    /// ## Why it matters
    /// The flag says nothing, and who reads it looks for a reason. It also fails where the variable is not set, as in builders
    /// other than BuildKit.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM --platform=$TARGETPLATFORM debian:12
    /// ```
    /// ```dockerfile bad
    /// ARG TARGETPLATFORM
    /// FROM --platform=${TARGETPLATFORM} debian:12 AS base
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS build
    /// FROM \
    ///     --platform="$TARGETPLATFORM" \
    ///     debian:12
    /// ```
    /// ```dockerfile good
    /// FROM --platform=$BUILDPLATFORM golang:1.23
    /// ```
    /// ```dockerfile good
    /// FROM --platform=${TARGETPLATFORM:-linux/amd64} debian:12
    /// ```
    /// ```dockerfile good
    /// ARG TARGETPLATFORM=linux/arm64
    /// FROM --platform=$TARGETPLATFORM debian:12
    /// ```
    ///
    /// ## How to fix
    /// Remove the flag.
    ///
    /// ## References
    /// Dockerfile reference, automatic platform arguments in the global scope.
    pub static REDUNDANT_PLATFORM = Rule {
        id: "redundant-platform",
        title: "Platform flag that changes nothing",
        category: Category::BaseImage,
        severity: Severity::Info,
        aliases: &["DL3065", "RedundantTargetPlatform"],
        inputs: Inputs::Dockerfile,
        message: "--platform=$TARGETPLATFORM is what is done without it",
        why: "It says nothing, and it fails with builders that do not set the variable.",
        fix: "Remove the flag.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(written) = facts.dockerfile else { return };
    let own = OnceCell::new();
    for stage in &written.model.stages {
        let Some(step) = stage.from.and_then(|from| facts.steps.get(from)) else { continue };
        let Some(flag) = step.instruction.flag("platform") else { continue };
        if !matches!(flag.text(), "$TARGETPLATFORM" | "${TARGETPLATFORM}")
            || flag.value.as_ref().is_some_and(is_literal)
        {
            continue;
        }
        if *own.get_or_init(|| has_own_value(written)) {
            return;
        }
        let fix = Fix::safe("Remove --platform").delete(and_blanks(&written.file.text, flag.span));
        findings.at(facts.place_in(step, flag.span)).fix(fix).done();
    }
}

/// Whether a global ARG gives the variable another value.
fn has_own_value(written: DockerfileFacts<'_>) -> bool {
    let first = written.model.stages.first().map_or(0, |stage| stage.instructions.start);
    let globals = written.model.definitions.iter().take_while(|definition| definition.instruction < first);
    globals.into_iter().any(|global| global.name == "TARGETPLATFORM" && global.value.is_some())
}

/// In single quotes the dollar sign is a dollar sign.
fn is_literal(value: &Word) -> bool {
    value.raw().contains('\'')
}
