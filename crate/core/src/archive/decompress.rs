//! Compression judged by the first bytes, then decoded, in any pieces that a host has, under limits.

use serde::{Deserialize, Serialize};

use super::error::ArchiveError;
use super::gzip::GzipDecoder;
use super::inflate::Engine;
use super::zstd::{self, ZstdDecoder};
use crate::limits;

/// The largest slice that a decompressor gives out: fits the second-level cache together with the state of a hash.
pub const OUTPUT_BYTES: usize = 64 * 1024;

/// Bytes that tell the compression apart.
const HEAD_BYTES: usize = 4;

/// How a stream is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Compression {
    /// Not at all, or in a way that this engine does not decode: [`super::detect`] names those.
    None,
    /// gzip (RFC 1952).
    Gzip,
    /// zstd (RFC 8878).
    Zstd,
}

impl Compression {
    /// The lower-case name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }
}

/// What bounds one stream. The defaults are the constants of [`crate::limits`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecompressLimits {
    /// Bytes that may come out for each byte that went in, on top of the grace.
    pub ratio: u64,
    /// Bytes of output from gzip that the ratio does not count.
    pub gzip_grace_bytes: u64,
    /// Bytes of output from zstd that the ratio does not count.
    pub zstd_grace_bytes: u64,
    /// Bytes of output, whatever the compression.
    pub output_bytes: u64,
    /// Window of a zstd frame.
    pub zstd_window_bytes: u64,
}

impl Default for DecompressLimits {
    fn default() -> Self {
        Self {
            ratio: limits::MAX_INFLATE_RATIO,
            gzip_grace_bytes: limits::RATIO_GRACE_BYTES,
            zstd_grace_bytes: limits::ZSTD_RATIO_GRACE_BYTES,
            output_bytes: limits::MAX_LAYER_BYTES,
            zstd_window_bytes: limits::MAX_ZSTD_WINDOW_BYTES,
        }
    }
}

/// What a stream turned out to be, at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decompressed {
    /// How it was compressed.
    pub compression: Compression,
    /// Bytes fed.
    pub bytes_in: u64,
    /// Bytes given out.
    pub bytes_out: u64,
    /// gzip members or zstd frames (skippable ones not counted); 0 if not compressed.
    pub members: u64,
    /// Bytes after the last member or frame that belong to none. Zero padding after gzip is not counted.
    pub trailing_junk: u64,
}

/// Decodes one stream that is pushed in.
///
/// gzip is read with all its members and the zero padding between and after them; zstd with all its frames. Junk after
/// at least one whole member or frame is counted, not refused. Anything else passes through unchanged.
pub struct Decompressor {
    state: State,
    engine: Engine,
    limits: DecompressLimits,
    meter: Meter,
    head: [u8; HEAD_BYTES],
    head_filled: usize,
    bytes_in: u64,
    failed: Option<ArchiveError>,
}

enum State {
    Judging,
    Plain,
    Gzip(Box<GzipDecoder>),
    Zstd(Box<ZstdDecoder>),
}

/// Counts output against the limits.
pub(super) struct Meter {
    ratio: u64,
    grace: u64,
    output: u64,
    produced: u64,
}

impl Meter {
    /// Counts `length` bytes of output made from `consumed` bytes of input in all.
    pub(super) fn produce(&mut self, length: usize, consumed: u64) -> Result<(), ArchiveError> {
        self.produced = self.produced.saturating_add(length as u64);
        if self.produced > self.output {
            return Err(ArchiveError::limit(
                consumed,
                format!("The stream holds more than {} bytes when decompressed", self.output),
            ));
        }
        if self.produced > self.grace.saturating_add(consumed.saturating_mul(self.ratio)) {
            return Err(ArchiveError::limit(
                consumed,
                format!(
                    "The stream looks like a decompression bomb: {consumed} bytes have become {}, above {} to 1",
                    self.produced, self.ratio
                ),
            ));
        }
        Ok(())
    }
}

impl Decompressor {
    /// With the limits of [`crate::limits`].
    #[must_use]
    pub fn new() -> Self {
        Self::with_limits(DecompressLimits::default())
    }

    /// With limits of the host's own, such as the smaller ones of the edge.
    #[must_use]
    pub fn with_limits(limits: DecompressLimits) -> Self {
        Self::with_engine(limits, Engine::default())
    }

    /// With a chosen inflater.
    #[must_use]
    pub fn with_engine(limits: DecompressLimits, engine: Engine) -> Self {
        Self {
            state: State::Judging,
            engine,
            limits,
            // Bytes that pass through unchanged have no ratio.
            meter: Meter { ratio: 1, grace: 0, output: limits.output_bytes, produced: 0 },
            head: [0; HEAD_BYTES],
            head_filled: 0,
            bytes_in: 0,
            failed: None,
        }
    }

    /// Decodes `data`, which may be a piece of any length. `out` gets slices of at most [`OUTPUT_BYTES`], in order.
    ///
    /// # Errors
    /// The stream is damaged or beyond a limit; what came out before is right, as far as it can be known. Every later
    /// call returns the same error.
    pub fn feed(&mut self, data: &[u8], out: &mut dyn FnMut(&[u8])) -> Result<(), ArchiveError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        self.bytes_in = self.bytes_in.saturating_add(data.len() as u64);
        let fed = self.feed_judged(data, out);
        self.failed = fed.as_ref().err().cloned();
        fed
    }

    /// Says that there are no more bytes.
    ///
    /// # Errors
    /// The stream ends inside a member or frame, or failed before.
    pub fn finish(&mut self, out: &mut dyn FnMut(&[u8])) -> Result<Decompressed, ArchiveError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let finished = self.finish_judged(out);
        self.failed = finished.as_ref().err().cloned();
        finished
    }

    /// How the stream is compressed; `None` until enough of it was seen (4 bytes, or its end).
    #[must_use]
    pub fn compression(&self) -> Option<Compression> {
        match self.state {
            State::Judging => None,
            State::Plain => Some(Compression::None),
            State::Gzip(_) => Some(Compression::Gzip),
            State::Zstd(_) => Some(Compression::Zstd),
        }
    }

    /// Bytes fed so far.
    #[must_use]
    pub fn bytes_in(&self) -> u64 {
        self.bytes_in
    }

    /// Bytes given out so far.
    #[must_use]
    pub fn bytes_out(&self) -> u64 {
        self.meter.produced
    }

    fn feed_judged(&mut self, data: &[u8], out: &mut dyn FnMut(&[u8])) -> Result<(), ArchiveError> {
        let mut data = data;
        if matches!(self.state, State::Judging) {
            for (slot, byte) in self.head.iter_mut().skip(self.head_filled).zip(data) {
                *slot = *byte;
            }
            let used = HEAD_BYTES.saturating_sub(self.head_filled).min(data.len());
            self.head_filled = self.head_filled.saturating_add(used);
            data = data.get(used..).unwrap_or_default();
            if self.head_filled < HEAD_BYTES {
                return Ok(());
            }
            self.judge(out)?;
        }
        self.decode(data, out)
    }

    fn judge(&mut self, out: &mut dyn FnMut(&[u8])) -> Result<(), ArchiveError> {
        let head = self.head;
        let head = head.get(..self.head_filled).unwrap_or_default();
        if head.starts_with(&[0x1f, 0x8b]) {
            self.meter.ratio = self.limits.ratio;
            self.meter.grace = self.limits.gzip_grace_bytes;
            self.state = State::Gzip(Box::new(GzipDecoder::new(self.engine)));
        } else if zstd::is_magic(head) {
            self.meter.ratio = self.limits.ratio;
            self.meter.grace = self.limits.zstd_grace_bytes;
            self.state = State::Zstd(Box::new(ZstdDecoder::new(self.limits.zstd_window_bytes)));
        } else {
            self.state = State::Plain;
        }
        self.decode(head, out)
    }

    fn decode(&mut self, data: &[u8], out: &mut dyn FnMut(&[u8])) -> Result<(), ArchiveError> {
        match &mut self.state {
            State::Judging => Ok(()),
            State::Gzip(decoder) => decoder.feed(data, &mut self.meter, out),
            State::Zstd(decoder) => decoder.feed(data, &mut self.meter, out),
            State::Plain => {
                for piece in data.chunks(OUTPUT_BYTES) {
                    self.meter.produce(piece.len(), self.bytes_in)?;
                    out(piece);
                }
                Ok(())
            }
        }
    }

    fn finish_judged(&mut self, out: &mut dyn FnMut(&[u8])) -> Result<Decompressed, ArchiveError> {
        if matches!(self.state, State::Judging) {
            self.judge(out)?;
        }
        let (compression, members, trailing_junk) = match &mut self.state {
            State::Gzip(decoder) => {
                decoder.finish()?;
                (Compression::Gzip, decoder.members(), decoder.trailing_junk())
            }
            State::Zstd(decoder) => {
                decoder.finish()?;
                (Compression::Zstd, decoder.members(), decoder.trailing_junk())
            }
            State::Judging | State::Plain => (Compression::None, 0, 0),
        };
        Ok(Decompressed {
            compression,
            bytes_in: self.bytes_in,
            bytes_out: self.meter.produced,
            members,
            trailing_junk,
        })
    }
}

impl Default for Decompressor {
    fn default() -> Self {
        Self::new()
    }
}
