//! `relative-workdir`.

use crate::dockerfile::InstructionKind;
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::words::{bare, is_absolute, known};
use crate::rules::{Category, Control, Inputs};
use crate::secrets::masked;

rule! {
    /// ## What it checks
    /// `WORKDIR` with a relative path where the folder before it is not known: no earlier `WORKDIR` in the stage or in the
    /// stages that it is built on, and a base image whose own working directory cannot be seen. A relative path behind an
    /// absolute one is exact and accepted, and so is one in a stage from `scratch`. Behind `ONBUILD` and with variables that
    /// have no value nothing is said.
    ///
    /// ## Why it matters
    /// The folder depends on the base image: when that changes its own `WORKDIR`, files end up elsewhere and later instructions
    /// work on the wrong folder.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// WORKDIR app
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS base
    /// FROM base
    /// ARG NAME=app
    /// WORKDIR ${NAME}/src
    /// WORKDIR deeper
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// WORKDIR "srv/web"
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS base
    /// WORKDIR /srv
    /// FROM base
    /// WORKDIR web
    /// ```
    /// ```dockerfile good
    /// FROM mcr.microsoft.com/windows/nanoserver:ltsc2022
    /// WORKDIR C:\\app
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ENV ROOT=/srv
    /// WORKDIR "${ROOT}"
    /// WORKDIR web
    /// ```
    /// ```dockerfile good
    /// FROM scratch
    /// WORKDIR app
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// WORKDIR $ROOT
    /// ```
    ///
    /// ## How to fix
    /// Write the path from the root.
    ///
    /// ## References
    /// Dockerfile reference, `WORKDIR`.
    pub static RELATIVE_WORKDIR = Rule {
        id: "relative-workdir",
        title: "Working directory relative to an unknown folder",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &[
        "CFG-002",
        "DL3000",
        "WorkdirRelativePath",
        "DS-0009", "DS009", "AVD-DS-0009",
        "CKV_DOCKER_10",
        "kics:workdir-path-not-absolute", "kics:6b376af8-cfe8-49ab-a08d-f32de23661a4",
        ],
        controls: &[Control::read("NIST SP 800-53 r5", "CM-6")],
        inputs: Inputs::Dockerfile,
        message: "WORKDIR \"{folder}\" is relative to whatever the base image has set",
        why: "The folder depends on the base image and moves when that changes.",
        fix: "Write the path from the root.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(written) = facts.dockerfile else { return };
    for (index, step) in facts.steps.iter().enumerate() {
        if step.instruction.kind != InstructionKind::Workdir {
            continue;
        }
        let Some(state) = written.model.states.get(index) else { continue };
        if state.workdir.is_some() || state.path.is_some() {
            continue;
        }
        let Some(word) = step.instruction.words().first() else { continue };
        let Some(folder) = known(facts, index, word).filter(|folder| !is_absolute(folder) && !folder.is_empty()) else {
            continue;
        };
        let at = bare(&written.file.text, word).filter(|_| !folder.contains('\\'));
        findings
            .at(facts.place_in(step, word.span))
            .detail("folder", masked(&folder))
            .fix(at.map(|at| Fix::review("Begin the path with /").insert(at.start, "/")))
            .done();
    }
}
