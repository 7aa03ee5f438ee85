//! `legacy-key-value`.

use crate::dockerfile::{Arguments, Dockerfile, InstructionKind, Pair, Span};
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::edit;
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// `ENV name value` and `LABEL name value` without an equals sign, also behind `ONBUILD`. A fix is offered, except
    /// where quotes inside the value make it unclear.
    ///
    /// ## Why it matters
    /// The rest of the line is the value, so `ENV A 1 B=2` sets one variable where two were meant. Docker keeps the form
    /// for old files only.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// ENV LANG C.UTF-8
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ENV OPTIONS -Xmx1g $MORE
    /// LABEL description "an example"
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ONBUILD ENV A 1 B=2
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ENV LANG=C.UTF-8 OPTIONS="-Xmx1g $MORE"
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ENV A=1 \
    ///     B=two\ words
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ARG LANG
    /// RUN export LANG C.UTF-8
    /// ```
    ///
    /// ## How to fix
    /// Write `ENV name=value`, with the value in double quotes if it has spaces.
    ///
    /// ## References
    /// Dockerfile reference, `ENV`. Docker build check `LegacyKeyValueFormat`.
    pub static LEGACY_KEY_VALUE = Rule {
        id: "legacy-key-value",
        title: "Name and value without an equals sign",
        category: Category::Configuration,
        severity: Severity::Info,
        aliases: &["LegacyKeyValueFormat"],
        inputs: Inputs::Dockerfile,
        message: "{instruction} {name} has no equals sign",
        why: "The whole rest of the line is the value, so a second pair on the line is part of it.",
        fix: "Write name=value, with the value in double quotes if it has spaces.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for step in &facts.steps {
        let instruction = step.innermost();
        let Arguments::Pairs { pairs, legacy: true } = &instruction.arguments else { continue };
        let Some(pair) = pairs.first() else { continue };
        // Without a value it is a build error; `A = b` is for `invalid-variable-name`.
        let Some(value) = pair.value.as_ref().filter(|value| !value.raw().starts_with('=')) else { continue };
        if !matches!(instruction.kind, InstructionKind::Env | InstructionKind::Label) {
            continue;
        }
        let place = Span { start: pair.name.span.start, end: value.span.end };
        findings
            .at(facts.place_in(step, place))
            .detail("instruction", instruction.kind.name())
            .detail("name", crate::secrets::masked(&pair.name.text))
            .fix(facts.file().and_then(|file| fix(file, pair)))
            .done();
    }
}

fn fix(file: &Dockerfile, pair: &Pair) -> Option<Fix> {
    let value = pair.value.as_ref()?;
    let exact = value.span.of(&file.text) == value.raw() && edit::is_exact(file, &pair.name);
    let place = Span { start: pair.name.span.end, end: value.span.end };
    if !exact || value.raw().is_empty() || place.of(&file.text).contains('\n') || pair.name.text.contains(['\'', '"']) {
        return None;
    }
    let inner = value.raw().strip_prefix('"').and_then(|raw| raw.strip_suffix('"')).unwrap_or(value.raw());
    if inner.contains(['"', '\'', file.escape]) || inner.contains("${") {
        return None;
    }
    let is_word = inner == value.raw() && !inner.contains(char::is_whitespace);
    let text = if is_word { format!("={inner}") } else { format!("=\"{inner}\"") };
    Some(Fix::safe("Write an equals sign").replace(place, text))
}
