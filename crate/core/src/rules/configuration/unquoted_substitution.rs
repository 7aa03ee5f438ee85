//! `unquoted-substitution`.

use super::unquoted_variable::{DESTRUCTIVE, loose_substitution};
use crate::facts::Facts;
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// `$( )` and backticks without quotes in the words of `rm`, `chmod`, `chown`, `chgrp`, `setfacl` and `shred`. Commands
    /// whose output is one word are silent: `id`, `whoami`, `uname`, `mktemp`, `pwd`, `date`, `dirname` and the like.
    ///
    /// ## Why it matters
    /// The shell splits the output at blanks and expands patterns in it, so a file with a blank in its name makes the
    /// command delete or change another file. If the inner command fails, its output is empty and nobody sees it.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN rm -rf $(ls -d /opt/*-old)
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN <<EOF
    /// chown app `find /srv -user root`
    /// EOF
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// ONBUILD RUN chmod 755 /opt/$(cat /version)/bin
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN chown -R $(id -u):$(id -g) /srv && rm -rf "$(cat /version)" '$(a)'
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN rm -rf /lib/$(uname -m) `dirname /a/b`/x && echo $(ls)
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN find /srv -user root -exec chown app {} + && rm -f /tmp/$((1 + 2))
    /// ```
    ///
    /// ## How to fix
    /// Put it in double quotes, or use `find ... -exec` or `find ... -delete` for lists of files.
    ///
    /// ## References
    /// ShellCheck SC2046.
    pub static UNQUOTED_SUBSTITUTION = Rule {
        id: "unquoted-substitution",
        title: "Output of a command without quotes in a destructive command",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &["SC2046"],
        cwe: Some(88),
        inputs: Inputs::Dockerfile,
        message: "{program} gets the output of \"{inner}\" without quotes",
        why: "A blank in the output makes the command delete or change something else.",
        fix: "Put it in double quotes, or use `find` with `-exec` for lists of files.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for run in facts.runs_of(&DESTRUCTIVE) {
        let Some((text, span, fix)) = loose_substitution(facts, &run) else { continue };
        // More than the program may hold a secret.
        let inner = text.split_ascii_whitespace().next().unwrap_or_default();
        findings
            .at(facts.place_in(run.step, span))
            .detail("program", run.program)
            .detail("inner", crate::secrets::masked(inner))
            .fix(fix)
            .done();
    }
}
