//! `healthcheck-timing`.

use super::duration::{self, HOUR, SECOND};
use crate::dockerfile::{Arguments, Instruction, InstructionKind};
use crate::facts::Facts;
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Profile};

rule! {
    /// ## What it checks
    /// Times of `HEALTHCHECK` that can hardly be meant: an interval of more than an hour or less than a second, and a
    /// timeout that is longer than the interval. Both are 30 seconds where they are not given, or given as `0`.
    ///
    /// ## Why it matters
    /// A check that runs once in a day finds a hanging process a day late, one that runs without pause keeps the
    /// container busy, and one that may take longer than its interval tells of times long past.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// HEALTHCHECK --interval=24h CMD ["server", "health"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// HEALTHCHECK --interval=100ms --timeout=50ms CMD server health
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// HEALTHCHECK --timeout=1m \
    ///   CMD server health
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// HEALTHCHECK --interval=1h --timeout=5s CMD server health
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// HEALTHCHECK --interval=0 --timeout=30s --start-period=2h --start-interval=100ms CMD server health
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// HEALTHCHECK --interval=10 CMD server health
    /// HEALTHCHECK NONE
    /// ```
    ///
    /// ## How to fix
    /// Check every ten seconds to few minutes, with a timeout of few seconds.
    ///
    /// ## References
    /// Dockerfile reference, `HEALTHCHECK`.
    pub static HEALTHCHECK_TIMING = Rule {
        id: "healthcheck-timing",
        title: "Health check at odd times",
        category: Category::Monitoring,
        profile: Profile::Strict,
        severity: Severity::Info,
        aliases: &["MON-002"],
        controls: &[
            Control::inferred("CIS Docker", "4.6"),
            Control::inferred("NIST SP 800-53 r5", "SC-5"),
            Control::read("DISA", "CICDG 2.6"),
        ],
        inputs: Inputs::Dockerfile,
        message: "The health check has {what}",
        why: "A rare check finds a hanging process late, and one that outlasts its interval tells of times long past.",
        fix: "Check every ten seconds to few minutes, with a timeout of few seconds.",
        check: check,
    };
}

/// What Docker takes for the interval and the timeout without an option.
const DEFAULT: i64 = 30 * SECOND;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for step in &facts.steps {
        let healthcheck = step.innermost();
        let is_none = match &healthcheck.arguments {
            Arguments::Healthcheck { mode, .. } => mode.text.eq_ignore_ascii_case("NONE"),
            _ => true,
        };
        if healthcheck.kind != InstructionKind::Healthcheck || is_none {
            continue;
        }
        let (Some(interval), Some(timeout)) = (time(healthcheck, "interval"), time(healthcheck, "timeout")) else {
            continue;
        };
        let (option, what) = if interval > HOUR {
            ("interval", "an interval of more than an hour")
        } else if interval < SECOND {
            ("interval", "an interval of less than a second")
        } else if timeout > interval {
            ("timeout", "a timeout that is longer than the interval")
        } else {
            continue;
        };
        let span = healthcheck.flag(option).map_or(healthcheck.span, |flag| flag.span);
        findings.at(facts.place_in(step, span)).detail("what", what).done();
    }
}

/// Nanoseconds; `None` where the option cannot be read.
fn time(healthcheck: &Instruction, option: &str) -> Option<i64> {
    match healthcheck.flag(option) {
        None => Some(DEFAULT),
        Some(flag) => {
            let time = duration::nanoseconds(flag.text())?;
            Some(if time > 0 { time } else { DEFAULT })
        }
    }
}
