//! hadolint's configuration file (`.hadolint.yaml`), read as it is, so that a project can change without rewriting it. Keys
//! that are about hadolint's own output (`format`, `no-color`, `verbose`) have no effect.

use super::file::{ConfigError, Loaded, SHOWN, too_large, wrong};
use super::{LabelForm, Level, Threshold};
use crate::finding::Severity;
use crate::text::excerpt;
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct File {
    #[serde(deserialize_with = "or_nothing")]
    ignored: Vec<String>,
    #[serde(rename = "override", deserialize_with = "or_nothing")]
    severities: Override,
    #[serde(rename = "trustedRegistries")]
    trusted_registries: Option<Vec<String>>,
    #[serde(rename = "label-schema", deserialize_with = "or_nothing")]
    label_schema: BTreeMap<String, String>,
    #[serde(rename = "strict-labels", deserialize_with = "or_nothing")]
    strict_labels: bool,
    #[serde(rename = "disable-ignore-pragma", deserialize_with = "or_nothing")]
    disable_ignore_pragma: bool,
    #[serde(rename = "failure-threshold")]
    failure_threshold: Option<String>,
    #[serde(rename = "no-fail", deserialize_with = "or_nothing")]
    no_fail: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Override {
    #[serde(deserialize_with = "or_nothing")]
    error: Vec<String>,
    #[serde(deserialize_with = "or_nothing")]
    warning: Vec<String>,
    #[serde(deserialize_with = "or_nothing")]
    info: Vec<String>,
    #[serde(deserialize_with = "or_nothing")]
    style: Vec<String>,
}

/// A key without a value is as good as none, which is how hadolint takes it.
fn or_nothing<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(value: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(value)?.unwrap_or_default())
}

/// Reads hadolint's file. Its four severities become high, medium, low and info.
///
/// # Errors
/// If it is no YAML, or a value has another type than hadolint wants.
pub fn from_hadolint(text: &str) -> Result<Loaded, ConfigError> {
    too_large(text)?;
    if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Ok(Loaded::default());
    }
    let file: File = serde_saphyr::from_str(text).map_err(|error| {
        // Behind the first line the reader draws the place.
        let told = error.to_string();
        let what = told.lines().next().unwrap_or_default();
        wrong(
            None,
            what.strip_prefix("error: ").unwrap_or(what),
            "Correct it as hadolint's documentation describes the file",
        )
    })?;
    let mut loaded = Loaded::default();
    for (names, severity) in [
        (file.severities.error, Severity::High),
        (file.severities.warning, Severity::Medium),
        (file.severities.info, Severity::Low),
        (file.severities.style, Severity::Info),
    ] {
        for name in names {
            loaded.know(&name);
            loaded.config.severities.push((name, Level::At(severity)));
        }
    }
    // hadolint lets `ignored` win.
    for name in file.ignored {
        loaded.know(&name);
        loaded.config.severities.push((name, Level::Off));
    }
    loaded.config.allowed_registries = file.trusted_registries;
    loaded.config.labels.strict = file.strict_labels;
    for (name, form) in file.label_schema {
        let form = LabelForm::from_name(&form).ok_or_else(|| {
            wrong(None, &format!("the label {name} cannot have the form {form}"), "Use one that hadolint knows")
        })?;
        // hadolint's rule about missing labels asks for all that the schema names.
        loaded.config.labels.required.push((name, form));
    }
    loaded.config.ignores_comments = file.disable_ignore_pragma;
    let threshold = |name: String| {
        least_failing(&name).ok_or_else(|| {
            wrong(
                None,
                &format!("{} is no failure-threshold", excerpt(&name, SHOWN)),
                "Use error, warning, info, style, ignore or none",
            )
        })
    };
    loaded.config.fail_on = file.failure_threshold.map(threshold).transpose()?.map(|least| Threshold(Some(least)));
    if file.no_fail {
        loaded.config.fail_on = Some(Threshold(None));
    }
    Ok(loaded)
}

/// `ignore` and `none` let hadolint fail for anything that it says.
fn least_failing(name: &str) -> Option<Severity> {
    match name.to_ascii_lowercase().as_str() {
        "error" => Some(Severity::High),
        "warning" => Some(Severity::Medium),
        "info" => Some(Severity::Low),
        "style" | "ignore" | "none" => Some(Severity::Info),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;

    #[test]
    fn keys_without_a_value_are_none() {
        let loaded = from_hadolint(
            "ignored:\noverride:\n  info:\n  error: [DL3006]\ntrustedRegistries:\nlabel-schema:\nstrict-labels:\n",
        );
        assert_eq!(loaded.unwrap().config.severities, [("DL3006".to_owned(), Level::At(Severity::High))]);
        assert_eq!(from_hadolint("override:\n").unwrap(), Loaded::default());
        let error = from_hadolint("# a\nignored: DL3006\n").unwrap_err();
        assert_eq!(error.what, "line 2 column 10: expected sequence start");
    }

    #[test]
    fn the_file_of_another_linter_is_read_as_it_is() {
        let loaded = from_hadolint(
            "failure-threshold: warning\nignored:\n  - DL3057\noverride:\n  error: [DL3006]\n  style:\n    - DL3002\n\
             trustedRegistries:\n  - docker.io\n  - \"*.gcr.io\"\nlabel-schema:\n  author: text\n  created: rfc3339\nstrict-labels: true\nno-fail: false\n",
        )
        .unwrap();
        let level = |id: &str| loaded.config.level(rules::called(id).next().unwrap());
        assert_eq!(level("missing-healthcheck"), Some(Level::Off));
        assert_eq!(level("DL3006"), Some(Level::At(Severity::High)));
        assert_eq!(level("run-as-root"), Some(Level::At(Severity::Info)));
        assert_eq!(loaded.config.allowed_registries.as_ref().map(Vec::len), Some(2));
        assert_eq!(loaded.config.labels.form("created"), Some(LabelForm::Time));
        assert!(loaded.config.labels.strict);
        assert_eq!(loaded.config.fail_on, Some(Threshold(Some(Severity::Medium))));
        assert!(loaded.notes.is_empty() && !loaded.config.ignores_comments);
    }

    #[test]
    fn what_fails_and_whether_comments_count_is_taken_over() {
        let config = |text: &str| from_hadolint(text).unwrap().config;
        assert_eq!(config("failure-threshold: none\n").fail_on, Some(Threshold(Some(Severity::Info))));
        assert_eq!(config("failure-threshold: error\nno-fail: true\n").fail_on, Some(Threshold(None)));
        assert!(config("disable-ignore-pragma: true\n").ignores_comments);
        let error = from_hadolint("failure-threshold: bad\n").unwrap_err();
        assert_eq!(error.what, "bad is no failure-threshold");
    }

    #[test]
    fn an_empty_file_changes_nothing_and_a_broken_one_is_refused() {
        assert_eq!(from_hadolint("# nothing\n").unwrap(), Loaded::default());
        assert!(from_hadolint("ignored: [a\n").is_err());
        assert!(from_hadolint("ignored: 3\n").is_err());
    }
}
