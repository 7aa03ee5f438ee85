//! `pipe-without-pipefail`.

use super::base_shell::{self, BaseShell};
use super::shell_state::{self, State};
use crate::dockerfile::shell::{Command, Context, Separator};
use crate::dockerfile::stage::Base;
use crate::dockerfile::{Arguments, Dockerfile};
use crate::facts::{Facts, Step, program};
use crate::finding::{Findings, Fix, Severity};
use crate::ordered::Set;
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// Pipes in `RUN` whose first commands may fail unseen. `pipefail` counts wherever it is switched on: by `SHELL`, by
    /// `set -o pipefail` in the same step, by `bash -o pipefail -c`, in the first line of a heredoc; and a base stage
    /// hands its `SHELL` on. There is one finding for each step, at the first command that pipes.
    ///
    /// Silent are pipes from `echo`, `printf`, `yes` and `true`, those that a condition tests, and those that are followed
    /// by `|| true`. PowerShell and `cmd` have no such option and are not judged.
    ///
    /// ## Why it matters
    /// The status of a pipe is that of its last command. When a download fails before `tar`, `sh` or `gpg`, the build goes
    /// on with nothing or with half of it, and a check that read nothing may pass.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN curl -fsSL https://example.org/key.asc | gpg --dearmor -o /usr/share/keyrings/a.gpg
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// SHELL ["/bin/bash", "-c"]
    /// RUN wget -qO- https://example.org/a.tgz \
    ///     | tar -xz
    /// RUN set -o pipefail && true; set +o pipefail; a | b
    /// ```
    /// ```dockerfile bad
    /// FROM alpine:3.22
    /// RUN <<EOF
    /// apk info | sort > /packages
    /// EOF
    /// # comment
    /// RUN { a; b; } | c
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// ONBUILD RUN bash -c "a | b"
    /// RUN ["sh", "-c", "a | b"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:13 AS base
    /// SHELL ["/usr/bin/env", "bash", "-euo", "pipefail", "-c"]
    /// FROM base
    /// RUN curl -fsSL https://example.org/a.tgz | tar -xz
    /// ```
    /// ```dockerfile good
    /// FROM alpine:3.22
    /// RUN set -eo pipefail; wget -qO- https://example.org/a.tgz | tar -xz
    /// RUN bash -o pipefail -c 'a | b' || c || d
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN echo 'a b' | sha256sum -c && yes | cpan App::cpanminus && if dpkg -l | grep -q curl; then b; fi
    /// RUN a | b || true
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN <<EOF
    /// #!/bin/bash -o pipefail
    /// a | b
    /// EOF
    /// RUN echo "a | b" && c --filter='x|y'
    /// ```
    ///
    /// ## How to fix
    /// `SHELL ["/bin/bash", "-o", "pipefail", "-c"]`, or `set -o pipefail &&` at the beginning of the step where the shell
    /// knows it: bash and the shell of Alpine do, that of Debian 13 and older does not. Or do without the pipe.
    ///
    /// ## References
    /// Docker, best practices for building images: using pipes.
    pub static PIPE_WITHOUT_PIPEFAIL = Rule {
        id: "pipe-without-pipefail",
        title: "A failure before a pipe is not seen",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &["DL4006", "kics:shell-running-a-pipe-without-pipefail-flag", "kics:efbf148a-67e9-42d2-ac47-02fa1c0d0b22", "semgrep:set-pipefail"],
        cwe: Some(252),
        inputs: Inputs::Dockerfile,
        message: "A failure of {program} before the pipe is not seen",
        why: "The status of a pipe is that of its last command, so the build goes on after a failed download or check.",
        fix: "Set SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"], or begin with `set -o pipefail &&`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let mut fixes = Fixes::default();
    for step in facts.run_steps() {
        let commands = &step.script().commands;
        if !commands.iter().any(Command::pipes_into) {
            continue;
        }
        // A pipe is judged once, at its first command.
        let mut allowed = 0_usize;
        let found = shell_state::walk(facts, step).find(|(index, command, state)| {
            if state.pipefail || *index < allowed || !may_fail(command) {
                return false;
            }
            allowed = allowed_until(commands, *index);
            *index >= allowed
        });
        let Some((_, command, state)) = found else { continue };
        let name = match program(command).0 {
            "" => "the command",
            name => name,
        };
        findings
            .at(facts.place_in(step, command.span))
            .detail("program", name)
            .fix(fixes.fix(facts, step, state))
            .done();
    }
}

fn may_fail(command: &Command) -> bool {
    command.pipes_into()
        && command.context != Context::Condition
        && !matches!(program(command).0, "echo" | "printf" | "yes" | "true" | ":")
}

/// Where the pipe of a command ends if its failure is allowed by `|| true`, else 0.
fn allowed_until(commands: &[Command], index: usize) -> usize {
    let behind = commands.iter().enumerate().skip(index);
    let mut behind = behind.skip_while(|(_, command)| command.pipes_into());
    let last = behind.next().filter(|(_, last)| last.after == Separator::Or);
    let next = behind.next().is_some_and(|(_, command)| matches!(program(command).0, "true" | ":" | "echo"));
    last.filter(|_| next).map_or(0, |(last, _)| last)
}

/// What was offered already: a SHELL is put in once for a stage.
#[derive(Default)]
struct Fixes {
    stages: Set<usize>,
    shells: Option<Vec<BaseShell>>,
}

impl Fixes {
    fn fix(&mut self, facts: &Facts<'_>, step: &Step<'_>, state: State) -> Option<Fix> {
        let written = facts.dockerfile?;
        let stage = step.stage?;
        let run = step.instruction.as_ref();
        if !state.is_own || step.is_onbuild() || step.text.contains("+o pipefail") {
            return None;
        }
        let shells = self.shells.get_or_insert_with(|| base_shell::of_stages(written.model));
        let knows_it = state.is_bash || matches!(shells.get(stage), Some(BaseShell::Bash | BaseShell::Busybox));
        let Arguments::Shell(text) = &run.arguments else { return None };
        if knows_it && run.heredocs.is_empty() {
            let at = text.trimmed().whole().start;
            return Some(Fix::review("Begin with set -o pipefail").insert(at, "set -o pipefail && "));
        }
        let base = match written.model.stages.get(stage)?.base {
            Base::Stage(base) => Some(base),
            _ => None,
        };
        let is_first = self.stages.insert(stage);
        if !is_first || knows_it || base.is_some_and(|base| self.stages.contains(&base)) {
            return None;
        }
        Some(
            Fix::review("Use bash with pipefail from here on")
                .insert(above(written.file, step), "SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]\n"),
        )
    }
}

/// Before the comments of a step, which may speak to tools about it.
fn above(file: &Dockerfile, step: &Step<'_>) -> u32 {
    let comments = file.comments.get(step.instruction.comments.clone()).and_then(<[_]>::first);
    comments.map_or(step.instruction.span.start, |comment| comment.span.start)
}

#[cfg(test)]
mod tests {
    use crate::analysis::{self, Options};

    fn findings(run: &str) -> usize {
        let text = format!("FROM debian:13\nRUN {run}\n");
        let report = analysis::dockerfile(text.as_bytes(), &Options::default()).unwrap();
        let findings = report.targets.iter().flat_map(|target| &target.findings);
        findings.filter(|finding| finding.rule == "pipe-without-pipefail").count()
    }

    #[test]
    fn a_failure_that_is_allowed_is_not_missed() {
        for (run, expected) in [
            ("a | b", 1),
            ("a | b | c || true", 0),
            ("a | b || true; c | d", 1),
            ("a | b || exit 1", 1),
            ("echo a | b | c", 1),
            ("x=$(a | b)", 1),
            ("while a | b; do c; done", 0),
            ("set -o pipefail; a | b", 0),
            ("a || b", 0),
            ("(set -o pipefail; a | b)", 0),
        ] {
            assert_eq!(findings(run), expected, "{run}");
        }
    }
}
