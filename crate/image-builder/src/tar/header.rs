//! One header block of 512 bytes (POSIX pax specification, "ustar Interchange Format"; GNU tar manual, "Basic Tar
//! Format").

use super::BLOCK;

/// Which generation of tar a header looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderStyle {
    /// Seventh edition Unix: no magic, names and links of at most 100 bytes, no user names.
    V7,
    /// POSIX.1-1988: a name may be split into prefix and name; nothing longer.
    Ustar,
    /// GNU tar: magic `ustar  `, longer names in entries of type `L` and `K`, larger numbers in base 256.
    Gnu,
    /// POSIX.1-2001: a ustar header, preceded by an extended header (`x`) where something does not fit it.
    Pax,
}

/// How numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbers {
    /// Octal digits where they suffice, else base 256.
    Octal,
    /// Always base 256 (two's complement, most significant byte first, top bit set).
    Base256,
}

/// Where a field lies: offset and length.
pub(crate) type Field = (usize, usize);

pub(crate) const NAME: Field = (0, 100);
pub(crate) const MODE: Field = (100, 8);
pub(crate) const UID: Field = (108, 8);
pub(crate) const GID: Field = (116, 8);
pub(crate) const SIZE: Field = (124, 12);
pub(crate) const MTIME: Field = (136, 12);
pub(crate) const CHECKSUM: Field = (148, 8);
pub(crate) const LINK: Field = (157, 100);
pub(crate) const USER: Field = (265, 32);
pub(crate) const GROUP: Field = (297, 32);
pub(crate) const MAJOR: Field = (329, 8);
pub(crate) const MINOR: Field = (337, 8);
pub(crate) const PREFIX: Field = (345, 155);
const TYPE: usize = 156;

pub(crate) struct Header {
    pub(crate) block: [u8; BLOCK],
    numbers: Numbers,
}

impl Header {
    pub(crate) fn new(style: HeaderStyle, numbers: Numbers) -> Self {
        let mut header = Self { block: [0; BLOCK], numbers };
        match style {
            HeaderStyle::V7 => {}
            HeaderStyle::Ustar | HeaderStyle::Pax => header.put(257, b"ustar\x0000"),
            HeaderStyle::Gnu => header.put(257, b"ustar  \0"),
        }
        header
    }

    pub(crate) fn put(&mut self, offset: usize, bytes: &[u8]) {
        self.block[offset..offset + bytes.len()].copy_from_slice(bytes);
    }

    /// Text, cut to the field. A field filled to the last byte has no NUL, as in all readers and writers.
    pub(crate) fn text(&mut self, (offset, length): Field, text: &[u8]) {
        self.put(offset, &text[..text.len().min(length)]);
    }

    pub(crate) fn number(&mut self, (offset, length): Field, value: i128) {
        if self.numbers == Numbers::Octal && fits_octal((offset, length), value) {
            let digits = format!("{value:0width$o}\0", width = length - 1);
            self.put(offset, digits.as_bytes());
        } else {
            let bytes = value.to_be_bytes();
            let start = bytes.len() - length;
            self.put(offset, &bytes[start..]);
            self.block[offset] |= 0x80;
        }
    }

    pub(crate) fn kind(&mut self, flag: u8) {
        self.block[TYPE] = flag;
    }

    /// The sum of all bytes, the checksum's own field counted as spaces; `signed` as some old writers did.
    pub(crate) fn sum(&self, signed: bool) -> i64 {
        let own = CHECKSUM.0..CHECKSUM.0 + CHECKSUM.1;
        let mut sum = 0;
        for (place, byte) in self.block.iter().enumerate() {
            let byte = if own.contains(&place) { b' ' } else { *byte };
            sum += if signed { i64::from(byte.cast_signed()) } else { i64::from(byte) };
        }
        sum
    }

    pub(crate) fn checksum(&mut self, sum: i64) {
        let text = format!("{:06o}\0 ", sum & 0o777_777);
        self.put(CHECKSUM.0, text.as_bytes());
    }
}

pub(crate) fn fits_octal((_, length): Field, value: i128) -> bool {
    value >= 0 && value < 1i128 << (3 * (length - 1))
}

/// The two fields of a ustar name: prefix and name, split at a slash. None when there is no way.
pub(crate) fn split(path: &[u8]) -> Option<(&[u8], &[u8])> {
    if path.len() <= NAME.1 {
        return Some((b"", path));
    }
    let first = path.len() - NAME.1 - 1;
    let cut = (first..path.len() - 1).find(|at| path[*at] == b'/' && *at > 0)?;
    (cut <= PREFIX.1).then(|| (&path[..cut], &path[cut + 1..]))
}
