//! `forbidden-onbuild`.

use crate::dockerfile::{InstructionKind, Span};
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// `ONBUILD` before `ONBUILD`, `FROM` or `MAINTAINER`.
    ///
    /// ## Why it matters
    /// Builders refuse it, some of them only when an image is built on top of this one, where its author can do nothing about it.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// ONBUILD ONBUILD RUN make
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ONBUILD FROM debian:13
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// onbuild \
    ///   maintainer somebody@example.org
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ONBUILD RUN echo ONBUILD FROM
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ONBUILD COPY --from=build /app /app
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ONBUILD RUN <<EOF
    /// FROM debian:12
    /// EOF
    /// ONBUILD LABEL MAINTAINER=x
    /// ```
    ///
    /// ## How to fix
    /// Remove the second `ONBUILD`, or the whole instruction; write `ONBUILD LABEL org.opencontainers.image.authors=...` in the
    /// place of `MAINTAINER`.
    ///
    /// ## References
    /// Dockerfile reference, `ONBUILD`.
    pub static FORBIDDEN_ONBUILD = Rule {
        id: "forbidden-onbuild",
        title: "Instruction that ONBUILD cannot delay",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &["DL3043", "kics:onbuild-cannot-trigger-from-or-maintainer"],
        inputs: Inputs::Dockerfile,
        message: "ONBUILD cannot delay {keyword}",
        why: "Builders refuse it, some of them only when an image is built on this one.",
        fix: "Remove the second ONBUILD, or the whole instruction.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for step in &facts.steps {
        let Some(inner) = step.instruction.onbuild.as_deref() else { continue };
        let keyword = match inner.kind {
            InstructionKind::Onbuild | InstructionKind::From | InstructionKind::Maintainer => inner.kind.name(),
            _ => continue,
        };
        let second = inner.onbuild.as_deref().map(|next| {
            let doubled = Span { start: inner.keyword.start, end: next.keyword.start };
            Fix::review("Remove the second ONBUILD").delete(doubled)
        });
        findings.at(facts.place_in(step, inner.keyword)).detail("keyword", keyword).fix(second).done();
    }
}
