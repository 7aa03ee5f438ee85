//! `interactive-install`.

use super::package_command::{Call, Manager, PROGRAMS, call, is_written, may_be_options};
use crate::facts::{Facts, Run};
use crate::finding::{Confidence, Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// `apt-get`, `apt`, `dnf`, `yum`, `tdnf`, `microdnf` and `zypper` that install, upgrade or remove without the option
    /// that answers their question: `-y`, `--assume-yes`, `-qq` for apt, `-y` or `--assumeyes` for dnf and yum, `-n` or
    /// `-y` for zypper. A configuration that says the same (`APT::Get::Assume-Yes`, `assumeyes=1`), a pipe from `yes` and
    /// a simulation are accepted. `apk` asks nothing. Old versions of `microdnf` ask nothing, so confidence is lower
    /// there.
    ///
    /// ## Why it matters
    /// Nobody answers during a build. It fails, or goes on without the package where the failure is not seen.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN apt-get update && apt-get install --no-install-recommends curl
    /// ```
    /// ```dockerfile bad
    /// FROM fedora:43
    /// RUN <<EOF
    /// dnf install nginx
    /// EOF
    /// ```
    /// ```dockerfile bad
    /// FROM opensuse/leap:15.6
    /// ONBUILD RUN zypper --quiet in nginx
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN apt-get update && apt-get -qqy install curl && yes | apt-get install git && apt-get install -qq vim \
    ///  && apt-get -o APT::Get::Assume-Yes=true install nano && apt-get install -s gcc && apt-get install $APT_OPTIONS make
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN echo 'APT::Get::Assume-Yes "true";' > /etc/apt/apt.conf.d/90yes
    /// RUN apt-get update && apt-get install curl
    /// ```
    /// ```dockerfile good
    /// FROM opensuse/leap:15.6
    /// RUN zypper -n in nginx && zypper install -y curl && zypper --non-interactive update && apk add curl
    /// ```
    ///
    /// ## How to fix
    /// Add `-y`.
    ///
    /// ## References
    /// Manual pages of apt-get, dnf and zypper.
    pub static INTERACTIVE_INSTALL = Rule {
        id: "interactive-install",
        title: "Package manager waits for an answer",
        category: Category::Cleanliness,
        severity: Severity::Low,
        aliases: &[
            "DL3014", "DL3030", "DL3034", "DL3038", "DS-0021", "DS021", "AVD-DS-0021",
            "kics:apt-get-missing-flags-to-avoid-manual-input", "kics:77783205-c4ca-4f80-bb80-c777f267c547", "kics:yum-install-allows-manual-input", "kics:6e19193a-8753-436d-8a09-76dcff91bb03",
            "kics:missing-flag-from-dnf-install", "kics:7ebd323c-31b7-4e5b-b26f-de5e9e477af8", "kics:missing-zypper-non-interactive-switch", "kics:45e1fca5-f90e-465d-825f-c2cb63fa3944",
            "semgrep:missing-assume-yes-switch", "semgrep:missing-yum-assume-yes-switch",
            "semgrep:missing-dnf-assume-yes-switch",
        ],
        inputs: Inputs::Dockerfile,
        message: "{command} asks whether to go on, and nobody answers during a build",
        why: "The build fails, or goes on without the package where the failure is not seen.",
        fix: "Add `-y`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let mut configured = None;
    for run in facts.runs_of(&PROGRAMS) {
        if run.command.incomplete {
            continue;
        }
        let Some(call) = call(run.command) else { continue };
        if !asks(&call) || is_answered(&run, &call) || run.words.iter().any(may_be_options) {
            continue;
        }
        if *configured.get_or_insert_with(|| is_configured(facts)) {
            return;
        }
        let Some(verb) = call.verb_word else { continue };
        let fix = is_written(facts, verb).then(|| Fix::safe("Add -y").insert(verb.span.end, " -y"));
        let draft = findings
            .at(facts.place_in(run.step, verb.span))
            .detail("command", format!("{} {}", run.program, call.verb))
            .fix(fix);
        if run.program == "microdnf" { draft.confidence(Confidence::Medium).done() } else { draft.done() }
    }
}

fn asks(call: &Call<'_>) -> bool {
    match call.manager {
        Manager::Apt => matches!(
            call.verb,
            "install"
                | "reinstall"
                | "upgrade"
                | "dist-upgrade"
                | "full-upgrade"
                | "build-dep"
                | "remove"
                | "purge"
                | "autoremove"
                | "autopurge"
        ),
        Manager::Apk => false,
        Manager::Dnf => matches!(
            call.verb,
            "install"
                | "reinstall"
                | "update"
                | "upgrade"
                | "groupinstall"
                | "localinstall"
                | "remove"
                | "erase"
                | "autoremove"
                | "swap"
                | "distro-sync"
        ),
        Manager::Zypper => {
            matches!(call.verb, "install" | "in" | "update" | "up" | "patch" | "dup" | "dist-upgrade" | "remove" | "rm")
        }
    }
}

fn is_answered(run: &Run<'_>, call: &Call<'_>) -> bool {
    let names: &[&str] = match call.manager {
        Manager::Apt | Manager::Apk => &[
            "-y",
            "--yes",
            "--assume-yes",
            "--force-yes",
            "--assume-no",
            "-s",
            "--simulate",
            "--just-print",
            "--dry-run",
            "--print-uris",
            "-h",
            "--help",
        ],
        Manager::Dnf => &["-y", "--assumeyes", "--assumeno", "--downloadonly", "-h", "--help", "--yes", "--testonly"],
        Manager::Zypper => &[
            "-y",
            "-n",
            "--no-confirm",
            "--non-interactive",
            "-D",
            "--dry-run",
            "--help",
            "-h",
            "--non-interactive-include-reboot-patches",
        ],
    };
    // Twice quiet means yes for apt.
    let quiet = || {
        let letters = |option: &str| match option {
            "--quiet" => 1,
            "-q=2" | "--quiet=2" | "-q=3" => 2,
            _ if option.starts_with("--") => 0,
            _ => option.chars().filter(|letter| *letter == 'q').count(),
        };
        call.options().map(letters).sum::<usize>() > 1
    };
    let piped = || run.script.commands.get(run.index.wrapping_sub(1)).is_some_and(|before| before.program() == "yes");
    let said = |value: &str| {
        let value = value.to_ascii_lowercase();
        ["assume-yes=", "assumeyes=", "defaultyes="].iter().any(|name| value.contains(name))
    };
    run.option(names).is_some()
        || (call.manager == Manager::Apt && quiet())
        || call.values().any(said)
        || (run.command.piped_from() && piped())
}

/// Whether some step writes a configuration that answers.
fn is_configured(facts: &Facts<'_>) -> bool {
    facts.steps.iter().any(|step| {
        let text = step.text.as_ref();
        // With an equals sign it is an option of one command.
        let apt = text
            .match_indices("Assume-Yes")
            .any(|(at, name)| text.get(at.saturating_add(name.len())..).is_some_and(|rest| !rest.starts_with('=')));
        apt || (text.contains("assumeyes") && (text.contains("dnf.conf") || text.contains("yum.conf")))
    })
}
