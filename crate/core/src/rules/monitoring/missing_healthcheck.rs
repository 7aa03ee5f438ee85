//! `missing-healthcheck`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Fix, Place, Severity};
use crate::rules::edit;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Whether the image says how the health of its container is checked. `HEALTHCHECK NONE` is a decision and is
    /// accepted. An image that starts nothing (no entrypoint, no command) is a base for others and is not judged. In a
    /// Dockerfile the last `HEALTHCHECK` of the final stage counts, inherited ones included; the base image may have
    /// one that cannot be seen, so confidence is low there.
    ///
    /// It is for information only: Kubernetes takes no notice of it and has probes of its own, and the OCI image
    /// configuration has no field for it, so that builders drop it when they write that format (`buildah --format
    /// oci`) or keep Docker's field as an extension.
    ///
    /// ## Why it matters
    /// Without a check a container whose process hangs counts as running, and nothing restarts or replaces it.
    ///
    /// ## Examples
    /// ```image bad
    /// cmd ["/app"]
    /// /app 0755 0:0 size=10
    /// ```
    /// ```image good
    /// cmd ["/app"]
    /// healthcheck ["CMD", "/app", "health"]
    /// /app 0755 0:0 size=10
    /// ```
    /// ```image good
    /// cmd ["/app"]
    /// healthcheck ["NONE"]
    /// /app 0755 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// CMD ["/app"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS base
    /// HEALTHCHECK --interval=30s CMD ["/app", "health"]
    /// FROM base
    /// CMD ["/app"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// HEALTHCHECK NONE
    /// CMD ["/app"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS other
    /// HEALTHCHECK CMD ["/app", "health"]
    /// FROM debian:12
    /// ENTRYPOINT ["/app"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ONBUILD HEALTHCHECK CMD ["/app", "health"]
    /// CMD /app
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS build
    /// RUN make
    /// FROM debian:12
    /// HEALTHCHECK --interval=30s \
    ///   # what the balancer asks, too
    ///   CMD curl -f http://localhost/ || exit 1
    /// CMD ["/app"]
    /// ```
    ///
    /// ## How to fix
    /// Add `HEALTHCHECK CMD ["/app", "health"]` with a command that the image has. Where an orchestrator checks the
    /// container itself, say so with `HEALTHCHECK NONE`.
    ///
    /// ## References
    /// Dockerfile reference, `HEALTHCHECK`.
    pub static MISSING_HEALTHCHECK = Rule {
        id: "missing-healthcheck",
        title: "No health check",
        category: Category::Monitoring,
        severity: Severity::Info,
        confidence: Confidence::High,
        aliases: &[
            "MON-001", "CIS-DI-0006", "DL3057", "DS-0026", "DS026", "AVD-DS-0026", "CKV_DOCKER_2",
            "kics:healthcheck-instruction-missing", "kics:b03a748a-542d-44f4-bb86-9199ab4fd2d5",
        ],
        controls: &[
            Control::read("CIS Docker", "4.6"),
            Control::read("CIS Docker", "5.27"),
            Control::read("NIST SP 800-53 r5", "SC-5"),
            Control::read("DISA", "CICDG 2.6 CCI-002385"),
            Control::read("DISA", "V-235827"),
        ],
        cwe: None,
        reads: &[Reads::Build],
        inputs: Inputs::Both,
        of_stage: true,
        message: "{subject} declares no health check",
        why: "A container whose process hangs counts as running, unless the orchestrator checks it by its own probes.",
        fix: "Add a HEALTHCHECK with a command that the image has, or HEALTHCHECK NONE where an orchestrator probes it.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let settings = &facts.settings;
    if settings.healthcheck.is_some() {
        return;
    }
    if facts.image.is_some() {
        if settings.command_line().is_empty() {
            return;
        }
        findings.at(Place::config("config.Healthcheck")).detail("subject", "The image").done();
        return;
    }
    let place = facts.image_steps().next_back().map_or(Place::Image, |step| step.place.clone());
    let draft = findings.at(place).detail("subject", "The final stage");
    let fix = Fix::review("Add HEALTHCHECK NONE, for an orchestrator that checks");
    let draft = draft.fix(edit::at_end_of_final_stage(facts, "HEALTHCHECK NONE", fix));
    if settings.open { draft.confidence(Confidence::Low).done() } else { draft.done() }
}
