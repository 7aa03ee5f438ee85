//! `deprecated-maintainer`.

use crate::dockerfile::{Dockerfile, Instruction, InstructionKind};
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// `MAINTAINER`, in every stage and in the history of an image. A fix that writes a label is offered.
    ///
    /// ## Why it matters
    /// Docker has declared it obsolete, and tools that look for the people behind an image read the label.
    ///
    /// ## Examples
    /// ```image bad
    /// history MAINTAINER Example Team <team@example.org>
    /// ```
    /// ```image good
    /// label org.opencontainers.image.authors=Example Team
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// MAINTAINER Example Team <team@example.org>
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS build
    /// maintainer "Jo \"J\" $Doe"
    /// FROM debian:12
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// MAINTAINER Example \
    ///   Team
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// LABEL maintainer="team@example.org"
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// # MAINTAINER Example Team
    /// LABEL org.opencontainers.image.authors="Example Team"
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// COPY <<EOF /Dockerfile
    /// MAINTAINER Example Team
    /// EOF
    /// ```
    ///
    /// ## How to fix
    /// Write `LABEL org.opencontainers.image.authors="Example Team"`.
    ///
    /// ## References
    /// Dockerfile reference, `MAINTAINER`. OCI image specification, annotations. Docker build check
    /// `MaintainerDeprecated`.
    pub static DEPRECATED_MAINTAINER = Rule {
        id: "deprecated-maintainer",
        title: "MAINTAINER is obsolete",
        category: Category::Configuration,
        severity: Severity::Info,
        aliases: &[
            "DL4000", "MaintainerDeprecated", "DS-0022", "DS022", "AVD-DS-0022", "CKV_DOCKER_6",
            "kics:maintainer-instruction-being-used", "kics:99614418-f82b-4852-a9ae-5051402b741c", "semgrep:maintainer-is-deprecated",
        ],
        inputs: Inputs::Both,
        message: "MAINTAINER is obsolete",
        why: "Docker has declared it obsolete, and tools read the label in its place.",
        fix: "Write the name as LABEL org.opencontainers.image.authors.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for step in &facts.steps {
        // Behind ONBUILD it is an error of its own.
        if step.instruction.kind == InstructionKind::Maintainer {
            let fix = facts.file().and_then(|file| fix(file, &step.instruction));
            findings.at(facts.place_in(step, step.instruction.keyword)).fix(fix).done();
        }
    }
}

fn fix(file: &Dockerfile, maintainer: &Instruction) -> Option<Fix> {
    let word = maintainer.words().first()?;
    if word.text.is_empty() || maintainer.span.of(&file.text).contains('\n') || !maintainer.flags.is_empty() {
        return None;
    }
    let inner = word.text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(&word.text);
    let mut value = String::new();
    // Quotes that were escaped by hand stay so.
    let plain = inner.replace("\\\"", "\"");
    for letter in plain.chars() {
        if matches!(letter, '"' | '$') || letter == file.escape {
            value.push(file.escape);
        }
        value.push(letter);
    }
    let label = format!("LABEL org.opencontainers.image.authors=\"{value}\"");
    Some(Fix::safe("Write a label").replace(maintainer.span, label))
}
