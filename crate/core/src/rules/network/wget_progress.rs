//! `wget-progress`.

use super::download::read;
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::build_step::editable;
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs, Profile};

rule! {
    /// ## What it checks
    /// `wget` in a build step without `-q`, `-nv`, `--progress`, or a log file of its own (`-o`, `-a`).
    ///
    /// ## Why it matters
    /// wget draws a bar for people. In the log of a build it is thousands of lines that hide what matters.
    ///
    /// ## Examples
    /// ```image bad
    /// layer RUN /bin/sh -c wget https://example.org/tool # buildkit
    /// /tool 0755 0:0 size=10
    /// ```
    /// ```image good
    /// layer RUN /bin/sh -c wget -q https://example.org/tool # buildkit
    /// /tool 0755 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN apt-get update && wget https://example.org/x
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN wget -O quiet https://example.org/x
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN <<EOF
    /// sudo wget \
    ///   https://example.org/x
    /// EOF
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN wget -qO- https://example.org/x | tar -x && wget -nv https://example.org/y
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN wget --progress=dot:giga https://example.org/x && wget -o /dev/null https://example.org/y
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN wget --version && apt-get install -y wget
    /// ```
    ///
    /// ## How to fix
    /// Add `-q`, or with GNU wget `--progress=dot:giga`.
    ///
    /// ## References
    /// wget(1), logging and download options.
    pub static WGET_PROGRESS = Rule {
        id: "wget-progress",
        title: "wget draws a progress bar into the log",
        category: Category::Network,
        profile: Profile::Strict,
        severity: Severity::Info,
        aliases: &["DL3047"],
        inputs: Inputs::Both,
        message: "wget is called without -q, -nv or --progress",
        why: "The bar is thousands of lines in the log of a build.",
        fix: "Add `-q`, or with GNU wget `--progress=dot:giga`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for run in facts.runs_of(&["wget"]).filter(|run| !run.command.incomplete) {
        let is_quiet = read(&run).any(|item| match item.name {
            "q" | "quiet" | "no-verbose" | "progress" | "o" | "a" | "output-file" | "append-output" | "b" => true,
            "version" | "help" | "V" | "h" => true,
            "n" => item.value.is_some_and(|letters| letters.contains('v')),
            // Options that come from a variable may hold it.
            "" => item.word.expands && item.word.text.starts_with('$') && !item.word.quoted,
            _ => false,
        });
        let Some(name) = run.name.filter(|_| !is_quiet) else { continue };
        let fix = editable(facts, name).map(|span| Fix::safe("Add -q").insert(span.end, " -q"));
        findings.at(facts.place_in(run.step, name.span)).fix(fix).done();
    }
}
