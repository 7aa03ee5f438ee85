//! `consecutive-run`.

use crate::dockerfile::shell::Separator;
use crate::dockerfile::{Arguments, InstructionKind, Span};
use crate::facts::{Facts, Step};
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs, Profile};

/// Steps with more commands are kept apart for good reasons: the cache, and those who read them.
const MOST_COMMANDS: usize = 2;

rule! {
    /// ## What it checks
    /// A `RUN` directly behind another one in a stage that reaches the image, where both are in shell form, have the same
    /// flags and at most two commands each. Longer ones, heredocs and those behind `ONBUILD` are left alone.
    ///
    /// ## Why it matters
    /// Each makes a layer of its own. What the first leaves and the second removes stays in the image. Where the cache
    /// matters more than a layer, the two are right as they are, so this is of the strict profile.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN apt-get update
    /// RUN apt-get install -y curl
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN touch /a && \
    ///     touch /b
    ///
    /// # comment
    /// RUN touch /c
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN cd /a && make
    /// RUN cd /b; make
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN --mount=type=cache,target=/root/.cache pip install flask==3.1.2
    /// RUN touch /a
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN touch /a
    /// WORKDIR /app
    /// RUN touch /b
    /// FROM debian:13
    /// RUN a && b && c
    /// RUN touch /c
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN touch /a
    /// RUN <<EOF
    /// touch /b
    /// EOF
    /// RUN ["touch", "/c"]
    /// ONBUILD RUN touch /d
    /// ```
    ///
    /// ## How to fix
    /// Join them by `&&`, or write one `RUN` with a heredoc.
    ///
    /// ## References
    /// Docker, best practices for building images.
    pub static CONSECUTIVE_RUN = Rule {
        id: "consecutive-run",
        title: "RUN directly behind RUN",
        category: Category::Cleanliness,
        profile: Profile::Strict,
        severity: Severity::Info,
        aliases: &["DL3059", "kics:multiple-run-add-copy-instructions-listed", "kics:0008c003-79aa-42d8-95b8-1c2fe37dbfe6"],
        inputs: Inputs::Dockerfile,
        message: "This RUN could be joined with the one before it",
        why: "Each makes a layer, and what the first leaves and the second removes stays in the image.",
        fix: "Join them by `&&`, or write one RUN with a heredoc.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (before, step) in facts.steps.iter().zip(facts.steps.iter().skip(1)) {
        let is_pair = step.part.is_in_image() && before.stage == step.stage;
        let Some((first, second)) = text(before).zip(text(step)).filter(|_| is_pair) else { continue };
        let flags = |step: &Step<'_>| step.instruction.flags.len();
        let same_flags = flags(before) == flags(step)
            && before
                .instruction
                .flags
                .iter()
                .zip(&step.instruction.flags)
                .all(|(left, right)| left.name == right.name && left.text() == right.text());
        if !same_flags || [before, step].iter().any(|step| step.script().commands.len() > MOST_COMMANDS) {
            continue;
        }
        let fix = fix(facts, (before, first), (step, second));
        findings.at(facts.place_in(step, step.instruction.keyword)).fix(fix).done();
    }
}

/// Place of the shell text of a RUN in shell form without heredocs.
fn text(step: &Step<'_>) -> Option<Span> {
    match &step.instruction.arguments {
        Arguments::Shell(text)
            if step.instruction.kind == InstructionKind::Run && step.instruction.heredocs.is_empty() =>
        {
            Some(text.trimmed().whole())
        }
        _ => None,
    }
}

/// Joins two that mean the same when joined.
fn fix(facts: &Facts<'_>, before: (&Step<'_>, Span), after: (&Step<'_>, Span)) -> Option<Fix> {
    let file = facts.file()?;
    let ends =
        |step: &Step<'_>, span: Span| step.script().commands.last().is_some_and(|last| last.span.end == span.end);
    let between = Span { start: before.1.end, end: after.1.start };
    let is_empty = between.of(&file.text).trim().eq_ignore_ascii_case("run");
    let joins = |step: &Step<'_>| {
        let script = step.script();
        script.problems.is_empty()
            && script.commands.iter().all(|command| {
                // What changes the shell itself would reach into the second.
                let stays = command.name.is_none()
                    || matches!(
                        command.program(),
                        "" | "cd" | "export" | "set" | "umask" | "." | "source" | "exec" | "exit" | "trap"
                    );
                !stays && command.depth == 0 && matches!(command.after, Separator::And | Separator::End)
            })
    };
    (is_empty && before.0.instruction.flags.is_empty() && ends(before.0, before.1) && joins(before.0) && joins(after.0))
        .then(|| Fix::review("Join the two by &&").replace(between, format!(" {}\n && ", file.escape)))
}
