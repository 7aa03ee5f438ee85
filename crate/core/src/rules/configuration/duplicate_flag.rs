//! `duplicate-flag`.

use super::flags;
use crate::dockerfile::{Dockerfile, Flag, Span};
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// A flag that an instruction has twice, also behind `ONBUILD`. `--mount`, `--exclude` and `--device` may be
    /// repeated. A fix is offered where both say the same.
    ///
    /// ## Why it matters
    /// The build fails; where a builder lets it pass, nobody can tell which of the two counts.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// COPY --chown=10001 --link --chown=10001 a /a
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// HEALTHCHECK --interval=30s --interval=1m CMD ["a"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ONBUILD RUN --network=none \
    ///   --network=none make
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN --mount=type=cache,target=/a --mount=type=cache,target=/b make
    /// COPY --exclude=*.md --exclude=*.txt . /src
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// COPY --chown=10001 --chmod=0644 a /a
    /// COPY --chown=10001 b /b
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN --network=none make --network=host --network=host
    /// ```
    ///
    /// ## How to fix
    /// Leave one of the two.
    ///
    /// ## References
    /// Dockerfile reference.
    pub static DUPLICATE_FLAG = Rule {
        id: "duplicate-flag",
        title: "Flag given twice",
        category: Category::Configuration,
        severity: Severity::Low,
        inputs: Inputs::Dockerfile,
        message: "{instruction} has --{flag} twice",
        why: "The build fails, or nobody can tell which of the two counts.",
        fix: "Leave one of the two.",
        check: check,
    };
}

/// Flags of one instruction that are compared.
const MAX_FLAGS: usize = 32;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(file) = facts.file() else { return };
    for step in &facts.steps {
        let instruction = step.innermost();
        if instruction.flags.len() < 2 {
            continue;
        }
        for (at, flag) in instruction.flags.iter().enumerate().take(MAX_FLAGS) {
            let mut before = instruction.flags.iter().take(at);
            let Some(first) = before.find(|first| first.name == flag.name) else { continue };
            if flags::repeats(&flag.name) || flag.name.is_empty() {
                continue;
            }
            findings
                .at(facts.place_in(step, flag.span))
                .detail("instruction", instruction.kind.name())
                .detail("flag", crate::secrets::masked(&flag.name))
                .fix(fix(file, first, flag))
                .done();
        }
    }
}

fn fix(file: &Dockerfile, first: &Flag, flag: &Flag) -> Option<Fix> {
    let before = file.text.get(..flag.span.start as usize)?;
    let start = before.trim_end_matches([' ', '\t']).len();
    let same = first.text() == flag.text() && first.value.is_some() == flag.value.is_some();
    // At the beginning of a line, the white space is only in front.
    (same && start < before.len())
        .then(|| Fix::safe(format!("Leave one --{}", flag.name)).delete(Span::new(start, flag.span.end as usize)))
}
