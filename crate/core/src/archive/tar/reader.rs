//! The push state machine: headers to entries, extended headers applied, bodies passed through.

use super::BLOCK_BYTES;
use super::entry::{TarEnd, TarKind, TarVisitor};
use super::header::{HeaderBlock, is_header, text};
use super::pax::{RecordFault, Records, shown};
use super::pending::{BodyPlan, Coming, Pending, Sparse, stated_size};
use super::sparse::{MapFault, MapText, SparseMap};
use crate::archive::ArchiveError;
use crate::limits::{MAX_GLOBAL_PAX_BYTES, MAX_PATH_BYTES, MAX_PAX_BYTES, MAX_SPARSE_SEGMENTS};

/// Reads a tar archive, or several one after another, that is pushed in.
///
/// Memory: one block, the extended headers of one entry ([`MAX_PAX_BYTES`]) and one sparse map. Any division of the
/// bytes into pieces gives the same events, except that bodies come in other pieces.
pub struct TarReader {
    state: State,
    block: [u8; BLOCK_BYTES],
    filled: usize,
    /// Bytes fed or skipped.
    offset: u64,
    /// Payload of an extended header.
    payload: Vec<u8>,
    coming: Coming,
    globals: Records,
    entry: Pending,
    /// The last entry said a size though its kind has no body.
    doubtful_body: u64,
    zero_blocks: u64,
    entries: u64,
    archives: u64,
    trailer: bool,
    trailing_junk: u64,
    failed: Option<ArchiveError>,
}

/// Where the next byte belongs.
enum State {
    Header,
    Payload {
        kind: PayloadKind,
        left: u64,
        padding: u64,
        keep: bool,
    },
    /// Blocks of an old GNU sparse map after its header.
    SparseBlocks {
        map: SparseMap,
    },
    /// The text map of PAX 1.0.
    SparseText {
        text: MapText,
        left: u64,
        padding: u64,
    },
    Body {
        left: u64,
        padding: u64,
        sparse: Option<SparseMap>,
    },
    /// Bytes that nobody wants: padding, or the body of a damaged entry.
    Skip {
        left: u64,
    },
    Junk,
}

#[derive(Clone, Copy)]
enum PayloadKind {
    Local,
    Global,
    LongName,
    LongLink,
}

impl TarReader {
    /// At the start of an archive.
    #[must_use]
    pub fn new() -> Self {
        Self {
            state: State::Header,
            block: [0; BLOCK_BYTES],
            filled: 0,
            offset: 0,
            payload: Vec::new(),
            coming: Coming::default(),
            globals: Records::default(),
            entry: Pending::default(),
            doubtful_body: 0,
            zero_blocks: 0,
            entries: 0,
            archives: 0,
            trailer: false,
            trailing_junk: 0,
            failed: None,
        }
    }

    /// Reads `data`, a piece of any length.
    ///
    /// # Errors
    /// The place of the next header is unknown or holds none; what the visitor got before is right. Every later call
    /// returns the same error.
    pub fn feed(&mut self, data: &[u8], visitor: &mut dyn TarVisitor) -> Result<(), ArchiveError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let fed = self.read(data, visitor);
        self.failed = fed.as_ref().err().cloned();
        fed
    }

    /// Says that there are no more bytes. A missing trailer, or missing padding after the last body, is no error.
    ///
    /// # Errors
    /// The archive ends inside an entry, or failed before.
    pub fn finish(&mut self, visitor: &mut dyn TarVisitor) -> Result<TarEnd, ArchiveError> {
        self.feed(&[], visitor)?;
        let finished = self.end(visitor);
        self.failed = finished.as_ref().err().cloned();
        finished
    }

    /// Bytes of body and padding that may be skipped from here without looking; 0 while headers are due, and in sparse
    /// files.
    #[must_use]
    pub fn skippable(&self) -> u64 {
        match &self.state {
            State::Body { left, padding, sparse: None } => left.saturating_add(*padding),
            State::Skip { left } => *left,
            _ => 0,
        }
    }

    /// The host went over that many bytes, at most [`Self::skippable`]: more are not counted. The visitor gets no body
    /// for them; `end_entry` comes with the next call of `feed` or `finish`.
    pub fn skip(&mut self, bytes: u64) {
        let bytes = bytes.min(self.skippable());
        self.offset = self.offset.saturating_add(bytes);
        match &mut self.state {
            State::Body { left, padding, .. } => {
                let beyond = bytes.saturating_sub(*left);
                *left = left.saturating_sub(bytes);
                *padding = padding.saturating_sub(beyond);
            }
            State::Skip { left } => *left = left.saturating_sub(bytes),
            _ => {}
        }
    }

    /// Bytes fed and skipped so far.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.offset
    }

    fn read(&mut self, mut data: &[u8], visitor: &mut dyn TarVisitor) -> Result<(), ArchiveError> {
        loop {
            self.settle(visitor)?;
            if data.is_empty() {
                return Ok(());
            }
            let used = match &mut self.state {
                State::Header | State::SparseBlocks { .. } => self.fill_block(data, visitor)?,
                State::Payload { left, keep, .. } => {
                    let used = shorter(data, *left);
                    if *keep {
                        self.payload.extend_from_slice(data.get(..used).unwrap_or_default());
                    }
                    *left = left.saturating_sub(used as u64);
                    self.count(used)
                }
                State::SparseText { text, left, .. } => {
                    let used = text.feed(data.get(..shorter(data, *left)).unwrap_or_default());
                    *left = left.saturating_sub(used as u64);
                    self.count(used)
                }
                State::Body { left, sparse, .. } => {
                    let piece = data.get(..shorter(data, *left)).unwrap_or_default();
                    match sparse {
                        None => visitor.body(piece),
                        Some(map) => map.deliver(piece, visitor),
                    }
                    *left = left.saturating_sub(piece.len() as u64);
                    self.count(piece.len())
                }
                State::Skip { left } => {
                    let used = shorter(data, *left);
                    *left = left.saturating_sub(used as u64);
                    self.count(used)
                }
                State::Junk => {
                    self.trailing_junk = self.trailing_junk.saturating_add(data.len() as u64);
                    self.count(data.len())
                }
            };
            data = data.get(used..).unwrap_or_default();
        }
    }

    fn count(&mut self, used: usize) -> usize {
        self.offset = self.offset.saturating_add(used as u64);
        used
    }

    /// Leaves every state that has nothing more to read, so that events do not wait for the next byte.
    fn settle(&mut self, visitor: &mut dyn TarVisitor) -> Result<(), ArchiveError> {
        loop {
            match &mut self.state {
                State::Payload { left: 0, kind, padding, keep } => {
                    let (kind, padding, keep) = (*kind, *padding, *keep);
                    self.state = State::Skip { left: padding };
                    if keep {
                        self.take_payload(kind, visitor);
                    }
                }
                State::SparseText { text, left, padding } if *left == 0 || text.is_done() => {
                    let (map, left, padding) = (std::mem::take(text).into_map(), *left, *padding);
                    self.begin_sparse(map, left, padding, visitor);
                }
                State::Body { left: 0, padding, sparse } => {
                    if let Some(map) = sparse {
                        map.deliver_end(visitor);
                    }
                    self.state = State::Skip { left: *padding };
                    visitor.end_entry();
                }
                State::Skip { left: 0 } => self.state = State::Header,
                _ => return Ok(()),
            }
        }
    }

    fn end(&mut self, visitor: &mut dyn TarVisitor) -> Result<TarEnd, ArchiveError> {
        let cut = |what: &str| Err(ArchiveError::truncated(self.offset, format!("The tar archive ends inside {what}")));
        let part_of_block = self.block.get(..self.filled).unwrap_or_default();
        match &self.state {
            State::Header if self.filled > 0 => {
                if self.trailer {
                    if part_of_block.iter().any(|byte| *byte != 0) {
                        self.trailing_junk = self.trailing_junk.saturating_add(self.filled as u64);
                    }
                } else if part_of_block.iter().any(|byte| *byte != 0) {
                    return cut("a header");
                }
            }
            State::Header | State::Junk => {}
            State::Payload { .. } => return cut("an extended header"),
            State::SparseBlocks { .. } | State::SparseText { .. } => return cut("the map of a sparse file"),
            State::Body { left, .. } => {
                return cut(&format!("the body of {}, {left} bytes before its end", shown(&self.entry.path)));
            }
            // Only the filling of the last block may be missing; the body of a damaged entry may not.
            State::Skip { left } if *left < BLOCK_BYTES as u64 => {}
            State::Skip { .. } => return cut("an entry that was skipped"),
        }
        self.drop_coming(visitor);
        Ok(TarEnd {
            entries: self.entries,
            trailer: self.trailer,
            trailing_junk: self.trailing_junk,
            archives: self.archives,
        })
    }

    /// Extended headers that no entry follows.
    fn drop_coming(&mut self, visitor: &mut dyn TarVisitor) {
        if let Some(offset) = std::mem::take(&mut self.coming).first_header {
            visitor.damaged(&ArchiveError::corrupt(offset, "An extended header has no entry after it"));
        }
    }

    fn fill_block(&mut self, data: &[u8], visitor: &mut dyn TarVisitor) -> Result<usize, ArchiveError> {
        let room = self.block.get_mut(self.filled..).unwrap_or_default();
        let used = room.len().min(data.len());
        for (slot, byte) in room.iter_mut().zip(data) {
            *slot = *byte;
        }
        self.filled = self.filled.saturating_add(used);
        let start = self.offset.saturating_add(used as u64).saturating_sub(self.filled as u64);
        self.count(used);
        if self.filled == BLOCK_BYTES {
            self.filled = 0;
            if let State::SparseBlocks { map } = &mut self.state {
                if !map.push_extension(&self.block) {
                    let map = std::mem::take(map);
                    let (left, padding) = (self.entry.stored, padding_of(self.entry.stored));
                    self.begin_sparse(map, left, padding, visitor);
                }
            } else {
                self.take_header(start, visitor)?;
            }
        }
        Ok(used)
    }

    fn take_header(&mut self, start: u64, visitor: &mut dyn TarVisitor) -> Result<(), ArchiveError> {
        if self.block.iter().all(|byte| *byte == 0) {
            self.drop_coming(visitor);
            self.doubtful_body = 0;
            self.zero_blocks = self.zero_blocks.saturating_add(1);
            self.trailer |= self.zero_blocks >= 2;
            return Ok(());
        }
        if !is_header(&self.block) {
            return self.take_no_header(start);
        }
        if self.trailer || self.archives == 0 {
            self.archives = self.archives.saturating_add(1);
            self.globals = Records::default();
        }
        self.trailer = false;
        self.zero_blocks = 0;
        self.doubtful_body = 0;
        self.coming.first_header.get_or_insert(start);

        let header = HeaderBlock::new(&mut self.block);
        let kind = match header.type_flag() {
            // Solaris wrote `X` before the standard had `x`.
            b'x' | b'X' => PayloadKind::Local,
            b'g' => PayloadKind::Global,
            b'L' => PayloadKind::LongName,
            b'K' => PayloadKind::LongLink,
            _ => return self.take_entry(start, visitor),
        };
        let size = stated_size(&header, start)?;
        let keep = size <= MAX_PAX_BYTES;
        if !keep {
            visitor.damaged(&ArchiveError::limit(
                start,
                format!("An extended header has {size} bytes, above the limit of {MAX_PAX_BYTES}"),
            ));
            // A global header that is lost says nothing about the next entry alone, and its names are rarely names.
            self.coming.lost |= !matches!(kind, PayloadKind::Global);
        }
        if matches!(kind, PayloadKind::Global) && self.coming.first_header == Some(start) {
            self.coming.first_header = None;
        }
        self.payload.clear();
        self.state = State::Payload { kind, left: size, padding: padding_of(size), keep };
        Ok(())
    }

    fn take_no_header(&mut self, start: u64) -> Result<(), ArchiveError> {
        if self.trailer {
            self.trailing_junk = self.trailing_junk.saturating_add(BLOCK_BYTES as u64);
            self.state = State::Junk;
            return Ok(());
        }
        // Go and old readers say that links and directories have no body whatever their size says; POSIX 2001 lets a
        // hardlink have one, and then this block is its first. Its content is the target's and is not wanted.
        let body = std::mem::take(&mut self.doubtful_body);
        if body > 0 {
            self.state = State::Skip { left: with_padding(body).saturating_sub(BLOCK_BYTES as u64) };
            return Ok(());
        }
        let what = if self.entries == 0 && self.archives == 0 {
            "This is not a tar archive: the first block is no header"
        } else {
            "The tar archive is damaged: no valid header where one should be"
        };
        Err(ArchiveError::corrupt(start, what))
    }

    fn take_payload(&mut self, kind: PayloadKind, visitor: &mut dyn TarVisitor) {
        let at = self.offset.saturating_sub(self.payload.len() as u64);
        match kind {
            PayloadKind::Local | PayloadKind::Global => {
                let (records, fault) = Records::read(&self.payload);
                let is_local = matches!(kind, PayloadKind::Local);
                if let Some(RecordFault { what, fatal }) = fault {
                    visitor.damaged(&ArchiveError::corrupt(at, what));
                    self.coming.lost |= fatal && is_local;
                }
                if is_local {
                    // A second header takes the place of the first, as in Go.
                    self.coming.records = records;
                } else if !self.globals.lay_over(records) {
                    visitor.damaged(&ArchiveError::limit(
                        at,
                        format!(
                            "Global extended headers have more than {MAX_GLOBAL_PAX_BYTES} bytes and were left out"
                        ),
                    ));
                }
            }
            PayloadKind::LongName => self.coming.name = text(&self.payload).to_vec(),
            PayloadKind::LongLink => self.coming.link = text(&self.payload).to_vec(),
        }
        // A name of 1 MiB once should not stay for the whole archive.
        if self.payload.capacity() > 4 * MAX_PATH_BYTES {
            self.payload = Vec::new();
        }
    }

    fn take_entry(&mut self, start: u64, visitor: &mut dyn TarVisitor) -> Result<(), ArchiveError> {
        let coming = std::mem::take(&mut self.coming);
        let lost = coming.lost;
        let header = HeaderBlock::new(&mut self.block);
        let body = self.entry.fill(&header, coming, &self.globals, start)?;
        // GNU's volume label names the archive, not a file.
        if header.type_flag() == b'V' {
            self.state = State::Skip { left: with_padding(body.claimed) };
            return Ok(());
        }
        if let Some(error) = &body.doubt {
            visitor.damaged(error);
        }
        if self.entry.kind != TarKind::File && !body.is_dump {
            self.doubtful_body = body.claimed;
        }
        self.begin_entry(lost, body, visitor);
        Ok(())
    }

    /// Chooses how the body is read, and announces the entry unless a sparse map comes before that.
    fn begin_entry(&mut self, lost: bool, body: BodyPlan, visitor: &mut dyn TarVisitor) {
        let stored = self.entry.stored;
        let padding = padding_of(stored);
        let lost = lost || self.is_unnameable(visitor);
        match body.sparse {
            Sparse::OldGnu { map, has_more } => {
                if lost {
                    // The blocks of the map lie before the body and must be stepped over all the same.
                    self.entry.path.clear();
                }
                if has_more {
                    self.state = State::SparseBlocks { map };
                } else {
                    self.begin_sparse(map, stored, padding, visitor);
                }
            }
            _ if lost => self.state = State::Skip { left: with_padding(stored) },
            _ if body.is_dump => {
                self.announce(visitor);
                visitor.end_entry();
                self.state = State::Skip { left: with_padding(stored) };
            }
            Sparse::Text => {
                self.state = State::SparseText { text: MapText::default(), left: stored, padding };
            }
            Sparse::Records(map) => self.begin_sparse(map, stored, padding, visitor),
            Sparse::No => {
                self.announce(visitor);
                self.state = State::Body { left: stored, padding, sparse: None };
            }
        }
    }

    fn begin_sparse(&mut self, mut map: SparseMap, left: u64, padding: u64, visitor: &mut dyn TarVisitor) {
        self.entry.stored = left;
        let checked = map.check(self.entry.size, left);
        // An empty path: what was wrong has been said.
        let usable = !self.entry.path.is_empty() && checked.is_ok();
        if usable {
            self.announce(visitor);
            self.state = State::Body { left, padding, sparse: Some(map) };
            return;
        }
        if let (false, Err(fault)) = (self.entry.path.is_empty(), checked) {
            let path = shown(&self.entry.path);
            visitor.damaged(&match fault {
                MapFault::Malformed => ArchiveError::corrupt(
                    self.entry.header_offset,
                    format!("The sparse file {path} has a map that does not fit its size or its data"),
                ),
                MapFault::TooLong => ArchiveError::limit(
                    self.entry.header_offset,
                    format!("The sparse file {path} has more than {MAX_SPARSE_SEGMENTS} pieces"),
                ),
            });
        }
        self.state = State::Skip { left: left.saturating_add(padding) };
    }

    /// Says so if the path or link is one that no file can have.
    fn is_unnameable(&self, visitor: &mut dyn TarVisitor) -> bool {
        let longest = self.entry.path.len().max(self.entry.link.len());
        let error = if self.entry.path.is_empty() {
            ArchiveError::corrupt(self.entry.header_offset, "An entry has no name")
        } else if longest > MAX_PATH_BYTES {
            ArchiveError::limit(
                self.entry.header_offset,
                format!(
                    "An entry has a name or target of {longest} bytes, above the limit of {MAX_PATH_BYTES}: {}",
                    shown(&self.entry.path)
                ),
            )
        } else {
            return false;
        };
        visitor.damaged(&error);
        true
    }

    fn announce(&mut self, visitor: &mut dyn TarVisitor) {
        self.entries = self.entries.saturating_add(1);
        visitor.entry(&self.entry.view(&self.globals, self.offset));
    }
}

impl Default for TarReader {
    fn default() -> Self {
        Self::new()
    }
}

/// Bytes from the end of a body to the next block.
fn padding_of(size: u64) -> u64 {
    let block = BLOCK_BYTES as u64;
    match size.checked_rem(block) {
        None | Some(0) => 0,
        Some(part) => block.saturating_sub(part),
    }
}

fn with_padding(size: u64) -> u64 {
    size.saturating_add(padding_of(size))
}

fn shorter(data: &[u8], left: u64) -> usize {
    data.len().min(usize::try_from(left).unwrap_or(usize::MAX))
}
