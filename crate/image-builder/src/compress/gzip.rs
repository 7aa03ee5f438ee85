//! Gzip (RFC 1952) over the deflate of miniz_oxide, with framing of our own so that it can be odd.

use super::{crc32, crc32_of_zeros, parts};
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, TDEFLStatus, compress_to_output, create_comp_flags_from_zip_params,
};

const FHCRC: u8 = 2;
const FEXTRA: u8 = 4;
const FNAME: u8 = 8;
const FCOMMENT: u8 = 16;

/// A gzip stream to order.
#[derive(Debug, Clone)]
pub struct Gzip {
    level: u8,
    members: usize,
    modified: u32,
    extra: Option<Vec<u8>>,
    name: Option<Vec<u8>>,
    comment: Option<Vec<u8>>,
    header_crc: bool,
    wrong_crc: bool,
    wrong_size: bool,
    trailing: Vec<u8>,
}

impl Default for Gzip {
    fn default() -> Self {
        Self::new()
    }
}

impl Gzip {
    /// One member with a bare header.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            level: 6,
            members: 1,
            modified: 0,
            extra: None,
            name: None,
            comment: None,
            header_crc: false,
            wrong_crc: false,
            wrong_size: false,
            trailing: Vec::new(),
        }
    }

    /// Level of deflate, 0 (stored blocks) to 10.
    #[must_use]
    pub fn level(mut self, level: u8) -> Self {
        self.level = level;
        self
    }

    /// The input cut into that many members.
    #[must_use]
    pub fn members(mut self, count: usize) -> Self {
        self.members = count;
        self
    }

    /// MTIME of the header.
    #[must_use]
    pub fn modified(mut self, seconds: u32) -> Self {
        self.modified = seconds;
        self
    }

    /// FEXTRA.
    #[must_use]
    pub fn extra(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.extra = Some(bytes.into());
        self
    }

    /// FNAME.
    #[must_use]
    pub fn name(mut self, name: impl Into<Vec<u8>>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// FCOMMENT.
    #[must_use]
    pub fn comment(mut self, comment: impl Into<Vec<u8>>) -> Self {
        self.comment = Some(comment.into());
        self
    }

    /// FHCRC.
    #[must_use]
    pub fn header_crc(mut self) -> Self {
        self.header_crc = true;
        self
    }

    /// Zeros after the last member, as tapes and `docker save` through block devices leave.
    #[must_use]
    pub fn trailing_zeros(mut self, count: usize) -> Self {
        self.trailing.resize(self.trailing.len() + count, 0);
        self
    }

    /// Other bytes after the last member.
    #[must_use]
    pub fn trailing_junk(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.trailing.extend_from_slice(bytes.as_ref());
        self
    }

    /// A false CRC-32 in the last member.
    #[must_use]
    pub fn wrong_crc(mut self) -> Self {
        self.wrong_crc = true;
        self
    }

    /// A false ISIZE in the last member.
    #[must_use]
    pub fn wrong_size(mut self) -> Self {
        self.wrong_size = true;
        self
    }

    /// The stream.
    #[must_use]
    pub fn compress(&self, bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        let count = self.members.max(1);
        for (number, part) in parts(bytes, count).enumerate() {
            let last = number + 1 == count;
            self.header(&mut out);
            out.extend_from_slice(&compress_to_vec(part, self.level));
            let crc = crc32(part) ^ u32::from(self.wrong_crc && last);
            let size = (part.len() as u32).wrapping_add(u32::from(self.wrong_size && last));
            out.extend_from_slice(&crc.to_le_bytes());
            out.extend_from_slice(&size.to_le_bytes());
        }
        out.extend_from_slice(&self.trailing);
        out
    }

    fn header(&self, out: &mut Vec<u8>) {
        let start = out.len();
        let mut flags = if self.header_crc { FHCRC } else { 0 };
        for (field, flag) in [(&self.extra, FEXTRA), (&self.name, FNAME), (&self.comment, FCOMMENT)] {
            flags |= if field.is_some() { flag } else { 0 };
        }
        out.extend_from_slice(&[0x1f, 0x8b, 8, flags]);
        out.extend_from_slice(&self.modified.to_le_bytes());
        // XFL says nothing; the system is unknown, as from Go.
        out.extend_from_slice(&[0, 255]);
        if let Some(extra) = &self.extra {
            let length = u16::try_from(extra.len()).expect("FEXTRA holds at most 65535 bytes");
            out.extend_from_slice(&length.to_le_bytes());
            out.extend_from_slice(extra);
        }
        for text in [&self.name, &self.comment].into_iter().flatten() {
            out.extend_from_slice(text);
            out.push(0);
        }
        if self.header_crc {
            let crc = crc32(&out[start..]) as u16;
            out.extend_from_slice(&crc.to_le_bytes());
        }
    }
}

/// A valid gzip of one member that inflates to `size` zeros (in whole MiB), about a thousandth of that long: made in
/// time of the compressed size, since one piece of deflate that ends at a byte and refers to nothing before it is
/// repeated.
#[must_use]
pub fn gzip_bomb(size: u64) -> Vec<u8> {
    const PIECE: usize = 1 << 20;
    let size = size.next_multiple_of(PIECE as u64);
    let mut compressor = CompressorOxide::new(create_comp_flags_from_zip_params(9, 0, 0));
    let mut piece = Vec::new();
    let zeros = vec![0; PIECE];
    let (status, read) = compress_to_output(&mut compressor, &zeros, TDEFLFlush::Full, |bytes| {
        piece.extend_from_slice(bytes);
        true
    });
    assert!(status == TDEFLStatus::Okay && read == PIECE, "a full flush takes all input");
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    for _ in 0..size / PIECE as u64 {
        out.extend_from_slice(&piece);
    }
    // An empty final block with fixed codes.
    out.extend_from_slice(&[0x03, 0x00]);
    out.extend_from_slice(&crc32_of_zeros(size).to_le_bytes());
    out.extend_from_slice(&(size as u32).to_le_bytes());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use miniz_oxide::inflate::decompress_to_vec;

    #[test]
    fn a_member_is_header_deflate_and_trailer() {
        let stream = Gzip::new().name("n").comment("c").extra([1, 2]).header_crc().compress(b"hello");
        assert_eq!(stream[..12], [0x1f, 0x8b, 8, 30, 0, 0, 0, 0, 0, 255, 2, 0]);
        assert_eq!(&stream[12..18], b"\x01\x02n\0c\0");
        let body = &stream[20..stream.len() - 8];
        assert_eq!(decompress_to_vec(body).unwrap(), b"hello");
        assert_eq!(stream[stream.len() - 8..stream.len() - 4], crc32(b"hello").to_le_bytes());
        assert_eq!(stream[stream.len() - 4..], 5u32.to_le_bytes());
    }

    #[test]
    fn members_cover_the_input() {
        let one = Gzip::new().compress(b"abc");
        let three = Gzip::new().members(3).compress(b"abcabcabc");
        assert_eq!(three, one.repeat(3));
        assert_eq!(Gzip::new().members(2).compress(b""), Gzip::new().compress(b"").repeat(2));
    }

    #[test]
    fn lies_and_trailing_bytes_are_where_they_belong() {
        let good = Gzip::new().compress(b"abc");
        let bad = Gzip::new().wrong_crc().wrong_size().trailing_zeros(3).trailing_junk("x").compress(b"abc");
        assert_eq!(bad[..good.len() - 8], good[..good.len() - 8]);
        assert_ne!(bad[good.len() - 8..good.len() - 4], good[good.len() - 8..good.len() - 4]);
        assert_ne!(bad[good.len() - 4..good.len()], good[good.len() - 4..]);
        assert_eq!(&bad[good.len()..], b"\0\0\0x");
    }

    #[test]
    fn a_bomb_is_a_valid_stream() {
        let bomb = gzip_bomb(3 << 20);
        let zeros = decompress_to_vec(&bomb[10..bomb.len() - 8]).unwrap();
        assert_eq!(zeros, vec![0; 3 << 20]);
        assert_eq!(bomb[bomb.len() - 8..bomb.len() - 4], crc32(&zeros).to_le_bytes());
        assert!(bomb.len() < 3 * 1200, "{}", bomb.len());
    }
}
