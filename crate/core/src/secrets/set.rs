//! Character sets of token formats as one table of bit masks, and runs of them measured without reading a byte twice.

/// A set of bytes that a part of a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Set {
    /// `0-9`
    Digit,
    /// `0-9a-f`
    LowerHex,
    /// `0-9a-fA-F`
    Hex,
    /// `A-Z2-7`: base32
    Base32,
    /// `0-9A-Z`
    UpperDigit,
    /// `0-9a-z`
    LowerDigit,
    /// `0-9a-zA-Z`
    Alnum,
    /// `0-9a-zA-Z_`
    Word,
    /// `0-9a-zA-Z_-`: base64url
    Url64,
    /// `0-9a-zA-Z+/`: base64 without padding
    Base64,
    /// `0-9a-zA-Z_.-`
    Dotted,
    /// `0-9a-zA-Z_.~-`: Azure
    Tilde,
    /// `0-9a-zA-Z_+/.~-`: all that tokens are made of; what `sieve` looks for runs of
    Token,
}

const SETS: usize = 13;

const fn holds(set: usize, byte: u8) -> bool {
    let alnum = byte.is_ascii_alphanumeric();
    match set {
        0 => byte.is_ascii_digit(),
        1 => byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'),
        2 => byte.is_ascii_hexdigit(),
        3 => matches!(byte, b'A'..=b'Z' | b'2'..=b'7'),
        4 => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
        5 => byte.is_ascii_digit() || byte.is_ascii_lowercase(),
        6 => alnum,
        7 => alnum || byte == b'_',
        8 => alnum || matches!(byte, b'_' | b'-'),
        9 => alnum || matches!(byte, b'+' | b'/'),
        10 => alnum || matches!(byte, b'_' | b'-' | b'.'),
        11 => alnum || matches!(byte, b'_' | b'-' | b'.' | b'~'),
        _ => alnum || matches!(byte, b'_' | b'-' | b'.' | b'~' | b'+' | b'/'),
    }
}

#[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "runs in the compiler only")]
const fn classes() -> [u16; 256] {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut set = 0;
        while set < SETS {
            if holds(set, byte as u8) {
                classes[byte] |= 1 << set;
            }
            set += 1;
        }
        byte += 1;
    }
    classes
}

static CLASSES: [u16; 256] = classes();

impl Set {
    /// Whether the byte is in the set.
    pub(super) fn has(self, byte: u8) -> bool {
        let classes = CLASSES.get(usize::from(byte)).copied().unwrap_or(0);
        classes & 1_u16.wrapping_shl(self as u32) != 0
    }

    /// [`Self::has`] for tables that the compiler builds.
    pub(super) const fn has_const(self, byte: u8) -> bool {
        holds(self as usize, byte)
    }
}

/// Lengths of runs. Remembers the last run of each set, so that overlapping questions read each byte once for each
/// set: this is what keeps hostile texts (one prefix repeated) linear.
#[derive(Default)]
pub(super) struct Runs {
    known: [(usize, usize); SETS],
}

impl Runs {
    /// How many bytes from `from` on are in `set`, counted no further than `cap`.
    pub(super) fn length(&mut self, text: &[u8], set: Set, from: usize, cap: usize) -> usize {
        let Some(known) = self.known.get_mut(set as usize) else { return 0 };
        let mut end = if known.0 <= from && from <= known.1 { known.1 } else { from };
        let limit = from.saturating_add(cap).min(text.len());
        while end < limit && text.get(end).is_some_and(|byte| set.has(*byte)) {
            end = end.saturating_add(1);
        }
        if known.1 != end {
            *known = (from, end);
        }
        end.min(limit).saturating_sub(from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_the_same_whether_remembered_or_not() {
        let text = b"abc-def.ghi=abcdef0123456789zz";
        let mut runs = Runs::default();
        for set in [Set::Hex, Set::Url64, Set::Alnum, Set::Token] {
            for cap in [1, 4, 100] {
                for from in (0..=text.len() + 1).chain((0..text.len()).rev()) {
                    let plain = text.get(from..).unwrap_or_default().iter().take(cap).take_while(|b| set.has(**b));
                    assert_eq!(runs.length(text, set, from, cap), plain.count(), "{set:?} {from} {cap}");
                }
            }
        }
    }
}
