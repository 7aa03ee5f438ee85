//! `overridden-cmd`.

use super::overridden;
use crate::dockerfile::InstructionKind;
use crate::facts::Facts;
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs};

rule! {
    /// ## What it checks
    /// `CMD` that a later one in the same stage replaces. It is the lost one that is reported. One of a base stage may be
    /// replaced on purpose, and `ONBUILD CMD` is for other images; both are left alone. In a stage that the image is not built
    /// on it is for information.
    ///
    /// ## Why it matters
    /// Only the last one is run; the others look as if they were.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// CMD ["/app"]
    /// RUN make
    /// CMD ["/app", "-v"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS build
    /// CMD /one
    /// FROM build
    /// CMD ["/a"]
    /// CMD \
    ///   ["/b"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// cmd ["/app"]
    /// ENTRYPOINT ["/entry"]
    /// Cmd ["/app"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS base
    /// CMD ["/one"]
    /// FROM base
    /// CMD ["/two"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ONBUILD CMD ["/child"]
    /// CMD ["/own"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// HEALTHCHECK CMD ["/app", "health"]
    /// CMD ["/app"]
    /// ```
    ///
    /// ## How to fix
    /// Keep the last one. To run several programs, start them from one script or use several containers.
    ///
    /// ## References
    /// Dockerfile reference, `CMD`.
    pub static OVERRIDDEN_CMD = Rule {
        id: "overridden-cmd",
        title: "Command that a later one replaces",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &["CFG-002", "DL4003", "MultipleInstructionsDisallowed", "DS-0016", "DS016", "AVD-DS-0016", "kics:multiple-cmd-instructions-listed", "kics:41c195f4-fc31-4a5c-8a1b-90605538d49f"],
        controls: &[Control::read("NIST SP 800-53 r5", "CM-6")],
        inputs: Inputs::Dockerfile,
        message: "This CMD has no effect: the one in line {next} replaces it",
        why: "Only the last one is run; the others look as if they were.",
        fix: "Keep the last one. To run several programs, start them from one script or use several containers.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    overridden::report(facts, findings, InstructionKind::Cmd);
}
