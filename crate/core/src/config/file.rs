//! `plimsoll.toml`. Every key is checked: a misspelt one that is silently skipped would switch a check off unseen.

use super::{Config, Ignore, LabelForm, Level};
use crate::finding::Severity;
use crate::image::time::parse_rfc3339;
use crate::limits::MAX_CONFIG_BYTES;
use crate::rules::{self, Profile};
use crate::text::excerpt;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;

/// Longest part of the file that a message shows, in characters.
const SHOWN: usize = 80;

/// Why a configuration file is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    /// The line, from 1, where it is known.
    pub line: Option<u32>,
    /// What is wrong, a sentence without a final stop.
    pub what: String,
    /// What to do, a sentence without a final stop.
    pub action: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(formatter, "line {line}: ")?;
        }
        write!(formatter, "{}. {}", self.what, self.action)
    }
}

impl std::error::Error for ConfigError {}

/// A configuration as it was read, with what its writer should know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loaded {
    /// The configuration.
    pub config: Config,
    /// Names of rules that no rule answers to, and other things that have no effect. Sentences without a final stop.
    pub notes: Vec<String>,
}

/// A configuration file of Plimsoll.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct File {
    /// The rules that run: `default`, `strict` for those about pinned versions and style as well, or `os-stig` for those
    /// that guides for whole operating systems ask and stock images fail as well.
    profile: Option<String>,
    /// Registries and images that images may come from: `ghcr.io`, `ghcr.io/acme`, `docker.io/library/*`.
    allowed_registries: Option<Vec<String>>,
    /// For a rule, by id or alias: `off`, `on`, or the severity of all its findings (`info` to `critical`).
    rules: BTreeMap<String, String>,
    /// The labels that an image must and may have.
    labels: Labels,
    /// Findings that are set aside.
    ignore: Vec<IgnoreEntry>,
}

/// The labels of an image. Forms of values: `text`, `url`, `rfc3339`, `spdx`, `hash`, `semver`, `email`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct Labels {
    /// Names of labels that must be there, with the form of their values.
    required: BTreeMap<String, String>,
    /// Names of labels that may be there, with the form of their values.
    optional: BTreeMap<String, String>,
    /// Whether other labels are refused.
    strict: bool,
}

/// Findings that are set aside.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct IgnoreEntry {
    /// Rules, by id or alias.
    rules: Vec<String>,
    /// Last day on which it counts, `YYYY-MM-DD`.
    until: Option<String>,
    /// Why they are set aside.
    reason: String,
}

/// Reads `plimsoll.toml`.
///
/// # Errors
/// If it is no TOML, or a key or value is not known.
pub fn from_toml(text: &str) -> Result<Loaded, ConfigError> {
    too_large(text)?;
    let file: File = toml::from_str(text).map_err(|error| {
        let line = error
            .span()
            .and_then(|span| text.get(..span.start))
            .map(|before| u32::try_from(before.matches('\n').count().saturating_add(1)).unwrap_or(u32::MAX));
        wrong(line, error.message(), "Correct it; the documentation lists what the file may hold")
    })?;
    let mut loaded = Loaded::default();
    if let Some(profile) = &file.profile {
        loaded.config.profile = Profile::from_name(profile).ok_or_else(|| {
            wrong(line_of(text, profile), &format!("no profile is called {profile}"), "Use default, strict or os-stig")
        })?;
    }
    loaded.config.allowed_registries = file.allowed_registries;
    for (name, level) in file.rules {
        loaded.know(&name);
        let level = match level.as_str() {
            "off" => Level::Off,
            "on" => Level::On,
            severity => Level::At(Severity::from_name(severity).ok_or_else(|| {
                let action = "Use off, on, info, low, medium, high or critical";
                wrong(line_of(text, &name), &format!("{name} cannot be turned to {severity}"), action)
            })?),
        };
        loaded.config.severities.push((name, level));
    }
    loaded.config.labels.strict = file.labels.strict;
    for (names, list) in [
        (file.labels.required, &mut loaded.config.labels.required),
        (file.labels.optional, &mut loaded.config.labels.optional),
    ] {
        for (name, form) in names {
            let form = LabelForm::from_name(&form).ok_or_else(|| {
                let action = "Use text, url, rfc3339, spdx, hash, semver or email";
                wrong(line_of(text, &name), &format!("the label {name} cannot have the form {form}"), action)
            })?;
            list.push((name, form));
        }
    }
    for entry in file.ignore {
        let until = entry.until.as_deref().map(|day| {
            parse_rfc3339(&format!("{day}T00:00:00Z"))
                .ok_or_else(|| wrong(line_of(text, day), &format!("{day} is no day"), "Write YYYY-MM-DD"))
        });
        for name in &entry.rules {
            loaded.know(name);
        }
        let until = until.transpose()?;
        loaded.config.ignores.push(Ignore { rules: entry.rules, until, reason: entry.reason });
    }
    Ok(loaded)
}

impl Loaded {
    pub(super) fn know(&mut self, name: &str) {
        if rules::called(name).next().is_none() {
            self.notes
                .push(format!("no rule is called \"{}\", so what is said of it has no effect", excerpt(name, SHOWN)));
        }
    }
}

pub(super) fn too_large(text: &str) -> Result<(), ConfigError> {
    if text.len() <= MAX_CONFIG_BYTES {
        return Ok(());
    }
    let what = format!("the file has {} bytes, more than the {MAX_CONFIG_BYTES} that are read", text.len());
    Err(wrong(None, &what, "Check that this is a configuration file"))
}

pub(super) fn wrong(line: Option<u32>, what: &str, action: &str) -> ConfigError {
    ConfigError { line, what: excerpt(what, SHOWN.saturating_mul(4)), action: action.to_owned() }
}

/// The first line that holds a text.
fn line_of(text: &str, part: &str) -> Option<u32> {
    let at = text.lines().position(|line| line.contains(part))?;
    u32::try_from(at.saturating_add(1)).ok()
}

/// The JSON Schema of `plimsoll.toml`, for editors; ends with a newline.
#[cfg(feature = "schema")]
#[must_use]
pub fn schema() -> String {
    let schema = schemars::schema_for!(File);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_file_is_read() {
        let loaded = from_toml(
            r#"
profile = "strict"
allowed-registries = ["ghcr.io/acme"]
[rules]
run-as-root = "critical"
DL3057 = "off"
nonsense = "on"
[labels]
strict = true
required = { "org.opencontainers.image.source" = "url" }
[[ignore]]
rules = ["package-cache"]
until = "2030-01-31"
reason = "small"
"#,
        )
        .unwrap();
        let config = loaded.config;
        assert_eq!(config.profile, Profile::Strict);
        assert_eq!(config.allowed_registries.as_deref(), Some(&["ghcr.io/acme".to_owned()][..]));
        let level = |id: &str| config.level(rules::called(id).next().unwrap());
        assert_eq!(level("run-as-root"), Some(Level::At(Severity::Critical)));
        assert_eq!(level("missing-healthcheck"), Some(Level::Off));
        assert_eq!(config.labels.form("org.opencontainers.image.source"), Some(LabelForm::Url));
        assert_eq!(config.ignores[0].reason, "small");
        assert_eq!(loaded.notes.len(), 1);
    }

    #[test]
    fn what_is_not_known_is_refused_with_its_line() {
        for (text, line, what) in [
            ("\nprofil = \"strict\"\n", Some(2), "profil"),
            ("profile = \"loose\"\n", Some(1), "loose"),
            ("[rules]\na = \"b\"\n", Some(2), "turned to b"),
            ("a = [\n", Some(1), ""),
            ("[[ignore]]\nuntil = \"soon\"\n", Some(2), "soon"),
            ("[labels]\nrequired = { a = \"b\" }\n", Some(2), "form b"),
        ] {
            let error = from_toml(text).unwrap_err();
            assert!(error.what.contains(what), "{error}");
            assert!(line.is_none() || error.line.is_some(), "{text}: {error}");
        }
    }
}
