//! `unsigned-apt`.

use super::transport::{PACKAGES, is_yes};
use crate::dockerfile::Span;
use crate::dockerfile::shell::Word;
use crate::facts::{Facts, Run, Step};
use crate::finding::{Findings, Fix, Severity};
use crate::rules::build_step::{Takes, by_use, editable, items, with_blanks};
use crate::rules::rule::rule;
use crate::rules::written;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// apt, apt-get or aptitude told to take packages without a valid signature: `--allow-unauthenticated`,
    /// `--force-yes`, `--allow-insecure-repositories`, the settings behind them (`-o
    /// Acquire::AllowInsecureRepositories=true`, `-o APT::Get::AllowUnauthenticated=true` and such) also written to a
    /// file of apt's configuration, and `[trusted=yes]`, `[allow-insecure=yes]` or `Trusted: yes` in a source that is
    /// written or added. Sources in folders of the build (`file:`, `copy:`) are not meant.
    ///
    /// ## Why it matters
    /// The signature is all that protects packages: apt's sources are usually plain HTTP. Without it anybody on the way
    /// puts a package in, whose scripts run as root.
    ///
    /// ## Examples
    /// ```image bad
    /// layer RUN /bin/sh -c apt-get install -y --allow-unauthenticated tool # buildkit
    /// /usr/bin/tool 0755 0:0 size=10
    /// ```
    /// ```image good
    /// layer RUN /bin/sh -c apt-get install -y tool # buildkit
    /// /usr/bin/tool 0755 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN apt-get -y --force-yes install tool
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN apt-get -o Acquire::AllowInsecureRepositories=true update
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN echo "deb [arch=amd64 trusted=yes] http://apt.example.org stable main" > /etc/apt/sources.list.d/own.list
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// COPY <<EOF /etc/apt/sources.list.d/own.sources
    /// Types: deb
    /// URIs: http://apt.example.org
    /// Suites: stable
    /// Trusted: yes
    /// EOF
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN printf 'APT::Get::AllowUnauthenticated "true";\n' | tee /etc/apt/apt.conf.d/99own
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN echo "deb [signed-by=/etc/apt/keyrings/own.gpg] http://apt.example.org stable main" > /etc/apt/sources.list.d/own.list
    /// ```
    /// Packages that the build made itself:
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN echo "deb [trusted=yes] file:/srv/packages ./" > /etc/apt/sources.list.d/own.list
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN apt-get -o Acquire::Retries=3 -o APT::Get::AllowUnauthenticated=false update && rm --force-yes || true
    /// ```
    ///
    /// ## How to fix
    /// Put the repository's key under `/etc/apt/keyrings/`, name it with `signed-by` in the source, and remove the
    /// option.
    ///
    /// ## References
    /// apt-secure(8), sources.list(5).
    pub static UNSIGNED_APT = Rule {
        id: "unsigned-apt",
        title: "apt takes packages that nobody signed",
        category: Category::Network,
        severity: Severity::High,
        aliases: &["UPD-003", "CKV2_DOCKER_8", "CKV2_DOCKER_11"],
        controls: PACKAGES,
        cwe: Some(347),
        inputs: Inputs::Both,
        message: "apt takes packages without a valid signature: \"{setting}\"",
        why: "Anybody on the way to the repository can put a package in, whose scripts run as root.",
        fix: "Put the key of the repository under `/etc/apt/keyrings/`, name it with `signed-by`, and remove the option.",
        check: check,
    };
}

static TAKES: Takes = Takes { short: "otca", long: &["option", "target-release", "default-release", "config-file"] };

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for run in facts.runs_of(&["apt-get", "apt", "aptitude"]) {
        options(facts, &run, findings);
    }
    for run in facts.runs_of(&["add-apt-repository", "apt-add-repository", "sed"]) {
        for word in run.words.iter().filter(|word| trusts(&word.text).is_some()) {
            report(facts, findings, run.step, word.span, trusts(&word.text).unwrap_or_default()).done();
        }
    }
    written::lines(facts, |line| {
        if let Some(setting) = written_setting(line.text) {
            report(facts, findings, line.step, line.span, setting).done();
        }
    });
}

/// What a line of apt's configuration or of a list of sources says against signatures.
pub(super) fn written_setting(text: &str) -> Option<&str> {
    let plain = |value: &str| value.trim().trim_end_matches(';').trim_matches(['"', '\'']).to_owned();
    trusts(text).filter(|_| !text.starts_with('#')).or_else(|| {
        let (name, value) = text.split_once([':', ' ']).filter(|(name, _)| !name.starts_with(['#', '/']))?;
        let deb822 = ["Trusted", "Allow-Insecure"].iter().any(|known| known.eq_ignore_ascii_case(name.trim()));
        if deb822 && is_yes(&plain(value)) {
            return Some(text);
        }
        let (name, value) = text.split_once([' ', '\t'])?;
        (is_key(name) && is_yes(&plain(value))).then_some(text)
    })
}

fn report<'f>(
    facts: &Facts<'_>,
    findings: &'f mut Findings,
    step: &Step<'_>,
    span: Span,
    setting: &str,
) -> crate::finding::Draft<'f> {
    let place = facts.place_in(step, span);
    findings.at(place).severity(by_use(step, Severity::High)).detail("setting", crate::secrets::masked(setting))
}

fn options(facts: &Facts<'_>, run: &Run<'_>, findings: &mut Findings) {
    let off = ["allow-unauthenticated", "force-yes", "allow-insecure-repositories", "allow-untrusted"];
    for item in items(run.words, &TAKES) {
        let (word, setting): (&Word, &str) = if item.is(&off) {
            if item.value.is_some_and(|value| !is_yes(value)) {
                continue;
            }
            (item.word, &item.word.text)
        } else if item.is(&["o", "option"]) {
            let Some((word, value)) = item.value_word.zip(item.value) else { continue };
            if !value.split_once('=').is_some_and(|(key, value)| is_key(key) && is_yes(value)) {
                continue;
            }
            (word, value)
        } else {
            continue;
        };
        let span = editable(facts, item.word).and_then(|first| Some(first.to(editable(facts, word)?)));
        let fix = span.and_then(|span| with_blanks(facts, span));
        report(facts, findings, run.step, word.span, setting)
            .fix(fix.map(|span| Fix::review("Let apt verify signatures").delete(span)))
            .done();
    }
}

/// Settings that switch the verification of signatures off.
fn is_key(key: &str) -> bool {
    [
        "APT::Get::AllowUnauthenticated",
        "APT::Get::Force-Yes",
        "Acquire::AllowInsecureRepositories",
        "Acquire::AllowWeakRepositories",
        "Acquire::AllowDowngradeToInsecureRepositories",
        "Aptitude::CmdLine::Ignore-Trust-Violations",
    ]
    .iter()
    .any(|known| known.eq_ignore_ascii_case(key.trim()))
}

/// The option in brackets by which a source of one line is trusted unseen, unless it is in a folder.
fn trusts(text: &str) -> Option<&'static str> {
    let start = text.find('[')?;
    let (options, address) = text.get(start.saturating_add(1)..)?.split_once(']')?;
    let address = address.trim_start();
    if address.starts_with("file:") || address.starts_with("copy:") || address.starts_with("cdrom:") {
        return None;
    }
    // sed wants the brackets escaped.
    let mut options = options.split([' ', '\\']);
    options.find_map(|option| match option.split_once('=') {
        Some(("trusted", value)) if is_yes(value) => Some("trusted=yes"),
        Some(("allow-insecure", value)) if is_yes(value) => Some("allow-insecure=yes"),
        _ => None,
    })
}
