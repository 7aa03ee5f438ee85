//! Raw deflate behind one small type, over two engines.
//!
//! It must not know gzip or zlib framing: members, checksums and lengths are checked in one place, above it.

#[cfg(any(feature = "miniz", not(feature = "zlib-rs")))]
use miniz_oxide::inflate::TINFLStatus;
#[cfg(any(feature = "miniz", not(feature = "zlib-rs")))]
use miniz_oxide::inflate::core::{DecompressorOxide, decompress, inflate_flags};

use super::decompress::OUTPUT_BYTES;

/// Which decoder does the work. Both give the same bytes and refuse the same streams; a differential test holds them
/// to it.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// `zlib-rs`: 1.6-1.8 times as fast in WebAssembly.
    #[cfg(feature = "zlib-rs")]
    #[default]
    ZlibRs,
    /// `miniz_oxide`: no `unsafe` code.
    #[cfg(any(feature = "miniz", not(feature = "zlib-rs")))]
    #[cfg_attr(not(feature = "zlib-rs"), default)]
    MinizOxide,
}

impl Engine {
    /// Every engine of this build.
    pub const ALL: &'static [Self] = &[
        #[cfg(feature = "zlib-rs")]
        Self::ZlibRs,
        #[cfg(any(feature = "miniz", not(feature = "zlib-rs")))]
        Self::MinizOxide,
    ];
}

/// The decoder is at odds with itself: it says that it used or gave more than there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InflateFault;

/// What one call of [`Inflater::step`] did.
#[derive(Debug)]
pub struct InflateStep<'a> {
    /// Bytes of the input that were used.
    pub consumed: usize,
    /// What came out, at most [`OUTPUT_BYTES`].
    pub output: &'a [u8],
    /// The stream ended; the rest of the input belongs to someone else.
    pub done: bool,
    /// Behind what was used, the stream is not valid deflate. What came out before that is as good as any, and how much
    /// of it is given must not depend on how the stream was cut into pieces. Only [`Inflater::reset`] helps then.
    pub fault: bool,
}

/// Decodes one raw deflate stream (RFC 1951) after another, into a buffer of its own.
pub struct Inflater {
    state: State,
    buffer: Box<[u8; OUTPUT_BYTES]>,
}

enum State {
    #[cfg(feature = "zlib-rs")]
    ZlibRs(zlib_rs::Inflate),
    #[cfg(any(feature = "miniz", not(feature = "zlib-rs")))]
    MinizOxide(MinizState),
}

/// The output buffer is the window too: deflate reaches back 32 KiB and the buffer keeps 64.
#[cfg(any(feature = "miniz", not(feature = "zlib-rs")))]
struct MinizState {
    decoder: Box<DecompressorOxide>,
    position: usize,
    /// Until the buffer is full once, a distance may not reach before its start; the engine checks that only when told
    /// that the buffer does not wrap.
    wrapped: bool,
}

impl Inflater {
    /// The default engine of the build.
    #[must_use]
    pub fn new() -> Self {
        Self::with_engine(Engine::default())
    }

    /// A chosen engine.
    #[must_use]
    pub fn with_engine(engine: Engine) -> Self {
        let state = match engine {
            #[cfg(feature = "zlib-rs")]
            Engine::ZlibRs => State::ZlibRs(zlib_rs::Inflate::new(false, 15)),
            #[cfg(any(feature = "miniz", not(feature = "zlib-rs")))]
            Engine::MinizOxide => {
                State::MinizOxide(MinizState { decoder: Box::default(), position: 0, wrapped: false })
            }
        };
        Self { state, buffer: Box::new([0; OUTPUT_BYTES]) }
    }

    /// Forgets the stream so far: the next byte begins a new one.
    pub fn reset(&mut self) {
        match &mut self.state {
            #[cfg(feature = "zlib-rs")]
            State::ZlibRs(inflate) => inflate.reset(false),
            #[cfg(any(feature = "miniz", not(feature = "zlib-rs")))]
            State::MinizOxide(miniz) => {
                miniz.decoder.init();
                miniz.position = 0;
                miniz.wrapped = false;
            }
        }
    }

    /// Decodes until the input or the room for output is used up, or the stream ends.
    ///
    /// A step that consumes nothing, gives nothing and is not done needs more input.
    ///
    /// # Errors
    /// The decoder is at odds with itself.
    pub fn step(&mut self, input: &[u8]) -> Result<InflateStep<'_>, InflateFault> {
        match &mut self.state {
            #[cfg(feature = "zlib-rs")]
            State::ZlibRs(inflate) => {
                let (before_in, before_out) = (inflate.total_in(), inflate.total_out());
                let status = inflate.decompress(input, self.buffer.as_mut_slice(), zlib_rs::InflateFlush::NoFlush);
                let consumed = usize::try_from(inflate.total_in().wrapping_sub(before_in)).map_err(|_| InflateFault)?;
                let produced =
                    usize::try_from(inflate.total_out().wrapping_sub(before_out)).map_err(|_| InflateFault)?;
                Ok(InflateStep {
                    consumed,
                    output: self.buffer.get(..produced).ok_or(InflateFault)?,
                    done: status == Ok(zlib_rs::Status::StreamEnd),
                    fault: status.is_err(),
                })
            }
            #[cfg(any(feature = "miniz", not(feature = "zlib-rs")))]
            State::MinizOxide(miniz) => {
                if miniz.position >= OUTPUT_BYTES {
                    miniz.position = 0;
                    miniz.wrapped = true;
                }
                let mut flags = inflate_flags::TINFL_FLAG_HAS_MORE_INPUT | inflate_flags::TINFL_FLAG_IGNORE_ADLER32;
                if !miniz.wrapped {
                    flags |= inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
                }
                let start = miniz.position;
                let (status, consumed, produced) =
                    decompress(&mut miniz.decoder, input, self.buffer.as_mut_slice(), start, flags);
                let (done, fault) = match status {
                    TINFLStatus::Done => (true, false),
                    TINFLStatus::NeedsMoreInput | TINFLStatus::HasMoreOutput => (false, false),
                    _ => (false, true),
                };
                miniz.position = start.saturating_add(produced);
                let output = self.buffer.get(start..miniz.position).ok_or(InflateFault)?;
                Ok(InflateStep { consumed, output, done, fault })
            }
        }
    }
}

impl Default for Inflater {
    fn default() -> Self {
        Self::new()
    }
}
