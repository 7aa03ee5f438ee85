//! `reserved-stage-name`.

use crate::facts::Facts;
use crate::facts::from_dockerfile::place;
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// Stages with a name that means something else to a builder: `scratch` (no base at all) and `context` (the build context).
    ///
    /// ## Why it matters
    /// `FROM scratch` and `COPY --from=context` do not take that stage but what the word means otherwise, or the other way
    /// round, depending on the builder.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12 AS scratch
    /// FROM scratch
    /// COPY app /app
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS context
    /// ```
    /// ```dockerfile bad
    /// FROM scratch as SCRATCH
    /// COPY app /app
    /// ```
    /// ```dockerfile good
    /// FROM scratch AS final
    /// COPY app /app
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS build-context
    /// ```
    /// ```dockerfile good
    /// FROM example.org/scratch:1 AS from-scratch
    /// ```
    ///
    /// ## How to fix
    /// Take another name, in the instructions that use it, too.
    ///
    /// ## References
    /// Dockerfile reference, `FROM`. BuildKit, build checks.
    pub static RESERVED_STAGE_NAME = Rule {
        id: "reserved-stage-name",
        title: "Stage has a reserved name",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &["DL3063", "ReservedStageName"],
        inputs: Inputs::Dockerfile,
        message: "\"{name}\" is a reserved word, so not a name for a stage",
        why: "What refers to the stage may get what the word means otherwise.",
        fix: "Take another name, in the instructions that use it, too.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(written) = facts.dockerfile else { return };
    for name in written.model.stages.iter().filter_map(|stage| stage.name.as_ref()) {
        if ["scratch", "context"].iter().any(|reserved| name.text.eq_ignore_ascii_case(reserved)) {
            findings.at(place(written.file, name.span)).detail("name", &name.text).done();
        }
    }
}
