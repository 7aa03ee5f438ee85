//! `ignored-pipe-input`.

use crate::facts::Facts;
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};
use crate::words::{Words, words};

/// Programs that take no notice of their input.
static NOT_READING: Words = words![
    "echo", "printf", "rm", "rmdir", "mkdir", "touch", "chmod", "chown", "chgrp", "ln", "mv", "cp", "kill", "cd", "ls",
];

rule! {
    /// ## What it checks
    /// A pipe into a command that reads no input: `rm`, `echo`, `chmod`, `chown`, `cp`, `mv`, `mkdir`, `touch` and the like.
    /// Answers to their questions are accepted (`yes | cp -i`), and words that name the input (`/dev/stdin`, `-`).
    ///
    /// ## Why it matters
    /// What is piped is lost: files that were to be deleted or protected stay as they are, and the build goes on.
    /// Usually `xargs` was forgotten.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN find / -name '*.pem' | rm -f
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN <<EOF
    /// sha256sum /app | echo "checked"
    /// EOF
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// ONBUILD RUN find /srv | sudo chmod 600
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN find / -name '*.pem' | xargs rm -f && yes | rm -ri /tmp/a && echo y | cp -i a b
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN curl -fsS https://example.org/a | cp /dev/stdin /a && a | echo "$(cat)" && a || rm b
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN a | { echo header; cat; } > /b && a | (mkdir -p /c; tar -x -C /c) && a | while read -r x; do rm "$x"; done
    /// ```
    ///
    /// ## How to fix
    /// Put `xargs` before the command, or leave the pipe out.
    ///
    /// ## References
    /// ShellCheck SC2216 and SC2217.
    pub static IGNORED_PIPE_INPUT = Rule {
        id: "ignored-pipe-input",
        title: "Pipe into a command that reads nothing",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &["SC2216"],
        inputs: Inputs::Dockerfile,
        message: "{program} reads no input, so what is piped into it is lost",
        why: "Files that were to be deleted or protected stay as they are, and the build goes on.",
        fix: "Put `xargs` before the command, or leave the pipe out.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for run in facts.runs_of(&NOT_READING) {
        if !run.command.piped_from() {
            continue;
        }
        let reads = run.words.iter().any(|word| {
            let text = word.text.as_str();
            matches!(text, "-" | "/dev/stdin" | "/dev/fd/0" | "/proc/self/fd/0")
                || (word.expands && (text.contains("$(") || text.contains('`')))
        });
        let answers = matches!(run.program, "rm" | "cp" | "mv" | "ln")
            && run.earlier().last().is_some_and(|before| matches!(before.program(), "yes" | "echo" | "printf"));
        let Some(name) = run.name.filter(|_| !reads && !answers) else { continue };
        findings.at(facts.place_in(run.step, name.span)).detail("program", run.program).done();
    }
}
