//! Between Rust values and JavaScript's.

use crate::failure::{Code, Failure};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

/// A plain object. It goes through JSON: no `Map`, no `BigInt`, and a size that a hostile archive claims to have beyond
/// 2^53 becomes the nearest number instead of an error.
pub(crate) fn object(value: &impl Serialize) -> Result<JsValue, Failure> {
    let text = serde_json::to_string(value).map_err(|error| cannot_be_told(&error.to_string()))?;
    js_sys::JSON::parse(&text).map_err(|_| cannot_be_told("it is not JSON"))
}

fn cannot_be_told(why: &str) -> Failure {
    Failure::new(Code::Host, format!("the result cannot be given to JavaScript: {why}"), "Please report this")
}

/// What a host gave as an object, `what` being its name in the message.
pub(crate) fn read<T: DeserializeOwned>(value: JsValue, what: &str) -> Result<T, Failure> {
    serde_wasm_bindgen::from_value(value).map_err(|error| {
        Failure::new(Code::Options, format!("the {what} cannot be understood: {error}"), "Check their names and types")
    })
}

/// A number of bytes. JavaScript has no integers: what is no number of bytes is 0.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates, and NaN becomes 0")]
pub(crate) fn bytes(value: f64) -> u64 {
    value as u64
}
