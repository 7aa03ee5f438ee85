//! What the reader says: entries, their bodies, and the end.

use crate::archive::ArchiveError;

/// The sorts of entry. Contiguous files and unknown vendor types are files, as POSIX says.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TarKind {
    /// A regular file.
    #[default]
    File,
    /// A second name of a file of this archive or of one below.
    Hardlink,
    /// A symbolic link.
    Symlink,
    /// A character device.
    CharDevice,
    /// A block device.
    BlockDevice,
    /// A directory.
    Directory,
    /// A named pipe.
    Fifo,
}

/// One entry with all extended headers applied. Paths are the raw bytes of the archive: not cleaned, not checked for
/// `..`, never longer than [`crate::limits::MAX_PATH_BYTES`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TarEntry<'a> {
    /// Path; never empty.
    pub path: &'a [u8],
    /// Target of a symlink or hardlink; empty if there is none.
    pub link: &'a [u8],
    /// What it is.
    pub kind: TarKind,
    /// The 12 low bits of the mode.
    pub mode: u32,
    /// Owner. A negative number that fits 32 bits is given as the kernel would see it; others saturate.
    pub uid: u64,
    /// Group, in the same way.
    pub gid: u64,
    /// Modification time in seconds since 1970; a fraction is dropped.
    pub mtime: i64,
    /// Size of the file, holes included; 0 for what is not a file.
    pub size: u64,
    /// Bytes of the body in the archive, a sparse map not counted.
    pub stored: u64,
    /// Major and minor number; 0, 0 for what is not a device.
    pub device: (u32, u32),
    /// Name of the owner, if the archive has one.
    pub user: &'a [u8],
    /// Name of the group, if the archive has one.
    pub group: &'a [u8],
    /// Extended attributes, sorted by name, each name once: the name without the `SCHILY.xattr.` or
    /// `LIBARCHIVE.xattr.` prefix, and the decoded value.
    pub xattrs: &'a [(Vec<u8>, Vec<u8>)],
    /// Offset of the first header that belongs to the entry, extended ones included.
    pub header_offset: u64,
    /// Offset of the first byte of the body.
    pub body_offset: u64,
    /// A PAX size won over a different one in the header. Not set if the header could not have held it (8 GiB or
    /// more). Readers that ignore one of the two see other files in this archive.
    pub size_disagrees: bool,
}

/// Gets what is in the archive, in its order: `entry`, then any of `body` and `hole`, then `end_entry`.
pub trait TarVisitor {
    /// An entry begins.
    fn entry(&mut self, entry: &TarEntry<'_>);
    /// Bytes of the entry just announced, in order, in pieces of any length.
    fn body(&mut self, data: &[u8]);
    /// Zeros of a sparse file. The length is what the archive claims: up to 2^64.
    fn hole(&mut self, length: u64);
    /// The entry is whole. Not called for one that the archive's end cuts.
    fn end_entry(&mut self);
    /// Something in one entry was unreadable; reading goes on. If the entry can still be named and stepped over rightly
    /// (say, its time is not a number), it is announced after this with what could be read; else it is skipped.
    fn damaged(&mut self, error: &ArchiveError);
}

/// What an archive turned out to be, at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TarEnd {
    /// Entries announced.
    pub entries: u64,
    /// The two zero blocks at the end were there.
    pub trailer: bool,
    /// Bytes after the trailer that are neither zeros nor another archive.
    pub trailing_junk: u64,
    /// Archives with at least one header, one after another with trailers between. Go's reader, and so Docker and
    /// containerd, stops after the first.
    pub archives: u64,
}
