//! Constant lists of words. A list of references costs its words and 3 to 4 bytes of download for each; so a list is one text,
//! taken apart when it is first asked.

use std::ops::Deref;
use std::sync::OnceLock;

/// A list of words, made by `words!`: a slice once it is used.
#[derive(Debug)]
pub struct Words {
    /// Each word ends with a line feed.
    text: &'static str,
    list: OnceLock<Vec<&'static str>>,
}

impl Words {
    /// The list of the lines of a text.
    #[must_use]
    pub const fn of_lines(text: &'static str) -> Self {
        Self { text, list: OnceLock::new() }
    }
}

impl Deref for Words {
    type Target = [&'static str];

    fn deref(&self) -> &Self::Target {
        self.list.get_or_init(|| self.text.lines().collect())
    }
}

/// `static NAMES: Words = words!["one", "another"];`
macro_rules! words {
    [$($word:literal),* $(,)?] => { $crate::words::Words::of_lines(concat!($($word, "\n"),*)) };
}
pub(crate) use words;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_what_was_written_in_its_order() {
        static LIST: Words = words!["two words", "", "x"];
        assert_eq!(&LIST[..], ["two words", "", "x"]);
        static NONE: Words = words![];
        assert!(NONE.is_empty());
    }
}
