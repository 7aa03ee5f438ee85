//! One entry of a tar: what it says, and how it is to be written.

use super::header::{HeaderStyle, Numbers};
use super::pax;
use super::sparse::{Sparse, SparseFormat};
use crate::FileCapability;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// What an entry is. The numbers of a device are major and minor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Kind {
    File,
    Hardlink,
    Symlink,
    CharDevice,
    BlockDevice,
    Directory,
    Fifo,
}

/// The checksum that a header carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checksum {
    /// The sum of unsigned bytes, as POSIX wants.
    Right,
    /// The sum of signed bytes, as some old systems wrote; differs only where a byte is above 127.
    Signed,
    /// One too many.
    Wrong,
}

/// An entry with sensible defaults: owned by root, modified at 0, mode by kind (files 0644, directories 0755, links
/// 0777, devices and pipes 0600). Paths are raw bytes and written as they are.
#[derive(Debug, Clone)]
pub struct Entry {
    pub(crate) path: Vec<u8>,
    pub(crate) kind: Kind,
    pub(crate) link: Vec<u8>,
    pub(super) mode: u32,
    pub(super) uid: u64,
    pub(super) gid: u64,
    pub(super) mtime: i64,
    pub(super) user: Vec<u8>,
    pub(super) group: Vec<u8>,
    pub(super) device: (u32, u32),
    pub(super) body: Vec<u8>,
    pub(super) pax: Vec<(Vec<u8>, Vec<u8>)>,
    pub(super) raw_pax: Vec<u8>,
    pub(super) sparse: Option<Sparse>,
    pub(super) style: Option<HeaderStyle>,
    pub(super) numbers: Numbers,
    pub(super) checksum: Checksum,
    pub(super) claimed_size: Option<u64>,
    pub(super) flag: Option<u8>,
    pub(super) extended: bool,
    pub(super) patches: Vec<(usize, Vec<u8>)>,
}

impl Entry {
    fn new(path: &[u8], kind: Kind, mode: u32) -> Self {
        Self {
            path: path.to_vec(),
            kind,
            link: Vec::new(),
            mode,
            uid: 0,
            gid: 0,
            mtime: 0,
            user: Vec::new(),
            group: Vec::new(),
            device: (0, 0),
            body: Vec::new(),
            pax: Vec::new(),
            raw_pax: Vec::new(),
            sparse: None,
            style: None,
            numbers: Numbers::Octal,
            checksum: Checksum::Right,
            claimed_size: None,
            flag: None,
            extended: false,
            patches: Vec::new(),
        }
    }

    /// A regular file.
    pub fn file(path: impl AsRef<[u8]>, body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..Self::new(path.as_ref(), Kind::File, 0o644) }
    }

    /// A directory; a slash is added where the path does not end with one ([`Entry::path`] sets it without).
    pub fn directory(path: impl AsRef<[u8]>) -> Self {
        let mut entry = Self::new(path.as_ref(), Kind::Directory, 0o755);
        if !entry.path.ends_with(b"/") {
            entry.path.push(b'/');
        }
        entry
    }

    /// A symbolic link.
    pub fn symlink(path: impl AsRef<[u8]>, target: impl AsRef<[u8]>) -> Self {
        Self { link: target.as_ref().to_vec(), ..Self::new(path.as_ref(), Kind::Symlink, 0o777) }
    }

    /// A hard link; the target is a path from the archive's root.
    pub fn hardlink(path: impl AsRef<[u8]>, target: impl AsRef<[u8]>) -> Self {
        Self { link: target.as_ref().to_vec(), ..Self::new(path.as_ref(), Kind::Hardlink, 0o644) }
    }

    /// A character device.
    pub fn char_device(path: impl AsRef<[u8]>, major: u32, minor: u32) -> Self {
        Self { device: (major, minor), ..Self::new(path.as_ref(), Kind::CharDevice, 0o600) }
    }

    /// A block device.
    pub fn block_device(path: impl AsRef<[u8]>, major: u32, minor: u32) -> Self {
        Self { device: (major, minor), ..Self::new(path.as_ref(), Kind::BlockDevice, 0o600) }
    }

    /// A named pipe.
    pub fn fifo(path: impl AsRef<[u8]>) -> Self {
        Self::new(path.as_ref(), Kind::Fifo, 0o600)
    }

    /// The whiteout that hides `path` in the layers below (image-spec, layer.md): `.wh.` before its last component.
    pub fn whiteout(path: impl AsRef<[u8]>) -> Self {
        let path = path.as_ref().strip_suffix(b"/").unwrap_or(path.as_ref());
        let cut = path.iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
        Self::new(&[&path[..cut], b".wh.", &path[cut..]].concat(), Kind::File, 0)
    }

    /// The mark that hides all that the layers below have in `directory`.
    pub fn opaque(directory: impl AsRef<[u8]>) -> Self {
        let directory = directory.as_ref().strip_suffix(b"/").unwrap_or(directory.as_ref());
        let path = if directory.is_empty() { Vec::new() } else { [directory, b"/"].concat() };
        Self::new(&[&path[..], b".wh..wh..opq"].concat(), Kind::File, 0)
    }

    /// A sparse file: its real size and the pieces that are stored, as offset and bytes, in order.
    pub fn sparse(
        path: impl AsRef<[u8]>,
        real_size: u64,
        pieces: impl IntoIterator<Item = (u64, Vec<u8>)>,
        format: SparseFormat,
    ) -> Self {
        let sparse = Sparse { format, real_size, pieces: pieces.into_iter().collect() };
        let style = if format == SparseFormat::OldGnu { HeaderStyle::Gnu } else { HeaderStyle::Pax };
        Self { sparse: Some(sparse), style: Some(style), ..Self::new(path.as_ref(), Kind::File, 0o644) }
    }

    /// The path exactly so.
    #[must_use]
    pub fn path(mut self, path: impl AsRef<[u8]>) -> Self {
        self.path = path.as_ref().to_vec();
        self
    }

    /// Mode bits; those above the 12 low ones (file type) are written too.
    #[must_use]
    pub fn mode(mut self, mode: u32) -> Self {
        self.mode = mode;
        self
    }

    /// Numeric owner.
    #[must_use]
    pub fn owner(mut self, uid: u64, gid: u64) -> Self {
        (self.uid, self.gid) = (uid, gid);
        self
    }

    /// Names of user and group.
    #[must_use]
    pub fn names(mut self, user: impl AsRef<[u8]>, group: impl AsRef<[u8]>) -> Self {
        (self.user, self.group) = (user.as_ref().to_vec(), group.as_ref().to_vec());
        self
    }

    /// Time of modification in seconds since 1970; may be negative.
    #[must_use]
    pub fn mtime(mut self, seconds: i64) -> Self {
        self.mtime = seconds;
        self
    }

    /// A body for any kind (hard links with data, directories with a body).
    #[must_use]
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// A record of the PAX header, as it stands: also for lies such as another `size`.
    #[must_use]
    pub fn pax(mut self, key: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Self {
        self.pax.push((key.as_ref().to_vec(), value.as_ref().to_vec()));
        self
    }

    /// Bytes after the records of the PAX header: for broken records.
    #[must_use]
    pub fn raw_pax(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.raw_pax.extend_from_slice(bytes.as_ref());
        self
    }

    /// An extended attribute as `SCHILY.xattr.NAME`, which Go, GNU tar and star write: the value raw.
    #[must_use]
    pub fn xattr(self, name: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Self {
        let key = [b"SCHILY.xattr.", name.as_ref()].concat();
        self.pax(key, value)
    }

    /// An extended attribute as `LIBARCHIVE.xattr.NAME`: the name percent-encoded, the value in base64 with no padding.
    #[must_use]
    pub fn xattr_libarchive(self, name: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Self {
        let value = STANDARD_NO_PAD.encode(value);
        self.pax(pax::libarchive_key(name.as_ref()), value)
    }

    /// File capabilities, as the xattr `security.capability`.
    #[must_use]
    pub fn capability(self, capability: FileCapability) -> Self {
        self.xattr("security.capability", capability.to_bytes())
    }

    /// A header style of its own; without it, that of the builder.
    #[must_use]
    pub fn style(mut self, style: HeaderStyle) -> Self {
        self.style = Some(style);
        self
    }

    /// Puts path, link, size, owner and time into the extended form (PAX records, or GNU `L` and `K`) even where the
    /// header would hold them. The header then holds other values, so that a reader who ignores the extension errs.
    #[must_use]
    pub fn extended(mut self) -> Self {
        self.extended = true;
        self
    }

    /// How numbers are written.
    #[must_use]
    pub fn numbers(mut self, numbers: Numbers) -> Self {
        self.numbers = numbers;
        self
    }

    /// Another checksum.
    #[must_use]
    pub fn checksum(mut self, checksum: Checksum) -> Self {
        self.checksum = checksum;
        self
    }

    /// The size field of the header; the body stays as it is.
    #[must_use]
    pub fn claimed_size(mut self, size: u64) -> Self {
        self.claimed_size = Some(size);
        self
    }

    /// Another type flag: vendor types, `7` (contiguous), NUL.
    #[must_use]
    pub fn type_flag(mut self, flag: u8) -> Self {
        self.flag = Some(flag);
        self
    }

    /// Bytes at an offset of the header block, before the checksum is made.
    #[must_use]
    pub fn header_bytes(mut self, offset: usize, bytes: impl AsRef<[u8]>) -> Self {
        self.patches.push((offset, bytes.as_ref().to_vec()));
        self
    }
}
