//! One header blob: an index of tags and their data, big-endian (rpm's `docs/manual/format_header.md` and `lib/header.cc`).
//!
//! In databases a blob has no magic: be32 number of index entries, be32 bytes of data, 16 bytes an entry (tag, type,
//! offset, count), then the data.

use super::super::watched::watched;
use super::super::{FileDigest, FileOwner, FileRecord, PackageRecord, PackageVisitor, Problem, field};
use super::bytes::{be16, be32, be64};
use crate::limits::{MAX_PACKAGE_FIELD_BYTES, MAX_PATH_BYTES};
use std::borrow::Cow;

const NAME: u32 = 1000;
const VERSION: u32 = 1001;
const RELEASE: u32 = 1002;
const EPOCH: u32 = 1003;
const SIZE: u32 = 1009;
const VENDOR: u32 = 1011;
const LICENSE: u32 = 1014;
const PACKAGER: u32 = 1015;
const ARCH: u32 = 1022;
const OLDFILENAMES: u32 = 1027;
const FILESIZES: u32 = 1028;
const FILEMODES: u32 = 1030;
const FILEDIGESTS: u32 = 1035;
const FILEFLAGS: u32 = 1037;
const FILEUSERNAME: u32 = 1039;
const FILEGROUPNAME: u32 = 1040;
const SOURCERPM: u32 = 1044;
const FILEVERIFYFLAGS: u32 = 1045;
const DIRINDEXES: u32 = 1116;
const BASENAMES: u32 = 1117;
const DIRNAMES: u32 = 1118;
const LONGFILESIZES: u32 = 5008;
const LONGSIZE: u32 = 5009;
const FILEDIGESTALGO: u32 = 5011;

/// What is read of a header, in ascending order.
const WANTED: [u32; 24] = [
    NAME,
    VERSION,
    RELEASE,
    EPOCH,
    SIZE,
    VENDOR,
    LICENSE,
    PACKAGER,
    ARCH,
    OLDFILENAMES,
    FILESIZES,
    FILEMODES,
    FILEDIGESTS,
    FILEFLAGS,
    FILEUSERNAME,
    FILEGROUPNAME,
    SOURCERPM,
    FILEVERIFYFLAGS,
    DIRINDEXES,
    BASENAMES,
    DIRNAMES,
    LONGFILESIZES,
    LONGSIZE,
    FILEDIGESTALGO,
];

const INT16: u32 = 3;
const INT32: u32 = 4;
const INT64: u32 = 5;
const STRING: u32 = 6;
const STRING_ARRAY: u32 = 8;
const I18N_STRING: u32 = 9;

/// `RPMFILE_CONFIG` and `RPMFILE_GHOST` of `rpmfiles.h`.
const FLAG_CONFIG: u32 = 1;
const FLAG_GHOST: u32 = 1 << 6;

/// `RPMVERIFY_FILEDIGEST` of `rpmvf.h`, which `%verify(not filedigest)` takes away.
const VERIFY_DIGEST: u64 = 1;

/// Regular files, by the type in the mode.
const TYPE_MASK: u16 = 0o170_000;
const TYPE_REGULAR: u16 = 0o100_000;
const TYPE_DIRECTORY: u16 = 0o040_000;

/// Keys of packages that hold a public key and no files.
const KEY_PACKAGE: &str = "gpg-pubkey";

const INDEX_ENTRY: usize = 16;

#[derive(Clone, Copy)]
struct Tag<'a> {
    tag: u32,
    kind: u32,
    count: usize,
    /// From its first byte to the end of all data.
    data: &'a [u8],
}

/// The wanted tags of a blob, in the order of the index.
fn tags(blob: &[u8]) -> Result<Vec<Tag<'_>>, Problem> {
    let damaged = || Problem::new("A package of the rpm database has a damaged header");
    let entries = be32(blob, 0).ok_or_else(damaged)?;
    let bytes = be32(blob, 4).ok_or_else(damaged)?;
    let index = entries.checked_mul(INDEX_ENTRY).and_then(|length| blob.get(8..)?.split_at_checked(length));
    let (index, data) = index.ok_or_else(damaged)?;
    let data = data.get(..bytes).ok_or_else(damaged)?;
    let mut tags = Vec::new();
    for entry in index.chunks_exact(INDEX_ENTRY) {
        let number = |at| be32(entry, at);
        let (Some(tag), Some(kind), Some(offset), Some(count)) = (number(0), number(4), number(8), number(12)) else {
            continue;
        };
        let tag = u32::try_from(tag).unwrap_or(0);
        if WANTED.binary_search(&tag).is_err() || tags.len() >= WANTED.len() {
            continue;
        }
        let data = data.get(offset..).ok_or_else(damaged)?;
        tags.push(Tag { tag, kind: u32::try_from(kind).unwrap_or(0), count, data });
    }
    Ok(tags)
}

impl<'a> Tag<'a> {
    fn strings(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let text = matches!(self.kind, STRING | STRING_ARRAY | I18N_STRING);
        let count = if text { self.count } else { 0 };
        self.data.split(|byte| *byte == 0).take(count)
    }

    fn number(&self, index: usize) -> Option<u64> {
        if index >= self.count {
            return None;
        }
        let widen = |number: usize| u64::try_from(number).ok();
        match self.kind {
            INT16 => be16(self.data, index.checked_mul(2)?).and_then(widen),
            INT32 => be32(self.data, index.checked_mul(4)?).and_then(widen),
            INT64 => be64(self.data, index.checked_mul(8)?),
            _ => None,
        }
    }

    /// Its own bytes, without those of the tags that follow.
    fn extent(&self) -> Option<&'a [u8]> {
        let length = match self.kind {
            INT16 => self.count.checked_mul(2)?,
            INT32 => self.count.checked_mul(4)?,
            INT64 => self.count.checked_mul(8)?,
            STRING | STRING_ARRAY | I18N_STRING => {
                // Each string has its zero; the last one may lack it.
                let ends = self.strings().fold(0_usize, |sum, text| sum.saturating_add(text.len()).saturating_add(1));
                ends.min(self.data.len())
            }
            _ => return None,
        };
        self.data.get(..length)
    }
}

/// A smaller header blob with the wanted tags alone, and with the digests of watched files alone.
pub(super) fn wanted_parts(blob: &[u8]) -> Result<Vec<u8>, Problem> {
    let damaged = || Problem::new("A package of the rpm database has a damaged header");
    let mut tags = tags(blob)?;
    let digests = Header(&tags).watched_digests();
    // What they were needed for is done.
    tags.retain(|tag| tag.tag != FILEVERIFYFLAGS);
    let mut index = Vec::new();
    let mut data = Vec::new();
    for tag in &tags {
        let extent = if tag.tag == FILEDIGESTS { Some(digests.as_slice()) } else { tag.extent() };
        let extent = extent.ok_or_else(damaged)?;
        let number = |number: usize| u32::try_from(number).map(u32::to_be_bytes).map_err(|_| damaged());
        index.extend_from_slice(&tag.tag.to_be_bytes());
        index.extend_from_slice(&tag.kind.to_be_bytes());
        index.extend_from_slice(&number(data.len())?);
        index.extend_from_slice(&number(tag.count)?);
        data.extend_from_slice(extent);
        // Tags that share their bytes must not make more of them.
        if data.len() > blob.len() {
            return Err(damaged());
        }
    }
    let count = u32::try_from(tags.len()).map_err(|_| damaged())?.to_be_bytes();
    let bytes = u32::try_from(data.len()).map_err(|_| damaged())?.to_be_bytes();
    Ok([&count[..], &bytes, &index, &data].concat())
}

/// Reads one package and its files.
pub(super) fn read(blob: &[u8], visitor: &mut dyn PackageVisitor) {
    match tags(blob) {
        Ok(tags) => Header(&tags).give(visitor),
        Err(problem) => visitor.problem(problem),
    }
}

struct Header<'h, 'a>(&'h [Tag<'a>]);

impl<'a> Header<'_, 'a> {
    fn tag(&self, tag: u32) -> Option<&Tag<'a>> {
        self.0.iter().find(|known| known.tag == tag)
    }

    fn text(&self, tag: u32) -> &'a [u8] {
        self.tag(tag).and_then(|tag| tag.strings().next()).unwrap_or_default()
    }

    fn number(&self, tag: u32, index: usize) -> Option<u64> {
        self.tag(tag)?.number(index)
    }

    fn give(&self, visitor: &mut dyn PackageVisitor) {
        let (name, version, release) = (self.text(NAME), self.text(VERSION), self.text(RELEASE));
        if name.trim_ascii().is_empty() || version.trim_ascii().is_empty() {
            visitor.problem(Problem::new("A package of the rpm database has no name or no version"));
            return;
        }
        if name == KEY_PACKAGE.as_bytes() {
            return;
        }
        let release = if release.is_empty() { Vec::new() } else { [b"-", release].concat() };
        let version = [version, &release].concat();
        let (source, source_version) = source_of(self.text(SOURCERPM));
        let vendor = [self.text(VENDOR), self.text(PACKAGER)].into_iter().find(|vendor| !vendor.is_empty());
        visitor.package(&PackageRecord {
            name: field(name),
            version: with_epoch(self.number(EPOCH, 0).unwrap_or(0), field(&version)),
            architecture: field(self.text(ARCH)),
            source,
            source_version,
            vendor: field(vendor.unwrap_or_default()),
            licence: field(self.text(LICENSE)),
            installed_size: self.number(LONGSIZE, 0).or_else(|| self.number(SIZE, 0)).unwrap_or(0),
        });
        self.files(visitor);
    }

    fn files(&self, visitor: &mut dyn PackageVisitor) {
        let mut users = self.tag(FILEUSERNAME).map(Tag::strings).into_iter().flatten();
        let mut groups = self.tag(FILEGROUPNAME).map(Tag::strings).into_iter().flatten();
        let digests = self.digests();
        // Before SHA-256 came, rpm named no algorithm.
        let algorithm = self.number(FILEDIGESTALGO, 0).unwrap_or(FileDigest::MD5);
        let mut one = |index: usize, directory: &'a [u8], name: &'a [u8]| {
            let name_of = |names: Option<&'a [u8]>| names.and_then(|name| std::str::from_utf8(name).ok());
            let owner = (name_of(users.next()), name_of(groups.next()));
            let full = self.number(FILEMODES, index).and_then(|mode| u16::try_from(mode).ok());
            let flags = self.number(FILEFLAGS, index).and_then(|flags| u32::try_from(flags).ok()).unwrap_or(0);
            let kind = full.unwrap_or(0) & TYPE_MASK;
            let plain = matches!(kind, TYPE_REGULAR | TYPE_DIRECTORY);
            let size = self.number(LONGFILESIZES, index).or_else(|| self.number(FILESIZES, index));
            let file = FileRecord {
                // The mode of a symlink says nothing.
                mode: full.filter(|_| plain).map(|mode| mode & 0o7777),
                owner: match owner {
                    (Some(user), Some(group)) => Some(FileOwner::Names(user, group)),
                    _ => None,
                },
                size: size.filter(|_| kind == TYPE_REGULAR),
                digest: self
                    .watched_digest(&digests, index, directory, name)
                    .filter(|_| kind == TYPE_REGULAR)
                    .and_then(|digest| FileDigest::of_hex(algorithm, digest)),
                config: flags & FLAG_CONFIG != 0,
                ghost: flags & FLAG_GHOST != 0,
            };
            if !matches!(name, b"" | b"." | b"..") && directory.len().saturating_add(name.len()) < MAX_PATH_BYTES {
                visitor.file(directory, name, &file);
            }
        };
        if !self.each_file(&mut one) {
            visitor.problem(Problem::new(
                "Files of a package of the rpm database lie in directories that it does not name",
            ));
        }
    }

    fn digests(&self) -> Vec<&'a [u8]> {
        self.tag(FILEDIGESTS).map(Tag::strings).into_iter().flatten().collect()
    }

    /// The digest of a file, if it is watched and meant to stay as it is.
    fn watched_digest(&self, digests: &[&'a [u8]], index: usize, directory: &[u8], name: &[u8]) -> Option<&'a [u8]> {
        let verified = self.number(FILEVERIFYFLAGS, index).is_none_or(|flags| flags & VERIFY_DIGEST != 0);
        digests.get(index).copied().filter(|_| verified && watched(directory, name).is_some())
    }

    /// The digests of all files, empty where they are not wanted, each with its zero.
    fn watched_digests(&self) -> Vec<u8> {
        let digests = self.digests();
        let mut kept = vec![&b""[..]; digests.len()];
        self.each_file(&mut |index, directory, name| {
            if let (Some(slot), Some(digest)) =
                (kept.get_mut(index), self.watched_digest(&digests, index, directory, name))
            {
                *slot = digest;
            }
        });
        kept.into_iter().flat_map(|digest| [digest, b"\0"].concat()).collect()
    }

    /// Gives the index, directory and name of each file; false if some lie in directories that are not named.
    fn each_file(&self, one: &mut dyn FnMut(usize, &'a [u8], &'a [u8])) -> bool {
        let mut whole = true;
        if let (Some(names), Some(directories)) = (self.tag(BASENAMES), self.tag(DIRNAMES)) {
            let directories: Vec<&[u8]> = directories.strings().map(super::super::without_slashes).collect();
            for (index, name) in names.strings().enumerate() {
                let directory = self.number(DIRINDEXES, index).and_then(|number| usize::try_from(number).ok());
                match directory.and_then(|number| directories.get(number)) {
                    Some(directory) => one(index, directory, name),
                    None => whole = false,
                }
            }
        } else if let Some(names) = self.tag(OLDFILENAMES) {
            for (index, path) in names.strings().enumerate() {
                let (directory, name) = super::super::split_path(path).unwrap_or_default();
                one(index, directory, name);
            }
        }
        whole
    }
}

/// `epoch:version`, or the version alone for epoch 0, which is the same as none.
pub(in super::super) fn with_epoch(epoch: u64, version: Cow<'_, str>) -> Cow<'_, str> {
    if epoch == 0 { version } else { Cow::Owned(format!("{epoch}:{version}")) }
}

/// Name and version of `name-version-release.src.rpm`.
pub(in super::super) fn source_of(file: &[u8]) -> (Cow<'_, str>, Cow<'_, str>) {
    let file = file.get(..MAX_PACKAGE_FIELD_BYTES).unwrap_or(file).trim_ascii();
    let none = (Cow::Borrowed(""), Cow::Borrowed(""));
    let Some(stem) = file.strip_suffix(b".src.rpm").or_else(|| file.strip_suffix(b".nosrc.rpm")) else { return none };
    let dash = |text: &[u8]| text.iter().rposition(|byte| *byte == b'-');
    let split = dash(stem).and_then(|release| dash(stem.get(..release)?));
    match split.and_then(|place| stem.split_at_checked(place)) {
        Some((name, version)) => (field(name), field(version.strip_prefix(b"-").unwrap_or(version))),
        None => none,
    }
}
