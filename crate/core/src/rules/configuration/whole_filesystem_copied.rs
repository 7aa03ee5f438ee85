//! `whole-filesystem-copied`.

use super::scratch::from_scratch;
use crate::dockerfile::InstructionKind;
use crate::dockerfile::stage::{Base, CopySource, StageModel};
use crate::facts::Facts;
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};
use crate::secrets::masked;
use std::cell::OnceCell;

rule! {
    /// ## What it checks
    /// `COPY --from` of the root of another stage or image (`/`, `/.`, `/*`) to the root of the image. A stage from
    /// `scratch` holds only what was put there and is accepted. An image that is copied as it was fetched may be made for
    /// that, so it is low.
    ///
    /// ## Why it matters
    /// Everything that the other stage has comes along: compilers, caches, sources, credentials of the build. That is what
    /// stages are meant to leave behind.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM golang:1.23 AS build
    /// RUN go build -o /app
    /// FROM scratch
    /// COPY --from=build / /
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// COPY --chmod=755 --from=example.org/tools:1 ["/.", "/"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS build
    /// FROM scratch AS base
    /// WORKDIR /
    /// COPY --from=build \
    ///   /* ./
    /// FROM base
    /// CMD ["/app"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS build
    /// RUN make DESTDIR=/rootfs install
    /// FROM scratch
    /// COPY --from=build /rootfs/ /
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS one
    /// FROM debian:12 AS two
    /// COPY --from=one / /
    /// FROM debian:12
    /// COPY --from=two /app /app
    /// COPY --from=two / /mnt
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS build
    /// RUN make
    /// FROM scratch AS export
    /// COPY --from=build /out/app /out/app.conf /
    /// FROM debian:12
    /// COPY --from=export / /
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// COPY / /
    /// ```
    ///
    /// ## How to fix
    /// Copy the files that the program needs, or install them to a folder of their own and copy that:
    /// `COPY --from=build /rootfs/ /`. To make one layer of many, flatten the image after the build.
    ///
    /// ## References
    /// Docker documentation, multi-stage builds.
    pub static WHOLE_FILESYSTEM_COPIED = Rule {
        id: "whole-filesystem-copied",
        title: "Whole file system of another stage copied",
        category: Category::Configuration,
        severity: Severity::Medium,
        aliases: &["DL3067"],
        inputs: Inputs::Dockerfile,
        message: "All of \"{name}\" is copied to the root of the image",
        why: "Compilers, caches, sources and credentials of the build come along.",
        fix: "Copy what the program needs, or a folder that holds only that.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(written) = facts.dockerfile else { return };
    let bare = OnceCell::new();
    for (index, step) in facts.steps.iter().enumerate().filter(|(_, step)| step.part.is_in_image()) {
        let copy = &step.instruction;
        if !matches!(copy.kind, InstructionKind::Copy | InstructionKind::Add) {
            continue;
        }
        let Some(from) = copy.flag("from") else { continue };
        let Some((target, sources)) = copy.words().split_last() else { continue };
        let Some(root) = sources.iter().find(|source| is_root(&source.text)) else { continue };
        let state = written.model.states.get(index);
        let folder = state.and_then(|state| state.workdir).and_then(|at| written.model.states.get(at));
        let in_root = || folder.and_then(|state| state.path.as_deref()).is_some_and(is_root);
        let to_root = is_root(&target.text) || (matches!(target.text.as_str(), "." | "./") && in_root());
        if !to_root {
            continue;
        }
        let source = source(written.model, step.stage, index);
        let bare = bare.get_or_init(|| from_scratch(&written.model.stages));
        if source.is_some_and(|source| bare.get(source) == Some(&true)) {
            continue;
        }
        let source = source.and_then(|source| written.model.stages.get(source));
        let as_fetched =
            source.is_none_or(|stage| stage.instructions.len() == 1 && matches!(stage.base, Base::Image { .. }));
        findings
            .at(facts.place_in(step, root.span))
            .detail("name", masked(from.text()))
            .severity(if as_fetched { Severity::Low } else { Severity::Medium })
            .done();
    }
}

/// The stage that an instruction copies from.
fn source(model: &StageModel, stage: Option<usize>, instruction: usize) -> Option<usize> {
    let dependencies = &model.stages.get(stage?)?.dependencies;
    let at = dependencies.partition_point(|dependency| dependency.instruction < instruction);
    match dependencies.get(at).filter(|dependency| dependency.instruction == instruction)?.source {
        CopySource::Stage(found) => Some(found),
        CopySource::NotEarlier | CopySource::External => None,
    }
}

/// Whether it is the root, or all that is in it.
fn is_root(path: &str) -> bool {
    matches!(path, "/" | "/." | "/./" | "//" | "/*")
}
