//! `secret-build-argument`.

use crate::dockerfile::{Dockerfile, InstructionKind, Pair, Span};
use crate::facts::{Facts, from_dockerfile};
use crate::finding::{Confidence, Findings, Fix, Severity};
use crate::rules::edit;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};
use crate::secrets;

rule! {
    /// ## What it checks
    /// `ARG` instructions whose name says that a secret is to be passed (`NPM_TOKEN`, `DB_PASSWORD`) and that have no
    /// default. Defaults that are secrets are reported by `secret-in-build-history`. Names about a secret
    /// (`TOKEN_FILE`, `KEY_VERSION`) are fine. In stages that the final image is not built on, the finding is low.
    ///
    /// ## Why it matters
    /// The value of a build argument is written into the history of the image beside each command that could use it,
    /// and into provenance attestations for every stage.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM node:22
    /// ARG NPM_TOKEN
    /// RUN npm ci
    /// ```
    /// ```dockerfile bad
    /// ARG DB_PASSWORD=""
    /// FROM node:22
    /// ```
    /// ```dockerfile bad
    /// FROM node:22 AS build
    /// ARG A=1 client_secret
    /// FROM node:22
    /// ```
    /// ```dockerfile bad
    /// FROM node:22
    /// ARG API_TOKEN
    /// RUN curl -fH "Authorization: Bearer ${API_TOKEN}" https://example.org/a -o /a
    /// RUN curl -fH "Authorization: Bearer $API_TOKEN" https://example.org/b -o /b
    /// ```
    /// ```dockerfile good
    /// FROM node:22
    /// ARG KEY_VERSION SECRET_NAME SSH_PUBLIC_KEY TOKEN_ENABLED API_KEY_ID PASSWORD_ALIAS CERT_PATH MONKEY GOPRIVATE
    /// ```
    /// ```dockerfile good
    /// FROM node:22
    /// ARG VERSION
    /// ARG TOKEN_FILE
    /// RUN --mount=type=secret,id=npm_token npm ci
    /// ```
    /// ```dockerfile good
    /// FROM node:22 AS build
    /// ARG REGISTRY=https://registry.example.org/
    /// RUN <<EOF
    /// export NPM_TOKEN="$(cat /run/secrets/npm)"
    /// npm ci
    /// EOF
    /// FROM node:22
    /// ```
    ///
    /// ## How to fix
    /// Replace the argument by a secret mount: `RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm ci` with
    /// `docker build --secret id=npm_token,env=NPM_TOKEN`.
    ///
    /// ## References
    /// Docker documentation, build secrets and build variables. Docker build check `SecretsUsedInArgOrEnv`.
    pub static SECRET_BUILD_ARGUMENT = Rule {
        id: "secret-build-argument",
        title: "Build argument for a secret",
        category: Category::Configuration,
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        aliases: &["SEC-002", "DL3064", "SecretsUsedInArgOrEnv", "DS-0031", "DS031", "AVD-DS-0031", "semgrep:secret-in-build-arg", "tally:secrets-in-code"],
        controls: &[
            Control::read("CIS Docker", "4.10"),
            Control::read("NIST SP 800-190", "3.1.4"),
            Control::read("NIST SP 800-53 r5", "IA-5(7)"),
            Control::read("DISA", "CICDG 2.18 CCI-002367"),
            Control::inferred("PCI DSS", "8.6.2"),
        ],
        cwe: Some(540),
        reads: &[Reads::Build],
        inputs: Inputs::Dockerfile,
        message: "Build argument \"{name}\" takes a secret ({kind})",
        why: "Values of build arguments are written into the image's history and into provenance attestations.",
        fix: "Hand the secret over with `RUN --mount=type=secret,id=name` and `docker build --secret id=name`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(file) = facts.file() else { return };
    let mut stages = 0_usize;
    for (at, (instruction, step)) in file.instructions.iter().zip(&facts.steps).enumerate() {
        stages = stages.saturating_add(usize::from(instruction.kind == InstructionKind::From));
        let instruction_in_image = stages == 0 || step.part.is_in_image();
        let argument = instruction.innermost();
        if argument.kind != InstructionKind::Arg {
            continue;
        }
        for pair in argument.pairs() {
            let has_default = pair.value.as_ref().is_some_and(|value| !value.text.is_empty());
            let Some(kind) = secrets::named_secret(&pair.name.text).filter(|_| !has_default) else { continue };
            findings
                .at(from_dockerfile::place(file, pair.span()))
                .detail("name", &pair.name.text)
                .detail("kind", kind.title())
                .severity(if instruction_in_image { Severity::Medium } else { Severity::Low })
                .fix(mounted(file, at, &pair.name.text))
                .done();
        }
    }
}

/// Largest file in which uses are looked for, in bytes: a hostile one may hold an argument in every line.
const MAX_SEARCHED: usize = 32 * 1024;

/// Most steps that one fix changes: a person is to look at each. Without it, arguments of one name and steps that read it would
/// be multiplied with each other.
const MAX_STEPS: usize = 16;

/// Takes the argument out and gives its name to a secret mount of each RUN that reads it. `None` if anything else does.
fn mounted(file: &Dockerfile, at: usize, name: &str) -> Option<Fix> {
    let argument = file.instructions.get(at).filter(|_| file.text.len() <= MAX_SEARCHED)?;
    let items: Vec<Span> = argument.pairs().iter().map(Pair::span).collect();
    let item = argument.pairs().iter().find(|pair| pair.name.text == name)?.span();
    let fix = Fix::review(format!("Take {name} from a secret mount"));
    let mut fix = edit::without_item(file, argument.span, &items, item, fix)?;
    let behind = file.instructions.iter().skip(at.saturating_add(1));
    let length = behind.take_while(|instruction| instruction.kind != InstructionKind::From).count();
    let mut steps = 0_usize;
    for (number, instruction) in file.instructions.iter().enumerate() {
        if !reads(instruction.span.of(&file.text), name) {
            continue;
        }
        let is_own = number > at && number <= at.saturating_add(length);
        steps = steps.saturating_add(1);
        if !is_own || instruction.kind != InstructionKind::Run || steps > MAX_STEPS {
            return None;
        }
        fix = fix.insert(instruction.keyword.end, format!(" --mount=type=secret,id={name},env={name}"));
    }
    (steps > 0).then_some(fix)
}

/// Whether text holds `$NAME` or `${NAME`.
fn reads(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).unwrap_or_default();
        let behind = text.get(at.saturating_add(name.len())..).unwrap_or_default();
        (before.ends_with('$') || before.ends_with("${"))
            && !behind.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::{MAX_STEPS, SECRET_BUILD_ARGUMENT};
    use crate::analysis::{Options, dockerfile};

    #[test]
    fn many_steps_are_left_to_a_person() {
        for (steps, has_fix) in [(MAX_STEPS, true), (MAX_STEPS + 1, false)] {
            let text = format!("FROM debian:12\nARG API_TOKEN\n{}", "RUN a $API_TOKEN\n".repeat(steps));
            let report = dockerfile(text.as_bytes(), &Options::default()).unwrap();
            let found = report.targets[0].findings.iter().find(|found| found.rule == SECRET_BUILD_ARGUMENT.id).unwrap();
            assert_eq!(found.fix.is_some(), has_fix, "{steps}");
        }
    }
}
