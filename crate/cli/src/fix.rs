//! `plimsoll fix`: applies fixes to files, or shows them.

use crate::arguments::FixOptions;
use crate::read::Dockerignores;
use crate::scan::name_of;
use crate::{config, output};
use plimsoll_core::analysis::Options;
use plimsoll_core::fix::{self, Choice, Fixed};
use plimsoll_core::text::escaped;
use similar::TextDiff;
use std::io::Read as _;
use std::path::Path;

/// `Ok(false)`: with `--diff`, there is something to change.
pub(crate) fn run(options: &FixOptions) -> Result<bool, String> {
    let common = config::options(&options.config)?;
    let choice = if options.all { Choice::All } else { Choice::Safe };
    let (mut failures, mut unchanged) = (Vec::new(), true);
    for path in &options.inputs {
        match one(path, &common, choice, options.diff) {
            Ok(changed) => unchanged &= !changed,
            Err(message) => failures.push(format!("{}: {message}", output::shown(path))),
        }
    }
    if failures.is_empty() { Ok(unchanged || !options.diff) } else { Err(failures.join("\nplimsoll: ")) }
}

/// Whether there was something to change.
fn one(path: &Path, common: &Options, choice: Choice, diff: bool) -> Result<bool, String> {
    let stdin = path == Path::new("-");
    let text = if stdin {
        let mut text = Vec::new();
        std::io::stdin().lock().read_to_end(&mut text).map(|_| text)
    } else {
        std::fs::read(path)
    }
    .map_err(|error| format!("{error}. Check the path"))?;
    let dockerignore = if stdin { None } else { Dockerignores::default().of(path) };
    let options = Options { name: name_of(path), size: text.len() as u64, dockerignore, ..common.clone() };
    let fixed = fix::dockerfile(&text, &options, choice).map_err(|error| error.to_string())?;
    let before = String::from_utf8_lossy(&text);
    let changed = fixed.text != before;
    if diff {
        if changed {
            output::report(&shown_diff(&before, &fixed.text, &output::shown(path)), None)?;
        }
    } else if stdin {
        output::report(&fixed.text, None)?;
    } else if changed {
        write(path, &fixed.text)?;
    }
    tell(path, &fixed, diff);
    Ok(changed)
}

/// Beside the file first, then in its place, so that a full disk leaves the old one.
fn write(path: &Path, text: &str) -> Result<(), String> {
    // A link stays one: what it leads to is changed.
    let path = path.canonicalize().map_err(|error| format!("{error}. Check the path"))?;
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".plimsoll-new");
    let beside = path.with_file_name(name);
    let written = std::fs::write(&beside, text)
        .and_then(|()| std::fs::set_permissions(&beside, std::fs::metadata(&path)?.permissions()))
        .and_then(|()| std::fs::rename(&beside, &path));
    written.map_err(|error| {
        let _ = std::fs::remove_file(&beside);
        format!("cannot be written: {error}. Check the permissions, or use --diff")
    })
}

fn tell(path: &Path, fixed: &Fixed, diff: bool) {
    let shown = output::shown(path);
    for applied in &fixed.applied {
        let done = if diff { "would be" } else { "was" };
        output::complain(&format!("{shown}:{}: {done} fixed: {} [{}]", applied.line, applied.title, applied.rule));
    }
    for left in &fixed.left {
        output::complain(&format!("{shown}:{}: --all would do: {} [{}]", left.line, left.title, left.rule));
    }
}

/// A unified diff. Lines of the file may hold anything, so they are escaped; a diff to be applied elsewhere comes from
/// another tool's comparison of the two files.
fn shown_diff(before: &str, after: &str, name: &str) -> String {
    let diff = TextDiff::from_lines(before, after);
    let text = diff.unified_diff().context_radius(3).header(name, name).to_string();
    let mut shown = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let written = line.trim_end_matches(['\r', '\n']);
        for (number, piece) in written.split('\t').enumerate() {
            shown.push_str(if number == 0 { "" } else { "\t" });
            shown.push_str(&escaped(piece));
        }
        shown.push_str(if line.ends_with('\n') { "\n" } else { "" });
    }
    shown
}
