//! `unknown-copy-source`.

use crate::dockerfile::Span;
use crate::dockerfile::stage::{CopySource, Dependency};
use crate::facts::Facts;
use crate::facts::from_dockerfile::place;
use crate::finding::{Confidence, Findings, Fix, Severity};
use crate::rules::near::Near;
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// `--from` of `COPY` and `ADD`, and `from` of mounts, with a plain word that no stage of the file is called, or a number
    /// that no stage has. A name with a path, a tag or a digest is an image and accepted. A plain word may be an image or a
    /// build context that is given on the command line, so confidence is medium; where a stage has a similar name, it is
    /// proposed.
    ///
    /// ## Why it matters
    /// A builder that finds no stage of that name fetches an image of that name. A slip of the finger brings the files of a
    /// stranger into the image.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM golang:1.23 AS builder
    /// FROM scratch
    /// COPY --from=bulider /app /app
    /// ```
    /// ```dockerfile bad
    /// FROM golang:1.23 AS build
    /// FROM debian:12
    /// COPY --from=2 /app /app
    /// ```
    /// ```dockerfile bad
    /// FROM golang:1.23 AS build
    /// FROM debian:12
    /// RUN --mount=type=bind,from=biuld,target=/b cp /b/app /app
    /// ADD --from="tools" /x /x
    /// ```
    /// ```dockerfile good
    /// FROM golang:1.23 AS Build
    /// FROM debian:12
    /// COPY --from=build /app /app
    /// COPY --from=0 /x /x
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// COPY --from=nginx:1.27 /etc/nginx /etc/nginx
    /// COPY --from=example.org/tools /x /x
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ONBUILD COPY --from=stage-of-the-child /app /app
    /// RUN echo COPY --from=nobody
    /// ```
    ///
    /// ## How to fix
    /// Correct the name, or write an image with its registry and tag. A build context is best named like none of Docker Hub's
    /// images.
    ///
    /// ## References
    /// Dockerfile reference, `COPY --from`. Docker documentation, named build contexts.
    pub static UNKNOWN_COPY_SOURCE = Rule {
        id: "unknown-copy-source",
        title: "Copy from a stage that does not exist",
        category: Category::Configuration,
        severity: Severity::Low,
        confidence: Confidence::Medium,
        aliases: &["DL3022"],
        cwe: Some(829),
        inputs: Inputs::Dockerfile,
        message: "No stage is called \"{name}\"{otherwise}{hint}",
        why: "An image of that name is fetched instead, whoever it belongs to.",
        fix: "Correct the name, or write an image with its registry and tag.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(written) = facts.dockerfile else { return };
    let text = &written.file.text;
    let mut near = Near::new();
    let external = |dependency: &&Dependency| dependency.source == CopySource::External;
    for dependency in written.model.stages.iter().flat_map(|stage| &stage.dependencies).filter(external) {
        let name = dependency.name.as_str();
        if name.is_empty() || name.contains(['/', ':', '@', '$', '.']) {
            continue;
        }
        let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
        let names = || written.model.stages.iter().filter_map(|stage| stage.name.as_ref());
        let meant = if is_number { None } else { near.to(name, names().map(|name| name.text.as_str())) };
        findings
            .at(place(written.file, dependency.span))
            .masked("name", name)
            .detail("otherwise", if is_number { "" } else { ", so an image or build context of that name is taken" })
            .detail("hint", meant.map_or_else(String::new, |meant| format!("; \"{meant}\" may be meant")))
            .confidence(if is_number || meant.is_some() { Confidence::High } else { Confidence::Medium })
            .fix(meant.and_then(|meant| {
                Some(Fix::review(format!("Copy from {meant}")).replace(name_span(text, dependency)?, meant))
            }))
            .done();
    }
}

/// The place of the name alone: that of a mount option begins with `from=`.
pub(super) fn name_span(text: &str, dependency: &Dependency) -> Option<Span> {
    let before = dependency.span.of(text).strip_suffix(dependency.name.as_str())?;
    let length = u32::try_from(before.len()).ok()?;
    (before.is_empty() || before == "from=")
        .then_some(Span { start: dependency.span.start.saturating_add(length), end: dependency.span.end })
}
