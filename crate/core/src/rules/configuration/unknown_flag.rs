//! `unknown-flag`.

use super::flags;
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::edit;
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// Flags that the instruction does not have, also behind `ONBUILD`: slips (`COPY --form=build`, offered as a fix),
    /// capital letters, and flags of another instruction (`RUN --chown`). Flags that only Docker's labs syntax has are
    /// known. A file whose `# syntax=` names another reader than `docker/dockerfile` is not judged.
    ///
    /// ## Why it matters
    /// The build fails. Older builders have taken some for the name of a file or for a part of the command.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12 AS build
    /// FROM debian:12
    /// COPY --form=build /a /a
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// COPY --Chown=10001 a /a
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ONBUILD RUN --chown=10001 make
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// HEALTHCHECK --intervall=30s --start_period=5s CMD ["a"]
    /// ```
    /// ```dockerfile good
    /// FROM --platform=linux/amd64 debian:12
    /// COPY --link --parents --exclude=*.md --chmod=0644 a /a
    /// RUN --mount=type=cache,target=/c --network=none --security=sandbox make --frobnicate
    /// ```
    /// ```dockerfile good
    /// # syntax=example.org/own/reader:1
    /// FROM debian:12
    /// COPY --own=1 a /a
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN make --form=x
    /// CMD ["--form=x"]
    /// ENV A=--form
    /// ```
    ///
    /// ## How to fix
    /// Correct the name, or take the flag out.
    ///
    /// ## References
    /// Dockerfile reference.
    pub static UNKNOWN_FLAG = Rule {
        id: "unknown-flag",
        title: "Flag that the instruction does not have",
        category: Category::Configuration,
        severity: Severity::Low,
        inputs: Inputs::Dockerfile,
        message: "{instruction} has no flag --{flag}{hint}",
        why: "The build fails.",
        fix: "Correct the name, or take the flag out.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(file) = facts.file() else { return };
    if !flags::are_known(file) {
        return;
    }
    for step in &facts.steps {
        let instruction = step.innermost();
        let known = flags::of(instruction.kind);
        for flag in &instruction.flags {
            let name = flag.name.as_str();
            if name.is_empty() || known.contains(&name) || instruction.kind.name().is_empty() {
                continue;
            }
            let normal = name.to_ascii_lowercase().replace('_', "-");
            let near = known.iter().find(|known| **known == normal).copied();
            let near = near.or_else(|| edit::nearest(name, known.iter().copied()));
            let fix =
                near.map(|near| Fix::review(format!("Write --{near}")).replace(flag.name_span, format!("--{near}")));
            findings
                .at(facts.place_in(step, flag.name_span))
                .detail("instruction", instruction.kind.name())
                .detail("flag", crate::secrets::masked(name))
                .detail("hint", near.map_or_else(String::new, |near| format!("; did you mean --{near}?")))
                .fix(fix)
                .done();
        }
    }
}
