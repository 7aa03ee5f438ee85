//! `ignored-command`.

use super::start_commands;
use crate::dockerfile::Arguments;
use crate::facts::Facts;
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// A `CMD` beside an `ENTRYPOINT` in shell form, own or of the stage that it is built on. The shell gets the words of
    /// `CMD` as `$0`, `$1` and so on, so an entrypoint that reads these is fine. An empty `CMD []` is fine, too.
    ///
    /// ## Why it matters
    /// The words have no effect, and neither have those that are given to `docker run`.
    ///
    /// ## Examples
    /// ```image bad
    /// entrypoint ["/bin/sh", "-c", "server --port 80"]
    /// cmd ["--verbose"]
    /// ```
    /// ```image good
    /// entrypoint ["/bin/sh", "-c", "exec server \"$@\"", "server"]
    /// cmd ["--verbose"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ENTRYPOINT server --port 80
    /// CMD ["--verbose"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS base
    /// ENTRYPOINT exec server
    /// FROM base
    /// CMD migrate
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// CMD ["--verbose"]
    /// ENTRYPOINT server \
    ///   --port 80
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ENTRYPOINT ["server"]
    /// CMD ["--verbose"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS base
    /// CMD ["--verbose"]
    /// FROM base
    /// ENTRYPOINT server --port 80
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ENTRYPOINT exec server "$0" "$@"
    /// CMD ["--verbose"]
    /// ```
    ///
    /// ## How to fix
    /// Write the entrypoint as JSON, `ENTRYPOINT ["server", "--port", "80"]`, or take the `CMD` out.
    ///
    /// ## References
    /// Dockerfile reference, how `CMD` and `ENTRYPOINT` interact.
    pub static IGNORED_COMMAND = Rule {
        id: "ignored-command",
        title: "CMD without effect",
        category: Category::Configuration,
        severity: Severity::Low,
        inputs: Inputs::Both,
        message: "CMD has no effect, since the entrypoint is in shell form",
        why: "The words are dropped, and so are those that are given to `docker run`.",
        fix: "Write the entrypoint as JSON, or take the CMD out.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    if facts.dockerfile.is_none() {
        let (Some(entrypoint), Some(cmd)) = (&facts.settings.entrypoint, &facts.settings.cmd) else { return };
        let text = match entrypoint.value.as_slice() {
            [shell, option, text] if option == "-c" && matches!(shell.as_str(), "/bin/sh" | "/bin/bash") => text,
            _ => return,
        };
        if !cmd.value.is_empty() && !reads_words(text) {
            findings.at(cmd.place.clone()).done();
        }
        return;
    }
    let is_shell = |index: usize| {
        facts.steps.get(index).is_some_and(|step| match &step.instruction.arguments {
            Arguments::Shell(text) => !text.text().is_empty() && !reads_words(text.text()),
            _ => false,
        })
    };
    let entrypoint = crate::dockerfile::InstructionKind::Entrypoint;
    let mut entrypoints = facts.steps.iter().zip(0_usize..).filter(|(step, _)| step.instruction.kind == entrypoint);
    if !entrypoints.any(|(_, index)| is_shell(index)) {
        return;
    }
    let mut told = crate::ordered::Set::new();
    for start in start_commands::of_stages(facts) {
        let (Some(entrypoint), Some(cmd)) = (start.entrypoint, start.cmd) else { continue };
        let Some(step) = facts.steps.get(cmd).filter(|_| is_shell(entrypoint) && told.insert(cmd)) else { continue };
        let is_empty = matches!(&step.instruction.arguments, Arguments::Exec(words) if words.is_empty());
        if !is_empty && step.instruction.arguments != Arguments::None {
            findings.at(step.place.clone()).done();
        }
    }
}

/// Whether the text reads the words that the shell is given behind it.
fn reads_words(text: &str) -> bool {
    text.match_indices('$').any(|(at, _)| {
        let rest = text.get(at.saturating_add(1)..).unwrap_or_default();
        let rest = rest.strip_prefix('{').unwrap_or(rest);
        rest.starts_with(|letter: char| letter.is_ascii_digit() || matches!(letter, '@' | '*' | '#'))
    })
}
