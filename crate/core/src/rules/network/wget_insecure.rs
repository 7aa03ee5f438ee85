//! `wget-insecure`.

use super::download::{is_local, read};
use super::transport::{TLS, is_no};
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::build_step::{Verification, by_use, editable, with_blanks};
use crate::rules::rule::rule;
use crate::rules::written;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// `wget` in a build step with `--no-check-certificate` (or a beginning of it that wget takes), with
    /// `-e check_certificate=off`, and that setting written to a `.wgetrc`. Where the same step compares a checksum or
    /// signature afterwards the finding is low.
    ///
    /// ## Why it matters
    /// wget then takes what any server on the way hands it, so whoever can redirect the connection decides what goes into
    /// the image.
    ///
    /// ## Examples
    /// ```image bad
    /// layer RUN /bin/sh -c wget -q --no-check-certificate https://example.org/tool -O /usr/bin/tool # buildkit
    /// /usr/bin/tool 0755 0:0 size=10
    /// ```
    /// ```image good
    /// layer RUN /bin/sh -c wget -q https://example.org/tool -O /usr/bin/tool # buildkit
    /// /usr/bin/tool 0755 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM alpine:3.20
    /// RUN wget \
    ///     --no-check-certificate \
    ///     https://example.org/x
    /// ```
    /// ```dockerfile bad
    /// FROM alpine:3.20
    /// RUN sh -c 'wget -e check_certificate=off https://example.org/x'
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// COPY <<EOF /root/.wgetrc
    /// timeout = 10
    /// check_certificate = off
    /// EOF
    /// ```
    /// The option of another command, a mention, and the machine itself:
    /// ```dockerfile good
    /// FROM alpine:3.20
    /// RUN echo "never use --no-check-certificate" && wget -q https://example.org/x
    /// ```
    /// ```dockerfile good
    /// FROM alpine:3.20
    /// RUN wget -q https://example.org/x; fetch --no-check-certificate
    /// ```
    /// ```dockerfile good
    /// FROM alpine:3.20
    /// RUN wget -q --no-check-certificate -O /dev/null https://127.0.0.1:8443/
    /// ```
    ///
    /// ## How to fix
    /// Remove the option. Install `ca-certificates`, add the certificate of your own authority, or name it with
    /// `--ca-certificate`.
    ///
    /// ## References
    /// wget(1), `--no-check-certificate` and `--ca-certificate`.
    pub static WGET_INSECURE = Rule {
        id: "wget-insecure",
        title: "wget without verification of certificates",
        category: Category::Network,
        severity: Severity::High,
        aliases: &["UPD-006", "CKV2_DOCKER_3"],
        controls: TLS,
        cwe: Some(295),
        inputs: Inputs::Both,
        message: "wget is told by \"{option}\" to accept any certificate",
        why: "Whoever can redirect the connection decides what goes into the image.",
        fix: "Remove the option; install `ca-certificates`, or name your own authority with `--ca-certificate`.",
        check: check,
    };
}

const OPTION: &str = "no-check-certificate";
/// The shortest beginning that is no other option's.
const SHORTEST: usize = "no-check".len();

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let mut verification = Verification::default();
    for run in facts.runs_of(&["wget"]) {
        let found = read(&run).find(|item| {
            (item.name.len() >= SHORTEST && OPTION.starts_with(item.name))
                || (item.is(&["e", "execute"]) && item.value.is_some_and(switches_off))
        });
        let Some(item) = found.filter(|_| !is_local(&run)) else { continue };
        let severity = if verification.follows(&run) { Severity::Low } else { Severity::High };
        let span = if item.is(&["e", "execute"]) { None } else { editable(facts, item.word) };
        let fix = span.and_then(|span| with_blanks(facts, span));
        findings
            .at(facts.place_in(run.step, item.value_word.unwrap_or(item.word).span))
            .severity(by_use(run.step, severity))
            .masked("option", &item.value_word.unwrap_or(item.word).text)
            .fix(fix.map(|span| Fix::review("Let wget verify certificates").delete(span)))
            .done();
    }
    written::lines(facts, |line| {
        if line.path.is_some_and(|path| path.ends_with("wgetrc")) && switches_off(line.text) {
            findings
                .at(facts.place_in(line.step, line.span))
                .severity(by_use(line.step, Severity::High))
                .detail("option", crate::secrets::masked(line.text))
                .done();
        }
    });
}

fn switches_off(setting: &str) -> bool {
    setting.split_once('=').is_some_and(|(name, value)| {
        matches!(name.trim(), "check_certificate" | "check-certificate" | "checkcertificate") && is_no(value)
    })
}
