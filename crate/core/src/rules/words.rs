//! What the words of a Dockerfile are to a build, and the stretches of its text that an edit takes. Must not judge.

use crate::dockerfile::{Span, Word};
use crate::facts::Facts;
use std::borrow::Cow;

/// The value of a word of the instruction with that index; `None` where a variable has no value that is known.
pub(super) fn known<'w>(facts: &Facts<'_>, index: usize, word: &'w Word) -> Option<Cow<'w, str>> {
    if !word.has_variables() {
        return Some(Cow::Borrowed(&word.text));
    }
    let expanded = facts.dockerfile?.model.expanded(index, word)?;
    let value = expanded.value.as_ref().ok().filter(|_| expanded.unset.is_empty())?;
    Some(Cow::Owned(value.clone()))
}

/// Whether a path of a build is absolute, on Linux or Windows.
pub(super) fn is_absolute(path: &str) -> bool {
    path.starts_with(['/', '\\']) || path.get(1..2) == Some(":")
}

/// Where the text of a word stands, without the quotes round it; `None` where it is written in another way.
pub(super) fn bare(text: &str, word: &Word) -> Option<Span> {
    let written = word.span.of(text);
    if written == word.text {
        return Some(word.span);
    }
    let inner = ['"', '\''].iter().find_map(|quote| written.strip_prefix(*quote)?.strip_suffix(*quote))?;
    let inside = Span { start: word.span.start.saturating_add(1), end: word.span.end.saturating_sub(1) };
    (inner == word.text).then_some(inside)
}

/// A span and the blanks behind it in its line.
pub(super) fn and_blanks(text: &str, span: Span) -> Span {
    let rest = text.get(span.end as usize..).unwrap_or_default();
    let blanks = rest.len().saturating_sub(rest.trim_start_matches([' ', '\t']).len());
    Span { end: span.end.saturating_add(u32::try_from(blanks).unwrap_or(0)), ..span }
}

/// The whole lines of a span that stands alone in them, with the last line feed.
pub(super) fn lines(text: &str, span: Span) -> Span {
    let before = text.get(..span.start as usize).unwrap_or_default();
    let indent = before.len().saturating_sub(before.trim_end_matches([' ', '\t']).len());
    let after = text.get(span.end as usize..).unwrap_or_default();
    let end = after.find('\n').map_or(after.len(), |feed| feed.saturating_add(1));
    Span {
        start: span.start.saturating_sub(u32::try_from(indent).unwrap_or(0)),
        end: span.end.saturating_add(u32::try_from(end).unwrap_or(0)),
    }
}
