//! Where a token can be at all: in or just behind a long run of the characters that tokens are made of.

use super::set::Set;
pub(super) use plimsoll_sieve::LEAST_RUN;

// An AWS access key ID has 20 characters, and no form fewer: `prefilter` holds them to it.

#[expect(clippy::indexing_slicing, reason = "runs in the compiler only")]
static OF_TOKENS: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = Set::Token.has_const(byte as u8);
        byte += 1;
    }
    table
};

/// The next run of at least [`LEAST_RUN`] from `from` on, and its end. A run that began before `from` counts from there.
pub(super) fn next_run(text: &[u8], from: usize) -> Option<(usize, usize)> {
    plimsoll_sieve::next_run(text, from, &OF_TOKENS)
}
