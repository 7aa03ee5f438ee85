//! `plimsoll.toml`. Every key is checked: a misspelt one that is silently skipped would switch a check off unseen.

use super::toml::{self, Item, Value};
use super::{Config, Ignore, LabelForm, LabelSchema, Level, Threshold};
use crate::finding::Severity;
use crate::image::digest::Digest;
use crate::image::time::parse_rfc3339;
use crate::limits::MAX_CONFIG_BYTES;
use crate::ordered::Map;
use crate::rules::{self, Profile};
use crate::text::excerpt;
use std::fmt;

/// Longest part of the file that a message shows, in characters.
pub(super) const SHOWN: usize = 80;

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

/// Reads `plimsoll.toml`.
///
/// # Errors
/// If it is no TOML, or a key or value is not known.
pub fn from_toml(text: &str) -> Result<Loaded, ConfigError> {
    too_large(text)?;
    let read = Reader { text };
    let document = toml::parse(text).map_err(|fault| wrong(read.line(fault.at), fault.what, CORRECT))?;
    let mut loaded = Loaded::default();
    for (key, value) in &document.fields {
        match key.as_str() {
            "profile" => loaded.config.profile = read.named(value, Profile::from_name, "default, strict or os-stig")?,
            "allowed-registries" => loaded.config.allowed_registries = Some(read.texts(value)?),
            "golden-bases" => {
                for item in read.list(value)? {
                    let layers = "digests of layers (sha256:...), lowest first, with spaces between them";
                    loaded.config.golden_bases.push(read.named(item, layers_of, layers)?);
                }
            }
            "max-size-mb" => {
                let Value::Whole(Some(number)) = value.value else { return Err(read.is_not(value, "a whole number")) };
                loaded.config.max_size_mb = Some(number);
            }
            "fail-on" => {
                let severities = "info, low, medium, high, critical or none";
                loaded.config.fail_on = Some(read.named(value, Threshold::from_name, severities)?);
            }
            "inline-ignores" => {
                let Value::Flag(flag) = value.value else { return Err(read.is_not(value, "true or false")) };
                loaded.config.ignores_comments = !flag;
            }
            "rules" => {
                for (name, level) in read.table(value)? {
                    loaded.know(name);
                    let level = read.named(level, level_of, "off, on, info, low, medium, high or critical")?;
                    loaded.config.severities.push((name.clone(), level));
                }
            }
            "labels" => read.labels(value, &mut loaded.config.labels)?,
            "ignore" => {
                for entry in read.list(value)? {
                    let ignore = read.ignore(entry)?;
                    for name in &ignore.rules {
                        loaded.know(name);
                    }
                    loaded.config.ignores.push(ignore);
                }
            }
            _ => return Err(read.unknown(key, value, KEYS)),
        }
    }
    Ok(loaded)
}

const KEYS: &str =
    "profile, allowed-registries, golden-bases, max-size-mb, fail-on, inline-ignores, rules, labels and ignore";

const CORRECT: &str = "Correct it; the documentation lists what the file may hold";

fn level_of(name: &str) -> Option<Level> {
    match name {
        "off" => Some(Level::Off),
        "on" => Some(Level::On),
        severity => Severity::from_name(severity).map(Level::At),
    }
}

/// As `docker image inspect` gives them: `[sha256:... sha256:...]`.
fn layers_of(text: &str) -> Option<Vec<Digest>> {
    let words = text.trim_matches(['[', ']']).split_ascii_whitespace();
    let layers: Vec<Digest> = words.map(|word| word.parse().ok()).collect::<Option<_>>()?;
    (!layers.is_empty()).then_some(layers)
}

fn day(day: &str) -> Option<i64> {
    parse_rfc3339(&format!("{day}T00:00:00Z"))
}

/// Values of the document to what they mean, or to errors with the line. Without serde, which would bring the reading of
/// every type, floating point included, into the engine, and tell no line of a key.
struct Reader<'t> {
    text: &'t str,
}

impl Reader<'_> {
    fn line(&self, offset: usize) -> Option<u32> {
        let breaks = self.text.get(..offset)?.matches('\n').count();
        u32::try_from(breaks.saturating_add(1)).ok()
    }

    fn is_not(&self, value: &Item, wanted: &str) -> ConfigError {
        let what = format!("this is of the type {}, not {wanted}", value.value.type_name());
        wrong(self.line(value.at), &what, CORRECT)
    }

    fn unknown(&self, key: &str, value: &Item, known: &str) -> ConfigError {
        let what = format!("the key {} is not known; here stand {known}", excerpt(key, SHOWN));
        wrong(self.line(value.key_at), &what, CORRECT)
    }

    fn text<'v>(&self, value: &'v Item) -> Result<&'v str, ConfigError> {
        if let Value::Text(text) = &value.value { Ok(text) } else { Err(self.is_not(value, "text")) }
    }

    fn list<'v>(&self, value: &'v Item) -> Result<&'v [Item], ConfigError> {
        if let Value::List { items, .. } = &value.value { Ok(items) } else { Err(self.is_not(value, "a list")) }
    }

    fn texts(&self, value: &Item) -> Result<Vec<String>, ConfigError> {
        self.list(value)?.iter().map(|item| self.text(item).map(str::to_owned)).collect()
    }

    fn table<'v>(&self, value: &'v Item) -> Result<&'v Map<String, Item>, ConfigError> {
        if let Value::Table(table) = &value.value { Ok(&table.fields) } else { Err(self.is_not(value, "a table")) }
    }

    /// A text that is one of a few names.
    fn named<T>(&self, value: &Item, of: fn(&str) -> Option<T>, names: &str) -> Result<T, ConfigError> {
        let text = self.text(value)?;
        of(text).ok_or_else(|| {
            let what = format!("\"{}\" is not known here", excerpt(text, SHOWN));
            wrong(self.line(value.at), &what, &format!("Use {names}"))
        })
    }

    fn labels(&self, value: &Item, labels: &mut LabelSchema) -> Result<(), ConfigError> {
        for (key, value) in self.table(value)? {
            let list = match key.as_str() {
                "required" => &mut labels.required,
                "optional" => &mut labels.optional,
                "strict" => {
                    let Value::Flag(flag) = value.value else { return Err(self.is_not(value, "true or false")) };
                    labels.strict = flag;
                    continue;
                }
                _ => return Err(self.unknown(key, value, "required, optional and strict")),
            };
            for (name, form) in self.table(value)? {
                let form = self.named(form, LabelForm::from_name, "text, url, rfc3339, spdx, hash, semver or email")?;
                list.push((name.clone(), form));
            }
        }
        Ok(())
    }

    fn ignore(&self, value: &Item) -> Result<Ignore, ConfigError> {
        let mut ignore = Ignore::default();
        for (key, value) in self.table(value)? {
            match key.as_str() {
                "rules" => ignore.rules = self.texts(value)?,
                "until" => ignore.until = Some(self.named(value, day, "a day, YYYY-MM-DD")?),
                "reason" => self.text(value)?.clone_into(&mut ignore.reason),
                _ => return Err(self.unknown(key, value, "rules, until and reason")),
            }
        }
        Ok(ignore)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_file_is_read() {
        let loaded = from_toml(
            r#"
profile = "strict"
allowed-registries = ["ghcr.io/acme"]
golden-bases = ["[sha256:0101010101010101010101010101010101010101010101010101010101010101]"]
max-size-mb = 1_500
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
        assert_eq!((config.golden_bases[0].len(), config.max_size_mb), (1, Some(1_500)));
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
            ("profile = 1.5\n", Some(1), "type float, not text"),
            ("[rules]\na = \"low\"\nb = \"b\"\n", Some(3), "\"b\" is not known"),
            ("rules = 1\n", Some(1), "not a table"),
            ("a = [\n", Some(1), ""),
            ("profile = \"strict\"\nprofile = \"strict\"\n", Some(2), "duplicate"),
            ("[[ignore]]\nuntil = \"soon\"\n", Some(2), "soon"),
            ("[[ignore]]\nuntil = 2030-01-31\n", Some(2), "not text"),
            ("[ignore]\n", Some(1), "not a list"),
            ("[[ignore]]\nrule = []\n", Some(2), "the key rule is not known"),
            ("[labels]\nrequired = { a = \"b\" }\n", Some(2), "\"b\" is not known"),
            ("[labels]\nstrict = 1\n", Some(2), "true or false"),
            ("allowed-registries = [1]\n", Some(1), "not text"),
            ("golden-bases = [\"sha256:12\"]\n", Some(1), "\"sha256:12\" is not known"),
            ("golden-bases = [\"\"]\n", Some(1), "\"\" is not known"),
            ("max-size-mb = -1\n", Some(1), "not a whole number"),
        ] {
            let error = from_toml(text).unwrap_err();
            assert!(error.what.contains(what), "{error}");
            assert_eq!(error.line, line, "{text}: {error}");
        }
    }
}
