//! `bash-syntax-in-sh`.

use super::base_shell::{self, BaseShell};
use super::shell_state;
use super::shell_words::written;
use crate::dockerfile::Span;
use crate::dockerfile::shell::{Command, RedirectOperator, Separator, ShellKind};
use crate::facts::{Facts, Step};
use crate::finding::{Confidence, Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// What bash knows and a plain `/bin/sh` does not, in steps that `/bin/sh` reads: `[[ ]]`, `source`, `==` in `[ ]`, `&>`,
    /// `|&`, `<<<`, `<( )`, `$'...'`, arrays, `{a,b}` in the names of files, `pushd`, `shopt`, `declare` and the like. `SHELL`,
    /// `bash -c`, the first line of a heredoc and `# hadolint shell=bash` say which shell it is.
    ///
    /// What `/bin/sh` is depends on the base image. On Fedora, RHEL, SUSE and Arch it is bash, and nothing is said. The
    /// shell of Alpine knows `[[ ]]`, `source`, `==`, `&>`, `<( )` and `$'...'`. On Debian and Ubuntu it is dash, which knows none
    /// of them. Where the name of the image does not tell, confidence is medium.
    ///
    /// ## Why it matters
    /// Some of it fails, and the build with it; some of it does something else without a word: `cmd &> file` runs the
    /// command in the background, a test by `[[` is false, `mkdir /x/{a,b}` makes one folder of that name.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN if [[ "$A" == yes ]]; then touch /a; fi
    /// ```
    /// ```dockerfile bad
    /// FROM ubuntu:24.04
    /// RUN mkdir -p /srv/{data,logs} && make &> /var/log/make.log && source ./env && [ "$A" == b ]
    /// ```
    /// ```dockerfile bad
    /// FROM example.org/app:1
    /// RUN <<EOF
    /// list=(a b)
    /// diff <(a) <(b) |& cat
    /// printf $'a\tb' <<< c
    /// EOF
    /// ```
    /// ```dockerfile bad
    /// FROM alpine:3.22
    /// ONBUILD RUN sh -c 'list=(a b); cp /a/{b,c} /d'
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// SHELL ["/bin/bash", "-c"]
    /// RUN if [[ "$A" == yes ]]; then source /a; fi
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// # hadolint shell=/bin/bash
    /// RUN [[ -f /a ]]
    /// RUN source /a
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13 AS build
    /// # hadolint shell=bash
    /// RUN [[ -f /a ]]
    /// SHELL ["/bin/sh", "-c"]
    /// RUN [[ -f /a ]]
    /// FROM debian:13
    /// RUN [[ -f /a ]]
    /// ```
    /// ```dockerfile good
    /// FROM fedora:43 AS base
    /// FROM base
    /// RUN mkdir -p /srv/{data,logs} && [[ -f /a ]] && cat <<< b
    /// FROM alpine:3.22
    /// RUN if [[ "$A" = yes ]]; then source ./a; fi; make &> /log
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN bash -c 'source /a && [[ -n $b ]]' && echo '[[ ]]' "&>" {} '{a,b}' && [ "$A" = b ] && . /a
    /// RUN <<EOF
    /// #!/bin/bash
    /// source /a; find / -name '{a,b}' > /b 2>&1
    /// EOF
    /// ```
    ///
    /// ## How to fix
    /// `SHELL ["/bin/bash", "-c"]`, or what every shell knows: `[ ]`, `.`, `=`, `> file 2>&1`.
    ///
    /// ## References
    /// ShellCheck SC3010, SC3046, SC3014, SC3020, SC3001, SC3003, SC3009, SC3011, SC3030, SC3044.
    pub static BASH_SYNTAX_IN_SH = Rule {
        id: "bash-syntax-in-sh",
        title: "Syntax of bash in a step that sh reads",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &[
            "DF066", "SC3001", "SC3003", "SC3009", "SC3010", "SC3011", "SC3014", "SC3020", "SC3029", "SC3030", "SC3044", "SC3046", "SC3051",
        ],
        inputs: Inputs::Dockerfile,
        message: "{what} is not known to {shell}",
        why: "Some of it breaks the build, and some of it does something else without a word.",
        fix: "Set SHELL [\"/bin/bash\", \"-c\"], or write what every shell knows.",
        check: check,
    };
}

/// Something that plain shells do not know.
struct Found {
    what: &'static str,
    span: Span,
    /// The shell of BusyBox knows it.
    in_busybox: bool,
    fix: Option<Fix>,
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(written) = facts.dockerfile else { return };
    let mut shells = None;
    for step in facts.run_steps().filter(|step| step.shell == ShellKind::Posix) {
        let script = step.script();
        if !script.commands.iter().any(|command| found(facts, command).is_some()) {
            continue;
        }
        let shells = shells.get_or_insert_with(|| base_shell::of_stages(written.model));
        let base = step.stage.and_then(|stage| shells.get(stage)).copied().unwrap_or(BaseShell::Unknown);
        if base != BaseShell::Bash {
            in_step(facts, findings, step, base);
        }
    }
}

fn in_step(facts: &Facts<'_>, findings: &mut Findings, step: &Step<'_>, base: BaseShell) {
    for (_, command, _) in shell_state::walk(facts, step).filter(|(_, _, state)| !state.is_bash) {
        let Some(found) = found(facts, command).filter(|found| base != BaseShell::Busybox || !found.in_busybox) else {
            continue;
        };
        let shell = match base {
            BaseShell::Busybox => "the shell of Alpine",
            BaseShell::Dash => "dash, the shell of Debian and Ubuntu",
            BaseShell::Bash | BaseShell::Unknown => "a plain /bin/sh",
        };
        let draft = findings
            .at(facts.place_in(step, found.span))
            .detail("what", found.what)
            .detail("shell", shell)
            .fix(found.fix);
        if base == BaseShell::Unknown { draft.confidence(Confidence::Medium).done() } else { draft.done() }
    }
}

/// The first such thing of a command.
fn found(facts: &Facts<'_>, command: &Command) -> Option<Found> {
    let of = |what, span, in_busybox| Some(Found { what, span, in_busybox, fix: None });
    let name = command.name.as_ref();
    let program = command.program();
    if let Some(name) = name.filter(|name| !name.quoted && !name.expands) {
        match name.text.as_str() {
            "[[" => return of("[[ ]]", name.span, true),
            "source" => {
                // A dot looks for a name without a slash in PATH only.
                let operand = command.words.first().filter(|operand| operand.text.contains('/'));
                let fix = operand.filter(|_| written(facts, name).is_some());
                let fix = fix.map(|_| Fix::safe("Write a dot").replace(name.span, "."));
                return Some(Found { what: "source", span: name.span, in_busybox: true, fix });
            }
            "pushd" | "popd" | "shopt" | "mapfile" | "readarray" | "declare" | "typeset" => {
                return of("This builtin of bash", name.span, false);
            }
            _ => {}
        }
    }
    for redirection in &command.redirections {
        match redirection.operator {
            RedirectOperator::Both | RedirectOperator::BothAppend => {
                let operator = if redirection.operator == RedirectOperator::Both { ">" } else { ">>" };
                let target = written(facts, &redirection.target);
                let fix = target.filter(|_| redirection.span.end == redirection.target.span.end).map(|target| {
                    let text = format!("{operator} {} 2>&1", target.text);
                    Fix::safe("Redirect both in the way of every shell").replace(redirection.span, text)
                });
                return Some(Found { what: "&>", span: redirection.span, in_busybox: true, fix });
            }
            RedirectOperator::HereString => return of("<<<", redirection.span, false),
            _ => {}
        }
    }
    if command.after == Separator::PipeBoth {
        return of("|&", command.span, false);
    }
    let array = command.assignments.iter().find(|assignment| assignment.expands && assignment.value.starts_with('('));
    if let Some(array) = array
        && facts.file().is_some_and(|file| array.span.of(&file.text).contains("=("))
    {
        return of("An array", array.span, false);
    }
    for word in name.into_iter().chain(&command.words) {
        let text = word.text.as_str();
        if word.expands && !word.quoted && (text.starts_with("<(") || text.starts_with(">(")) {
            return of("Process substitution", word.span, true);
        }
        if word.quoted && facts.file().is_some_and(|file| word.span.of(&file.text).starts_with("$'")) {
            return of("$'...'", word.span, true);
        }
        if text == "==" && matches!(program, "[" | "test") {
            let fix = written(facts, word).map(|_| Fix::safe("Write =").replace(word.span, "="));
            return Some(Found { what: "== in a test", span: word.span, in_busybox: true, fix });
        }
        let is_list = || {
            text.split_once('{').is_some_and(|(_, rest)| {
                rest.split_once('}').is_some_and(|(inner, _)| inner.contains(',') || inner.contains(".."))
            })
        };
        let takes_files = || {
            matches!(
                program,
                "mkdir"
                    | "touch"
                    | "rm"
                    | "rmdir"
                    | "cp"
                    | "mv"
                    | "ln"
                    | "ls"
                    | "chmod"
                    | "chown"
                    | "chgrp"
                    | "install"
                    | "cat"
            )
        };
        if !word.quoted && !word.expands && text.contains('{') && is_list() && takes_files() {
            return of("A list in braces", word.span, false);
        }
    }
    None
}
