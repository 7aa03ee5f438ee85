//! `invalid-healthcheck-option`.

use super::duration;
use crate::dockerfile::{Flag, InstructionKind};
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs};

rule! {
    /// ## What it checks
    /// Options of `HEALTHCHECK` that Docker refuses: `--interval`, `--timeout`, `--start-period` and `--start-interval`
    /// without a unit (`30`), with one that is none (`1d`), below a millisecond or negative, and `--retries` that is no
    /// whole number or negative. `0` stands for the default and is fine. Variables are not replaced here by Docker, and
    /// are not judged. A fix is offered for a number of seconds without its unit.
    ///
    /// ## Why it matters
    /// The build fails; a builder that lets it pass leaves the container without the check that was meant.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// HEALTHCHECK --interval=30 CMD ["server", "health"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// HEALTHCHECK --timeout=1d --retries=three CMD server health
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ONBUILD HEALTHCHECK --start-period=-5s \
    ///   --start-interval= CMD server health
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// HEALTHCHECK --interval=1m30s --timeout=0 --start-period=1.5h --retries=0 CMD server health
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// HEALTHCHECK --interval="500ms" CMD server --timeout=30 health
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// HEALTHCHECK --interval=${INTERVAL} CMD server health
    /// HEALTHCHECK NONE
    /// ```
    ///
    /// ## How to fix
    /// Write a number with its unit: `--interval=30s`.
    ///
    /// ## References
    /// Dockerfile reference, `HEALTHCHECK`.
    pub static INVALID_HEALTHCHECK_OPTION = Rule {
        id: "invalid-healthcheck-option",
        title: "Option of a health check that Docker refuses",
        category: Category::Monitoring,
        severity: Severity::Low,
        controls: &[Control::inferred("CIS Docker", "4.6")],
        inputs: Inputs::Dockerfile,
        message: "--{option} \"{value}\": {what}",
        why: "The build fails, or the container is left without the check that was meant.",
        fix: "Write a number with its unit, as in --interval=30s.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for step in &facts.steps {
        let healthcheck = step.innermost();
        if healthcheck.kind != InstructionKind::Healthcheck {
            continue;
        }
        for flag in &healthcheck.flags {
            let Some(what) = fault(flag) else { continue };
            let span = flag.value.as_ref().map_or(flag.span, |value| value.span);
            let digits = !flag.text().is_empty() && flag.text().bytes().all(|byte| byte.is_ascii_digit());
            let exact = facts.file().is_some_and(|file| span.of(&file.text) == flag.text());
            let fix = (digits && exact && flag.name != "retries")
                .then(|| Fix::review("Give the unit: seconds").insert(span.end, "s"));
            findings
                .at(facts.place_in(step, span))
                .masked("option", &flag.name)
                .masked("value", flag.text())
                .detail("what", what)
                .fix(fix)
                .done();
        }
    }
}

fn fault(flag: &Flag) -> Option<&'static str> {
    let text = flag.text();
    if text.contains('$') {
        return None;
    }
    match flag.name.as_str() {
        "interval" | "timeout" | "start-period" | "start-interval" => match duration::nanoseconds(text) {
            None if text.is_empty() => Some("there is no value"),
            None if text.bytes().all(|byte| byte.is_ascii_digit()) => Some("the unit is missing"),
            None => Some("it is no duration such as 30s or 1m30s"),
            Some(nanoseconds) if nanoseconds < 0 => Some("it is negative"),
            Some(nanoseconds) if (1..1_000_000).contains(&nanoseconds) => Some("it is below a millisecond"),
            Some(_) => None,
        },
        "retries" => match text.parse::<i32>() {
            Ok(number) if number >= 0 => None,
            Ok(_) => Some("it is negative"),
            Err(_) => Some("it is no whole number"),
        },
        _ => None,
    }
}
