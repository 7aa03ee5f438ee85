//! The form of a token as data: prefix, parts, boundaries, check; and the one function that tries a form at a place.

use super::checksum;
use super::kind::{Confidence, Found, Kind};
use super::set::{Runs, Set};
use super::value;

/// The longest prefix.
pub(super) const MAX_PREFIX: usize = 32;

/// Bytes before a prefix that a form may look at: the longest run that may stand there, and what bounds it.
pub(super) const MAX_BEFORE: usize = 96;

/// A piece of a token after its prefix.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    /// From min to max bytes of a set; a longer run is another word.
    Run(Set, usize, usize),
    /// Exactly these bytes.
    Literal(&'static [u8]),
    /// Between a name and its value: one to eight of blank, `=`, `:`, quotes, `>`.
    Separator,
}

/// What must stand before the prefix. One word is enough for all forms: a pointer that carries no length keeps them small.
#[derive(Debug, Clone, Copy)]
pub(super) enum Before {
    /// No letter, digit or `_`.
    Boundary,
    /// Anything.
    Anything,
    /// These bytes, in any case.
    Word(&'static [u8; 6]),
    /// A run that belongs to the secret, with a boundary before it.
    Run(Set, u8, u8),
}

/// What else is asked of the secret.
#[derive(Debug, Clone, Copy)]
pub(super) enum Check {
    /// Nothing but to look random enough.
    Plain,
    /// Ends in a base62 CRC-32: raises the confidence to high when it holds, lowers it to medium when not.
    Crc,
    /// As GitLab's routable tokens end. The confidence is high when it holds, medium when not.
    Gitlab,
    /// As Grafana's service account tokens end. The same.
    Grafana,
    /// As Private Packagist's tokens end. The same.
    Packagist,
    /// As Confluent Cloud's secrets end. The same.
    Confluent,
    /// A bech32 text. The same.
    Bech32,
    /// A macaroon in its binary form, base64. The same.
    Macaroon,
    /// Holds these bytes.
    Contains(&'static [u8; 8]),
    /// Ends in these bytes.
    EndsWith(&'static [u8; 2]),
    /// Has upper-case, lower-case letters and digits.
    Mixed,
    /// A value beside its name: judged as the value of a pair is.
    Value,
    /// A value of a known length beside the name of a known setting: random, or it is none.
    Named,
}

/// Readers of forms that parts cannot say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// The parts of this matcher.
    Parts,
    /// PEM armour of a private key.
    Armour,
    /// A JSON web token.
    WebToken,
    /// `scheme://user:password@host`.
    UrlCredential,
}

/// One form of one kind.
#[derive(Debug, Clone, Copy)]
pub(super) struct Matcher {
    pub(super) kind: &'static Kind,
    pub(super) prefix: &'static [u8],
    pub(super) before: Before,
    pub(super) parts: &'static [Part],
    pub(super) check: Check,
    pub(super) confidence: Confidence,
    pub(super) rule: Rule,
    /// The prefix is a name or an address and not a part of the secret.
    pub(super) context: bool,
}

/// A token that begins with its prefix.
pub(super) const fn token(kind: &'static Kind, prefix: &'static [u8], parts: &'static [Part]) -> Matcher {
    Matcher {
        kind,
        prefix,
        before: Before::Boundary,
        parts,
        check: Check::Plain,
        confidence: Confidence::High,
        rule: Rule::Parts,
        context: false,
    }
}

/// A secret that stands after a name or address.
pub(super) const fn after(kind: &'static Kind, prefix: &'static [u8], parts: &'static [Part]) -> Matcher {
    let mut matcher = token(kind, prefix, parts);
    matcher.context = true;
    matcher
}

/// A form with a reader of its own.
pub(super) const fn special(kind: &'static Kind, prefix: &'static [u8], rule: Rule) -> Matcher {
    let mut matcher = after(kind, prefix, &[]);
    matcher.rule = rule;
    matcher
}

impl Matcher {
    pub(super) const fn before(mut self, before: Before) -> Self {
        self.before = before;
        self
    }

    pub(super) const fn check(mut self, check: Check) -> Self {
        self.check = check;
        self
    }

    pub(super) const fn confidence(mut self, confidence: Confidence) -> Self {
        self.confidence = confidence;
        self
    }

    /// How many bytes from its prefix on this form may look at.
    pub(super) fn reach(&self) -> usize {
        let parts = self.parts.iter().map(|part| match part {
            // One more tells that a run ends.
            Part::Run(_, _, max) => max.saturating_add(1),
            Part::Literal(bytes) => bytes.len(),
            Part::Separator => 9,
        });
        parts.fold(self.prefix.len().saturating_add(1), usize::saturating_add)
    }

    /// Tries this form with its prefix at `at`, where the prefix is known to stand.
    pub(super) fn at(&self, text: &[u8], at: usize, runs: &mut Runs) -> Option<Found> {
        let begin = self.begin(text, at)?;
        let after_prefix = at.saturating_add(self.prefix.len());
        let mut position = after_prefix;
        let mut value_start = after_prefix;
        for part in self.parts {
            match *part {
                Part::Run(set, min, max) => {
                    let length = runs.length(text, set, position, max.saturating_add(1));
                    if length < min || length > max {
                        return None;
                    }
                    position = position.saturating_add(length);
                }
                Part::Literal(bytes) => {
                    if !text.get(position..)?.starts_with(bytes) {
                        return None;
                    }
                    position = position.saturating_add(bytes.len());
                }
                Part::Separator => {
                    let length = text.get(position..)?.iter().take(9).take_while(|byte| is_separator(**byte)).count();
                    if length == 0 || length > 8 {
                        return None;
                    }
                    position = position.saturating_add(length);
                    value_start = position;
                }
            }
        }
        if text.get(position).is_some_and(|byte| Set::Word.has(*byte)) {
            return None;
        }
        let start = if self.context { value_start } else { begin };
        // What stands before the prefix can be the larger part of the secret.
        let body_start = if matches!(self.before, Before::Run(..)) { start } else { value_start };
        let confidence = self.checked(text.get(start..position)?, text.get(body_start..position)?)?;
        Some(Found { kind: self.kind, start, end: position, confidence })
    }

    /// Where the secret begins, if what stands before the prefix is right.
    fn begin(&self, text: &[u8], at: usize) -> Option<usize> {
        match self.before {
            Before::Anything => Some(at),
            Before::Boundary => is_boundary_before(text, at).then_some(at),
            Before::Word(word) => {
                let from = at.checked_sub(word.len())?;
                text.get(from..at)?.eq_ignore_ascii_case(word).then_some(at)
            }
            Before::Run(set, min, max) => {
                let (min, max) = (usize::from(min), usize::from(max));
                let passed = text.get(..at)?.iter().rev().take(max.saturating_add(1));
                let length = passed.take_while(|byte| set.has(**byte)).count();
                let begin = at.saturating_sub(length);
                (length >= min && length <= max && is_boundary_before(text, begin)).then_some(begin)
            }
        }
    }

    fn checked(&self, secret: &[u8], body: &[u8]) -> Option<Confidence> {
        let held = match self.check {
            Check::Crc if checksum::ends_in_crc(body) => return Some(Confidence::High),
            Check::Gitlab if checksum::ends_as_gitlab(secret) => return Some(Confidence::High),
            Check::Grafana if checksum::ends_as_grafana(secret) => return Some(Confidence::High),
            Check::Packagist if checksum::ends_as_packagist(secret) => return Some(Confidence::High),
            Check::Confluent if checksum::ends_as_confluent(body) => return Some(Confidence::High),
            Check::Bech32 if checksum::is_bech32(secret) => return Some(Confidence::High),
            Check::Macaroon if checksum::is_macaroon(secret) => return Some(Confidence::High),
            Check::Crc
            | Check::Gitlab
            | Check::Grafana
            | Check::Packagist
            | Check::Confluent
            | Check::Bech32
            | Check::Macaroon
            | Check::Plain => true,
            Check::Contains(bytes) => secret.windows(bytes.len()).any(|window| window == bytes),
            Check::EndsWith(bytes) => secret.ends_with(bytes),
            Check::Mixed => {
                secret.iter().any(u8::is_ascii_uppercase)
                    && secret.iter().any(u8::is_ascii_lowercase)
                    && secret.iter().any(u8::is_ascii_digit)
            }
            Check::Named => value::is_random(std::str::from_utf8(secret).ok()?),
            Check::Value => return value::in_place(std::str::from_utf8(secret).ok()?).map(|seen| seen.confidence),
        };
        if !held || value::is_monotonous(body) {
            return None;
        }
        let wrong_sum = matches!(
            self.check,
            Check::Crc
                | Check::Gitlab
                | Check::Grafana
                | Check::Packagist
                | Check::Confluent
                | Check::Bech32
                | Check::Macaroon
        );
        let most = if wrong_sum { Confidence::Medium } else { self.confidence };
        Some(if value::says_example(secret) { Confidence::Low } else { most })
    }
}

fn is_separator(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'=' | b':' | b'"' | b'\'' | b'>' | b'\\')
}

/// No letter, digit or `_` before `at`, but for the end of an escape: `\n` of a quoted text and `%3D` of a URL.
pub(super) fn is_boundary_before(text: &[u8], at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return true };
    let byte = |back: usize| at.checked_sub(back).and_then(|place| text.get(place)).copied();
    match text.get(before) {
        Some(last) if Set::Word.has(*last) => {
            (matches!(last, b'n' | b'r' | b't') && byte(2) == Some(b'\\'))
                || (last.is_ascii_hexdigit() && byte(2).is_some_and(|b| b.is_ascii_hexdigit()) && byte(3) == Some(b'%'))
        }
        _ => true,
    }
}
