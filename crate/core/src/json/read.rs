//! JSON read strictly as a document and leniently as data.
//!
//! A document with a key twice, a number no machine holds, too deep a nesting or too many values is an error with its
//! place: two readers could understand it differently, or it is a bomb. Whether a field has the wrong type is for the
//! readers of each document to judge.

use std::borrow::Cow;

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
        let mut reader = Reader { bytes, at: 0, budget: MAX_JSON_VALUES, wanted };
        reader.document(true).map_err(|what| reader.explained(&what))
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

/// Whether a text is one JSON value, whatever it holds.
pub(crate) fn is_json(text: &str) -> bool {
    Reader { bytes: text.as_bytes(), at: 0, budget: 0, wanted: &[] }.document(false).is_ok()
}

/// Most lists and objects within each other: their reader calls itself.
const MAX_DEPTH: u32 = 127;

/// Decimal exponent of the largest number of 64-bit floating point.
const MAX_EXPONENT: i64 = 308;

/// Reads a document from its start to its end. A reader of its own, since a common one makes floating point of every
/// number, with its tables of powers; that one judges it in tests.
struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
    /// Values that may still be kept.
    budget: u32,
    /// The fields that are kept; all, if it is empty.
    wanted: &'b [&'b str],
}

/// What is wrong; it stands where the reader is.
type Fault = Cow<'static, str>;

impl<'b> Reader<'b> {
    fn explained(&self, what: &str) -> String {
        let before = self.bytes.get(..self.at).unwrap_or(self.bytes);
        let line = before.iter().filter(|byte| **byte == b'\n').count().saturating_add(1);
        let column = before.iter().rev().take_while(|byte| **byte != b'\n').count().saturating_add(1);
        format!("{what} at line {line} column {column}")
    }

    fn rest(&self) -> &'b [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip(&mut self, count: usize) {
        self.at = self.at.saturating_add(count);
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.skip(1);
        Some(byte)
    }

    /// Passes over this, if it stands here.
    fn eat(&mut self, what: &[u8]) -> bool {
        let is_here = self.rest().starts_with(what);
        if is_here {
            self.skip(what.len());
        }
        is_here
    }

    /// The bytes that stand here and are all of this kind.
    fn take(&mut self, of: fn(u8) -> bool) -> &'b [u8] {
        let rest = self.rest();
        let count = rest.iter().take_while(|byte| of(**byte)).count();
        self.skip(count);
        rest.get(..count).unwrap_or_default()
    }

    fn space(&mut self) {
        self.take(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    }

    fn document(&mut self, keep: bool) -> Result<Value, Fault> {
        let value = self.value(0, keep)?;
        self.space();
        if self.peek().is_none() { Ok(value) } else { Err("trailing characters".into()) }
    }

    /// A value; nothing of it is remembered unless it is to be kept.
    fn value(&mut self, depth: u32, keep: bool) -> Result<Value, Fault> {
        self.space();
        if keep {
            match self.budget.checked_sub(1) {
                Some(left) => self.budget = left,
                None => return Err(format!("more than {MAX_JSON_VALUES} values").into()),
            }
        }
        match self.peek() {
            None => Err("the document ends where a value should stand".into()),
            Some(b'"') => Ok(Value::Text(self.text(keep)?)),
            Some(b'[' | b'{') if depth == MAX_DEPTH => Err("recursion limit exceeded".into()),
            Some(b'[') => self.list(depth.saturating_add(1), keep),
            Some(b'{') => self.object(depth.saturating_add(1), keep),
            Some(b'-' | b'0'..=b'9') => self.number(keep),
            _ if self.eat(b"null") => Ok(Value::Null),
            _ if self.eat(b"true") => Ok(Value::Bool(true)),
            _ if self.eat(b"false") => Ok(Value::Bool(false)),
            _ => Err("expected value".into()),
        }
    }

    /// Whether another part follows in a list or an object that ends so.
    fn goes_on(&mut self, end: u8, is_first: bool) -> Result<bool, Fault> {
        self.space();
        match self.peek() {
            Some(byte) if byte == end => {
                self.skip(1);
                Ok(false)
            }
            Some(_) if is_first || self.eat(b",") => Ok(true),
            Some(_) => Err(format!("expected `,` or `{}`", char::from(end)).into()),
            None => Err("the document ends in a list or an object".into()),
        }
    }

    fn list(&mut self, depth: u32, keep: bool) -> Result<Value, Fault> {
        let (mut list, mut is_first) = (Vec::new(), true);
        self.skip(1);
        while self.goes_on(b']', is_first)? {
            is_first = false;
            let value = self.value(depth, keep)?;
            if keep {
                list.push(value);
            }
        }
        Ok(Value::List(list))
    }

    fn object(&mut self, depth: u32, keep: bool) -> Result<Value, Fault> {
        let (mut fields, mut seen, mut is_first) = (Vec::new(), Set::new(), true);
        self.skip(1);
        while self.goes_on(b'}', is_first)? {
            is_first = false;
            self.space();
            if self.peek() != Some(b'"') {
                return Err("key must be a string".into());
            }
            let key = self.text(keep)?;
            self.space();
            if !self.eat(b":") {
                return Err("expected `:`".into());
            }
            // What is passed over is not remembered either, or millions of keys would take more than the document.
            let keep = keep && (self.wanted.is_empty() || self.wanted.contains(&key.as_str()));
            if keep && !seen.insert(key.clone()) {
                let key = crate::text::excerpt(&key, 60);
                return Err(format!("the key \"{key}\" stands twice in one object").into());
            }
            let value = self.value(depth, keep)?;
            if keep {
                fields.push((key, value));
            }
        }
        Ok(Value::Object(fields))
    }

    fn text(&mut self, keep: bool) -> Result<String, Fault> {
        let mut text = String::new();
        self.skip(1);
        loop {
            let plain = self.take(|byte| byte >= b' ' && byte != b'"' && byte != b'\\');
            if keep {
                text.push_str(std::str::from_utf8(plain).map_err(|_| "invalid unicode code point")?);
            }
            match self.next() {
                Some(b'"') => return Ok(text),
                Some(b'\\') => {
                    let character = self.escape()?;
                    if keep {
                        // Half of a pair is no character.
                        text.push(character.ok_or("lone leading surrogate in hex escape")?);
                    }
                }
                Some(_) => return Err("a control character stands in a text".into()),
                None => return Err("the document ends in a text".into()),
            }
        }
    }

    /// What stands behind a backslash.
    fn escape(&mut self) -> Result<Option<char>, Fault> {
        Ok(Some(match self.next() {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let first = self.unit()?;
                let is_half = (0xd800..0xdc00).contains(&first);
                let second = if is_half && self.eat(b"\\u") { Some(self.unit()?) } else { None };
                let mut both = char::decode_utf16([first].into_iter().chain(second));
                return Ok(both.next().and_then(Result::ok).filter(|_| both.next().is_none()));
            }
            _ => return Err("invalid escape".into()),
        }))
    }

    fn unit(&mut self) -> Result<u16, Fault> {
        let digits = self.rest().get(..4).and_then(|digits| std::str::from_utf8(digits).ok());
        // A sign is no digit, whatever the standard library takes for a number.
        let digits = digits.filter(|digits| !digits.starts_with('+'));
        self.skip(4);
        digits.and_then(|digits| u16::from_str_radix(digits, 16).ok()).ok_or_else(|| "invalid escape".into())
    }

    fn digits(&mut self) -> Result<&'b [u8], Fault> {
        let digits = self.take(|byte| byte.is_ascii_digit());
        if digits.is_empty() { Err("invalid number".into()) } else { Ok(digits) }
    }

    fn number(&mut self, keep: bool) -> Result<Value, Fault> {
        let is_negative = self.eat(b"-");
        let whole = self.digits()?;
        if whole.len() > 1 && whole.starts_with(b"0") {
            return Err("invalid number".into());
        }
        let fraction: &[u8] = if self.eat(b".") { self.digits()? } else { &[] };
        let mut exponent = 0;
        let has_exponent = matches!(self.peek(), Some(b'e' | b'E'));
        if has_exponent {
            self.skip(1);
            let is_small = self.eat(b"-");
            let _ = !is_small && self.eat(b"+");
            exponent = integer(self.digits()?, is_small).unwrap_or(if is_small { i64::MIN } else { i64::MAX });
        }
        if !has_exponent
            && fraction.is_empty()
            && let Some(number) = integer(whole, is_negative)
        {
            return Ok(Value::Integer(number));
        }
        let mut digits = whole.iter().chain(fraction);
        // The power of ten of the first digit that counts; a number without one is zero.
        if let Some(zeros) = digits.position(|digit| *digit != b'0') {
            let power = signed(whole.len()).saturating_sub(signed(zeros)).saturating_sub(1).saturating_add(exponent);
            if keep && power > MAX_EXPONENT {
                return Err("number out of range".into());
            }
        }
        Ok(Value::Real)
    }
}

fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn integer(digits: &[u8], is_negative: bool) -> Option<i64> {
    digits.iter().try_fold(0_i64, |number, digit| {
        let digit = i64::from(digit.wrapping_sub(b'0'));
        let number = number.checked_mul(10)?;
        if is_negative { number.checked_sub(digit) } else { number.checked_add(digit) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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

    /// One form for the trees of both readers: keys in order, numbers beyond 64 signed bits alike.
    fn ours(value: &Value) -> String {
        match value {
            Value::Null => "null".to_owned(),
            Value::Bool(flag) => flag.to_string(),
            Value::Integer(number) => number.to_string(),
            Value::Real => "real".to_owned(),
            Value::Text(text) => format!("{text:?}"),
            Value::List(items) => format!("{:?}", items.iter().map(ours).collect::<Vec<_>>()),
            Value::Object(fields) => {
                let fields = fields.iter().map(|(key, value)| (key.clone(), ours(value)));
                format!("{:?}", fields.collect::<std::collections::BTreeMap<_, _>>())
            }
        }
    }

    fn theirs(value: &serde_json::Value) -> String {
        match value {
            serde_json::Value::Number(number) => match number.as_i64() {
                Some(number) => number.to_string(),
                // With its sign, no integer to that reader.
                None if number.to_string() == "-0.0" => "zero".to_owned(),
                None => "real".to_owned(),
            },
            serde_json::Value::String(text) => format!("{text:?}"),
            serde_json::Value::Array(items) => format!("{:?}", items.iter().map(theirs).collect::<Vec<_>>()),
            serde_json::Value::Object(fields) => {
                let fields = fields.iter().map(|(key, value)| (key.clone(), theirs(value)));
                format!("{:?}", fields.collect::<std::collections::BTreeMap<_, _>>())
            }
            other => other.to_string(),
        }
    }

    #[track_caller]
    fn assert_agreed(bytes: &[u8]) {
        let shown = String::from_utf8_lossy(bytes);
        match (Value::parse(bytes), serde_json::from_slice::<serde_json::Value>(bytes)) {
            (Ok(read), Ok(common)) => {
                let common = theirs(&common);
                assert!(ours(&read) == common || common.contains("zero"), "{shown}: {read:?} {common}");
            }
            (Err(why), Ok(_)) => assert!(why.contains("stands twice"), "{shown}: {why}"),
            (Ok(_), Err(why)) => panic!("{shown}: {why}"),
            (Err(_), Err(_)) => {}
        }
        if let Ok(text) = std::str::from_utf8(bytes) {
            assert_eq!(is_json(text), serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok(), "{shown}");
        }
    }

    #[test]
    fn the_forms_of_json_are_read_as_by_the_common_reader() {
        for text in [
            r#"{"a":[1,-2,true,false,null,"b",{}],"c":{"d":[]}}"#,
            " [ 1 , 2 ] ",
            "[1,]",
            "[,1]",
            "[1 2]",
            "{\"a\":1,}",
            "{\"a\" 1}",
            "{a:1}",
            "{1:1}",
            r#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#,
            r#""\ud800""#,
            r#""\ud800\n""#,
            r#""\ud800\u0041""#,
            r#""\udc00""#,
            r#""\u+041""#,
            r#""\u12""#,
            r#""\x""#,
            "\"\n\"",
            "\"\u{7f}\u{e9}\"",
            "\"a",
            "nul",
            "nulll",
            "truefalse",
            "-",
            "-a",
            "01",
            "-01",
            "1.",
            ".5",
            "1e",
            "1e+",
            "[0, -0, 0.0, 1.5e3, 1E-999999999999999999999, 0e999999999999999999999, -1e308]",
            "[9223372036854775807, -9223372036854775808, 9223372036854775808, 18446744073709551615]",
            "18446744073709551616",
            "1e309",
            "-1e309",
            "0.0001e312",
            "0.00001e312",
            "10e307",
            "10e308",
            "1e99999999999999999999",
        ] {
            assert_agreed(text.as_bytes());
        }
        assert_agreed(&[b"1".repeat(309), b".5".to_vec()].concat());
        assert_agreed(&b"1".repeat(310));
        for depth in [127, 128, 129] {
            let nested = [b"[".repeat(depth), b"]".repeat(depth)].concat();
            assert_eq!(
                Value::parse(&nested).is_ok(),
                serde_json::from_slice::<serde_json::Value>(&nested).is_ok(),
                "{depth}"
            );
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(2000), ..ProptestConfig::default() })]

        #[test]
        fn documents_of_all_parts_are_read_as_by_a_common_reader(parts in proptest::collection::vec(prop_oneof![
            4 => prop::sample::select(vec!["[", "]", "{", "}", ",", ":", "{\"a\":", "{\"b\":", ",\"c\":", "[1,", "]}", "\"a\""]),
            2 => prop::sample::select(vec![
                "0", "1", "-", ".", "e", "E", "+", "1e3", "-2", "12345678901234567890", "null", "true", "false", " ", "\n", "\t",
            ]),
            2 => prop::sample::select(vec![
                "\"", "\"\\u", "\\", "\\n", "\\u00e9", "\\ud83d", "\\ude00", "00e9", "d800", "\u{e9}", "\u{0}", "x", "/", "\u{feff}",
            ]),
        ], 0..12), broken in proptest::option::weighted(0.2, 0_usize..20)) {
            let mut bytes = parts.concat().into_bytes();
            if let Some(byte) = broken.and_then(|at| bytes.get_mut(at)) {
                *byte = 0xff;
            }
            // The byte order mark is passed over here alone.
            if !bytes.starts_with(b"\xef\xbb\xbf") {
                assert_agreed(&bytes);
            }
        }
    }
}
