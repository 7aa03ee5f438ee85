//! `invalid-stop-signal`.

use super::signal;
use crate::dockerfile::InstructionKind;
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::edit;
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// `STOPSIGNAL` that names no signal of Linux. Names are taken with and without `SIG` and in any case, numbers from
    /// 1 to 64; real-time signals (`SIGRTMIN+3`) are signals. A name with a variable that has no value is not judged.
    /// Where one was perhaps meant, a fix is offered.
    ///
    /// ## Why it matters
    /// The build fails, or, with builders that do not look, the container cannot be stopped in good order.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// STOPSIGNAL SIGTREM
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// STOPSIGNAL 0
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ONBUILD STOPSIGNAL "SIGTERM now"
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// STOPSIGNAL SIGRTMIN+3
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ARG SIGNAL=quit
    /// STOPSIGNAL $SIGNAL
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// STOPSIGNAL ${SIGNAL}
    /// STOPSIGNAL 15
    /// ```
    ///
    /// ## How to fix
    /// Name a signal, such as `SIGTERM` or `SIGQUIT`.
    ///
    /// ## References
    /// Dockerfile reference, `STOPSIGNAL`. signal(7).
    pub static INVALID_STOP_SIGNAL = Rule {
        id: "invalid-stop-signal",
        title: "Stop signal that is no signal",
        category: Category::Configuration,
        severity: Severity::Low,
        inputs: Inputs::Dockerfile,
        message: "\"{signal}\" is no signal{hint}",
        why: "The build fails, or the container cannot be stopped in good order.",
        fix: "Name a signal, such as SIGTERM or SIGQUIT.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (index, step) in facts.steps.iter().enumerate() {
        let stop = step.innermost();
        if stop.kind != InstructionKind::Stopsignal {
            continue;
        }
        let Some(word) = stop.words().first() else { continue };
        let Some(value) = super::value::known(facts, index, word) else { continue };
        if signal::named(value).is_some() {
            continue;
        }
        let upper = value.to_ascii_uppercase();
        let name = upper.strip_prefix("SIG").unwrap_or(&upper);
        let near = edit::nearest(name, signal::NAMES.iter().copied());
        let exact = facts.file().is_some_and(|file| edit::is_exact(file, word) && word.text == value);
        let fix = near
            .filter(|_| exact)
            .map(|near| Fix::review(format!("Write SIG{near}")).replace(word.span, format!("SIG{near}")));
        findings
            .at(facts.place_in(step, word.span))
            .detail("signal", crate::secrets::masked(value))
            .detail("hint", near.map_or_else(String::new, |near| format!("; did you mean SIG{near}?")))
            .fix(fix)
            .done();
    }
}
