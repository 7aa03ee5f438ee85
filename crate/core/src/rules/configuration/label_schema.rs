//! `label-schema`.

use crate::config::LabelForm;
use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::image::time::parse_rfc3339;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Reads};
use crate::secrets;

rule! {
    /// ## What it checks
    /// The labels of an image, or of the final stage of a Dockerfile with the stages that it is based on, against the table
    /// `labels` of the configuration. Required labels must be there and not be empty; values must have the form that the
    /// table asks for (`url`, `rfc3339`, `spdx`, `hash`, `semver`, `email`, `text`); with `strict = true` other labels are
    /// refused. Without the table the rule is silent. A value with a variable that has no value in the file is not judged. A
    /// label that is missing in a Dockerfile may come from the base image, so confidence is medium there.
    ///
    /// ## Why it matters
    /// Inventories, scanners and people on call find the owner and the source of an image by its labels, and a value of
    /// another form is found by none of them.
    ///
    /// ## Examples
    /// ```toml config
    /// [labels]
    /// strict = true
    /// required = { "org.opencontainers.image.source" = "url", "org.opencontainers.image.created" = "rfc3339" }
    /// optional = { "org.opencontainers.image.version" = "semver", "org.opencontainers.image.licenses" = "spdx", "org.opencontainers.image.revision" = "hash", "contact" = "email" }
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// LABEL org.opencontainers.image.source=https://git.example.org/app
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// LABEL org.opencontainers.image.source="git.example.org/app" \
    ///       org.opencontainers.image.created=2026-10-01T12:00:00Z
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// LABEL org.opencontainers.image.source=https://git.example.org/app org.opencontainers.image.created=yesterday
    /// LABEL contact=nobody
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// LABEL org.opencontainers.image.source=https://git.example.org/app org.opencontainers.image.created=2026-10-01T12:00:00Z
    /// LABEL colour=blue
    /// ```
    /// ```dockerfile good
    /// FROM debian:13 AS base
    /// LABEL org.opencontainers.image.source=https://git.example.org/app
    /// FROM base
    /// ARG CREATED
    /// LABEL org.opencontainers.image.created=$CREATED org.opencontainers.image.version=1.2.0-rc.1+5
    /// ```
    /// ```dockerfile good
    /// FROM debian:13 AS build
    /// LABEL colour=blue
    /// FROM debian:13
    /// LABEL org.opencontainers.image.source=https://git.example.org/app org.opencontainers.image.created=2026-10-01T12:00:00+02:00
    /// LABEL org.opencontainers.image.licenses="MIT OR Apache-2.0" contact=ops@example.org
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// LABEL org.opencontainers.image.source=https://git.example.org/app org.opencontainers.image.created=2026-10-01T12:00:00Z
    /// LABEL org.opencontainers.image.revision=9fceb02d0ae598e95dc970b74767f19372d61af8
    /// ```
    /// ```image bad
    /// label org.opencontainers.image.source=https://git.example.org/app
    /// ```
    /// ```image good
    /// label org.opencontainers.image.source=https://git.example.org/app
    /// label org.opencontainers.image.created=2026-10-01T12:00:00Z
    /// ```
    ///
    /// ## How to fix
    /// Set the label with `LABEL name=value` in the final stage, or from outside when the image is built.
    ///
    /// ## References
    /// OCI Image Specification, annotations: names and forms of the predefined keys.
    pub static LABEL_SCHEMA = Rule {
        id: "label-schema",
        title: "Labels are not as the configuration wants them",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &[
            "GOV-001", "DL3049", "DL3050", "DL3051", "DL3052", "DL3053", "DL3054", "DL3055", "DL3056", "DL3058",
        ],
        controls: &[
            Control::inferred("NIST SP 800-53 r5", "CM-8"),
            Control::inferred("NIST SP 800-53 r5", "CM-2"),
            Control::read("DISA", "IB schema: title, description, licenses, vendor, version"),
            Control::inferred("PCI DSS", "6.3.2"),
            Control::inferred("PCI DSS", "12.5.1"),
        ],
        reads: &[Reads::Build],
        message: "The label {name} {what}",
        why: "Inventories and people on call find the owner and source of an image by its labels.",
        fix: "Set the label with `LABEL name=value` in the final stage, or from outside when the image is built.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let schema = &facts.config.labels;
    if schema.is_empty() {
        return;
    }
    for (name, _) in schema.required.iter().filter(|(name, _)| facts.settings.label(name).is_none()) {
        let (place, confidence) = if facts.image.is_some() {
            (Place::config("config.Labels"), Confidence::High)
        } else {
            (facts.image_steps().next_back().map_or(Place::Image, |step| step.place.clone()), Confidence::Medium)
        };
        findings.at(place).masked("name", name).detail("what", "is missing").confidence(confidence).done();
    }
    for label in &facts.settings.labels {
        let (name, value) = &label.value;
        let what = match schema.form(name) {
            None if schema.strict => String::from("is not in the schema"),
            None => continue,
            Some(_) if value.contains('$') && facts.image.is_none() => continue,
            Some(_) if value.trim().is_empty() => String::from("is empty"),
            Some(form) if has_form(value, form) => continue,
            Some(form) => format!("is no {}", name_of(form)),
        };
        findings.at(label.place.clone()).detail("name", secrets::masked(name)).detail("what", what).done();
    }
}

fn name_of(form: LabelForm) -> &'static str {
    match form {
        LabelForm::Text => "text",
        LabelForm::Url => "URL with http or https",
        LabelForm::Time => "time as in RFC 3339",
        LabelForm::Licence => "SPDX licence expression",
        LabelForm::Commit => "Git commit",
        LabelForm::Version => "version as in Semantic Versioning",
        LabelForm::Email => "e-mail address",
    }
}

fn has_form(value: &str, form: LabelForm) -> bool {
    let value = value.trim();
    match form {
        LabelForm::Text => true,
        LabelForm::Url => {
            let rest = value.strip_prefix("https://").or_else(|| value.strip_prefix("http://"));
            rest.is_some_and(|rest| {
                rest.starts_with(|c: char| c.is_ascii_alphanumeric() || !c.is_ascii() || c == '[')
                    && !rest.contains(' ')
            })
        }
        LabelForm::Time => parse_rfc3339(value).is_some(),
        LabelForm::Licence => is_licence(value),
        // Git shortens to 7 at least; SHA-256 repositories have 64.
        LabelForm::Commit => (7..=64).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_hexdigit()),
        LabelForm::Version => is_version(value),
        LabelForm::Email => value.split_once('@').is_some_and(|(user, host)| {
            let plain = |text: &str| !text.is_empty() && !text.contains([' ', '@', '<', '>', ',']);
            plain(user) && plain(host) && !host.starts_with('.') && !host.ends_with('.')
        }),
    }
}

/// The grammar of SPDX licence expressions (SPDX 2.3, annex D), without the list of licences, which grows every year.
fn is_licence(text: &str) -> bool {
    let text = text.replace('(', " ( ").replace(')', " ) ");
    let (mut depth, mut operand) = (0_usize, false);
    for word in text.split_whitespace() {
        match word {
            "(" if !operand => depth = depth.saturating_add(1),
            ")" if operand && depth > 0 => depth = depth.saturating_sub(1),
            "AND" | "OR" | "WITH" if operand => operand = false,
            "(" | ")" | "AND" | "OR" | "WITH" => return false,
            _ => {
                let fits = word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | ':'));
                if operand || !fits {
                    return false;
                }
                operand = true;
            }
        }
    }
    operand && depth == 0
}

/// Semantic Versioning 2.0.0, sections 2, 9 and 10. A `v` before it is not part of a version, and common.
fn is_version(text: &str) -> bool {
    let text = text.strip_prefix('v').unwrap_or(text);
    let (text, build) = text.split_once('+').map_or((text, None), |(text, build)| (text, Some(build)));
    let (core, early) = text.split_once('-').map_or((text, None), |(core, early)| (core, Some(early)));
    let number = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()) && (part == "0" || !part.starts_with('0'))
    };
    let identifiers = |text: &str| {
        text.split('.')
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))
    };
    core.split('.').count() == 3
        && core.split('.').all(number)
        && early.is_none_or(identifiers)
        && build.is_none_or(identifiers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_told_apart() {
        for (form, good, bad) in [
            (
                LabelForm::Licence,
                &["MIT", "MIT OR Apache-2.0", "(GPL-2.0+ WITH Classpath-exception-2.0) AND MIT"][..],
                &["MIT Apache", "OR", "(MIT", "a/b"][..],
            ),
            (LabelForm::Version, &["1.2.3", "v1.0.0-rc.1+b.5"], &["1.2", "01.2.3", "1.2.3-", "latest"]),
            (LabelForm::Email, &["a@b.org"], &["a", "@b", "a@b@c", "A <a@b.org>"]),
            (LabelForm::Commit, &["9fceb02"], &["9fceb0", "master0"]),
            (LabelForm::Url, &["https://a.b/c"], &["a.b", "https://", "ftp://a"]),
        ] {
            for value in good {
                assert!(has_form(value, form), "{value}");
            }
            for value in bad {
                assert!(!has_form(value, form), "{value}");
            }
        }
    }
}
