//! The report as JSON, and the difference of two images.

use super::element::Element;
use super::model::{Package, Report};
use crate::compare::model::Difference;
use crate::json::{indented, minified};

/// The report, minified; ends with a newline. Keys are in the order of the model, so equal reports are equal texts.
#[must_use]
pub fn write(report: &Report) -> String {
    let mut text = minified(report);
    text.push('\n');
    text
}

/// The report, indented for people; ends with a newline.
#[must_use]
pub fn write_pretty(report: &Report) -> String {
    whole(report)
}

/// A list of packages as an array; ends with a newline.
#[must_use]
pub fn write_packages(packages: &[Package]) -> String {
    whole(packages)
}

/// Several reports as an array; ends with a newline.
#[must_use]
pub fn write_several(reports: &[Report]) -> String {
    whole(reports)
}

/// Adds a report to the array of [`write_several`] that is written report by report, so that several threads can write
/// parts of it: a comma, a line feed, the report. The very first comma is to become a bracket, and the array ends in a line
/// feed, `]` and a line feed.
pub fn add_element(array: &mut Vec<u8>, report: &Report) {
    array.extend_from_slice(b",\n  ");
    indented(array, &Element::from(report), 1);
}

/// A difference of two images, indented for people; ends with a newline.
#[must_use]
pub fn write_difference(difference: &Difference) -> String {
    whole(difference)
}

fn whole(value: &(impl serde::Serialize + ?Sized)) -> String {
    let mut text = Vec::new();
    indented(&mut text, value, 0);
    text.push(b'\n');
    String::from_utf8(text).unwrap_or_default()
}
