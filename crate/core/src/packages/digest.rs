//! Digests of files as databases write them: MD5 (dpkg, old rpm), SHA-1 (apk), SHA-256 (rpm).
//!
//! They tell a changed file from an unchanged one. The database lies beside the files, so they prove nothing against
//! someone who changes both.

use base64::Engine as _;
use std::fmt;

/// A digest of a file's content. Shown as `md5:<lower-case hex digits>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum FileDigest {
    /// MD5.
    Md5([u8; 16]),
    /// SHA-1.
    Sha1([u8; 20]),
    /// SHA-256.
    Sha256([u8; 32]),
}

impl FileDigest {
    /// Numbers of algorithms in OpenPGP (RFC 4880, section 9.4), which rpm uses too.
    pub(super) const MD5: u64 = 1;
    const SHA1: u64 = 2;
    const SHA256: u64 = 8;

    /// A digest in hex, of the algorithm with this number.
    pub(super) fn of_hex(algorithm: u64, text: &[u8]) -> Option<Self> {
        let mut bytes = [0; 32];
        let pairs = text.chunks_exact(2);
        if text.len() > 64 || !pairs.remainder().is_empty() {
            return None;
        }
        for (byte, pair) in bytes.iter_mut().zip(pairs) {
            for digit in pair {
                let value = char::from(*digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
                *byte = (*byte << 4) | value?;
            }
        }
        Self::of(algorithm, bytes.get(..text.len() / 2)?)
    }

    /// `Q1` and SHA-1 in base64, as apk writes it (apk(5)); other forms are not of content or not in use.
    pub(super) fn of_apk(text: &[u8]) -> Option<Self> {
        let bytes = base64::engine::general_purpose::STANDARD.decode(text.strip_prefix(b"Q1")?).ok()?;
        Self::of(Self::SHA1, &bytes)
    }

    fn of(algorithm: u64, bytes: &[u8]) -> Option<Self> {
        match algorithm {
            Self::MD5 => bytes.try_into().ok().map(Self::Md5),
            Self::SHA1 => bytes.try_into().ok().map(Self::Sha1),
            Self::SHA256 => bytes.try_into().ok().map(Self::Sha256),
            _ => None,
        }
    }

    /// Whether both are of one algorithm, so that they can be compared.
    #[must_use]
    pub fn is_like(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

impl fmt::Display for FileDigest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, bytes): (_, &[u8]) = match self {
            Self::Md5(bytes) => ("md5", bytes),
            Self::Sha1(bytes) => ("sha1", bytes),
            Self::Sha256(bytes) => ("sha256", bytes),
        };
        write!(formatter, "{name}:")?;
        bytes.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}
