//! `masked-exit-status`.

use super::shell_state::{State, States};
use super::shell_words::{Piece, gives_one_word, written};
use crate::dockerfile::shell::{Separator, Word};
use crate::facts::{Facts, Run};
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// `export X=$(command)`, and the same with `local`, `readonly`, `declare` and `typeset`, where a failure of the command
    /// would otherwise stop the step: `&&` follows, or `set -e` is in force. Commands that hardly fail are not meant:
    /// `id`, `uname`, `date`, `nproc`, `mktemp`, `echo` and the like.
    ///
    /// ## Why it matters
    /// The status is that of `export`, which works. If the command fails, the variable is empty and the build goes on:
    /// the version, checksum or address that it should hold is missing.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN export VERSION=$(curl -fsSL https://example.org/latest) && make install
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN <<EOF
    /// set -e
    /// readonly SUM="$(grep a /sums)"
    /// check "$SUM"
    /// EOF
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// SHELL ["/bin/bash", "-e", "-c"]
    /// ONBUILD RUN export A=`cat /a` B=1; b
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN VERSION=$(curl -fsSL https://example.org/latest) && export VERSION && make install
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN export ARCH=$(uname -m) JOBS="$(nproc)" DIR=$(mktemp -d) && export PATH="$PATH:/a" && export X='$(a)' && make
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN export A=$(cat /a); make
    /// ```
    ///
    /// ## How to fix
    /// Assign first, then export: `X=$(command) && export X`.
    ///
    /// ## References
    /// ShellCheck SC2155.
    pub static MASKED_EXIT_STATUS = Rule {
        id: "masked-exit-status",
        title: "export hides the failure of a command",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &["SC2155"],
        cwe: Some(252),
        inputs: Inputs::Dockerfile,
        message: "{program} hides the failure of the command that gives {variable} its value",
        why: "If the command fails, the variable is empty and the build goes on without what it should hold.",
        fix: "Assign first, then export: `X=$(command) && export X`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let mut states = States::default();
    for run in facts.runs_of(&["export", "local", "readonly", "declare", "typeset"]) {
        let found = run.words.iter().find(|word| word.expands && hides(facts, word));
        let Some((word, (name, _))) = found.and_then(|word| Some((word, word.text.split_once('=')?))) else { continue };
        let state = states.at(facts, &run);
        if !state.errexit && run.command.after != Separator::And {
            continue;
        }
        findings
            .at(facts.place_in(run.step, word.span))
            .detail("program", run.program)
            .detail("variable", name)
            .fix(fix(facts, &run, state, word, name))
            .done();
    }
}

fn hides(facts: &Facts<'_>, word: &Word) -> bool {
    word.text.contains('=')
        && written(facts, word).is_some_and(|written| {
            written.pieces.iter().any(|piece| match piece {
                Piece::Substitution { text, .. } => {
                    let first = text.split_ascii_whitespace().next().unwrap_or_default();
                    !gives_one_word(text) && !matches!(first, "echo" | "printf" | "lsb_release" | "seq" | ".")
                }
                _ => false,
            })
        })
}

fn fix(facts: &Facts<'_>, run: &Run<'_>, state: State, word: &Word, name: &str) -> Option<Fix> {
    let file = facts.file()?;
    let command = run.command;
    let is_alone = run.words.len() == 1 && command.redirections.is_empty() && command.assignments.is_empty();
    let starts = command.span.start == run.name?.span.start && command.span.end == word.span.end;
    if !is_alone || !starts || run.program == "local" || command.before == Some(Separator::Or) {
        return None;
    }
    let text = word.span.of(&file.text);
    // Behind `&&` a failure of the first would not stop a shell that is told to stop at failures.
    let glue = match (command.after, state.errexit) {
        (Separator::And, _) => " && ",
        _ => "; ",
    };
    Some(Fix::review("Assign first").replace(command.span, format!("{text}{glue}{} {name}", run.program)))
}
