//! `plimsoll scan`: inputs in, reports out.

use crate::arguments::{Colour, ReportFormat, ScanOptions};
use crate::config;
use crate::output::{self, Pieces};
use crate::read::{Input, Reading, begins_as_dockerfile};
use crate::threads;
use plimsoll_core::analysis::{self, BuiltFrom, Options};
use plimsoll_core::finding::Severity;
use plimsoll_core::limits::MAX_KEYS;
use plimsoll_core::report::model::{Report, Target};
use plimsoll_core::report::plain::{self, Style};
use plimsoll_core::report::{json, sarif};
use plimsoll_core::signature::PublicKey;
use std::path::{Path, PathBuf};

/// A PEM of the largest key has some two thousand.
const MAX_KEY_BYTES: u64 = 64 * 1024;

/// A larger one is a mistake, and not worth the time.
const MAX_DOCKERIGNORE_BYTES: u64 = 1024 * 1024;

/// Analyses every input and writes one report. `Ok(false)`: there is a finding at or above the threshold, or a grade below.
pub(crate) fn run(options: &ScanOptions) -> Result<bool, String> {
    let reading = Reading::new(&options.read, options.all)?;
    let common = Options { keys: keys(&options.key)?, ..config::options(&options.config)? };
    let are_dockerfiles = threads::each(&options.inputs, reading.threads(), |path| begins_as_dockerfile(path));
    let source = source(options, &are_dockerfiles)?;
    // Dockerfiles are small and many; an archive has threads of its own for its layers.
    let threads = if are_dockerfiles.iter().all(|is_dockerfile| *is_dockerfile) { reading.threads() } else { 1 };
    let outcomes = threads::each(&options.inputs, threads, |path| report(path, &reading, &common, source.as_ref()));
    let (mut reports, mut failures) = (Vec::new(), Vec::new());
    let mut dockerfiles = Vec::new();
    for (path, outcome) in options.inputs.iter().zip(outcomes) {
        match outcome {
            Ok(report) => {
                if source.as_ref().is_some_and(|source| source.path == *path) {
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
        let mut output = Pieces::to(options.output.as_deref());
        write(&mut output, &reports, options, reading.threads());
        output.finish()?;
    }
    if !failures.is_empty() {
        return Err(failures.join("\nplimsoll: "));
    }
    // Who asks for a letter means the letter.
    let least = match (options.fail_on, options.fail_below) {
        (Some(threshold), _) => threshold.0,
        (None, Some(_)) => None,
        (None, None) => Some(Severity::Low),
    };
    let fails = |target: &Target| {
        least.is_some_and(|least| target.findings.iter().any(|finding| finding.severity >= least))
            || options.fail_below.is_some_and(|letter| target.grade.letter < letter)
    };
    Ok(!reports.iter().flat_map(|report| &report.targets).any(fails))
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
fn source(options: &ScanOptions, are_dockerfiles: &[bool]) -> Result<Option<Source>, String> {
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
    let all = options.inputs.iter().zip(are_dockerfiles);
    let dockerfiles: Vec<&PathBuf> = all.filter(|(_, is_dockerfile)| **is_dockerfile).map(|(path, _)| path).collect();
    let has_others = dockerfiles.len() < options.inputs.len();
    match dockerfiles.as_slice() {
        [only] if has_others => read(only),
        [_, _, ..] if has_others => {
            output::complain(&format!(
                "{} Dockerfiles are given: --dockerfile FILE says from which one the images were built",
                dockerfiles.len()
            ));
            Ok(None)
        }
        _ => Ok(None),
    }
}

fn report(path: &Path, reading: &Reading, common: &Options, source: Option<&Source>) -> Result<Report, String> {
    let input = reading.read(path)?;
    let size = match &input {
        Input::Archive(_, size) => *size,
        Input::Dockerfile(text) => text.len() as u64,
    };
    let (built_from, dockerignore) = match &input {
        Input::Dockerfile(_) => (None, dockerignore(path)),
        Input::Archive(..) => {
            (source.map(|source| source.text.clone()), source.and_then(|source| dockerignore(&source.path)))
        }
    };
    let options = Options { name: name_of(path), size, built_from, dockerignore, ..common.clone() };
    match input {
        Input::Archive(scanned, _) => Ok(analysis::report(&scanned, &options)),
        Input::Dockerfile(text) => analysis::dockerfile(&text, &options).map_err(|error| error.to_string()),
    }
}

fn write(output: &mut Pieces<'_>, reports: &[Report], options: &ScanOptions, threads: usize) {
    match (options.format, reports) {
        (ReportFormat::Text, _) => {
            let style = match options.color {
                Colour::Always => Style::Coloured,
                Colour::Auto if options.output.is_none() && output::is_colourful() => Style::Coloured,
                Colour::Auto | Colour::Never => Style::Plain,
            };
            output.write(&reports.iter().map(|report| plain::write(report, style)).collect::<Vec<_>>().join("\n"));
        }
        // What was asked for decides the form, not what came of it.
        (ReportFormat::Json, [report]) if options.inputs.len() == 1 => output.write(&json::write_pretty(report)),
        (ReportFormat::Json, reports) => {
            for (at, element) in threads::each(reports, threads, json::write_element).iter().enumerate() {
                output.write(if at == 0 { "[\n" } else { ",\n" });
                output.write(element);
            }
            output.write("\n]\n");
        }
        (ReportFormat::Sarif, reports) => output.write(&sarif::write(reports)),
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
