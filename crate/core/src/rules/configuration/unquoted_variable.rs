//! `unquoted-variable`.

use super::shell_words::{Piece, Variables, gives_one_word, written};
use crate::dockerfile::shell::Word;
use crate::facts::{Facts, Run};
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

/// Commands that do harm when their words are split.
pub(super) const DESTRUCTIVE: [&str; 6] = ["rm", "chmod", "chown", "chgrp", "shred", "setfacl"];

rule! {
    /// ## What it checks
    /// Variables without quotes in the words of `rm`, `chmod`, `chown`, `chgrp`, `setfacl` and `shred`. Silent where the
    /// value is written in the Dockerfile or in the step (`ENV`, `ARG` with a default, an assignment, the list of a `for`
    /// loop), because then it splits only if that is meant.
    ///
    /// ## Why it matters
    /// The shell splits the value at blanks and expands patterns in it. One blank in a path makes `rm -rf` delete
    /// something else, or `chown` hand over the wrong folder.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:13
    /// ARG TARGET
    /// RUN rm -rf $TARGET
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN <<EOF
    /// dir=$(find / -name cache)
    /// chown -R app:app "$dir"/${name}/x
    /// EOF
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// ONBUILD RUN sh -c 'chmod 700 $1'
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// ENV HOME_OF_APP=/srv/app
    /// ARG UID=1000
    /// RUN rm -rf $HOME_OF_APP/cache && chown -R $UID:$UID "$1" ${HOME} && chmod 700 '$x'
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN dir=$(mktemp -d) && rm -rf $dir; for f in /a /b; do rm -f $f; done; old="/c /d"; rm -r $old
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN ["rm", "-rf", "$X"]
    /// RUN rm -f "$a" /tmp/$$ && echo $b && rm -rf "${c:?}"/*
    /// ```
    ///
    /// ## How to fix
    /// Put the word in double quotes: `rm -rf "$dir"`.
    ///
    /// ## References
    /// ShellCheck SC2086.
    pub static UNQUOTED_VARIABLE = Rule {
        id: "unquoted-variable",
        title: "Variable without quotes in a destructive command",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &["SC2086"],
        cwe: Some(88),
        inputs: Inputs::Dockerfile,
        message: "{program} gets {variable} without quotes, so a blank in it makes two words",
        why: "One blank in a path makes the command delete or change something else.",
        fix: "Put the word in double quotes.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let mut variables = Variables::default();
    for run in facts.runs_of(&DESTRUCTIVE) {
        for word in run.words.iter().filter(|word| word.expands) {
            let Some(written) = written(facts, word) else { continue };
            let loose = written.pieces.iter().find_map(|piece| match piece {
                Piece::Variable { name, quoted: false, .. } => Some(*name),
                _ => None,
            });
            let Some(name) = loose else { continue };
            let all = written.pieces.iter().filter_map(|piece| match piece {
                Piece::Variable { name, quoted: false, .. } => Some(*name),
                _ => None,
            });
            if name == "@" || name == "*" || all.into_iter().all(|name| variables.is_fixed(facts, run.step, name)) {
                continue;
            }
            findings
                .at(facts.place_in(run.step, word.span))
                .detail("program", run.program)
                .detail("variable", format!("${name}"))
                .fix(quoted(written.text, word))
                .done();
        }
    }
}

/// Quotes round a word that has none, and nothing that quotes would switch off.
pub(super) fn quoted(written: &str, word: &Word) -> Option<Fix> {
    let is_plain = !word.quoted && !word.pattern && !written.contains(['"', '\'', '\\', '`', '{', '~', '\n']);
    let is_plain = is_plain
        || (!word.quoted
            && !word.pattern
            && !written.replace("${", "").contains(['"', '\'', '\\', '`', '{', '~', '\n']));
    is_plain.then(|| Fix::review("Put the word in quotes").replace(word.span, format!("\"{written}\"")))
}

/// The first substitution without quotes that may give more than one word.
pub(super) fn loose_substitution<'a>(
    facts: &Facts<'a>,
    run: &Run<'_>,
) -> Option<(&'a str, crate::dockerfile::Span, Option<Fix>)> {
    run.words.iter().filter(|word| word.expands).find_map(|word| {
        let written = written(facts, word)?;
        let text = written.pieces.iter().find_map(|piece| match piece {
            Piece::Substitution { text, quoted: false } if !gives_one_word(text) => Some(*text),
            _ => None,
        })?;
        Some((text, word.span, quoted(written.text, word)))
    })
}
