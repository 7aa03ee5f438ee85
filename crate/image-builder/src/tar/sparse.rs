//! Sparse files in the four forms that GNU tar has written (GNU tar manual, "Storing Sparse Files").

use super::BLOCK;
use super::header::{Header, Numbers, SIZE};

/// How the map of a sparse file is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SparseFormat {
    /// Type `S`: four pieces in the header, 21 more in each extension block.
    OldGnu,
    /// PAX with repeated `GNU.sparse.offset` and `GNU.sparse.numbytes`.
    Pax00,
    /// PAX with `GNU.sparse.map`.
    Pax01,
    /// PAX with the map at the head of the body.
    Pax10,
}

/// The file behind the map.
#[derive(Debug, Clone)]
pub(crate) struct Sparse {
    pub(crate) format: SparseFormat,
    pub(crate) real_size: u64,
    pub(crate) pieces: Vec<(u64, Vec<u8>)>,
}

impl Sparse {
    /// The map; like GNU tar's it ends with an empty piece where the file ends with a hole.
    fn map(&self) -> Vec<(u64, u64)> {
        let mut map: Vec<_> = self.pieces.iter().map(|(offset, data)| (*offset, data.len() as u64)).collect();
        if map.last().is_none_or(|(offset, length)| offset + length < self.real_size) {
            map.push((self.real_size, 0));
        }
        map
    }

    /// The bytes of the body in the archive.
    pub(crate) fn stored(&self) -> Vec<u8> {
        let mut stored = Vec::new();
        if self.format == SparseFormat::Pax10 {
            let map = self.map();
            stored.extend_from_slice(format!("{}\n", map.len()).as_bytes());
            for (offset, length) in map {
                stored.extend_from_slice(format!("{offset}\n{length}\n").as_bytes());
            }
            super::pad(&mut stored);
        }
        for (_, data) in &self.pieces {
            stored.extend_from_slice(data);
        }
        stored
    }

    pub(crate) fn pax(&self, path: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
        let mut records: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
        let mut say = |key: &str, value: &[u8]| records.push((key.into(), value.to_vec()));
        let map = self.map();
        let (size, count) = (self.real_size.to_string(), map.len().to_string());
        match self.format {
            SparseFormat::OldGnu => {}
            SparseFormat::Pax00 => {
                say("GNU.sparse.size", size.as_bytes());
                say("GNU.sparse.numblocks", count.as_bytes());
                for (offset, length) in map {
                    say("GNU.sparse.offset", offset.to_string().as_bytes());
                    say("GNU.sparse.numbytes", length.to_string().as_bytes());
                }
            }
            SparseFormat::Pax01 => {
                say("GNU.sparse.size", size.as_bytes());
                say("GNU.sparse.numblocks", count.as_bytes());
                let list: Vec<_> = map.iter().map(|(offset, length)| format!("{offset},{length}")).collect();
                say("GNU.sparse.map", list.join(",").as_bytes());
                say("GNU.sparse.name", path);
            }
            SparseFormat::Pax10 => {
                say("GNU.sparse.major", b"1");
                say("GNU.sparse.minor", b"0");
                say("GNU.sparse.name", path);
                say("GNU.sparse.realsize", size.as_bytes());
            }
        }
        records
    }

    /// The name that the header of a PAX form shows to readers that do not know sparse files.
    pub(crate) fn header_path(&self, path: &[u8]) -> Vec<u8> {
        match self.format {
            SparseFormat::OldGnu | SparseFormat::Pax00 => path.to_vec(),
            SparseFormat::Pax01 | SparseFormat::Pax10 => {
                let cut = path.iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
                [&path[..cut], b"GNUSparseFile.0/", &path[cut..]].concat()
            }
        }
    }

    /// Fills the old GNU fields of the header and gives the extension blocks that follow it.
    pub(crate) fn old_gnu(&self, header: &mut Header) -> Vec<u8> {
        let map = self.map();
        let mut pieces = map.chunks(4).next().unwrap_or_default().iter().enumerate();
        pieces.by_ref().for_each(|(place, piece)| put_piece(header, 386 + 24 * place, *piece));
        header.number((483, SIZE.1), i128::from(self.real_size));
        let rest = map.get(4..).unwrap_or_default();
        header.block[482] = u8::from(!rest.is_empty());
        let mut extensions = Vec::new();
        let count = rest.chunks(21).count();
        for (number, chunk) in rest.chunks(21).enumerate() {
            let mut block = Header::new(super::HeaderStyle::V7, Numbers::Octal);
            for (place, piece) in chunk.iter().enumerate() {
                put_piece(&mut block, 24 * place, *piece);
            }
            block.block[504] = u8::from(number + 1 < count);
            extensions.extend_from_slice(&block.block);
        }
        assert!(extensions.len().is_multiple_of(BLOCK));
        extensions
    }
}

fn put_piece(header: &mut Header, at: usize, (offset, length): (u64, u64)) {
    header.number((at, 12), i128::from(offset));
    header.number((at + 12, 12), i128::from(length));
}
