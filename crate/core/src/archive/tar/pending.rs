//! One entry put together from its header block, its extended headers and the global ones.

use super::entry::{TarEntry, TarKind};
use super::header::HeaderBlock;
use super::number::{as_id, numeric};
use super::pax::{Records, SparseRecords, join_xattrs, shown};
use super::sparse::{MapFault, SparseMap};
use crate::archive::ArchiveError;

/// Largest size that twelve bytes of octal hold.
const MAX_OCTAL_SIZE: u64 = 0o77_777_777_777;

/// What extended headers have said about the entry that is to come.
#[derive(Default)]
pub(super) struct Coming {
    pub(super) first_header: Option<u64>,
    pub(super) records: Records,
    /// GNU long names; empty if there was none.
    pub(super) name: Vec<u8>,
    pub(super) link: Vec<u8>,
    /// One of the headers was lost: the entry cannot be named.
    pub(super) lost: bool,
}

/// An entry with everything known but its sparse map. Kept from entry to entry for its allocations.
#[derive(Default)]
pub(super) struct Pending {
    pub(super) path: Vec<u8>,
    pub(super) link: Vec<u8>,
    user: Vec<u8>,
    group: Vec<u8>,
    /// The attributes of its own, joined with the global ones; empty if it has none of its own.
    xattrs: Vec<(Vec<u8>, Vec<u8>)>,
    pub(super) kind: TarKind,
    mode: u32,
    uid: u64,
    gid: u64,
    mtime: i64,
    pub(super) size: u64,
    /// Bytes of the body; 0 for kinds without one.
    pub(super) stored: u64,
    device: (u32, u32),
    pub(super) header_offset: u64,
    size_disagrees: bool,
}

/// How the body of an entry is to be read.
pub(super) struct BodyPlan {
    /// The size that was stated, also for kinds that have no body.
    pub(super) claimed: u64,
    /// The list of a directory in one of GNU's incremental dumps.
    pub(super) is_dump: bool,
    pub(super) sparse: Sparse,
    /// Fields that were unreadable and for which others stand in.
    pub(super) doubt: Option<ArchiveError>,
}

pub(super) enum Sparse {
    No,
    /// The map is in the header, and in blocks after it if `has_more`.
    OldGnu {
        map: SparseMap,
        has_more: bool,
    },
    /// PAX 0.0 and 0.1.
    Records(SparseMap),
    /// PAX 1.0: the map is text at the start of the body.
    Text,
}

impl Pending {
    /// Puts the entry together. Nothing of the former one is left.
    ///
    /// The order of precedence is that of Go's reader: GNU long names over PAX records, local records over global
    /// ones, those over the header; the name of a sparse file over all.
    pub(super) fn fill(
        &mut self,
        header: &HeaderBlock<'_>,
        coming: Coming,
        globals: &Records,
        start: u64,
    ) -> Result<BodyPlan, ArchiveError> {
        let Coming { first_header, records, name, link, .. } = coming;
        let flag = header.type_flag();
        self.header_offset = first_header.unwrap_or(start);

        self.path.clear();
        match records.path.over(&globals.path) {
            _ if !name.is_empty() => self.path.extend_from_slice(&name),
            Some(path) => self.path.extend_from_slice(path),
            None => header.push_path(&mut self.path),
        }
        self.kind = kind_of(flag, &self.path);
        self.link.clear();
        if matches!(self.kind, TarKind::Hardlink | TarKind::Symlink) {
            self.link.extend_from_slice(match records.link.over(&globals.link) {
                _ if !link.is_empty() => &link,
                Some(link) => link,
                None => header.link(),
            });
        }

        let is_dump = flag == b'D';
        let has_body = self.kind == TarKind::File || is_dump;
        let pax_size = records.size.over(&globals.size).copied();
        let header_size = stated_size(header, start);
        let claimed = match (pax_size, header_size.clone()) {
            (Some(size), _) | (None, Ok(size)) => size,
            (None, Err(error)) if has_body => return Err(error),
            (None, Err(_)) => 0,
        };
        self.stored = if has_body { claimed } else { 0 };
        self.size = if self.kind == TarKind::File { claimed } else { 0 };
        self.size_disagrees = has_body
            && pax_size.is_some_and(|size| size <= MAX_OCTAL_SIZE && header_size.is_ok_and(|other| other != size));

        let mut doubts = Doubts::default();
        // Some writers put the file type in the mode too: only the 12 low bits are the mode.
        self.mode = u32::try_from(doubts.ask("mode", header.mode()) & 0o7777).unwrap_or_default();
        self.uid = doubts.ask_id("owner", records.uid.over(&globals.uid).copied().map_or_else(|| header.uid(), Ok));
        self.gid = doubts.ask_id("group", records.gid.over(&globals.gid).copied().map_or_else(|| header.gid(), Ok));
        self.mtime = doubts.ask_time(records.mtime.over(&globals.mtime).copied().map_or_else(|| header.mtime(), Ok));
        self.device = match self.kind {
            TarKind::CharDevice | TarKind::BlockDevice => doubts.ask_device(header.device()),
            _ => (0, 0),
        };
        self.user.clear();
        self.user.extend_from_slice(records.user.over(&globals.user).map_or(header.user(), |name| name));
        self.group.clear();
        self.group.extend_from_slice(records.group.over(&globals.group).map_or(header.group(), |name| name));
        self.xattrs = records.xattrs;
        if !self.xattrs.is_empty() && !globals.xattrs.is_empty() {
            self.xattrs = join_xattrs(&globals.xattrs, std::mem::take(&mut self.xattrs));
        }

        let sparse = self.sparse_plan(flag, header, &records.sparse);
        Ok(BodyPlan { claimed, is_dump, sparse, doubt: doubts.into_error(self) })
    }

    fn sparse_plan(&mut self, flag: u8, header: &HeaderBlock<'_>, records: &SparseRecords) -> Sparse {
        if flag == b'S' {
            let mut map = SparseMap::default();
            let Some(gnu) = header.gnu() else {
                map.spoil(MapFault::Malformed);
                return Sparse::OldGnu { map, has_more: false };
            };
            map.push_old_gnu(&gnu.sparse);
            match numeric(&gnu.realsize).ok().and_then(|size| u64::try_from(size).ok()) {
                Some(size) => self.size = size,
                None => map.spoil(MapFault::Malformed),
            }
            return Sparse::OldGnu { map, has_more: gnu.isextended != [0] };
        }
        if self.kind != TarKind::File || !records.is_sparse() {
            return Sparse::No;
        }
        if let Some(name) = &records.name {
            self.path.clear();
            self.path.extend_from_slice(name);
        }
        self.size = records.real_size.unwrap_or(self.stored);
        if records.is_version_1() { Sparse::Text } else { Sparse::Records(SparseMap::from_numbers(&records.map)) }
    }

    /// As the visitor sees it. The path must not be empty.
    pub(super) fn view<'a>(&'a self, globals: &'a Records, body_offset: u64) -> TarEntry<'a> {
        TarEntry {
            path: &self.path,
            link: &self.link,
            kind: self.kind,
            mode: self.mode,
            uid: self.uid,
            gid: self.gid,
            mtime: self.mtime,
            size: self.size,
            stored: if self.kind == TarKind::File { self.stored } else { 0 },
            device: self.device,
            user: &self.user,
            group: &self.group,
            xattrs: if self.xattrs.is_empty() { &globals.xattrs } else { &self.xattrs },
            header_offset: self.header_offset,
            body_offset,
            size_disagrees: self.size_disagrees,
        }
    }
}

fn kind_of(flag: u8, path: &[u8]) -> TarKind {
    match flag {
        b'1' => TarKind::Hardlink,
        b'2' => TarKind::Symlink,
        b'3' => TarKind::CharDevice,
        b'4' => TarKind::BlockDevice,
        // GNU's incremental dumps list a directory's content in its body.
        b'5' | b'D' => TarKind::Directory,
        b'6' => TarKind::Fifo,
        // Before ustar a directory was a file with a slash at its end. Go, too, takes only this flag so.
        0 if path.ends_with(b"/") => TarKind::Directory,
        _ => TarKind::File,
    }
}

/// The size of a header. Without it the place of the next one is unknown, so there is no going on.
pub(super) fn stated_size(header: &HeaderBlock<'_>, start: u64) -> Result<u64, ArchiveError> {
    let size = header.size().ok().and_then(|size| u64::try_from(size).ok());
    size.ok_or_else(|| {
        ArchiveError::corrupt(start, "A tar header has a size that is negative, too large or not a number")
    })
}

/// Gathers the fields of one entry that could not be read, to say them in one message.
#[derive(Default)]
struct Doubts {
    fields: Vec<&'static str>,
}

impl Doubts {
    fn ask<E>(&mut self, field: &'static str, value: Result<i128, E>) -> i128 {
        value.unwrap_or_else(|_| {
            self.fields.push(field);
            0
        })
    }

    /// An unreadable owner is the highest number, never 0, which is root.
    fn ask_id<E>(&mut self, field: &'static str, value: Result<i128, E>) -> u64 {
        let (id, odd) = value.map_or((u64::MAX, true), as_id);
        if odd {
            self.fields.push(field);
        }
        id
    }

    fn ask_time<E>(&mut self, value: Result<i128, E>) -> i64 {
        let time = self.ask("time", value);
        i64::try_from(time).unwrap_or_else(|_| {
            self.fields.push("time");
            if time < 0 { i64::MIN } else { i64::MAX }
        })
    }

    fn ask_device<E>(&mut self, value: Result<(i128, i128), E>) -> (u32, u32) {
        let device =
            value.ok().and_then(|(major, minor)| Some((u32::try_from(major).ok()?, u32::try_from(minor).ok()?)));
        device.unwrap_or_else(|| {
            self.fields.push("device number");
            (0, 0)
        })
    }

    fn into_error(self, entry: &Pending) -> Option<ArchiveError> {
        (!self.fields.is_empty()).then(|| {
            let what = format!("The header of {} has an unusable {}", shown(&entry.path), self.fields.join(", "));
            ArchiveError::corrupt(entry.header_offset, what)
        })
    }
}
