//! `unpinned-syntax-frontend`.

use super::unknown_syntax_frontend::image;
use super::unpinned_digest::is_whole;
use crate::dockerfile::DirectiveKind;
use crate::facts::Facts;
use crate::facts::from_dockerfile::place;
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs, Profile};
use crate::secrets::masked;

rule! {
    /// ## What it checks
    /// `# syntax=` with an image that is not pinned by a digest, whoever's it is. Docker recommends `docker/dockerfile:1`, which
    /// moves with every release on purpose; that is why this is part of the strict profile only. Where the tag moves without
    /// bounds (`latest`, `labs`, `master`, none) the message says so.
    ///
    /// ## Why it matters
    /// The frontend is a program that BuildKit fetches at each build. Two builds of the same file can be read by two programs.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// # syntax=docker/dockerfile:1
    /// FROM debian:12
    /// ```
    /// ```dockerfile bad
    /// # syntax=docker/dockerfile
    /// FROM debian:12
    /// ```
    /// ```dockerfile bad
    /// # check=error=true
    /// # syntax=docker/dockerfile:1.7-labs
    /// FROM debian:12
    /// ```
    /// ```dockerfile good
    /// # syntax=docker/dockerfile:1.7@sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d
    /// FROM debian:12
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// # syntax=docker/dockerfile:1
    /// RUN true
    /// ```
    ///
    /// ## How to fix
    /// Append the digest: `# syntax=docker/dockerfile:1.7@sha256:...`, and let a bot keep it up to date.
    ///
    /// ## References
    /// Dockerfile reference, `syntax`. BuildKit documentation, custom Dockerfile syntax.
    pub static UNPINNED_SYNTAX_FRONTEND = Rule {
        id: "unpinned-syntax-frontend",
        title: "Frontend of the build not pinned by its digest",
        category: Category::BaseImage,
        profile: Profile::Strict,
        severity: Severity::Low,
        cwe: Some(494),
        inputs: Inputs::Dockerfile,
        message: "The frontend \"{frontend}\" {how}",
        why: "The program that reads the Dockerfile is fetched at each build and may be another one each time.",
        fix: "Append the digest, as in `# syntax=docker/dockerfile:1.7@sha256:...`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(file) = facts.file() else { return };
    for directive in file.directives.iter().filter(|directive| directive.kind == DirectiveKind::Syntax) {
        let image = image(&directive.value);
        if image.split_once('@').is_some_and(|(_, digest)| is_whole(digest)) {
            continue;
        }
        let tag = image.rsplit('/').next().and_then(|last| last.split_once(':')).map(|(_, tag)| tag);
        let bounded = tag.is_some_and(|tag| tag.starts_with(|first: char| first.is_ascii_digit()));
        findings
            .at(place(file, directive.value_span))
            .detail("frontend", masked(image))
            .detail("how", if bounded { "is not pinned by a digest" } else { "is whatever is newest on the day" })
            .done();
    }
}
