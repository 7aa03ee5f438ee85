//! `build-context-copied`.

use crate::dockerfile::{InstructionKind, Word};
use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control};

rule! {
    /// ## What it checks
    /// `COPY` and `ADD` of the whole build context (`.`, `./`, `/`, `*`) into the image, also behind `ONBUILD`. In a stage that
    /// the image is not built on nothing is left behind, and with `--exclude` somebody has chosen; both are accepted. So is a
    /// `.dockerignore` beside the Dockerfile that keeps `.git` and `.env` out. The history of an image does not show `--from`, so only `.` is judged
    /// there, with medium confidence.
    ///
    /// ## Why it matters
    /// Whatever lies in the folder on the day of the build goes into the image: `.git` with its history, `.env`, keys, notes,
    /// the build output of another day.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM node:22
    /// WORKDIR /app
    /// COPY . .
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS base
    /// ADD --chown=1000:1000 ["./", "/srv/"]
    /// FROM base
    /// CMD ["/srv/app"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ONBUILD COPY * \
    ///   /app/
    /// ```
    /// ```dockerfile good
    /// FROM golang:1.23 AS build
    /// COPY . /src
    /// RUN cd /src && go build -o /app
    /// FROM scratch
    /// COPY --from=build /app /app
    /// ```
    /// ```dockerfile good
    /// FROM golang:1.23 AS build
    /// FROM debian:12
    /// WORKDIR /app
    /// COPY --from=build . .
    /// COPY ./src ./*.json ./
    /// ```
    /// ```dockerfile good
    /// FROM node:22
    /// WORKDIR /app
    /// COPY --exclude=.git --exclude=.env . .
    /// ```
    /// ```dockerignore
    /// *
    /// !src
    /// ```
    /// ```dockerfile good
    /// FROM node:22
    /// WORKDIR /app
    /// COPY . .
    /// ```
    /// ```dockerignore
    /// node_modules
    /// .env
    /// ```
    /// ```dockerfile bad
    /// FROM node:22
    /// WORKDIR /app
    /// COPY . .
    /// ```
    /// ```image bad
    /// layer COPY . /app # buildkit
    /// /app/a 0644 0:0 size=10
    /// ```
    /// ```image good
    /// layer COPY / / # buildkit
    /// /app 0755 0:0 size=10
    /// layer COPY ./src . # buildkit
    /// /src 0755 0:0 size=10
    /// ```
    ///
    /// ## How to fix
    /// Copy the files and folders that the program needs by name, or build in an earlier stage and copy the result. Keep a
    /// `.dockerignore` that begins with `*` and lists what is wanted.
    ///
    /// ## References
    /// Docker documentation, build context and `.dockerignore`.
    pub static BUILD_CONTEXT_COPIED = Rule {
        id: "build-context-copied",
        title: "Whole build context copied",
        category: Category::Configuration,
        severity: Severity::Info,
        aliases: &["CFG-001", "DF007", "DF033"],
        controls: &[
        Control::inferred("CIS Docker", "4.10"),
        Control::inferred("NIST SP 800-190", "3.1.4"),
        Control::inferred("NIST SP 800-53 r5", "CM-7"),
        Control::read("DISA", "CICDG 2.9"),
        Control::inferred("PCI DSS", "8.6.2"),
        ],
        cwe: Some(538),
        message: "{instruction} of \"{source}\" brings the whole build context into the image",
        why: "Whatever lies in the folder on the day of the build goes along: `.git`, `.env`, keys.",
        fix: "Copy what the program needs by name, and keep a `.dockerignore` that lists what is wanted.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let written = facts.dockerfile.is_some();
    let ignore = facts.dockerfile.and_then(|written| written.ignore);
    if ignore.is_some_and(|ignore| [".git", ".env"].iter().all(|path| ignore.leaves_out(path).is_some())) {
        return;
    }
    for step in facts.image_steps() {
        let copy = step.innermost();
        if !matches!(copy.kind, InstructionKind::Copy | InstructionKind::Add)
            || copy.flag("from").is_some()
            || copy.flag("exclude").is_some()
        {
            continue;
        }
        let Some((_, sources)) = copy.words().split_last() else { continue };
        let whole = |source: &&Word| match source.text.as_str() {
            "." | "./" => true,
            "/" | "/." | "*" | "./*" => written,
            _ => false,
        };
        let Some(source) = sources.iter().find(whole) else { continue };
        findings
            .at(facts.place_in(step, source.span))
            .detail("instruction", copy.kind.name())
            .detail("source", &source.text)
            .confidence(if written { Confidence::High } else { Confidence::Medium })
            .done();
    }
}
