//! Pseudo-random bytes that are the same everywhere and always.

/// SplitMix64 (Steele, Lea and Flood 2014): small, and good enough for filler. Not for secrets.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// A generator; the same seed gives the same values.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Seeded by a name, so that every file gets content of its own.
    #[must_use]
    pub fn named(name: &[u8]) -> Self {
        // FNV-1a.
        Self(
            name.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
                (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
            }),
        )
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ (value >> 31)
    }

    /// A number below `limit`, which must not be 0.
    pub fn below(&mut self, limit: usize) -> usize {
        assert!(limit > 0, "no number is below 0");
        (self.next_u64() % limit as u64) as usize
    }

    /// That many bytes which do not compress.
    pub fn bytes(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(length + 8);
        while bytes.len() < length {
            bytes.extend_from_slice(&self.next_u64().to_le_bytes());
        }
        bytes.truncate(length);
        bytes
    }

    /// That many bytes of a made-up prose, which gzip brings to about a third.
    pub fn prose(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(length + 16);
        while bytes.len() < length {
            for _ in 0..=self.below(3) {
                let syllable = SYLLABLES[self.below(SYLLABLES.len())];
                bytes.extend_from_slice(syllable.as_bytes());
            }
            bytes.push(if self.below(12) == 0 { b'\n' } else { b' ' });
        }
        bytes.truncate(length);
        bytes
    }
}

const SYLLABLES: [&str; 64] = [
    "ba", "be", "bi", "bo", "bu", "ca", "ce", "ci", "co", "cu", "da", "de", "di", "do", "du", "fa", "fe", "fi", "fo",
    "fu", "ga", "ge", "gi", "go", "gu", "la", "le", "li", "lo", "lu", "ma", "me", "mi", "mo", "mu", "na", "ne", "ni",
    "no", "nu", "pa", "pe", "pi", "po", "pu", "ra", "re", "ri", "ro", "ru", "sa", "se", "si", "so", "su", "ta", "te",
    "ti", "to", "tu", "tion", "ment", "able", "_",
];
