//! `overridden-healthcheck`.

use super::overridden;
use crate::dockerfile::InstructionKind;
use crate::facts::Facts;
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs};

rule! {
    /// ## What it checks
    /// `HEALTHCHECK` that a later one in the same stage replaces. It is the lost one that is reported. One of a base stage may be
    /// replaced on purpose, and `ONBUILD HEALTHCHECK` is for other images; both are left alone. In a stage that the image is not built
    /// on it is for information.
    ///
    /// ## Why it matters
    /// Only the last one is made, so a part of the container that seems to be checked is not.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// HEALTHCHECK CMD ["/app", "health"]
    /// HEALTHCHECK CMD ["/other", "health"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// HEALTHCHECK --interval=5s CMD curl -f http://localhost/
    /// RUN make
    /// HEALTHCHECK NONE
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS base
    /// FROM base AS final
    /// healthcheck NONE
    /// HEALTHCHECK \
    ///   --timeout=3s \
    ///   CMD /health
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS base
    /// HEALTHCHECK NONE
    /// FROM base
    /// HEALTHCHECK CMD ["/app", "health"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ONBUILD HEALTHCHECK NONE
    /// HEALTHCHECK CMD ["/app", "health"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// HEALTHCHECK CMD /app health || HEALTHCHECK NONE
    /// ```
    ///
    /// ## How to fix
    /// Keep the last one, or let one command check all that matters.
    ///
    /// ## References
    /// Dockerfile reference, `HEALTHCHECK`.
    pub static OVERRIDDEN_HEALTHCHECK = Rule {
        id: "overridden-healthcheck",
        title: "Health check that a later one replaces",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &["CFG-002", "DL3012", "MultipleInstructionsDisallowed", "DS-0023", "DS023", "AVD-DS-0023", "kics:multiple-healthcheck-instructions"],
        controls: &[Control::read("NIST SP 800-53 r5", "CM-6")],
        inputs: Inputs::Dockerfile,
        message: "This HEALTHCHECK has no effect: the one in line {next} replaces it",
        why: "Only the last one is made, so a part of the container that seems to be checked is not.",
        fix: "Keep the last one, or let one command check all that matters.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    overridden::report(facts, findings, InstructionKind::Healthcheck);
}
