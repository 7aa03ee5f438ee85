//! Zstandard (RFC 8878) by ruzstd's encoder.

use super::parts;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

/// A zstd stream to order. Frames carry a content checksum and no content size.
#[derive(Debug, Clone, Default)]
pub struct Zstd {
    frames: usize,
    stored: bool,
    skippable: Option<Vec<u8>>,
    trailing: Vec<u8>,
}

impl Zstd {
    /// One frame.
    #[must_use]
    pub const fn new() -> Self {
        Self { frames: 1, stored: false, skippable: None, trailing: Vec::new() }
    }

    /// The input cut into that many frames.
    #[must_use]
    pub fn frames(mut self, count: usize) -> Self {
        self.frames = count;
        self
    }

    /// Raw blocks only.
    #[must_use]
    pub fn stored(mut self) -> Self {
        self.stored = true;
        self
    }

    /// A skippable frame with these bytes before each frame and after the last one (zstd:chunked and seekable zstd
    /// carry such).
    #[must_use]
    pub fn skippable(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.skippable = Some(bytes.into());
        self
    }

    /// Bytes after the last frame.
    #[must_use]
    pub fn trailing_junk(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.trailing.extend_from_slice(bytes.as_ref());
        self
    }

    /// The stream.
    #[must_use]
    pub fn compress(&self, bytes: &[u8]) -> Vec<u8> {
        let level = if self.stored { CompressionLevel::Uncompressed } else { CompressionLevel::Fastest };
        let skippable = self.skippable.as_deref().map(skippable_frame).unwrap_or_default();
        let mut out = skippable.clone();
        for part in parts(bytes, self.frames) {
            out.extend_from_slice(&compress_to_vec(part, level));
            out.extend_from_slice(&skippable);
        }
        out.extend_from_slice(&self.trailing);
        out
    }
}

/// A skippable frame (RFC 8878, 3.1.2).
#[must_use]
pub fn skippable_frame(bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).expect("a skippable frame holds less than 4 GiB");
    [&[0x50, 0x2a, 0x4d, 0x18][..], &length.to_le_bytes(), bytes].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ruzstd::decoding::FrameDecoder;

    /// Decodes all frames.
    fn decoded(stream: &[u8], length: usize) -> Vec<u8> {
        let mut out = vec![0; length];
        let written = FrameDecoder::new().decode_all(stream, &mut out).unwrap();
        out.truncate(written);
        out
    }

    #[test]
    fn frames_decode_to_the_input() {
        let text = b"to be or not to be ".repeat(20_000);
        for zstd in [Zstd::new(), Zstd::new().frames(5), Zstd::new().stored(), Zstd::new().skippable("index")] {
            assert_eq!(decoded(&zstd.compress(&text), text.len() + 1), text);
        }
        assert!(Zstd::new().compress(&text).len() < text.len() / 10);
    }

    #[test]
    fn empty_input_is_a_frame_too() {
        let stream = Zstd::new().compress(b"");
        assert!(!stream.is_empty());
        assert_eq!(decoded(&stream, 1), b"");
    }
}
