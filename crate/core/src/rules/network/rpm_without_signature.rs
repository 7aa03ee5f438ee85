//! `rpm-without-signature`.

use super::transport::PACKAGES;
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::build_step::{Takes, by_use, editable, items, with_blanks};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// `rpm` that installs or upgrades with `--nosignature`, `--nodigest`, `--noverify`, `--nofiledigest` or such. Calls
    /// that only ask (`rpm -qa --nosignature`) change nothing and are not meant.
    ///
    /// ## Why it matters
    /// A package that was changed on its way, or damaged, is installed all the same, and its scripts run as root.
    ///
    /// ## Examples
    /// ```image bad
    /// layer RUN /bin/sh -c rpm -Uvh --nosignature https://example.org/tool.rpm # buildkit
    /// /usr/bin/tool 0755 0:0 size=10
    /// ```
    /// ```image good
    /// layer RUN /bin/sh -c rpm -Uvh https://example.org/tool.rpm # buildkit
    /// /usr/bin/tool 0755 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM rockylinux:9
    /// RUN rpm --install --nodigest tool.rpm
    /// ```
    /// ```dockerfile bad
    /// FROM rockylinux:9
    /// RUN sudo rpm -ivh --nofiledigest tool.rpm
    /// ```
    /// ```dockerfile bad
    /// FROM rockylinux:9
    /// RUN ["rpm", "--noverify", "-i", "tool.rpm"]
    /// ```
    /// ```dockerfile good
    /// FROM rockylinux:9
    /// RUN rpm -qa --nosignature --nodigest > /packages.txt
    /// ```
    /// ```dockerfile good
    /// FROM rockylinux:9
    /// RUN rpm -V --nofiledigest bash; rpm -qi --nosignature bash
    /// ```
    /// ```dockerfile good
    /// FROM rockylinux:9
    /// RUN rpm --import https://example.org/key.asc && rpm -i https://example.org/tool.rpm
    /// ```
    ///
    /// ## How to fix
    /// Import the key with `rpm --import`, verify with `rpm -K`, and remove the option.
    ///
    /// ## References
    /// rpm(8), install and upgrade options.
    pub static RPM_WITHOUT_SIGNATURE = Rule {
        id: "rpm-without-signature",
        title: "rpm installs without verification",
        category: Category::Network,
        severity: Severity::Medium,
        aliases: &["UPD-003", "CKV2_DOCKER_10"],
        controls: PACKAGES,
        cwe: Some(347),
        inputs: Inputs::Both,
        message: "rpm installs without verification: \"{option}\"",
        why: "A package that was changed on its way is installed all the same, and its scripts run as root.",
        fix: "Import the key with `rpm --import`, verify with `rpm -K`, and remove the option.",
        check: check,
    };
}

static TAKES: Takes = Takes { short: "Drp", long: &["define", "root", "prefix", "dbpath", "relocate", "excludepath"] };

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for run in facts.runs_of(&["rpm"]) {
        let (mut installs, mut asks, mut found) = (false, false, None);
        for item in items(run.words, &TAKES) {
            match item.name {
                "i" | "U" | "F" | "install" | "upgrade" | "freshen" | "reinstall" => installs = true,
                "q" | "V" | "K" | "e" | "query" | "verify" | "checksig" | "erase" => asks = true,
                "nosignature" | "nodigest" | "noverify" | "nofiledigest" | "nofiledigests" | "nopayload" => {
                    found = found.or(Some(item.word));
                }
                _ => {}
            }
        }
        let Some(word) = found.filter(|_| installs && !asks) else { continue };
        let span = editable(facts, word).and_then(|span| with_blanks(facts, span));
        findings
            .at(facts.place_in(run.step, word.span))
            .severity(by_use(run.step, Severity::Medium))
            .masked("option", &word.text)
            .fix(span.map(|span| Fix::review("Let rpm verify the package").delete(span)))
            .done();
    }
}
