//! `inline-ignore`.

use crate::facts::{Facts, from_dockerfile};
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs, Profile};

rule! {
    /// ## What it checks
    /// Comments that switch findings of a linter off in the file itself: those of hadolint, BuildKit
    /// (`# check=skip=...`), Trivy, Checkov, KICS, Semgrep, tally and Plimsoll. It is meant for places where exceptions
    /// are decided elsewhere.
    ///
    /// ## Why it matters
    /// Whoever may change the file may then also decide what is no longer checked in it.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// # hadolint ignore=DL3008
    /// RUN apt-get install -y make
    /// ```
    /// ```dockerfile bad
    /// # check=skip=JSONArgsRecommended;error=true
    /// FROM debian:12
    /// ```
    /// ```dockerfile bad
    /// # checkov:skip=CKV_DOCKER_2:an orchestrator checks
    /// FROM debian:12
    /// RUN make && \
    ///   # nosemgrep: no-sudo-in-dockerfile
    ///   sudo true
    /// ```
    /// ```dockerfile good
    /// # syntax=docker/dockerfile:1
    /// # check=error=true
    /// FROM debian:12
    /// ```
    /// ```dockerfile good
    /// # hadolint shell=/bin/bash
    /// FROM debian:12
    /// # We ignore=everything that trivy says.
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN <<EOF
    /// # hadolint ignore=DL3008
    /// make
    /// EOF
    /// ```
    ///
    /// ## How to fix
    /// Mend what was found, or move the exception to where exceptions are kept.
    ///
    /// ## References
    /// hadolint documentation, inline ignores. Docker documentation, build checks, skip checks.
    pub static INLINE_IGNORE = Rule {
        id: "inline-ignore",
        title: "Findings switched off in the file",
        category: Category::Configuration,
        profile: Profile::Strict,
        severity: Severity::Info,
        aliases: &["DL1001"],
        inputs: Inputs::Dockerfile,
        message: "A comment switches findings of {tool} off: {comment}",
        why: "Whoever may change the file may then also decide what is no longer checked in it.",
        fix: "Mend what was found, or move the exception to where exceptions are kept.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(file) = facts.file() else { return };
    for comment in &file.comments {
        if let Some(tool) = tool(&comment.text) {
            findings
                .at(from_dockerfile::place(file, comment.span))
                .detail("tool", tool)
                .detail("comment", crate::secrets::masked(&comment.text))
                .done();
        }
    }
}

/// The linter that a comment tells to be silent.
pub(super) fn tool(comment: &str) -> Option<&'static str> {
    let (word, rest) = comment.split_once([' ', ':', '=']).unwrap_or((comment, ""));
    let rest = rest.trim_start();
    Some(match word.to_ascii_lowercase().as_str() {
        "hadolint" if rest.contains("ignore=") || rest.contains("ignore =") => "hadolint",
        "check" if rest.contains("skip=") => "BuildKit",
        "trivy" if rest.starts_with("ignore") => "Trivy",
        "tfsec" if rest.starts_with("ignore") => "Trivy",
        "checkov" if rest.starts_with("skip") => "Checkov",
        "kics-scan" if rest.starts_with("ignore") || rest.starts_with("disable") => "KICS",
        "nosemgrep" | "nosem" => "Semgrep",
        "tally" if rest.contains("ignore=") => "tally",
        "plimsoll" if rest.contains("allow") || rest.contains("ignore") => "Plimsoll",
        _ => return None,
    })
}
