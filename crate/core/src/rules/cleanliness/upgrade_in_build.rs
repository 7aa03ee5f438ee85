//! `upgrade-in-build`.

use super::package_command::{Call, Manager, PROGRAMS, call};
use crate::facts::Facts;
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs, Profile};

rule! {
    /// ## What it checks
    /// A build step that upgrades all packages: `apt-get upgrade`, `dist-upgrade` and `full-upgrade`, `apk upgrade`, `dnf`
    /// and `yum update` or `upgrade`, `zypper update` and `dist-upgrade`. An upgrade of packages that are named,
    /// and one that takes security updates only (`dnf upgrade --security`), is not meant.
    ///
    /// There are two opinions. Those who want builds that can be repeated avoid upgrades and renew the base image
    /// instead; those who have to ship fixes before the base image has them upgrade on purpose. The rule is of the
    /// strict profile and informational for that reason: allow it where the second is wanted.
    ///
    /// ## Why it matters
    /// What the image holds depends on the day of the build, and upgraded files are in the image twice. On the other
    /// hand an old base without an upgrade has known faults: a newer base mends both.
    ///
    /// ## Examples
    /// ```image bad
    /// layer RUN apk upgrade --no-cache
    /// /bin/busybox 0755 0:0 size=10
    /// ```
    /// ```image good
    /// layer RUN apk add --no-cache --upgrade openssl
    /// /usr/bin/openssl 0755 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN apt-get update && apt-get -y dist-upgrade
    /// ```
    /// ```dockerfile bad
    /// FROM registry.access.redhat.com/ubi9
    /// RUN <<EOF
    /// dnf update -y --nobest
    /// EOF
    /// ```
    /// ```dockerfile bad
    /// FROM opensuse/leap:15.6
    /// ONBUILD RUN zypper -n dup
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN apt-get update && apt-get install -y --only-upgrade openssl && apt-get -s upgrade
    /// ```
    /// ```dockerfile good
    /// FROM registry.access.redhat.com/ubi9
    /// RUN dnf -y upgrade --security && dnf -y update openssl && yum upgrade -y --advisory=RHSA-2026:1
    /// ```
    /// ```dockerfile good
    /// FROM python:3.14
    /// RUN pip install --upgrade pip==26.0 && alembic upgrade head
    /// ```
    ///
    /// ## How to fix
    /// Renew the base image (a digest that a bot updates), and upgrade single packages by name where a fix cannot wait.
    ///
    /// ## References
    /// Docker, best practices for building images: rebuild your images often.
    pub static UPGRADE_IN_BUILD = Rule {
        id: "upgrade-in-build",
        title: "All packages upgraded in the build",
        category: Category::Cleanliness,
        profile: Profile::Strict,
        severity: Severity::Info,
        aliases: &[
            "DL3035", "DS-0024", "DS024", "AVD-DS-0024", "semgrep:avoid-apt-get-upgrade", "semgrep:avoid-apk-upgrade",
            "semgrep:avoid-yum-update", "semgrep:avoid-dnf-update", "semgrep:avoid-zypper-update",
        ],
        inputs: Inputs::Both,
        message: "{command} upgrades every package of the base image",
        why: "What the image holds depends on the day of the build; a newer base image has the same fixes.",
        fix: "Renew the base image, and upgrade single packages by name where a fix cannot wait.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for run in facts.runs_of(&PROGRAMS) {
        let Some(call) = call(run.command).filter(upgrades_all) else { continue };
        if run
            .option(&["-s", "--simulate", "--dry-run", "--security", "--advisory", "--cve", "--bugfix", "-h"])
            .is_some()
        {
            continue;
        }
        let Some(verb) = call.verb_word else { continue };
        findings
            .at(facts.place_in(run.step, verb.span))
            .detail("command", format!("{} {}", run.program, call.verb))
            .done();
    }
}

fn upgrades_all(call: &Call<'_>) -> bool {
    let upgrades = match call.manager {
        Manager::Apt => matches!(call.verb, "upgrade" | "dist-upgrade" | "full-upgrade" | "safe-upgrade"),
        Manager::Apk => call.verb == "upgrade",
        Manager::Dnf => matches!(call.verb, "update" | "upgrade" | "distro-sync"),
        Manager::Zypper => matches!(call.verb, "update" | "up" | "dup" | "dist-upgrade"),
    };
    upgrades && call.operands().next().is_none()
}
