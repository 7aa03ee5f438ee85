//! `blank-line-in-continuation`.

use crate::dockerfile::{Dockerfile, Span};
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// Blank lines between a continuation and the line that continues. One finding for an instruction; a fix that takes
    /// the lines out is offered. Blank lines in heredocs, and comments inside a continuation, are fine.
    ///
    /// ## Why it matters
    /// Docker has announced that it will refuse them. And the eye takes the blank line for the end, while the next
    /// instruction is swallowed: `RUN a \`, a blank line and `COPY b c` are one `RUN`.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN echo a && \
    ///
    ///     echo b
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ENV A=1 \
    ///
    ///     # a comment
    ///
    ///     B=2
    /// ```
    /// ```dockerfile bad
    /// # escape=`
    /// FROM debian:12
    /// COPY a `
    ///
    ///   b /
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN <<EOF
    /// echo a \
    ///
    /// echo b
    /// EOF
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN echo a && \
    ///     # why
    ///     echo b
    ///
    /// RUN echo c
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN echo 'a\\'
    ///
    /// RUN echo c
    /// ```
    ///
    /// ## How to fix
    /// Take the line out, or put a comment in it.
    ///
    /// ## References
    /// Docker build check `NoEmptyContinuation`.
    pub static BLANK_LINE_IN_CONTINUATION = Rule {
        id: "blank-line-in-continuation",
        title: "Blank line inside an instruction",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &["NoEmptyContinuation"],
        inputs: Inputs::Dockerfile,
        message: "A blank line stands inside {instruction}",
        why: "Docker will refuse it, and the line behind it is not the instruction that it looks like.",
        fix: "Take the line out, or put a comment in it.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(file) = facts.file() else { return };
    for step in &facts.steps {
        let blanks = &step.instruction.blank_continuations;
        let Some(first) = blanks.first() else { continue };
        let fix = blanks
            .iter()
            .filter_map(|blank| with_line_feed(file, *blank))
            .fold(Fix::safe("Take the blank line out"), Fix::delete);
        findings
            .at(facts.place_in(step, *first))
            .detail("instruction", step.instruction.kind.name())
            .fix(Some(fix).filter(|fix| fix.edits.len() == blanks.len()))
            .done();
    }
}

fn with_line_feed(file: &Dockerfile, blank: Span) -> Option<Span> {
    let rest = file.text.get(blank.end as usize..)?;
    let length = rest.find('\n').map_or(rest.len(), |at| at.saturating_add(1));
    Some(Span { start: blank.start, end: blank.end.saturating_add(u32::try_from(length).ok()?) })
}
