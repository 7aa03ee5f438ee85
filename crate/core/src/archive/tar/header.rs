//! One header block: its checksum, dialect and raw fields.

use tar::{GnuHeader, Header, UstarHeader};

use super::BLOCK_BYTES;
use super::number::{NotANumber, numeric};

/// A block whose checksum holds, summed as unsigned bytes (POSIX) or signed ones (old Sun and others).
pub(in crate::archive) fn is_header(block: &[u8; BLOCK_BYTES]) -> bool {
    let header = Header::from_byte_slice(block);
    let field = &header.as_old().cksum;
    let Ok(stated) = numeric(field) else { return false };
    let (mut unsigned, mut signed) = (0_u32, 0_i32);
    for byte in block {
        unsigned = unsigned.wrapping_add(u32::from(*byte));
        signed = signed.wrapping_add(i32::from(byte.cast_signed()));
    }
    // The checksum field itself counts as eight spaces.
    for byte in field {
        unsigned = unsigned.wrapping_sub(u32::from(*byte)).wrapping_add(0x20);
        signed = signed.wrapping_sub(i32::from(byte.cast_signed())).wrapping_add(0x20);
    }
    // A block of blanks sums to its own blank field's 0 only if it is all zero, which is no header.
    stated == i128::from(unsigned) || stated == i128::from(signed)
}

/// Fields of a header block that has passed [`is_header`].
pub(super) struct HeaderBlock<'a> {
    header: &'a Header,
    dialect: Dialect<'a>,
}

enum Dialect<'a> {
    V7,
    Ustar(&'a UstarHeader),
    Gnu(&'a GnuHeader),
}

impl<'a> HeaderBlock<'a> {
    /// The version is normalised in place when the magic is POSIX's: libarchive and GNU tar take a POSIX header with
    /// any version (some writers leave NULs or spaces there), the `tar` crate only with `00`.
    pub(super) fn new(block: &'a mut [u8; BLOCK_BYTES]) -> Self {
        let posix = block.get(257..263) == Some(b"ustar\0");
        if let (true, Some(version)) = (posix, block.get_mut(263..265)) {
            version.copy_from_slice(b"00");
        }
        let header = Header::from_byte_slice(block.as_slice());
        let dialect = match (header.as_gnu(), header.as_ustar()) {
            (Some(gnu), _) => Dialect::Gnu(gnu),
            (None, Some(ustar)) => Dialect::Ustar(ustar),
            (None, None) => Dialect::V7,
        };
        Self { header, dialect }
    }

    pub(super) fn type_flag(&self) -> u8 {
        let [flag] = self.header.as_old().linkflag;
        flag
    }

    /// The name with the prefix of its dialect.
    pub(super) fn push_path(&self, path: &mut Vec<u8>) {
        let prefix = match &self.dialect {
            Dialect::V7 => &[][..],
            Dialect::Ustar(ustar) => {
                // star keeps two times at the end of the prefix and marks that with a trailer.
                let is_star = self.header.as_bytes().get(508..512) == Some(b"tar\0");
                let length = if is_star { 131 } else { 155 };
                text(ustar.prefix.get(..length).unwrap_or_default())
            }
            Dialect::Gnu(gnu) => self.prefix_of_old_go(gnu),
        };
        if !prefix.is_empty() {
            path.extend_from_slice(prefix);
            path.push(b'/');
        }
        path.extend_from_slice(text(&self.header.as_old().name));
    }

    /// Go before 1.9 wrote a POSIX prefix into GNU headers, over the two times; images of that age exist. Its own
    /// reader finds them by the times that are then no numbers, and so does this one.
    fn prefix_of_old_go(&self, gnu: &GnuHeader) -> &[u8] {
        let is_time = |field: &[u8]| field.first() == Some(&0) || numeric(field).is_ok();
        if is_time(&gnu.atime) && is_time(&gnu.ctime) {
            return &[];
        }
        let prefix = text(self.header.as_bytes().get(345..500).unwrap_or_default());
        if prefix.is_ascii() { prefix } else { &[] }
    }

    pub(super) fn link(&self) -> &'a [u8] {
        text(&self.header.as_old().linkname)
    }

    pub(super) fn mode(&self) -> Result<i128, NotANumber> {
        numeric(&self.header.as_old().mode)
    }

    pub(super) fn uid(&self) -> Result<i128, NotANumber> {
        numeric(&self.header.as_old().uid)
    }

    pub(super) fn gid(&self) -> Result<i128, NotANumber> {
        numeric(&self.header.as_old().gid)
    }

    pub(super) fn size(&self) -> Result<i128, NotANumber> {
        numeric(&self.header.as_old().size)
    }

    pub(super) fn mtime(&self) -> Result<i128, NotANumber> {
        numeric(&self.header.as_old().mtime)
    }

    pub(super) fn user(&self) -> &'a [u8] {
        match &self.dialect {
            Dialect::V7 => &[],
            Dialect::Ustar(ustar) => text(&ustar.uname),
            Dialect::Gnu(gnu) => text(&gnu.uname),
        }
    }

    pub(super) fn group(&self) -> &'a [u8] {
        match &self.dialect {
            Dialect::V7 => &[],
            Dialect::Ustar(ustar) => text(&ustar.gname),
            Dialect::Gnu(gnu) => text(&gnu.gname),
        }
    }

    pub(super) fn device(&self) -> Result<(i128, i128), NotANumber> {
        match &self.dialect {
            Dialect::V7 => Ok((0, 0)),
            Dialect::Ustar(ustar) => Ok((numeric(&ustar.dev_major)?, numeric(&ustar.dev_minor)?)),
            Dialect::Gnu(gnu) => Ok((numeric(&gnu.dev_major)?, numeric(&gnu.dev_minor)?)),
        }
    }

    /// The GNU fields, which alone have a sparse map.
    pub(super) fn gnu(&self) -> Option<&'a GnuHeader> {
        match &self.dialect {
            Dialect::Gnu(gnu) => Some(gnu),
            _ => None,
        }
    }
}

/// Up to the first NUL, or the whole field.
pub(super) fn text(field: &[u8]) -> &[u8] {
    field.split(|byte| *byte == 0).next().unwrap_or_default()
}
