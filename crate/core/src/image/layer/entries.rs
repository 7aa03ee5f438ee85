//! The entries of one layer in little memory: 48 bytes and the path for each, whatever the size of the files.

use super::pages::{ByteArena, Pages};

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A directory.
    Directory,
    /// A symbolic link; [`Entry::link`] is its text.
    Symlink,
    /// Another name of a file; [`Entry::link`] is the clean path of the target.
    Hardlink,
    /// A character device.
    CharDevice,
    /// A block device.
    BlockDevice,
    /// A named pipe.
    Fifo,
    /// The mark that [`Entry::path`] of lower layers is deleted.
    Whiteout,
    /// The mark that everything in the directory [`Entry::path`] of lower layers is deleted.
    Opaque,
}

impl EntryKind {
    /// Whether the entry is a mark about lower layers and not a file of its own.
    #[must_use]
    pub const fn is_mark(self) -> bool {
        matches!(self, Self::Whiteout | Self::Opaque)
    }
}

/// One entry of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Its place in the layer, from 0.
    pub index: u32,
    /// Clean path without leading slash, raw bytes; empty for the root directory.
    pub path: &'a [u8],
    /// Text of a symlink as it is, or clean path of a hardlink's target; else empty.
    pub link: &'a [u8],
    /// What it is.
    pub kind: EntryKind,
    /// The 12 low bits of the mode: permissions, setuid, setgid, sticky.
    pub mode: u16,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// Bytes of the file, holes of sparse files included; 0 for everything that is not a regular file.
    pub size: u64,
    /// Bytes of the body in the tar: less than `size` for sparse files.
    pub stored: u64,
    /// Modification time in seconds since 1970.
    pub mtime: i64,
    /// XXH64 (seed 0) of the body of a regular file, for telling changed content from changed metadata; 0 when the body
    /// was not read to its end, or for other kinds. Not a cryptographic hash.
    pub content: u64,
    /// The raw value of the xattr `security.capability`.
    pub capability: Option<&'a [u8]>,
    /// Major and minor number of a device.
    pub device: (u32, u32),
    /// Index in [`super::Bodies`] if the body was kept.
    pub body: Option<u32>,
}

/// Where a path lies in the names of its layer. A path's beginning is addressed by the same place and a smaller length.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct PathRange {
    pub(crate) address: u32,
    pub(crate) length: u16,
}

/// All entries of a layer, in the order of the tar.
#[derive(Debug, Clone, Default)]
pub struct Entries {
    records: Pages<Record>,
    names: ByteArena,
    /// What few entries have.
    extras: Pages<Extra>,
}

/// 48 bytes; a link's text follows the path in the names.
#[derive(Debug, Clone, Copy)]
struct Record {
    size: u64,
    mtime: i64,
    content: u64,
    address: u32,
    path_length: u16,
    link_length: u16,
    uid: u32,
    gid: u32,
    /// Index in `extras`, or [`NO_EXTRA`].
    extra: u32,
    mode: u16,
    kind: EntryKind,
}

const _: () = assert!(size_of::<Record>() == 48, "the memory rule of a layer is counted with 48 bytes an entry");

const NO_EXTRA: u32 = u32::MAX;

#[derive(Debug, Clone, Copy, Default)]
struct Extra {
    device: (u32, u32),
    stored: Option<u64>,
    capability: Option<PathRange>,
    body: Option<u32>,
}

/// What a new entry says; see [`Entry`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewEntry<'a> {
    pub(crate) path: &'a [u8],
    pub(crate) link: &'a [u8],
    pub(crate) kind: EntryKind,
    pub(crate) mode: u16,
    pub(crate) uid: u32,
    pub(crate) gid: u32,
    pub(crate) size: u64,
    pub(crate) stored: u64,
    pub(crate) mtime: i64,
    pub(crate) content: u64,
    pub(crate) capability: Option<&'a [u8]>,
    pub(crate) device: (u32, u32),
    pub(crate) body: Option<u32>,
}

impl Entries {
    /// How many there are, marks included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.len() == 0
    }

    /// The entry with this index.
    #[must_use]
    pub fn get(&self, index: u32) -> Option<Entry<'_>> {
        self.records.get(index as usize).map(|record| self.view(index, record))
    }

    /// All entries in the order of the tar.
    pub fn iter(&self) -> impl Iterator<Item = Entry<'_>> {
        (0_u32..).zip(self.records.iter()).map(|(index, record)| self.view(index, record))
    }

    fn view(&self, index: u32, record: &Record) -> Entry<'_> {
        let path_length = usize::from(record.path_length);
        let link_length = usize::from(record.link_length);
        let names = self.names.get(record.address, path_length.saturating_add(link_length));
        let (path, link) = names.split_at_checked(path_length).unwrap_or_default();
        let extra = self.extras.get(record.extra as usize);
        Entry {
            index,
            path,
            link,
            kind: record.kind,
            mode: record.mode,
            uid: record.uid,
            gid: record.gid,
            size: record.size,
            stored: extra.and_then(|extra| extra.stored).unwrap_or(record.size),
            mtime: record.mtime,
            content: record.content,
            capability: extra.and_then(|extra| extra.capability).map(|range| self.bytes(range)),
            device: extra.map_or((0, 0), |extra| extra.device),
            body: extra.and_then(|extra| extra.body),
        }
    }

    /// Bytes of a name, or of the beginning of one.
    pub(crate) fn bytes(&self, range: PathRange) -> &[u8] {
        self.names.get(range.address, usize::from(range.length))
    }

    /// Where the path of an entry lies.
    pub(crate) fn path_range(&self, index: u32) -> PathRange {
        let record = self.records.get(index as usize);
        record
            .map_or_else(PathRange::default, |record| PathRange { address: record.address, length: record.path_length })
    }

    /// Adds an entry and returns its index; `None` if it does not fit (names are longer than 64 KiB together).
    pub(crate) fn push(&mut self, entry: &NewEntry<'_>) -> Option<u32> {
        let index = u32::try_from(self.records.len()).ok()?;
        let path_length = u16::try_from(entry.path.len()).ok()?;
        let link_length = u16::try_from(entry.link.len()).ok()?;
        let address = self.names.push(&[entry.path, entry.link])?;
        let capability = match entry.capability {
            Some(value) => {
                Some(PathRange { address: self.names.push(&[value])?, length: u16::try_from(value.len()).ok()? })
            }
            None => None,
        };
        let stored = (entry.stored != entry.size).then_some(entry.stored);
        let extra = Extra { device: entry.device, stored, capability, body: entry.body };
        let has_extra =
            entry.device != (0, 0) || stored.is_some() || extra.capability.is_some() || extra.body.is_some();
        let extra = if has_extra { self.push_extra(extra)? } else { NO_EXTRA };
        self.records.push(Record {
            size: entry.size,
            mtime: entry.mtime,
            content: entry.content,
            address,
            path_length,
            link_length,
            uid: entry.uid,
            gid: entry.gid,
            extra,
            mode: entry.mode,
            kind: entry.kind,
        });
        Some(index)
    }

    fn push_extra(&mut self, extra: Extra) -> Option<u32> {
        let index = u32::try_from(self.extras.len()).ok()?;
        self.extras.push(extra);
        Some(index)
    }

    /// Notes what the body of an entry was, once it has passed.
    pub(crate) fn set_body(&mut self, index: u32, content: u64, body: Option<u32>) -> Option<()> {
        let extras = self.extras.len();
        let record = self.records.get_mut(index as usize)?;
        record.content = content;
        if body.is_some() {
            if record.extra == NO_EXTRA {
                record.extra = u32::try_from(extras).ok()?;
                self.extras.push(Extra { body, ..Extra::default() });
            } else {
                self.extras.get_mut(record.extra as usize)?.body = body;
            }
        }
        Some(())
    }

    /// Bytes that names take.
    pub(crate) fn name_bytes(&self) -> usize {
        self.names.bytes()
    }

    /// Gives back what growth had set aside.
    pub(crate) fn shrink(&mut self) {
        self.records.shrink();
        self.names.shrink();
        self.extras.shrink();
    }
}

impl PartialEq for Entries {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl Eq for Entries {}
