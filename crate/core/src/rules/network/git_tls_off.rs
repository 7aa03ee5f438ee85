//! `git-tls-off`.

use super::transport::{TLS, is_no, of_variable};
use super::variable;
use crate::facts::Facts;
use crate::finding::{Findings, Severity};
use crate::rules::build_step::by_use;
use crate::rules::rule::rule;
use crate::rules::written;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// `GIT_SSL_NO_VERIFY` in ENV, ARG, before a command or exported (git asks only whether it is set, so
    /// `GIT_SSL_NO_VERIFY=false` switches verification off as well), `http.sslVerify` set to false by `git -c`, `git
    /// clone -c` or `git config`, also for a single host (`http.https://host/.sslVerify`), and written to a
    /// `.gitconfig`.
    ///
    /// ## Why it matters
    /// git then takes a repository from any server that pretends to be the right one, and the build runs what is in it.
    ///
    /// ## Examples
    /// ```image bad
    /// history ENV GIT_SSL_NO_VERIFY=1
    /// env GIT_SSL_NO_VERIFY=1
    /// ```
    /// ```image bad
    /// layer RUN /bin/sh -c git -c http.sslVerify=false clone https://git.example.org/x /x # buildkit
    /// /x/README 0644 0:0 size=10
    /// ```
    /// ```image good
    /// layer RUN /bin/sh -c git clone https://git.example.org/x /x # buildkit
    /// /x/README 0644 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN git config --global http.sslverify "false"
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN GIT_SSL_NO_VERIFY=false git clone https://git.example.org/x
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN git config --global http.https://git.example.org/.sslVerify 0
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN printf '[http]\n\tsslVerify = off\n' > /root/.gitconfig
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN git config --global http.sslVerify true && git config --global http.sslCAInfo /etc/ssl/own.pem
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN git config --unset http.sslVerify; git commit -m "http.sslVerify=false is gone"
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ARG GIT_SSL_NO_VERIFY
    /// RUN unset GIT_SSL_NO_VERIFY; git -c core.autocrlf=false clone https://git.example.org/x
    /// ```
    ///
    /// ## How to fix
    /// Remove the setting, and name the certificate of your own authority: `git config http.sslCAInfo`.
    ///
    /// ## References
    /// git-config(1), `http.sslVerify`; git(1), environment variables.
    pub static GIT_TLS_OFF = Rule {
        id: "git-tls-off",
        title: "git does not verify certificates",
        category: Category::Network,
        severity: Severity::High,
        aliases: &["UPD-006", "CKV2_DOCKER_14"],
        controls: TLS,
        cwe: Some(295),
        inputs: Inputs::Both,
        message: "\"{setting}\" lets git accept any certificate",
        why: "Any server that pretends to be the right one provides the sources, and the build runs them.",
        fix: "Remove the setting, and name an authority of your own with `http.sslCAInfo`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for run in facts.runs_of(&["git"]) {
        let configures = run.words.iter().any(|word| word.is("config"));
        let mut words = run.words.iter().peekable();
        let mut before = "";
        while let Some(word) = words.next() {
            let (key, value) = word.text.split_once('=').map_or((word.text.as_str(), None), |(k, v)| (k, Some(v)));
            let key = key.strip_prefix("-c").unwrap_or(key);
            let is_given = matches!(before, "-c" | "--config")
                || word.text.starts_with("-c")
                || word.text.starts_with("--config=");
            // `--config=http.sslVerify=false` of clone.
            let (key, value) = match key {
                "--config" => value.and_then(|value| value.split_once('=')).map_or((key, None), |(k, v)| (k, Some(v))),
                _ => (key, value),
            };
            before = &word.text;
            if !is_verify(key) {
                continue;
            }
            let value = match value {
                Some(value) if is_given => value,
                None if configures => words.peek().map_or("", |next| next.text.as_str()),
                _ => continue,
            };
            if is_no(value) {
                findings
                    .at(facts.place_in(run.step, word.span))
                    .severity(by_use(run.step, Severity::High))
                    .detail("setting", crate::secrets::masked(&format!("{key}={value}")))
                    .done();
            }
        }
    }
    variable::settings(
        facts,
        |name| name == "GIT_SSL_NO_VERIFY",
        |variable| {
            let setting = format!("GIT_SSL_NO_VERIFY={}", variable.value.as_deref().unwrap_or_default());
            of_variable(facts, findings, &variable, Severity::High).detail("setting", setting).done();
        },
    );
    written::lines(facts, |line| {
        let is_config = line.path.is_some_and(|path| path.ends_with("gitconfig"));
        if is_config
            && line.pair(&['=']).is_some_and(|(name, value)| name.eq_ignore_ascii_case("sslVerify") && is_no(value))
        {
            findings
                .at(facts.place_in(line.step, line.span))
                .severity(by_use(line.step, Severity::High))
                .detail("setting", crate::secrets::masked(line.text))
                .done();
        }
    });
}

/// `http.sslVerify`, also with an address between; keys are of any case.
fn is_verify(key: &str) -> bool {
    const END: &str = ".sslverify";
    let at = key.len().saturating_sub(END.len());
    key.get(at..).is_some_and(|end| end.eq_ignore_ascii_case(END))
        && key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("http"))
}
