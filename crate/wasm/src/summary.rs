//! The report without its findings, which a host asks for in pages.

use plimsoll_core::gap::Gap;
use plimsoll_core::grade::{Grade, Scale};
use plimsoll_core::report::model::{
    Contradicted, Counts, Image, Input, NotAnalysed, Report, RuleSummary, Target, Tool,
};
use serde::Serialize;
use std::borrow::Cow;

/// [`Report`], borrowed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Summary<'a> {
    schema_version: &'a str,
    tool: &'a Tool,
    as_of: Option<&'a str>,
    input: &'a Input,
    complete: bool,
    counts: &'a Counts,
    scale: &'a Scale,
    targets: Vec<TargetSummary<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    not_analysed: &'a [NotAnalysed],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    gaps: &'a [Gap],
    rules: &'a [Cow<'static, RuleSummary>],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TargetSummary<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a Image>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    of_provenance: bool,
    /// What a Dockerfile explains of the image, in sentences.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<&'a str>,
    /// The findings of that Dockerfile that the image contradicts.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    contradicted: &'a [Contradicted],
    counts: &'a Counts,
    grade: &'a Grade,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    gaps: &'a [Gap],
}

impl<'a> From<&'a Report> for Summary<'a> {
    fn from(report: &'a Report) -> Self {
        Self {
            schema_version: &report.schema_version,
            tool: &report.tool,
            as_of: report.as_of.as_deref(),
            input: &report.input,
            complete: report.complete,
            counts: &report.counts,
            scale: &report.scale,
            targets: report.targets.iter().map(Into::into).collect(),
            not_analysed: &report.not_analysed,
            gaps: &report.gaps,
            rules: &report.rules,
        }
    }
}

impl<'a> From<&'a Target> for TargetSummary<'a> {
    fn from(target: &'a Target) -> Self {
        Self {
            name: &target.name,
            image: target.image.as_ref(),
            of_provenance: target.of_provenance,
            contradicted: target.correlation.as_ref().map_or(&[], |found| &found.contradicted),
            notes: target.correlation.as_ref().map(|found| found.messages().collect()).unwrap_or_default(),
            counts: &target.counts,
            grade: &target.grade,
            gaps: &target.gaps,
        }
    }
}
