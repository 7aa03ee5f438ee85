//! Physical lines of a file, and the rules of BuildKit for comments and continuations (`parser.go`). Knows nothing of
//! instructions.

/// One physical line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    /// Offset of its first byte in the file.
    pub(super) start: usize,
    /// Its text without line feed and carriage returns.
    pub(super) text: &'a str,
    /// The same without white space before it.
    pub(super) body: &'a str,
}

impl Line<'_> {
    /// Offset behind its last byte, before the carriage return and line feed.
    pub(super) fn end(&self) -> usize {
        self.start.saturating_add(self.text.len())
    }

    /// Offset of its first character that is not white space.
    pub(super) fn content(&self) -> usize {
        self.end().saturating_sub(self.body.len())
    }

    pub(super) fn is_comment(&self) -> bool {
        self.body.starts_with('#')
    }

    pub(super) fn is_blank(&self) -> bool {
        self.body.is_empty()
    }
}

/// The physical lines of a text from `at` on.
#[derive(Debug, Clone)]
pub(super) struct Lines<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let start = self.at;
        let (line, length) = match plimsoll_sieve::find(b'\n', rest.as_bytes()) {
            Some(end) => (rest.get(..end).unwrap_or_default(), end.saturating_add(1)),
            None => (rest, rest.len()),
        };
        self.at = self.at.saturating_add(length);
        let text = line.trim_end_matches('\r');
        Some(Line { start, text, body: text.trim_start() })
    }
}

/// The line without its continuation character, if it has one: the escape character, then only blanks, at the end, and
/// not behind another escape character. (Three escapes are a continuation to a shell but not to BuildKit.)
pub(super) fn without_continuation(line: &str, escape: char) -> Option<&str> {
    let before = line.trim_end_matches([' ', '\t']).strip_suffix(escape)?;
    (!before.ends_with(escape)).then_some(before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_lose_their_line_ends_and_keep_their_places() {
        let lines: Vec<(usize, &str)> = Lines::new("a\r\n\nb\n c", 0).map(|line| (line.start, line.text)).collect();
        assert_eq!(lines, [(0, "a"), (3, ""), (4, "b"), (6, " c")]);
    }

    #[test]
    fn a_continuation_is_one_escape_at_the_end() {
        assert_eq!(without_continuation("a \\", '\\'), Some("a "));
        assert_eq!(without_continuation("a \\ \t", '\\'), Some("a "));
        assert_eq!(without_continuation("\\", '\\'), Some(""));
        assert_eq!(without_continuation("a `", '`'), Some("a "));
        assert_eq!(without_continuation("a \\\\", '\\'), None);
        assert_eq!(without_continuation("a \\\\\\", '\\'), None);
        assert_eq!(without_continuation("a \\ b", '\\'), None);
        assert_eq!(without_continuation("a \\", '`'), None);
    }
}
