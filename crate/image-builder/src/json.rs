//! Edits of JSON documents by pointer (RFC 6901), the way in which an image is made to lie.

use serde_json::{Map, Value};

/// One edit; parents that are missing are made.
#[derive(Debug, Clone)]
pub(crate) enum Edit {
    Set(String, Value),
    Remove(String),
}

/// Applies edits in order.
pub(crate) fn apply(document: &mut Value, edits: &[Edit]) {
    for edit in edits {
        match edit {
            Edit::Set(pointer, value) => *place(document, pointer) = value.clone(),
            Edit::Remove(pointer) => remove(document, pointer),
        }
    }
}

fn place<'a>(document: &'a mut Value, pointer: &str) -> &'a mut Value {
    let mut here = document;
    for key in keys(pointer) {
        here = match here {
            Value::Array(items) => {
                let place: usize = key.parse().unwrap_or_else(|_| panic!("`{key}` in `{pointer}` is no list index"));
                if place >= items.len() {
                    items.resize(place + 1, Value::Null);
                }
                &mut items[place]
            }
            other => {
                if !other.is_object() {
                    *other = Value::Object(Map::new());
                }
                other.as_object_mut().expect("made an object above").entry(key).or_insert(Value::Null)
            }
        };
    }
    here
}

fn remove(document: &mut Value, pointer: &str) {
    let (parent, key) = pointer.rsplit_once('/').unwrap_or_else(|| panic!("`{pointer}` is no JSON pointer"));
    match document.pointer_mut(parent) {
        Some(Value::Object(members)) => {
            members.remove(&unescaped(key));
        }
        Some(Value::Array(items)) => {
            items.remove(key.parse().unwrap_or_else(|_| panic!("`{key}` in `{pointer}` is no list index")));
        }
        _ => {}
    }
}

fn keys(pointer: &str) -> impl Iterator<Item = String> + '_ {
    assert!(pointer.is_empty() || pointer.starts_with('/'), "`{pointer}` is no JSON pointer: it must begin with /");
    pointer.split('/').skip(1).map(unescaped)
}

fn unescaped(key: &str) -> String {
    key.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn edits_reach_any_place() {
        let mut document = json!({"a": [1, 2], "b": {"c": 3, "d": 4}});
        apply(
            &mut document,
            &[
                Edit::Set("/a/1".into(), json!(9)),
                Edit::Set("/x/y~1z".into(), json!(true)),
                Edit::Remove("/b/c".into()),
                Edit::Remove("/a/0".into()),
            ],
        );
        assert_eq!(document, json!({"a": [9], "b": {"d": 4}, "x": {"y/z": true}}));
        apply(&mut document, &[Edit::Set(String::new(), Value::Null)]);
        assert_eq!(document, Value::Null);
    }
}
