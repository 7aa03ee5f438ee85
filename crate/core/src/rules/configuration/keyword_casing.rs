//! `keyword-casing`.

use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs, Profile};

rule! {
    /// ## What it checks
    /// Keywords of instructions that are cased unlike the others: either all in capital letters or all in small ones,
    /// whichever is more frequent in the file (capital letters, if both are), and never mixed. The keyword behind
    /// `ONBUILD` counts, too. A fix is offered.
    ///
    /// ## Why it matters
    /// A file of one form is easier to read and to search.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// run echo a
    /// CMD ["a"]
    /// ```
    /// ```dockerfile bad
    /// From debian:12
    /// CMD ["a"]
    /// ```
    /// ```dockerfile bad
    /// from debian:12
    /// onbuild RUN echo a
    /// cmd ["a"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ONBUILD RUN echo a
    /// ```
    /// ```dockerfile good
    /// from debian:12 AS build
    /// run from=1 echo RUN
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN <<EOF
    /// copy a b
    /// EOF
    /// ```
    ///
    /// ## How to fix
    /// Write all keywords in capital letters.
    ///
    /// ## References
    /// Docker build check `ConsistentInstructionCasing`.
    pub static KEYWORD_CASING = Rule {
        id: "keyword-casing",
        title: "Keywords cased unlike each other",
        category: Category::Configuration,
        profile: Profile::Strict,
        severity: Severity::Info,
        aliases: &["ConsistentInstructionCasing"],
        inputs: Inputs::Dockerfile,
        message: "\"{keyword}\" is cased unlike the other keywords; write {wanted}",
        why: "A file of one form is easier to read and to search.",
        fix: "Write all keywords in capital letters.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(file) = facts.file() else { return };
    let keywords = || {
        facts.steps.iter().flat_map(|step| {
            let all = std::iter::successors(Some(&*step.instruction), |outer| outer.onbuild.as_deref());
            all.filter(|found| !found.kind.name().is_empty()).map(move |found| (step, found))
        })
    };
    let (mut upper, mut lower, mut mixed) = (0_usize, 0_usize, 0_usize);
    for (_, instruction) in keywords() {
        let text = instruction.keyword.of(&file.text).as_bytes();
        let small = text.iter().filter(|byte| byte.is_ascii_lowercase()).count();
        let count = match small {
            0 => &mut upper,
            small if small == text.len() => &mut lower,
            _ => &mut mixed,
        };
        *count = count.saturating_add(1);
    }
    if mixed == 0 && (upper == 0 || lower == 0) {
        return;
    }
    for (step, instruction) in keywords() {
        let text = instruction.keyword.of(&file.text);
        let name = instruction.kind.name();
        let wanted = if lower > upper { name.to_ascii_lowercase() } else { name.to_owned() };
        if text != wanted && text.eq_ignore_ascii_case(name) {
            findings
                .at(facts.place_in(step, instruction.keyword))
                .detail("keyword", text)
                .detail("wanted", &wanted)
                .fix(Fix::safe(format!("Write {wanted}")).replace(instruction.keyword, wanted.as_str()))
                .done();
        }
    }
}
