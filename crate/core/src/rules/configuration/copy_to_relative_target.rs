//! `copy-to-relative-target`.

use super::scratch::from_scratch;
use crate::dockerfile::InstructionKind;
use crate::facts::Facts;
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::words::{is_absolute, known};
use crate::rules::{Category, Inputs};
use crate::secrets::masked;
use std::borrow::Cow;

rule! {
    /// ## What it checks
    /// `COPY` and `ADD` to a relative target where no `WORKDIR` was set, neither in the stage nor in the stages that it is built
    /// on. In a stage from `scratch` the folder is `/` for certain. Behind `ONBUILD`, and where a variable without a known value
    /// begins the target, nothing is said.
    ///
    /// ## Why it matters
    /// The files go to whatever folder the base image has set, and elsewhere when that changes.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM node:22
    /// COPY package.json .
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS base
    /// FROM base
    /// ADD ["app", "bin/app"]
    /// WORKDIR /app
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ARG TARGET=conf
    /// COPY a \
    ///   "${TARGET}/a"
    /// ```
    /// ```dockerfile good
    /// FROM node:22 AS base
    /// WORKDIR /app
    /// FROM base
    /// COPY package.json .
    /// ```
    /// ```dockerfile good
    /// FROM scratch
    /// COPY app .
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// COPY app $TARGET
    /// COPY app "/app"
    /// ONBUILD COPY . .
    /// ```
    /// ```dockerfile good
    /// FROM mcr.microsoft.com/windows/nanoserver:ltsc2022
    /// COPY app.exe C:/app/
    /// ```
    ///
    /// ## How to fix
    /// Set `WORKDIR` before it, or write the target from the root.
    ///
    /// ## References
    /// Dockerfile reference, `COPY` and `WORKDIR`.
    pub static COPY_TO_RELATIVE_TARGET = Rule {
        id: "copy-to-relative-target",
        title: "Copied to an unknown folder",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &["DL3045"],
        inputs: Inputs::Dockerfile,
        message: "\"{target}\" is relative to whatever working directory the base image has",
        why: "The files end up elsewhere when the base image changes its working directory.",
        fix: "Set WORKDIR before it, or write the target from the root.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(written) = facts.dockerfile else { return };
    for (stage, scratch) in written.model.stages.iter().zip(from_scratch(&written.model.stages)) {
        if scratch {
            continue;
        }
        for index in stage.instructions.clone() {
            let Some(step) = facts.steps.get(index) else { continue };
            if !matches!(step.instruction.kind, InstructionKind::Copy | InstructionKind::Add) {
                continue;
            }
            if written.model.states.get(index).is_none_or(|state| state.workdir.is_some()) {
                // It stays set for the rest of the stage.
                break;
            }
            let Some((target, _)) = step.instruction.words().split_last() else { continue };
            let begins_open = target.text.starts_with('$') && known(facts, index, target).is_none();
            let value = known(facts, index, target).unwrap_or(Cow::Borrowed(&target.text));
            if begins_open || value.is_empty() || is_absolute(&value) {
                continue;
            }
            findings.at(facts.place_in(step, target.span)).detail("target", masked(&value)).done();
        }
    }
}
