//! `ignored-directive`.

use crate::dockerfile::{Comment, Dockerfile};
use crate::facts::Facts;
use crate::facts::from_dockerfile::place;
use crate::finding::{Confidence, Findings, Fix, Severity};
use crate::rules::near::distance;
use crate::rules::rule::rule;
use crate::rules::words::lines;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// Comments that were meant as parser directives and are none: a misspelt name (`# syntx=docker/dockerfile:1`), a colon or a
    /// space in the place of the equals sign, several number signs, and `# syntax=` or `# escape=` that stands behind an
    /// ordinary comment, a blank line or an instruction. Only comments whose value fits are judged: an image for `syntax`, a
    /// backslash or backtick for `escape`, `skip=` or `error=` for `check`.
    ///
    /// ## Why it matters
    /// BuildKit takes it for a comment and says nothing: the build is read by another version of the frontend than the one that
    /// was asked for, or checks that were to fail the build are not run.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// # sytnax=docker/dockerfile:1
    /// FROM debian:12
    /// ```
    /// ```dockerfile bad
    /// # The web server
    /// # syntax=docker/dockerfile:1
    /// FROM debian:12
    /// ```
    /// ```dockerfile bad
    ///
    /// # escape=`
    /// FROM mcr.microsoft.com/windows/nanoserver:ltsc2022
    /// ```
    /// ```dockerfile bad
    /// # syntax: docker/dockerfile:1
    /// FROM debian:12
    /// ```
    /// ```dockerfile bad
    /// ## check=error=true
    /// FROM debian:12
    /// ```
    /// ```dockerfile good
    /// # syntax=docker/dockerfile:1
    /// # check=skip=JSONArgsRecommended
    /// FROM debian:12
    /// ```
    /// ```dockerfile good
    /// # The syntax of the list below is name=value.
    /// # syntax = what the list is written in
    /// FROM debian:12
    /// ```
    /// ```dockerfile good
    /// #Escape=\
    /// # checkov:skip=CKV_DOCKER_2:Kubernetes probes
    /// FROM debian:12
    /// # check=skip=all
    /// RUN true
    /// ```
    ///
    /// ## How to fix
    /// Write the directive as `# name=value` in the first lines of the file, before blank lines and other comments.
    ///
    /// ## References
    /// Dockerfile reference, parser directives.
    pub static IGNORED_DIRECTIVE = Rule {
        id: "ignored-directive",
        title: "Parser directive that is only a comment",
        category: Category::BaseImage,
        severity: Severity::Low,
        confidence: Confidence::Medium,
        inputs: Inputs::Dockerfile,
        message: "\"{directive}\" is only a comment: {reason}",
        why: "The build does without it and nobody is told.",
        fix: "Write it as `# name=value` in the first lines, before blank lines and other comments.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(file) = facts.file() else { return };
    let first = file.instructions.first().map_or(u32::MAX, |instruction| instruction.span.start);
    for comment in file.comments.iter().filter(|comment| !comment.inside && !comment.directive) {
        let head = comment.span.start < first;
        let Some(meant) = meant(file, comment, head) else { continue };
        findings
            .at(place(file, comment.span))
            .detail("directive", meant.kind)
            .detail("reason", meant.reason)
            .fix(fix(file, comment, &meant))
            .done();
    }
}

struct Meant<'a> {
    kind: &'static str,
    value: &'a str,
    reason: &'static str,
}

/// The directive that a comment was meant to be.
fn meant<'a>(file: &Dockerfile, comment: &'a Comment, head: bool) -> Option<Meant<'a>> {
    let end = comment.text.find(|character: char| !character.is_ascii_alphabetic())?;
    let (name, rest) = comment.text.split_at_checked(end)?;
    let (kind, slips) = KINDS.iter().filter(|kind| kind.len().abs_diff(name.len()) <= 2).find_map(|kind| {
        let slips = distance(kind, name);
        (slips <= 2).then_some((*kind, slips))
    })?;
    if name.eq_ignore_ascii_case("checkov") {
        // Its comments have the same word behind the name.
        return None;
    }
    let rest = rest.trim_start();
    let (equals, value) = match rest.strip_prefix('=') {
        Some(value) => (true, value.trim()),
        None => (false, rest.strip_prefix(':').unwrap_or(rest).trim()),
    };
    if !fits(kind, value) {
        return None;
    }
    let marks = comment.span.of(&file.text).starts_with("##");
    let reason = match (slips, equals) {
        (0, false) => "there is no equals sign behind its name",
        (0, true) if marks => "it has more than one number sign",
        // Above an instruction `check` is a setting of that instruction.
        (0, true) if kind == "check" && !head => return None,
        (0, true) => "it stands behind other lines",
        _ => "its name is misspelt",
    };
    // Far down only what is written rightly is worth a word.
    (head || (slips == 0 && equals && !marks)).then_some(Meant { kind, value, reason })
}

const KINDS: [&str; 3] = ["syntax", "escape", "check"];

/// Whether a value is one that the directive takes, so that prose is left alone.
fn fits(kind: &str, value: &str) -> bool {
    match kind {
        "syntax" => {
            let image = value.contains('/') || value.starts_with("dockerfile");
            image && !value.contains(char::is_whitespace)
        }
        "escape" => matches!(value, "\\" | "`"),
        _ => value.starts_with("skip=") || value.starts_with("error="),
    }
}

/// Moves it to the first line; not where that line is something special, or the directive is there already.
fn fix(file: &Dockerfile, comment: &Comment, meant: &Meant<'_>) -> Option<Fix> {
    let special = file.text.starts_with('\u{feff}') || file.text.starts_with("#!");
    if special || file.directives.iter().any(|directive| directive.kind.name() == meant.kind) {
        return None;
    }
    let (kind, value) = (meant.kind, meant.value);
    // Another escape character would change how the rest is read, which is what was asked for.
    let directive = format!("# {kind}={value}");
    let old = lines(&file.text, comment.span);
    Some(if old.start == 0 {
        Fix::review("Write it as a directive").replace(comment.span, directive)
    } else {
        Fix::review("Move it to the first line").insert(0, format!("{directive}\n")).delete(old)
    })
}
