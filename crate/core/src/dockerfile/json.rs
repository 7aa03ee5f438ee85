//! The JSON form: an array of strings with the place of each. Anything else is told apart as BuildKit does: an array that
//! holds something other than strings is an error, what is not JSON at all becomes the shell form.

use std::ops::Range;

use super::source::SourceText;
use super::word::Word;
use crate::json::{Value, is_json};

/// What stands where a JSON array could be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Array {
    /// An array of strings.
    Strings(Vec<Word>),
    /// Valid JSON, but not all elements are strings.
    NotStrings,
    /// Not a JSON array.
    NotJson,
}

/// Reads a part of a text as an array.
pub(super) fn array(source: &SourceText, part: Range<usize>) -> Array {
    let whole = source.text().get(..part.end).unwrap_or_default();
    let text = whole.get(part.start..).unwrap_or_default();
    if !text.trim_start().starts_with('[') {
        return Array::NotJson;
    }
    match strings(source, whole, part.start) {
        Some(words) => Array::Strings(words),
        // Only an array that is not all strings, or broken JSON, gets here: both rare, so a second reading is cheap.
        None if is_json(text.trim()) => Array::NotStrings,
        None => Array::NotJson,
    }
}

fn strings(source: &SourceText, text: &str, from: usize) -> Option<Vec<Word>> {
    let mut words = Vec::new();
    let mut at = skip_space(text, from);
    at = expect(text, at, b'[')?;
    at = skip_space(text, at);
    if let Some(end) = expect(text, at, b']') {
        return (skip_space(text, end) == text.len()).then_some(words);
    }
    loop {
        let range = string_range(text, at)?;
        at = skip_space(text, range.end);
        let decoded = decoded(text.get(range.clone())?)?;
        words.push(Word::decoded(decoded, source.span(range)));
        if let Some(next) = expect(text, at, b',') {
            at = skip_space(text, next);
        } else {
            let end = expect(text, at, b']')?;
            return (skip_space(text, end) == text.len()).then_some(words);
        }
    }
}

/// The value of a quoted string. Most have no escapes, and control characters must not stand in one.
fn decoded(written: &str) -> Option<String> {
    let inner = written.get(1..written.len().saturating_sub(1))?;
    if inner.bytes().all(|byte| byte >= b' ' && byte != b'\\') {
        return Some(inner.to_owned());
    }
    match Value::parse(written.as_bytes()) {
        Ok(Value::Text(text)) => Some(text),
        _ => None,
    }
}

/// Range of a quoted string that starts at `at`, quotes included.
pub(super) fn string_range(text: &str, at: usize) -> Option<Range<usize>> {
    let mut end = expect(text, at, b'"')?;
    loop {
        let byte = *text.as_bytes().get(end)?;
        end = end.saturating_add(1);
        match byte {
            b'"' => return Some(at..end),
            b'\\' => end = end.saturating_add(1),
            _ => {}
        }
    }
}

fn expect(text: &str, at: usize, byte: u8) -> Option<usize> {
    (text.as_bytes().get(at) == Some(&byte)).then(|| at.saturating_add(1))
}

pub(super) fn skip_space(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    let spaces = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
    at.saturating_add(spaces)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Array {
        array(&SourceText::new(text, 0), 0..text.len())
    }

    #[test]
    fn arrays_of_strings_are_read_with_the_place_of_each() {
        let text = r#"[ "a", "b\"\u00e9 c" ]"#;
        let Array::Strings(words) = read(text) else { panic!("no array") };
        assert_eq!(words[1].text, "b\"é c");
        assert_eq!(words[0].span.of(text), "\"a\"");
        assert_eq!(read("[]"), Array::Strings(Vec::new()));
    }

    #[test]
    fn other_arrays_are_errors_and_other_text_is_not_json() {
        assert_eq!(read("[\"a\", 1]"), Array::NotStrings);
        assert_eq!(read("[[\"a\"]]"), Array::NotStrings);
        for text in ["['a']", "[\"a\",]", "[\"a\"] x", "[\"a\"", "a", "[", "[\"a", "[\"\\", "[\"\\é"] {
            assert_eq!(read(text), Array::NotJson, "{text}");
        }
    }
}
