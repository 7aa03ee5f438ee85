//! Text from images is hostile: everything that reaches a person passes through here first.

use std::fmt::Write as _;

/// Bytes as text that is safe to show: invalid UTF-8 as `\xNN`, control, bidirectional and invisible characters as
/// `\u{...}`, so that a file name can neither move a terminal's cursor nor reorder a line. Newlines too are escaped.
#[must_use]
pub fn escaped_bytes(bytes: &[u8]) -> String {
    let mut shown = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        push_escaped(&mut shown, chunk.valid());
        for byte in chunk.invalid() {
            let _ = write!(shown, "\\x{byte:02x}");
        }
    }
    shown
}

/// The same for text that is UTF-8 already.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    push_escaped(&mut shown, text);
    shown
}

/// [`escaped`], cut after `limit` characters with a count of what was left out.
#[must_use]
pub fn excerpt(text: &str, limit: usize) -> String {
    // A character has one byte or more.
    let mut characters = if text.len() <= limit { "".char_indices() } else { text.char_indices() };
    match characters.nth(limit) {
        None => escaped(text),
        Some((cut, _)) => {
            let left_out = characters.count().saturating_add(1);
            let mut shown = escaped(text.get(..cut).unwrap_or_default());
            let _ = write!(shown, "… ({left_out} more characters)");
            shown
        }
    }
}

/// The same of a text that is not needed otherwise: most can be shown as they are.
#[must_use]
pub(crate) fn excerpt_of(text: String, limit: usize) -> String {
    if text.len() <= limit && is_plain(&text) { text } else { excerpt(&text, limit) }
}

fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

fn push_escaped(shown: &mut String, text: &str) {
    if is_plain(text) {
        shown.push_str(text);
        return;
    }
    for character in text.chars() {
        if is_unsafe_to_show(character) {
            let _ = write!(shown, "\\u{{{:x}}}", u32::from(character));
        } else {
            shown.push(character);
        }
    }
}

/// Control characters (C0, C1), bidirectional marks and overrides (Unicode TR9), zero-width and other invisible
/// format characters, line and paragraph separators, variation selectors and tag characters.
fn is_unsafe_to_show(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
                | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_characters_are_shown_as_escapes() {
        assert_eq!(escaped("a\u{1b}[2Jb\nc"), "a\\u{1b}[2Jb\\u{a}c");
        assert_eq!(escaped("invoice\u{202e}fdp.exe"), "invoice\\u{202e}fdp.exe");
        assert_eq!(escaped_bytes(b"bad_\xfd_name"), "bad_\\xfd_name");
        assert_eq!(escaped("Ünïcode 名前 is kept"), "Ünïcode 名前 is kept");
    }

    #[test]
    fn an_excerpt_says_how_much_it_left_out() {
        assert_eq!(excerpt("abc", 3), "abc");
        assert_eq!(excerpt("abcdef", 3), "abc… (3 more characters)");
    }
}
