//! Writes what can be serialized, byte for byte as `serde_json` does it: minified, or indented for people by two spaces a
//! level. A report is mostly short texts under names of our own, and `serde_json` takes several times as long for those
//! names and for finding what is to be escaped as for all else: here a line's beginning and its key are written in one
//! piece, and texts are looked at in pieces.
//!
//! For what our types are made of. Floating point, characters, and what JSON has no form of its own for are refused.

use serde::ser::{Impossible, Serialize, SerializeMap, SerializeSeq, SerializeStruct, Serializer};
use std::fmt::Error;

/// The value without white space.
#[must_use]
pub fn minified(value: &(impl Serialize + ?Sized)) -> String {
    let mut text = Vec::new();
    write(value, &mut Writer { text: &mut text, depth: None });
    String::from_utf8(text).unwrap_or_default()
}

/// Adds the value to a text, its further lines indented by `depth` levels at least. Bytes in it are JSON that was written
/// before, at the very depth at which they stand.
pub fn indented(text: &mut Vec<u8>, value: &(impl Serialize + ?Sized), depth: usize) {
    write(value, &mut Writer { text, depth: Some(depth) });
}

/// Text as a JSON string, quotes included.
#[must_use]
pub fn quoted(text: &str) -> String {
    minified(text)
}

fn write(value: &(impl Serialize + ?Sized), writer: &mut Writer<'_>) {
    let written = value.serialize(writer);
    debug_assert!(written.is_ok(), "a type has a form that is not written");
}

struct Writer<'t> {
    text: &'t mut Vec<u8>,
    /// How many levels a new line is indented; `None`: there are no lines.
    depth: Option<usize>,
}

/// A comma, a line feed and the spaces of thirty levels, of which each line takes what it needs.
const LINE: &[u8] = b",\n                                                            ";

/// Bytes of a text that are looked at together.
const PIECE: usize = 16;

impl<'t> Writer<'t> {
    fn add(&mut self, bytes: &[u8]) {
        self.text.extend_from_slice(bytes);
    }

    /// A new line, with a comma before it unless it is the first in its list or object.
    #[inline]
    fn line(&mut self, is_first: bool) {
        let Some(depth) = self.depth else {
            self.add(if is_first { b"" } else { b"," });
            return;
        };
        let mut left = depth.saturating_mul(2);
        let mut start = usize::from(is_first);
        loop {
            let end = left.saturating_add(2).min(LINE.len());
            self.add(LINE.get(start..end).unwrap_or_default());
            left = left.saturating_sub(end.saturating_sub(2));
            if left == 0 {
                return;
            }
            start = 2;
        }
    }

    fn colon(&mut self) {
        self.add(if self.depth.is_some() { b": " } else { b":" });
    }

    fn quoted(&mut self, text: &str) {
        // Nearly all texts are as long as they are written.
        self.text.reserve(text.len().saturating_add(2));
        self.text.push(b'"');
        let mut rest = text.as_bytes();
        loop {
            let (plain, behind) = rest.split_at_checked(plain_length(rest)).unwrap_or((rest, &[]));
            self.add(plain);
            let Some((byte, behind)) = behind.split_first() else { break };
            self.escaped(*byte);
            rest = behind;
        }
        self.text.push(b'"');
    }

    fn escaped(&mut self, byte: u8) {
        let letter = match byte {
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            0x08 => b'b',
            0x0c => b'f',
            b'"' | b'\\' => byte,
            _ => {
                let digit = |nibble: u8| nibble.wrapping_add(if nibble < 10 { b'0' } else { b'a' - 10 });
                return self.add(&[b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte & 15)]);
            }
        };
        self.add(&[b'\\', letter]);
    }

    fn begin<'w>(&'w mut self, brackets: [u8; 2]) -> Open<'w, 't> {
        let [open, close] = brackets;
        self.text.push(open);
        self.depth = self.depth.map(|depth| depth.saturating_add(1));
        Open { writer: self, close, is_empty: true }
    }
}

const fn is_plain(byte: u8) -> bool {
    byte >= 0x20 && byte != b'"' && byte != b'\\'
}

/// How many bytes stand before the first that is to be escaped.
fn plain_length(bytes: &[u8]) -> usize {
    let (pieces, _) = bytes.as_chunks::<PIECE>();
    // Without an early end the bytes of a piece are compared at once.
    let is_plain_piece = |piece: &&[u8; PIECE]| piece.iter().fold(true, |plain, byte| plain & is_plain(*byte));
    let length = pieces.iter().take_while(is_plain_piece).count().saturating_mul(PIECE);
    let rest = bytes.get(length..).unwrap_or_default();
    length.saturating_add(rest.iter().take_while(|byte| is_plain(**byte)).count())
}

/// A list or an object that is not closed yet.
struct Open<'w, 't> {
    writer: &'w mut Writer<'t>,
    close: u8,
    is_empty: bool,
}

impl Open<'_, '_> {
    #[inline]
    fn line(&mut self) {
        self.writer.line(std::mem::replace(&mut self.is_empty, false));
    }

    fn close(self) {
        self.writer.depth = self.writer.depth.map(|depth| depth.saturating_sub(1));
        if !self.is_empty {
            self.writer.line(true);
        }
        self.writer.text.push(self.close);
    }
}

impl SerializeSeq for Open<'_, '_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.line();
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<(), Error> {
        self.close();
        Ok(())
    }
}

impl SerializeMap for Open<'_, '_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.line();
        let start = self.writer.text.len();
        key.serialize(&mut *self.writer)?;
        // Keys are texts.
        if self.writer.text.get(start) == Some(&b'"') { Ok(()) } else { Err(Error) }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.writer.colon();
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<(), Error> {
        self.close();
        Ok(())
    }
}

impl SerializeStruct for Open<'_, '_> {
    type Ok = ();
    type Error = Error;

    /// The names of fields are ours: nothing in them is to be escaped.
    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        self.line();
        self.writer.text.push(b'"');
        self.writer.add(key.as_bytes());
        self.writer.text.push(b'"');
        self.writer.colon();
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Result<(), Error> {
        self.close();
        Ok(())
    }
}

impl<'w, 't> Serializer for &'w mut Writer<'t> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Open<'w, 't>;
    type SerializeTuple = Impossible<(), Error>;
    type SerializeTupleStruct = Impossible<(), Error>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Open<'w, 't>;
    type SerializeStruct = Open<'w, 't>;
    type SerializeStructVariant = Impossible<(), Error>;

    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        self.add(if value { b"true" } else { b"false" });
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Result<(), Error> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<(), Error> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<(), Error> {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(self, value: i64) -> Result<(), Error> {
        if value < 0 {
            self.text.push(b'-');
        }
        self.serialize_u64(value.unsigned_abs())
    }

    fn serialize_u8(self, value: u8) -> Result<(), Error> {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), Error> {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), Error> {
        self.serialize_u64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<(), Error> {
        // The largest number has twenty digits.
        let (mut digits, mut left, mut start) = ([b'0'; 20], value, 20_usize);
        while let Some(digit) = start.checked_sub(1).and_then(|before| digits.get_mut(before)) {
            *digit = b'0' | (left % 10) as u8;
            start = start.saturating_sub(1);
            left /= 10;
            if left == 0 {
                break;
            }
        }
        self.add(digits.get(start..).unwrap_or_default());
        Ok(())
    }

    fn serialize_f32(self, _: f32) -> Result<(), Error> {
        Err(Error)
    }

    fn serialize_f64(self, _: f64) -> Result<(), Error> {
        Err(Error)
    }

    fn serialize_char(self, _: char) -> Result<(), Error> {
        Err(Error)
    }

    fn serialize_str(self, value: &str) -> Result<(), Error> {
        self.quoted(value);
        Ok(())
    }

    fn serialize_bytes(self, json: &[u8]) -> Result<(), Error> {
        self.add(json);
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.add(b"null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Error> {
        Err(Error)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'w, 't>, Error> {
        Ok(self.begin(*b"[]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Error> {
        Err(Error)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, Error> {
        Err(Error)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Error> {
        Err(Error)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Open<'w, 't>, Error> {
        Ok(self.begin(*b"{}"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Open<'w, 't>, Error> {
        Ok(self.begin(*b"{}"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Error> {
        Err(Error)
    }
}

#[cfg(test)]
mod tests {
    use super::{indented, minified};
    use proptest::prelude::*;
    use serde::Serialize;
    use serde_json::{Value, json};

    fn assert_written(value: &impl Serialize) {
        let mut text = Vec::new();
        indented(&mut text, value, 0);
        assert_eq!(String::from_utf8(text).unwrap(), serde_json::to_string_pretty(value).unwrap());
        assert_eq!(minified(value), serde_json::to_string(value).unwrap());
    }

    #[test]
    fn it_is_what_serde_json_writes() {
        let mut value = json!({ "a": [], "b": {}, "c": [[], {}, null, 1, "\"\n"], "d": { "e": [{ "f": {} }, [1]] } });
        for _ in 0..40 {
            assert_written(&value);
            value = json!([value, { "last": Value::Null }]);
        }
    }

    #[test]
    fn numbers_and_all_characters_are_written_as_serde_json_does() {
        let characters: String = (0..300_u32).filter_map(char::from_u32).collect();
        assert_written(
            &json!([u64::MAX, i64::MIN, 0, -1, 10, 907, true, false, characters, { characters.clone(): 1 }]),
        );
    }

    proptest! {
        #[test]
        fn texts_are_written_as_serde_json_does(text in "[ -~]{0,40}[\\x00-\\x7f]{0,4}\\PC{0,20}") {
            assert_written(&text);
        }
    }
}
