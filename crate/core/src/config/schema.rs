//! The JSON Schema of `plimsoll.toml`, for editors: a description beside the reader ([`super::from_toml`]), which tests hold
//! against each other.

use schemars::JsonSchema;
use std::collections::BTreeMap;

/// A configuration file of Plimsoll.
#[derive(Default, JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields, default)]
#[allow(dead_code, reason = "only described")]
struct File {
    /// The rules that run: `default`, `strict` for those about pinned versions and style as well, or `os-stig` for those
    /// that guides for whole operating systems ask and stock images fail as well.
    profile: Option<String>,
    /// Registries and images that images may come from: `ghcr.io`, `ghcr.io/acme`, `docker.io/library/*`.
    allowed_registries: Option<Vec<String>>,
    /// Images that an image must be built on one of: of each the digests of its layers (`docker image inspect --format
    /// '{{.RootFS.Layers}}'`), lowest first, with spaces between them.
    golden_bases: Vec<String>,
    /// Most bytes of all layers together, uncompressed, in millions.
    max_size_mb: Option<u32>,
    /// The least severity of a finding that makes a run of the terminal fail, `info` to `critical`, or `none`; `--fail-on`
    /// counts before it.
    fail_on: Option<String>,
    /// Whether comments in a Dockerfile may set findings aside.
    inline_ignores: Option<bool>,
    /// For a rule, by id or alias: `off`, `on`, or the severity of all its findings (`info` to `critical`).
    rules: BTreeMap<String, String>,
    /// The labels that an image must and may have.
    labels: Labels,
    /// Findings that are set aside.
    ignore: Vec<IgnoreEntry>,
}

/// The labels of an image. Forms of values: `text`, `url`, `rfc3339`, `spdx`, `hash`, `semver`, `email`.
#[derive(Default, JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields, default)]
#[allow(dead_code, reason = "only described")]
struct Labels {
    /// Names of labels that must be there, with the form of their values.
    required: BTreeMap<String, String>,
    /// Names of labels that may be there, with the form of their values.
    optional: BTreeMap<String, String>,
    /// Whether other labels are refused.
    strict: bool,
}

/// Findings that are set aside.
#[derive(Default, JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields, default)]
#[allow(dead_code, reason = "only described")]
struct IgnoreEntry {
    /// Rules, by id or alias.
    rules: Vec<String>,
    /// Last day on which it counts, `YYYY-MM-DD`.
    until: Option<String>,
    /// Why they are set aside.
    reason: String,
}

/// The JSON Schema of `plimsoll.toml`; ends with a newline.
#[must_use]
pub fn schema() -> String {
    let schema = schemars::schema_for!(File);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::schema;
    use crate::config::from_toml;
    use serde_json::Value;

    /// A key with a value of its type, in TOML.
    fn assignment(key: &str, described: &Value) -> String {
        let types = described["type"].to_string();
        let value = ["array", "object", "boolean", "integer"].into_iter().find(|kind| types.contains(kind));
        format!(
            "{key} = {}",
            match (key, value) {
                ("profile", _) => "\"strict\"",
                ("fail-on", _) => "\"none\"",
                ("until", _) => "\"2030-01-31\"",
                (_, Some("array")) => "[]",
                (_, Some("object")) => "{}",
                (_, Some("boolean")) => "true",
                (_, Some("integer")) => "1",
                _ if described.get("$ref").is_some() => "{}",
                _ => "\"text\"",
            }
        )
    }

    #[test]
    fn every_key_of_the_schema_is_read() {
        let schema: Value = serde_json::from_str(&schema()).unwrap();
        let keys = |described: &Value| described["properties"].as_object().unwrap().clone();
        let mut tried = 0;
        for (heading, described) in [
            ("", &schema),
            ("[labels]\n", &schema["$defs"]["Labels"]),
            ("[[ignore]]\n", &schema["$defs"]["IgnoreEntry"]),
        ] {
            for (key, value) in keys(described) {
                let text = format!("{heading}{}\n", assignment(&key, &value));
                assert!(from_toml(&text).is_ok(), "{text}: {:?}", from_toml(&text));
                tried += 1;
            }
        }
        assert_eq!(tried, 15);
    }
}
