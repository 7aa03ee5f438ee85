//! The JSON Schema of the difference, generated from the types of [`super::model`].

use crate::report::schema;

/// The schema as JSON; ends with a newline.
#[must_use]
pub fn json() -> String {
    schema::json_of::<super::model::Difference>()
}
