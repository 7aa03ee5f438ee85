//! Where a known prefix may stand. Most of a text is passed over: only near long runs ([`sieve`]) and at two fixed words
//! is a table asked, with a hash of three bytes.
//!
//! Reason: 244 keywords in an Aho-Corasick automaton read 98 MB/s in wasm, the table alone 515, and both look at every
//! byte. Long runs are a tenth of a root file system, and to find them a quarter of the bytes is looked at.

use super::family::ALL;
use super::matcher::{Before, MAX_BEFORE, MAX_PREFIX, Matcher, Part, Rule};
use super::set::Set;
use super::sieve;
use plimsoll_sieve::{Marks, Word, hash};
use std::sync::LazyLock;

const SLOT_BITS: u32 = 13;
const SLOTS: usize = 1 << SLOT_BITS;
const NONE: u16 = u16::MAX;

struct Table {
    marks: Marks,
    heads: [u16; SLOTS],
    /// Matcher and next node of each node: each matcher once, and for short prefixes once for each byte that can follow.
    nodes: Vec<(&'static Matcher, u16)>,
}

const fn slot(hash: u32) -> usize {
    (hash >> (32 - SLOT_BITS)) as usize
}

/// All matchers, in the order of their families: among several at one place the first that matches wins.
pub(super) fn matchers() -> impl DoubleEndedIterator<Item = &'static Matcher> {
    ALL.iter().flat_map(|family| family.iter())
}

/// Made when first needed: it has 30 KiB, and the engine is downloaded.
static TABLE: LazyLock<Box<Table>> = LazyLock::new(|| {
    let mut table = Box::new(Table { marks: Marks::none(), heads: [NONE; SLOTS], nodes: Vec::new() });
    // Backwards, since each node goes to the head of its chain.
    for matcher in matchers().rev() {
        let [first, second, rest @ ..] = matcher.prefix else { continue };
        for third in 0..=u8::MAX {
            let fits = match (rest, matcher.parts) {
                ([known, ..], _) => *known == third,
                ([], [Part::Run(set, ..), ..]) => set.has(third),
                _ => false,
            };
            if fits {
                table.add(hash(u32::from_le_bytes([*first, *second, third, 0])), matcher);
            }
        }
    }
    table
});

impl Table {
    fn add(&mut self, hash: u32, matcher: &'static Matcher) {
        let node = self.nodes.len() as u16;
        if let Some(head) = self.heads.get_mut(slot(hash)) {
            self.nodes.push((matcher, std::mem::replace(head, node)));
            self.marks.add(hash);
        }
    }

    fn head(&self, window: [u8; 4]) -> u16 {
        let slot = slot(hash(u32::from_le_bytes(window) & 0x00ff_ffff));
        self.heads.get(slot % SLOTS).copied().unwrap_or(NONE)
    }
}

/// How far the run that a form promises may begin behind its prefix, at most: `aws_secret_access_key = "` and the like.
pub(super) const LOOK_BEFORE: usize = 48;

/// Forms that promise no long run are found by their first bytes.
const URL: &[u8] = b"://";
const ARMOUR: &[u8] = b"-----BEGIN ";

/// The two, ready to be looked for: a Dockerfile has dozens of short texts, and making ready costs more than looking.
static WORDS: LazyLock<[Word; 2]> = LazyLock::new(|| [Word::new(URL), Word::new(ARMOUR)]);

/// Where the long run of a form begins at the latest, counted from its prefix; `None` if it promises none.
#[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "runs in the compiler only")]
const fn promised_run(matcher: &Matcher) -> Option<usize> {
    let (mut run, mut start, mut at) = (0, 0, 0);
    // Every set is a part of `Set::Token`.
    if let Before::Run(_, min, _) = matcher.before {
        run = min as usize;
    }
    let mut index = 0;
    while index <= matcher.parts.len() {
        let literal = match index {
            0 => matcher.prefix,
            _ => match matcher.parts[index - 1] {
                Part::Literal(bytes) => bytes,
                Part::Run(_, min, max) => {
                    run += min;
                    at += max;
                    b""
                }
                Part::Separator => {
                    run = 0;
                    at += 8;
                    b""
                }
            },
        };
        let mut byte = 0;
        while byte < literal.len() {
            run = if Set::Token.has_const(literal[byte]) { run + 1 } else { 0 };
            at += 1;
            byte += 1;
            if run == 0 {
                start = at;
            }
        }
        if run >= sieve::LEAST_RUN {
            return Some(start);
        }
        if run == 0 {
            start = at;
        }
        index += 1;
    }
    None
}

// Every form can be found by the sieve, or by one of the two fixed words.
#[expect(clippy::indexing_slicing, reason = "runs in the compiler only, where a panic is a compile error")]
const _: () = {
    let (mut family, mut index) = (0, 0);
    while family < ALL.len() {
        if index == ALL[family].len() {
            (family, index) = (family + 1, 0);
            continue;
        }
        let matcher = &ALL[family][index];
        let promised = match matcher.rule {
            Rule::Parts => matches!(promised_run(matcher), Some(start) if start <= LOOK_BEFORE),
            // `{"alg":"none"}` has 19 characters in base64, and a dot follows.
            Rule::WebToken | Rule::UrlCredential | Rule::Armour => true,
        };
        assert!(
            matcher.prefix.len() > 2 || (matcher.prefix.len() == 2 && matches!(matcher.parts, [Part::Run(..), ..])),
            "the table knows three bytes of each form: a prefix of two needs a run after it"
        );
        assert!(matcher.prefix.len() <= MAX_PREFIX, "a longer prefix than the search allows for");
        assert!(
            !matches!(matcher.before, Before::Run(_, _, max) if max as usize + 4 > MAX_BEFORE),
            "more before a prefix than the search holds"
        );
        assert!(promised, "a form promises no run of 20 characters near its prefix");
        index += 1;
    }
};

/// The places of one text where prefixes may stand, asked for from the front.
pub(super) struct Places<'t> {
    text: &'t [u8],
    table: &'static Table,
    /// Where the last run found lies, with what is before it.
    region: (usize, usize),
    url: Next<'t>,
    armour: Next<'t>,
}

/// Where a fixed word stands next.
struct Next<'t> {
    text: &'t [u8],
    word: &'static Word,
    next: Option<usize>,
}

impl<'t> Next<'t> {
    fn new(text: &'t [u8], word: &'static Word) -> Self {
        let next = word.find(text, 0);
        Self { text, word, next }
    }

    fn from(&mut self, from: usize) -> usize {
        if self.next.is_some_and(|next| next < from) {
            self.next = self.word.find(self.text, from);
        }
        self.next.unwrap_or(usize::MAX)
    }
}

impl<'t> Places<'t> {
    pub(super) fn new(text: &'t [u8]) -> Self {
        let [url, armour] = &*WORDS;
        Self { text, table: &TABLE, region: (0, 0), url: Next::new(text, url), armour: Next::new(text, armour) }
    }

    /// The next place from `from` on. `from` never goes back. A prefix in the last three bytes has no room for a body.
    pub(super) fn next(&mut self, from: usize) -> Option<(usize, Candidates<'t>)> {
        let word = self.url.from(from).min(self.armour.from(from));
        let mut from = from;
        loop {
            if from >= self.region.1 {
                self.region = match sieve::next_run(self.text, from) {
                    Some((start, end)) => (start.saturating_sub(LOOK_BEFORE).max(from), end),
                    None => (usize::MAX, usize::MAX),
                };
            }
            from = from.max(self.region.0);
            if word <= from {
                return (word < usize::MAX).then(|| (word, candidates(self.table, self.text, word)));
            }
            let region = self.text.get(from..self.region.1.saturating_add(3).min(self.text.len()))?;
            if let Some(offset) = self.table.marks.first_in(region) {
                let place = from.saturating_add(offset).min(word);
                return Some((place, candidates(self.table, self.text, place)));
            }
            from = self.region.1;
            if word < from {
                return Some((word, candidates(self.table, self.text, word)));
            }
        }
    }
}

/// Whether the beginning of an armour stands in a text.
pub(super) fn has_armour(text: &[u8]) -> bool {
    let [_, armour] = &*WORDS;
    armour.find(text, 0).is_some()
}

/// The matchers whose prefix stands at `at`.
pub(super) fn at(text: &[u8], at: usize) -> Candidates<'_> {
    candidates(&TABLE, text, at)
}

fn candidates<'t>(table: &'static Table, text: &'t [u8], at: usize) -> Candidates<'t> {
    let rest = text.get(at..).unwrap_or_default();
    let node = rest.first_chunk::<4>().map_or(NONE, |window| table.head(*window));
    Candidates { table, text: rest, node }
}

/// Matchers whose whole prefix stands at one place.
pub(super) struct Candidates<'t> {
    table: &'static Table,
    text: &'t [u8],
    node: u16,
}

impl Iterator for Candidates<'_> {
    type Item = &'static Matcher;

    fn next(&mut self) -> Option<&'static Matcher> {
        loop {
            let (matcher, next) = self.table.nodes.get(usize::from(self.node)).copied()?;
            self.node = next;
            if self.text.starts_with(matcher.prefix) {
                return Some(matcher);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_matcher_is_found_by_its_prefix() {
        for matcher in matchers() {
            let mut text = b"  ".to_vec();
            text.extend(matcher.prefix);
            // For prefixes of two bytes, the third is one that the first part allows.
            text.extend(b"0000 ");
            text.extend([b'0'; sieve::LEAST_RUN]);
            let (place, mut found) = Places::new(&text).next(2).unwrap();
            assert_eq!(place, 2);
            assert!(found.any(|other| std::ptr::eq(other, matcher)), "{}", matcher.kind.id);
            assert!(at(&text, 2).any(|other| std::ptr::eq(other, matcher)));
        }
    }

    #[test]
    fn plain_prose_has_no_candidates() {
        let text = "The quick brown fox jumps over the lazy dog; pack my box with five dozen liquor jugs. ".repeat(10);
        assert!(Places::new(text.as_bytes()).next(0).is_none());
    }

    #[test]
    fn places_come_in_order_each_once() {
        let run = "x".repeat(30);
        let text = format!("a://b eyJ {run}eyJ://c{run} :// -----BEGIN A {run} ://");
        let (mut places, mut from, mut seen) = (Places::new(text.as_bytes()), 0, Vec::new());
        while let Some((place, mut found)) = places.next(from) {
            if found.next().is_some() {
                seen.push(place);
            }
            from = place + 1;
        }
        let mut expected: Vec<usize> = ["://", "eyJ", "-----BEGIN "]
            .iter()
            .flat_map(|word| text.match_indices(word).map(|(place, _)| place))
            .filter(|place| place + 4 <= text.len())
            .collect();
        expected.sort_unstable();
        assert_eq!(seen, expected);
    }
}
