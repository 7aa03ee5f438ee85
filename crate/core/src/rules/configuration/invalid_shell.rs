//! `invalid-shell`.

use super::exec_form;
use crate::dockerfile::shell::ShellKind;
use crate::dockerfile::{Arguments, Instruction, InstructionKind, Span, Word};
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::edit;
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// `SHELL` that cannot work: in shell form, with no word, or with a POSIX shell that no option tells to read a
    /// command (`-c`, `-ec`). Fixes are offered.
    ///
    /// ## Why it matters
    /// The build fails, or every `RUN` behind it does: without `-c` the shell takes the command for the name of a
    /// script.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// SHELL /bin/bash -o pipefail -c
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// SHELL ["/bin/bash", "-o", "pipefail"]
    /// RUN make | tee log
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// SHELL []
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// SHELL ["/bin/bash", "-euxo", "pipefail", "-c"]
    /// ```
    /// ```dockerfile good
    /// FROM mcr.microsoft.com/windows/servercore:ltsc2025
    /// SHELL ["powershell", "-Command"]
    /// SHELL ["cmd", "/S", "/C"]
    /// ```
    /// ```dockerfile good
    /// FROM python:3.14
    /// SHELL ["/bin/bash", "-lec"]
    /// SHELL ["conda", "run", "-n", "app", "/bin/bash", "-c"]
    /// ```
    ///
    /// ## How to fix
    /// Write the words as JSON and end with `-c`: `SHELL ["/bin/bash", "-o", "pipefail", "-c"]`.
    ///
    /// ## References
    /// Dockerfile reference, `SHELL`.
    pub static INVALID_SHELL = Rule {
        id: "invalid-shell",
        title: "SHELL that cannot work",
        category: Category::Configuration,
        severity: Severity::Low,
        inputs: Inputs::Dockerfile,
        message: "SHELL cannot work: {what}",
        why: "The build fails, or every RUN behind it does.",
        fix: "Write the words as JSON and end with `-c`, as in `SHELL [\"/bin/bash\", \"-c\"]`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for step in &facts.steps {
        let shell = step.innermost();
        if shell.kind != InstructionKind::Shell {
            continue;
        }
        if let Some((span, what, fix)) = fault(facts, shell) {
            findings.at(facts.place_in(step, span)).detail("what", what).fix(fix).done();
        }
    }
}

fn fault(facts: &Facts<'_>, shell: &Instruction) -> Option<(Span, &'static str, Option<Fix>)> {
    match &shell.arguments {
        Arguments::Shell(text) => {
            let written = text.text().trim();
            // `malformed-exec-form` says it.
            if exec_form::meant(written, InstructionKind::Shell) {
                return None;
            }
            let span = text.whole();
            let is_plain = facts.file().is_some_and(|file| span.of(&file.text) == written)
                && !written.contains(['"', '\'', '\\', '[', '\n']);
            let fix = is_plain
                .then(|| Fix::review("Write it as JSON").replace(span, edit::json_array(written.split_whitespace())));
            Some((span, "it takes the JSON form only", fix))
        }
        Arguments::Exec(words) => match words.split_first() {
            None => Some((shell.span, "it has no word", None)),
            Some((program, options)) if lacks_command_option(program, options) => {
                let last = words.last().unwrap_or(program);
                let fix = Fix::review("Add -c").insert(last.span.end, ", \"-c\"");
                Some((last.span, "no option -c tells the shell to read a command", Some(fix)))
            }
            Some(_) => None,
        },
        _ => None,
    }
}

fn lacks_command_option(program: &Word, options: &[Word]) -> bool {
    let reads = |word: &Word| {
        word.text.strip_prefix('-').is_some_and(|letters| !letters.starts_with('-') && letters.contains('c'))
    };
    // Another word may be a program that is run by the shell, or a script.
    let plain = |word: &Word| word.text.starts_with('-') || matches!(word.text.as_str(), "pipefail" | "errexit");
    let is_busybox = program.text.rsplit('/').next() == Some("busybox");
    !is_busybox && ShellKind::of(&program.text).is_read() && !options.iter().any(reads) && options.iter().all(plain)
}
