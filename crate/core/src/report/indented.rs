//! JSON that is indented for people, as `serde_json` does it: two spaces a level. Its own formatter writes them level by
//! level, which takes as long as all else in a report; this one writes a line's beginning in one piece.

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;
use std::io::{Result, Write};

/// Adds a value to a text, its further lines indented by `depth` levels at least.
pub(super) fn indented(text: &mut Vec<u8>, value: &(impl Serialize + ?Sized), depth: usize) {
    // Nothing in the model fails to be written, and a vector takes all.
    let _ = value.serialize(&mut Serializer::with_formatter(text, Indented { depth, is_empty: true }));
}

struct Indented {
    depth: usize,
    /// Whether nothing is in the innermost list or object yet.
    is_empty: bool,
}

/// A comma, a line feed and the spaces of thirty levels, of which each line takes what it needs.
const LINE: &[u8] = b",\n                                                            ";

impl Indented {
    fn open<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8]) -> Result<()> {
        self.depth = self.depth.saturating_add(1);
        self.is_empty = true;
        writer.write_all(bracket)
    }

    fn close<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: &[u8]) -> Result<()> {
        self.depth = self.depth.saturating_sub(1);
        if !std::mem::replace(&mut self.is_empty, false) {
            self.line(writer, true)?;
        }
        writer.write_all(bracket)
    }

    #[inline]
    fn line<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> Result<()> {
        self.is_empty = false;
        let mut left = self.depth.saturating_mul(2);
        let mut start = usize::from(first);
        loop {
            let end = left.saturating_add(2).min(LINE.len());
            writer.write_all(LINE.get(start..end).unwrap_or_default())?;
            left = left.saturating_sub(end.saturating_sub(2));
            if left == 0 {
                return Ok(());
            }
            start = 2;
        }
    }
}

impl Formatter for Indented {
    #[inline]
    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.open(writer, b"[")
    }

    #[inline]
    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.close(writer, b"]")
    }

    #[inline]
    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> Result<()> {
        self.line(writer, first)
    }

    #[inline]
    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.open(writer, b"{")
    }

    #[inline]
    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        self.close(writer, b"}")
    }

    #[inline]
    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> Result<()> {
        self.line(writer, first)
    }

    #[inline]
    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> Result<()> {
        writer.write_all(b": ")
    }
}

#[cfg(test)]
mod tests {
    use super::indented;
    use serde_json::{Value, json};

    #[test]
    fn it_is_what_serde_json_writes() {
        let mut value = json!({ "a": [], "b": {}, "c": [[], {}, null, 1, "\"\n"], "d": { "e": [{ "f": {} }, [1]] } });
        for _ in 0..40 {
            let mut text = Vec::new();
            indented(&mut text, &value, 0);
            assert_eq!(String::from_utf8(text).unwrap(), serde_json::to_string_pretty(&value).unwrap());
            value = json!([value, { "last": Value::Null }]);
        }
    }
}
