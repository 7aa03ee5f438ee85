//! `env-reads-itself`.

use super::reference;
use crate::dockerfile::{InstructionKind, Pair, Span};
use crate::facts::{DockerfileFacts, Facts};
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// Values of `ENV` that read a variable which the same instruction sets for the first time: all values of one `ENV`
    /// see the variables as they were before it. A variable that was set before, in this stage or in one that it is
    /// built on, one that reads itself (`PATH=/app:$PATH`, so the base image has it), and one with a default
    /// (`${A:-b}`) are fine. A fix that begins a new `ENV` is offered.
    ///
    /// ## Why it matters
    /// The variable is empty there: `ENV HOME=/app BIN=$HOME/bin` sets `BIN` to `/bin`.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// ENV APP=/app BIN=$APP/bin
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ENV APP=/app \
    ///     LANG=C.UTF-8 \
    ///     BIN="${APP}/bin"
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS build
    /// ENV BIN=$APP/bin APP=/app
    /// FROM debian:12
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS base
    /// ENV APP=/app
    /// FROM base
    /// ENV APP=/srv BIN=$APP/bin
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ENV PATH=/app/bin:$PATH TOOLS=$PATH
    /// ENV A='$B' B=\$A C=${D:-x} D=1
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ENV APP=/app
    /// ENV BIN=$APP/bin APP_HOME=$APP
    /// ```
    ///
    /// ## How to fix
    /// Set the variable in an `ENV` of its own, above.
    ///
    /// ## References
    /// Dockerfile reference, environment replacement.
    pub static ENV_READS_ITSELF = Rule {
        id: "env-reads-itself",
        title: "ENV reads a variable that it sets itself",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &["DL3044", "kics:env-refers-to-itself"],
        inputs: Inputs::Dockerfile,
        message: "\"{name}\" reads \"{variable}\", which the same ENV sets, so it is still empty there",
        why: "All values of one ENV see the variables as they were before it.",
        fix: "Set the variable in an ENV of its own, above.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(written) = facts.dockerfile else { return };
    for (index, step) in facts.steps.iter().enumerate() {
        let env = &step.instruction;
        if env.kind != InstructionKind::Env || env.pairs().len() < 2 {
            continue;
        }
        let expanded = written.model.states.get(index).map(|state| state.expanded.as_slice()).unwrap_or_default();
        if expanded.iter().all(|expanded| expanded.unset.is_empty()) {
            continue;
        }
        let names: crate::ordered::Map<&str, usize> =
            env.pairs().iter().enumerate().map(|(at, pair)| (pair.name.text.as_str(), at)).collect();
        // Words are expanded in their order, so both lists are walked once.
        let mut values = expanded.iter().peekable();
        let mut own = Vec::new();
        let mut reads = Vec::new();
        for (at, pair) in env.pairs().iter().enumerate() {
            let Some(value) = &pair.value else { continue };
            let Some(found) = values.next_if(|expanded| expanded.span == value.span) else { continue };
            for name in &found.unset {
                match names.get(name.as_str()) {
                    Some(_) if *name == pair.name.text => own.push(name.as_str()),
                    Some(setter) if !reference::has_default(value.raw(), name) => {
                        reads.push((at, *setter, pair, name.as_str()));
                    }
                    _ => {}
                }
            }
        }
        crate::ordered::sort(&mut own);
        reads.dedup_by_key(|(at, setter, _, _)| (*at, *setter));
        for (at, setter, pair, name) in reads {
            if own.binary_search(&name).is_ok() {
                continue;
            }
            let place = reference::place(written.file, pair.value.as_ref().map_or(pair.span(), |v| v.span), name);
            findings
                .at(facts.place_in(step, place))
                .detail("name", &pair.name.text)
                .detail("variable", name)
                .fix((setter < at).then(|| fix(written, env.pairs(), at)).flatten())
                .done();
        }
    }
}

/// Begins a new ENV at that pair.
fn fix(written: DockerfileFacts<'_>, pairs: &[Pair], at: usize) -> Option<Fix> {
    let (before, pair) = (pairs.get(at.checked_sub(1)?)?, pairs.get(at)?);
    let gap = Span { start: before.span().end, end: pair.span().start };
    let plain = |letter: char| letter.is_whitespace() || letter == written.file.escape;
    let is_plain = gap.of(&written.file.text).chars().all(plain);
    is_plain.then(|| Fix::review("Begin a new ENV").replace(gap, "\nENV "))
}
