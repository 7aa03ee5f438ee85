//! `invalid-variable-name`.

use crate::dockerfile::{Arguments, Dockerfile, InstructionKind, Pair, Span};
use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Fix, Severity};
use crate::rules::edit;
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// Names of `ENV` and `ARG` that no shell and no Dockerfile can read as a variable: other characters than letters,
    /// digits and underscores, or a digit in front. Names of `ENV` may have full stops, since many programs read
    /// settings so (`discovery.type`); with hyphens they are reported with low confidence. An equals sign with spaces
    /// round it (`ENV A = b`) is reported too, since the value is then `= b`; a fix is offered.
    ///
    /// ## Why it matters
    /// `$my-name` is the variable `my` with text behind it, and shells drop variables with such names when they start
    /// a program.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// ENV MY-NAME=x
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ARG app.version=1
    /// RUN make
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ENV LANG = C.UTF-8
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ARG VERSION = 1
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ONBUILD ENV 2ND=x "A B"=y
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ENV discovery.type=single-node _A1=x lower_case=y
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ARG PREFIX=APP
    /// ENV ${PREFIX}_HOME=/app
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// LABEL my-name=x "a b"=y
    /// ENV A="= b"
    /// ```
    ///
    /// ## How to fix
    /// Use letters, digits and underscores: `MY_NAME`. Write no spaces round the equals sign.
    ///
    /// ## References
    /// POSIX, environment variables.
    pub static INVALID_VARIABLE_NAME = Rule {
        id: "invalid-variable-name",
        title: "Name that no variable can have",
        category: Category::Configuration,
        severity: Severity::Low,
        inputs: Inputs::Dockerfile,
        message: "{instruction} \"{name}\": {what}",
        why: "Neither a shell nor a Dockerfile can read such a variable, and shells drop it.",
        fix: "Use letters, digits and underscores, without spaces round the equals sign.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for step in &facts.steps {
        let instruction = step.innermost();
        let kind = instruction.kind;
        let Arguments::Pairs { pairs, legacy } = &instruction.arguments else { continue };
        if !matches!(kind, InstructionKind::Env | InstructionKind::Arg) {
            continue;
        }
        for pair in pairs {
            let apart = *legacy && pair.value.as_ref().is_some_and(|value| value.raw().starts_with('='));
            let Some((what, confidence)) = fault(kind, pair, apart) else { continue };
            let fix = facts.file().filter(|_| apart).and_then(|file| closed_up(file, pair));
            findings
                .at(facts.place_in(step, pair.name.span))
                .detail("instruction", kind.name())
                .detail("name", crate::secrets::masked(&pair.name.text))
                .detail("what", what)
                .confidence(confidence)
                .fix(fix)
                .done();
        }
    }
}

fn fault(kind: InstructionKind, pair: &Pair, apart: bool) -> Option<(&'static str, Confidence)> {
    let name = pair.name.text.as_str();
    if apart {
        return Some(("with spaces round it, the equals sign is part of the value", Confidence::High));
    }
    if name.contains('$') {
        return None;
    }
    if name.is_empty() {
        return Some(("there is no name before the equals sign", Confidence::High));
    }
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        return Some(("a name does not begin with a digit", Confidence::High));
    }
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let is_env = kind == InstructionKind::Env;
    if name.bytes().all(|byte| plain(byte) || (is_env && byte == b'.')) {
        return None;
    }
    let hyphens = is_env && name.bytes().all(|byte| plain(byte) || matches!(byte, b'.' | b'-'));
    let confidence = if hyphens { Confidence::Low } else { Confidence::High };
    Some(("a name has letters, digits and underscores only", confidence))
}

/// `A = b` as `A=b`, if the value is one word.
fn closed_up(file: &Dockerfile, pair: &Pair) -> Option<Fix> {
    let value = pair.value.as_ref()?;
    let rest = value.raw().strip_prefix('=')?.trim_start();
    let place = Span { start: pair.name.span.end, end: value.span.end };
    let plain = !rest.is_empty() && !rest.contains(char::is_whitespace);
    let exact = edit::is_exact(file, &pair.name)
        && value.span.of(&file.text) == value.raw()
        && !place.of(&file.text).contains('\n');
    (plain && exact).then(|| Fix::review("Take the spaces out").replace(place, format!("={rest}")))
}
