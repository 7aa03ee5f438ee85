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

/// The beginning of the array of [`write_several`] with one report in it and nothing behind: `[`, a line feed, the report.
/// With a comma in the place of the bracket it is what follows another one, so several threads can write an array. It ends
/// in a line feed, `]` and a line feed.
#[must_use]
pub fn write_first(report: &Report) -> String {
    let mut text = write_several(std::slice::from_ref(report));
    text.truncate(text.strip_suffix("\n]\n").map_or(0, str::len));
    text
}

/// A difference of two images, indented for people; ends with a newline.
#[must_use]
pub fn write_difference(difference: &Difference) -> String {
    let mut text = serde_json::to_string_pretty(difference).unwrap_or_default();
    text.push('\n');
    text
}
