//! Tier 1 over a body that passes in pieces: the same hits as [`super::find`] over the whole of it, whatever the pieces.
//!
//! A place is decided once all bytes are there that its form may need. Until then the bytes from a little before it on
//! are held, which is never more than a few lengths of the longest form, a private key in armour.

use super::find::{self, Walk};
use super::kind::{Confidence, Found, Kind};
use super::matcher::{MAX_BEFORE, MAX_PREFIX};
use super::prefilter::LOOK_BEFORE;
use super::sieve::LEAST_RUN;

/// Bytes before a place that its form may look at.
const BACK: usize = MAX_BEFORE;

/// Bytes from a place on without which it is not known whether a prefix can stand there.
const TAIL: usize = LOOK_BEFORE + LEAST_RUN + MAX_PREFIX;

/// Bytes that are joined to the held ones at a time.
const STEP: usize = 4096;

/// A secret in a body that passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spotted<'b> {
    /// What it is.
    pub kind: &'static Kind,
    /// How sure.
    pub confidence: Confidence,
    /// Where it begins in the body.
    pub start: u64,
    /// Line of `start`, from 1.
    pub line: u32,
    /// The secret itself, for masking.
    pub secret: &'b [u8],
}

/// The search of one body after another.
#[derive(Debug, Default)]
pub struct Search {
    /// The bytes that are still needed, and where in the body they begin.
    held: Vec<u8>,
    held_from: u64,
    /// How far the body has come.
    seen: u64,
    /// The first place that is not decided.
    next: u64,
    /// No hit reaches beyond this.
    free: u64,
    /// Before the body has come so far, there is no use in looking again.
    wants: u64,
    /// Line of the byte at `counted`, less one.
    line: u32,
    counted: u64,
}

impl Search {
    /// A new body begins.
    pub fn start(&mut self) {
        let mut held = std::mem::take(&mut self.held);
        held.clear();
        *self = Self { held, ..Self::default() };
    }

    /// The next bytes of the body.
    pub fn feed(&mut self, data: &[u8], each: &mut impl FnMut(Spotted<'_>)) {
        let begin = self.seen;
        self.seen = begin.saturating_add(data.len() as u64);
        let mut joined = 0;
        // While what must be decided begins in bytes that are gone but for the held ones.
        while !self.held.is_empty() && self.next < begin.saturating_add(BACK as u64) {
            let rest = data.get(joined..).unwrap_or_default();
            let missing = self.wants.saturating_sub(self.held_from.saturating_add(self.held.len() as u64));
            let step = usize::try_from(missing).unwrap_or(STEP).max(STEP);
            let part = rest.get(..step).unwrap_or(rest);
            self.held.extend_from_slice(part);
            joined = joined.saturating_add(part.len());
            if self.held_from.saturating_add(self.held.len() as u64) < self.wants {
                return;
            }
            let held = std::mem::take(&mut self.held);
            self.walk(&held, self.held_from, false, each);
            self.held = held;
            if joined == data.len() {
                return self.drop_decided();
            }
        }
        let held = std::mem::take(&mut self.held);
        self.count_to(begin, self.held_from, &held);
        self.held = held;
        self.held.clear();
        self.walk(data, begin, false, each);
        let kept_from = self.kept_from().max(begin);
        let offset = usize::try_from(kept_from.saturating_sub(begin)).unwrap_or(usize::MAX).min(data.len());
        self.pass(begin, data.get(..offset).unwrap_or_default());
        self.held_from = kept_from;
        self.held.extend_from_slice(data.get(offset..).unwrap_or_default());
    }

    /// The body has ended, or goes on with bytes that no secret can hold: what is left is decided.
    pub fn end(&mut self, each: &mut impl FnMut(Spotted<'_>)) {
        let held = std::mem::take(&mut self.held);
        self.walk(&held, self.held_from, true, each);
        self.pass(self.held_from, &held);
        self.held = held;
        self.held.clear();
    }

    /// Zeros that are not there, as in a hole of a sparse file. No form goes on behind a zero byte.
    pub fn skip(&mut self, length: u64, each: &mut impl FnMut(Spotted<'_>)) {
        self.end(each);
        self.seen = self.seen.saturating_add(length);
        self.counted = self.seen;
        (self.next, self.held_from, self.wants) = (self.seen, self.seen, self.seen);
    }

    /// Decides all places that can be, of a piece that begins at `begin`.
    fn walk(&mut self, text: &[u8], begin: u64, last: bool, each: &mut impl FnMut(Spotted<'_>)) {
        let inside = |offset: u64| usize::try_from(offset.saturating_sub(begin)).unwrap_or(usize::MAX);
        let outside = |place: usize| begin.saturating_add(place as u64);
        let mut walk = Walk { from: inside(self.next), free: inside(self.free), last, tail: TAIL };
        let wanted = find::walk(text, &mut walk, &mut |found: Found| {
            let start = outside(found.start);
            self.count_to(start, begin, text);
            each(Spotted {
                kind: found.kind,
                confidence: found.confidence,
                start,
                line: self.line.saturating_add(1),
                secret: text.get(found.start..found.end).unwrap_or_default(),
            });
        });
        self.next = outside(walk.from);
        self.free = self.free.max(outside(walk.free));
        // More than is needed, so that many places with the same need do not ask one after the other.
        self.wants = self.next.saturating_add(wanted.max(TAIL) as u64).saturating_add(wanted.max(TAIL) as u64);
    }

    fn kept_from(&self) -> u64 {
        self.next.saturating_sub(BACK as u64)
    }

    fn drop_decided(&mut self) {
        let passed = self.kept_from().saturating_sub(self.held_from);
        let passed = usize::try_from(passed).unwrap_or(usize::MAX).min(self.held.len());
        let held = std::mem::take(&mut self.held);
        self.pass(self.held_from, held.get(..passed).unwrap_or_default());
        self.held = held;
        self.held.drain(..passed);
        self.held_from = self.held_from.saturating_add(passed as u64);
    }

    /// `part`, at `begin`, is let go of.
    fn pass(&mut self, begin: u64, part: &[u8]) {
        self.count_to(begin.saturating_add(part.len() as u64), begin, part);
    }

    /// Counts the lines before `place`; `text` begins at `begin` and holds everything between.
    fn count_to(&mut self, place: u64, begin: u64, text: &[u8]) {
        if place <= self.counted {
            return;
        }
        let inside = |offset: u64| usize::try_from(offset.saturating_sub(begin)).unwrap_or(usize::MAX).min(text.len());
        let passed = text.get(inside(self.counted)..inside(place)).unwrap_or_default();
        let breaks = plimsoll_sieve::count(b'\n', passed);
        self.line = self.line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        self.counted = place;
    }
}

#[cfg(test)]
mod tests {
    use super::super::{find, sample};
    use super::*;
    use proptest::prelude::*;

    type Seen = (&'static str, Confidence, u64, u32, Vec<u8>);

    fn seen(spotted: Spotted<'_>) -> Seen {
        (spotted.kind.id, spotted.confidence, spotted.start, spotted.line, spotted.secret.to_vec())
    }

    fn whole(text: &[u8]) -> Vec<Seen> {
        find(text)
            .iter()
            .map(|hit| (hit.kind.id, hit.confidence, hit.start as u64, hit.line, text[hit.start..hit.end].to_vec()))
            .collect()
    }

    fn in_pieces(text: &[u8], sizes: &[usize]) -> Vec<Seen> {
        let (mut search, mut all, mut rest) = (Search::default(), Vec::new(), text);
        search.start();
        for size in sizes.iter().cycle() {
            let (piece, left) = rest.split_at(rest.len().min(*size));
            search.feed(piece, &mut |spotted| all.push(seen(spotted)));
            rest = left;
            if rest.is_empty() {
                break;
            }
        }
        search.end(&mut |spotted| all.push(seen(spotted)));
        all
    }

    fn pieces_of_text() -> impl Strategy<Value = Vec<u8>> {
        let token = sample::github_token();
        let web = sample::web_token(r#"{"alg":"HS256","typ":"JWT"}"#, r#"{"sub":"4711","iss":"shop"}"#);
        let mut parts: Vec<Vec<u8>> = [
            token.as_str(),
            &token[..20],
            &web,
            &web[..40],
            &sample::armour("RSA PRIVATE KEY", &sample::base64(1600)),
            &sample::armour("CERTIFICATE", &sample::base64(900)),
            &["postgres://app:Tro", "ub4dor@db/x"].concat(),
            "://",
            "-----BEGIN ",
            "eyJ",
            " ",
            "\n",
            "\\n",
            "=",
            "Z",
            "secret",
        ]
        .iter()
        .map(|part| part.as_bytes().to_vec())
        .collect();
        parts.push(vec![0; 3]);
        parts.push(vec![0xff, 0xfe]);
        parts.push(format!("aws_secret_access_key = \"{}\"", sample::alnum(40)).into_bytes());
        parts.push(b"some plain words that go on for a while\n".repeat(30));
        parts.push(sample::base64(2000).into_bytes());
        prop::collection::vec(prop::sample::select(parts), 0..30).prop_map(|parts| parts.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn the_hits_are_those_of_the_whole_whatever_the_pieces(
            text in pieces_of_text(),
            sizes in prop::collection::vec(prop_oneof![1_usize..70, 400_usize..9000], 1..5),
        ) {
            prop_assert_eq!(in_pieces(&text, &sizes), whole(&text));
        }
    }

    #[test]
    fn secrets_across_borders_and_far_inside_are_found_with_their_lines() {
        let token = sample::github_token();
        let key = sample::armour("RSA PRIVATE KEY", &sample::base64(3000));
        let line = "x".repeat(30_000);
        let text = format!("{line}\n{line}\n{line}\n{token}\n{line}{line}\n{key}{line}\n{token}");
        let expected = whole(text.as_bytes());
        assert_eq!(expected.len(), 3);
        assert_eq!(expected[0].3, 4);
        for size in [1, 7, 512, 4096, 65_536, 90_030, 1 << 20] {
            assert_eq!(in_pieces(text.as_bytes(), &[size]), expected, "{size}");
        }
    }

    #[test]
    fn bodies_do_not_flow_into_each_other_and_holes_end_words() {
        let token = sample::github_token();
        let (first, second) = token.as_bytes().split_at(20);
        let (mut search, mut all) = (Search::default(), Vec::new());
        let mut each = |spotted: Spotted<'_>| all.push((spotted.start, spotted.line));
        search.start();
        search.feed(first, &mut each);
        search.end(&mut each);
        search.start();
        search.feed(second, &mut each);
        search.skip(1 << 40, &mut each);
        search.feed(b"\n", &mut each);
        search.feed(token.as_bytes(), &mut each);
        search.end(&mut each);
        assert_eq!(all, [(20 + (1 << 40) + 1, 2)]);
    }

    #[test]
    fn hostile_pieces_are_read_in_linear_time_and_little_memory() {
        for part in ["eyJ", "://", "-----BEGIN PRIVATE KEY-----", "a://b:", "ghp_"] {
            let text = part.repeat(3_000_000 / part.len());
            let mut search = Search::default();
            for piece in text.as_bytes().chunks(512) {
                search.feed(piece, &mut |_| {});
                assert!(search.held.len() < 512 * 1024, "{}", search.held.len());
            }
        }
    }
}
