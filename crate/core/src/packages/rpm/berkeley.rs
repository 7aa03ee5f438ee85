//! Just enough of Berkeley DB's hash format (`src/dbinc/db_page.h`, version 9 of the hash method) to read all values.
//!
//! Pages are walked one after another; keys are numbers of packages and do not matter. Values are header blobs, nearly all
//! of them on chains of overflow pages. Either byte order: the magic number says which.

use super::super::Problem;
use super::BlobVisitor;
use super::bytes::{be16, be32, le16, le32};

const HASH_MAGIC: usize = 0x0006_1561;
/// Page types.
const HASH_UNSORTED: u8 = 2;
const OVERFLOW: u8 = 7;
const HASH: u8 = 13;
/// Types of items on a hash page.
const KEY_OR_DATA: u8 = 1;
const OFF_PAGE: u8 = 3;
const PAGE_HEADER: usize = 26;
/// A header has at least its two lengths and one index entry; the value of key 0 is a number.
const LEAST_BLOB: usize = 24;

#[derive(Clone, Copy)]
struct Reader<'a> {
    file: &'a [u8],
    big: bool,
    page_size: usize,
}

/// Gives the values in the order of the pages.
pub(super) fn blobs(file: &[u8], visitor: &mut dyn BlobVisitor) {
    let Some(reader) = Reader::new(file) else {
        let what =
            if file.is_empty() { "The rpm database is empty" } else { "The rpm database is no Berkeley DB hash" };
        visitor.problem(Problem::at(0, what));
        return;
    };
    if file.get(24).is_some_and(|encrypted| *encrypted != 0) {
        visitor.problem(Problem::at(24, "The rpm database is encrypted"));
        return;
    }
    let mut left = file.len();
    for (number, page) in file.chunks(reader.page_size).enumerate().skip(1) {
        let place = number.saturating_mul(reader.page_size);
        if page.len() < reader.page_size {
            visitor.problem(Problem::at(place, "The rpm database ends in the middle of a page"));
            break;
        }
        if !matches!(page.get(25), Some(&(HASH | HASH_UNSORTED))) {
            continue;
        }
        let items = reader.number16(page, 20).unwrap_or(0).min(reader.page_size / 2);
        // Keys and values in turn.
        for index in (1..items).step_by(2) {
            if reader.value(page, index, &mut left, visitor).is_none() {
                visitor.problem(Problem::at(place, "A package of the rpm database is damaged or cut off"));
            }
        }
    }
}

impl<'a> Reader<'a> {
    fn new(file: &'a [u8]) -> Option<Self> {
        let big = match (be32(file, 12)?, le32(file, 12)?) {
            (HASH_MAGIC, _) => true,
            (_, HASH_MAGIC) => false,
            _ => return None,
        };
        let reader = Self { file, big, page_size: 0 };
        let page_size = reader.number32(file, 20)?;
        (page_size.is_power_of_two() && (512..=65_536).contains(&page_size)).then_some(Self { page_size, ..reader })
    }

    fn number32(&self, bytes: &[u8], at: usize) -> Option<usize> {
        if self.big { be32(bytes, at) } else { le32(bytes, at) }
    }

    fn number16(&self, bytes: &[u8], at: usize) -> Option<usize> {
        if self.big { be16(bytes, at) } else { le16(bytes, at) }
    }

    fn page(&self, number: usize) -> Option<&'a [u8]> {
        let start = number.checked_mul(self.page_size)?;
        self.file.get(start..start.checked_add(self.page_size)?)
    }

    fn value(&self, page: &'a [u8], index: usize, left: &mut usize, visitor: &mut dyn BlobVisitor) -> Option<()> {
        let place = |index: usize| self.number16(page, PAGE_HEADER.checked_add(index.checked_mul(2)?)?);
        let start = place(index)?;
        match *page.get(start)? {
            KEY_OR_DATA => {
                // Items lie from the end of the page down, so one ends where the one before it begins.
                let value = page.get(start.checked_add(1)?..place(index.checked_sub(1)?)?)?;
                *left = left.checked_sub(value.len())?;
                if value.len() >= LEAST_BLOB {
                    visitor.blob(value);
                }
            }
            OFF_PAGE => {
                let first = self.number32(page, start.checked_add(4)?)?;
                let length = self.number32(page, start.checked_add(8)?)?;
                // Values share no pages, so together they cannot have more bytes than the file.
                *left = left.checked_sub(length)?;
                visitor.blob(&self.chain(first, length)?);
            }
            _ => {}
        }
        Some(())
    }

    fn chain(&self, first: usize, length: usize) -> Option<Vec<u8>> {
        let mut value = Vec::with_capacity(length);
        let mut next = first;
        while value.len() < length {
            let page = self.page(next).filter(|page| page.get(25) == Some(&OVERFLOW))?;
            let used = self.number16(page, 22)?.min(length.checked_sub(value.len())?);
            if used == 0 {
                return None;
            }
            value.extend_from_slice(page.get(PAGE_HEADER..PAGE_HEADER.checked_add(used)?)?);
            next = self.number32(page, 16)?;
        }
        Some(value)
    }
}
