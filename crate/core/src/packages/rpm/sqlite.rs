//! Just enough of SQLite's file format (<https://www.sqlite.org/fileformat2.html>) to read the blobs of one table:
//! `CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)`.
//!
//! Tables are B-trees of pages. What does not fit in a page goes on in a chain of overflow pages; nearly every package does.

use super::super::Problem;
use super::BlobVisitor;
use super::bytes::{be16, be32};

const MAGIC: &[u8] = b"SQLite format 3\0";
const TABLE: &[u8] = b"Packages";
const INTERIOR: u8 = 0x05;
const LEAF: u8 = 0x0d;
/// Database header on the first page.
const FILE_HEADER: usize = 100;

/// Gives the blobs in the order of the table.
pub(super) fn blobs(file: &[u8], visitor: &mut dyn BlobVisitor) {
    let Some(mut database) = Database::new(file) else {
        let what = if file.is_empty() { "The rpm database is empty" } else { "The rpm database is not an SQLite file" };
        visitor.problem(Problem::at(0, what));
        return;
    };
    let mut root = None;
    database.walk(1, &mut |record| {
        if root.is_none() {
            root = packages_root(record);
        }
    });
    match root {
        Some(root) => database.walk(root, &mut |record| match column(record, 1) {
            Some((_, blob)) => visitor.blob(blob),
            None => visitor.problem(Problem::new("A row of the rpm database is damaged")),
        }),
        None => visitor.problem(Problem::new("The SQLite file has no table of packages, so it is no rpm database")),
    }
    for problem in database.problems {
        visitor.problem(problem);
    }
}

struct Database<'a> {
    file: &'a [u8],
    page_size: usize,
    /// Bytes of a page that are used.
    usable: usize,
    /// Pages of a tree and bytes of rows that may still be read: neither can be more than the file has, so loops and
    /// shared pages end.
    pages_left: usize,
    bytes_left: usize,
    problems: Vec<Problem>,
}

impl<'a> Database<'a> {
    fn new(file: &'a [u8]) -> Option<Self> {
        if !file.starts_with(MAGIC) {
            return None;
        }
        let page_size = match be16(file, 16)? {
            1 => 65_536,
            size if size.is_power_of_two() && size >= 512 => size,
            _ => return None,
        };
        let usable = page_size.checked_sub(usize::from(*file.get(20)?)).filter(|usable| *usable >= 480)?;
        let pages_left = file.len().div_ceil(page_size);
        Some(Self { file, page_size, usable, pages_left, bytes_left: file.len(), problems: Vec::new() })
    }

    /// A page, numbered from 1.
    fn page(&self, number: usize) -> Option<&'a [u8]> {
        let start = number.checked_sub(1)?.checked_mul(self.page_size)?;
        self.file.get(start..start.checked_add(self.page_size)?)
    }

    fn problem(&mut self, page: usize, what: &str) {
        const MOST: usize = 10;
        if self.problems.len() < MOST {
            self.problems.push(Problem::at(page.saturating_sub(1).saturating_mul(self.page_size), what));
        }
    }

    /// Gives the record of every row of the tree at a page.
    fn walk(&mut self, root: usize, record: &mut dyn FnMut(&[u8])) {
        self.pages_left = self.file.len().div_ceil(self.page_size);
        let mut open = vec![root];
        while let Some(number) = open.pop() {
            let Some(left) = self.pages_left.checked_sub(1) else {
                self.problem(number, "Pages of the SQLite file lead to each other in a circle");
                return;
            };
            self.pages_left = left;
            let Some(page) = self.page(number) else {
                self.problem(number, "The SQLite file ends before a page that it names");
                continue;
            };
            let start = if number == 1 { FILE_HEADER } else { 0 };
            let (Some(kind), Some(cells)) = (page.get(start), be16(page, start.saturating_add(3))) else { continue };
            let (header, interior) = match *kind {
                INTERIOR => (12_usize, true),
                LEAF => (8, false),
                _ => {
                    self.problem(number, "A page of the SQLite file is not of the kind that a table has");
                    continue;
                }
            };
            let pointers = start.saturating_add(header);
            // No more cells than pointers fit in.
            let cells = cells.min(self.page_size / 2);
            if interior {
                // Children are taken from the end, so the rightmost is pushed first.
                let mut children = Vec::with_capacity(cells.saturating_add(1));
                for cell in 0..cells {
                    let place = be16(page, pointers.saturating_add(cell.saturating_mul(2)));
                    children.extend(place.and_then(|place| be32(page, place)));
                }
                children.extend(be32(page, start.saturating_add(8)));
                // More than there are pages is a circle or nonsense.
                if children.len().saturating_add(open.len()) > self.file.len().div_ceil(self.page_size) {
                    self.problem(number, "A page of the SQLite file names more pages than there are");
                    continue;
                }
                open.extend(children.into_iter().rev());
            } else {
                for cell in 0..cells {
                    let place = be16(page, pointers.saturating_add(cell.saturating_mul(2)));
                    if place.and_then(|place| self.cell(page, place, record)).is_none() {
                        self.problem(number, "A row of the SQLite file is damaged");
                    }
                }
            }
        }
    }

    /// One row: length, row number, the beginning of the record and where it goes on.
    fn cell(&mut self, page: &'a [u8], place: usize, record: &mut dyn FnMut(&[u8])) -> Option<()> {
        let rest = page.get(place..)?;
        let (length, rest) = varint(rest)?;
        let (_, rest) = varint(rest)?;
        let length = usize::try_from(length).ok().filter(|length| *length <= self.file.len())?;
        // Rows do not overlap, so together they cannot have more bytes than the file.
        self.bytes_left = self.bytes_left.checked_sub(length)?;
        let local = self.local(length)?;
        let beginning = rest.get(..local)?;
        if local == length {
            record(beginning);
            return Some(());
        }
        let mut next = be32(rest, local)?;
        let room = self.usable.checked_sub(4)?;
        let mut whole = Vec::with_capacity(length);
        whole.extend_from_slice(beginning);
        while whole.len() < length {
            let page = self.page(next)?;
            let missing = length.checked_sub(whole.len())?.min(room);
            whole.extend_from_slice(page.get(4..missing.checked_add(4)?)?);
            next = be32(page, 0)?;
        }
        record(&whole);
        Some(())
    }

    /// Bytes of a record that are in the page itself ("Cell payload overflow pages").
    fn local(&self, length: usize) -> Option<usize> {
        let most = self.usable.checked_sub(35)?;
        if length <= most {
            return Some(length);
        }
        let least = self.usable.checked_sub(12)?.checked_mul(32)?.checked_div(255)?.checked_sub(23)?;
        let room = self.usable.checked_sub(4)?;
        let local = least.checked_add(length.checked_sub(least)?.checked_rem(room)?)?;
        Some(if local <= most { local } else { least })
    }
}

/// The page of the table of packages, from a row of the schema: type, name, table, page, text.
fn packages_root(record: &[u8]) -> Option<usize> {
    let (_, kind) = column(record, 0)?;
    let (_, name) = column(record, 1)?;
    let (_, page) = column(record, 3)?;
    if kind != b"table" || !name.eq_ignore_ascii_case(TABLE) {
        return None;
    }
    page.iter().try_fold(0_usize, |number, byte| number.checked_mul(256)?.checked_add(usize::from(*byte)))
}

/// Type and bytes of a column ("Record format").
fn column(record: &[u8], wanted: usize) -> Option<(u64, &[u8])> {
    let (header, types) = varint(record)?;
    let header = usize::try_from(header).ok()?;
    let mut types = types.get(..header.checked_sub(record.len().checked_sub(types.len())?)?)?;
    let mut data = record.get(header..)?;
    let mut index = 0_usize;
    loop {
        let (kind, rest) = varint(types)?;
        types = rest;
        let length = match kind {
            0 | 8 | 9 => 0,
            1..=4 => usize::try_from(kind).ok()?,
            5 => 6,
            6 | 7 => 8,
            10 | 11 => return None,
            _ => usize::try_from(kind.checked_sub(12)? / 2).ok()?,
        };
        let (value, rest) = data.split_at_checked(length)?;
        if index == wanted {
            return Some((kind, value));
        }
        data = rest;
        index = index.checked_add(1)?;
    }
}

/// Up to nine bytes, the high bit says that more follow; the ninth gives all its bits.
fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0_u64;
    for (index, byte) in bytes.iter().take(9).enumerate() {
        let rest = bytes.get(index.checked_add(1)?..)?;
        if index == 8 {
            return Some((value.wrapping_shl(8) | u64::from(*byte), rest));
        }
        value = value.wrapping_shl(7) | u64::from(*byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((value, rest));
        }
    }
    None
}
