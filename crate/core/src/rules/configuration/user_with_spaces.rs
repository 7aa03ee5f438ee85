//! `user-with-spaces`.

use crate::dockerfile::{Dockerfile, InstructionKind, Span, Word};
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// `USER` with more than one word: a comment behind the name, a group after a space instead of a colon. Variables
    /// are replaced by their defaults; white space inside of `${...}` does not count. A fix is offered for a comment.
    ///
    /// ## Why it matters
    /// The whole line is the name. No account has it, so that the next `RUN` or the container fails.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// USER 10001 # not root
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// USER app app
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ARG ACCOUNT="app user"
    /// USER $ACCOUNT
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// USER 10001:10001
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// USER ${ACCOUNT:-app}
    /// # USER a b
    /// ```
    /// ```dockerfile good
    /// FROM mcr.microsoft.com/windows/nanoserver:ltsc2025
    /// USER ContainerAdministrator
    /// USER "NT AUTHORITY\SYSTEM"
    /// ```
    ///
    /// ## How to fix
    /// Give one name or number, the group behind a colon, and put comments in lines of their own.
    ///
    /// ## References
    /// Dockerfile reference, `USER`.
    pub static USER_WITH_SPACES = Rule {
        id: "user-with-spaces",
        title: "USER of more than one word",
        category: Category::Configuration,
        severity: Severity::Low,
        inputs: Inputs::Dockerfile,
        message: "USER takes the whole text \"{user}\" for the name",
        why: "No account has that name, so that the next RUN or the container fails.",
        fix: "Give one name or number, the group behind a colon, and put comments in lines of their own.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (index, step) in facts.steps.iter().enumerate() {
        let user = step.innermost();
        if user.kind != InstructionKind::User {
            continue;
        }
        let Some(word) = user.words().first() else { continue };
        let Some(value) = super::value::known(facts, index, word) else { continue };
        // Accounts of Windows have spaces, and stand behind a domain or in quotes.
        if !value.contains([' ', '\t']) || value.contains('\\') || word.raw().starts_with('"') {
            continue;
        }
        let fix = facts.file().and_then(|file| fix(file, word));
        findings.at(facts.place_in(step, word.span)).detail("user", crate::secrets::masked(value)).fix(fix).done();
    }
}

/// Takes a comment away.
fn fix(file: &Dockerfile, word: &Word) -> Option<Fix> {
    let text = word.span.of(&file.text);
    let at = text.find(" #").or_else(|| text.find("\t#"))?;
    let name = text.get(..at)?.trim_end();
    let start = (word.span.start as usize).saturating_add(name.len());
    let plain = !name.is_empty() && !name.contains(char::is_whitespace) && !text.contains('\n');
    plain.then(|| Fix::review("Take the comment out").delete(Span::new(start, word.span.end as usize)))
}
