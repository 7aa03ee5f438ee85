//! A command line cut into words by the rules of a shell, as far as the search for secrets needs them: ranges of the
//! text, nothing is unquoted or expanded.

use std::ops::Range;

/// Words of one simple command.
#[derive(Debug, Default)]
pub(super) struct Simple {
    /// Ranges of the words, quotes included. Targets of redirections are left out.
    pub(super) words: Vec<Range<usize>>,
    /// Its output goes to the next one.
    pub(super) piped: bool,
}

/// What was read of one text.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) commands: Vec<Simple>,
    /// Insides of quotes that may be commands or pairs themselves.
    pub(super) quoted: Vec<Range<usize>>,
}

/// Reads `text[range]`. Every byte is looked at once.
pub(super) fn read(text: &str, range: Range<usize>) -> Read {
    let mut reader = Reader { bytes: text.as_bytes(), at: range.start, end: range.end, ..Reader::default() };
    reader.run();
    reader.read
}

#[derive(Default)]
struct Reader<'t> {
    bytes: &'t [u8],
    at: usize,
    end: usize,
    word: Option<usize>,
    after_quote: bool,
    skip_next: bool,
    current: Simple,
    read: Read,
}

impl Reader<'_> {
    fn byte(&self, ahead: usize) -> Option<u8> {
        let place = self.at.saturating_add(ahead);
        if place < self.end { self.bytes.get(place).copied() } else { None }
    }

    fn step(&mut self, count: usize) {
        self.at = self.at.saturating_add(count).min(self.end);
    }

    fn run(&mut self) {
        while let Some(byte) = self.byte(0) {
            let begins = self.word.is_none();
            let before_quote = matches!(self.byte(1), Some(b'"' | b'\''));
            match byte {
                b'\\' if matches!(self.byte(1), Some(b'\n' | b'\r')) => {
                    self.end_word();
                    self.step(2);
                }
                b' ' | b'\t' | b'\r' => {
                    self.end_word();
                    self.step(1);
                }
                b'<' => {
                    self.end_word();
                    let count =
                        if self.byte(1) == Some(b'<') { if self.byte(2) == Some(b'<') { 3 } else { 2 } } else { 1 };
                    // The word after `<<<` is data for the command; after `<` and `<<` it is a file or a mark.
                    self.skip_next = count < 3;
                    self.step(count);
                }
                b'>' => {
                    self.end_word();
                    self.skip_next = true;
                    self.step(1);
                }
                b'\n' | b';' | b'(' | b')' | b'&' | b'|' => {
                    self.end_word();
                    let pipe = byte == b'|' && self.byte(1) != Some(b'|');
                    self.end_command(pipe);
                    self.step(if byte == b'|' && !pipe { 2 } else { 1 });
                }
                // The exec form is JSON: its brackets and commas stand between words.
                b'[' if begins && before_quote => self.step(1),
                b',' | b']' if self.after_quote => {
                    self.end_word();
                    self.step(1);
                }
                _ => self.in_word(byte),
            }
        }
        self.end_word();
        self.end_command(false);
    }

    fn in_word(&mut self, byte: u8) {
        self.word.get_or_insert(self.at);
        self.after_quote = false;
        match byte {
            b'\\' => self.step(2),
            b'"' | b'\'' | b'`' => self.quote(byte),
            b'$' if matches!(self.byte(1), Some(b'(' | b'{')) => self.expansion(),
            _ => self.step(1),
        }
    }

    fn quote(&mut self, quote: u8) {
        let inside = self.at.saturating_add(1);
        self.step(1);
        while let Some(byte) = self.byte(0) {
            if byte == b'\\' && quote != b'\'' {
                self.step(2);
                continue;
            }
            if byte == quote {
                break;
            }
            self.step(1);
        }
        if inside < self.at {
            self.read.quoted.push(inside..self.at);
        }
        self.step(1);
        self.after_quote = true;
    }

    /// `$(...)` and `${...}` belong to their word.
    fn expansion(&mut self) {
        let (open, close) = if self.byte(1) == Some(b'(') { (b'(', b')') } else { (b'{', b'}') };
        self.step(1);
        let inside = self.at.saturating_add(1);
        let mut depth = 0_usize;
        while let Some(byte) = self.byte(0) {
            if byte == open {
                depth = depth.saturating_add(1);
            } else if byte == close {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    break;
                }
            }
            self.step(1);
        }
        if open == b'(' && inside < self.at {
            self.read.quoted.push(inside..self.at);
        }
        self.step(1);
    }

    fn end_word(&mut self) {
        self.after_quote = false;
        if let Some(start) = self.word.take()
            && !std::mem::take(&mut self.skip_next)
        {
            self.current.words.push(start..self.at);
        }
    }

    fn end_command(&mut self, piped: bool) {
        self.skip_next = false;
        let mut command = std::mem::take(&mut self.current);
        if !command.words.is_empty() {
            command.piped = piped;
            self.read.commands.push(command);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<Vec<&str>> {
        let read = read(text, 0..text.len());
        read.commands.iter().map(|command| command.words.iter().map(|word| &text[word.clone()]).collect()).collect()
    }

    #[test]
    fn words_and_commands_are_cut_as_a_shell_cuts_them() {
        assert_eq!(words("a b && c|d; e > f \"g h\""), [vec!["a", "b"], vec!["c"], vec!["d"], vec!["e", "\"g h\""]]);
        assert_eq!(words("x=$(a | b; c) y=\"1 2\" \\\n z"), [vec!["x=$(a | b; c)", "y=\"1 2\"", "z"]]);
        assert_eq!(words("[\"mysql\", \"-pX\",\"a b\"]"), [vec!["\"mysql\"", "\"-pX\"", "\"a b\""]]);
        assert_eq!(words("chpasswd <<< 'a:b' < file"), [vec!["chpasswd", "'a:b'"]]);
        assert_eq!(words("unclosed 'quote here"), [vec!["unclosed", "'quote here"]]);
        assert!(words(" ;; \n").is_empty());
    }
}
