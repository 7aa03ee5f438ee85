//! Modes that a build gives to files: `chmod`, `mkdir -m`, `install -m`, `COPY --chmod`. What is wrong with one is for
//! the rules.

use crate::dockerfile::{InstructionKind, Span};
use crate::facts::{Facts, Step};
use crate::rules::build_step::{Takes, editable, items, operands};

static CHMOD: Takes = Takes { short: "", long: &["reference"] };
static MKDIR: Takes = Takes { short: "m", long: &["mode"] };
static INSTALL: Takes =
    Takes { short: "gmotS", long: &["group", "mode", "owner", "target-directory", "suffix", "strip-program"] };

/// A mode and who sets it.
pub(super) struct ModeSet<'f> {
    pub(super) step: &'f Step<'f>,
    /// As written: octal digits or letters.
    pub(super) mode: &'f str,
    /// `chmod`, `COPY --chmod`.
    pub(super) by: &'static str,
    /// What gets the mode, as far as it is said.
    pub(super) target: &'f str,
    pub(super) span: Span,
    /// The mode's own place, where the text can be edited.
    pub(super) editable: Option<Span>,
    /// It is given to directories only.
    pub(super) directory: bool,
}

/// Visits all of them.
pub(super) fn sets<'f>(facts: &'f Facts<'_>, mut visit: impl FnMut(ModeSet<'f>)) {
    for run in facts.runs_of(&["chmod"]) {
        let mut words = operands(run.words, &CHMOD);
        let Some(mode) = words.next().filter(|mode| !mode.expands) else { continue };
        let Some(first) = words.next() else { continue };
        // Devices are not part of the image.
        if first.text.starts_with("/dev/") && words.all(|word| word.text.starts_with("/dev/")) {
            continue;
        }
        let editable = editable(facts, mode);
        visit(ModeSet {
            step: run.step,
            mode: &mode.text,
            by: "chmod",
            target: &first.text,
            span: mode.span,
            editable,
            directory: false,
        });
    }
    for run in facts.runs_of(&["mkdir", "install"]) {
        let directory = run.program == "mkdir";
        let takes = if directory { &MKDIR } else { &INSTALL };
        let found = items(run.words, takes).find(|item| item.is(&["m", "mode"]));
        let Some((mode, word)) = found.and_then(|item| item.value.zip(item.value_word)) else { continue };
        if word.expands {
            continue;
        }
        visit(ModeSet {
            step: run.step,
            mode,
            by: if directory { "mkdir" } else { "install" },
            target: operands(run.words, takes).last().map_or("", |word| &word.text),
            span: word.span,
            editable: editable(facts, word).filter(|_| word.text == mode),
            directory: directory || run.option(&["-d", "--directory"]).is_some(),
        });
    }
    for step in &facts.steps {
        let instruction = step.innermost();
        let by = match instruction.kind {
            InstructionKind::Copy => "COPY --chmod",
            InstructionKind::Add => "ADD --chmod",
            _ => continue,
        };
        let Some(value) = instruction.flag("chmod").and_then(|flag| flag.value.as_ref()) else { continue };
        if value.has_variables() {
            continue;
        }
        let as_written = facts.file().is_some_and(|file| value.span.of(&file.text) == value.text);
        visit(ModeSet {
            step,
            mode: &value.text,
            by,
            target: instruction.words().last().map_or("", |word| &word.text),
            span: value.span,
            editable: as_written.then_some(value.span),
            directory: false,
        });
    }
}

/// A mode of octal digits.
pub(super) fn octal(mode: &str) -> Option<u32> {
    let is_octal = !mode.is_empty() && mode.len() <= 6 && mode.bytes().all(|byte| matches!(byte, b'0'..=b'7'));
    is_octal.then(|| u32::from_str_radix(mode, 8).ok()).flatten()
}

/// The clauses of a mode of letters that add or set something: for whom, and what.
pub(super) fn clauses(mode: &str) -> impl Iterator<Item = (&str, &str)> {
    mode.split(',').filter_map(|clause| {
        let at = clause.find(['+', '='])?;
        let (who, what) = clause.split_at_checked(at)?;
        let letters = who.bytes().all(|byte| matches!(byte, b'u' | b'g' | b'o' | b'a'));
        letters.then(|| (who, what.trim_start_matches(['+', '='])))
    })
}
