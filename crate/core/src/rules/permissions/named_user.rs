//! `named-user`.

use super::account_command::created;
use crate::dockerfile::{InstructionKind, Word};
use crate::facts::{Facts, Step};
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs};

rule! {
    /// ## What it checks
    /// Whether the user that a container runs as is a name: `USER app` instead of `USER 10001`. Only the last `USER` of
    /// the final stage counts, inherited ones included, with variables replaced by their values; a variable without a
    /// value is not judged, and root is left to `run-as-root`. The group may have a name.
    ///
    /// ## Why it matters
    /// Kubernetes refuses to start such an image under `runAsNonRoot`, since it cannot tell which uid a name has; and a
    /// base image may change what the name means.
    ///
    /// ## Examples
    /// ```image bad
    /// user app
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\napp:x:10001:10001::/:/sbin/nologin\n"
    /// ```
    /// ```image good
    /// user 10001:app
    /// /app 0755 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN useradd --uid 10001 app
    /// USER app:app
    /// ```
    /// ```dockerfile bad
    /// FROM node:22
    /// ARG RUN_AS=node
    /// USER ${RUN_AS}
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS base
    /// USER app
    /// FROM base
    /// COPY . /app
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ARG RUN_AS=10001
    /// USER app
    /// RUN id
    /// USER ${RUN_AS}:app
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ARG RUN_AS
    /// USER $RUN_AS
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS build
    /// USER app
    /// FROM mcr.microsoft.com/windows/nanoserver:ltsc2022
    /// USER ContainerUser
    /// ```
    ///
    /// ## How to fix
    /// Give the account a fixed uid and name that: `USER 10001:10001`.
    ///
    /// ## References
    /// Kubernetes documentation, security context, `runAsNonRoot`.
    pub static NAMED_USER = Rule {
        id: "named-user",
        title: "USER is a name",
        category: Category::Permissions,
        severity: Severity::Low,
        aliases: &["USR-002", "DL3066"],
        controls: &[
            Control::inferred("CIS Docker", "4.1"),
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::inferred("NIST SP 800-53 r5", "AC-6"),
            Control::inferred("NIST SP 800-53 r5", "IA-2"),
            Control::read("DISA", "CICDG 2.2"),
            Control::inferred("PCI DSS", "7.2.5"),
        ],
        inputs: Inputs::Both,
        message: "The user \"{user}\" is a name, of which Kubernetes cannot tell that it is not root",
        why: "Under runAsNonRoot Kubernetes refuses to start it, and a base image may change what the name means.",
        fix: "Give the account a fixed uid and name that: `USER 10001:10001`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    if facts.image.as_ref().is_some_and(|image| image.config.os.as_deref() == Some("windows")) {
        return;
    }
    let Some(setting) = &facts.settings.user else { return };
    let (name, group) = setting.value.split_once(':').map_or((setting.value.as_str(), None), |(n, g)| (n, Some(g)));
    let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
    // Names of Windows have capitals or a domain; those of Linux have neither by custom.
    let is_windows = name.starts_with("Container") || name.contains('\\');
    if is_number || name == "root" || is_windows || name.contains('$') {
        return;
    }
    let written = facts.dockerfile.and_then(|_| word(facts));
    let place = written.map_or_else(|| setting.place.clone(), |(step, word)| facts.place_in(step, word.span));
    let fix = written.and_then(|(_, word)| fix(facts, word, name, group));
    findings.at(place).masked("user", name).fix(fix).done();
}

/// The last USER of the image.
fn word<'f>(facts: &'f Facts<'_>) -> Option<(&'f Step<'f>, &'f Word)> {
    let step = facts.image_steps().rfind(|step| step.instruction.kind == InstructionKind::User)?;
    Some((step, step.instruction.words().first()?))
}

/// The uid that the build itself gives to the account.
fn fix(facts: &Facts<'_>, word: &Word, name: &str, group: Option<&str>) -> Option<Fix> {
    let account = created(facts).find(|account| account.run.is_in_image() && account.name.is(name))?;
    let uid = account.uid.filter(|uid| uid.bytes().all(|byte| byte.is_ascii_digit()))?;
    if word.has_variables() || word.span.of(&facts.file()?.text) != word.text {
        return None;
    }
    let group = group.map_or(String::new(), |group| format!(":{group}"));
    Some(Fix::review(format!("Name the uid {uid}")).replace(word.span, format!("{uid}{group}")))
}
