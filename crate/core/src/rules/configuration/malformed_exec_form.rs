//! `malformed-exec-form`.

use super::{exec_form, secret};
use crate::dockerfile::{Arguments, Instruction, InstructionKind, Span};
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::edit;
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// Arguments that were meant as the JSON form and are no JSON: single, typographic or no quotes, a comma before the
    /// closing bracket, a bracket that is not closed, a backslash that is not doubled. Looked at are `CMD`,
    /// `ENTRYPOINT`, `RUN`, `SHELL`, `COPY`, `ADD`, `VOLUME` and `HEALTHCHECK CMD`, also behind `ONBUILD`. A test in the
    /// shell (`RUN [ "$A" = b ] && ...`) and a pattern (`COPY [a-z]*.txt /`) are none. A fix is offered where the words
    /// can be told.
    ///
    /// ## Why it matters
    /// BuildKit says nothing and takes the whole text, brackets included, for a command of the shell, or for the name
    /// of a file. The container then fails when it is started and not when it is built.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM node:22
    /// CMD ['node', 'server.js']
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ENTRYPOINT ["server", "--verbose",]
    /// HEALTHCHECK --interval=30s CMD [ 'server', 'health' ]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// COPY ['a file', '/data/']
    /// ONBUILD VOLUME ['/data']
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// CMD ["server", \
    ///   "--verbose"
    /// ```
    /// ```dockerfile bad
    /// FROM node:22
    /// CMD [npm, run, start]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN [ "$(uname -m)" = x86_64 ] && echo yes
    /// COPY [a-z]*.txt /data/
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// CMD [ "server", "it's" ]
    /// VOLUME ["/data"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN <<EOF
    /// ['a', 'b']
    /// EOF
    /// CMD ["sh", "-c", "echo ['a']"]
    /// ```
    ///
    /// ## How to fix
    /// Put every word in double quotes, with a comma between two of them: `CMD ["node", "server.js"]`.
    ///
    /// ## References
    /// Dockerfile reference, exec form.
    pub static MALFORMED_EXEC_FORM = Rule {
        id: "malformed-exec-form",
        title: "Exec form that is no JSON",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &["DL3025", "JSONArgsRecommended"],
        inputs: Inputs::Dockerfile,
        message: "{instruction} {text} is taken for plain text: {what}",
        why: "The brackets become part of a shell command or a file name, and the container fails when it is started.",
        fix: "Put every word in double quotes, with a comma between two of them.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(file) = facts.file() else { return };
    for step in &facts.steps {
        let instruction = step.innermost();
        let Some(span) = plain_text(instruction) else { continue };
        let text = span.of(&file.text);
        if !exec_form::meant(text, instruction.kind) {
            continue;
        }
        // Comments and continuations would be in the middle of words.
        let words = Some(text).filter(|text| !text.contains('\n')).and_then(exec_form::words);
        let fix = words.map(|words| {
            let array = edit::json_array(words.iter().map(String::as_str));
            Fix::review("Write it as JSON").replace(span, array)
        });
        findings
            .at(facts.place_in(step, span))
            .detail("instruction", instruction.kind.name())
            .detail("text", secret::shown_command(text))
            .detail("what", exec_form::fault(text))
            .fix(fix)
            .done();
    }
}

/// Arguments that could have been JSON and are not.
fn plain_text(instruction: &Instruction) -> Option<Span> {
    let arguments = match &instruction.arguments {
        Arguments::Healthcheck { test, .. } => test,
        arguments => arguments,
    };
    match arguments {
        Arguments::Shell(text) => text.text().starts_with('[').then(|| text.whole()),
        Arguments::Words(words) if !matches!(instruction.kind, InstructionKind::From | InstructionKind::Expose) => {
            let (first, last) = (words.first()?, words.last()?);
            first.raw().starts_with('[').then(|| first.span.to(last.span))
        }
        _ => None,
    }
}
