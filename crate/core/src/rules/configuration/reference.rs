//! References to variables inside a word, as text. Expands nothing.

use crate::dockerfile::{Dockerfile, Span};

/// Longest text, in bytes, that is searched: a hostile one may hold a thousand names.
const MAX_SEARCHED: usize = 2048;

/// The place of the first reference to a variable in a span, or the span itself if it is not found there.
pub(super) fn place(file: &Dockerfile, span: Span, name: &str) -> Span {
    let text = span.of(&file.text);
    if text.len() > MAX_SEARCHED {
        return span;
    }
    let found = text.match_indices('$').find_map(|(at, _)| {
        let rest = text.get(at.saturating_add(1)..)?;
        let (rest, braces) = rest.strip_prefix('{').map_or((rest, 0), |rest| (rest, 1));
        let behind = rest.strip_prefix(name)?;
        if behind.starts_with(|letter: char| letter.is_ascii_alphanumeric() || letter == '_') {
            return None;
        }
        let closes = usize::from(braces == 1 && behind.starts_with('}'));
        let length = 1_usize.saturating_add(braces).saturating_add(name.len()).saturating_add(closes);
        let start = (span.start as usize).saturating_add(at);
        Some(Span::new(start, start.saturating_add(length)))
    });
    found.unwrap_or(span)
}

/// Whether the word says what holds when the variable has no value: `${name:-x}`, `${name+x}`, `${name:?x}`. Very long
/// text is taken to.
pub(super) fn has_default(raw: &str, name: &str) -> bool {
    raw.len() > MAX_SEARCHED
        || raw.match_indices("${").any(|(at, open)| {
            let rest = raw.get(at.saturating_add(open.len())..).and_then(|rest| rest.strip_prefix(name));
            rest.is_some_and(|rest| rest.trim_start_matches(':').starts_with(['-', '+', '?']))
        })
}
