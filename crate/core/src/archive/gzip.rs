//! gzip framing (RFC 1952): members one after another, their headers, checksums and lengths.
//!
//! It must not judge limits: every piece of output goes to the meter of the decompressor.

use super::crc32::crc32;
use super::decompress::Meter;
use super::error::ArchiveError;
use super::inflate::{Engine, Inflater};

const FLAG_HEADER_CRC: u8 = 1 << 1;
const FLAG_EXTRA: u8 = 1 << 2;
const FLAG_NAME: u8 = 1 << 3;
const FLAG_COMMENT: u8 = 1 << 4;
const FLAGS_RESERVED: u8 = 0b1110_0000;
const METHOD_DEFLATE: u8 = 8;

pub(super) struct GzipDecoder {
    state: State,
    inflater: Inflater,
    /// Fields that may come in pieces; the longest is the fixed header of 10 bytes.
    field: [u8; 10],
    filled: usize,
    /// Where the field begins: a fault in it is told there, however it was cut into pieces.
    field_at: u64,
    flags: u8,
    header_crc: u32,
    body_crc: u32,
    /// Length modulo 2^32, as ISIZE has it.
    body_size: u32,
    offset: u64,
    members: u64,
    trailing_junk: u64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Between members: zero padding (tapes, block devices) is passed over, as gzip(1) and Python do.
    Between,
    Fixed,
    ExtraLength,
    Extra(u16),
    Name,
    Comment,
    HeaderCrc,
    Body,
    Trailer,
    Junk,
}

impl GzipDecoder {
    pub(super) fn new(engine: Engine) -> Self {
        Self {
            state: State::Fixed,
            inflater: Inflater::with_engine(engine),
            field: [0; 10],
            filled: 0,
            field_at: 0,
            flags: 0,
            header_crc: 0,
            body_crc: 0,
            body_size: 0,
            offset: 0,
            members: 0,
            trailing_junk: 0,
        }
    }

    pub(super) fn members(&self) -> u64 {
        self.members
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
        loop {
            let used = match self.state {
                State::Body => match self.inflate(data, meter, out)? {
                    Some(used) => used,
                    None => return Ok(()),
                },
                _ if data.is_empty() => return Ok(()),
                State::Junk => {
                    self.trailing_junk = self.trailing_junk.saturating_add(data.len() as u64);
                    data.len()
                }
                State::Between => {
                    let zeros = data.iter().take_while(|byte| **byte == 0).count();
                    if zeros < data.len() {
                        self.state = State::Fixed;
                    }
                    zeros
                }
                State::Name | State::Comment => self.skip_text(data),
                State::Extra(left) => self.skip_extra(data, left),
                State::Fixed | State::ExtraLength | State::HeaderCrc | State::Trailer => self.fill_field(data)?,
            };
            self.offset = self.offset.saturating_add(used as u64);
            data = data.get(used..).unwrap_or_default();
        }
    }

    pub(super) fn finish(&self) -> Result<(), ArchiveError> {
        let at_boundary = match self.state {
            State::Between | State::Junk => true,
            State::Fixed => self.filled == 0 && self.members > 0,
            _ => false,
        };
        if at_boundary {
            return Ok(());
        }
        let part = match self.state {
            State::Body => "its compressed data",
            State::Trailer => "its checksum",
            _ => "its header",
        };
        Err(ArchiveError::truncated(
            self.offset,
            format!("The gzip stream ends inside {part} (member {})", self.members.saturating_add(1)),
        ))
    }

    /// `None` when the input is used up.
    fn inflate(
        &mut self,
        data: &[u8],
        meter: &mut Meter,
        out: &mut dyn FnMut(&[u8]),
    ) -> Result<Option<usize>, ArchiveError> {
        let invalid = |at| ArchiveError::corrupt(at, "The compressed data of the gzip stream is not valid deflate");
        let step = self.inflater.step(data).map_err(|_| invalid(self.offset))?;
        let stuck = !step.fault && step.consumed == 0 && step.output.is_empty() && !step.done;
        if stuck {
            return if data.is_empty() {
                Ok(None)
            } else {
                Err(ArchiveError::corrupt(self.offset, "The compressed data of the gzip stream makes no progress"))
            };
        }
        if !step.output.is_empty() {
            meter.produce(step.output.len(), self.offset.saturating_add(step.consumed as u64))?;
            self.body_crc = crc32(self.body_crc, step.output);
            // ISIZE is the length modulo 2^32, so the cut is meant.
            self.body_size = self.body_size.wrapping_add(step.output.len() as u32);
            out(step.output);
        }
        if step.fault {
            return Err(invalid(self.offset.saturating_add(step.consumed as u64)));
        }
        if step.done {
            self.state = State::Trailer;
        }
        Ok(Some(step.consumed))
    }

    /// A field of known length that may come in pieces; returns the bytes used.
    fn fill_field(&mut self, data: &[u8]) -> Result<usize, ArchiveError> {
        let wanted = match self.state {
            State::Fixed => 10,
            State::Trailer => 8,
            _ => 2,
        };
        if self.filled == 0 {
            self.field_at = self.offset;
        }
        let mut used = 0_usize;
        for (slot, byte) in self.field.iter_mut().take(wanted).skip(self.filled).zip(data) {
            *slot = *byte;
            used = used.saturating_add(1);
        }
        self.filled = self.filled.saturating_add(used);
        if self.state == State::Fixed && !self.has_magic() {
            if self.members == 0 {
                return Err(ArchiveError::corrupt(self.field_at, "The gzip stream does not begin with 1f 8b"));
            }
            self.trailing_junk = self.filled as u64;
            self.state = State::Junk;
            return Ok(used);
        }
        if self.filled == wanted {
            self.filled = 0;
            self.take_field()?;
        }
        Ok(used)
    }

    fn has_magic(&self) -> bool {
        let begun = self.field.get(..self.filled.min(2)).unwrap_or_default();
        [0x1f, 0x8b].starts_with(begun)
    }

    fn take_field(&mut self) -> Result<(), ArchiveError> {
        let [b0, b1, b2, b3, b4, b5, b6, b7, ..] = self.field;
        match self.state {
            State::Fixed => {
                if b2 != METHOD_DEFLATE {
                    return Err(ArchiveError::unsupported(
                        self.field_at,
                        format!("The gzip stream uses compression method {b2}, and only 8 (deflate) is defined"),
                        "Compress the layer again with gzip or zstd",
                    ));
                }
                if b3 & FLAGS_RESERVED != 0 {
                    return Err(ArchiveError::corrupt(
                        self.field_at,
                        format!("The gzip header sets reserved flags ({b3:#04x})"),
                    ));
                }
                self.flags = b3;
                self.header_crc = crc32(0, &self.field);
                self.body_crc = 0;
                self.body_size = 0;
                self.inflater.reset();
                self.enter_header_part(FLAG_EXTRA);
            }
            State::ExtraLength => {
                self.header_crc = crc32(self.header_crc, &[b0, b1]);
                match u16::from_le_bytes([b0, b1]) {
                    0 => self.enter_header_part(FLAG_NAME),
                    length => self.state = State::Extra(length),
                }
            }
            State::HeaderCrc => {
                let [c0, c1, ..] = self.header_crc.to_le_bytes();
                if [c0, c1] != [b0, b1] {
                    return Err(ArchiveError::checksum(
                        self.field_at,
                        "The checksum of the gzip header does not match",
                    ));
                }
                self.state = State::Body;
            }
            _ => {
                let (stated_crc, stated_size) =
                    (u32::from_le_bytes([b0, b1, b2, b3]), u32::from_le_bytes([b4, b5, b6, b7]));
                if stated_crc != self.body_crc {
                    return Err(ArchiveError::checksum(
                        self.field_at,
                        format!("The gzip stream says CRC-32 {stated_crc:08x}, its data has {:08x}", self.body_crc),
                    ));
                }
                if stated_size != self.body_size {
                    return Err(ArchiveError::checksum(
                        self.field_at,
                        format!(
                            "The gzip stream says {stated_size} bytes (modulo 2^32), its data has {}",
                            self.body_size
                        ),
                    ));
                }
                self.members = self.members.saturating_add(1);
                self.state = State::Between;
            }
        }
        Ok(())
    }

    /// Goes to the part of `flag` if the header has it, else to the next part that it has.
    fn enter_header_part(&mut self, flag: u8) {
        let parts = [
            (FLAG_EXTRA, State::ExtraLength),
            (FLAG_NAME, State::Name),
            (FLAG_COMMENT, State::Comment),
            (FLAG_HEADER_CRC, State::HeaderCrc),
        ];
        self.state = parts
            .into_iter()
            .skip_while(|(part, _)| *part != flag)
            .find(|(part, _)| self.flags & part != 0)
            .map_or(State::Body, |(_, state)| state);
    }

    fn skip_text(&mut self, data: &[u8]) -> usize {
        let (used, ended) = match data.iter().position(|byte| *byte == 0) {
            Some(at) => (at.saturating_add(1), true),
            None => (data.len(), false),
        };
        self.header_crc = crc32(self.header_crc, data.get(..used).unwrap_or_default());
        if ended {
            self.enter_header_part(if self.state == State::Name { FLAG_COMMENT } else { FLAG_HEADER_CRC });
        }
        used
    }

    fn skip_extra(&mut self, data: &[u8], left: u16) -> usize {
        let used = data.len().min(usize::from(left));
        self.header_crc = crc32(self.header_crc, data.get(..used).unwrap_or_default());
        match left.saturating_sub(u16::try_from(used).unwrap_or(u16::MAX)) {
            0 => self.enter_header_part(FLAG_NAME),
            left => self.state = State::Extra(left),
        }
        used
    }
}
