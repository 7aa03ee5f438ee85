//! `pip-trusted-host`.

use super::python::{PIP_PROGRAMS, pip_words};
use super::transport::{TLS, host, is_local, of_variable};
use super::variable;
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::build_step::{by_use, editable, with_blanks};
use crate::rules::rule::rule;
use crate::rules::written;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// Hosts that pip or uv are told to trust without a valid certificate: `--trusted-host`, `PIP_TRUSTED_HOST` and
    /// `UV_INSECURE_HOST` in ENV, ARG, before a command or exported, `--allow-insecure-host`, `pip config set
    /// global.trusted-host`, and `trusted-host` written to a `pip.conf`. The machine that builds is left out.
    ///
    /// ## Why it matters
    /// Packages are code that runs while they are installed. Whoever can pretend to be the named host has it run.
    ///
    /// ## Examples
    /// ```image bad
    /// history ENV PIP_TRUSTED_HOST=pypi.example.org
    /// env PIP_TRUSTED_HOST=pypi.example.org
    /// ```
    /// ```image bad
    /// layer RUN /bin/sh -c pip install --trusted-host pypi.example.org flask # buildkit
    /// /app 0644 0:0 size=10
    /// ```
    /// ```image good
    /// history ENV PIP_INDEX_URL=https://pypi.example.org/simple
    /// env PIP_INDEX_URL=https://pypi.example.org/simple
    /// ```
    /// ```dockerfile bad
    /// FROM python:3.12
    /// RUN python3 -m pip install --trusted-host=pypi.example.org -r requirements.txt
    /// ```
    /// ```dockerfile bad
    /// FROM python:3.12
    /// RUN pip3 config --user set global.trusted-host "pypi.example.org files.example.org"
    /// ```
    /// ```dockerfile bad
    /// FROM python:3.12
    /// RUN printf '[global]\ntrusted-host = pypi.example.org\n' > /etc/pip.conf
    /// ```
    /// ```dockerfile bad
    /// FROM python:3.12
    /// RUN export PIP_TRUSTED_HOST=pypi.example.org && pip install flask
    /// ```
    /// ```dockerfile good
    /// FROM python:3.12
    /// RUN pip install --index-url https://pypi.example.org/simple flask
    /// ```
    /// ```dockerfile good
    /// FROM python:3.12
    /// ENV PIP_TRUSTED_HOST=
    /// RUN pip install --trusted-host localhost --index-url http://localhost:3141/ flask
    /// ```
    /// ```dockerfile good
    /// FROM python:3.12
    /// RUN pip install flask && ./check --trusted-host pypi.example.org
    /// ```
    ///
    /// ## How to fix
    /// Give the index a certificate that is valid, or add the authority that signed it: `--cert`, `PIP_CERT`.
    ///
    /// ## References
    /// pip documentation, `--trusted-host`.
    pub static PIP_TRUSTED_HOST = Rule {
        id: "pip-trusted-host",
        title: "pip trusts a host without a valid certificate",
        category: Category::Network,
        severity: Severity::High,
        aliases: &["UPD-006", "CKV2_DOCKER_4", "CKV2_DOCKER_16"],
        controls: TLS,
        cwe: Some(295),
        inputs: Inputs::Both,
        message: "\"{setting}\" makes pip accept any certificate of {host}",
        why: "Packages run code when they are installed, and whoever can pretend to be the host provides it.",
        fix: "Give the index a valid certificate, or add the authority that signed it with `--cert` or `PIP_CERT`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for run in facts.runs_of(&PIP_PROGRAMS) {
        let Some(words) = pip_words(&run) else { continue };
        for (at, word) in words.iter().enumerate() {
            let Some((option, value)) = setting(&word.text) else { continue };
            let next = words.get(at.saturating_add(1));
            let Some(value) = value.or_else(|| next.map(|next| next.text.as_str())) else { continue };
            if is_harmless(value) {
                continue;
            }
            // `pip config set` has the value as an operand, which is not taken out alone.
            let is_option = word.text.starts_with("--");
            let last = if word.text.contains('=') { Some(word) } else { next };
            let span =
                last.filter(|_| is_option).and_then(|last| Some(editable(facts, word)?.to(editable(facts, last)?)));
            let fix = span.and_then(|span| with_blanks(facts, span));
            findings
                .at(facts.place_in(run.step, word.span))
                .severity(by_use(run.step, Severity::High))
                .detail("setting", option)
                .masked("host", host(value))
                .fix(fix.map(|span| Fix::review("Let pip verify the host").delete(span)))
                .done();
        }
    }
    let names = ["PIP_TRUSTED_HOST", "UV_INSECURE_HOST"];
    variable::settings(
        facts,
        |name| names.contains(&name),
        |variable| {
            let value = variable.value.as_deref().unwrap_or("a host given at build time");
            if !is_harmless(value) {
                let draft = of_variable(facts, findings, &variable, Severity::High);
                let host = if variable.value.is_some() { host(value) } else { value };
                draft.detail("setting", variable.name).masked("host", host).done();
            }
        },
    );
    written::lines(facts, |line| {
        let Some((name, value)) = line.pair(&['=', ':']) else { return };
        if matches!(name, "trusted-host" | "trusted_host") && !is_harmless(value) {
            findings
                .at(facts.place_in(line.step, line.span))
                .severity(by_use(line.step, Severity::High))
                .detail("setting", name)
                .masked("host", host(value))
                .done();
        }
    });
}

/// The option or key that a word names, and the value if it is in the same word.
fn setting(word: &str) -> Option<(&str, Option<&str>)> {
    let (name, value) = word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value)));
    let known = matches!(name, "--trusted-host" | "--allow-insecure-host");
    (known || (!name.starts_with('-') && name.ends_with(".trusted-host"))).then_some((name, value))
}

/// No host, or the machine itself.
fn is_harmless(hosts: &str) -> bool {
    hosts.split_whitespace().all(is_local)
}
