//! The JSON Schema of the report, generated from the types of [`super::model`].

/// The schema as JSON; ends with a newline.
#[cfg(feature = "schema")]
#[must_use]
pub fn json() -> String {
    json_of::<super::model::Report>()
}

/// The schema of a type as it is written, not as it is read: what the text always has is required.
pub(crate) fn json_of<T: schemars::JsonSchema>() -> String {
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    let schema = settings.into_generator().into_root_schema_for::<T>();
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
