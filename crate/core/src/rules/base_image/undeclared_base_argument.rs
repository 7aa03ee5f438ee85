//! `undeclared-base-argument`.

use crate::dockerfile::{Instruction, Span, Word, expand};
use crate::facts::{DockerfileFacts, Facts};
use crate::finding::{Findings, Fix, Severity};
use crate::ordered::Set;
use crate::rules::near::Near;
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};
use crate::words::{Words, words};
use std::cell::OnceCell;

rule! {
    /// ## What it checks
    /// Variables in `FROM`, its `--platform` included, that no `ARG` before the first `FROM` declares. An `ARG` inside a stage
    /// is not seen by `FROM`, and `ENV` never is. The arguments that BuildKit sets itself (`TARGETPLATFORM`, `BUILDARCH` and
    /// the like) need no declaration. Where a declared name or one of those is near, it is proposed.
    ///
    /// ## Why it matters
    /// The variable is empty whatever build argument is given, so the build takes another image than the one that was meant, or
    /// fails with a message about an invalid reference.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:${RELEASE}
    /// ```
    /// ```dockerfile bad
    /// ARG REGIS[RY=quay.io
    /// FROM ${REGISTRY}/acme/base:1
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS base
    /// ARG VARIANT=slim
    /// FROM node:22-${VARIANT}
    /// ```
    /// ```dockerfile bad
    /// ARG DEBIAN_VERSION=12
    /// FROM debian:${DEBIAN_VERSON}
    /// ```
    /// ```dockerfile bad
    /// FROM --platform=$BUILDPLATFROM golang:1.23
    /// ```
    /// ```dockerfile good
    /// ARG RELEASE
    /// FROM debian:${RELEASE:-12}
    /// ```
    /// ```dockerfile good
    /// FROM --platform=$BUILDPLATFORM golang:1.23 AS build-$TARGETARCH
    /// FROM example.org/base:${TARGETOS}-$TARGETARCH${TARGETVARIANT}
    /// ```
    /// ```dockerfile good
    /// ARG REGISTRY=docker.io TAG=12
    /// # the next one reads the one above
    /// ARG BASE=${REGISTRY}/debian:${TAG}
    /// FROM ${BASE}
    /// RUN echo ${NOT_JUDGED_HERE}
    /// ```
    ///
    /// ## How to fix
    /// Declare the argument before the first `FROM`, with a default.
    ///
    /// ## References
    /// Dockerfile reference, how `ARG` and `FROM` work together.
    pub static UNDECLARED_BASE_ARGUMENT = Rule {
        id: "undeclared-base-argument",
        title: "FROM reads a variable that nothing declares",
        category: Category::BaseImage,
        severity: Severity::Low,
        aliases: &["UndefinedArgInFrom"],
        inputs: Inputs::Dockerfile,
        message: "No ARG before the first FROM declares \"{name}\", so it is empty here{hint}",
        why: "The build takes another image than the one that was meant, whatever build argument is given.",
        fix: "Declare the argument with an ARG before the first FROM, or correct its name.",
        check: check,
    };
}

/// What BuildKit declares for every FROM.
static BUILT_IN: Words = words![
    "BUILDPLATFORM",
    "BUILDOS",
    "BUILDARCH",
    "BUILDVARIANT",
    "TARGETPLATFORM",
    "TARGETOS",
    "TARGETARCH",
    "TARGETVARIANT",
    "TARGETSTAGE",
];

/// Whether BuildKit gives the variable a value by itself.
pub(super) fn is_built_in(name: &str) -> bool {
    BUILT_IN.contains(&name)
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(written) = facts.dockerfile else { return };
    let globals = OnceCell::new();
    let mut near = Near::new();
    for stage in &written.model.stages {
        let Some((from, step)) = stage.from.and_then(|from| Some((from, facts.steps.get(from)?))) else { continue };
        let platform = step.instruction.flag("platform").and_then(|flag| flag.value.as_ref());
        for word in platform.into_iter().chain(&stage.image).filter(|word| word.has_variables()) {
            let own =
                || expand(word.raw(), written.file.escape, &|_| None).map(|found| found.unset).unwrap_or_default();
            let recorded = written.model.expanded(from, word);
            let names = recorded.map_or_else(own, |expanded| expanded.unset.clone());
            let globals = globals.get_or_init(|| global_names(written));
            let mut told = Set::new();
            let undeclared = |name: &&String| !is_built_in(name) && !globals.contains(name.as_str());
            for name in names.iter().filter(undeclared).filter(|name| told.insert(name.as_str())) {
                // A declared name that no variable can have would make the reference one that BuildKit refuses.
                let can_be_read = |name: &&str| name.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric());
                let readable = globals.iter().copied().filter(can_be_read);
                let meant = near.to(name, readable.chain(BUILT_IN.iter().copied()));
                let hint = meant.map_or_else(String::new, |meant| format!("; \"{meant}\" may be meant"));
                findings
                    .at(facts.place_in(step, word.span))
                    .detail("name", name)
                    .detail("hint", hint)
                    .fix(fix(written, word, name, meant))
                    .done();
            }
        }
    }
}

fn fix(written: DockerfileFacts<'_>, word: &Word, name: &str, meant: Option<&str>) -> Option<Fix> {
    if let Some(meant) = meant {
        if word.span.of(&written.file.text) != word.raw() {
            return None;
        }
        let whole = |found: &(usize, &str)| {
            let rest = word.raw().get(found.0.saturating_add(name.len())..).unwrap_or_default();
            let before = word.raw().get(..found.0).unwrap_or_default();
            before.ends_with(['$', '{']) && !rest.starts_with(|next: char| next == '_' || next.is_ascii_alphanumeric())
        };
        let (at, _) = word.raw().match_indices(name).find(whole)?;
        let start = word.span.start.saturating_add(u32::try_from(at).ok()?);
        let end = start.saturating_add(u32::try_from(name.len()).ok()?);
        return Some(Fix::review(format!("Read {meant} instead")).replace(Span { start, end }, meant));
    }
    let first = written.model.stages.iter().find_map(|stage| stage.from)?;
    let at = written.file.instructions.get(first)?.span.start;
    Some(Fix::review(format!("Declare {name} before the first FROM")).insert(at, format!("ARG {name}\n")))
}

/// The names of the ARGs before the first FROM.
pub(super) fn global_names(written: DockerfileFacts<'_>) -> Set<&str> {
    let first = written.model.stages.first().map_or(0, |stage| stage.instructions.start);
    let before = written.file.instructions.get(..first).unwrap_or_default();
    before.iter().flat_map(Instruction::pairs).map(|pair| pair.name.text.as_str()).collect()
}
