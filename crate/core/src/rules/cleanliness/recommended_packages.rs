//! `recommended-packages`.

use super::package_command::{Call, Manager, PROGRAMS, call, is_written, may_be_options};
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs};

rule! {
    /// ## What it checks
    /// `apt-get install` and `apt install` without `--no-install-recommends` in steps that reach the image. The setting
    /// `APT::Install-Recommends` counts as well, in a file that the build writes or behind `-o`. For `dnf` without
    /// `--setopt=install_weak_deps=False` and `zypper` without `--no-recommends` it is informational. `apk` and `yum`
    /// install nothing of the sort.
    ///
    /// ## Why it matters
    /// Recommended packages are not needed for what was asked for. Each is more to patch and more to misuse, and image
    /// scanners report what is wrong with them.
    ///
    /// ## Examples
    /// ```image bad
    /// layer RUN apt-get update && apt-get install -y curl
    /// /usr/bin/curl 0755 0:0 size=10
    /// ```
    /// ```image good
    /// layer RUN apt-get update && apt-get install -y --no-install-recommends curl
    /// /usr/bin/curl 0755 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN apt-get update \
    ///  && apt-get install -y curl \
    ///  && rm -rf /var/lib/apt/lists/*
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN <<EOF
    /// apt -y install --install-recommends=yes curl
    /// EOF
    /// ```
    /// ```dockerfile bad
    /// FROM fedora:43
    /// RUN dnf install -y nginx && dnf clean all
    /// ```
    /// ```dockerfile good
    /// FROM debian:13 AS build
    /// RUN apt-get update && apt-get install -y build-essential
    /// FROM debian:13
    /// RUN apt-get update && apt-get -o APT::Install-Recommends=false install -y curl
    /// COPY --from=build /app /app
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN echo 'APT::Install-Recommends "false";' > /etc/apt/apt.conf.d/90lean
    /// RUN apt-get update && apt-get install -y curl
    /// ```
    /// ```dockerfile good
    /// FROM fedora:43
    /// RUN dnf install -y --setopt=install_weak_deps=False nginx && yum install -y git
    /// ```
    ///
    /// ## How to fix
    /// Add `--no-install-recommends`, and name what is needed of the packages that then are missing: often
    /// `ca-certificates`.
    ///
    /// ## References
    /// Docker, best practices for building images: apt-get.
    pub static RECOMMENDED_PACKAGES = Rule {
        id: "recommended-packages",
        title: "Recommended packages are installed, too",
        category: Category::Cleanliness,
        severity: Severity::Low,
        aliases: &[
            "PKG-017", "DL3015", "DS-0029", "DS029", "AVD-DS-0029", "kics:apt-get-not-avoiding-additional-packages", "kics:7384dfb2-fcd1-4fbf-91cd-6c44c318c33c",
            "semgrep:missing-no-install-recommends",
        ],
        controls: &[
            Control::read("CIS Docker", "4.3"),
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::inferred("NIST SP 800-53 r5", "CM-7"),
            Control::read("DISA", "CICDG 2.12"),
            Control::inferred("PCI DSS", "2.2.4"),
        ],
        inputs: Inputs::Both,
        message: "{command} installs recommended packages that nobody asked for",
        why: "Each package more is more to patch and more to misuse.",
        fix: "Add `--no-install-recommends` (apt), `--setopt=install_weak_deps=False` (dnf) or `--no-recommends` (zypper).",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let mut configured = None;
    for run in facts.runs_of(&PROGRAMS) {
        if !run.step.part.is_in_image() || run.command.incomplete {
            continue;
        }
        let Some(call) = call(run.command).filter(|call| call.installs() && call.operands().next().is_some()) else {
            continue;
        };
        let option = match call.manager {
            Manager::Apt => "--no-install-recommends",
            Manager::Dnf if run.program != "yum" && run.program != "tdnf" => "--setopt=install_weak_deps=False",
            Manager::Zypper => "--no-recommends",
            Manager::Apk | Manager::Dnf => continue,
        };
        if is_told(&call) || run.words.iter().any(may_be_options) {
            continue;
        }
        if *configured.get_or_insert_with(|| is_configured(facts)) {
            return;
        }
        let Some(verb) = call.verb_word else { continue };
        // What was recommended may be needed, so a person must look.
        let fix = is_written(facts, verb)
            .then(|| Fix::review(format!("Add {option}")).insert(verb.span.end, format!(" {option}")));
        let draft = findings
            .at(facts.place_in(run.step, verb.span))
            .detail("command", format!("{} {}", run.program, call.verb))
            .fix(fix.filter(|_| !call.options().any(|option| option.starts_with("--install-recommends"))));
        if call.manager == Manager::Apt { draft.done() } else { draft.severity(Severity::Info).done() }
    }
}

fn is_told(call: &Call<'_>) -> bool {
    let names: [&str; 3] = ["install-recommends=", "install_weak_deps=", "install-suggests="];
    let said = |value: &str| {
        let value = value.to_ascii_lowercase();
        names.iter().any(|name| value.contains(name)) && !value.ends_with("true") && !value.ends_with('1')
    };
    let is_option = |option: &str| {
        matches!(option, "--no-install-recommends" | "--without-recommends" | "-R" | "--no-recommends")
            || (option == "--install-recommends=false" || option == "--install-recommends=no")
    };
    call.options().any(is_option) || call.values().any(|value| said(value) && !value.ends_with("yes"))
}

/// Whether some step writes a configuration that leaves them out.
fn is_configured(facts: &Facts<'_>) -> bool {
    facts.steps.iter().any(|step| {
        let text = step.text.as_ref();
        // With an equals sign it is an option of one command.
        let apt = text
            .match_indices("Install-Recommends")
            .any(|(at, name)| text.get(at.saturating_add(name.len())..).is_some_and(|rest| !rest.starts_with('=')));
        apt || (text.contains("install_weak_deps") && text.contains("dnf.conf"))
            || (text.contains("onlyRequires") && text.contains("zypp"))
    })
}
