//! JSON written piece by piece, for documents that have no type of their own. A tree of values would be built only to be
//! written, and its numbers would bring the reading and writing of floating point into the engine.

/// A document that is being written. Objects and lists are opened and ended; a key of `""` is an element of a list.
pub(super) struct Json {
    text: String,
    /// The brackets that are still to be closed.
    open: Vec<char>,
    /// Whether something stands before in the innermost object or list.
    follows: bool,
}

impl Json {
    /// An object that is open.
    pub(super) fn new() -> Self {
        let mut json = Self { text: String::new(), open: Vec::new(), follows: false };
        json.object("");
        json
    }

    /// The whole document, all that is open closed.
    pub(super) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.end();
        }
        self.text
    }

    /// Opens an object.
    pub(super) fn object(&mut self, key: &str) {
        self.begin(key, '{', '}');
    }

    /// Opens a list.
    pub(super) fn list(&mut self, key: &str) {
        self.begin(key, '[', ']');
    }

    /// Closes the innermost object or list.
    pub(super) fn end(&mut self) {
        self.text.extend(self.open.pop());
        self.follows = true;
    }

    /// A text.
    pub(super) fn text(&mut self, key: &str, value: &str) {
        self.key(key);
        self.quoted(value);
    }

    /// A text, or `null`.
    pub(super) fn text_or_null(&mut self, key: &str, value: Option<&str>) {
        match value {
            Some(value) => self.text(key, value),
            None => self.raw(key, "null"),
        }
    }

    /// A whole number.
    pub(super) fn number(&mut self, key: &str, value: u64) {
        self.raw(key, &value.to_string());
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, key: &str, value: bool) {
        self.raw(key, if value { "true" } else { "false" });
    }

    /// What is JSON already.
    pub(super) fn raw(&mut self, key: &str, value: &str) {
        self.key(key);
        self.text.push_str(value);
    }

    /// An object of one text, as SARIF has many.
    pub(super) fn message(&mut self, key: &str, value: &str) {
        self.object(key);
        self.text("text", value);
        self.end();
    }

    fn begin(&mut self, key: &str, open: char, close: char) {
        self.key(key);
        self.text.push(open);
        self.open.push(close);
        self.follows = false;
    }

    fn key(&mut self, key: &str) {
        if std::mem::replace(&mut self.follows, true) {
            self.text.push(',');
        }
        if !key.is_empty() {
            self.quoted(key);
            self.text.push(':');
        }
    }

    fn quoted(&mut self, text: &str) {
        self.text.push_str(&crate::json::quoted(text));
    }
}

#[cfg(test)]
mod tests {
    use super::Json;

    #[test]
    fn what_is_written_is_read_again() {
        let mut json = Json::new();
        json.text("a\"b", "c\\d\n\u{1}");
        json.list("list");
        json.number("", u64::MAX);
        json.object("");
        json.end();
        json.list("");
        json.end();
        json.end();
        json.flag("yes", true);
        json.raw("nothing", "null");
        json.message("message", "");
        json.object("left open");
        let read: serde_json::Value = serde_json::from_str(&json.finish()).unwrap();
        let expected = serde_json::json!({
            "a\"b": "c\\d\n\u{1}", "list": [u64::MAX, {}, []], "yes": true, "nothing": null,
            "message": { "text": "" }, "left open": {},
        });
        assert_eq!(read, expected);
    }
}
