//! SHA-256 as the formats write it.

use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// The SHA-256 of bytes as 64 lower-case hex digits, without the `sha256:` that digests carry in JSON.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

/// A digest that is well formed and not that of the bytes: what a lie says.
pub(crate) fn lied(hex: &str) -> String {
    sha256(format!("not {hex}").as_bytes())
}
