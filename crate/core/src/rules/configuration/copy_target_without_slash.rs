//! `copy-target-without-slash`.

use crate::dockerfile::InstructionKind;
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::words::{bare, known};
use crate::rules::{Category, Inputs};
use crate::secrets::masked;

rule! {
    /// ## What it checks
    /// `COPY` and `ADD` with several sources whose target does not end in a slash. `.` is a folder for every builder. A target
    /// that ends in a variable without a known value is not judged.
    ///
    /// ## Why it matters
    /// Some builders refuse it. Others write all sources to one file if the folder does not exist yet, and the last one wins.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// COPY a.conf b.conf /etc/app
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ONBUILD COPY ["a.conf", "b.conf", "/etc/app"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ARG TARGET=/etc/app
    /// ADD a.conf \
    ///     b.conf \
    ///     ${TARGET}
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// COPY <<a.conf <<b.conf "/etc/app"
    /// one
    /// a.conf
    /// two
    /// b.conf
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// WORKDIR /app
    /// COPY package.json package-lock.json .
    /// COPY a b ./
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ARG TARGET
    /// COPY a b $TARGET
    /// COPY a b ${TARGET}/
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// COPY --chown=1:1 *.conf /etc/app
    /// COPY ["a b", "/etc/app"]
    /// ```
    ///
    /// ## How to fix
    /// End the target with a slash.
    ///
    /// ## References
    /// Dockerfile reference, `COPY`, destination.
    pub static COPY_TARGET_WITHOUT_SLASH = Rule {
        id: "copy-target-without-slash",
        title: "Several files copied to what may be a file",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &["DL3021", "DS-0011", "DS011", "AVD-DS-0011", "kics:copy-with-more-than-two-arguments-not-ending-with-slash", "kics:6db6e0c2-32a3-4a2e-93b5-72c35f4119db"],
        inputs: Inputs::Dockerfile,
        message: "{count} sources are copied to \"{target}\", which does not end in a slash",
        why: "Builders refuse it, or write all of them to one file where the folder does not exist.",
        fix: "End the target with a slash.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(file) = facts.file() else { return };
    for (index, step) in facts.steps.iter().enumerate() {
        let copy = step.innermost();
        if !matches!(copy.kind, InstructionKind::Copy | InstructionKind::Add) {
            continue;
        }
        let Some((target, sources)) = copy.words().split_last().filter(|(_, sources)| sources.len() > 1) else {
            continue;
        };
        let Some(value) = known(facts, index, target) else { continue };
        if value.is_empty() || value == "." || value.ends_with(['/', '\\']) {
            continue;
        }
        findings
            .at(facts.place_in(step, target.span))
            .detail("count", sources.len())
            .detail("target", masked(&value))
            .fix(bare(&file.text, target).map(|at| Fix::safe("End the target with a slash").insert(at.end, "/")))
            .done();
    }
}
