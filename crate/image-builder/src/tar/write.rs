//! How an entry becomes blocks: extensions, header, body, padding.

use super::header::{self, GID, GROUP, HeaderStyle, LINK, MAJOR, MINOR, MODE, MTIME, Numbers, SIZE, UID, USER};
use super::header::{Header, fits_octal};
use super::sparse::{Sparse, SparseFormat};
use super::{Checksum, Entry, Kind, pad, pax};

impl Entry {
    /// Appends the entry, extensions first. A name that the style cannot hold is a panic.
    pub(crate) fn write(&self, out: &mut Vec<u8>, default_style: HeaderStyle) {
        let style = self.style.unwrap_or(default_style);
        let stored = self.sparse.as_ref().map(Sparse::stored);
        let body = stored.as_deref().unwrap_or(&self.body);
        let path = self.sparse.as_ref().map_or_else(|| self.path.clone(), |sparse| sparse.header_path(&self.path));

        let mut records = self.pax.clone();
        records.extend(self.sparse.iter().flat_map(|sparse| sparse.pax(&self.path)));
        if style == HeaderStyle::Pax {
            records.extend(self.records_for_what_does_not_fit(&path, body.len()));
        }
        let mut extension = pax::records(&records);
        extension.extend_from_slice(&self.raw_pax);
        if !extension.is_empty() {
            let style = if style == HeaderStyle::Gnu { HeaderStyle::Pax } else { style };
            write_special(out, style, b'x', &pax_name(&path), &extension);
        }
        if style == HeaderStyle::Gnu {
            if self.extended || self.link.len() > LINK.1 {
                write_special(out, style, b'K', b"././@LongLink", &[&self.link[..], b"\0"].concat());
            }
            if self.extended || path.len() > header::NAME.1 {
                write_special(out, style, b'L', b"././@LongLink", &[&path[..], b"\0"].concat());
            }
        }

        let mut header = Header::new(style, self.numbers);
        self.fill_names(&mut header, style, &path);
        let pax_decoy = self.extended && style == HeaderStyle::Pax;
        header.number(MODE, i128::from(self.mode));
        // The legal fallback where a number is in the extension: the header says 0.
        let in_extension = style == HeaderStyle::Pax && self.numbers == Numbers::Octal;
        let number = |field, value| if in_extension && !fits_octal(field, value) { 0 } else { value };
        let (uid, gid) = if pax_decoy { (0o77, 0o77) } else { (i128::from(self.uid), i128::from(self.gid)) };
        header.number(UID, number(UID, uid));
        header.number(GID, number(GID, gid));
        let size = self.claimed_size.unwrap_or(if pax_decoy { 0 } else { body.len() as u64 });
        header.number(SIZE, number(SIZE, i128::from(size)));
        header.number(MTIME, number(MTIME, if pax_decoy { 0 } else { i128::from(self.mtime) }));
        if style != HeaderStyle::V7 {
            header.text(USER, &self.user);
            header.text(GROUP, &self.group);
            header.number(MAJOR, i128::from(self.device.0));
            header.number(MINOR, i128::from(self.device.1));
        }
        header.kind(self.flag.unwrap_or_else(|| self.usual_flag(style)));
        let maps = match &self.sparse {
            Some(sparse) if sparse.format == SparseFormat::OldGnu => sparse.old_gnu(&mut header),
            _ => Vec::new(),
        };
        for (offset, bytes) in &self.patches {
            header.put(*offset, bytes);
        }
        let sum = header.sum(self.checksum == Checksum::Signed);
        header.checksum(if self.checksum == Checksum::Wrong { sum + 1 } else { sum });
        out.extend_from_slice(&header.block);
        out.extend_from_slice(&maps);
        out.extend_from_slice(body);
        pad(out);
    }

    fn usual_flag(&self, style: HeaderStyle) -> u8 {
        if self.sparse.as_ref().is_some_and(|sparse| sparse.format == SparseFormat::OldGnu) {
            return b'S';
        }
        match self.kind {
            // The seventh edition knew no directories: a slash at the end told.
            Kind::File | Kind::Directory if style == HeaderStyle::V7 => 0,
            Kind::File => b'0',
            Kind::Hardlink => b'1',
            Kind::Symlink => b'2',
            Kind::CharDevice => b'3',
            Kind::BlockDevice => b'4',
            Kind::Directory => b'5',
            Kind::Fifo => b'6',
        }
    }

    fn fill_names(&self, header: &mut Header, style: HeaderStyle, path: &[u8]) {
        let shown = String::from_utf8_lossy(path);
        let decoy: &[u8] = b"name-in-the-extension";
        match style {
            HeaderStyle::V7 => assert!(path.len() <= header::NAME.1, "v7 cannot hold the long path {shown}"),
            HeaderStyle::Ustar => assert!(header::split(path).is_some(), "ustar cannot hold the long path {shown}"),
            HeaderStyle::Gnu | HeaderStyle::Pax => {}
        }
        if self.extended && matches!(style, HeaderStyle::Gnu | HeaderStyle::Pax) {
            header.text(header::NAME, decoy);
            header.text(LINK, if self.link.is_empty() { b"" } else { decoy });
            return;
        }
        if matches!(style, HeaderStyle::V7 | HeaderStyle::Ustar) {
            assert!(self.link.len() <= LINK.1, "{style:?} cannot hold the long link of {shown}");
        }
        header.text(LINK, &self.link);
        match header::split(path) {
            Some((prefix, name)) if style != HeaderStyle::Gnu => {
                header.text(header::NAME, name);
                header.text(header::PREFIX, prefix);
            }
            _ => header.text(header::NAME, path),
        }
    }

    fn records_for_what_does_not_fit(&self, path: &[u8], size: usize) -> Vec<(Vec<u8>, Vec<u8>)> {
        let mut records = Vec::new();
        let mut say = |needed: bool, key: &str, value: &[u8]| {
            if needed || self.extended {
                records.push((key.into(), value.to_vec()));
            }
        };
        say(header::split(path).is_none(), "path", path);
        if !self.link.is_empty() {
            say(self.link.len() > LINK.1, "linkpath", &self.link);
        }
        for (key, field, value) in [
            ("uid", UID, i128::from(self.uid)),
            ("gid", GID, i128::from(self.gid)),
            ("size", SIZE, size as i128),
            ("mtime", MTIME, i128::from(self.mtime)),
        ] {
            let in_header = fits_octal(field, value) || self.numbers == Numbers::Base256;
            say(!in_header, key, value.to_string().as_bytes());
        }
        for (key, field, value) in [("uname", USER, &self.user), ("gname", GROUP, &self.group)] {
            if !value.is_empty() {
                say(value.len() > field.1, key, value);
            }
        }
        records
    }
}

/// The name of the entry that carries PAX records, as GNU tar and Go make it.
fn pax_name(path: &[u8]) -> Vec<u8> {
    let path = path.strip_suffix(b"/").unwrap_or(path);
    let cut = path.iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
    let mut name = [&path[..cut], b"PaxHeaders.0/", &path[cut..]].concat();
    name.truncate(header::NAME.1);
    name
}

/// An entry that speaks of others: `x`, `g`, `L`, `K`.
pub(crate) fn write_special(out: &mut Vec<u8>, style: HeaderStyle, flag: u8, name: &[u8], body: &[u8]) {
    let mut header = Header::new(style, Numbers::Octal);
    header.text(header::NAME, name);
    header.number(MODE, 0o644);
    header.number(UID, 0);
    header.number(GID, 0);
    header.number(SIZE, body.len() as i128);
    header.number(MTIME, 0);
    header.kind(flag);
    header.checksum(header.sum(false));
    out.extend_from_slice(&header.block);
    out.extend_from_slice(body);
    pad(out);
}
