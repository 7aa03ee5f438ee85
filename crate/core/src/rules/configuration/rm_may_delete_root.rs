//! `rm-may-delete-root`.

use super::shell_state::States;
use super::shell_words::{Piece, Variables, Written, gives_one_word, is_guard, written};
use crate::dockerfile::Span;
use crate::dockerfile::shell::Word;
use crate::facts::{Facts, Step};
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};
use crate::words::{Words, words};

rule! {
    /// ## What it checks
    /// `rm -r` of a word that becomes `/`, `/*` or a folder of the system when the variables or substitutions in it are
    /// empty: `rm -rf "$DIR/"*`, `rm -r ${PREFIX}/lib`. Quotes do not help. Silent where the value is certain: `ENV` or
    /// `ARG` with a value, an assignment that is not empty, `mktemp`, a loop; and where the shell refuses an empty one:
    /// `${DIR:?}`, or `set -u` in force.
    ///
    /// ## Why it matters
    /// One variable that is misspelt or not passed to the build, and the step deletes the system of the image. What is
    /// left may start and be broken, and checks that were in it are gone.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:13
    /// ARG PREFIX
    /// RUN rm -rf "$PREFIX/"*
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN <<EOF
    /// rm -r --force ${BUILD_DIR}/usr/lib
    /// EOF
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// ONBUILD RUN bash -c 'rm -rf /$name'
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// ENV PREFIX=/opt/app
    /// RUN rm -rf "$PREFIX/"* && rm -rf "${OTHER:?}/"* && set -u && rm -rf "$x/"*
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN dir="$(mktemp -d)" && rm -rf "$dir"/* && rm -rf "$unset" "/opt/$unset/"* && rm "$unset"/*
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN for d in /a /b; do rm -rf "$d"/*; done; rm -rf '$x/'*
    /// RUN ["rm", "-rf", "$X/"]
    /// ```
    ///
    /// ## How to fix
    /// `rm -rf "${DIR:?}/"*`: the shell stops when the variable is empty.
    ///
    /// ## References
    /// ShellCheck SC2115.
    pub static RM_MAY_DELETE_ROOT = Rule {
        id: "rm-may-delete-root",
        title: "rm deletes the system if a variable is empty",
        category: Category::Configuration,
        severity: Severity::Medium,
        aliases: &["SC2115"],
        inputs: Inputs::Dockerfile,
        message: "rm deletes {what} if {variable} is empty",
        why: "One variable that is misspelt or not passed to the build, and the step deletes the system of the image.",
        fix: "Write `${NAME:?}`, so that the shell stops when the variable is empty.",
        check: check,
    };
}

/// Folders that a system cannot do without.
static FOLDERS: Words = words![
    "/bin",
    "/dev",
    "/etc",
    "/lib",
    "/lib64",
    "/proc",
    "/root",
    "/sbin",
    "/sys",
    "/usr",
    "/usr/bin",
    "/usr/lib",
    "/usr/local",
    "/usr/sbin",
    "/usr/share",
    "/var",
    "/var/lib",
];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let (mut variables, mut states) = (Variables::default(), States::default());
    for run in facts.runs_of(&["rm"]) {
        if !run.words.iter().any(|word| word.expands) || run.option(&["-r", "-R", "--recursive"]).is_none() {
            continue;
        }
        let state = states.at(facts, &run);
        for word in run.words.iter().filter(|word| word.expands && word.text.contains('/')) {
            let Some(written) = written(facts, word) else { continue };
            let Some(what) = folder(&written.rest) else { continue };
            if state.nounset || is_certain(facts, run.step, &mut variables, &written) {
                continue;
            }
            let variable = written.pieces.iter().find_map(|piece| match piece {
                Piece::Variable { name, .. } => Some(format!("${name}")),
                Piece::Substitution { .. } => Some(String::from("the output of a command")),
                _ => None,
            });
            findings
                .at(facts.place_in(run.step, word.span))
                .detail("what", what)
                .detail("variable", variable.unwrap_or_default())
                .fix(fix(&written, word))
                .done();
        }
    }
}

/// The folder that a path without its variables names, if it is one of the system.
fn folder(rest: &str) -> Option<&'static str> {
    let path = rest.strip_suffix("/*").or_else(|| rest.strip_suffix("/.*")).unwrap_or(rest).trim_end_matches('/');
    if path.is_empty() {
        return rest.starts_with('/').then_some("/");
    }
    FOLDERS.iter().find(|folder| **folder == path).copied()
}

/// Whether something in the word is never empty.
fn is_certain(facts: &Facts<'_>, step: &Step<'_>, variables: &mut Variables, written: &Written<'_>) -> bool {
    written.pieces.iter().any(|piece| match piece {
        Piece::Text => false,
        Piece::Number => true,
        Piece::Substitution { text, .. } => gives_one_word(text),
        Piece::Variable { name, modifier, .. } => {
            is_guard(modifier)
                || modifier.starts_with('?')
                || (!modifier.starts_with(":+") && variables.is_filled(facts, step, name))
        }
    })
}

/// `${name:?}` for the first variable that is read plainly.
fn fix(written: &Written<'_>, word: &Word) -> Option<Fix> {
    written.pieces.iter().find_map(|piece| match piece {
        Piece::Variable { name, modifier: "", range, .. } if !name.starts_with(['@', '*']) => {
            let at = |offset: usize| u32::try_from(offset).ok().map(|offset| word.span.start.saturating_add(offset));
            let span = Span { start: at(range.start)?, end: at(range.end)? };
            Some(Fix::safe(format!("Write ${{{name}:?}}")).replace(span, format!("${{{name}:?}}")))
        }
        _ => None,
    })
}
