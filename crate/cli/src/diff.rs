//! `plimsoll diff`: what changed from one image to another.

use crate::arguments::{Colour, DiffFormat, DiffOptions, FailOn};
use crate::config;
use crate::output;
use crate::read::{Input, Reading};
use crate::scan::name_of;
use plimsoll_core::analysis::{self, Compared, Options};
use plimsoll_core::compare::model::{Difference, Verdict};
use plimsoll_core::compare::plain;
use plimsoll_core::image::scan::ScannedArchive;
use plimsoll_core::report::json;
use plimsoll_core::report::plain::Style;
use std::path::Path;

/// Compares two images and writes one difference. `Ok(false)`: the second is worse by what `--fail-on` says.
pub(crate) fn run(options: &DiffOptions) -> Result<bool, String> {
    if [&options.before, &options.after].iter().all(|path| path.as_path() == Path::new("-")) {
        return Err(String::from("standard input can hold one of the images only. Name a file for the other"));
    }
    let reading = Reading::new(&options.read, false)?;
    let common = config::options(&options.config)?;
    let before = scanned(&options.before, &reading.choosing(options.before_image.as_deref()))?;
    let after = scanned(&options.after, &reading.choosing(options.after_image.as_deref()))?;
    let judged = |path: &Path, size: u64| Options { name: name_of(path), size, ..common.clone() };
    let (older, newer) = (judged(&options.before, before.1), judged(&options.after, after.1));
    let difference = analysis::difference(
        Compared { scanned: &before.0, options: &older },
        Compared { scanned: &after.0, options: &newer },
    )
    .map_err(|error| error.to_string())?;
    output::report(&written(&difference, options), options.output.as_deref())?;
    Ok(match options.fail_on {
        FailOn::Worse => difference.verdict != Verdict::Worse,
        FailOn::Severity(threshold) => !threshold.is_some_and(|threshold| difference.findings.reach(threshold)),
    })
}

fn scanned(path: &Path, reading: &Reading) -> Result<(Box<ScannedArchive>, u64), String> {
    let named = |message: String| format!("{}: {message}", output::shown(path));
    match reading.read(path).map_err(named)? {
        Input::Archive(scanned, size) => Ok((scanned, size)),
        Input::Dockerfile(_) => {
            Err(named(String::from("a Dockerfile is no image. Build the image and give its archive")))
        }
    }
}

fn written(difference: &Difference, options: &DiffOptions) -> String {
    match options.format {
        DiffFormat::Json => json::write_difference(difference),
        DiffFormat::Text => {
            let style = match options.color {
                Colour::Always => Style::Coloured,
                Colour::Auto if options.output.is_none() && output::is_colourful() => Style::Coloured,
                Colour::Auto | Colour::Never => Style::Plain,
            };
            plain::write(difference, style)
        }
    }
}
