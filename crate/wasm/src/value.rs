//! Between Rust values and JavaScript's.

use crate::failure::{Code, Failure};
use js_sys::{Array, Reflect};
use plimsoll_core::json::minified;
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

/// A plain object. It goes through JSON: no `Map`, no `BigInt`, and a size that a hostile archive claims to have beyond
/// 2^53 becomes the nearest number instead of an error.
pub(crate) fn object(value: &impl Serialize) -> Result<JsValue, Failure> {
    js_sys::JSON::parse(&minified(value)).map_err(|_| cannot_be_told("it is not JSON"))
}

/// The same without JSON in between, of what is asked for often and whose numbers are below 2^53.
pub(crate) fn small_object(value: &impl Serialize) -> Result<JsValue, Failure> {
    value.serialize(&Serializer::json_compatible()).map_err(|error| cannot_be_told(&error.to_string()))
}

fn cannot_be_told(why: &str) -> Failure {
    Failure::new(Code::Host, format!("the result cannot be given to JavaScript: {why}"), "Please report this")
}

/// What a host gave as an object, read field by field: a deserializer of everything, which tells in its messages what
/// it found, brings the printing of floating point with it and names no field.
pub(crate) struct Given {
    object: JsValue,
    /// Its name in messages, in the plural.
    what: &'static str,
}

impl Given {
    pub(crate) fn new(object: JsValue, what: &'static str) -> Result<Self, Failure> {
        let given = Self { object, what };
        if given.object.is_object() { Ok(given) } else { Err(given.wrong("they are no object")) }
    }

    /// A field; `None` if it is absent, undefined or null.
    pub(crate) fn field(&self, name: &str) -> Option<JsValue> {
        let value = Reflect::get(&self.object, &name.into()).ok()?;
        (!value.is_null() && !value.is_undefined()).then_some(value)
    }

    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, Failure> {
        self.typed(name, JsValue::as_string, "text")
    }

    pub(crate) fn flag(&self, name: &str) -> Result<bool, Failure> {
        Ok(self.typed(name, JsValue::as_bool, "true or false")?.unwrap_or_default())
    }

    pub(crate) fn count(&self, name: &str) -> Result<Option<u32>, Failure> {
        self.typed(name, |value| value.as_f64().and_then(count), "a whole number below 2^32")
    }

    pub(crate) fn texts(&self, name: &str) -> Result<Option<Vec<String>>, Failure> {
        let texts = |value: &JsValue| {
            Array::is_array(value).then(|| Array::from(value))?.iter().map(|text| text.as_string()).collect()
        };
        self.typed(name, texts, "a list of texts")
    }

    /// A field that must be there.
    pub(crate) fn required<T>(&self, name: &str, value: Option<T>) -> Result<T, Failure> {
        value.ok_or_else(|| self.wrong(&format!("{name} is missing")))
    }

    fn typed<T>(&self, name: &str, of: fn(&JsValue) -> Option<T>, wanted: &str) -> Result<Option<T>, Failure> {
        let Some(value) = self.field(name) else { return Ok(None) };
        of(&value).map(Some).ok_or_else(|| self.wrong(&format!("{name} is not {wanted}")))
    }

    pub(crate) fn wrong(&self, why: &str) -> Failure {
        let what = format!("the {} cannot be understood: {why}", self.what);
        Failure::new(Code::Options, what, "Check their names and types")
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what does not fit is told by the comparison"
)]
fn count(number: f64) -> Option<u32> {
    let count = number as u32;
    (f64::from(count) == number).then_some(count)
}

/// A number of bytes. JavaScript has no integers: what is no number of bytes is 0.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates, and NaN becomes 0")]
pub(crate) fn bytes(value: f64) -> u64 {
    value as u64
}
