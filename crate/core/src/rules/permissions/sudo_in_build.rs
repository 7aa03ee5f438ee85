//! `sudo-in-build`.

use crate::dockerfile::shell::Command;
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::build_step::{editable, with_blanks};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs};

rule! {
    /// ## What it checks
    /// `sudo` or `doas` as a command of a build step, also in `sh -c`, heredocs, substitutions and `ONBUILD`. Installing
    /// the package, or naming it in a text, is not meant.
    ///
    /// ## Why it matters
    /// A build is root already, or changes its user with `USER`. sudo has to be installed for it, and stays in the image
    /// together with rules that ask for no password: a way to root for whoever breaks in.
    ///
    /// ## Examples
    /// ```image bad
    /// layer RUN /bin/sh -c sudo apt-get update # buildkit
    /// /x 0644 0:0 size=10
    /// ```
    /// ```image good
    /// layer RUN /bin/sh -c apt-get update # buildkit
    /// /x 0644 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN apt-get update && \
    ///     sudo apt-get install -y tool
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN if true; then /usr/bin/sudo -E make install; fi
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN <<EOF
    /// echo "$(sudo id)"
    /// EOF
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ONBUILD RUN ["sudo", "make"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN apt-get install -y sudo && echo "use sudo make" && chmod 755 /opt/sudo
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// USER root
    /// RUN make install # no sudo here
    /// USER 10001
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN cat sudo | grep sudo; ./sudo.sh
    /// ```
    ///
    /// ## How to fix
    /// Remove `sudo`; put `USER root` before the step and `USER` with the run user behind it.
    ///
    /// ## References
    /// Docker documentation, building best practices, USER.
    pub static SUDO_IN_BUILD = Rule {
        id: "sudo-in-build",
        title: "sudo in a build step",
        category: Category::Permissions,
        severity: Severity::Low,
        aliases: &[
            "PKG-007", "DL3004", "DS-0010", "DS010", "AVD-DS-0010", "CKV2_DOCKER_1", "kics:run-using-sudo", "kics:8ada6e80-0ade-439e-b176-0b28f6bce35a",
            "semgrep:no-sudo-in-dockerfile",
        ],
        controls: &[
            Control::inferred("CIS Docker", "4.3"),
            Control::inferred("CIS Docker", "4.8"),
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::inferred("NIST SP 800-53 r5", "AC-6"),
            Control::read("NIST SP 800-53 r5", "CM-6"),
            Control::read("DISA", "CICDG 2.3"),
            Control::inferred("PCI DSS", "2.2.4"),
            Control::inferred("PCI DSS", "7.2.5"),
        ],
        cwe: Some(250),
        inputs: Inputs::Both,
        message: "A build step runs {program}",
        why: "It stays in the image with rules that ask for no password: a way to root for whoever breaks in.",
        fix: "Remove it; put `USER root` before the step and `USER` with the run user behind it.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for step in facts.run_steps() {
        for command in &step.script().commands {
            let Some(name) = command.name.as_ref().filter(|_| matches!(command.program(), "sudo" | "doas")) else {
                continue;
            };
            findings
                .at(facts.place_in(step, name.span))
                .detail("program", command.program())
                .fix(fix(facts, command))
                .done();
        }
    }
}

/// Without options of its own it can go as it is.
fn fix(facts: &Facts<'_>, command: &Command) -> Option<Fix> {
    let first = command.words.first()?;
    if first.text.starts_with('-') || first.text.contains('=') || first.expands {
        return None;
    }
    let span = with_blanks(facts, editable(facts, command.name.as_ref()?)?)?;
    Some(Fix::review(format!("Remove {}", command.program())).delete(span))
}
