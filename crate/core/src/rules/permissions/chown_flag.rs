//! `chown-flag`.

use crate::dockerfile::InstructionKind;
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Profile};

rule! {
    /// ## What it checks
    /// `COPY` and `ADD` whose `--chown` gives files of the image to another user than root. That is no fault by itself:
    /// data that the application writes must be its own. Programs and configuration need not be, so each of these is
    /// worth a look.
    ///
    /// ## Why it matters
    /// A process that may change its own program lets an attacker stay: what was broken into once is changed for good,
    /// as long as the container lives.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// COPY --chown=app:app . /app
    /// USER app
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ADD --chown=10001 app.tar.gz /app
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS build
    /// FROM debian:12
    /// COPY --from=build \
    ///   --chown=app /x /x
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// COPY --chown=root:root . /app
    /// COPY --chown=0:0 . /app
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS build
    /// COPY --chown=app . /src
    /// FROM scratch
    /// COPY --from=build /src/app /app
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// COPY chown=app /--chown=app
    /// COPY --chown=0:app --chmod=640 app.conf /etc/app.conf
    /// ```
    ///
    /// ## How to fix
    /// Leave programs and configuration to root, readable for the user that runs, and give it only the directories that
    /// it writes to.
    ///
    /// ## References
    /// Dockerfile reference, `COPY --chown`.
    pub static CHOWN_FLAG = Rule {
        id: "chown-flag",
        title: "Copied files belong to another user than root",
        category: Category::Permissions,
        profile: Profile::Strict,
        severity: Severity::Info,
        aliases: &["IMM-001", "kics:chown-flag-exists", "kics:aa93e17f-b6db-4162-9334-c70334e7ac28"],
        controls: &[
            Control::read("NIST SP 800-190", "4.1.2"),
            Control::inferred("NIST SP 800-190", "4.4.4"),
            Control::inferred("NIST SP 800-53 r5", "CM-5(6)"),
            Control::read("NIST SP 800-53 r5", "SI-7"),
            Control::read("NIST SP 800-53 r5", "SI-14"),
            Control::read("DISA", "CICDG 3.7"),
            Control::inferred("PCI DSS", "2.2.6"),
            Control::inferred("PCI DSS", "11.5.2"),
        ],
        inputs: Inputs::Dockerfile,
        message: "What is copied belongs to {owner}",
        why: "A process that may change its own program lets an attacker stay.",
        fix: "Leave programs and configuration to root, and give the run user only the directories that it writes to.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for step in facts.image_steps() {
        let copy = step.innermost();
        if !matches!(copy.kind, InstructionKind::Copy | InstructionKind::Add) {
            continue;
        }
        let Some(value) = copy.flag("chown").and_then(|flag| flag.value.as_ref()) else { continue };
        if matches!(value.text.split(':').next(), Some("" | "0" | "root")) {
            continue;
        }
        let as_written = facts.file().is_some_and(|file| value.span.of(&file.text) == value.raw());
        let fix = as_written.then(|| Fix::review("Leave the files to root").replace(value.span, "0:0"));
        findings
            .at(facts.place_in(step, value.span))
            .masked("owner", value.text.replace(['{', '}'], ""))
            .fix(fix)
            .done();
    }
}
