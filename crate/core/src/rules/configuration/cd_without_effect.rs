//! `cd-without-effect`.

use super::cd_in_run::first_of_text;
use crate::dockerfile::{Arguments, Span};
use crate::facts::{Facts, Run};
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// `cd` as the last command of a `RUN`, outside of subshells: each instruction starts in the working directory again, so it
    /// changes nothing.
    ///
    /// ## Why it matters
    /// Whoever wrote it expects the next instruction to run in that folder. It runs in another one: files are made, deleted or
    /// made executable in the wrong place.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN cd /app
    /// RUN make
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN mkdir -p /app && \
    ///     cd /app
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ONBUILD RUN cd /app
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN <<EOF
    /// make
    /// cd build
    /// EOF
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN cd /app && make
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN mkdir /app; (cd /app)
    /// RUN for folder in a b; do cd $folder && make && cd ..; done
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN echo 'cd /app' >> /root/.bashrc
    /// RUN echo cd /app
    /// ```
    ///
    /// ## How to fix
    /// Use `WORKDIR`, or put the commands that need the folder behind `cd /app &&`.
    ///
    /// ## References
    /// Dockerfile reference, `RUN` and `WORKDIR`.
    pub static CD_WITHOUT_EFFECT = Rule {
        id: "cd-without-effect",
        title: "Change of folder that is lost",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &["DL3003", "DS-0013", "DS013", "AVD-DS-0013", "kics:run-instruction-using-cd-instead-of-workdir", "kics:f4a6bcd3-e231-4acf-993c-aa027be50d2e", "semgrep:use-workdir"],
        inputs: Inputs::Dockerfile,
        message: "`cd` at the end of RUN changes nothing: the next instruction starts in the working directory again",
        why: "What follows works in another folder than its author believes.",
        fix: "Use WORKDIR, or put the commands that need the folder behind `cd` in the same RUN.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for run in facts.runs_of(&["cd"]) {
        if first_of_text(&run).is_none() || !run.later().is_empty() || !run.script.problems.is_empty() {
            continue;
        }
        findings.at(facts.place_in(run.step, run.command.span)).fix(fix(facts, &run)).done();
    }
}

/// `RUN cd /app` alone is `WORKDIR /app`.
fn fix(facts: &Facts<'_>, run: &Run<'_>) -> Option<Fix> {
    let text = &facts.file()?.text;
    let instruction = run.step.innermost();
    let [folder] = run.words else { return None };
    let simple = run.index == 0 && instruction.flags.is_empty() && !folder.expands && !folder.text.starts_with('-');
    if !simple || !matches!(instruction.arguments, Arguments::Shell(_)) || !instruction.heredocs.is_empty() {
        return None;
    }
    let written = Span { start: instruction.keyword.start, end: folder.span.end };
    let is_plain = written.end == instruction.span.end && folder.span.of(text) == folder.text;
    is_plain.then(|| Fix::review("Use WORKDIR").replace(written, format!("WORKDIR {}", folder.text)))
}
