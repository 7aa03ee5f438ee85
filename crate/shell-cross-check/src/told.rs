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

/// A word without the line feeds that a backslash hides. Of a process substitution only its mark: not every parser keeps
/// the text of it, and its commands are told anyway.
#[must_use]
pub fn joined(written: &str) -> String {
    match written.get(..2) {
        Some(mark @ ("<(" | ">(")) => format!("{mark}...)"),
        _ => written.replace("\\\n", ""),
    }
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
