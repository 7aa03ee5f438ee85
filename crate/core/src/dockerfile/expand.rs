//! Quotes, escapes and variables of a Dockerfile word, with the results that BuildKit's `shell/lex.go` gives.

use std::ops::Range;

use super::lex::{LexError, Lexer, Modifier, Reference};
use super::pattern;
use crate::limits::{MAX_EXPANDED_BYTES, MAX_EXPANSION_WORK};

/// A word with its variables replaced and its quotes removed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Expansion {
    /// The value. Variables that are not set count as empty.
    pub text: String,
    /// Names of variables that were read and are set, in order, with repetitions.
    pub used: Vec<String>,
    /// Names of variables that were read and are not set. The base image or a build argument may set them.
    pub unset: Vec<String>,
}

/// Why a word has no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpandError {
    /// A quote has no end.
    UnterminatedQuote,
    /// A `${` has no end.
    UnterminatedBrace,
    /// Not a substitution that BuildKit knows.
    BadSubstitution,
    /// `${name:?message}`, and the variable is not set. Holds the name.
    Required(String),
    /// The value or the work for it is beyond a limit.
    TooLarge,
}

impl From<LexError> for ExpandError {
    fn from(error: LexError) -> Self {
        match error {
            LexError::Quote(_) => Self::UnterminatedQuote,
            LexError::Brace => Self::UnterminatedBrace,
            LexError::Substitution => Self::BadSubstitution,
            LexError::Depth => Self::TooLarge,
        }
    }
}

/// Gives the value of a variable that is set.
type Lookup<'l, 'v> = &'l dyn Fn(&str) -> Option<&'v str>;

/// Expands a word as it stands in the file. `lookup` gives the value of a variable that is set.
///
/// # Errors
/// When BuildKit would refuse the word, or a limit is reached.
pub fn expand<'v>(raw: &str, escape: char, lookup: &dyn Fn(&str) -> Option<&'v str>) -> Result<Expansion, ExpandError> {
    expand_within(raw, escape, lookup, &mut { MAX_EXPANSION_WORK })
}

/// [`expand`] that takes its work from a budget shared by all words of a file.
pub(super) fn expand_within<'v>(
    raw: &str,
    escape: char,
    lookup: Lookup<'_, 'v>,
    work: &mut usize,
) -> Result<Expansion, ExpandError> {
    let mut expander = Expander { text: raw, escape, lookup: Some(lookup), work, result: Expansion::default() };
    let text = expander.value(0..raw.len(), false, 0)?;
    Ok(Expansion { text, ..expander.result })
}

/// Whether every `${` is one of `${NAME}`: what BuildKit reads without a look at anything else.
fn has_names_only(raw: &str) -> bool {
    let bytes = raw.as_bytes();
    bytes.iter().enumerate().filter(|(_, byte)| **byte == b'$').all(|(at, _)| {
        let Some([b'{', behind @ ..]) = bytes.get(at.saturating_add(1)..) else { return true };
        let name = behind.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
        let starts_name = behind.first().is_some_and(|byte| !byte.is_ascii_digit());
        name > 0 && starts_name && behind.get(name) == Some(&b'}')
    })
}

/// Whether a word is read as it is written: nothing but quotes, the escape and `${` can change a word or be wrong in it;
/// the second escape is a backtick.
pub(super) fn is_plain(raw: &str) -> bool {
    !raw.bytes().any(|byte| matches!(byte, b'\'' | b'"' | b'\\' | b'`')) && has_names_only(raw)
}

/// The word without quotes and escapes, with references left as they are written.
pub(super) fn unquoted(raw: &str, escape: char) -> Option<String> {
    if is_plain(raw) {
        return Some(raw.to_owned());
    }
    let work = &mut raw.len().saturating_mul(4).saturating_add(64);
    let mut expander = Expander { text: raw, escape, lookup: None, work, result: Expansion::default() };
    expander.value(0..raw.len(), false, 0).ok()
}

struct Expander<'a, 'v> {
    text: &'a str,
    escape: char,
    /// Without it, references are kept as they are.
    lookup: Option<Lookup<'a, 'v>>,
    work: &'a mut usize,
    result: Expansion,
}

impl Expander<'_, '_> {
    /// Value of a part of the word. Recursion is bounded by the lexer's depth limit.
    fn value(&mut self, range: Range<usize>, raw_escapes: bool, depth: usize) -> Result<String, ExpandError> {
        let mut lexer = Lexer::new(self.text, range, self.escape);
        let mut out = String::new();
        loop {
            out.push_str(lexer.plain());
            let Some(character) = lexer.peek() else { break };
            match character {
                '\'' => {
                    let inner = lexer.single_quote()?;
                    self.add(&mut out, self.text.get(inner).unwrap_or_default())?;
                }
                '"' => {
                    let inner = lexer.double_quote(depth)?;
                    self.quoted(&mut out, inner, raw_escapes, depth)?;
                }
                '$' => self.dollar(&mut lexer, &mut out, depth)?,
                _ => {
                    lexer.next();
                    if character == self.escape {
                        if raw_escapes {
                            out.push(character);
                        }
                        out.extend(lexer.next());
                    } else {
                        out.push(character);
                    }
                }
            }
        }
        self.spend(out.len())?;
        Ok(out)
    }

    fn quoted(&mut self, out: &mut String, range: Range<usize>, raw: bool, depth: usize) -> Result<(), ExpandError> {
        let mut lexer = Lexer::new(self.text, range, self.escape);
        loop {
            out.push_str(lexer.plain());
            let Some(character) = lexer.peek() else { break };
            if character == '$' {
                self.dollar(&mut lexer, out, depth)?;
                continue;
            }
            lexer.next();
            if character == self.escape {
                if raw {
                    out.push(character);
                }
                match lexer.peek() {
                    None => continue,
                    Some(next) if lexer.escapes_in_quotes(next) => {
                        lexer.next();
                        out.push(next);
                        continue;
                    }
                    Some(_) => {}
                }
            }
            out.push(character);
        }
        Ok(())
    }

    fn dollar(&mut self, lexer: &mut Lexer<'_>, out: &mut String, depth: usize) -> Result<(), ExpandError> {
        let start = lexer.at;
        let reference = lexer.dollar(depth)?;
        let written = self.text.get(start..lexer.at).unwrap_or_default();
        match (reference, self.lookup) {
            (None, _) => out.push('$'),
            (Some(_), None) => self.add(out, written)?,
            (Some(reference), Some(lookup)) => {
                let name = self.text.get(reference.name.clone()).unwrap_or_default();
                let value = lookup(name);
                let list = if value.is_some() { &mut self.result.used } else { &mut self.result.unset };
                list.push(name.to_owned());
                let value = self.modified(&reference, name, value, depth)?;
                self.add(out, &value)?;
            }
        }
        Ok(())
    }

    fn modified(
        &mut self,
        reference: &Reference,
        name: &str,
        value: Option<&str>,
        depth: usize,
    ) -> Result<String, ExpandError> {
        let Some(Modifier { operator, doubled, word, replacement }) = &reference.modifier else {
            return Ok(value.unwrap_or_default().to_owned());
        };
        let raw_escapes = matches!(operator, '#' | '%' | '/');
        let word = self.value(word.clone(), raw_escapes, depth.saturating_add(1))?;
        let set = value.filter(|value| !(*doubled && value.is_empty()));
        let value = value.unwrap_or_default();
        let matched = match operator {
            '-' => return Ok(set.map_or(word, str::to_owned)),
            '+' => return Ok(if set.is_some() { word } else { String::new() }),
            '?' => return set.map(str::to_owned).ok_or_else(|| ExpandError::Required(name.to_owned())),
            '#' | '%' => {
                let longest = word.starts_with(*operator);
                let word = if longest { word.get(1..).unwrap_or_default() } else { &word };
                if *operator == '#' {
                    pattern::without_prefix(value, word, longest, self.work)
                } else {
                    pattern::without_suffix(value, word, longest, self.work)
                }
            }
            '/' => {
                let replacement = self.value(replacement.clone().unwrap_or(0..0), true, depth.saturating_add(1))?;
                pattern::replaced(value, &word, &replacement, *doubled, self.work)
            }
            _ => return Err(ExpandError::BadSubstitution),
        };
        matched.map_err(|_| ExpandError::BadSubstitution)
    }

    fn add(&mut self, out: &mut String, text: &str) -> Result<(), ExpandError> {
        if self.lookup.is_some() && out.len().saturating_add(text.len()) > MAX_EXPANDED_BYTES {
            return Err(ExpandError::TooLarge);
        }
        self.spend(text.len())?;
        out.push_str(text);
        Ok(())
    }

    fn spend(&mut self, steps: usize) -> Result<(), ExpandError> {
        *self.work = self.work.checked_sub(steps).ok_or(ExpandError::TooLarge)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(raw: &str) -> Result<String, ExpandError> {
        let lookup = |name: &str| match name {
            "a" => Some("one"),
            "path" => Some("/usr/local/bin"),
            "empty" => Some(""),
            _ => None,
        };
        expand(raw, '\\', &lookup).map(|expansion| expansion.text)
    }

    #[test]
    fn words_get_the_values_that_buildkit_gives() {
        for (raw, wanted) in [
            ("plain", "plain"),
            ("$a", "one"),
            ("${a}x", "onex"),
            ("$ab", ""),
            ("\\$a", "$a"),
            ("'$a'", "$a"),
            ("\"$a b\"", "one b"),
            ("\"\\\"\\$a\\n\"", "\"$a\\n"),
            ("a\\ b", "a b"),
            ("$", "$"),
            ("$(a)", "$(a)"),
            ("${b:-two}", "two"),
            ("${b-$a}", "one"),
            ("${empty:-two}", "two"),
            ("${empty-two}", ""),
            ("${a:+set}", "set"),
            ("${b:+set}", ""),
            ("${b:-${c:-${a}}}", "one"),
            ("${path#/*/}", "local/bin"),
            ("${path##*/}", "bin"),
            ("${path%/*}", "/usr/local"),
            ("${path%%/*}", ""),
            ("${path/local/share}", "/usr/share/bin"),
            ("${path//\\//-}", "-usr-local-bin"),
            ("${a:?needed}", "one"),
            ("${b:-'x y'}", "x y"),
        ] {
            assert_eq!(value(raw).as_deref(), Ok(wanted), "{raw}");
        }
    }

    #[test]
    fn words_that_buildkit_refuses_are_errors() {
        assert_eq!(value("'a"), Err(ExpandError::UnterminatedQuote));
        assert_eq!(value("\"a"), Err(ExpandError::UnterminatedQuote));
        assert_eq!(value("${a"), Err(ExpandError::UnterminatedBrace));
        assert_eq!(value("${a/b}"), Err(ExpandError::UnterminatedBrace));
        assert_eq!(value("${}"), Err(ExpandError::BadSubstitution));
        assert_eq!(value("${a^^}"), Err(ExpandError::BadSubstitution));
        assert_eq!(value("${a:0:1}"), Err(ExpandError::BadSubstitution));
        assert_eq!(value("${b:?needed}"), Err(ExpandError::Required("b".to_owned())));
        assert_eq!(value(&"${b:-".repeat(1000)), Err(ExpandError::TooLarge));
    }

    #[test]
    fn names_that_are_not_set_are_told() {
        let expansion = expand("$x${y:-z}", '\\', &|_| None).unwrap();
        assert_eq!((expansion.text.as_str(), expansion.unset), ("z", vec!["x".to_owned(), "y".to_owned()]));
    }

    #[test]
    fn the_backtick_can_be_the_escape() {
        assert_eq!(expand("c:\\x`$a", '`', &|_| Some("v")).unwrap().text, "c:\\x$a");
    }

    #[test]
    fn unquoting_keeps_references() {
        assert_eq!(unquoted("\"$a\"'b c'\\ ${d:-e}", '\\').as_deref(), Some("$ab c ${d:-e}"));
        assert_eq!(unquoted("\"a", '\\'), None);
    }
}
