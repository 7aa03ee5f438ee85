//! The JSON Schema of the report, generated from the types of [`super::model`].

/// The schema as JSON; ends with a newline.
#[cfg(feature = "schema")]
#[must_use]
pub fn json() -> String {
    let schema = schemars::schema_for!(super::model::Report);
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
