//! rpm's own store (`lib/backend/ndb/rpmpkg.c`): a header, slots that say where blobs lie, blobs; all little-endian.

use super::super::Problem;
use super::BlobVisitor;
use super::bytes::le32;

const MAGIC: &[u8] = b"RpmP";
const SLOT_MAGIC: &[u8] = b"Slot";
const BLOB_MAGIC: &[u8] = b"BlbS";
/// A slot, and the unit in which the place of a blob is counted.
const SLOT: usize = 16;
const SLOT_PAGE: usize = 4096;
const FILE_HEADER: usize = 32;
const BLOB_HEADER: usize = 16;

/// Gives the blobs in the order of the slots.
pub(super) fn blobs(file: &[u8], visitor: &mut dyn BlobVisitor) {
    let pages = le32(file, 12).filter(|_| file.starts_with(MAGIC));
    let Some(slots) = pages.and_then(|pages| pages.checked_mul(SLOT_PAGE)) else {
        let what =
            if file.is_empty() { "The rpm database is empty" } else { "The rpm database is not in the ndb form" };
        visitor.problem(Problem::at(0, what));
        return;
    };
    if slots > file.len() {
        visitor.problem(Problem::at(file.len(), "The rpm database ends within its table of packages"));
    }
    let slots = file.get(..slots).unwrap_or(file).get(FILE_HEADER..).unwrap_or_default();
    // Blobs do not overlap, so together they cannot have more bytes than the file.
    let mut left = file.len();
    for slot in slots.chunks_exact(SLOT) {
        let (Some(package), Some(place)) = (le32(slot, 4), le32(slot, 8)) else { continue };
        if !slot.starts_with(SLOT_MAGIC) || place == 0 {
            continue;
        }
        let start = place.saturating_mul(SLOT);
        match blob(file, start, package).and_then(|blob| Some((left.checked_sub(blob.len())?, blob))) {
            Some((rest, blob)) => {
                left = rest;
                visitor.blob(blob);
            }
            None => visitor.problem(Problem::at(start, "A package of the rpm database is damaged or cut off")),
        }
    }
}

fn blob(file: &[u8], start: usize, package: usize) -> Option<&[u8]> {
    let blob = file.get(start..)?;
    if !blob.starts_with(BLOB_MAGIC) || le32(blob, 4)? != package {
        return None;
    }
    blob.get(BLOB_HEADER..)?.get(..le32(blob, 12)?)
}
