//! Places in a text: byte spans, and lines and columns for people. Knows nothing of what the text means.

use serde::{Deserialize, Serialize};

/// A stretch of the text, in bytes from its start; `end` is exclusive. Both are on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// From byte offsets; offsets beyond 4 GiB are held at the end (a Dockerfile is far smaller).
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start: narrow(start), end: narrow(end) }
    }

    /// The text it covers, empty if it lies outside of `text`.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.range()).unwrap_or_default()
    }

    /// The same as a range of `usize`.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// From the start of this span to the end of the other.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start, end: other.end.max(self.start) }
    }

    /// Whether the byte at `offset` is inside.
    #[must_use]
    pub fn holds(self, offset: u32) -> bool {
        (self.start..self.end).contains(&offset)
    }
}

pub(super) fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// A place for people: both count from 1, the column in characters (Unicode scalar values).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// Bytes between two counted places. A look-up counts at most this many, whatever the length of the line.
const STRIDE: usize = 256;

/// Finds line and column of an offset in logarithmic time; built in one pass.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LineIndex {
    /// Byte offset of each line's first character (behind a byte order mark in line 1).
    starts: Vec<u32>,
    /// Characters that begin before byte `STRIDE * n`; empty when the text is ASCII.
    characters: Vec<u32>,
}

impl LineIndex {
    /// Reads the whole text once.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mark = if text.starts_with('\u{feff}') { 3 } else { 0 };
        let mut starts = vec![mark];
        let mut at = 0_usize;
        while let Some(length) = text.as_bytes().get(at..).and_then(|rest| plimsoll_sieve::find(b'\n', rest)) {
            at = at.saturating_add(length).saturating_add(1);
            starts.push(narrow(at));
        }
        let mut characters = Vec::new();
        if !text.is_ascii() {
            let mut count = 0_u32;
            for chunk in text.as_bytes().chunks(STRIDE) {
                characters.push(count);
                count = count.saturating_add(beginnings(chunk));
            }
        }
        Self { starts, characters }
    }

    /// Lines of the text; text that ends in a line feed has an empty last one.
    #[must_use]
    pub fn lines(&self) -> u32 {
        narrow(self.starts.len())
    }

    /// Line and column of a byte offset of the text that the index was made from.
    #[must_use]
    pub fn position(&self, text: &str, offset: u32) -> Position {
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let before = self.characters_before(text, offset).saturating_sub(self.characters_before(text, start));
        Position { line: narrow(line), column: before.saturating_add(1) }
    }

    /// Bytes of a line (from 1) without its line feed, as a span of `text`.
    #[must_use]
    pub fn line_span(&self, text: &str, line: u32) -> Option<Span> {
        let at = (line as usize).checked_sub(1)?;
        let start = *self.starts.get(at)?;
        let end = self.starts.get(at.saturating_add(1)).map_or(narrow(text.len()), |next| next.saturating_sub(1));
        Some(Span { start, end: end.max(start) })
    }

    fn characters_before(&self, text: &str, offset: u32) -> u32 {
        if self.characters.is_empty() {
            return offset;
        }
        let chunk = (offset as usize).checked_div(STRIDE).unwrap_or(0);
        let from = chunk.saturating_mul(STRIDE);
        let counted = self.characters.get(chunk).or(self.characters.last()).copied().unwrap_or(0);
        let rest = text.as_bytes().get(from..(offset as usize).min(text.len())).unwrap_or_default();
        counted.saturating_add(beginnings(rest))
    }
}

/// Characters that begin in these bytes: every byte of UTF-8 but the continuation bytes.
fn beginnings(bytes: &[u8]) -> u32 {
    narrow(bytes.iter().filter(|byte| (**byte & 0xc0) != 0x80).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_count_from_one() {
        let text = "FROM a\nRUN é x\n";
        let index = LineIndex::new(text);
        assert_eq!(index.position(text, 0), Position { line: 1, column: 1 });
        assert_eq!(index.position(text, 7), Position { line: 2, column: 1 });
        let x = u32::try_from(text.find('x').unwrap()).unwrap();
        assert_eq!(index.position(text, x), Position { line: 2, column: 7 });
        assert_eq!(index.position(text, 999).line, 3);
        assert_eq!(index.line_span(text, 2).unwrap().of(text), "RUN é x");
        assert_eq!(index.line_span(text, 9), None);
    }

    #[test]
    fn columns_are_right_far_into_a_long_line_that_is_not_ascii() {
        let text = format!("a\n{}z", "é".repeat(5000));
        let index = LineIndex::new(&text);
        let z = u32::try_from(text.len() - 1).unwrap();
        assert_eq!(index.position(&text, z), Position { line: 2, column: 5001 });
    }

    #[test]
    fn a_byte_order_mark_takes_no_column() {
        let text = "\u{feff}FROM a";
        assert_eq!(LineIndex::new(text).position(text, 3), Position { line: 1, column: 1 });
    }
}
