//! Secrets for tests, made at run time: no line of the source holds one, so that scanners of sources stay quiet.

use super::checksum::{base62, crc32};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// Characters of an alphabet, picked by a small generator (Knuth's MMIX constants) from a fixed seed.
pub(super) fn of(alphabet: &str, length: usize) -> String {
    let letters: Vec<char> = alphabet.chars().collect();
    let mut state = 0x2545_f491_4f6c_dd1d_u64 ^ length as u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        letters[(state >> 33) as usize % letters.len()]
    };
    (0..length).map(|_| next()).collect()
}

pub(super) fn alnum(length: usize) -> String {
    of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", length)
}

pub(super) fn hex(length: usize) -> String {
    of("0123456789abcdef", length)
}

pub(super) fn base64(length: usize) -> String {
    of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/", length)
}

pub(super) fn prefix(parts: &[&str]) -> String {
    parts.concat()
}

/// A token with a right checksum.
pub(super) fn github_token() -> String {
    let random = alnum(30);
    let sum = base62(crc32(random.as_bytes()));
    [&prefix(&["gh", "p_"]), random.as_str(), std::str::from_utf8(&sum).unwrap()].concat()
}

pub(super) fn armour(label: &str, body: &str) -> String {
    let lines: Vec<&str> =
        body.lines().flat_map(|line| line.as_bytes().chunks(64)).map(|c| std::str::from_utf8(c).unwrap()).collect();
    let dashes = "-----";
    format!("{dashes}BEGIN {label}{dashes}\n{}\n{dashes}END {label}{dashes}\n", lines.join("\n"))
}

pub(super) fn web_token(header: &str, payload: &str) -> String {
    [URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload), alnum(43)].join(".")
}
