//! The values of history lines: Go's ways to print lists, maps and structs, and pairs without quotes.

use std::ops::Range;

use super::prefix;
use crate::dockerfile::instruction::{Arguments, Pair};
use crate::dockerfile::json::{skip_space, string_range};
use crate::dockerfile::source::SourceText;
use crate::dockerfile::word::{Word, split_quoted};

/// Pairs of ENV, ARG or LABEL. History has no quotes: a value ends where the next ` NAME=` begins, so `A=b c` is one pair
/// and `A=1 B=2` are two. Lines with quotes that a Dockerfile could have (kaniko copies them) are read as in one.
pub(super) fn pairs(rest: &SourceText, label: bool) -> Vec<Pair> {
    let text = rest.text();
    if text.contains(['"', '\'']) {
        let words = split_quoted(text, '\\');
        let quoted = |range: &Range<usize>| text.get(range.clone()).is_some_and(is_quoted_pair);
        if words.iter().all(quoted) {
            return words.into_iter().map(|range| pair(rest, range, true)).collect();
        }
    }
    let allowed: fn(char) -> bool = if label {
        |c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/')
    } else {
        |c| c.is_ascii_alphanumeric() || c == '_'
    };
    let mut pairs = Vec::new();
    let mut start = 0;
    let first = text.find('=').unwrap_or(text.len());
    let mut at = first;
    while let Some(key) = prefix::next_key(text, at, allowed) {
        pairs.push(pair(rest, start..key.start.saturating_sub(1), false));
        start = key.start;
        at = key.end;
    }
    pairs.push(pair(rest, start..text.len(), false));
    pairs
}

/// `NAME=value` where quotes, if any, are those of a Dockerfile: they are closed.
fn is_quoted_pair(word: &str) -> bool {
    word.contains('=') && crate::dockerfile::expand::unquoted(word, '\\').is_some()
}

fn pair(rest: &SourceText, range: Range<usize>, quoted: bool) -> Pair {
    let written = rest.text().get(range.clone()).unwrap_or_default();
    match written.find('=') {
        None => Pair { name: Word::plain(rest, range), value: None },
        Some(equals) => {
            let equals = range.start.saturating_add(equals);
            let value = equals.saturating_add(1)..range.end;
            let word = |range| if quoted { Word::new(rest, range, '\\') } else { Word::plain(rest, range) };
            Pair { name: word(range.start..equals), value: Some(word(value)) }
        }
    }
}

/// `map[22/tcp:{} 80/tcp:{}]`, `[/data /logs]`, or plain words.
pub(super) fn set(rest: &SourceText) -> Vec<Word> {
    let text = rest.text();
    let inner = text.strip_prefix("map[").or_else(|| text.strip_prefix('['));
    let start = inner.map_or(0, |inner| text.len().saturating_sub(inner.len()));
    let end = if inner.is_some() && text.ends_with(']') { text.len().saturating_sub(1) } else { text.len() };
    let mut words = Vec::new();
    let mut at = start;
    for field in text.get(start..end).unwrap_or_default().split(' ') {
        let word = field.strip_suffix(":{}").unwrap_or(field).trim_matches(['"', ',']);
        let skip = field.len().saturating_sub(field.trim_start_matches(['"', ',']).len());
        let from = at.saturating_add(skip);
        if !word.is_empty() {
            words.push(Word::plain(rest, from..from.saturating_add(word.len())));
        }
        at = at.saturating_add(field.len()).saturating_add(1);
    }
    words
}

/// Go's `%q` of a list from `at` on: `["a" "b c"]`, with or without commas. Gives the words and the end.
pub(super) fn quoted_list(rest: &SourceText, at: usize) -> Option<(Vec<Word>, usize)> {
    let text = rest.text();
    let mut at = at;
    if text.as_bytes().get(at) != Some(&b'[') {
        return None;
    }
    at = skip_space(text, at.saturating_add(1));
    let mut words = Vec::new();
    loop {
        match text.as_bytes().get(at)? {
            b']' => return Some((words, at.saturating_add(1))),
            b',' if !words.is_empty() => at = at.saturating_add(1),
            _ => {
                let range = string_range(text, at)?;
                let inner = text.get(range.start.saturating_add(1)..range.end.saturating_sub(1))?;
                at = range.end;
                let decoded = unescaped(inner);
                words.push(Word::decoded(decoded, rest.span(range)));
            }
        }
        at = skip_space(text, at);
    }
}

/// Go's escapes in a double-quoted string.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            out.push(character);
            continue;
        }
        let escape = characters.next();
        let digits = match escape {
            Some('x') => 2,
            Some('u') => 4,
            Some('U') => 8,
            _ => 0,
        };
        if digits > 0 {
            let code: String = characters.by_ref().take(digits).collect();
            let code = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32);
            out.push(code.unwrap_or(char::REPLACEMENT_CHARACTER));
            continue;
        }
        match escape {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => out.push('\r'),
            Some(other) => out.push(other),
            None => {}
        }
    }
    out
}

/// `&{["CMD-SHELL" "curl -f u || exit 1"] "30s" ...}` of both builders; other forms are those of a Dockerfile.
pub(super) fn healthcheck(rest: &SourceText) -> Option<Arguments> {
    let text = rest.text();
    if !text.starts_with("&{") && !text.starts_with('{') {
        return None;
    }
    let (mut words, _) = quoted_list(rest, text.find('[')?)?;
    if words.is_empty() {
        return None;
    }
    let mut mode = words.remove(0);
    let test = match mode.text.as_str() {
        "NONE" => Arguments::None,
        "CMD-SHELL" => {
            let command = words.first()?;
            // With an escape in it, bytes have no place of their own.
            let range = string_of(rest, command)?;
            if text.get(range.clone()) == Some(command.text.as_str()) {
                Arguments::Shell(rest.part(range))
            } else {
                Arguments::Shell(SourceText::decoded(&command.text, command.span))
            }
        }
        _ => Arguments::Exec(words),
    };
    if mode.text == "CMD-SHELL" {
        "CMD".clone_into(&mut mode.text);
    }
    Some(Arguments::Healthcheck { mode, test: Box::new(test) })
}

/// Range inside the quotes of a word that stands in one piece of the text.
fn string_of(rest: &SourceText, word: &Word) -> Option<Range<usize>> {
    let offset = rest.offset(0);
    let start = word.span.start.checked_sub(offset)? as usize;
    let end = word.span.end.checked_sub(offset)? as usize;
    Some(start.saturating_add(1)..end.saturating_sub(1))
}
