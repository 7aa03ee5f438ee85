//! Words of an instruction: split at white space, with or without regard to quotes, as each instruction wants.

use std::ops::Range;

use super::expand;
use super::source::SourceText;
use super::span::Span;

/// One word with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Without quotes and escapes; variable references stay as they are written.
    pub text: String,
    /// As written, where that is another text: most words have no quotes.
    written: Option<Box<str>>,
    /// Its place in the file, from the first to the last byte, continuations included.
    pub span: Span,
}

impl Word {
    /// A word of a joined line. When its quotes do not close, `text` is as written.
    pub(super) fn new(source: &SourceText, range: Range<usize>, escape: char) -> Self {
        Self::checked(source, range, escape).0
    }

    /// The same, and whether BuildKit can read it.
    pub(super) fn checked(source: &SourceText, range: Range<usize>, escape: char) -> (Self, bool) {
        let raw = source.text().get(range.clone()).unwrap_or_default();
        let span = source.span(range);
        if expand::is_plain(raw) {
            return (Self::decoded(raw.to_owned(), span), true);
        }
        let text = expand::unquoted(raw, escape);
        let is_read = text.is_some();
        let text = text.unwrap_or_else(|| raw.to_owned());
        let written = (text != raw).then(|| Box::from(raw));
        (Self { text, written, span }, is_read)
    }

    /// A word whose text is final: nothing in it is a quote.
    pub(super) fn plain(source: &SourceText, range: Range<usize>) -> Self {
        Self::decoded(source.text().get(range.clone()).unwrap_or_default().to_owned(), source.span(range))
    }

    /// Text that was decoded otherwise, as that of a JSON string.
    pub(super) fn decoded(text: String, span: Span) -> Self {
        Self { text, written: None, span }
    }

    /// As written, continuations left out. What [`super::expand`] takes.
    #[must_use]
    pub fn raw(&self) -> &str {
        self.written.as_deref().unwrap_or(&self.text)
    }

    /// Whether a variable is read in it (a dollar sign that is not escaped or in single quotes).
    #[must_use]
    pub fn has_variables(&self) -> bool {
        self.raw().contains('$')
    }
}

/// White space that separates words for BuildKit where it splits by expression; other Unicode spaces belong to the word.
pub(super) fn is_separator(character: char) -> bool {
    matches!(character, '\t' | '\u{b}' | '\u{c}' | '\r' | ' ')
}

/// The next range between white space from `at` on, quotes not regarded (EXPOSE, FROM, ADD, COPY, VOLUME).
pub(super) fn next_plain(text: &str, at: usize) -> Option<Range<usize>> {
    // Separators are ASCII, so no byte of another character is taken for one.
    let separates = |byte: &u8| is_separator(char::from(*byte));
    let rest = text.as_bytes().get(at..)?;
    let start = at.saturating_add(rest.iter().position(|byte| !separates(byte))?);
    let word = text.as_bytes().get(start..)?;
    let length = word.iter().position(separates).unwrap_or(word.len());
    Some(start..start.saturating_add(length))
}

/// All ranges of [`next_plain`].
pub(super) fn split(text: &str) -> Vec<Range<usize>> {
    std::iter::successors(next_plain(text, 0), |last| next_plain(text, last.end)).collect()
}

/// Ranges between white space outside of quotes (ENV, LABEL, ARG, flags). A quote that does not close reaches to the end.
pub(super) fn split_quoted(text: &str, escape: char) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(range) = next_quoted(text, at, escape) {
        at = range.end;
        words.push(range);
    }
    words
}

/// The next word from `at` on, quotes and escapes regarded.
pub(super) fn next_quoted(text: &str, at: usize, escape: char) -> Option<Range<usize>> {
    let rest = text.get(at..)?.trim_start();
    let start = text.len().saturating_sub(rest.len());
    if rest.is_empty() {
        return None;
    }
    let mut quote = None;
    let mut at = 0_usize;
    // What is neither a quote nor the escape nor beyond the letters and signs of ASCII is passed over at once.
    let special =
        |byte: &u8| *byte <= b' ' || *byte > b'~' || matches!(byte, b'\'' | b'"') || char::from(*byte) == escape;
    while let Some(found) = rest.as_bytes().get(at..).and_then(|rest| rest.iter().position(special)) {
        at = at.saturating_add(found);
        let Some(character) = rest.get(at..).and_then(|rest| rest.chars().next()) else { break };
        let offset = at;
        at = at.saturating_add(character.len_utf8());
        match quote {
            None if character.is_whitespace() => return Some(start..start.saturating_add(offset)),
            None if matches!(character, '\'' | '"') => quote = Some(character),
            Some(open) if character == open => quote = None,
            _ if character == escape && quote != Some('\'') => {
                let escaped = rest.get(at..).and_then(|rest| rest.chars().next());
                at = at.saturating_add(escaped.map_or(0, char::len_utf8));
            }
            _ => {}
        }
    }
    Some(start..text.len())
}
