//! `debug-mode`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Severity};
use crate::image::wanted::Want;
use crate::rules::evidence::base_name;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};
use crate::words::{Words, words};

rule! {
    /// ## What it checks
    /// Variables that switch a framework to development: `FLASK_DEBUG`, `DJANGO_DEBUG`, `APP_DEBUG`, `DEBUG` with the
    /// values `1`, `true`, `yes` or `on`; `NODE_ENV`, `RAILS_ENV`, `RACK_ENV`, `APP_ENV`, `FLASK_ENV`, `MIX_ENV`,
    /// `ASPNETCORE_ENVIRONMENT`, `DOTNET_ENVIRONMENT` with a value that begins with `dev`. In an image also
    /// `display_errors = On` in PHP's `php.ini`. A bare `DEBUG` is low, since it often means more lines in a log.
    ///
    /// ## Why it matters
    /// Frameworks in that mode show source text and settings to whoever causes an error, and some run code that is sent
    /// to their debugger.
    ///
    /// ## Examples
    /// ```image bad
    /// env FLASK_DEBUG=1
    /// ```
    /// ```image bad
    /// env ASPNETCORE_ENVIRONMENT=Development
    /// ```
    /// ```image bad
    /// /usr/local/etc/php/php.ini 0644 0:0 "; x\ndisplay_errors = On\n"
    /// ```
    /// ```image good
    /// env NODE_ENV=production
    /// env FLASK_DEBUG=0
    /// ```
    /// ```image good
    /// env DEBUG=app:*
    /// ```
    /// ```image good
    /// /usr/local/etc/php/php.ini 0644 0:0 ";display_errors = On\ndisplay_errors = Off\n"
    /// /usr/local/etc/php/php.ini-development 0644 0:0 "display_errors = On\n"
    /// ```
    /// ```dockerfile bad
    /// FROM node:22
    /// ENV NODE_ENV=development
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ENV RAILS_ENV=dev APP=x
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ENV DJANGO_DEBUG="True"
    /// ```
    /// ```dockerfile good
    /// FROM node:22 AS build
    /// ENV NODE_ENV=development
    /// FROM node:22
    /// ENV NODE_ENV=production
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ARG NODE_ENV=development
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ENV NODE_ENV=$MODE
    /// ```
    ///
    /// ## How to fix
    /// Set the value for production in the image, and the other when a developer starts it.
    ///
    /// ## References
    /// Flask, Django, Rails, Express and ASP.NET Core documentation on their environments; PHP manual, `display_errors`.
    pub static DEBUG_MODE = Rule {
        id: "debug-mode",
        title: "Application in debug or development mode",
        category: Category::Monitoring,
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        aliases: &["MON-006"],
        controls: &[
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::inferred("NIST SP 800-53 r5", "SI-11"),
            Control::inferred("NIST SP 800-53 r5", "CM-6"),
            Control::read("DISA", "CTR-000625"),
            Control::inferred("PCI DSS", "6.5.6"),
            Control::inferred("PCI DSS", "2.2.6"),
        ],
        cwe: Some(489),
        reads: &[Reads::Build, Reads::Files, Reads::Body(Want::Name("php.ini"), 256 * 1024)],
        inputs: Inputs::Both,
        message: "{name} is {value}: {reason}",
        why: "In that mode frameworks show source text and settings to whoever causes an error, and some run what is sent.",
        fix: "Set the value for production in the image, and the other when a developer starts it.",
        check: check,
    };
}

const SWITCHES: [&str; 5] = ["APP_DEBUG", "DEBUG", "DJANGO_DEBUG", "FLASK_DEBUG", "WERKZEUG_DEBUG"];

static MODES: Words = words![
    "APP_ENV",
    "ASPNETCORE_ENVIRONMENT",
    "DOTNET_ENVIRONMENT",
    "FLASK_ENV",
    "MIX_ENV",
    "NODE_ENV",
    "RACK_ENV",
    "RAILS_ENV",
    "SYMFONY_ENV",
];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for setting in &facts.settings.env {
        let (name, value) = (setting.value.0.as_str(), setting.value.1.trim_matches(['"', '\'']));
        let lower = value.to_ascii_lowercase();
        let (severity, reason) = if SWITCHES.contains(&name) && matches!(lower.as_str(), "1" | "true" | "yes" | "on") {
            let severity = if name == "DEBUG" { Severity::Low } else { Severity::Medium };
            (severity, "debugging is switched on")
        } else if MODES.contains(&name) && matches!(lower.as_str(), "dev" | "develop" | "development") {
            (Severity::Medium, "the framework runs in its mode for development")
        } else {
            continue;
        };
        findings
            .at(setting.place.clone())
            .severity(severity)
            .detail("name", name)
            .masked("value", value)
            .detail("reason", reason)
            .done();
    }
    let Some(files) = facts.files() else { return };
    for node in files.rootfs.nodes().filter(|node| base_name(node.path) == b"php.ini") {
        let Some(body) = files.rootfs.body_of(&node) else { continue };
        let mut last = None;
        for (line, number) in body.bytes.split(|byte| *byte == b'\n').zip(1_u32..) {
            let text = String::from_utf8_lossy(line);
            let Some((name, value)) = text.split(';').next().and_then(|text| text.split_once('=')) else { continue };
            if name.trim() == "display_errors" {
                let value = value.trim().trim_matches('"').to_ascii_lowercase();
                last = Some((number, matches!(value.as_str(), "on" | "1" | "yes" | "true" | "stdout")));
            }
        }
        if let Some((number, true)) = last {
            findings
                .at(files.line(node.path, number))
                .detail("name", "display_errors")
                .detail("value", "On")
                .detail("reason", "PHP shows errors to whoever asks for a page")
                .done();
        }
    }
}
