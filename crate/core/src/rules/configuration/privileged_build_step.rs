//! `privileged-build-step`.

use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::build_step::with_blanks;
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// `RUN` that asks the builder for less isolation: `--security=insecure` (high), `--network=host` (medium),
    /// `--device` (low). All stages count, since it is the builder that is in danger.
    ///
    /// ## Why it matters
    /// A step with `--security=insecure` runs as in a privileged container, and what it fetches takes over the machine
    /// that builds. On the host's network a step reaches services that listen for the machine alone, and what it serves
    /// or fetches is not held apart from other builds.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN --security=insecure mount -t tmpfs x /mnt
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS build
    /// RUN --mount=type=cache,target=/x \
    ///     --network=host \
    ///     make
    /// FROM scratch
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ONBUILD RUN --device=vendor.example/gpu=all make
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN --security=sandbox --network=none make
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN --network=default docker run --network=host --device=/dev/kvm x
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN make --security=insecure
    /// # RUN --security=insecure make
    /// ```
    ///
    /// ## How to fix
    /// Remove the flag. What really needs it does not belong into the build of an image.
    ///
    /// ## References
    /// Dockerfile reference, `RUN --security`, `RUN --network`, `RUN --device`.
    pub static PRIVILEGED_BUILD_STEP = Rule {
        id: "privileged-build-step",
        title: "A build step asks for less isolation",
        category: Category::Configuration,
        severity: Severity::High,
        cwe: Some(250),
        inputs: Inputs::Dockerfile,
        message: "\"{flag}\" {effect}",
        why: "What the step fetches or runs can reach out of the build, to the machine that builds.",
        fix: "Remove the flag; what really needs it does not belong into the build of an image.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for step in facts.run_steps() {
        for flag in &step.innermost().flags {
            let (severity, shown, effect) = match (flag.name.as_str(), flag.text()) {
                ("security", "insecure") => {
                    (Severity::High, "--security=insecure", "runs the step as in a privileged container")
                }
                ("network", "host") => (Severity::Medium, "--network=host", "runs the step on the network of the host"),
                ("device", _) => (Severity::Low, "--device", "hands a device of the host to the step"),
                _ => continue,
            };
            // A program that needs a device does not run without it.
            let span = if flag.name == "device" { None } else { with_blanks(facts, flag.span) };
            findings
                .at(facts.place_in(step, flag.span))
                .severity(severity)
                .detail("flag", shown)
                .detail("effect", effect)
                .fix(span.map(|span| Fix::review(format!("Remove {shown}")).delete(span)))
                .done();
        }
    }
}
