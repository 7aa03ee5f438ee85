//! `plimsoll scan`: inputs in, reports out.

mod input;
mod jobs;

use crate::arguments::{Colour, ReportFormat, ScanOptions};
use crate::output;
use crate::progress::Progress;
use plimsoll_core::analysis::Options;
use plimsoll_core::image::plan::Choice;
use plimsoll_core::report::model::Report;
use plimsoll_core::report::plain::{self, Style};
use plimsoll_core::report::{json, sarif};
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

const SECONDS_OF_A_DAY: u64 = 86_400;

/// Analyses every input and writes one report. `Ok(false)`: there is a finding at or above the threshold.
pub(crate) fn run(options: &ScanOptions) -> Result<bool, String> {
    let platform = match &options.platform {
        Some(text) => Some(
            text.parse()
                .map_err(|_| format!("\"{text}\" is no platform: write os/architecture, for example linux/arm64"))?,
        ),
        None => None,
    };
    let choice = Choice { platform, reference: options.image.clone(), all: options.all };
    let (mut reports, mut failures) = (Vec::new(), Vec::new());
    for path in &options.inputs {
        let analysis = Options {
            name: name_of(path),
            size: 0,
            as_of: options.as_of.or_else(today),
            ignore: options.ignore.clone(),
            choice: choice.clone(),
        };
        if reports.is_empty() {
            for name in analysis.unknown_rules() {
                output::complain(&format!("no rule is called \"{name}\": --ignore {name} has no effect"));
            }
        }
        match input::analyse(path, analysis, options) {
            Ok(report) => reports.push(report),
            Err(message) => failures.push(format!("{}: {message}", path.display())),
        }
    }
    if !reports.is_empty() {
        output::report(&written(&reports, options), options.output.as_deref())?;
    }
    if !failures.is_empty() {
        return Err(failures.join("\nplimsoll: "));
    }
    let fails = |report: &Report| {
        let findings = report.targets.iter().flat_map(|target| &target.findings);
        options.fail_on.0.is_some_and(|threshold| findings.into_iter().any(|finding| finding.severity >= threshold))
    };
    Ok(!reports.iter().any(fails))
}

fn written(reports: &[Report], options: &ScanOptions) -> String {
    match (options.format, reports) {
        (ReportFormat::Text, _) => {
            let style = match options.color {
                Colour::Always => Style::Coloured,
                Colour::Auto if options.output.is_none() && output::is_colourful() => Style::Coloured,
                Colour::Auto | Colour::Never => Style::Plain,
            };
            reports.iter().map(|report| plain::write(report, style)).collect::<Vec<_>>().join("\n")
        }
        (ReportFormat::Json, [report]) => json::write_pretty(report),
        (ReportFormat::Json, reports) => json::write_several(reports),
        (ReportFormat::Sarif, reports) => sarif::write(reports),
    }
}

/// The last part of the path: a report must not tell where somebody keeps files.
fn name_of(path: &Path) -> String {
    if path == Path::new("-") {
        return String::from("standard input");
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    name.or_else(|| {
        let full = path.canonicalize().ok()?;
        full.file_name().map(|name| name.to_string_lossy().into_owned())
    })
    .unwrap_or_else(|| String::from("input"))
}

/// The first second of today, in UTC: ages are judged by days, so that a report of the same day is the same report.
fn today() -> Option<i64> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    i64::try_from(now - now % SECONDS_OF_A_DAY).ok()
}

/// Shows the bytes read so far on a terminal.
fn progress(total: Option<u64>, options: &ScanOptions) -> Progress {
    Progress::new(total, options.quiet)
}
