//! The report as JSON, and the difference of two images.

use super::model::{Package, Report};
use crate::compare::model::Difference;

/// The report, minified; ends with a newline. Keys are in the order of the model, so equal reports are equal texts.
#[must_use]
pub fn write(report: &Report) -> String {
    let mut text = serde_json::to_string(report).unwrap_or_default();
    text.push('\n');
    text
}

/// The report, indented for people; ends with a newline.
#[must_use]
pub fn write_pretty(report: &Report) -> String {
    let mut text = serde_json::to_string_pretty(report).unwrap_or_default();
    text.push('\n');
    text
}

/// A list of packages as an array; ends with a newline.
#[must_use]
pub fn write_packages(packages: &[Package]) -> String {
    let mut text = serde_json::to_string_pretty(packages).unwrap_or_default();
    text.push('\n');
    text
}

/// Several reports as an array; ends with a newline.
#[must_use]
pub fn write_several(reports: &[Report]) -> String {
    let mut text = serde_json::to_string_pretty(reports).unwrap_or_default();
    text.push('\n');
    text
}

/// A report as it stands in the array of [`write_several`], so that many can be written by several threads: `[`, the
/// elements with a comma and a line feed between them, `]` and a line feed are that array.
#[must_use]
pub fn write_element(report: &Report) -> String {
    let mut text = write_several(std::slice::from_ref(report));
    text.truncate(text.trim_end().trim_end_matches(']').trim_end().len());
    text.split_off(text.find(' ').unwrap_or(0))
}

/// A difference of two images, indented for people; ends with a newline.
#[must_use]
pub fn write_difference(difference: &Difference) -> String {
    let mut text = serde_json::to_string_pretty(difference).unwrap_or_default();
    text.push('\n');
    text
}
