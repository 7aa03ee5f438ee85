//! A finished report, which stays in the engine's memory: the host asks for what it shows.

use crate::failure::Failure;
use crate::options::WireDockerfile;
use crate::summary::Summary;
use crate::value::{self, Given};
use js_sys::Array;
use plimsoll_core::analysis::{self, Options};
use plimsoll_core::finding::Severity;
use plimsoll_core::image::scan::ScannedArchive;
use plimsoll_core::report::model::{Contradiction, Finding, Report};
use plimsoll_core::report::plain::{self, Style};
use plimsoll_core::report::{json, sarif, wording};
use plimsoll_core::text::excerpt;
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// The report of one input.
#[wasm_bindgen]
pub struct Finished {
    report: Report,
    /// What it was made of, if the host wants it kept.
    kept: Option<Box<(ScannedArchive, Options)>>,
}

/// A page of findings: `offset` and `limit` count among those that the filter lets through.
struct Query {
    target: u32,
    /// All, if absent.
    severities: Option<Vec<Severity>>,
    /// In any case of the letters that ASCII has (the table of all others is 6 KB of the download), anywhere in a finding;
    /// its words need not stand together.
    text: String,
    offset: u32,
    limit: u32,
}

impl Query {
    fn from_js(query: JsValue) -> Result<Self, Failure> {
        let given = Given::new(query, "query's fields")?;
        let severity = |name: &String| {
            let unknown = || given.wrong(&format!("no severity is called \"{}\"", excerpt(name, 60)));
            Severity::from_name(name).ok_or_else(unknown)
        };
        let severities = given.texts("severities")?;
        Ok(Self {
            target: given.count("target")?.unwrap_or_default(),
            severities: severities.map(|names| names.iter().map(severity).collect()).transpose()?,
            text: given.text("text")?.unwrap_or_default(),
            offset: given.count("offset")?.unwrap_or_default(),
            limit: given.required("limit", given.count("limit")?)?,
        })
    }
}

#[derive(Serialize)]
struct Page<'a> {
    total: usize,
    rows: Vec<&'a Finding>,
}

impl Finished {
    pub(crate) fn new(report: Report) -> Self {
        Self { report, kept: None }
    }

    pub(crate) fn of_images(scanned: ScannedArchive, options: Options, keep: bool) -> Self {
        let report = analysis::report(&scanned, &options);
        Self { report, kept: keep.then(|| Box::new((scanned, options))) }
    }

    fn page(&self, query: &Query) -> Result<Page<'_>, Failure> {
        let target = usize::try_from(query.target).ok().and_then(|index| self.report.targets.get(index));
        let target = target.ok_or_else(|| Failure::host(format!("there is no target {}", query.target)))?;
        let text = query.text.to_ascii_lowercase();
        let words: Vec<&str> = text.split_whitespace().collect();
        let fits = |finding: &&Finding| {
            query.severities.as_ref().is_none_or(|wanted| wanted.contains(&finding.severity))
                && (words.is_empty() || contains(finding, &words))
        };
        let (offset, limit) = (query.offset as usize, query.limit as usize);
        let (mut total, mut rows) = (0usize, Vec::new());
        for finding in target.findings.iter().filter(fits) {
            if total >= offset && rows.len() < limit {
                rows.push(finding);
            }
            total = total.saturating_add(1);
        }
        Ok(Page { total, rows })
    }
}

fn contains(finding: &Finding, words: &[&str]) -> bool {
    let place = wording::place(&finding.place);
    let fixed = [&*finding.rule, finding.severity.name(), finding.category.name(), &finding.message, &place];
    let details = finding.details.values().map(String::as_str);
    let cause = finding.cause.as_ref().map(|cause| cause.message.as_str());
    let built_by = finding.command.as_deref().into_iter().chain(cause);
    let texts: Vec<String> = fixed.into_iter().chain(details).chain(built_by).map(str::to_ascii_lowercase).collect();
    words.iter().all(|word| texts.iter().any(|text| text.contains(word)))
}

#[wasm_bindgen]
impl Finished {
    /// The whole report, JSON.
    #[must_use]
    pub fn report(&self) -> String {
        json::write(&self.report)
    }

    /// The same as SARIF 2.1.0.
    #[must_use]
    pub fn sarif(&self) -> String {
        sarif::write(std::slice::from_ref(&self.report))
    }

    /// The same for people.
    #[must_use]
    pub fn text(&self) -> String {
        plain::write(&self.report, Style::Plain)
    }

    /// The report as an object, without findings.
    ///
    /// # Errors
    /// None.
    pub fn summary(&self) -> Result<JsValue, JsValue> {
        Ok(value::object(&Summary::from(&self.report))?)
    }

    /// Judges the images anew, as built from `{ name, text }` or, if that is undefined, from no Dockerfile that is known.
    /// Without the option `keep`, and for a Dockerfile, nothing changes.
    ///
    /// # Errors
    /// The Dockerfile cannot be understood.
    pub fn relate(&mut self, built_from: JsValue) -> Result<(), JsValue> {
        let is_known = !built_from.is_undefined() && !built_from.is_null();
        let built_from = is_known.then(|| WireDockerfile::from_js(built_from)).transpose()?;
        if let Some((scanned, options)) = self.kept.as_deref_mut() {
            options.built_from = built_from.map(Into::into);
            self.report = analysis::report(scanned, options);
        }
        Ok(())
    }

    /// Notes beside the findings of a Dockerfile what images built from it show against them, instead of what was noted
    /// before: a list of `{ fingerprint, image, reason }`.
    ///
    /// # Errors
    /// The list cannot be understood.
    pub fn contradict(&mut self, against: &JsValue) -> Result<(), JsValue> {
        let found = Array::from(against).into_iter().map(|found| {
            let given = Given::new(found, "contradiction's fields")?;
            let text = |name| given.text(name).map(Option::unwrap_or_default);
            Ok((text("fingerprint")?, Contradiction { image: text("image")?, reason: text("reason")? }))
        });
        let found: Result<Vec<_>, Failure> = found.collect();
        analysis::note(&mut self.report, found?.into_iter());
        Ok(())
    }

    /// `{ total, rows }` for `{ target, severities?, text?, offset, limit }`.
    ///
    /// # Errors
    /// There is no such target, or the query cannot be understood.
    pub fn findings(&self, query: JsValue) -> Result<JsValue, JsValue> {
        Ok(value::object(&self.page(&Query::from_js(query)?)?)?)
    }
}
