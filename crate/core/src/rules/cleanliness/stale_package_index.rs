//! `stale-package-index`.

use super::package_command::{Manager, PROGRAMS, call};
use crate::dockerfile::shell::Command;
use crate::dockerfile::{Arguments, Instruction, InstructionKind, Span};
use crate::facts::{Facts, Run, Step, program};
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs};
use crate::words::{Words, words};

rule! {
    /// ## What it checks
    /// A `RUN` that updates the package index (`apt-get update`, `apk update`, `dnf makecache`, `zypper refresh`) and has
    /// no later command that installs or upgrades anything. `yum update` and `dnf update` upgrade packages and are not
    /// meant. Where a program follows that may install packages by itself, such as a script, nothing is said. In a
    /// stage that does not reach the image it is low.
    ///
    /// ## Why it matters
    /// The step is taken from the build cache for as long as it does not change, and every later install then uses the
    /// index of that day: old versions with known faults, or packages that the server does not have any more.
    ///
    /// ## Examples
    /// ```image bad
    /// layer RUN apt-get update
    /// /var/lib/apt/lists/x 0644 0:0 size=10
    /// layer RUN apt-get install -y curl
    /// /usr/bin/curl 0755 0:0 size=10
    /// ```
    /// ```image good
    /// layer RUN apt-get update && apt-get install -y curl
    /// /usr/bin/curl 0755 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN apt-get update
    /// RUN apt-get install -y --no-install-recommends curl
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN apt-get install -y ca-certificates && apt-get update && rm -rf /tmp/*
    /// ```
    /// ```dockerfile bad
    /// FROM alpine:3.22
    /// ONBUILD RUN <<EOF
    /// apk update
    /// EOF
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN <<EOF
    /// apt-get update
    /// apt-get install -y curl
    /// EOF
    /// ```
    /// ```dockerfile good
    /// FROM registry.access.redhat.com/ubi9
    /// RUN yum -y update
    /// RUN dnf upgrade -y
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN apt-get update && ./install-dependencies.sh
    /// RUN bash -c 'apt-get update; if true; then apt-get -y install curl; fi'
    /// ```
    ///
    /// ## How to fix
    /// Update and install in one `RUN`.
    ///
    /// ## References
    /// CIS Docker Benchmark 4.7. Docker, best practices for building images: apt-get.
    pub static STALE_PACKAGE_INDEX = Rule {
        id: "stale-package-index",
        title: "Package index updated in a step of its own",
        category: Category::Cleanliness,
        severity: Severity::Medium,
        aliases: &[
            "UPD-001", "DS-0017", "DS017", "AVD-DS-0017", "CKV_DOCKER_5", "kics:update-instruction-alone", "kics:9bae49be-0aa3-4de5-bab2-4c3a069e40cd",
        ],
        controls: &[
            Control::read("CIS Docker", "4.7"),
            Control::inferred("NIST SP 800-190", "4.1.1"),
            Control::read("NIST SP 800-53 r5", "SI-2"),
            Control::read("NIST SP 800-53 r5", "SI-2(6)"),
            Control::read("DISA", "CICDG 2.8 CCI-002617"),
            Control::inferred("PCI DSS", "6.3.3"),
        ],
        inputs: Inputs::Both,
        message: "{command} is not followed by an install in the same RUN, so later installs use an index of long ago",
        why: "The build cache keeps the index of that day, and later installs get old versions with known faults.",
        fix: "Update and install in one RUN.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let mut done: Option<*const Step<'_>> = None;
    for run in facts.runs_of(&PROGRAMS) {
        let step: *const Step<'_> = run.step;
        // One finding for a step, and one look at its commands.
        if done == Some(step) || !updates(run.command) {
            continue;
        }
        done = Some(step);
        let commands = &run.script.commands;
        if !run.script.problems.is_empty() || commands.iter().any(|command| command.incomplete) {
            continue;
        }
        let Some(last) = commands.iter().rposition(updates) else { continue };
        if commands.iter().skip(last.saturating_add(1)).any(may_install) {
            continue;
        }
        let Some(command) = commands.get(last) else { continue };
        let verb = call(command).map_or("update", |call| call.verb);
        let severity = if run.step.part.is_in_image() { Severity::Medium } else { Severity::Low };
        findings
            .at(facts.place_in(run.step, command.span))
            .detail("command", format!("{} {verb}", program(command).0))
            .severity(severity)
            .fix(merged(facts, &run))
            .done();
    }
}

fn updates(command: &Command) -> bool {
    call(command).is_some_and(|call| {
        matches!(
            (call.manager, call.verb),
            (Manager::Apt | Manager::Apk, "update")
                | (Manager::Dnf, "makecache")
                | (Manager::Zypper, "refresh" | "ref")
        )
    })
}

/// Whether a command installs or upgrades, or is none that is known not to.
fn may_install(command: &Command) -> bool {
    static HARMLESS: Words = words![
        "rm",
        "echo",
        "printf",
        "true",
        ":",
        "set",
        "sleep",
        "mkdir",
        "touch",
        "date",
        "cat",
        "export",
        "cd",
        "ln",
        "[",
        "test",
        "find",
        "chmod",
        "chown",
        "apt-cache",
        "apt-config",
        "apt-mark",
        "sed",
        "mv",
        "cp",
        "curl",
        "wget",
        "gpg",
        "tar",
        "useradd",
        "groupadd",
        "adduser",
        "addgroup",
        "grep",
        "tee",
        "ls",
        "exit",
        "unset",
        "dpkg-reconfigure",
        "locale-gen",
    ];
    match call(command) {
        Some(call) => {
            !matches!(
                call.verb,
                "update"
                    | "clean"
                    | "autoclean"
                    | "autoremove"
                    | "remove"
                    | "purge"
                    | "refresh"
                    | "ref"
                    | "makecache"
                    | "list"
                    | "search"
                    | "show"
                    | "info"
                    | "repolist"
                    | "policy"
                    | "del"
            ) || (call.manager == Manager::Dnf && call.verb == "update")
                || (call.manager == Manager::Zypper && call.verb == "update")
        }
        None => command.name.is_some() && !HARMLESS.contains(&program(command).0),
    }
}

/// Joins the step to the RUN behind it, where that one installs and nothing stands between them.
fn merged(facts: &Facts<'_>, run: &Run<'_>) -> Option<Fix> {
    let file = facts.file()?;
    let own = plain_text(run.step.instruction.as_ref())?;
    let at = file.instructions.partition_point(|other| other.span.start <= own.start);
    let next = plain_text(file.instructions.get(at)?)?;
    let installs = facts.steps.get(at)?.script().commands.first().and_then(call).is_some_and(|call| call.installs());
    let last = run.script.commands.last()?;
    let between = Span { start: own.end, end: next.start };
    let is_empty = between.of(&file.text).trim().eq_ignore_ascii_case("run");
    (installs && is_empty && last.span.end == own.end)
        .then(|| Fix::review("Join this RUN and the next").replace(between, format!(" {}\n && ", file.escape)))
}

/// Place of the shell text of a RUN that has nothing else.
fn plain_text(instruction: &Instruction) -> Option<Span> {
    let is_plain =
        instruction.kind == InstructionKind::Run && instruction.flags.is_empty() && instruction.heredocs.is_empty();
    match &instruction.arguments {
        Arguments::Shell(text) if is_plain => Some(text.trimmed().whole()),
        _ => None,
    }
}
