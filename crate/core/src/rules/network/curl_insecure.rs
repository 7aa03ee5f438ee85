//! `curl-insecure`.

use super::download::{is_local, read};
use super::transport::TLS;
use crate::dockerfile::shell::Word;
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::build_step::{Verification, by_use, editable, with_blanks};
use crate::rules::rule::rule;
use crate::rules::written;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// `curl` in a build step with `-k`, `--insecure` or `--proxy-insecure`, also among other letters (`-fsSkL`), and
    /// `insecure` written to a `.curlrc`. Letters that are the value of another option (`-ok.tgz`) are none. Where the
    /// same step compares a checksum or signature afterwards the finding is low; downloads from the machine itself are
    /// not meant.
    ///
    /// ## Why it matters
    /// curl then takes what any server on the way hands it, so whoever can redirect the connection decides what goes into
    /// the image.
    ///
    /// ## Examples
    /// ```image bad
    /// layer RUN /bin/sh -c curl -fsSkL https://example.org/tool -o /usr/bin/tool # buildkit
    /// /usr/bin/tool 0755 0:0 size=10
    /// ```
    /// ```image good
    /// layer RUN /bin/sh -c curl -fsSL https://example.org/tool -o /usr/bin/tool # buildkit
    /// /usr/bin/tool 0755 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN curl --insecure -o /tmp/x https://example.org/x
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS fetch
    /// RUN <<EOF
    /// set -e
    /// cd /tmp && curl -sSLk https://example.org/x > x
    /// EOF
    /// FROM scratch
    /// COPY --from=fetch /tmp/x /
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ONBUILD RUN ["/usr/bin/curl", "-k", "https://example.org/x", "-o", "/x"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN echo insecure >> /root/.curlrc
    /// ```
    /// Letters of a value, of another program, and of the machine itself:
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN curl -fsSL -okernel.tgz https://example.org/k && tar -xkf kernel.tgz
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN curl -H "X-Mode: -k" https://example.org/x -o /x ; grep -k x /x || true
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN ./serve & curl -k https://localhost:8443/ready
    /// HEALTHCHECK CMD curl -fk https://localhost:8443/ready
    /// ```
    ///
    /// ## How to fix
    /// Remove the option. For a server with a certificate of your own authority, add that authority's certificate to the
    /// image (`update-ca-certificates`) or name it with `--cacert`.
    ///
    /// ## References
    /// curl(1), `--insecure` and `--cacert`.
    pub static CURL_INSECURE = Rule {
        id: "curl-insecure",
        title: "curl without verification of certificates",
        category: Category::Network,
        severity: Severity::High,
        aliases: &["UPD-006", "CKV2_DOCKER_2"],
        controls: TLS,
        cwe: Some(295),
        inputs: Inputs::Both,
        message: "curl is told by \"{option}\" to accept any certificate",
        why: "Whoever can redirect the connection decides what goes into the image.",
        fix: "Remove the option; for an authority of your own add its certificate, or name it with `--cacert`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let mut verification = Verification::default();
    for run in facts.runs_of(&["curl"]) {
        let Some(item) = read(&run).find(|item| item.is(&["k", "insecure", "proxy-insecure"])) else { continue };
        if is_local(&run) {
            continue;
        }
        let severity = if verification.follows(&run) { Severity::Low } else { Severity::High };
        let option = if item.name == "k" { "-k" } else { item.word.text.as_str() };
        findings
            .at(facts.place_in(run.step, item.word.span))
            .severity(by_use(run.step, severity))
            .masked("option", option)
            .fix(fix(facts, item.word, item.name))
            .done();
    }
    written::lines(facts, |line| {
        let sets = |name: &str| line.text.split([' ', '=']).next().is_some_and(|first| first == name);
        if line.path.is_some_and(|path| path.ends_with(".curlrc"))
            && (sets("insecure") || sets("--insecure") || sets("-k"))
        {
            findings
                .at(facts.place_in(line.step, line.span))
                .severity(by_use(line.step, Severity::High))
                .detail("option", crate::secrets::masked(line.text))
                .done();
        }
    });
}

fn fix(facts: &Facts<'_>, word: &Word, name: &str) -> Option<Fix> {
    let span = editable(facts, word)?;
    let fix = Fix::review("Let curl verify certificates");
    if name.len() > 1 || word.text == "-k" {
        return Some(fix.delete(with_blanks(facts, span)?));
    }
    // The first `k` of the letters is the option: a letter with a value would have ended them before.
    Some(fix.replace(span, word.text.replacen('k', "", 1)))
}
