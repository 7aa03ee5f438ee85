//! zstd frames (RFC 8878) pushed block by block through `ruzstd`.
//!
//! `ruzstd` pulls from a reader; here a header or a block is gathered whole (a block has at most 128 KiB) and then
//! handed over, so that it never asks for a byte that is not there.

use ruzstd::decoding::errors::FrameDecoderError;
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use ruzstd::io::Read as _;

use super::decompress::{Meter, OUTPUT_BYTES};
use super::error::ArchiveError;

const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// Block_Maximum_Size (RFC 8878 section 3.1.1.2.4) is never above this.
const MAX_BLOCK_BYTES: usize = 128 * 1024;
const BLOCK_HEADER_BYTES: usize = 3;
const CHECKSUM_BYTES: usize = 4;

pub(super) struct ZstdDecoder {
    state: State,
    decoder: FrameDecoder,
    /// The header or block that is being gathered.
    gathered: Vec<u8>,
    output: Box<[u8; OUTPUT_BYTES]>,
    frame: Frame,
    offset: u64,
    frames: u64,
    trailing_junk: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Magic,
    SkippableSize,
    Skippable(u64),
    /// From the magic to the end of the frame header.
    Header,
    Block,
    Junk,
}

#[derive(Default, Clone, Copy)]
struct Frame {
    has_checksum: bool,
    /// The decompressed length, if the header states it.
    content_size: Option<u64>,
    produced: u64,
}

pub(super) fn is_magic(head: &[u8]) -> bool {
    head.starts_with(&MAGIC) || is_skippable(head)
}

fn is_skippable(head: &[u8]) -> bool {
    matches!(head, [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..])
}

impl ZstdDecoder {
    pub(super) fn new(max_window_bytes: u64) -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(max_window_bytes);
        Self {
            state: State::Magic,
            decoder,
            gathered: Vec::new(),
            output: Box::new([0; OUTPUT_BYTES]),
            frame: Frame::default(),
            offset: 0,
            frames: 0,
            trailing_junk: 0,
        }
    }

    pub(super) fn members(&self) -> u64 {
        self.frames
    }

    pub(super) fn trailing_junk(&self) -> u64 {
        self.trailing_junk
    }

    pub(super) fn feed(
        &mut self,
        mut data: &[u8],
        meter: &mut Meter,
        out: &mut dyn FnMut(&[u8]),
    ) -> Result<(), ArchiveError> {
        while !data.is_empty() {
            let used = match self.state {
                State::Junk => {
                    self.trailing_junk = self.trailing_junk.saturating_add(data.len() as u64);
                    data.len()
                }
                State::Skippable(left) => {
                    let used = data.len().min(usize::try_from(left).unwrap_or(usize::MAX));
                    let left = left.saturating_sub(used as u64);
                    self.state = if left == 0 { State::Magic } else { State::Skippable(left) };
                    used
                }
                // A whole block in the input is decoded where it lies.
                State::Block
                    if self.gathered.is_empty() && block_bytes(data, self.frame).is_some_and(|n| n <= data.len()) =>
                {
                    let length = block_bytes(data, self.frame).unwrap_or_default();
                    self.decode_block(self.offset, data.get(..length).unwrap_or_default(), meter, out)?;
                    length
                }
                _ => self.gather(data, meter, out)?,
            };
            self.offset = self.offset.saturating_add(used as u64);
            data = data.get(used..).unwrap_or_default();
        }
        Ok(())
    }

    pub(super) fn finish(&mut self) -> Result<(), ArchiveError> {
        let part = match self.state {
            State::Junk => return Ok(()),
            State::Magic if self.gathered.is_empty() => return Ok(()),
            State::Magic | State::SkippableSize | State::Header => "a frame header",
            State::Skippable(_) => "a skippable frame",
            State::Block => "a block",
        };
        Err(ArchiveError::truncated(
            self.offset,
            format!("The zstd stream ends inside {part} (frame {})", self.frames.saturating_add(1)),
        ))
    }

    /// Adds to what is gathered as much as it still needs, and acts when it is whole. Returns the bytes used.
    fn gather(&mut self, data: &[u8], meter: &mut Meter, out: &mut dyn FnMut(&[u8])) -> Result<usize, ArchiveError> {
        let wanted = match self.state {
            State::Magic => MAGIC.len(),
            State::SkippableSize => 4,
            State::Header => header_bytes(&self.gathered),
            _ => block_bytes(&self.gathered, self.frame).unwrap_or(BLOCK_HEADER_BYTES),
        };
        let missing = wanted.saturating_sub(self.gathered.len());
        let piece = data.get(..missing.min(data.len())).unwrap_or_default();
        self.gathered.extend_from_slice(piece);
        let at = self.offset.saturating_add(piece.len() as u64).saturating_sub(self.gathered.len() as u64);
        if self.state == State::Magic {
            self.judge_magic(at)?;
        } else if self.gathered.len() >= wanted {
            self.take_gathered(at, meter, out)?;
        }
        Ok(piece.len())
    }

    fn judge_magic(&mut self, at: u64) -> Result<(), ArchiveError> {
        let length = self.gathered.len().min(4);
        let mut skippable = [0x50, 0x2a, 0x4d, 0x18];
        if let (Some(first), Some(got @ 0x50..=0x5f)) = (skippable.first_mut(), self.gathered.first()) {
            *first = *got;
        }
        let is_frame = MAGIC.get(..length) == Some(self.gathered.as_slice());
        let is_skippable = skippable.get(..length) == Some(self.gathered.as_slice());
        match (is_frame, is_skippable, length) {
            (true, _, 4) => self.state = State::Header,
            (_, true, 4) => {
                self.gathered.clear();
                self.state = State::SkippableSize;
            }
            (false, false, _) if self.frames == 0 => {
                return Err(ArchiveError::corrupt(at, "No zstd frame where one should begin"));
            }
            (false, false, _) => {
                self.trailing_junk = self.gathered.len() as u64;
                self.gathered.clear();
                self.state = State::Junk;
            }
            _ => {}
        }
        Ok(())
    }

    fn take_gathered(&mut self, at: u64, meter: &mut Meter, out: &mut dyn FnMut(&[u8])) -> Result<(), ArchiveError> {
        match self.state {
            State::SkippableSize => {
                let size = self.gathered.first_chunk::<4>().map_or(0, |bytes| u32::from_le_bytes(*bytes));
                self.gathered.clear();
                self.state = if size == 0 { State::Magic } else { State::Skippable(u64::from(size)) };
            }
            State::Header if self.gathered.len() >= header_bytes(&self.gathered) => {
                self.begin_frame(at)?;
                self.gathered.clear();
            }
            State::Block if block_bytes(&self.gathered, self.frame).is_some_and(|n| n <= self.gathered.len()) => {
                let block = std::mem::take(&mut self.gathered);
                let decoded = self.decode_block(at, &block, meter, out);
                self.gathered = block;
                self.gathered.clear();
                decoded?;
            }
            _ => {}
        }
        Ok(())
    }

    fn begin_frame(&mut self, at: u64) -> Result<(), ArchiveError> {
        let descriptor = self.gathered.get(4).copied().unwrap_or_default();
        if descriptor & 0b1000 != 0 {
            return Err(ArchiveError::corrupt(at, "The zstd frame header sets a reserved bit"));
        }
        let mut header = self.gathered.as_slice();
        self.decoder.reset(&mut header).map_err(|error| frame_error(at, &error))?;
        self.frame = Frame {
            has_checksum: descriptor & 0b100 != 0,
            content_size: (descriptor >> 6 != 0 || descriptor & 0b10_0000 != 0).then(|| self.decoder.content_size()),
            produced: 0,
        };
        self.state = State::Block;
        Ok(())
    }

    /// The block that begins at `at`. Its faults are placed there, however the blob was cut into pieces.
    fn decode_block(
        &mut self,
        at: u64,
        mut block: &[u8],
        meter: &mut Meter,
        out: &mut dyn FnMut(&[u8]),
    ) -> Result<(), ArchiveError> {
        // The meter wants what was consumed up to and with this block; `offset` is counted on by the caller.
        let consumed = at.saturating_add(block.len() as u64);
        let finished = self
            .decoder
            .decode_blocks(&mut block, BlockDecodingStrategy::UptoBlocks(1))
            .map_err(|error| frame_error(at, &error))?;
        loop {
            let length = self
                .decoder
                .read(self.output.as_mut_slice())
                .map_err(|_| ArchiveError::corrupt(at, "The zstd block could not be decoded"))?;
            if length == 0 {
                break;
            }
            meter.produce(length, consumed)?;
            self.frame.produced = self.frame.produced.saturating_add(length as u64);
            out(self.output.get(..length).unwrap_or_default());
        }
        if finished { self.end_frame(consumed) } else { Ok(()) }
    }

    /// The frame ends at `at`.
    fn end_frame(&mut self, at: u64) -> Result<(), ArchiveError> {
        let stated = self.decoder.get_checksum_from_data();
        if self.frame.has_checksum && stated != self.decoder.get_calculated_checksum() {
            return Err(ArchiveError::checksum(at, "The checksum of the zstd frame does not match its data"));
        }
        if let Some(stated) = self.frame.content_size
            && stated != self.frame.produced
        {
            return Err(ArchiveError::checksum(
                at,
                format!("The zstd frame says {stated} bytes, its data has {}", self.frame.produced),
            ));
        }
        self.frames = self.frames.saturating_add(1);
        self.state = State::Magic;
        Ok(())
    }
}

/// Length of the frame header from its magic on (RFC 8878 section 3.1.1.1), or how much is needed to tell.
fn header_bytes(gathered: &[u8]) -> usize {
    let Some(descriptor) = gathered.get(4) else { return 5 };
    let single_segment = descriptor & 0b10_0000 != 0;
    let window: usize = if single_segment { 0 } else { 1 };
    let dictionary: usize = match descriptor & 0b11 {
        0 => 0,
        1 => 1,
        2 => 2,
        _ => 4,
    };
    let content_size: usize = match descriptor >> 6 {
        0 if single_segment => 1,
        0 => 0,
        1 => 2,
        2 => 4,
        _ => 8,
    };
    window.saturating_add(dictionary).saturating_add(content_size).saturating_add(5)
}

/// Length of the block at the start of `data`, its header and a checksum after the last one included; `None` while the
/// header is not whole. A block that is too long is cut to its header, for `ruzstd` to refuse.
fn block_bytes(data: &[u8], frame: Frame) -> Option<usize> {
    let [low, middle, high] = *data.first_chunk::<BLOCK_HEADER_BYTES>()?;
    let header = u32::from_le_bytes([low, middle, high, 0]);
    let size = usize::try_from(header >> 3).unwrap_or(usize::MAX);
    let content = match (header >> 1) & 0b11 {
        1 => 1,
        0 | 2 if size <= MAX_BLOCK_BYTES => size,
        _ => 0,
    };
    let checksum = if header & 1 == 1 && frame.has_checksum { CHECKSUM_BYTES } else { 0 };
    Some(content.saturating_add(checksum).saturating_add(BLOCK_HEADER_BYTES))
}

/// In words of its own: those of `ruzstd` show its inner state, and are as large as its decoder.
fn frame_error(offset: u64, error: &FrameDecoderError) -> ArchiveError {
    match error {
        FrameDecoderError::WindowSizeTooBig { requested, max } => ArchiveError::limit(
            offset,
            format!("The zstd frame needs a window of {requested} bytes, above the limit of {max}"),
        ),
        FrameDecoderError::DictNotProvided { dict_id } => ArchiveError::unsupported(
            offset,
            format!("The zstd frame needs dictionary {dict_id}, which is not in the stream"),
            "Compress the layer again without a dictionary",
        ),
        other => ArchiveError::corrupt(
            offset,
            match other {
                FrameDecoderError::FailedToReadBlockHeader(_) => {
                    "The zstd frame is damaged: the header of a block is wrong"
                }
                FrameDecoderError::FailedToReadBlockBody(_) => "The zstd frame is damaged: a block cannot be decoded",
                FrameDecoderError::FailedToReadChecksum(_) => "The zstd frame is damaged: its checksum cannot be read",
                _ => "The zstd frame is damaged: its header is wrong",
            },
        ),
    }
}
