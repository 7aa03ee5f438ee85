//! The JSON Schema of the report, generated from the types of [`super::model`].

/// The schema as JSON; ends with a newline.
#[cfg(feature = "schema")]
#[must_use]
pub fn json() -> String {
    // As it is written, not as it is read: what a report always has is required.
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    let schema = settings.into_generator().into_root_schema_for::<super::model::Report>();
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
