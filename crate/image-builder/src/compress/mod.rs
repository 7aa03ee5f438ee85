//! Compression of layers and of whole archives, tidy and odd.

mod crc32;
mod gzip;
mod zstd;

pub use crc32::{crc32, crc32_of_zeros};
pub use gzip::{Gzip, gzip_bomb};
pub use zstd::{Zstd, skippable_frame};

/// The usual ways. For the odd ones see [`Gzip`] and [`Zstd`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Compression {
    None,
    Gzip,
    Zstd,
}

impl Compression {
    /// The bytes in that form: for gzip one member, for zstd one frame.
    #[must_use]
    pub fn compress(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::None => bytes.to_vec(),
            Self::Gzip => Gzip::new().compress(bytes),
            Self::Zstd => Zstd::new().compress(bytes),
        }
    }

    /// What the first bytes say.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        match bytes {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Self::Zstd,
            _ => Self::None,
        }
    }
}

/// Cuts bytes into that many parts; at least one, the last ones perhaps empty.
fn parts(bytes: &[u8], count: usize) -> impl Iterator<Item = &[u8]> {
    let count = count.max(1);
    let length = bytes.len().div_ceil(count).max(1);
    (0..count).map(move |part| {
        let start = (part * length).min(bytes.len());
        &bytes[start..(start + length).min(bytes.len())]
    })
}
