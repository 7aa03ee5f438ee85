//! `sudo-redirect`.

use super::shell_state::index_of;
use crate::dockerfile::shell::{RedirectOperator, Redirection};
use crate::facts::{Facts, Step};
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// `sudo` with its output written to a file (`sudo echo x > /etc/y`) in a step that runs as another user than root.
    /// Where no `USER` was set, or root, the redirection works and nothing is said. Files in `/dev`, `/tmp` and in the
    /// folder of the step are not meant.
    ///
    /// ## Why it matters
    /// The file is opened by the shell of the user, not by the command that sudo runs. The setting is not written, or
    /// the file belongs to the user, who can change it later.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:13
    /// USER app
    /// RUN sudo echo 'umask 027' >> /etc/profile
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// USER 1000
    /// RUN <<EOF
    /// sudo cat a b > /usr/local/bin/c
    /// EOF
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13 AS base
    /// USER app:app
    /// FROM base
    /// ONBUILD RUN doas sed s/a/b/ /x >/etc/y
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN sudo echo 'umask 027' >> /etc/profile
    /// USER root
    /// RUN sudo echo a > /etc/b
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// USER app
    /// RUN echo a | sudo tee /etc/b > /dev/null && sudo sh -c 'echo a > /etc/b' && sudo make >/tmp/log 2>&1
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// USER app
    /// RUN sudo make > "$HOME/log" && sudo -u root true < /etc/passwd && echo a > /etc/b
    /// ```
    ///
    /// ## How to fix
    /// `... | sudo tee /etc/file > /dev/null`, or do the step as root and set `USER` behind it.
    ///
    /// ## References
    /// ShellCheck SC2024.
    pub static SUDO_REDIRECT = Rule {
        id: "sudo-redirect",
        title: "sudo does not reach the redirection",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &["SC2024"],
        inputs: Inputs::Dockerfile,
        message: "{file} is written by the user of the step, not by what sudo runs",
        why: "The setting is not written, or the file belongs to the user, who can change it later.",
        fix: "Pipe into `sudo tee`, or do the step as root and set USER behind it.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for step in facts.run_steps() {
        for command in &step.script().commands {
            let Some(redirection) = command.redirections.iter().find(|redirection| writes(redirection)) else {
                continue;
            };
            if matches!(command.program(), "sudo" | "doas") && !runs_as_root(facts, step) {
                findings
                    .at(facts.place_in(step, redirection.span))
                    .detail("file", crate::secrets::masked(&redirection.target.text))
                    .done();
            }
        }
    }
}

fn writes(redirection: &Redirection) -> bool {
    let target = &redirection.target;
    let is_output = matches!(
        redirection.operator,
        RedirectOperator::Out | RedirectOperator::Append | RedirectOperator::Clobber | RedirectOperator::Both
    );
    let is_elsewhere = ["/dev/", "/tmp/", "/var/tmp/", "/home/", "/proc/self/"];
    is_output
        && !target.expands
        && target.text.starts_with('/')
        && !is_elsewhere.iter().any(|folder| target.text.starts_with(folder))
}

/// As far as USER says; without one it is root for nearly all images.
fn runs_as_root(facts: &Facts<'_>, step: &Step<'_>) -> bool {
    let user = facts.dockerfile.and_then(|written| {
        let at = written.model.states.get(index_of(facts, step))?.user?;
        written.file.instructions.get(at)?.words().first()
    });
    user.is_none_or(|user| {
        let name = user.text.split(':').next().unwrap_or_default();
        matches!(name, "root" | "0" | "") || user.has_variables()
    })
}
