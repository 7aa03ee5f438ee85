//! `useradd-long-uid`.

use super::account_command::USERADD;
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::build_step::{editable, items};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// `useradd` with a uid above 99999 and without `-l` (`--no-log-init`), in steps of the image. BusyBox and Debian's
    /// `adduser` are not meant.
    ///
    /// ## Why it matters
    /// useradd puts a record for the account into `/var/log/lastlog` and `/var/log/faillog`, whose place in the file is
    /// the uid: with a large one the files are of hundreds of megabytes or more. They are mostly holes, but builders
    /// that do not keep holes write zeros into the layer, and some builds run out of space.
    ///
    /// ## Examples
    /// ```image bad
    /// layer RUN /bin/sh -c useradd -u 1000700000 app # buildkit
    /// /x 0644 0:0 size=10
    /// ```
    /// ```image good
    /// layer RUN /bin/sh -c useradd -l -u 1000700000 app # buildkit
    /// /x 0644 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN groupadd -g 123456 app && useradd --uid 123456 -g app app
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN useradd --create-home --uid=100000 app
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN sudo useradd \
    ///     -mu 200000 app
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN useradd -lmu 123456 app && useradd --no-log-init --uid 123457 two
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN useradd -u 10001 -c 123456789 app && useradd --uid 010001 two
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS build
    /// RUN useradd -u 1000700000 app
    /// FROM alpine:3.20
    /// RUN adduser -D -u 200000 app
    /// ```
    ///
    /// ## How to fix
    /// Add `-l`, or choose a smaller uid.
    ///
    /// ## References
    /// useradd(8), `--no-log-init`.
    pub static USERADD_LONG_UID = Rule {
        id: "useradd-long-uid",
        title: "useradd with a large uid and a login log",
        category: Category::Permissions,
        severity: Severity::Low,
        aliases: &["DL3046", "kics:use-recommended-flags-with-useradd"],
        inputs: Inputs::Both,
        message: "useradd makes a login log for the uid {uid}, whose size grows with the uid",
        why: "The log files are of hundreds of megabytes, and some builders write them into the layer as they are.",
        fix: "Add `-l`, or choose a smaller uid.",
        check: check,
    };
}

/// From here on the files are larger than what any other log takes.
const LARGE: u64 = 100_000;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for run in facts.runs_of(&["useradd"]) {
        if !run.is_in_image() || run.command.incomplete {
            continue;
        }
        let mut found = None;
        let mut no_log = false;
        for item in items(run.words, &USERADD) {
            match item.name {
                "l" | "no-log-init" => no_log = true,
                "u" | "uid" => found = item.value.zip(item.value_word),
                _ => {}
            }
        }
        let Some((uid, word)) = found.filter(|_| !no_log) else { continue };
        let Some(name) = run.name.filter(|_| uid.parse::<u64>().is_ok_and(|uid| uid >= LARGE)) else { continue };
        let fix = editable(facts, name).map(|span| Fix::safe("Add -l").insert(span.end, " -l"));
        findings.at(facts.place_in(run.step, word.span)).detail("uid", uid).fix(fix).done();
    }
}
