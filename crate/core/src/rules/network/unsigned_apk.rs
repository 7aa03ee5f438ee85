//! `unsigned-apk`.

use super::transport::PACKAGES;
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::build_step::{Takes, by_use, editable, operands, with_blanks};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// `apk` with `--allow-untrusted`. Where all that is installed are files that are there already (`./x.apk`,
    /// `/tmp/x.apk`) the finding is medium: what brought them may have verified them.
    ///
    /// ## Why it matters
    /// apk then takes packages and indexes that nobody signed, and runs their scripts as root. With repositories over
    /// HTTP anybody on the way can put them in.
    ///
    /// ## Examples
    /// ```image bad
    /// layer RUN /bin/sh -c apk add --no-cache --allow-untrusted -X https://example.org/alpine tool # buildkit
    /// /usr/bin/tool 0755 0:0 size=10
    /// ```
    /// ```image good
    /// layer RUN /bin/sh -c apk add --no-cache tool # buildkit
    /// /usr/bin/tool 0755 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM alpine:3.20
    /// RUN apk --allow-untrusted --no-cache add tool
    /// ```
    /// ```dockerfile bad
    /// FROM alpine:3.20
    /// RUN wget -q https://example.org/glibc.apk && apk add --no-cache --allow-untrusted ./glibc.apk
    /// ```
    /// ```dockerfile bad
    /// FROM alpine:3.20
    /// RUN <<EOF
    /// apk update
    /// apk add \
    ///   --allow-untrusted \
    ///   tool
    /// EOF
    /// ```
    /// ```dockerfile good
    /// FROM alpine:3.20
    /// RUN wget -qO /etc/apk/keys/own.rsa.pub https://example.org/own.rsa.pub && apk add --no-cache -X https://example.org/alpine tool
    /// ```
    /// ```dockerfile good
    /// FROM alpine:3.20
    /// RUN echo "apk add --allow-untrusted is not for us"
    /// ```
    /// ```dockerfile good
    /// FROM alpine:3.20
    /// RUN apk add --no-cache tool && tool --allow-untrusted
    /// ```
    ///
    /// ## How to fix
    /// Put the key of the repository under `/etc/apk/keys/` and remove the option.
    ///
    /// ## References
    /// apk(8), apk-keys(5).
    pub static UNSIGNED_APK = Rule {
        id: "unsigned-apk",
        title: "apk takes packages that nobody signed",
        category: Category::Network,
        severity: Severity::High,
        aliases: &["UPD-003", "CKV2_DOCKER_7"],
        controls: PACKAGES,
        cwe: Some(347),
        inputs: Inputs::Both,
        message: "apk takes packages without a trusted signature: \"--allow-untrusted\"",
        why: "Scripts of packages run as root in the build, and nobody vouches for these.",
        fix: "Put the key of the repository under `/etc/apk/keys/` and remove the option.",
        check: check,
    };
}

static TAKES: Takes = Takes { short: "Xpt", long: &["repository", "root", "virtual", "arch", "keys-dir", "cache-dir"] };

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for run in facts.runs_of(&["apk"]) {
        let Some(word) = run.option(&["--allow-untrusted"]) else { continue };
        let is_file = |text: &str| text.ends_with(".apk") && !text.contains("://");
        // The first operand is the verb.
        let mut packages = operands(run.words, &TAKES).skip(1).peekable();
        let all_files = packages.peek().is_some() && packages.all(|word| is_file(&word.text));
        let severity = if all_files { Severity::Medium } else { Severity::High };
        let span = editable(facts, word).and_then(|span| with_blanks(facts, span));
        findings
            .at(facts.place_in(run.step, word.span))
            .severity(by_use(run.step, severity))
            .fix(span.map(|span| Fix::review("Let apk verify signatures").delete(span)))
            .done();
    }
}
