//! What a shell word is made of as it is written, with the quotes round each part, and what is known of the variables in
//! it. Expands nothing and judges nothing; where a word is not written in the file as the shell reads it, it says so.

use crate::dockerfile::shell::{Command, Word};
use crate::facts::{Facts, Step};
use crate::ordered::Map;
use crate::words::{Words, words};
use std::ops::Range;

/// A part of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// A letter, digit or other plain text.
    Text,
    /// `$name`, `${name}` or `${name:-...}`.
    Variable {
        name: &'a str,
        /// What follows the name inside of braces.
        modifier: &'a str,
        quoted: bool,
        /// Its place in the written word.
        range: Range<usize>,
    },
    /// `$( )` or backticks.
    Substitution { text: &'a str, quoted: bool },
    /// `$(( ))`, `$#`, `$?` and the like: one word that is never empty.
    Number,
}

/// A word as it is written.
pub(super) struct Written<'a> {
    /// With its quotes.
    pub(super) text: &'a str,
    /// Its parts in order.
    pub(super) pieces: Vec<Piece<'a>>,
    /// Its text without quotes and expansions.
    pub(super) rest: String,
}

/// Reads a word at its place in the file; `None` if it stands there in another form.
pub(super) fn written<'a>(facts: &Facts<'a>, word: &Word) -> Option<Written<'a>> {
    let text = word.span.of(&facts.file()?.text);
    let (pieces, plain, rest) = pieces(text)?;
    (plain == word.text).then_some(Written { text, pieces, rest })
}

/// Parts of a written word, the word without quotes, and that without expansions. `None` if it cannot be read.
fn pieces(text: &str) -> Option<(Vec<Piece<'_>>, String, String)> {
    let (mut found, mut plain, mut rest) = (Vec::new(), String::new(), String::new());
    let mut quoted = false;
    let mut at = 0_usize;
    while let Some(left) = text.get(at..).filter(|left| !left.is_empty()) {
        let first = left.chars().next()?;
        let length = match first {
            '"' => {
                quoted = !quoted;
                1
            }
            '\'' if !quoted => {
                let inner = left.get(1..)?.split_once('\'')?.0;
                plain.push_str(inner);
                rest.push_str(inner);
                found.push(Piece::Text);
                inner.len().saturating_add(2)
            }
            '\\' => {
                let next = left.chars().nth(1)?;
                if quoted && !matches!(next, '"' | '\\' | '$' | '`') {
                    plain.push('\\');
                }
                plain.push(next);
                rest.push(next);
                found.push(Piece::Text);
                next.len_utf8().saturating_add(1)
            }
            '$' | '`' => {
                let (piece, length) = expansion(left, quoted, at)?;
                plain.push_str(left.get(..length)?);
                if piece == Piece::Text {
                    rest.push_str(left.get(..length)?);
                }
                found.push(piece);
                length
            }
            _ => {
                let length = left.find(['"', '\'', '\\', '$', '`']).unwrap_or(left.len()).max(first.len_utf8());
                plain.push_str(left.get(..length)?);
                rest.push_str(left.get(..length)?);
                found.push(Piece::Text);
                length
            }
        };
        at = at.saturating_add(length);
    }
    Some((found, plain, rest))
}

fn is_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

/// An expansion at the beginning of a text, with its length.
fn expansion(text: &str, quoted: bool, at: usize) -> Option<(Piece<'_>, usize)> {
    if let Some(inner) = text.strip_prefix('`') {
        let inner = inner.split_once('`')?.0;
        return Some((Piece::Substitution { text: inner, quoted }, inner.len().saturating_add(2)));
    }
    let next = text.get(1..)?;
    if next.starts_with('(') {
        let length = closed(next, '(', ')')?.saturating_add(1);
        let piece = if next.starts_with("((") {
            Piece::Number
        } else {
            Piece::Substitution { text: text.get(2..length.saturating_sub(1))?, quoted }
        };
        return Some((piece, length));
    }
    if next.starts_with('{') {
        let length = closed(next, '{', '}')?.saturating_add(1);
        let inner = text.get(2..length.saturating_sub(1))?;
        if inner.len() > 1 && inner.starts_with('#') {
            return Some((Piece::Number, length));
        }
        let end = inner.len().saturating_sub(inner.trim_start_matches(is_name).len());
        let (name, modifier) = inner.split_at_checked(end)?;
        let range = at..at.saturating_add(length);
        return Some((Piece::Variable { name, modifier, quoted, range }, length));
    }
    let end = next.len().saturating_sub(next.trim_start_matches(is_name).len());
    let special = next.chars().next().filter(|_| end == 0);
    match special {
        Some('#' | '?' | '$' | '!' | '-') => Some((Piece::Number, 2)),
        Some('@' | '*') => {
            let range = at..at.saturating_add(2);
            Some((Piece::Variable { name: next.get(..1)?, modifier: "", quoted, range }, 2))
        }
        _ if end == 0 => Some((Piece::Text, 1)),
        _ => {
            let range = at..at.saturating_add(end).saturating_add(1);
            Some((Piece::Variable { name: next.get(..end)?, modifier: "", quoted, range }, end.saturating_add(1)))
        }
    }
}

/// Length up to the bracket that closes the first one.
fn closed(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, character) in text.char_indices() {
        if character == open {
            depth = depth.saturating_add(1);
        } else if character == close {
            depth = depth.saturating_sub(1);
            if depth == 0 {
                return Some(at.saturating_add(1));
            }
        }
    }
    None
}

/// Commands whose output is one word and never empty.
static ONE_WORD: Words = words![
    "id",
    "whoami",
    "uname",
    "arch",
    "nproc",
    "date",
    "pwd",
    "basename",
    "dirname",
    "hostname",
    "mktemp",
    "dpkg",
    "stat",
    "readlink",
    "realpath",
    "getconf",
    "tty",
    "dpkg-architecture",
];

/// Whether a substitution gives one word.
pub(super) fn gives_one_word(substitution: &str) -> bool {
    let mut words = substitution.split([' ', ';', '|', '&', '\n', '\t']).filter(|word| !word.is_empty());
    words.next().is_some_and(|program| ONE_WORD.contains(&program.rsplit('/').next().unwrap_or_default()))
}

/// What is known of a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Known {
    /// It holds something whenever it is read.
    filled: bool,
    /// What it holds is written in the file, so it splits into words only where that is meant.
    fixed: bool,
}

/// The variables of a Dockerfile and of the step last asked for.
#[derive(Default)]
pub(super) struct Variables {
    file: Option<Map<String, Known>>,
    step: Map<String, Known>,
    of: Option<u32>,
}

impl Variables {
    /// Whether it is certain that a variable holds something.
    pub(super) fn is_filled(&mut self, facts: &Facts<'_>, step: &Step<'_>, name: &str) -> bool {
        self.known(facts, step, name).is_some_and(|known| known.filled)
    }

    /// Whether what a variable holds is written in the file.
    pub(super) fn is_fixed(&mut self, facts: &Facts<'_>, step: &Step<'_>, name: &str) -> bool {
        self.known(facts, step, name).is_some_and(|known| known.fixed)
    }

    fn known(&mut self, facts: &Facts<'_>, step: &Step<'_>, name: &str) -> Option<Known> {
        let file = self.file.get_or_insert_with(|| of_file(facts));
        let start = step.instruction.span.start;
        if self.of != Some(start) {
            self.step = of_step(step, file);
            self.of = Some(start);
        }
        self.step.get(name).or_else(|| file.get(name)).copied()
    }
}

fn add(variables: &mut Map<String, Known>, name: &str, known: Known) {
    variables.change_or(
        name.to_owned(),
        || known,
        |before| {
            before.filled &= known.filled;
            before.fixed &= known.fixed;
        },
    );
}

/// ENV and ARG of all stages together: what holds for all definitions of a name.
fn of_file(facts: &Facts<'_>) -> Map<String, Known> {
    let mut variables = Map::new();
    for name in ["HOME", "PWD", "PATH", "HOSTNAME"] {
        add(&mut variables, name, Known { filled: true, fixed: true });
    }
    for definition in facts.dockerfile.iter().flat_map(|written| &written.model.definitions) {
        // BuildKit gives these a value wherever they are declared.
        let by_platform = ["TARGET", "BUILD"].iter().any(|side| {
            let part = definition.name.strip_prefix(side);
            part.is_some_and(|part| matches!(part, "PLATFORM" | "OS" | "ARCH" | "VARIANT"))
        });
        let filled = by_platform || definition.value.as_ref().is_some_and(|value| !value.is_empty());
        add(&mut variables, &definition.name, Known { filled, fixed: filled });
    }
    variables
}

fn of_step(step: &Step<'_>, file: &Map<String, Known>) -> Map<String, Known> {
    let mut variables = Map::new();
    for command in &step.script().commands {
        for (name, value, expands) in assigned(command) {
            let known = of_value(value, expands, &variables, file);
            add(&mut variables, name, known);
        }
        if command.program() == "read" {
            for word in command.words.iter().filter(|word| !word.text.starts_with('-')) {
                add(&mut variables, &word.text, Known { filled: false, fixed: false });
            }
        }
    }
    // What a loop goes through is written in it.
    let mut words = step.text.split_ascii_whitespace();
    while let Some(word) = words.next() {
        if word == "for"
            && let Some(name) = words.next()
        {
            add(&mut variables, name, Known { filled: true, fixed: true });
        }
    }
    variables
}

/// Names and values that a command sets: `x=1`, `export x=1`.
fn assigned(command: &Command) -> impl Iterator<Item = (&str, &str, bool)> {
    let declares = matches!(command.program(), "export" | "local" | "readonly" | "declare" | "typeset");
    // Before a command they are set for that command alone, but its words do not see them.
    let own = command.assignments.iter().filter(|_| command.name.is_none());
    let own = own.map(|assignment| (assignment.name.as_str(), assignment.value.as_str(), assignment.expands));
    let words = command.words.iter().filter(move |_| declares);
    own.chain(words.filter_map(|word| {
        let (name, value) = word.text.split_once('=')?;
        Some((name, value, word.expands))
    }))
}

fn of_value(value: &str, expands: bool, step: &Map<String, Known>, file: &Map<String, Known>) -> Known {
    if !expands {
        return Known { filled: !value.is_empty(), fixed: true };
    }
    // Quotes are gone here, so that every dollar sign is read as an expansion.
    let Some((pieces, _, rest)) = pieces(value) else { return Known { filled: false, fixed: false } };
    let mut known = Known { filled: !rest.is_empty(), fixed: true };
    for piece in pieces {
        match piece {
            Piece::Text => {}
            Piece::Number => known.filled = true,
            Piece::Substitution { text, .. } => {
                let one = gives_one_word(text);
                known.filled |= one;
                known.fixed &= one;
            }
            Piece::Variable { name, modifier, .. } => {
                let inner = step.get(name).or_else(|| file.get(name)).copied();
                known.filled |= is_guard(modifier) || (inner.is_some_and(|inner| inner.filled) && modifier.is_empty());
                known.fixed &= inner.is_some_and(|inner| inner.fixed);
            }
        }
    }
    known
}

/// `:?message`, or `:-default` with a default.
pub(super) fn is_guard(modifier: &str) -> bool {
    modifier.starts_with(":?")
        || [":-", ":="].iter().any(|sign| modifier.strip_prefix(sign).is_some_and(|rest| !rest.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_words_know_their_quotes() {
        let (found, plain, rest) = pieces("a\"$x/${y:-z}\"'$n'\\$m$(b \"$c\")$d$((1))`e`").unwrap();
        assert_eq!(plain, "a$x/${y:-z}$n$m$(b \"$c\")$d$((1))`e`");
        assert_eq!(rest, "a/$n$m");
        let told: Vec<(&str, bool)> = found
            .iter()
            .filter_map(|piece| match piece {
                Piece::Variable { name, quoted, .. } => Some((*name, *quoted)),
                Piece::Substitution { text, quoted } => Some((*text, *quoted)),
                _ => None,
            })
            .collect();
        assert_eq!(told, [("x", true), ("y", true), ("b \"$c\"", false), ("d", false), ("e", false)]);
        assert_eq!(pieces("$(a"), None);
    }
}
