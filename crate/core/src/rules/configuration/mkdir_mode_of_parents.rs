//! `mkdir-mode-of-parents`.

use crate::dockerfile::shell::Word;
use crate::facts::Facts;
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};
use crate::words::{Words, words};

rule! {
    /// ## What it checks
    /// `mkdir -p` with a mode (`-m 700`) and a path whose parents it may have to make. Parents that every system has, such
    /// as `/etc`, `/var/lib` or `/opt`, are there already and are not meant; nor is a parent that stands behind a variable
    /// or a tilde.
    ///
    /// ## Why it matters
    /// The mode is given to the last folder only. Its parents get that of the umask, usually `755`, so that everybody
    /// can look into them.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN mkdir -p -m 700 /opt/app/keys/private
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN <<EOF
    /// mkdir -pm700 secrets/tls
    /// EOF
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// ONBUILD RUN ["mkdir", "--parents", "--mode=0750", "/srv/a/b"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN mkdir -p -m 700 /etc/app /etc/apt/keyrings ~/.ssh "$HOME/.gnupg" /var/lib/app/ ./keys
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN mkdir -p /opt/app/keys && chmod 700 /opt/app /opt/app/keys && mkdir -m 700 /opt/app/keys/private
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN umask 077 && mkdir -p /opt/app/keys && install -d -m 700 /opt/a/b
    /// ```
    ///
    /// ## How to fix
    /// Set the umask before (`umask 077 && mkdir -p ...`), or make and protect each folder.
    ///
    /// ## References
    /// ShellCheck SC2174.
    pub static MKDIR_MODE_OF_PARENTS = Rule {
        id: "mkdir-mode-of-parents",
        title: "The mode of mkdir -p is not that of the parents",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &["SC2174"],
        cwe: Some(276),
        inputs: Inputs::Dockerfile,
        message: "The mode is given to {path} only, not to the folders above it that mkdir makes",
        why: "The folders above get the mode of the umask, so that everybody can look into them.",
        fix: "Set the umask before, or make and protect each folder.",
        check: check,
    };
}

/// Folders that are there in every system.
static KNOWN: Words = words![
    "",
    ".",
    "..",
    "/etc",
    "/opt",
    "/srv",
    "/var",
    "/var/lib",
    "/var/log",
    "/var/cache",
    "/var/run",
    "/var/tmp",
    "/var/spool",
    "/var/opt",
    "/run",
    "/usr",
    "/usr/local",
    "/usr/local/bin",
    "/usr/local/lib",
    "/usr/local/share",
    "/usr/share",
    "/usr/lib",
    "/home",
    "/root",
    "/tmp",
    "/mnt",
];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for run in facts.runs_of(&["mkdir"]) {
        if run.option(&["-m", "--mode"]).is_none() || run.option(&["-p", "--parents"]).is_none() {
            continue;
        }
        let masked = run.earlier().last().is_some_and(|before| before.program() == "umask");
        for word in run.words.iter().filter(|word| !masked && makes_parents(word)) {
            findings.at(facts.place_in(run.step, word.span)).detail("path", crate::secrets::masked(&word.text)).done();
        }
    }
}

fn makes_parents(word: &Word) -> bool {
    let path = word.text.trim_end_matches('/');
    let Some((parent, _)) = path.rsplit_once('/') else { return false };
    // Packages make their folders in /etc.
    let is_of_package = parent.strip_prefix("/etc/").is_some_and(|name| !name.contains('/'));
    !path.starts_with(['-', '~']) && !word.expands && !is_of_package && !KNOWN.contains(&parent)
}
