//! Any bytes as JSON: the engine's reader and the common one take and refuse the same, and read the same values.

use plimsoll_core::json::Value;
use plimsoll_core::limits::MAX_JSON_VALUES;

/// See the module.
pub fn holds(data: &[u8]) {
    let ours = Value::parse(data);
    // A byte order mark is passed over by the engine alone.
    let without_mark = data.strip_prefix(b"\xef\xbb\xbf").unwrap_or(data);
    match (&ours, serde_json::from_slice::<serde_json::Value>(without_mark)) {
        (Ok(ours), Ok(theirs)) => assert!(is_same(ours, &theirs), "{ours:?} {theirs}"),
        // Two readers could understand these differently, or they are bombs.
        (Err(why), Ok(_)) => {
            assert!(why.contains("stands twice") || why.contains(&MAX_JSON_VALUES.to_string()), "{why}")
        }
        // The engine counts the digits, and no field that is read has such a number.
        (Ok(_), Err(why)) => assert!(why.to_string().starts_with("number out of range"), "{why}"),
        (Err(why), Err(_)) => assert!(why.contains(" at line "), "{why}"),
    }
    // What reads a few fields keeps a part of the whole, of every document that can be read whole.
    let wanted = ["a", "digest", "Config", "Layers"];
    let part = Value::parse_fields(data, &wanted);
    match (ours, part) {
        (Ok(whole), Ok(part)) => assert!(is_part(&part, &whole, &wanted), "{part:?} {whole:?}"),
        (Ok(whole), Err(why)) => panic!("{whole:?} {why}"),
        (Err(_), _) => {}
    }
}

fn is_same(ours: &Value, theirs: &serde_json::Value) -> bool {
    match (ours, theirs) {
        (Value::Null, serde_json::Value::Null) => true,
        (Value::Bool(ours), serde_json::Value::Bool(theirs)) => ours == theirs,
        // With a sign, zero is no integer to the common reader.
        (Value::Integer(ours), serde_json::Value::Number(theirs)) => {
            theirs.as_i64() == Some(*ours) || (*ours == 0 && theirs.as_f64() == Some(0.0))
        }
        (Value::Real, serde_json::Value::Number(theirs)) => theirs.as_i64().is_none(),
        (Value::Text(ours), serde_json::Value::String(theirs)) => ours == theirs,
        (Value::List(ours), serde_json::Value::Array(theirs)) => {
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| is_same(ours, theirs))
        }
        (Value::Object(ours), serde_json::Value::Object(theirs)) => {
            ours.len() == theirs.len()
                && ours.iter().all(|(key, ours)| theirs.get(key).is_some_and(|theirs| is_same(ours, theirs)))
        }
        _ => false,
    }
}

fn is_part(part: &Value, whole: &Value, wanted: &[&str]) -> bool {
    match (part, whole) {
        (Value::List(part), Value::List(whole)) => {
            part.len() == whole.len() && part.iter().zip(whole).all(|(part, whole)| is_part(part, whole, wanted))
        }
        (Value::Object(part), Value::Object(whole)) => {
            let whole: Vec<_> = whole.iter().filter(|(key, _)| wanted.contains(&key.as_str())).collect();
            part.len() == whole.len()
                && part.iter().zip(whole).all(|((key, part), (of, whole))| key == of && is_part(part, whole, wanted))
        }
        _ => part == whole,
    }
}
