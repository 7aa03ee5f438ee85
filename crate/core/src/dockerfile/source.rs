//! Text put together from pieces of the file (continuation lines, heredoc bodies) that still knows where each byte came
//! from. It must not change bytes: only leave some out.

use std::ops::Range;

use super::span::{Span, narrow};

/// Where a piece of a [`SourceText`] came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    /// Offset of the piece in the joined text.
    at: u32,
    /// Offset of the piece in the file.
    source: u32,
}

/// Joined text with the place of every byte in the file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceText {
    text: String,
    /// Offset of the first piece in the file.
    first: u32,
    /// The pieces behind the first: most texts have one only.
    pieces: Vec<Piece>,
    /// For decoded text (a JSON string with escapes), where bytes have no place of their own: the place of the whole.
    whole: Option<Span>,
}

impl SourceText {
    /// Text that stands in the file in one piece.
    #[must_use]
    pub fn new(text: &str, source: usize) -> Self {
        let mut joined = Self::default();
        joined.push(text, source);
        joined
    }

    /// Decoded text: every part of it is placed at `whole`.
    #[must_use]
    pub fn decoded(text: &str, whole: Span) -> Self {
        Self { text: text.to_owned(), whole: Some(whole), ..Self::default() }
    }

    /// The joined text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Adds a piece that starts at byte `source` of the file.
    pub(super) fn push(&mut self, text: &str, source: usize) {
        if self.text.is_empty() {
            self.first = narrow(source);
        } else if !text.is_empty() {
            self.pieces.push(Piece { at: narrow(self.text.len()), source: narrow(source) });
        }
        self.text.push_str(text);
    }

    /// Takes everything out and keeps the memory.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.pieces.clear();
        (self.first, self.whole) = (0, None);
    }

    /// Leaves out the white space at the end.
    pub(super) fn trim_end(&mut self) {
        let end = self.text.trim_end().len();
        self.text.truncate(end);
        while self.pieces.last().is_some_and(|piece| piece.at >= narrow(end)) {
            self.pieces.pop();
        }
    }

    /// Place of one byte of the joined text in the file.
    #[must_use]
    pub fn offset(&self, at: usize) -> u32 {
        if let Some(whole) = self.whole {
            return whole.start;
        }
        let at = narrow(at);
        let first = Piece { at: 0, source: self.first };
        let piece = match self.pieces.first() {
            Some(second) if second.at <= at => {
                let after = self.pieces.partition_point(|piece| piece.at <= at);
                self.pieces.get(after.saturating_sub(1)).copied().unwrap_or(first)
            }
            _ => first,
        };
        piece.source.saturating_add(at.saturating_sub(piece.at))
    }

    /// Place in the file of a range of the joined text. It ends behind the last byte of the range, so it never reaches
    /// over a continuation that follows.
    #[must_use]
    pub fn span(&self, range: Range<usize>) -> Span {
        if let Some(whole) = self.whole {
            return whole;
        }
        let start = self.offset(range.start);
        let end = match range.end.checked_sub(1) {
            Some(last) if last >= range.start => self.offset(last).saturating_add(1),
            _ => start,
        };
        Span { start, end: end.max(start) }
    }

    /// Place of the whole text.
    #[must_use]
    pub fn whole(&self) -> Span {
        self.span(0..self.text.len())
    }

    /// A part of it; out of range is empty.
    #[must_use]
    pub fn part(&self, range: Range<usize>) -> Self {
        let Some(text) = self.text.get(range.clone()) else { return Self::default() };
        if let Some(whole) = self.whole {
            return Self::decoded(text, whole);
        }
        let (start, end) = (narrow(range.start), narrow(range.end));
        let from = self.pieces.partition_point(|piece| piece.at <= start);
        let inside = self.pieces.get(from..).unwrap_or_default().iter().take_while(|piece| piece.at < end);
        let pieces = inside.map(|piece| Piece { at: piece.at.saturating_sub(start), source: piece.source }).collect();
        Self { text: text.to_owned(), first: self.offset(range.start), pieces, whole: None }
    }

    /// Without white space at either end.
    #[must_use]
    pub fn trimmed(&self) -> Self {
        let range = trimmed_range(&self.text);
        if range == (0..self.text.len()) { self.clone() } else { self.part(range) }
    }
}

/// Range of `text` without white space at either end.
pub(super) fn trimmed_range(text: &str) -> Range<usize> {
    let start = text.len().saturating_sub(text.trim_start().len());
    start..start.saturating_add(text.trim().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_reach_through_joins_and_stop_before_them() {
        //            0123456789012
        let file = "ab \\\n  cd ef";
        let mut source = SourceText::new("ab ", 0);
        source.push("  cd ef", 5);
        assert_eq!(source.text(), "ab   cd ef");
        assert_eq!(source.span(0..3), Span::new(0, 3));
        assert_eq!(source.span(5..7).of(file), "cd");
        assert_eq!(source.span(1..7).of(file), "b \\\n  cd");
        assert_eq!(source.part(5..10).span(3..5).of(file), "ef");
        assert_eq!(source.part(1..6).span(0..1).of(file), "b");
        assert_eq!(source.part(90..99).text(), "");
    }
}
