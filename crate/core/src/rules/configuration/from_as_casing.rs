//! `from-as-casing`.

use crate::facts::Facts;
use crate::facts::from_dockerfile::place;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs, Profile};

rule! {
    /// ## What it checks
    /// `AS` that is not cased like the `FROM` before it: `FROM x as y`, `from x AS y`. A `FROM` in mixed case is not judged.
    ///
    /// ## Why it matters
    /// The two words are one instruction; where they look alike, the eye finds the stages.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM golang:1.23 as build
    /// ```
    /// ```dockerfile bad
    /// from golang:1.23 AS build
    /// ```
    /// ```dockerfile bad
    /// FROM --platform=$BUILDPLATFORM golang:1.23 \
    ///   As build
    /// ```
    /// ```dockerfile good
    /// FROM golang:1.23 AS as
    /// ```
    /// ```dockerfile good
    /// from golang:1.23 as build
    /// ```
    /// ```dockerfile good
    /// FROM golang:1.23
    /// RUN echo x as y
    /// ```
    ///
    /// ## How to fix
    /// Write both words in the same case.
    ///
    /// ## References
    /// Dockerfile reference, `FROM`. BuildKit, build checks.
    pub static FROM_AS_CASING = Rule {
        id: "from-as-casing",
        title: "FROM and AS cased differently",
        category: Category::Configuration,
        profile: Profile::Strict,
        severity: Severity::Info,
        aliases: &["FromAsCasing"],
        inputs: Inputs::Dockerfile,
        message: "\"{word}\" is not cased like \"{keyword}\"",
        why: "The two words are one instruction and are found more easily when they look alike.",
        fix: "Write both words in the same case.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(written) = facts.dockerfile else { return };
    let text = &written.file.text;
    for stage in &written.model.stages {
        let (Some(span), Some(from)) = (stage.as_keyword, stage.from.and_then(|from| facts.steps.get(from))) else {
            continue;
        };
        let keyword = from.instruction.keyword.of(text);
        let wanted = match keyword {
            "FROM" => "AS",
            "from" => "as",
            _ => continue,
        };
        let word = span.of(text);
        if word == wanted || !word.eq_ignore_ascii_case(wanted) {
            continue;
        }
        findings
            .at(place(written.file, span))
            .detail("word", word)
            .detail("keyword", keyword)
            .fix(Fix::safe(format!("Write {wanted}")).replace(span, wanted))
            .done();
    }
}
