//! The lexical rules of Dockerfile words, as BuildKit's `shell/lex.go` has them: quotes, escapes and variable references.
//! Only finds where things begin and end; [`super::expand`] gives them a value.

use std::ops::{Range, RangeInclusive};

use crate::limits::MAX_EXPANSION_DEPTH;

/// Why a word cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LexError {
    /// A quote has no end.
    Quote(char),
    /// A `${` has no `}`, or a `${x/` no second `/`.
    Brace,
    /// `${}`, `${{`, `${:`, or a modifier that BuildKit does not know.
    Substitution,
    /// References inside one another beyond the limit.
    Depth,
}

/// A variable reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference {
    /// Name, as a range of the text; a digit or special parameter too.
    pub(super) name: Range<usize>,
    /// What is done with the value.
    pub(super) modifier: Option<Modifier>,
}

/// The part of a reference behind its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Modifier {
    /// `-`, `+`, `?`, `#`, `%`, `/`, or another character behind a colon (an error when it is given a value).
    pub(super) operator: char,
    /// Behind a colon (an empty value counts as unset), or `//` (all places are replaced).
    pub(super) doubled: bool,
    /// The word behind the operator, or the pattern of `/`.
    pub(super) word: Range<usize>,
    /// The replacement of `/`.
    pub(super) replacement: Option<Range<usize>>,
}

/// A cursor over a word or a line.
#[derive(Debug, Clone)]
pub(super) struct Lexer<'a> {
    text: &'a str,
    pub(super) at: usize,
    end: usize,
    escape: char,
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str, range: Range<usize>, escape: char) -> Self {
        Self { text, at: range.start, end: range.end.min(text.len()), escape }
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.text.get(self.at..self.end)?.chars().next()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let character = self.peek()?;
        self.at = self.at.saturating_add(character.len_utf8());
        Some(character)
    }

    /// Passes everything up to a quote, a dollar sign or what may be the escape, and gives it.
    pub(super) fn plain(&mut self) -> &'a str {
        let rest = self.text.get(self.at..self.end).unwrap_or_default();
        let special = |byte: u8| matches!(byte, b'\'' | b'"' | b'$' | b'\\' | b'`');
        let length = rest.bytes().position(special).unwrap_or(rest.len());
        self.at = self.at.saturating_add(length);
        rest.get(..length).unwrap_or_default()
    }

    fn eat(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.next();
        }
        found
    }

    /// At an opening single quote: passes the closing one, gives what is between.
    pub(super) fn single_quote(&mut self) -> Result<Range<usize>, LexError> {
        self.next();
        let start = self.at;
        let rest = self.text.get(start..self.end).unwrap_or_default();
        let length = rest.find('\'').ok_or(LexError::Quote('\''))?;
        let end = start.saturating_add(length);
        self.at = end.saturating_add(1);
        Ok(start..end)
    }

    /// At an opening double quote: passes the closing one, gives what is between.
    pub(super) fn double_quote(&mut self, depth: usize) -> Result<Range<usize>, LexError> {
        self.next();
        let start = self.at;
        loop {
            self.plain();
            match self.peek() {
                None => return Err(LexError::Quote('"')),
                Some('"') => {
                    let end = self.at;
                    self.next();
                    return Ok(start..end);
                }
                Some('$') => {
                    self.dollar(depth)?;
                }
                Some(character) => {
                    self.next();
                    if character == self.escape && self.peek().is_some_and(|next| self.escapes_in_quotes(next)) {
                        self.next();
                    }
                }
            }
        }
    }

    /// Inside double quotes only these can be escaped; before others the escape character stands for itself.
    pub(super) fn escapes_in_quotes(&self, character: char) -> bool {
        matches!(character, '"' | '$') || character == self.escape
    }

    /// At a dollar sign: passes the reference; `None` if it is only a dollar sign.
    pub(super) fn dollar(&mut self, depth: usize) -> Result<Option<Reference>, LexError> {
        self.next();
        if !self.eat('{') {
            let name = self.name();
            return Ok((!name.is_empty()).then_some(Reference { name, modifier: None }));
        }
        let depth = depth.saturating_add(1);
        if depth > MAX_EXPANSION_DEPTH {
            return Err(LexError::Depth);
        }
        match self.peek() {
            None => return Err(LexError::Brace),
            Some('{' | '}' | ':') => return Err(LexError::Substitution),
            Some(_) => {}
        }
        let name = self.name();
        let mut operator = self.next().ok_or(LexError::Brace)?;
        let mut doubled = false;
        match operator {
            '}' => return Ok(Some(Reference { name, modifier: None })),
            ':' => {
                doubled = true;
                operator = self.next().ok_or(LexError::Brace)?;
            }
            '+' | '-' | '?' | '#' | '%' => {}
            '/' => {
                doubled = self.eat('/');
                let word = self.until('/', depth)?;
                let replacement = Some(self.until('}', depth)?);
                return Ok(Some(Reference { name, modifier: Some(Modifier { operator, doubled, word, replacement }) }));
            }
            _ => return Err(LexError::Substitution),
        }
        let word = self.until('}', depth)?;
        Ok(Some(Reference { name, modifier: Some(Modifier { operator, doubled, word, replacement: None }) }))
    }

    /// Passes everything up to and including `stop`, honouring quotes, escapes and references.
    fn until(&mut self, stop: char, depth: usize) -> Result<Range<usize>, LexError> {
        let start = self.at;
        loop {
            match self.peek() {
                None => return Err(LexError::Brace),
                Some(character) if character == stop => {
                    let end = self.at;
                    self.next();
                    return Ok(start..end);
                }
                Some('\'') => {
                    self.single_quote()?;
                }
                Some('"') => {
                    self.double_quote(depth)?;
                }
                Some('$') => {
                    self.dollar(depth)?;
                }
                Some(character) => {
                    self.next();
                    if character == self.escape {
                        self.next();
                    }
                }
            }
        }
    }

    /// Letters, digits and underscores; or digits alone, or one special parameter.
    fn name(&mut self) -> Range<usize> {
        let start = self.at;
        let digits = self.peek().is_some_and(|first| first.is_ascii_digit());
        if self.peek().is_some_and(|first| "@*#?-$!".contains(first)) {
            self.next();
            return start..self.at;
        }
        while self.peek().is_some_and(|c| c.is_ascii_digit() || (!digits && (is_letter(c) || c == '_'))) {
            self.next();
        }
        start..self.at
    }
}

/// BuildKit takes the letters of every script. Told by the blocks that hold none, instead of by the tables of Unicode,
/// which are larger than the rest of the reader.
fn is_letter(character: char) -> bool {
    character.is_ascii_alphabetic() || (!character.is_ascii() && !SIGNS.iter().any(|block| block.contains(&character)))
}

/// Controls, punctuation, symbols and pictures.
const SIGNS: [RangeInclusive<char>; 10] = [
    '\u{80}'..='\u{a9}',
    '\u{ab}'..='\u{b4}',
    '\u{b6}'..='\u{b9}',
    '\u{bb}'..='\u{bf}',
    '\u{2000}'..='\u{206f}',
    '\u{20a0}'..='\u{20cf}',
    '\u{2190}'..='\u{2bff}',
    '\u{3000}'..='\u{3004}',
    '\u{3007}'..='\u{3020}',
    '\u{ff00}'..='\u{ff20}',
];

#[cfg(test)]
mod tests {
    use super::is_letter;

    #[test]
    fn letters_of_every_script_are_told_from_signs() {
        for letter in "azAZ\u{aa}\u{b5}\u{e9}\u{3b1}\u{436}\u{5d0}\u{627}\u{905}\u{e01}\u{3042}\u{4e2d}\u{ac00}".chars()
        {
            assert!(is_letter(letter) && letter.is_alphabetic(), "{letter:?}");
        }
        for sign in
            "-.$/{\u{a0}\u{a7}\u{ab}\u{b7}\u{bf}\u{2013}\u{2026}\u{20ac}\u{2192}\u{2713}\u{3001}\u{300c}\u{ff0c}"
                .chars()
        {
            assert!(!is_letter(sign) && !sign.is_alphabetic(), "{sign:?}");
        }
    }
}
