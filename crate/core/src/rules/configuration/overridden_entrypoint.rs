//! `overridden-entrypoint`.

use super::overridden;
use crate::dockerfile::InstructionKind;
use crate::facts::Facts;
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs};

rule! {
    /// ## What it checks
    /// `ENTRYPOINT` that a later one in the same stage replaces. It is the lost one that is reported. One of a base stage may be
    /// replaced on purpose, and `ONBUILD ENTRYPOINT` is for other images; both are left alone. In a stage that the image is not built
    /// on it is for information.
    ///
    /// ## Why it matters
    /// Only the last one is run; a wrapper that drops rights or checks its input may be the one that is lost.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// ENTRYPOINT ["/drop-rights"]
    /// ENTRYPOINT ["/app"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS build
    /// ENTRYPOINT /one
    /// ENTRYPOINT /two
    /// FROM scratch
    /// COPY --from=build /app /app
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ENTRYPOINT ["/app"]
    /// RUN <<EOF
    /// make
    /// EOF
    /// ENTRYPOINT []
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS base
    /// ENTRYPOINT ["/one"]
    /// FROM base
    /// ENTRYPOINT ["/two"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ONBUILD ENTRYPOINT ["/child"]
    /// ENTRYPOINT ["/own"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// # ENTRYPOINT ["/old"]
    /// ENTRYPOINT ["/app"]
    /// CMD ["ENTRYPOINT"]
    /// ```
    ///
    /// ## How to fix
    /// Keep the last one, or call one program from the other.
    ///
    /// ## References
    /// Dockerfile reference, `ENTRYPOINT`.
    pub static OVERRIDDEN_ENTRYPOINT = Rule {
        id: "overridden-entrypoint",
        title: "Entrypoint that a later one replaces",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &["CFG-002", "DL4004", "MultipleInstructionsDisallowed", "DS-0007", "DS007", "AVD-DS-0007", "kics:multiple-entrypoint-instructions-listed", "kics:6938958b-3f1a-451c-909b-baeee14bdc97", "semgrep:multiple-entrypoint-instructions"],
        controls: &[Control::read("NIST SP 800-53 r5", "CM-6")],
        inputs: Inputs::Dockerfile,
        message: "This ENTRYPOINT has no effect: the one in line {next} replaces it",
        why: "Only the last one is run; a wrapper that drops rights or checks its input may be the one that is lost.",
        fix: "Keep the last one, or call one program from the other.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    overridden::report(facts, findings, InstructionKind::Entrypoint);
}
