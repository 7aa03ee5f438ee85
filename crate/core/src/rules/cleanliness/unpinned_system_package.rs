//! `unpinned-system-package`.

use super::package_command::{Call, Manager, PROGRAMS, call, listed};
use crate::dockerfile::shell::Word;
use crate::facts::Facts;
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Profile};

rule! {
    /// ## What it checks
    /// Packages that `apt`, `apk`, `dnf`, `yum` or `zypper` installs without a version. There is one finding for each
    /// command, at the first of its packages. A version is said by `=` for apt (a path, a `.deb` file or a release
    /// behind a slash is accepted, too), by `=`, `~`, `<` or `>` for apk, by `name-version` for dnf and yum, and by `=`,
    /// `<` or `>` for zypper. A module of dnf names its stream (`nodejs:22`). Groups and patterns have no version. A word with a variable is not judged, since
    /// what it holds is not known. In a stage that does not reach the image it is informational.
    ///
    /// Many people do without: distributions remove old versions, so that a pinned build breaks when a security update
    /// comes out. Pinning is worth it where a mirror keeps old versions, or a bot renews the pins.
    ///
    /// ## Why it matters
    /// The same Dockerfile gives another image tomorrow, and nobody can say what changed.
    ///
    /// ## Examples
    /// ```image bad
    /// layer RUN apk add --no-cache curl
    /// /usr/bin/curl 0755 0:0 size=10
    /// ```
    /// ```image good
    /// layer RUN apk add --no-cache curl=8.14.1-r2
    /// /usr/bin/curl 0755 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN apt-get update && apt-get install -y --no-install-recommends \
    ///     ca-certificates=20250419 \
    ///     curl
    /// ```
    /// ```dockerfile bad
    /// FROM registry.access.redhat.com/ubi9
    /// RUN dnf install -y java-17-openjdk
    /// ```
    /// ```dockerfile bad
    /// FROM registry.access.redhat.com/ubi9
    /// RUN dnf -y module install nodejs
    /// ```
    /// ```dockerfile bad
    /// FROM alpine:3.22
    /// RUN <<EOF
    /// set -e
    /// apk add --virtual .build gcc
    /// EOF
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// ARG NGINX=1.26.3-3
    /// RUN apt-get update && apt-get install -y -t trixie nginx=${NGINX} ./local.deb curl/trixie $EXTRA
    /// ```
    /// ```dockerfile good
    /// FROM fedora:43
    /// RUN dnf -y install java-17-openjdk-17.0.13.0.11-3.fc43 https://example.org/tool.rpm && dnf module install nodejs:22
    /// ```
    /// ```dockerfile good
    /// FROM alpine:3.22
    /// RUN apk add --no-cache --virtual .build 'gcc~=14' "musl-dev>1.2" && apk del .build
    /// ```
    ///
    /// ## How to fix
    /// Write the version: `curl=8.14.1-2`, `curl~=8.14`, `curl-8.9.1-3.fc43`. Or pin the base image by digest and the
    /// package source by a dated snapshot, which pins all at once.
    ///
    /// ## References
    /// Docker, best practices for building images: version pinning.
    pub static UNPINNED_SYSTEM_PACKAGE = Rule {
        id: "unpinned-system-package",
        title: "System package without a version",
        category: Category::Cleanliness,
        profile: Profile::Strict,
        severity: Severity::Low,
        aliases: &[
            "UPD-002", "DL3008", "DL3018", "DL3033", "DL3037", "DL3041", "kics:apt-get-install-pin-version-not-defined", "kics:965a08d7-ef86-4f14-8792-4a3b2098937e",
            "kics:unpinned-package-version-in-apk-add", "kics:d3499f6d-1651-41bb-a9a7-de925fea487b", "kics:yum-install-without-version", "kics:6452c424-1d92-4deb-bb18-a03e95d579c4",
            "kics:missing-version-specification-in-dnf-install", "kics:93d88cf7-f078-46a8-8ddc-178e03aeacf1", "kics:zypper-install-without-version", "kics:562952e4-0348-4dea-9826-44f3a2c6117b",
        ],
        controls: &[
            Control::inferred("CIS Docker", "4.7"),
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::inferred("NIST SP 800-53 r5", "CM-2"),
            Control::inferred("NIST SP 800-53 r5", "SR-4"),
            Control::read("DISA", "CICDG 2.4, 2.11"),
            Control::inferred("PCI DSS", "6.3.2"),
        ],
        inputs: Inputs::Both,
        message: "{program} installs {packages} without a version",
        why: "The same Dockerfile gives another image tomorrow, and nobody can say what changed.",
        fix: "Write the versions, or pin the package source by a dated snapshot.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for run in facts.runs_of(&PROGRAMS) {
        let Some(call) = call(run.command).filter(|call| call.installs() && call.verb != "groupinstall") else {
            continue;
        };
        // `group` stands before its verb, and what follows is no package.
        if run.words.iter().any(|word| word.is("group") || word.is("groups")) || names_no_packages(&call) {
            continue;
        }
        let unpinned: Vec<&Word> = call.operands().filter(|word| !is_pinned(call.manager, word)).collect();
        let Some(first) = unpinned.first() else { continue };
        let draft = findings
            .at(facts.place_in(run.step, first.span))
            .detail("program", run.program)
            .detail("packages", listed(&unpinned));
        if run.step.part.is_in_image() { draft.done() } else { draft.severity(Severity::Info).done() }
    }
}

/// `zypper install -t pattern`.
fn names_no_packages(call: &Call<'_>) -> bool {
    call.manager == Manager::Zypper && call.values().any(|value| matches!(value, "pattern" | "patch" | "product"))
}

/// Whether the word says a version, or is nothing that has one.
fn is_pinned(manager: Manager, word: &Word) -> bool {
    let text = word.text.as_str();
    if word.expands || text.contains("://") || text.starts_with(['.', '/', '@', '!']) {
        return true;
    }
    match manager {
        // `name-` takes a package out, `name/release` takes it from a release.
        Manager::Apt => text.contains(['=', '/']) || text.ends_with(".deb") || text.ends_with('-'),
        Manager::Apk => text.contains(['=', '~', '<', '>']) || text.ends_with(".apk"),
        Manager::Dnf => text.contains(['=', '/', ':', '<', '>']) || text.ends_with(".rpm") || ends_in_version(text),
        Manager::Zypper => text.contains(['=', '<', '>', '/', ':']) || text.ends_with(".rpm"),
    }
}

/// `name-version` or `name-version-release`, and not `java-17-openjdk`.
fn ends_in_version(text: &str) -> bool {
    let is_number = |part: &str| part.starts_with(|first: char| first.is_ascii_digit());
    text.split_once('-').is_some_and(|(_, rest)| rest.rsplit('-').next().is_some_and(is_number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_rpm_packages_are_told_from_names_with_numbers() {
        for (text, expected) in [
            ("curl", false),
            ("java-17-openjdk", false),
            ("java-1.8.0-openjdk-headless", false),
            ("java-17-openjdk-17.0.13.0.11-3.fc43", true),
            ("glibc-2.34-100.el9_4.x86_64", true),
            ("nginx-1.2*", true),
            ("python3", false),
            ("libstdc++-11.4.1", true),
        ] {
            assert_eq!(ends_in_version(text), expected, "{text}");
        }
    }
}
