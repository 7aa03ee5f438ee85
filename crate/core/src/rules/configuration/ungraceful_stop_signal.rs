//! `ungraceful-stop-signal`.

use super::signal;
use crate::dockerfile::InstructionKind;
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::edit;
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// `STOPSIGNAL` with a signal that no process can catch: `SIGKILL` (9) and `SIGSTOP` (19), by name or number, in
    /// steps whose results are in the image. A fix is offered.
    ///
    /// ## Why it matters
    /// The process has no chance to finish what it writes, to hand back locks and to close connections; `SIGSTOP` only
    /// halts it until Docker kills it.
    ///
    /// ## Examples
    /// ```image bad
    /// history STOPSIGNAL SIGKILL
    /// ```
    /// ```image good
    /// history STOPSIGNAL SIGQUIT
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// STOPSIGNAL SIGKILL
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// STOPSIGNAL 9
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS base
    /// ENV SIGNAL=stop
    /// STOPSIGNAL $SIGNAL
    /// FROM base
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// STOPSIGNAL SIGINT
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS test
    /// STOPSIGNAL SIGKILL
    /// FROM debian:12
    /// STOPSIGNAL 15
    /// ```
    /// A later one counts:
    /// ```dockerfile good
    /// FROM debian:12
    /// STOPSIGNAL SIGKILL
    /// STOPSIGNAL SIGTERM
    /// ```
    ///
    /// ## How to fix
    /// Use the signal that the program ends on in good order, mostly `SIGTERM`.
    ///
    /// ## References
    /// Dockerfile reference, `STOPSIGNAL`. signal(7).
    pub static UNGRACEFUL_STOP_SIGNAL = Rule {
        id: "ungraceful-stop-signal",
        title: "Stop signal that cannot be caught",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &["tally:no-ungraceful-stopsignal"],
        inputs: Inputs::Both,
        message: "The container is stopped with SIG{signal}, which no process can catch",
        why: "The process has no chance to finish what it writes, to hand back locks and to close connections.",
        fix: "Use the signal that the program ends on in good order, mostly SIGTERM.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let stops = |kind| kind == InstructionKind::Stopsignal;
    let last = facts.steps.iter().enumerate().rev();
    let last = last.filter(|(_, step)| step.part.is_in_image()).find(|(_, step)| stops(step.instruction.kind));
    let Some((index, step)) = last else { return };
    let Some(word) = step.instruction.words().first() else { return };
    let signal = super::value::known(facts, index, word).and_then(signal::named);
    let Some(signal) = signal.filter(|name| matches!(name.as_str(), "KILL" | "STOP")) else { return };
    let exact = facts.file().is_some_and(|file| edit::is_exact(file, word)) && !word.has_variables();
    findings
        .at(facts.place_in(step, word.span))
        .detail("signal", signal)
        .fix(exact.then(|| Fix::review("Write SIGTERM").replace(word.span, "SIGTERM")))
        .done();
}
