//! `loose-ssh-mount`.

use crate::dockerfile::Flag;
use crate::facts::{Facts, Step, program};
use crate::finding::{Findings, Fix, Severity};
use crate::rules::build_step::with_blanks;
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs, Profile};
use crate::words::{Words, words};

rule! {
    /// ## What it checks
    /// `RUN --mount=type=ssh` in a step none of whose commands can use it, or without `required=true`. A step is only
    /// said not to use it when all its programs are known to make no connection of that sort, such as `apt-get`, `mkdir`
    /// or `curl`.
    ///
    /// ## Why it matters
    /// The mount is the agent of whoever builds: every program of the step can sign with those keys, so a step should
    /// have it for a reason. Without `required=true` a build without an agent goes on and fails later, or takes another
    /// way.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN --mount=type=ssh,required=true apt-get update && apt-get install -y tool
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN --mount=type=ssh git clone git@git.example.org:x /x
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ONBUILD RUN --mount=type=ssh,id=deploy,required=false <<EOF
    /// go mod download
    /// EOF
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN --mount=type=ssh,required=true git clone git@git.example.org:x /x
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN --mount=type=ssh,required make vendor
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN --mount=type=ssh,id=deploy,required=TRUE mkdir /x && cd /x && ./fetch
    /// RUN --mount=type=secret,id=ssh apt-get update
    /// ```
    ///
    /// ## How to fix
    /// Remove the mount where nothing uses it; elsewhere add `required=true`.
    ///
    /// ## References
    /// Dockerfile reference, `RUN --mount=type=ssh`.
    pub static LOOSE_SSH_MOUNT = Rule {
        id: "loose-ssh-mount",
        title: "An SSH mount is not used or not required",
        category: Category::Configuration,
        profile: Profile::Strict,
        severity: Severity::Info,
        inputs: Inputs::Dockerfile,
        message: "The SSH mount {what}",
        why: "Every program of the step can sign with the keys of whoever builds, so a step should have them for a reason.",
        fix: "Remove the mount where nothing uses it; elsewhere add `required=true`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for step in facts.run_steps() {
        let mut useless = None;
        for mount in step.innermost().flags_named("mount").filter(|mount| mount.option(&["type"]) == Some("ssh")) {
            let (what, fix) = if *useless.get_or_insert_with(|| is_useless(step)) {
                let span = with_blanks(facts, mount.span);
                (
                    "is not used by any command of the step",
                    span.map(|span| Fix::review("Remove the mount").delete(span)),
                )
            } else if mount.option(&["required"]).is_none_or(|value| value.eq_ignore_ascii_case("false")) {
                ("is not required, so a build without an agent goes on without it", require(facts, mount))
            } else {
                continue;
            };
            findings.at(facts.place_in(step, mount.span)).detail("what", what).fix(fix).done();
        }
    }
}

/// Programs that make no connection over SSH, nor run others that might.
static PLAIN: Words = words![
    "apt",
    "apt-get",
    "apk",
    "dnf",
    "yum",
    "microdnf",
    "zypper",
    "curl",
    "wget",
    "mkdir",
    "rm",
    "cp",
    "mv",
    "ln",
    "cat",
    "echo",
    "printf",
    "chmod",
    "chown",
    "touch",
    "tar",
    "unzip",
    "gzip",
    "sed",
    "grep",
    "useradd",
    "adduser",
    "groupadd",
    "addgroup",
    "true",
    "cd",
    "export",
    "set",
    "ls",
    "sha256sum",
    "ldconfig",
    "update-ca-certificates",
    "test",
    "[",
    "install",
];

fn is_useless(step: &Step<'_>) -> bool {
    let script = step.script();
    !script.commands.is_empty()
        && script.problems.is_empty()
        && script.commands.iter().all(|command| {
            // A heredoc alone is no command; those in it follow.
            let here_only = command.name.is_none() && command.assignments.is_empty();
            !command.incomplete && (here_only || PLAIN.contains(&program(command).0))
        })
}

fn require(facts: &Facts<'_>, mount: &Flag) -> Option<Fix> {
    let text = &facts.file()?.text;
    let fix = Fix::review("Require the mount");
    if let Some(option) = mount.options.iter().find(|option| option.name == "required") {
        let exact = option.span.of(text).strip_prefix("required=").is_some_and(|value| !value.contains(','));
        return exact.then(|| fix.replace(option.span, "required=true"));
    }
    let is_plain = !mount.span.of(text).contains(['"', '\'']);
    is_plain.then(|| fix.insert(mount.span.end, ",required=true"))
}
