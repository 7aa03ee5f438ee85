//! JSON read strictly as a document and leniently as data.
//!
//! A document with a key twice, a number no machine holds, too deep a nesting or too many values is an error with its
//! place: two readers could understand it differently, or it is a bomb. Whether a field has the wrong type is for the
//! readers of each document to judge.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::limits::MAX_JSON_VALUES;
use crate::ordered::Set;

/// One JSON value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`, and every field that is not there.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction, or beyond 64 signed bits; no field that is read has one.
    Real,
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// An object, in the order of the document; keys are unique.
    Object(Vec<(String, Value)>),
}

static NULL: Value = Value::Null;

impl Value {
    /// Reads one document. Errors name line and column.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        Self::read(bytes, &[])
    }

    /// Reads the fields of these names, wherever they stand, and passes over all others, however many: an SBOM may have
    /// tens of megabytes. Errors name line and column.
    pub fn parse_fields(bytes: &[u8], fields: &[&str]) -> Result<Self, String> {
        Self::read(bytes, fields)
    }

    fn read(bytes: &[u8], wanted: &[&str]) -> Result<Self, String> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let budget = Cell::new(MAX_JSON_VALUES);
        let mut deserializer = serde_json::Deserializer::from_slice(bytes);
        let seed = Seed { budget: &budget, wanted };
        let value = seed.deserialize(&mut deserializer).map_err(|error| explained(&error))?;
        deserializer.end().map_err(|error| explained(&error))?;
        Ok(value)
    }

    /// The field of an object, `Null` if there is none. As in Go's decoder, which wrote and reads these documents,
    /// the exact name wins and another case of it is accepted: `"user"` does set the user of a container.
    #[must_use]
    pub fn get(&self, key: &str) -> &Self {
        let Self::Object(fields) = self else { return &NULL };
        let exact = fields.iter().find(|(name, _)| name == key);
        let folded = || fields.iter().rev().find(|(name, _)| name.eq_ignore_ascii_case(key));
        exact.or_else(folded).map_or(&NULL, |(_, value)| value)
    }

    /// Whether the value is an object that has this field, whatever its value.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        matches!(self, Self::Object(fields) if fields.iter().any(|(name, _)| name.eq_ignore_ascii_case(key)))
    }

    /// The text of a field; `None` if it is not there.
    ///
    /// # Errors
    /// If it is something else.
    pub fn text(&self, key: &str) -> Result<Option<&str>, String> {
        match self.get(key) {
            Self::Null => Ok(None),
            Self::Text(text) => Ok(Some(text)),
            other => Err(format!("{key} is {}, not text", other.type_name())),
        }
    }

    /// The elements of a list; none of anything else.
    #[must_use]
    pub fn items(&self) -> &[Self] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    /// The value's type in words.
    #[must_use]
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "true or false",
            Self::Integer(_) | Self::Real => "a number",
            Self::Text(_) => "text",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }
}

/// The message of `serde_json`, made safe to show: it may quote the document.
pub(crate) fn explained(error: &serde_json::Error) -> String {
    crate::text::excerpt(&error.to_string(), 200)
}

#[derive(Clone, Copy)]
struct Seed<'b> {
    budget: &'b Cell<u32>,
    /// The fields that are kept; all, if it is empty.
    wanted: &'b [&'b str],
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        match self.budget.get().checked_sub(1) {
            Some(left) => self.budget.set(left),
            None => return Err(D::Error::custom(format_args!("more than {MAX_JSON_VALUES} values"))),
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(i64::try_from(value).map_or(Value::Real, Value::Integer))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Value, E> {
        Ok(Value::Real)
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = sequence.next_element_seed(self)? {
            list.push(value);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut fields: Vec<(String, Value)> = Vec::new();
        let mut seen = Set::new();
        while let Some(key) = map.next_key::<String>()? {
            // What is passed over is not remembered either, or millions of keys would take more than the document.
            if !self.wanted.is_empty() && !self.wanted.contains(&key.as_str()) {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            if !seen.insert(key.clone()) {
                let key = crate::text::excerpt(&key, 60);
                return Err(A::Error::custom(format_args!("the key \"{key}\" stands twice in one object")));
            }
            let value = map.next_value_seed(self)?;
            fields.push((key, value));
        }
        Ok(Value::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_given_twice_is_an_error_with_its_place() {
        let error = Value::parse(b"{\"User\": \"app\",\n \"User\": \"root\"}").unwrap_err();
        assert!(error.contains("User") && error.contains("line 2"), "{error}");
    }

    #[test]
    fn numbers_beyond_any_machine_are_errors_with_their_place() {
        let error = Value::parse(b"[1, 1e999]").unwrap_err();
        assert!(error.contains("number out of range") && error.contains("line 1"), "{error}");
        assert_eq!(Value::parse(b"18446744073709551615").unwrap(), Value::Real);
    }

    #[test]
    fn fields_that_are_not_wanted_are_passed_over() {
        let many =
            format!(r#"{{"sbom":[{}0],"subject":[{{"name":"a","size":1}}]}}"#, "0,".repeat(MAX_JSON_VALUES as usize));
        let value = Value::parse_fields(many.as_bytes(), &["subject", "name"]).unwrap();
        assert!(!value.has("sbom"));
        let subject = &value.get("subject").items()[0];
        assert_eq!((subject.text("name"), subject.has("size")), (Ok(Some("a")), false));
        assert!(value.text("subject").unwrap_err().contains("subject is a list"));
        // A key twice is a fault only where it is read.
        assert!(Value::parse_fields(br#"{"a":1,"a":2}"#, &["subject"]).is_ok());
        assert!(Value::parse_fields(br#"{"subject":1,"subject":2}"#, &["subject"]).is_err());
    }

    #[test]
    fn deep_nesting_is_an_error_and_not_a_stack_overflow() {
        let deep = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
        assert!(Value::parse(&deep).unwrap_err().contains("recursion limit"));
    }

    #[test]
    fn a_document_of_countless_values_is_refused() {
        let many = [b"[".to_vec(), b"0,".repeat(MAX_JSON_VALUES as usize), b"0]".to_vec()].concat();
        assert!(Value::parse(&many).unwrap_err().contains("values"));
    }

    #[test]
    fn a_byte_order_mark_is_passed_over_and_junk_after_the_end_is_not() {
        assert_eq!(Value::parse(b"\xef\xbb\xbfnull").unwrap(), Value::Null);
        assert!(Value::parse(b"{} {}").unwrap_err().contains("trailing"));
        assert!(Value::parse(b"").is_err());
    }

    #[test]
    fn field_names_are_matched_as_go_does() {
        let value = Value::parse(br#"{"user":"a","USER":"b"}"#).unwrap();
        assert_eq!(value.get("user"), &Value::Text("a".into()));
        assert_eq!(value.get("User"), &Value::Text("b".into()), "the last of the other cases");
        assert_eq!(value.get("Cmd"), &Value::Null);
    }
}
