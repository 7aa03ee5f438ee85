//! Where a token can be at all: in or just behind a long run of the characters that tokens are made of.
//!
//! The search reads backwards from where a run would end: a blank there rules out all the bytes before it at once. So
//! prose, code and programs cost a look at every fourth byte, and only long words are read through.

use super::set::Set;

/// The shortest run that every form promises: an AWS access key ID has 20 characters. `prefilter` holds the forms to it.
pub(super) const LEAST_RUN: usize = 20;

#[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "runs in the compiler only")]
static OF_TOKENS: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = Set::Token.has_const(byte as u8);
        byte += 1;
    }
    table
};

fn is_of_tokens(byte: u8) -> bool {
    OF_TOKENS.get(usize::from(byte)).copied().unwrap_or(false)
}

/// The next run of at least [`LEAST_RUN`] from `from` on, and its end. A run that began before `from` counts from there.
pub(super) fn next_run(text: &[u8], from: usize) -> Option<(usize, usize)> {
    let mut start = from;
    loop {
        let rest = text.get(start..)?;
        let window = rest.first_chunk::<LEAST_RUN>()?;
        match window.iter().rposition(|byte| !is_of_tokens(*byte)) {
            Some(gap) => start = start.saturating_add(gap).saturating_add(1),
            None => {
                let length = rest.iter().position(|byte| !is_of_tokens(*byte)).unwrap_or(rest.len());
                return Some((start, start.saturating_add(length)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_found_whole_and_short_ones_are_not() {
        let text = format!("{} {}\0{}", "a".repeat(19), "b/".repeat(10), "-".repeat(25));
        assert_eq!(next_run(text.as_bytes(), 0), Some((20, 40)));
        assert_eq!(next_run(text.as_bytes(), 20), Some((20, 40)));
        assert_eq!(next_run(text.as_bytes(), 21), Some((41, 66)));
        assert_eq!(next_run(text.as_bytes(), 46), Some((46, 66)));
        assert_eq!(next_run(text.as_bytes(), 47), None);
        assert_eq!(next_run(text.as_bytes(), 100), None);
    }
}
