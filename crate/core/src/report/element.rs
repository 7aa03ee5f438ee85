//! A report in an array of many. Half of a Dockerfile's report is what every report says alike: the scale, and the summaries
//! of the rules that fired. Here that is written once and copied into each.

use super::model::{Counts, Input, NotAnalysed, Report, RuleSummary, Target, Tool};
use crate::gap::Gap;
use crate::grade::{self, Scale};
use crate::json::indented;
use crate::ordered::Map;
use crate::rules;
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::sync::OnceLock;

/// How deep the fields of a report stand in the array, and its summaries of rules.
const FIELD_DEPTH: usize = 2;
const SUMMARY_DEPTH: usize = 3;

/// [`Report`], borrowed, for [`indented`] at a depth of one.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Element<'a> {
    schema_version: &'a str,
    tool: &'a Tool,
    as_of: Option<&'a str>,
    input: &'a Input,
    complete: bool,
    counts: &'a Counts,
    scale: Part<'a, Scale>,
    targets: &'a [Target],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    not_analysed: &'a [NotAnalysed],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    gaps: &'a [Gap],
    rules: Vec<Part<'a, RuleSummary>>,
}

impl<'a> From<&'a Report> for Element<'a> {
    fn from(report: &'a Report) -> Self {
        Self {
            schema_version: &report.schema_version,
            tool: &report.tool,
            as_of: report.as_of.as_deref(),
            input: &report.input,
            complete: report.complete,
            counts: &report.counts,
            scale: match &report.scale {
                Cow::Borrowed(_) => Part::Written(written_scale()),
                Cow::Owned(scale) => Part::Value(scale),
            },
            targets: &report.targets,
            not_analysed: &report.not_analysed,
            gaps: &report.gaps,
            rules: report
                .rules
                .iter()
                .map(|summary| match summary {
                    // Only what is borrowed is known to be the same in every report.
                    Cow::Borrowed(kept) => written_summary(kept),
                    Cow::Owned(summary) => Part::Value(summary),
                })
                .collect(),
        }
    }
}

/// A part of a report, or the JSON of it.
enum Part<'a, T> {
    Value(&'a T),
    Written(&'static [u8]),
}

impl<T: Serialize> Serialize for Part<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => value.serialize(serializer),
            Self::Written(json) => serializer.serialize_bytes(json),
        }
    }
}

fn written_scale() -> &'static [u8] {
    static WRITTEN: OnceLock<Vec<u8>> = OnceLock::new();
    WRITTEN.get_or_init(|| written(grade::scale(), FIELD_DEPTH))
}

fn written_summary(kept: &RuleSummary) -> Part<'_, RuleSummary> {
    static WRITTEN: OnceLock<Map<&str, OnceLock<Vec<u8>>>> = OnceLock::new();
    let all = WRITTEN.get_or_init(|| rules::all().map(|rule| (rule.id, OnceLock::new())).collect());
    all.get(&*kept.id)
        .map_or(Part::Value(kept), |json| Part::Written(json.get_or_init(|| written(kept, SUMMARY_DEPTH))))
}

fn written(value: &impl Serialize, depth: usize) -> Vec<u8> {
    let mut json = Vec::new();
    indented(&mut json, value, depth);
    json
}
