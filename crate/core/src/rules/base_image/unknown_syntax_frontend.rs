//! `unknown-syntax-frontend`.

use super::unpinned_digest::is_whole;
use crate::dockerfile::DirectiveKind;
use crate::facts::Facts;
use crate::facts::from_dockerfile::place;
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};
use crate::secrets::masked;

rule! {
    /// ## What it checks
    /// `# syntax=` with an image other than Docker's own frontends (`docker/dockerfile`, `docker/dockerfile-upstream`). With a
    /// digest it is low. A copy of Docker's frontend in another registry (`registry.example.org/docker/dockerfile:1`) is low,
    /// too.
    ///
    /// ## Why it matters
    /// The frontend is a program that BuildKit fetches and runs before anything else. It reads the Dockerfile and decides what
    /// is built, sees the build arguments, and can ask for the secrets of the build.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// # syntax=example/dockerfile:1
    /// FROM debian:12
    /// ```
    /// ```dockerfile bad
    /// #syntax = registry.example.org/docker/dockerfile:1.7
    /// FROM debian:12
    /// ```
    /// ```dockerfile bad
    /// # syntax=dockerfile:1
    /// FROM debian:12
    /// ```
    /// ```dockerfile good
    /// # syntax=docker/dockerfile:1
    /// FROM debian:12
    /// ```
    /// ```dockerfile good
    /// # escape=\
    /// # SYNTAX=docker.io/docker/dockerfile-upstream:master-labs
    /// FROM debian:12
    /// ```
    /// ```dockerfile good
    /// # An ordinary comment ends the directives, so this is one, too:
    /// # syntax=example/dockerfile:1
    /// FROM debian:12
    /// ```
    ///
    /// ## How to fix
    /// Use `# syntax=docker/dockerfile:1`, or pin the frontend that you trust by its digest.
    ///
    /// ## References
    /// Dockerfile reference, `syntax`. BuildKit documentation, custom Dockerfile syntax.
    pub static UNKNOWN_SYNTAX_FRONTEND = Rule {
        id: "unknown-syntax-frontend",
        title: "Build is read by a frontend of somebody else",
        category: Category::BaseImage,
        severity: Severity::Medium,
        cwe: Some(829),
        inputs: Inputs::Dockerfile,
        message: "The frontend \"{frontend}\" is not Docker's{pinned}",
        why: "The frontend is a program that decides what is built and sees the arguments and secrets of the build.",
        fix: "Use `# syntax=docker/dockerfile:1`, or pin the frontend that you trust by its digest.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(file) = facts.file() else { return };
    for directive in file.directives.iter().filter(|directive| directive.kind == DirectiveKind::Syntax) {
        let image = image(&directive.value);
        let owner = owner(image);
        if owner == Owner::Docker {
            continue;
        }
        let pinned = image.split_once('@').is_some_and(|(_, digest)| is_whole(digest));
        findings
            .at(place(file, directive.value_span))
            .detail("frontend", masked(image))
            .detail("pinned", if pinned { ", but pinned" } else { " and not pinned by a digest" })
            .severity(if pinned || owner == Owner::Mirror { Severity::Low } else { Severity::Medium })
            .done();
    }
}

#[derive(PartialEq, Eq)]
enum Owner {
    Docker,
    /// Docker's names in another registry.
    Mirror,
    Other,
}

/// The image of a directive; BuildKit takes the words behind it for arguments.
pub(super) fn image(value: &str) -> &str {
    value.split_ascii_whitespace().next().unwrap_or_default()
}

fn owner(image: &str) -> Owner {
    let name = image.split('@').next().unwrap_or_default();
    // A colon before the last slash belongs to a port.
    let last = name.rfind('/').map_or(0, |slash| slash.saturating_add(1));
    let tag = name.get(last..).and_then(|part| part.find(':')).map(|colon| last.saturating_add(colon));
    let path = tag.and_then(|tag| name.get(..tag)).unwrap_or(name);
    let hub = path.strip_prefix("docker.io/").or_else(|| path.strip_prefix("index.docker.io/"));
    match hub.unwrap_or(path) {
        "docker/dockerfile" | "docker/dockerfile-upstream" => Owner::Docker,
        other if other.ends_with("/docker/dockerfile") || other.ends_with("/docker/dockerfile-upstream") => {
            Owner::Mirror
        }
        _ => Owner::Other,
    }
}
