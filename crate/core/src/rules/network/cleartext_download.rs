//! `cleartext-download`.

use super::download;
use super::python::{PIP_PROGRAMS, pip_words};
use super::transport::{REMOTE_CODE, is_local, of_variable};
use super::variable;
use crate::dockerfile::shell::Word;
use crate::facts::{Facts, Run};
use crate::finding::{Findings, Fix, Severity};
use crate::rules::build_step::{Takes, Verification, by_use, items};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};
use crate::secrets::masked;

rule! {
    /// ## What it checks
    /// What build steps fetch without transport security: `http://` and `ftp://` addresses of curl, wget and rpm, of
    /// repositories cloned by git (also `git://`), of packages that yum and dnf install, of the indexes of pip, uv, npm,
    /// pnpm, yarn and gem, and in the variables `PIP_INDEX_URL`, `PIP_EXTRA_INDEX_URL`, `UV_INDEX_URL` and
    /// `NPM_CONFIG_REGISTRY`. Where the same step compares a checksum or signature afterwards the finding is low.
    /// Addresses of the machine itself are left out, and so are the repositories of apt, apk, yum and zypper, whose
    /// packages are signed. A proxy, a header and data that is sent are no download.
    ///
    /// ## Why it matters
    /// Anybody on the way can change what is fetched, and so what the image holds or what runs in the build.
    ///
    /// ## Examples
    /// ```image bad
    /// layer RUN /bin/sh -c curl -fsSL http://example.org/tool -o /usr/bin/tool # buildkit
    /// /usr/bin/tool 0755 0:0 size=10
    /// ```
    /// ```image bad
    /// history ENV PIP_INDEX_URL=http://pypi.example.org/simple
    /// env PIP_INDEX_URL=http://pypi.example.org/simple
    /// ```
    /// ```image good
    /// layer RUN /bin/sh -c curl -fsSL https://example.org/tool -o /usr/bin/tool # buildkit
    /// /usr/bin/tool 0755 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ARG VERSION=1.2
    /// RUN wget -qO- "http://example.org/tool-$VERSION.tgz" | tar -xz
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS build
    /// RUN git clone --depth 1 git://git.example.org/x /x
    /// FROM scratch
    /// COPY --from=build /x /x
    /// ```
    /// ```dockerfile bad
    /// FROM python:3.12
    /// RUN pip install --extra-index-url=http://pypi.example.org/simple flask
    /// ```
    /// ```dockerfile bad
    /// FROM node:22
    /// RUN ["npm", "ci", "--registry", "http://npm.example.org"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN curl -fsSO http://example.org/x.tgz && echo "24454f83  x.tgz" | sha256sum -c
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN curl -fsS -x http://proxy.example.org:3128 -H "Origin: http://example.org" https://example.org/x -o /x
    /// ```
    /// ```dockerfile good
    /// FROM alpine:3.20
    /// RUN apk add --no-cache -X http://dl-cdn.alpinelinux.org/alpine/edge/community tool && wget -q -O- http://localhost:8080/
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN echo "deb http://deb.example.org stable main" > /etc/apt/sources.list && git config --global url.https://x/.insteadOf http://x/
    /// ```
    ///
    /// ## How to fix
    /// Use `https://`. Where the server has none, compare a checksum that comes from elsewhere.
    ///
    /// ## References
    /// RFC 9110, section 17.1.
    pub static CLEARTEXT_DOWNLOAD = Rule {
        id: "cleartext-download",
        title: "Download without transport security",
        category: Category::Network,
        severity: Severity::High,
        aliases: &["UPD-005", "kics:avoid-http"],
        controls: REMOTE_CODE,
        cwe: Some(319),
        inputs: Inputs::Both,
        message: "{program} fetches {address} without transport security",
        why: "Anybody on the way can change what is fetched, and so what the image holds or what runs in the build.",
        fix: "Use `https://`; where the server has none, compare a checksum that comes from elsewhere.",
        check: check,
    };
}

static PIP: Takes = Takes {
    short: "ifr",
    long: &["index-url", "extra-index-url", "find-links", "index", "default-index", "requirement", "proxy"],
};
static NODE: Takes = Takes { short: "", long: &["registry", "proxy", "https-proxy"] };
static GEM: Takes = Takes { short: "spv", long: &["source", "http-proxy", "version"] };
static RPM: Takes =
    Takes { short: "cxrD", long: &["httpproxy", "setopt", "enablerepo", "disablerepo", "repofrompath"] };
static GIT: Takes = Takes { short: "bco", long: &["branch", "config", "depth", "origin", "reference"] };

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let mut verification = Verification::default();
    let mut report = |run: &Run<'_>, word: &Word, address: &str, severity: Severity| {
        findings
            .at(facts.place_in(run.step, word.span))
            .severity(by_use(run.step, severity))
            .detail("program", run.program)
            .detail("address", masked(address))
            .fix(fix(facts, word))
            .done();
    };
    for run in facts.runs_of(&["curl", "wget"]) {
        for word in download::addresses(&run).filter(|word| is_clear(&word.text)) {
            let severity = if verification.follows(&run) { Severity::Low } else { Severity::High };
            report(&run, word, &word.text, severity);
        }
    }
    for run in facts.runs_of(&["git", "rpm", "yum", "dnf", "microdnf", "tdnf"]) {
        let takes = match (run.program, run.verb().map(|word| word.text.as_str())) {
            ("git", Some("clone" | "fetch" | "pull" | "submodule" | "ls-remote")) => &GIT,
            ("rpm", _) | ("yum" | "dnf" | "microdnf" | "tdnf", Some("install" | "localinstall" | "reinstall")) => &RPM,
            _ => continue,
        };
        for item in items(run.words, takes).filter(|item| item.is_operand() && is_clear(&item.word.text)) {
            report(&run, item.word, &item.word.text, Severity::High);
        }
    }
    for run in facts.runs_of(&PIP_PROGRAMS) {
        let Some(words) = pip_words(&run) else { continue };
        by_option(
            &run,
            words,
            &PIP,
            &["i", "f", "index-url", "extra-index-url", "find-links", "index", "default-index"],
            &mut report,
        );
    }
    for run in facts.runs_of(&["npm", "npx", "pnpm", "yarn", "gem"]) {
        let (takes, names): (_, &[&str]) = match run.program {
            "gem" => (&GEM, &["s", "source"]),
            _ => (&NODE, &["registry"]),
        };
        by_option(&run, run.words, takes, names, &mut report);
        if run.words.iter().any(|word| word.is("set")) {
            registry_set(&run, &mut report);
        }
    }
    let is_variable = |name: &str| {
        matches!(name, "PIP_INDEX_URL" | "PIP_EXTRA_INDEX_URL" | "UV_INDEX_URL" | "UV_DEFAULT_INDEX")
            || name.eq_ignore_ascii_case("NPM_CONFIG_REGISTRY")
    };
    variable::settings(facts, is_variable, |variable| {
        if let Some(value) = variable.value.as_deref().filter(|value| is_clear(value)) {
            of_variable(facts, findings, &variable, Severity::High)
                .detail("program", variable.name)
                .detail("address", masked(value))
                .done();
        }
    });
}

/// `npm config set registry http://...`, with white space or an equals sign between.
fn registry_set(run: &Run<'_>, report: &mut impl FnMut(&Run<'_>, &Word, &str, Severity)) {
    let mut words = run.words.iter();
    while let Some(word) = words.next() {
        let (key, value) =
            word.text.split_once('=').map_or((word.text.as_str(), None), |(key, value)| (key, Some(value)));
        if !matches!(key, "registry" | "npmRegistryServer") && !key.ends_with(":registry") {
            continue;
        }
        let found = match value {
            Some(value) => Some((word, value)),
            None => words.next().map(|next| (next, next.text.as_str())),
        };
        if let Some((word, value)) = found.filter(|(_, value)| is_clear(value)) {
            report(run, word, value, Severity::High);
        }
    }
}

fn by_option(
    run: &Run<'_>,
    words: &[Word],
    takes: &'static Takes,
    names: &[&str],
    report: &mut impl FnMut(&Run<'_>, &Word, &str, Severity),
) {
    for item in items(words, takes).filter(|item| item.is(names)) {
        let Some((word, value)) = item.value_word.zip(item.value) else { continue };
        if is_clear(value) {
            report(run, word, value, Severity::High);
        }
    }
}

/// An address without transport security, on another machine.
fn is_clear(address: &str) -> bool {
    let Some((scheme, _)) = address.split_once("://") else { return false };
    ["http", "ftp", "git"].iter().any(|clear| clear.eq_ignore_ascii_case(scheme)) && !is_local(address)
}

/// The letter that is missing.
fn fix(facts: &Facts<'_>, word: &Word) -> Option<Fix> {
    let written = word.span.of(&facts.file()?.text);
    let at = written.find("http://").filter(|_| written.matches("http://").count() == 1)?;
    let offset = u32::try_from(at.saturating_add("http".len())).ok()?;
    Some(Fix::review("Fetch over https").insert(word.span.start.saturating_add(offset), "s"))
}
