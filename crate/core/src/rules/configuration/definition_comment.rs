//! `definition-comment`.

use crate::dockerfile::InstructionKind;
use crate::facts::Facts;
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs, Profile};

rule! {
    /// ## What it checks
    /// The comment directly above an `ARG` or a named `FROM`, whose last line BuildKit shows as its description if it
    /// begins with the name: `# VERSION the release to build`. Settings of linters and a blank line between make it an
    /// ordinary comment.
    ///
    /// ## Why it matters
    /// `docker build --call=outline` and `--call=targets` show the description only in this form.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// # The release to build.
    /// ARG VERSION=1.2
    /// FROM debian:12
    /// ```
    /// ```dockerfile bad
    /// # Compiles everything.
    /// FROM debian:12 AS build
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// # VERSION: the release to build
    /// ARG VERSION
    /// ```
    /// ```dockerfile good
    /// # VERSION the release to build
    /// ARG VERSION=1.2
    /// # build compiles everything
    /// FROM debian:12 AS build
    /// ```
    /// ```dockerfile good
    /// # The release to build.
    ///
    /// ARG VERSION=1.2
    /// # Small, and it has no name.
    /// FROM debian:12
    /// ```
    /// ```dockerfile good
    /// # hadolint ignore=DL3006
    /// FROM debian AS build
    /// # B comes from the pipeline
    /// ARG A=1 B
    /// ```
    ///
    /// ## How to fix
    /// Begin the comment with the name, or put a blank line behind it.
    ///
    /// ## References
    /// Docker build check `InvalidDefinitionDescription`.
    pub static DEFINITION_COMMENT = Rule {
        id: "definition-comment",
        title: "Comment that is not shown as a description",
        category: Category::Configuration,
        profile: Profile::Strict,
        severity: Severity::Info,
        aliases: &["InvalidDefinitionDescription"],
        inputs: Inputs::Dockerfile,
        message: "The comment does not begin with \"{name}\", so it is not shown as its description",
        why: "`docker build --call=outline` shows the comment above a definition only if it begins with the name.",
        fix: "Begin the comment with the name, or put a blank line behind it.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(written) = facts.dockerfile else { return };
    for step in &facts.steps {
        let instruction = &*step.instruction;
        let named = matches!(instruction.kind, InstructionKind::Arg | InstructionKind::From);
        if !named || instruction.comments.is_empty() {
            continue;
        }
        let comments = written.file.comments.get(instruction.comments.clone()).unwrap_or_default();
        let Some(comment) = comments.last() else { continue };
        if comment.directive || comment.text.is_empty() || super::inline_ignore::tool(&comment.text).is_some() {
            continue;
        }
        let begin = comment.text.split(' ').next().unwrap_or_default();
        let stage = step.stage.and_then(|stage| written.model.stages.get(stage)).and_then(|stage| stage.name.as_ref());
        let mut names = match instruction.kind {
            InstructionKind::Arg => instruction.pairs().iter().map(|pair| pair.name.text.as_str()).collect(),
            _ => stage.map(|name| name.text.as_str()).into_iter().collect::<Vec<_>>(),
        }
        .into_iter()
        .peekable();
        let Some(first) = names.peek().copied() else { continue };
        if !names.any(|name| name == begin) {
            findings.at(facts.place_in(step, comment.span)).detail("name", first).done();
        }
    }
}
