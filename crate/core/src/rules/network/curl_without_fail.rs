//! `curl-without-fail`.

use super::download::read;
use crate::facts::{Facts, Run};
use crate::finding::{Findings, Fix, Severity};
use crate::rules::build_step::editable;
use crate::rules::rule::rule;
use crate::rules::written::target;
use crate::rules::{Category, Inputs, Profile};

rule! {
    /// ## What it checks
    /// `curl` in a build step that saves or pipes what it gets, without `-f`, `--fail` or `--fail-with-body`. Calls that
    /// look at the status themselves (`-w`, `-I`, `-i`) and those whose output nothing keeps are not meant.
    ///
    /// ## Why it matters
    /// Without the option curl saves the error page of the server as if it were the file and says that all went well, so
    /// the build goes on with it.
    ///
    /// ## Examples
    /// ```image bad
    /// layer RUN /bin/sh -c curl -sSL https://example.org/tool -o /usr/bin/tool # buildkit
    /// /usr/bin/tool 0755 0:0 size=10
    /// ```
    /// ```image good
    /// layer RUN /bin/sh -c curl -fsSL https://example.org/tool -o /usr/bin/tool # buildkit
    /// /usr/bin/tool 0755 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN curl -sSLO https://example.org/x.tgz \
    ///  && tar -xf x.tgz
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN curl https://example.org/x.tgz | tar -xz
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN <<EOF
    /// curl -s https://example.org/x > /x
    /// EOF
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN curl -sSLfO https://example.org/x.tgz && curl --fail-with-body https://example.org/y -o y
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN curl -s -o /dev/null -w '%{http_code}' https://example.org/ | grep -q 200
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN curl --version && curl -X POST -d done https://example.org/notify
    /// ```
    ///
    /// ## How to fix
    /// Add `-f`.
    ///
    /// ## References
    /// curl(1), `--fail`.
    pub static CURL_WITHOUT_FAIL = Rule {
        id: "curl-without-fail",
        title: "curl saves error pages",
        category: Category::Network,
        profile: Profile::Strict,
        severity: Severity::Info,
        aliases: &["DF035"],
        inputs: Inputs::Both,
        message: "curl is called without --fail, so an error page of the server is taken for the file",
        why: "curl says that all went well, and the build goes on with the page.",
        fix: "Add `-f`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for run in facts.runs_of(&["curl"]).filter(|run| !run.command.incomplete && keeps_unseen(run)) {
        let Some(name) = run.name else { continue };
        let fix = editable(facts, name).map(|span| Fix::safe("Add -f").insert(span.end, " -f"));
        findings.at(facts.place_in(run.step, name.span)).fix(fix).done();
    }
}

fn keeps_unseen(run: &Run<'_>) -> bool {
    let mut keeps = run.command.pipes_into() || target(run.command).is_some();
    for item in read(run) {
        match item.name {
            "f" | "fail" | "fail-with-body" | "w" | "write-out" | "I" | "head" | "i" | "include" | "K" | "config" => {
                return false;
            }
            "o" | "output" => keeps |= item.value.is_some_and(|value| value != "/dev/null" && value != "-"),
            "O" | "remote-name" | "remote-name-all" | "J" => keeps = true,
            // Options that come from a variable may hold it.
            "" if item.word.expands && item.word.text.starts_with('$') && !item.word.quoted => return false,
            _ => {}
        }
    }
    keeps
}
