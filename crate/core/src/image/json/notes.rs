//! Typed reads of fields that forgive: a field of the wrong type is noted and read as if it were not there.

use crate::ordered::Map;

use crate::json::Value;
use crate::text::excerpt;

/// Fields noted one by one for each document; the rest is only counted.
const NOTES_KEPT: usize = 8;

/// What was odd in one document.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    kept: Vec<String>,
    left_out: usize,
}

impl Notes {
    pub(crate) fn push(&mut self, note: String) {
        if self.kept.len() < NOTES_KEPT {
            self.kept.push(note);
        } else {
            self.left_out = self.left_out.saturating_add(1);
        }
    }

    /// All notes as one phrase, `None` if there are none.
    pub(crate) fn sentence(&self) -> Option<String> {
        if self.kept.is_empty() {
            return None;
        }
        let mut text = self.kept.join("; ");
        if self.left_out > 0 {
            text.push_str(&format!("; and {} more", self.left_out));
        }
        Some(text)
    }

    fn wrong(&mut self, key: &str, value: &Value, expected: &str) {
        self.push(format!("\"{}\" is {}, not {expected}", excerpt(key, 60), value.type_name()));
    }

    pub(crate) fn text(&mut self, object: &Value, key: &str) -> Option<String> {
        match object.get(key) {
            Value::Null => None,
            Value::Text(text) => Some(text.clone()),
            other => {
                self.wrong(key, other, "text");
                None
            }
        }
    }

    /// Like [`Self::text`], with the empty text as absent: writers in Go leave zero values in.
    pub(crate) fn nonempty(&mut self, object: &Value, key: &str) -> Option<String> {
        self.text(object, key).filter(|text| !text.is_empty())
    }

    pub(crate) fn integer(&mut self, object: &Value, key: &str) -> Option<i64> {
        match object.get(key) {
            Value::Null => None,
            Value::Integer(number) => Some(*number),
            other => {
                self.wrong(key, other, "a whole number");
                None
            }
        }
    }

    pub(crate) fn flag(&mut self, object: &Value, key: &str) -> bool {
        match object.get(key) {
            Value::Null => false,
            Value::Bool(flag) => *flag,
            other => {
                self.wrong(key, other, "true or false");
                false
            }
        }
    }

    /// The object under `key`, `Null` if it is absent or of the wrong type.
    pub(crate) fn object<'v>(&mut self, object: &'v Value, key: &str) -> &'v Value {
        match object.get(key) {
            found @ (Value::Null | Value::Object(_)) => found,
            other => {
                self.wrong(key, other, "an object");
                &Value::Null
            }
        }
    }

    /// The list under `key`, `None` if it is absent, null or of the wrong type.
    pub(crate) fn list<'v>(&mut self, object: &'v Value, key: &str) -> Option<&'v [Value]> {
        match object.get(key) {
            Value::Null => None,
            Value::List(list) => Some(list),
            other => {
                self.wrong(key, other, "a list");
                None
            }
        }
    }

    /// A list of texts, `None` if absent. A lone text counts as a list of one, as Docker reads it.
    pub(crate) fn texts(&mut self, object: &Value, key: &str) -> Option<Vec<String>> {
        if let Value::Text(text) = object.get(key) {
            return Some(vec![text.clone()]);
        }
        let list = self.list(object, key)?;
        let mut texts = Vec::with_capacity(list.len());
        for value in list {
            match value {
                Value::Text(text) => texts.push(text.clone()),
                other => self.wrong(key, other, "a list of texts throughout"),
            }
        }
        Some(texts)
    }

    /// The keys of an object, or the texts of a list: `ExposedPorts` and `Volumes` come in both shapes.
    pub(crate) fn keys(&mut self, object: &Value, key: &str) -> Vec<String> {
        match object.get(key) {
            Value::Null => Vec::new(),
            Value::Object(fields) => fields.iter().map(|(name, _)| name.clone()).collect(),
            Value::List(_) => self.texts(object, key).unwrap_or_default(),
            other => {
                self.wrong(key, other, "an object");
                Vec::new()
            }
        }
    }

    /// A map of texts (labels, annotations), sorted.
    pub(crate) fn text_map(&mut self, object: &Value, key: &str) -> Map<String, String> {
        let mut map = Map::new();
        if let Value::Object(fields) = self.object(object, key) {
            for (name, value) in fields {
                match value {
                    Value::Text(text) => {
                        map.insert(name.clone(), text.clone());
                    }
                    Value::Null => {
                        map.insert(name.clone(), String::new());
                    }
                    other => self.wrong(name, other, "text"),
                }
            }
        }
        map
    }
}
