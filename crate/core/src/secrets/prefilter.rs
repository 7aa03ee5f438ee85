//! Where a known prefix may stand: one table, asked with a hash of three bytes at each place of the text.
//!
//! Reason: 244 keywords in an Aho-Corasick automaton read 98 MB/s in wasm, this 515 and more in a tenth of the size.

use super::family::ALL;
use super::matcher::Matcher;

const SLOT_BITS: u32 = 13;
const SLOTS: usize = 1 << SLOT_BITS;
/// Room for each matcher once, and for short prefixes once for each byte that can follow.
const NODES: usize = 1024;
const NONE: u16 = u16::MAX;

/// A bit for each value of a longer hash of the same three bytes: 8 KiB that stay in the first cache, and let one
/// place in two hundred of ordinary text through where the heads alone would let one in thirty.
const BITS: u32 = 16;
const WORDS: usize = 1 << (BITS - 6);

struct Table {
    bits: [u64; WORDS],
    heads: [u16; SLOTS],
    /// Matcher and next node of each node.
    nodes: [(u16, u16); NODES],
}

const fn hash(low24: u32) -> u32 {
    // Fibonacci hashing: the multiplier is 2^32 over the golden ratio.
    (low24 << 8).wrapping_mul(0x9e37_79b1)
}

const fn slot(hash: u32) -> usize {
    (hash >> (32 - SLOT_BITS)) as usize
}

/// Index of the word of bits, and the bit in it.
const fn bit(hash: u32) -> (usize, u32) {
    let place = hash >> (32 - BITS);
    ((place >> 6) as usize, place & 63)
}

#[expect(clippy::indexing_slicing, reason = "runs in the compiler only")]
const COUNT: usize = {
    let (mut family, mut count) = (0, 0);
    while family < ALL.len() {
        count += ALL[family].len();
        family += 1;
    }
    count
};

/// All matchers in one row, in the order of their families: among several at one place the first that matches wins.
#[expect(clippy::indexing_slicing, reason = "runs in the compiler only")]
pub(super) static MATCHERS: [&Matcher; COUNT] = {
    let mut matchers = [&ALL[0][0]; COUNT];
    let (mut family, mut next) = (0, 0);
    while family < ALL.len() {
        let mut index = 0;
        while index < ALL[family].len() {
            matchers[next] = &ALL[family][index];
            next += 1;
            index += 1;
        }
        family += 1;
    }
    matchers
};

#[expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "runs in the compiler only, where a panic is a compile error"
)]
const fn table() -> Table {
    let mut table = Table { bits: [0; WORDS], heads: [NONE; SLOTS], nodes: [(0, NONE); NODES] };
    let mut used = 0;
    // Backwards, since each node goes to the head of its chain.
    let mut index = COUNT;
    while index > 0 {
        index -= 1;
        let prefix = MATCHERS[index].prefix;
        let mut byte = 0_u32;
        while byte < 256 {
            let third = match prefix.len() {
                0 | 1 => panic!("a prefix needs two bytes"),
                2 => match MATCHERS[index].parts[0] {
                    super::matcher::Part::Run(set, ..) => set.has_const(byte as u8),
                    _ => panic!("a prefix of two bytes needs a run after it"),
                },
                _ => prefix[2] as u32 == byte,
            };
            if third {
                let hash = hash(prefix[0] as u32 | (prefix[1] as u32) << 8 | byte << 16);
                let slot = slot(hash);
                let (word, bit) = bit(hash);
                table.bits[word] |= 1 << bit;
                table.nodes[used] = (index as u16, table.heads[slot]);
                table.heads[slot] = used as u16;
                used += 1;
            }
            byte += 1;
        }
    }
    table
}

static TABLE: Table = table();

/// Whether a prefix may begin with the first three bytes of the window; the fourth is not looked at.
#[inline(always)]
fn may_begin(window: [u8; 4]) -> bool {
    let (word, bit) = bit(hash(u32::from_le_bytes(window) & 0x00ff_ffff));
    TABLE.bits.get(word % WORDS).is_some_and(|bits| bits.wrapping_shr(bit) & 1 == 1)
}

fn head(window: [u8; 4]) -> u16 {
    let slot = slot(hash(u32::from_le_bytes(window) & 0x00ff_ffff));
    TABLE.heads.get(slot % SLOTS).copied().unwrap_or(NONE)
}

/// The next place from `from` on where a prefix may stand. A prefix in the last three bytes has no room for a body.
pub(super) fn next(text: &[u8], from: usize) -> Option<(usize, Candidates<'_>)> {
    let rest = text.get(from..)?;
    let offset =
        rest.windows(4).position(|window| window.first_chunk::<4>().is_some_and(|window| may_begin(*window)))?;
    let place = from.saturating_add(offset);
    Some((place, at(text, place)))
}

/// The matchers whose prefix stands at `at`.
pub(super) fn at(text: &[u8], at: usize) -> Candidates<'_> {
    let rest = text.get(at..).unwrap_or_default();
    let node = rest.first_chunk::<4>().map_or(NONE, |window| head(*window));
    Candidates { text: rest, node }
}

/// Matchers whose whole prefix stands at one place.
pub(super) struct Candidates<'t> {
    text: &'t [u8],
    node: u16,
}

impl Iterator for Candidates<'_> {
    type Item = &'static Matcher;

    fn next(&mut self) -> Option<&'static Matcher> {
        loop {
            let (matcher, next) = TABLE.nodes.get(usize::from(self.node)).copied()?;
            self.node = next;
            let matcher = MATCHERS.get(usize::from(matcher)).copied()?;
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
        for matcher in MATCHERS {
            let mut text = b"  ".to_vec();
            text.extend(matcher.prefix);
            // For prefixes of two bytes, the third is one that the first part allows.
            text.extend(b"0000");
            let (place, mut found) = next(&text, 2).unwrap();
            assert_eq!(place, 2);
            assert!(found.any(|other| std::ptr::eq(other, matcher)), "{}", matcher.kind.id);
            assert!(at(&text, 2).any(|other| std::ptr::eq(other, matcher)));
        }
    }

    #[test]
    fn plain_prose_has_few_candidates() {
        let text = "The quick brown fox jumps over the lazy dog; pack my box with five dozen liquor jugs. ".repeat(10);
        let mut from = 0;
        let mut count = 0;
        while let Some((place, _)) = next(text.as_bytes(), from) {
            count += 1;
            from = place + 1;
        }
        assert!(count * 20 < text.len(), "{count} candidates in {} bytes", text.len());
    }
}
