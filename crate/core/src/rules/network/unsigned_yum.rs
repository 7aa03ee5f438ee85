//! `unsigned-yum`.

use super::transport::{PACKAGES, is_no};
use crate::dockerfile::Span;
use crate::facts::{Facts, Step};
use crate::finding::{Findings, Fix, Severity};
use crate::rules::build_step::{Takes, by_use, editable, items, operands, with_blanks};
use crate::rules::rule::rule;
use crate::rules::written;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// yum, dnf, microdnf, tdnf or zypper told not to verify what they fetch: `--nogpgcheck`, `--no-gpgchecks`, zypper's
    /// `--no-gpg-checks` and `--allow-unsigned-rpm`, `gpgcheck=0` and `sslverify=0` given by `--setopt`, written to a
    /// `.repo`, `yum.conf` or `dnf.conf` file, or put there by `sed`. `repo_gpgcheck=0` is the default and no fault.
    ///
    /// ## Why it matters
    /// Anybody on the way to the repository can put a package in, whose scripts run as root.
    ///
    /// ## Examples
    /// ```image bad
    /// layer RUN /bin/sh -c yum install -y --nogpgcheck tool && yum clean all # buildkit
    /// /usr/bin/tool 0755 0:0 size=10
    /// ```
    /// ```image good
    /// layer RUN /bin/sh -c yum install -y tool && yum clean all # buildkit
    /// /usr/bin/tool 0755 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM fedora:41
    /// RUN dnf -y install --setopt=sslverify=false tool
    /// ```
    /// ```dockerfile bad
    /// FROM rockylinux:9
    /// RUN dnf config-manager --save --setopt "*.gpgcheck=0"
    /// ```
    /// ```dockerfile bad
    /// FROM opensuse/leap:15.6
    /// RUN zypper --non-interactive --no-gpg-checks install tool
    /// ```
    /// ```dockerfile bad
    /// FROM rockylinux:9
    /// RUN { echo '[own]'; echo 'baseurl=https://example.org/rpm'; echo 'gpgcheck=0'; } > /etc/yum.repos.d/own.repo
    /// ```
    /// ```dockerfile bad
    /// FROM rockylinux:9
    /// COPY <<EOF /etc/yum.repos.d/own.repo
    /// [own]
    /// baseurl = https://example.org/rpm
    /// gpgcheck = 0
    /// EOF
    /// ```
    /// ```dockerfile bad
    /// FROM rockylinux:9
    /// RUN sed -i 's/gpgcheck=1/gpgcheck=0/' /etc/yum.repos.d/*.repo
    /// ```
    /// ```dockerfile good
    /// FROM rockylinux:9
    /// RUN sed -i 's/gpgcheck=0/gpgcheck=1/' /etc/yum.repos.d/*.repo && dnf -y install tool
    /// ```
    /// ```dockerfile good
    /// FROM rockylinux:9
    /// RUN printf '[own]\nbaseurl=https://example.org/rpm\nrepo_gpgcheck=0\ngpgcheck=1\n' > /etc/yum.repos.d/own.repo
    /// ```
    /// ```dockerfile good
    /// FROM opensuse/leap:15.6
    /// RUN zypper --non-interactive --gpg-auto-import-keys refresh && echo --no-gpg-checks
    /// ```
    ///
    /// ## How to fix
    /// Import the repository's key (`rpm --import`, `gpgkey=`) and leave `gpgcheck` and `sslverify` on.
    ///
    /// ## References
    /// dnf.conf(5), `gpgcheck` and `sslverify`; zypper(8), `--no-gpg-checks`.
    pub static UNSIGNED_YUM = Rule {
        id: "unsigned-yum",
        title: "yum, dnf or zypper take packages that nobody verified",
        category: Category::Network,
        severity: Severity::High,
        aliases: &["UPD-003", "CKV2_DOCKER_9", "CKV2_DOCKER_15"],
        controls: PACKAGES,
        cwe: Some(347),
        inputs: Inputs::Both,
        message: "\"{setting}\" switches the verification of packages or of their server off",
        why: "Anybody on the way to the repository can put a package in, whose scripts run as root.",
        fix: "Import the key of the repository with `rpm --import` or `gpgkey=`, and leave `gpgcheck` and `sslverify` on.",
        check: check,
    };
}

static TAKES: Takes = Takes {
    short: "cxrRpDt",
    long: &["setopt", "config", "exclude", "installroot", "enablerepo", "disablerepo", "repo", "repoid", "releasever"],
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let mut report = |step: &Step<'_>, span: Span, setting: &str, severity: Severity, fix: Option<Span>| {
        findings
            .at(facts.place_in(step, span))
            .severity(by_use(step, severity))
            .masked("setting", setting)
            .fix(fix.map(|span| Fix::review("Let packages be verified").delete(span)))
            .done();
    };
    for run in facts.runs_of(&["yum", "dnf", "dnf5", "microdnf", "tdnf", "zypper", "yum-config-manager"]) {
        let zypper = run.program == "zypper";
        let is_file = |text: &str| text.ends_with(".rpm") && !text.contains("://");
        for item in items(run.words, &TAKES) {
            let off = match item.name {
                "nogpgcheck" | "no-gpgchecks" | "no-gpg-checks" => true,
                "no-gpgcheck"
                | "allow-unsigned-rpm"
                | "gpgcheck-allow-unsigned"
                | "gpgcheck-allow-unsigned-package" => zypper,
                "setopt" => item.value.is_some_and(switches_off),
                _ => false,
            };
            if !off {
                continue;
            }
            let last = item.value_word.unwrap_or(item.word);
            let span = editable(facts, item.word).and_then(|first| Some(first.to(editable(facts, last)?)));
            let mut packages = operands(run.words, &TAKES).skip(1).map(|word| word.text.as_str()).peekable();
            let all_files = packages.peek().is_some() && packages.all(is_file);
            let severity = if all_files { Severity::Medium } else { Severity::High };
            let setting = if item.name == "setopt" { item.value.unwrap_or_default() } else { &item.word.text };
            report(run.step, last.span, setting, severity, span.and_then(|span| with_blanks(facts, span)));
            break;
        }
    }
    for run in facts.runs_of(&["sed"]) {
        for word in run.words {
            if let Some(setting) = substituted(&word.text) {
                report(run.step, word.span, setting, Severity::High, None);
            }
        }
    }
    written::lines(facts, |line| {
        if switches_off(line.text) {
            report(line.step, line.span, line.text, Severity::High, None);
        }
    });
}

/// `gpgcheck=0`, `own.sslverify=false`.
pub(super) fn switches_off(setting: &str) -> bool {
    setting.split_once('=').is_some_and(|(name, value)| {
        let name = name.trim();
        matches!(name.rsplit('.').next(), Some("gpgcheck" | "sslverify" | "localpkg_gpgcheck"))
            && name != "localpkg_gpgcheck"
            && is_no(value)
    })
}

/// What a substitution of sed puts in, if it is one of the settings: `s/gpgcheck=1/gpgcheck=0/`.
fn substituted(word: &str) -> Option<&'static str> {
    if word.len() <= "s/gpgcheck=0".len() {
        return None;
    }
    let (_, replaced) = word.split_once("s/").or_else(|| word.split_once("s|")).or_else(|| word.split_once("s#"))?;
    let (_, replacement) = replaced.split_once(['/', '|', '#'])?;
    let puts = |setting: &str| {
        replacement.match_indices(setting).any(|(at, _)| {
            let before = replacement.get(..at).and_then(|before| before.chars().next_back());
            before.is_none_or(|before| before != '_' && !before.is_ascii_alphanumeric())
        })
    };
    ["gpgcheck=0", "sslverify=0", "sslverify=false"].into_iter().find(|setting| puts(setting))
}
