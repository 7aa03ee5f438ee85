//! What all readers of configuration share: lines with their numbers, and the account of those that were not understood.

use crate::ordered::Map;
use std::borrow::Cow;
use std::sync::Arc;

/// A line of a file of the root file system.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// Clean path without leading slash; shared by all lines of the file.
    pub path: Arc<[u8]>,
    /// From 1.
    pub line: u32,
}

impl At {
    /// That line of that file.
    #[must_use]
    pub fn new(path: &Arc<[u8]>, line: u32) -> Self {
        Self { path: Arc::clone(path), line }
    }
}

/// The lines of a text, trimmed, with their numbers.
pub(super) fn numbered(body: &[u8]) -> impl Iterator<Item = (u32, Cow<'_, str>)> {
    let lines = body.split(|byte| *byte == b'\n').zip(1_u32..);
    lines.map(|(line, number)| (number, String::from_utf8_lossy(line.trim_ascii())))
}

/// The same without empty lines and comments that begin with `#`.
pub(super) fn significant(body: &[u8]) -> impl Iterator<Item = (u32, Cow<'_, str>)> {
    numbered(body).filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

/// Lines joined where one ends with a backslash; each has the number of its first. Comments and empty lines are kept.
pub(super) fn continued(body: &[u8]) -> Vec<(u32, String)> {
    let mut joined: Vec<(u32, String)> = Vec::new();
    let mut open = false;
    for (number, line) in numbered(body) {
        let (text, goes_on) = line.strip_suffix('\\').map_or((line.as_ref(), false), |text| (text, true));
        match joined.last_mut().filter(|_| open) {
            Some((_, before)) => {
                before.push(' ');
                before.push_str(text.trim());
            }
            None => joined.push((number, text.trim_end().to_owned())),
        }
        open = goes_on;
    }
    joined
}

/// Splits at a separator that stands outside double quotes, parentheses and behind no backslash.
pub(super) fn split_outside(text: &str, separator: char) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth, mut quoted, mut escaped) = (0, 0_u32, false, false);
    for (at, character) in text.char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            '(' if !quoted => depth = depth.saturating_add(1),
            ')' if !quoted => depth = depth.saturating_sub(1),
            _ if character == separator && !quoted && depth == 0 => {
                parts.push(text.get(start..at).unwrap_or_default().trim());
                start = at.saturating_add(character.len_utf8());
            }
            _ => {}
        }
    }
    parts.push(text.get(start..).unwrap_or_default().trim());
    parts
}

/// Lines that no reader understood, by file.
#[derive(Debug, Default)]
pub(super) struct Unreadable {
    files: Map<Arc<[u8]>, (Vec<u32>, u32)>,
}

impl Unreadable {
    /// Lines that are named for each file; the rest is counted.
    const NAMED: usize = 5;

    pub(super) fn add(&mut self, at: &At) {
        self.files.change(Arc::clone(&at.path), |(lines, more)| {
            if lines.len() < Self::NAMED {
                lines.push(at.line);
            } else {
                *more = more.saturating_add(1);
            }
        });
    }

    /// Path, first lines, and how many more there are.
    pub(super) fn files(&self) -> impl Iterator<Item = (&[u8], &[u32], u32)> {
        self.files.iter().map(|(path, (lines, more))| (path.as_ref(), lines.as_slice(), *more))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_go_on_are_joined_under_their_first_number() {
        let joined = continued(b"a \\\n  b\\\nc\nd\n# e \\\nf\n\\");
        let expected = [(1, "a b c"), (4, "d"), (5, "# e f"), (7, "")];
        assert_eq!(joined, expected.map(|(number, text)| (number, text.to_owned())));
    }

    #[test]
    fn separators_in_quotes_parentheses_and_behind_backslashes_do_not_split() {
        assert_eq!(split_outside("a, (b,c) d, \"e,f\", g\\,h", ','), ["a", "(b,c) d", "\"e,f\"", "g\\,h"]);
        assert_eq!(split_outside("", ','), [""]);
        assert_eq!(split_outside("a)),b((,c", ','), ["a))", "b((,c"]);
    }
}
