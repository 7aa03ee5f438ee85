//! `root-at-start`.

use crate::dockerfile::InstructionKind;
use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};
use crate::words::{Words, words};

rule! {
    /// ## What it checks
    /// Two ways in which a container is root although the image has another user:
    ///
    /// - the final stage, or the history of the image, sets a user and ends with `USER root`: medium,
    /// - the container runs as root and the words of its entrypoint or command drop the rights themselves, with `gosu`,
    ///   `su-exec`, `setpriv`, `runuser`, `chpst`, `s6-setuidgid` or `sudo`: low.
    ///
    /// ## Why it matters
    /// In the first case somebody forgot to change back. In the second everything before the change, and every
    /// `docker exec`, is root, and the container needs capabilities that it could do without.
    ///
    /// ## Examples
    /// ```image bad
    /// user root
    /// history USER app
    /// layer RUN /bin/sh -c make
    /// history USER root
    /// ```
    /// ```image bad
    /// entrypoint ["gosu", "app", "/app/server"]
    /// ```
    /// ```image bad
    /// entrypoint ["/sbin/tini", "--", "su-exec", "app"]
    /// cmd ["/app/server"]
    /// ```
    /// ```image good
    /// user app
    /// history USER root
    /// layer RUN /bin/sh -c make
    /// history USER app
    /// ```
    /// ```image good
    /// user 10001
    /// entrypoint ["gosu", "app", "/app/server"]
    /// ```
    /// Root from the first line to the last is left to `run-as-root`:
    /// ```image good
    /// history USER root
    /// entrypoint ["/app/server"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// USER app
    /// RUN make
    /// USER root
    /// CMD ["/app"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// USER root
    /// ENTRYPOINT ["setpriv", "--reuid=app", "--init-groups", "/app"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// USER 1000
    /// USER 0:0
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// USER root
    /// RUN make
    /// USER app
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS build
    /// USER app
    /// USER root
    /// FROM debian:12
    /// USER app
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// USER app
    /// ENTRYPOINT ["/app"]
    /// ```
    ///
    /// ## How to fix
    /// End the final stage with `USER 10001`. Do what the entrypoint does as root in the build, or let the platform set
    /// the owner of volumes (`fsGroup`).
    ///
    /// ## References
    /// Dockerfile reference, `USER`; setpriv(1).
    pub static ROOT_AT_START = Rule {
        id: "root-at-start",
        title: "The container starts as root although it has another user",
        category: Category::Permissions,
        severity: Severity::Medium,
        confidence: Confidence::High,
        aliases: &["USR-006"],
        controls: &[
            Control::inferred("CIS Docker", "4.1"),
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::inferred("NIST SP 800-53 r5", "AC-6"),
            Control::read("DISA", "CICDG 2.2"),
            Control::inferred("PCI DSS", "7.2.2"),
        ],
        cwe: Some(250),
        reads: &[Reads::Build],
        inputs: Inputs::Both,
        message: "{what}",
        why: "Everything before the change of the user, and every `docker exec`, is root.",
        fix: "End the final stage with `USER` and a uid that is not 0, and do in the build what needs root.",
        check: check,
    };
}

static DROPPERS: Words = words!["gosu", "su-exec", "setpriv", "runuser", "chpst", "s6-setuidgid", "sudo"];

fn is_root(user: &str) -> bool {
    matches!(user.split(':').next().unwrap_or_default(), "" | "root" | "0")
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let user = facts.settings.user.as_ref().map_or("", |user| user.value.as_str());
    if !is_root(user) {
        return;
    }
    let mut other: Option<String> = None;
    let mut last = None;
    for step in facts.image_steps().filter(|step| step.instruction.kind == InstructionKind::User) {
        let Some(word) = step.instruction.words().first() else { continue };
        if word.text.contains('$') {
            return;
        }
        if !is_root(&word.text) {
            other = Some(word.text.clone());
        }
        last = Some(step);
    }
    if let (Some(other), Some(last)) = (other, last) {
        findings
            .at(last.place.clone())
            .masked("what", format!("USER {other} is set, and USER root ends the build, so the container runs as root"))
            .done();
    }
    let starts = [&facts.settings.entrypoint, &facts.settings.cmd];
    for setting in starts.into_iter().flatten() {
        let dropper = setting.value.iter().find(|word| {
            let name = word.rsplit('/').next().unwrap_or_default();
            DROPPERS.contains(&name)
        });
        // A Dockerfile on an unknown base may run as another user already, and then sudo raises.
        if let Some(dropper) = dropper.filter(|_| !facts.settings.open || facts.settings.user.is_some()) {
            findings
                .at(setting.place.clone())
                .severity(Severity::Low)
                .masked("what", format!("The container starts as root and drops its rights with {dropper}"))
                .done();
            return;
        }
    }
}
