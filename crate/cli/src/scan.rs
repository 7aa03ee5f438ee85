//! `plimsoll scan`: inputs in, reports out.

use crate::arguments::{Colour, ReportFormat, ScanOptions};
use crate::config;
use crate::output::{self, Pieces};
use crate::read::{Begins, Dockerignores, Input, Reading, begins};
use crate::threads;
use plimsoll_core::analysis::{self, BuiltFrom, Options};
use plimsoll_core::config::Threshold;
use plimsoll_core::finding::Severity;
use plimsoll_core::gap::GapKind;
use plimsoll_core::limits::MAX_KEYS;
use plimsoll_core::report::model::{Report, Target};
use plimsoll_core::report::plain::{self, Style};
use plimsoll_core::report::{json, sarif};
use plimsoll_core::signature::PublicKey;
use std::path::{Path, PathBuf};

/// A PEM of the largest key has some two thousand.
const MAX_KEY_BYTES: u64 = 64 * 1024;

/// Dockerfiles whose reports may be in memory at once, where one takes longer than all behind it: ten kilobytes each.
const MOST_AT_ONCE: usize = 4096;

/// Dockerfiles that a thread takes at once, where there are many.
const TOGETHER: usize = 4;

/// What the JSON of their reports usually needs, so that it seldom grows.
const USUAL_BYTES: usize = TOGETHER * 12 * 1024;

/// Analyses every input and writes one report. `Ok(false)`: there is a finding at or above the threshold, or a grade below.
pub(crate) fn run(options: &ScanOptions) -> Result<bool, String> {
    let mut reading = Reading::new(&options.read, options.all)?;
    let common = Options { keys: keys(&options.key)?, ..config::options(&options.config)? };
    let inputs: Vec<(&PathBuf, Begins)> =
        options.inputs.iter().zip(threads::each(&options.inputs, reading.threads(), |path| begins(path))).collect();
    let source = source(options, &inputs)?;
    // What fails, of a report that was written.
    let fails = |report: &Report| fails(report, options, common.config.fail_on);
    let mut output = Pieces::to(options.output.as_deref());
    let (mut failures, mut has_failed, mut has_report) = (Vec::new(), false, false);
    if inputs.len() > 1
        && options.format == ReportFormat::Json
        && inputs.iter().all(|(_, begins)| matches!(begins, Begins::AsDockerfile(_)))
    {
        reading.dockerignores = Dockerignores::beside(inputs.iter().map(|(path, _)| path.as_path()));
        let reading = &reading;
        // Dockerfiles are small and may be many: each of several threads judges and writes down a few together.
        for part in inputs.chunks(MOST_AT_ONCE) {
            // Where there are few of them, each may be large.
            let together = (part.len() / 8 / reading.threads()).clamp(1, TOGETHER);
            let groups: Vec<_> = part.chunks(together).collect();
            let judge = |group: &&[(&PathBuf, Begins)]| {
                let (mut elements, mut failures, mut has_failed) = (Vec::with_capacity(USUAL_BYTES), Vec::new(), false);
                for (path, begins) in *group {
                    match report(path, begins, reading, &common, None) {
                        Ok(report) => {
                            has_failed |= fails(&report);
                            json::add_element(&mut elements, &report);
                        }
                        Err(message) => failures.push(format!("{}: {message}", output::shown(path))),
                    }
                }
                (elements, failures, has_failed)
            };
            threads::in_order(&groups, reading.threads(), judge, |(mut elements, more_failures, fails)| {
                failures.extend(more_failures);
                has_failed |= fails;
                if let Some(comma) = elements.first_mut() {
                    if !std::mem::replace(&mut has_report, true) {
                        *comma = b'[';
                    }
                    output.write(&elements);
                }
            });
        }
        if has_report {
            output.write("\n]\n");
            output.finish()?;
        }
    } else {
        let (mut reports, mut dockerfiles) = (Vec::new(), Vec::new());
        for (path, begins) in &inputs {
            match report(path, begins, &reading, &common, source.as_ref()) {
                Ok(report) => {
                    if source.as_ref().is_some_and(|source| source.path == **path) {
                        dockerfiles.push(reports.len());
                    }
                    reports.push(report);
                }
                Err(message) => failures.push(format!("{}: {message}", output::shown(path))),
            }
        }
        for index in dockerfiles {
            let (before, rest) = reports.split_at_mut(index);
            if let Some((dockerfile, behind)) = rest.split_first_mut() {
                let images: Vec<&Report> = before.iter().chain(behind.iter()).collect();
                analysis::contradict(dockerfile, &images);
            }
        }
        if !reports.is_empty() {
            output.write(written(&reports, options));
            output.finish()?;
        }
        has_failed = reports.iter().any(fails);
    }
    if !failures.is_empty() {
        return Err(failures.join("\nplimsoll: "));
    }
    Ok(!has_failed)
}

/// Whether a report has a finding at or above the threshold, or a grade below it.
fn fails(report: &Report, options: &ScanOptions, configured: Option<Threshold>) -> bool {
    // Who asks for a letter means the letter.
    let unsaid = if options.fail_below.is_some() { Some(Threshold(None)) } else { configured };
    let Threshold(least) = options.fail_on.or(unsaid).unwrap_or(Threshold(Some(Severity::Low)));
    // What cannot be built is as bad as anything that a rule finds, and has no grade.
    let is_judged = least.is_some() || options.fail_below.is_some();
    let is_refused = |target: &Target| target.gaps.iter().any(|gap| gap.kind == GapKind::InstructionUnreadable);
    report.targets.iter().filter(|target| !target.of_provenance).any(|target| {
        (is_judged && is_refused(target))
            || least.is_some_and(|least| target.findings.iter().any(|finding| finding.severity >= least))
            || options.fail_below.is_some_and(|letter| target.grade.letter < letter)
    })
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

/// The Dockerfile that the images were built from.
struct Source {
    path: PathBuf,
    text: BuiltFrom,
}

/// The one that was named, or else the only one among the inputs if there are others, too.
fn source(options: &ScanOptions, inputs: &[(&PathBuf, Begins)]) -> Result<Option<Source>, String> {
    if options.no_correlate {
        return Ok(None);
    }
    let read = |path: &PathBuf| {
        let text = std::fs::read(path).map_err(|error| format!("{}: {error}. Check the path", output::shown(path)))?;
        Ok(Some(Source { path: path.clone(), text: BuiltFrom { name: name_of(path), text } }))
    };
    if let Some(path) = &options.dockerfile {
        return read(path);
    }
    let (dockerfiles, others): (Vec<_>, Vec<_>) =
        inputs.iter().partition(|(_, begins)| matches!(begins, Begins::AsDockerfile(_)));
    match dockerfiles.as_slice() {
        [(only, _)] if !others.is_empty() => read(only),
        [_, _, ..] if !others.is_empty() => {
            output::complain(&format!(
                "{} Dockerfiles are given: --dockerfile FILE says from which one the images were built",
                dockerfiles.len()
            ));
            Ok(None)
        }
        _ => Ok(None),
    }
}

fn report(
    path: &Path,
    begins: &Begins,
    reading: &Reading,
    common: &Options,
    source: Option<&Source>,
) -> Result<Report, String> {
    if let Begins::AsDockerfile(Some(text)) = begins {
        return dockerfile(path, text, reading, common);
    }
    let input = reading.read(path)?;
    let (scanned, size) = match input {
        Input::Archive(scanned, size) => (scanned, size),
        Input::Dockerfile(text) => return dockerfile(path, &text, reading, common),
    };
    let built_from = source.map(|source| source.text.clone());
    let dockerignore = source.and_then(|source| reading.dockerignores.of(&source.path));
    let options = Options { name: name_of(path), size, built_from, dockerignore, ..common.clone() };
    Ok(analysis::report(&scanned, &options))
}

fn dockerfile(path: &Path, text: &[u8], reading: &Reading, common: &Options) -> Result<Report, String> {
    let (size, dockerignore) = (text.len() as u64, reading.dockerignores.of(path));
    let options = Options { name: name_of(path), size, dockerignore, ..common.clone() };
    analysis::dockerfile(text, &options).map_err(|error| error.to_string())
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
