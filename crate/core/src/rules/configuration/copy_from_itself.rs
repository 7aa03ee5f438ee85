//! `copy-from-itself`.

use crate::dockerfile::stage::{CopySource, Dependency, Stage};
use crate::facts::Facts;
use crate::facts::from_dockerfile::place;
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// `--from` of `COPY` and `ADD`, and `from` of mounts, with the name or number of the stage that they stand in. A stage of
    /// the same name before it is another stage and accepted.
    ///
    /// ## Why it matters
    /// The stage is not finished, so there is nothing to copy from: the build fails, or an image of that name is fetched.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12 AS app
    /// COPY --from=app /a /b
    /// ```
    /// ```dockerfile bad
    /// FROM golang:1.23 AS build
    /// FROM debian:12
    /// COPY --from=1 /app /app
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS App
    /// RUN --mount=type=bind,from=app,target=/mnt \
    ///     cp /mnt/a /a
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS app
    /// FROM debian:12 AS app
    /// COPY --from=app /a /b
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS app
    /// RUN cp --from=app /a /b
    /// ONBUILD COPY --from=app /a /b
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS nginx
    /// COPY --from=nginx:1.27 /etc/nginx /etc/nginx
    /// ```
    ///
    /// ## How to fix
    /// Name the stage that has the files, or use `RUN cp` to copy within the stage.
    ///
    /// ## References
    /// Dockerfile reference, `COPY --from`.
    pub static COPY_FROM_ITSELF = Rule {
        id: "copy-from-itself",
        title: "Stage copies from itself",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &["DL3023", "DS-0006", "DS006", "AVD-DS-0006", "kics:copy-from-references-current-from-alias", "kics:cdddb86f-95f6-4fc4-b5a1-483d9afceb2b"],
        inputs: Inputs::Dockerfile,
        message: "\"{name}\" is the stage that this instruction stands in",
        why: "The stage is not finished, so there is nothing to copy from.",
        fix: "Name the stage that has the files, or copy within the stage by RUN.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(written) = facts.dockerfile else { return };
    for stage in &written.model.stages {
        for dependency in stage.dependencies.iter().filter(|dependency| is_itself(stage, dependency)) {
            findings.at(place(written.file, dependency.span)).detail("name", &dependency.name).done();
        }
    }
}

/// Whether a stage reads itself there.
pub(super) fn is_itself(stage: &Stage, dependency: &Dependency) -> bool {
    let named = stage.name.as_ref().is_some_and(|name| name.text.eq_ignore_ascii_case(&dependency.name));
    let numbered = || dependency.name.parse::<usize>().ok().is_some_and(|number| stage.number == Some(number));
    dependency.source == CopySource::NotEarlier && (named || numbered())
}
