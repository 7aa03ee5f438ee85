//! What stands before and behind the command of a history line: shells, build arguments, notes of buildah.

use crate::words::{Words, words};
use std::ops::Range;

/// Words of a shell prefix at most: `/bin/bash -o errexit -o pipefail -o nounset -c`.
const MAX_SHELL_WORDS: usize = 12;

/// Length of a shell with its options at the beginning of a text, blank behind it included: `/bin/sh -c `.
pub(super) fn shell(text: &str) -> Option<usize> {
    let first = text.split(' ').next()?;
    let name = first.rsplit(['/', '\\']).next()?.to_ascii_lowercase();
    let name = name.trim_end_matches(".exe");
    let is_windows = matches!(name, "cmd" | "powershell" | "pwsh");
    if !is_windows && !matches!(name, "sh" | "bash" | "ash" | "dash" | "zsh" | "ksh") {
        return None;
    }
    let mut at = first.len();
    let mut is_value = false;
    for _ in 0..MAX_SHELL_WORDS {
        let rest = text.get(at..)?;
        let word_at = at.saturating_add(rest.len().saturating_sub(rest.trim_start_matches(' ').len()));
        let word = text.get(word_at..)?.split([' ', '\n']).next()?;
        at = word_at.saturating_add(word.len());
        let ends = if is_windows {
            word.eq_ignore_ascii_case("/c") || word.eq_ignore_ascii_case("-command")
        } else {
            word.starts_with('-') && !word.starts_with("--") && word.ends_with('c')
        };
        if ends {
            let blank = text.get(at..).is_some_and(|rest| rest.starts_with(' '));
            return Some(at.saturating_add(usize::from(blank)));
        }
        if !is_value && !word.starts_with(['-', '+', '/']) && !is_windows {
            return None;
        }
        is_value = word.starts_with(['-', '+']) && word.ends_with(['o', 'O']);
    }
    None
}

/// Place of a name and of its value.
type Argument = (Range<usize>, Range<usize>);

/// `|2 A=b C=d e /bin/sh -c cmd`: the arguments, and where the shell (or what follows the last argument) begins. Values
/// are not quoted, so one ends where the next name or the shell begins.
pub(super) fn build_arguments(text: &str) -> Option<(Vec<Argument>, usize)> {
    let rest = text.strip_prefix('|')?;
    let digits = rest.len().saturating_sub(rest.trim_start_matches(|c: char| c.is_ascii_digit()).len());
    let count: usize = rest.get(..digits)?.parse().ok()?;
    let mut at = digits.saturating_add(1);
    let mut found: Vec<Argument> = Vec::new();
    while found.len() < count {
        let name = next_name(text, at)?;
        if let Some(last) = found.last_mut() {
            last.1.end = name.start.saturating_sub(1);
        } else if name.start != at.saturating_add(1) {
            return None;
        }
        let value = name.end.saturating_add(1);
        found.push((name, value..value));
        at = value;
    }
    let tail = text.get(at..)?;
    let command = tail
        .match_indices(' ')
        .map(|(blank, _)| at.saturating_add(blank).saturating_add(1))
        .find(|start| text.get(*start..).is_some_and(|rest| shell(rest).is_some()))
        .or_else(|| tail.find(' ').map(|blank| at.saturating_add(blank).saturating_add(1)))
        .unwrap_or(text.len());
    if let Some(last) = found.last_mut() {
        let written = text.get(last.1.start..command).unwrap_or_default();
        last.1.end = last.1.start.saturating_add(written.trim_end().len());
    }
    Some((found, command))
}

/// The next ` NAME=` from `at` on: range of the name.
pub(super) fn next_name(text: &str, at: usize) -> Option<Range<usize>> {
    next_key(text, at, |character| character.is_ascii_alphanumeric() || character == '_')
}

/// The next word that is a key of these characters and an equals sign, behind a blank.
pub(super) fn next_key(text: &str, at: usize, allowed: fn(char) -> bool) -> Option<Range<usize>> {
    let mut from = at;
    loop {
        let blank = from.saturating_add(text.get(from..)?.find(' ')?);
        let start = blank.saturating_add(1);
        let rest = text.get(start..)?;
        let length = rest.len().saturating_sub(rest.trim_start_matches(allowed).len());
        let key = rest.get(..length)?;
        if rest.get(length..)?.starts_with('=') && key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            return Some(start..start.saturating_add(length));
        }
        from = start;
    }
}

/// The line without the notes that buildah puts behind it for its cache (`|unsetLabel=true|force-mtime=10`).
pub(super) fn without_buildah(line: &str) -> &str {
    static NOTES: Words = words![
        "unsetLabel",
        "inheritLabels",
        "unsetAnnotation",
        "inheritAnnotations",
        "newAnnotation",
        "force-mtime",
        "timestamp",
        "layerMutations",
        "rewrite-timestamp",
    ];
    let mut line = line.trim_end();
    while let Some((before, note)) = line.rsplit_once('|') {
        let is_note = note.split_once('=').is_some_and(|(name, value)| NOTES.contains(&name) && !value.contains(' '));
        if !is_note {
            break;
        }
        line = before.trim_end();
    }
    line
}
