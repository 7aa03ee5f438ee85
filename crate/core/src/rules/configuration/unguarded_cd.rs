//! `unguarded-cd`.

use super::shell_state::States;
use super::shell_words::written;
use crate::dockerfile::shell::{Context, Separator};
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// `cd` that is followed by another command whether it works or not: behind it stands a semicolon or a line end, and
    /// the shell is not told to stop at failures (`set -e`, `SHELL [..., "-e", ...]`, `#!/bin/sh -e`). A heredoc is not
    /// told so by itself. `cd /`, `cd ..` and `cd -` do not fail and are not meant.
    ///
    /// ## Why it matters
    /// If the folder is not there, the commands behind `cd` run in the folder before: `rm -rf *` or `tar -x` in the
    /// wrong place, and the build goes on.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN cd /opt/app; rm -rf ./*
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN <<EOF
    /// cd /src
    /// make install
    /// EOF
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// ONBUILD RUN (cd "$DIR" ; ./configure) && make
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN cd /opt/app && rm -rf ./* || exit 1; cd /src || exit 1; make; cd /
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// SHELL ["/bin/sh", "-ec"]
    /// RUN cd /src; make
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN set -eux; cd /src; make
    /// RUN <<EOF
    /// #!/bin/bash -e
    /// cd /src
    /// make
    /// if cd /x; then make; fi
    /// cd ..; ls
    /// EOF
    /// ```
    ///
    /// ## How to fix
    /// Join by `&&`, write `cd folder || exit 1`, begin with `set -e`, or use `WORKDIR`.
    ///
    /// ## References
    /// ShellCheck SC2164. Dockerfile reference, `WORKDIR`.
    pub static UNGUARDED_CD = Rule {
        id: "unguarded-cd",
        title: "Commands go on after a cd that failed",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &["SC2164"],
        cwe: Some(252),
        inputs: Inputs::Dockerfile,
        message: "The commands behind this cd run in another folder if it fails",
        why: "If the folder is not there, what follows deletes or unpacks in the wrong place, and the build goes on.",
        fix: "Join by `&&`, write `cd folder || exit 1`, or begin with `set -e`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let mut states = States::default();
    for run in facts.runs_of(&["cd"]) {
        let command = run.command;
        let Some(folder) = run.verb() else { continue };
        let goes_on = matches!(command.after, Separator::Semicolon | Separator::Newline)
            && command.context != Context::Condition
            && run.later().first().is_some_and(|next| next.script_depth == command.script_depth);
        let never_fails = folder.text.split('/').all(|part| matches!(part, "" | "..")) || folder.text == "$HOME";
        if !goes_on || never_fails || command.incomplete || states.at(facts, &run).errexit {
            continue;
        }
        let fix = written(facts, folder).filter(|_| folder.span.end == command.span.end);
        let fix = fix.map(|_| {
            let title = "Stop where cd fails";
            // Behind `&&` it would also stop where what stands before is false.
            let stands_alone = !matches!(command.before, Some(Separator::And | Separator::Or));
            let fix = if stands_alone { Fix::safe(title) } else { Fix::review(title) };
            fix.insert(command.span.end, " || exit 1")
        });
        findings.at(facts.place_in(run.step, command.span)).fix(fix).done();
    }
}
