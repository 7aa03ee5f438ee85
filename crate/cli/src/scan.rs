//! `plimsoll scan`: inputs in, reports out.

use crate::arguments::{Colour, ReportFormat, ScanOptions};
use crate::config;
use crate::output;
use crate::read::{Input, Reading};
use plimsoll_core::analysis::{self, Options};
use plimsoll_core::limits::MAX_KEYS;
use plimsoll_core::report::model::Report;
use plimsoll_core::report::plain::{self, Style};
use plimsoll_core::report::{json, sarif};
use plimsoll_core::signature::PublicKey;
use std::path::{Path, PathBuf};

/// A PEM of the largest key has some two thousand.
const MAX_KEY_BYTES: u64 = 64 * 1024;

/// A larger one is a mistake, and not worth the time.
const MAX_DOCKERIGNORE_BYTES: u64 = 1024 * 1024;

/// Analyses every input and writes one report. `Ok(false)`: there is a finding at or above the threshold.
pub(crate) fn run(options: &ScanOptions) -> Result<bool, String> {
    let reading = Reading::new(&options.read, options.all)?;
    let common = Options { keys: keys(&options.key)?, ..config::options(&options.config)? };
    let (mut reports, mut failures) = (Vec::new(), Vec::new());
    for path in &options.inputs {
        match report(path, &reading, &common) {
            Ok(report) => reports.push(report),
            Err(message) => failures.push(format!("{}: {message}", output::shown(path))),
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

/// The public keys. One that cannot be read is an error: a scan without it would verify less than was asked for.
fn keys(paths: &[PathBuf]) -> Result<Vec<PublicKey>, String> {
    if paths.len() > MAX_KEYS {
        return Err(format!("{} keys are given; at most {MAX_KEYS} are taken", paths.len()));
    }
    let read = |path: &PathBuf| {
        let complaint = |error: String| format!("--key {}: {error}", output::shown(path));
        let size = std::fs::metadata(path).map_err(|error| complaint(error.to_string()))?.len();
        if size > MAX_KEY_BYTES {
            return Err(complaint(format!("it has {size} bytes, which no key has")));
        }
        let pem = std::fs::read_to_string(path).map_err(|error| complaint(error.to_string()))?;
        PublicKey::from_pem(&name_of(path), &pem).map_err(complaint)
    };
    paths.iter().map(read).collect()
}

fn report(path: &Path, reading: &Reading, common: &Options) -> Result<Report, String> {
    let input = reading.read(path)?;
    let size = match &input {
        Input::Archive(_, size) => *size,
        Input::Dockerfile(text) => text.len() as u64,
    };
    let dockerignore = match &input {
        Input::Dockerfile(_) => dockerignore(path),
        Input::Archive(..) => None,
    };
    let options = Options { name: name_of(path), size, dockerignore, ..common.clone() };
    match input {
        Input::Archive(scanned, _) => Ok(analysis::report(&scanned, &options)),
        Input::Dockerfile(text) => analysis::dockerfile(&text, &options).map_err(|error| error.to_string()),
    }
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
        // What was asked for decides the form, not what came of it.
        (ReportFormat::Json, [report]) if options.inputs.len() == 1 => json::write_pretty(report),
        (ReportFormat::Json, reports) => json::write_several(reports),
        (ReportFormat::Sarif, reports) => sarif::write(reports),
    }
}

/// The last part of the path: a report must not tell where somebody keeps files.
pub(crate) fn name_of(path: &Path) -> String {
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

/// The text of the file that BuildKit would take: `NAME.dockerignore` beside the Dockerfile, else `.dockerignore`.
pub(crate) fn dockerignore(path: &Path) -> Option<String> {
    let mut own = path.file_name()?.to_owned();
    own.push(".dockerignore");
    [path.with_file_name(own), path.with_file_name(".dockerignore")].into_iter().find_map(|path| {
        let small = std::fs::metadata(&path)
            .is_ok_and(|metadata| metadata.is_file() && metadata.len() <= MAX_DOCKERIGNORE_BYTES);
        if small { std::fs::read_to_string(&path).ok() } else { None }
    })
}
