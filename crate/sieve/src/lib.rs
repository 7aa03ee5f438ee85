//! Where in a text something may begin that is worth a closer look: the loops over all bytes, without any knowledge of
//! what is looked for. That is in the tables which the caller makes.
//!
//! Nothing here may be generic: such code would be compiled in the crate that uses it, and so for size.
#![no_std]
#![forbid(unsafe_code)]

/// The shortest run that [`next_run`] tells.
pub const LEAST_RUN: usize = 20;

/// The next run of at least [`LEAST_RUN`] bytes of a set from `from` on, and its end. A run that began before `from`
/// counts from there.
///
/// The search reads backwards from where a run would end: a byte of no run there rules out all before it at once. So
/// prose, code and programs cost a look at every fourth byte, and only long words are read through.
#[inline(never)]
#[must_use]
pub fn next_run(text: &[u8], from: usize, set: &[bool; 256]) -> Option<(usize, usize)> {
    let has = |byte: u8| set.get(usize::from(byte)).copied().unwrap_or(false);
    let mut start = from;
    loop {
        let rest = text.get(start..)?;
        let window = rest.first_chunk::<LEAST_RUN>()?;
        match window.iter().rposition(|byte| !has(*byte)) {
            Some(gap) => start = start.saturating_add(gap).saturating_add(1),
            None => {
                let length = rest.iter().position(|byte| !has(*byte)).unwrap_or(rest.len());
                return Some((start, start.saturating_add(length)));
            }
        }
    }
}

/// A fixed word that is looked for.
#[derive(Debug)]
pub struct Word(memchr::memmem::Finder<'static>);

impl Word {
    /// Makes ready to look for it.
    #[must_use]
    pub fn new(word: &'static [u8]) -> Self {
        Self(memchr::memmem::Finder::new(word))
    }

    /// The first place from `from` on where it stands.
    #[inline(never)]
    #[must_use]
    pub fn find(&self, text: &[u8], from: usize) -> Option<usize> {
        self.0.find(text.get(from..)?).map(|offset| from.saturating_add(offset))
    }
}

/// The first place of a byte in a text.
#[inline(never)]
#[must_use]
pub fn find(byte: u8, text: &[u8]) -> Option<usize> {
    memchr::memchr(byte, text)
}

/// How often a byte stands in a text.
#[inline(never)]
#[must_use]
pub fn count(byte: u8, text: &[u8]) -> usize {
    memchr::memchr_iter(byte, text).count()
}

const BITS: u32 = 16;
const WORDS: usize = 1 << (BITS - 6);

/// Three bytes by three bytes, where words may begin: a bit for each value of a hash. Its 8 KiB stay in the first cache,
/// and it lets one place in two hundred of ordinary text through.
#[derive(Debug)]
pub struct Marks([u64; WORDS]);

/// A hash of three bytes, the first in the lowest place. Its high bits are the good ones.
#[must_use]
pub const fn hash(three: u32) -> u32 {
    // Fibonacci hashing: the multiplier is 2^32 over the golden ratio.
    (three << 8).wrapping_mul(0x9e37_79b1)
}

impl Marks {
    /// No marks.
    #[must_use]
    pub const fn none() -> Self {
        Self([0; WORDS])
    }

    /// Marks the words whose first three bytes have this hash.
    pub fn add(&mut self, hash: u32) {
        let place = hash >> (32 - BITS);
        if let Some(bits) = self.0.get_mut((place >> 6) as usize % WORDS) {
            *bits |= 1 << (place & 63);
        }
    }

    fn may_begin(&self, window: [u8; 4]) -> bool {
        let place = hash(u32::from_le_bytes(window) & 0x00ff_ffff) >> (32 - BITS);
        self.0.get((place >> 6) as usize % WORDS).is_some_and(|bits| bits >> (place & 63) & 1 == 1)
    }

    /// The first place of a text where a marked word may begin. Not in the last three bytes.
    #[inline(never)]
    #[must_use]
    pub fn first_in(&self, text: &[u8]) -> Option<usize> {
        text.windows(4).position(|window| window.first_chunk::<4>().is_some_and(|window| self.may_begin(*window)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters() -> [bool; 256] {
        let mut set = [false; 256];
        (b'a'..=b'z').for_each(|byte| set[usize::from(byte)] = true);
        set
    }

    #[test]
    fn runs_are_found_whole_and_short_ones_are_not() {
        let text = b"aaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbb\0ccccccccccccccccccccccccc";
        let next = |from| next_run(text, from, &letters());
        assert_eq!(next(0), Some((20, 40)));
        assert_eq!(next(20), Some((20, 40)));
        assert_eq!(next(21), Some((41, 66)));
        assert_eq!(next(46), Some((46, 66)));
        assert_eq!((next(47), next(100)), (None, None));
    }

    #[test]
    fn words_and_bytes_are_found() {
        let word = Word::new(b"://");
        assert_eq!(
            [0, 2, 3, 9, 99].map(|from| word.find(b"a ://b:// ", from)),
            [Some(2), Some(2), Some(6), None, None]
        );
        assert_eq!((count(b'\n', b"a\n\nb"), count(b'\n', b"")), (2, 0));
        assert_eq!((find(b'\n', b"a\n\nb"), find(b'\n', b"")), (Some(1), None));
    }

    #[test]
    fn marked_words_are_found_and_most_others_are_not() {
        let mut marks = Marks::none();
        marks.add(hash(u32::from_le_bytes(*b"ghp\0")));
        assert_eq!(marks.first_in(b"some ghp_x"), Some(5));
        assert_eq!(marks.first_in(b"some gh p_x ghp"), None);
        assert_eq!(marks.first_in(b""), None);
    }
}
