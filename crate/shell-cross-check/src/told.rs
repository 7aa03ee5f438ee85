//! What a reader tells of a text, in one form for all readers.

use std::fmt;

/// A simple command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Constructs round it: `( )`, `{ }`, `$( )`, `if`, loops, `case`, functions.
    pub depth: usize,
    /// Assignments, name and words as they are written; `[[` alone for `[[ ... ]]`.
    pub words: Vec<String>,
    /// Redirections: descriptor, operator, target; of a heredoc its name without quotes.
    pub redirections: Vec<String>,
    /// Its output goes into the next command.
    pub pipes: bool,
}

impl fmt::Display for Told {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.depth, self.words.join(" "))?;
        if !self.redirections.is_empty() {
            write!(out, "  {}", self.redirections.join(" "))?;
        }
        if self.pipes {
            out.write_str(" |")?;
        }
        Ok(())
    }
}

/// A word without the line feeds that a backslash hides. Of a process substitution only its mark, and blanks inside of
/// substitutions as one space: not every parser keeps the text of these, and their commands are told anyway.
#[must_use]
pub fn joined(written: &str) -> String {
    if let Some(mark @ ("<(" | ">(")) = written.get(..2) {
        return format!("{mark}...)");
    }
    let text = written.replace("\\\n", "");
    if !text.contains("$(") && !text.contains('`') {
        return text;
    }
    let mut blank = false;
    let kept = text.chars().filter_map(|character| {
        let was = std::mem::replace(&mut blank, matches!(character, ' ' | '\t'));
        match (blank, was) {
            (true, true) => None,
            (true, false) => Some(' '),
            (false, _) => Some(character),
        }
    });
    kept.collect()
}

/// The name of a heredoc without quotes.
#[must_use]
pub fn unquoted(name: &str) -> String {
    name.replace(['\'', '"', '\\'], "")
}

/// The commands, and the index of the one that a construct ends with.
#[derive(Default)]
pub(crate) struct Teller {
    pub(crate) told: Vec<Told>,
    /// A word or a part of it could not be read a second time.
    pub(crate) failed: bool,
}

impl Teller {
    /// Adds a command and gives its index.
    pub(crate) fn add(&mut self, depth: usize, words: Vec<String>, redirections: Vec<String>) -> usize {
        self.told.push(Told { depth, words, redirections, pipes: false });
        self.told.len() - 1
    }

    pub(crate) fn pipe(&mut self, last: Option<usize>) {
        if let Some(told) = last.and_then(|at| self.told.get_mut(at)) {
            told.pipes = true;
        }
    }

    pub(crate) fn finish(self) -> Option<Vec<Told>> {
        (!self.failed).then_some(self.told)
    }
}
