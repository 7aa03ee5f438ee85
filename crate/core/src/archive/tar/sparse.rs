//! Sparse files: their maps in four formats, and the walk through data and holes.
//!
//! Formats: old GNU (type `S`, map in the header and in blocks after it), PAX 0.0 and 0.1 (map in records) and PAX 1.0
//! (map as text at the start of the body). See "Storing Sparse Files" in the GNU tar manual.

use tar::{GnuExtSparseHeader, GnuSparseHeader};

use super::BLOCK_BYTES;
use super::entry::TarVisitor;
use super::number::numeric;
use crate::limits::MAX_SPARSE_SEGMENTS;

/// Why a map cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MapFault {
    /// Not numbers, not in order, or not within the file or the body.
    Malformed,
    /// More than [`MAX_SPARSE_SEGMENTS`].
    TooLong,
}

/// A map, and while the body is read, the place in it.
#[derive(Debug, Default)]
pub(super) struct SparseMap {
    /// Offset and length of each piece of data.
    segments: Vec<(u64, u64)>,
    fault: Option<MapFault>,
    real_size: u64,
    next: usize,
    /// Bytes of the current segment that are still to come.
    left: u64,
    position: u64,
}

impl SparseMap {
    pub(super) fn push(&mut self, offset: u64, length: u64) {
        if self.segments.len() >= MAX_SPARSE_SEGMENTS {
            self.fault = Some(MapFault::TooLong);
        } else {
            self.segments.push((offset, length));
        }
    }

    pub(super) fn spoil(&mut self, fault: MapFault) {
        self.fault.get_or_insert(fault);
    }

    /// Descriptors of the old GNU format; the first that is blank ends them.
    pub(super) fn push_old_gnu(&mut self, descriptors: &[GnuSparseHeader]) {
        for descriptor in descriptors {
            if descriptor.offset.first() == Some(&0) || descriptor.numbytes.first() == Some(&0) {
                break;
            }
            let offset = numeric(&descriptor.offset).ok().and_then(|number| u64::try_from(number).ok());
            let length = numeric(&descriptor.numbytes).ok().and_then(|number| u64::try_from(number).ok());
            match (offset, length) {
                (Some(offset), Some(length)) => self.push(offset, length),
                _ => self.spoil(MapFault::Malformed),
            }
        }
    }

    /// A block of further descriptors. Returns whether another follows.
    pub(super) fn push_extension(&mut self, block: &[u8; BLOCK_BYTES]) -> bool {
        let mut extension = GnuExtSparseHeader::new();
        extension.as_mut_bytes().copy_from_slice(block);
        self.push_old_gnu(&extension.sparse);
        extension.isextended != [0]
    }

    /// Offsets and lengths by turns, as PAX 0.0 and 0.1 have them.
    pub(super) fn from_numbers(numbers: &[u64]) -> Self {
        let mut map = Self::default();
        let (pairs, rest) = numbers.as_chunks::<2>();
        for [offset, length] in pairs {
            map.push(*offset, *length);
        }
        if !rest.is_empty() {
            map.spoil(MapFault::Malformed);
        }
        map
    }

    /// Checks the map against the file's real size and the bytes of data that the archive holds.
    pub(super) fn check(&mut self, real_size: u64, stored: u64) -> Result<(), MapFault> {
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let (mut end, mut total) = (0_u64, 0_u64);
        for (offset, length) in &self.segments {
            if *offset < end {
                return Err(MapFault::Malformed);
            }
            end = offset.checked_add(*length).ok_or(MapFault::Malformed)?;
            total = total.checked_add(*length).ok_or(MapFault::Malformed)?;
        }
        if end > real_size || total != stored {
            return Err(MapFault::Malformed);
        }
        self.real_size = real_size;
        Ok(())
    }

    /// Gives out data and the holes before it.
    pub(super) fn deliver(&mut self, mut data: &[u8], visitor: &mut dyn TarVisitor) {
        while !data.is_empty() {
            if self.left == 0 {
                let Some((offset, length)) = self.segments.get(self.next) else { return };
                self.next = self.next.saturating_add(1);
                // An empty segment is no place to end a hole.
                if *length == 0 {
                    continue;
                }
                if *offset > self.position {
                    visitor.hole(offset.saturating_sub(self.position));
                    self.position = *offset;
                }
                self.left = *length;
            }
            let used = data.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
            let (piece, rest) = data.split_at_checked(used).unwrap_or((data, &[]));
            visitor.body(piece);
            self.left = self.left.saturating_sub(used as u64);
            self.position = self.position.saturating_add(used as u64);
            data = rest;
        }
    }

    /// Gives out the hole at the end.
    pub(super) fn deliver_end(&mut self, visitor: &mut dyn TarVisitor) {
        if self.real_size > self.position {
            visitor.hole(self.real_size.saturating_sub(self.position));
            self.position = self.real_size;
        }
    }
}

/// Reads the text map of PAX 1.0: the count of segments, then offset and length of each, a decimal number a line,
/// filled with NULs to a whole block.
#[derive(Debug, Default)]
pub(super) struct MapText {
    /// Digits of the number that is being read.
    value: Option<u64>,
    numbers_due: Option<u64>,
    offset: Option<u64>,
    map: SparseMap,
    read: u64,
    is_whole: bool,
}

impl MapText {
    /// Reads on; returns the bytes used. All of `data` unless the map, with its filling, ends in it.
    pub(super) fn feed(&mut self, data: &[u8]) -> usize {
        let mut used = 0_usize;
        for byte in data {
            if self.is_done() {
                break;
            }
            used = used.saturating_add(1);
            self.read = self.read.saturating_add(1);
            if !self.is_whole {
                self.take(*byte);
            }
        }
        used
    }

    /// The map and its filling were read, or reading on is no use.
    pub(super) fn is_done(&self) -> bool {
        self.map.fault.is_some() || self.is_whole && self.read.is_multiple_of(BLOCK_BYTES as u64)
    }

    pub(super) fn into_map(mut self) -> SparseMap {
        if !self.is_done() {
            self.map.spoil(MapFault::Malformed);
        }
        self.map
    }

    fn take(&mut self, byte: u8) {
        match byte {
            b'0'..=b'9' => {
                let digit = u64::from(byte.saturating_sub(b'0'));
                let value = self.value.unwrap_or_default().checked_mul(10).and_then(|value| value.checked_add(digit));
                match value {
                    Some(value) => self.value = Some(value),
                    None => self.map.spoil(MapFault::Malformed),
                }
            }
            b'\n' => match self.value.take() {
                Some(number) => self.take_number(number),
                None => self.map.spoil(MapFault::Malformed),
            },
            _ => self.map.spoil(MapFault::Malformed),
        }
    }

    fn take_number(&mut self, number: u64) {
        let due = match self.numbers_due {
            None if number > MAX_SPARSE_SEGMENTS as u64 => {
                self.map.spoil(MapFault::TooLong);
                return;
            }
            None => number.saturating_mul(2),
            Some(due) => {
                match self.offset.take() {
                    None => self.offset = Some(number),
                    Some(offset) => self.map.push(offset, number),
                }
                due.saturating_sub(1)
            }
        };
        self.numbers_due = Some(due);
        self.is_whole = due == 0;
    }
}
