//! PAX extended header records (POSIX.1-2001 pax, "pax Extended Header").

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::number::decimal;
use crate::limits::{MAX_GLOBAL_PAX_BYTES, MAX_SPARSE_SEGMENTS};
use crate::text;

/// libarchive writes base64 without padding, others with.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// A record that may be absent, present, or present and empty, which takes a global one away (POSIX).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Record<T> {
    #[default]
    Absent,
    Deleted,
    Set(T),
}

impl<T> Record<T> {
    /// The local value, else the global one.
    pub(super) fn over<'a>(&'a self, global: &'a Self) -> Option<&'a T> {
        match (self, global) {
            (Self::Set(value), _) | (Self::Absent, Self::Set(value)) => Some(value),
            _ => None,
        }
    }
}

/// The records that are of use, of one header or of all global ones so far.
#[derive(Debug, Default)]
pub(super) struct Records {
    pub(super) path: Record<Vec<u8>>,
    pub(super) link: Record<Vec<u8>>,
    pub(super) size: Record<u64>,
    pub(super) uid: Record<i128>,
    pub(super) gid: Record<i128>,
    pub(super) mtime: Record<i128>,
    pub(super) user: Record<Vec<u8>>,
    pub(super) group: Record<Vec<u8>>,
    /// Sorted by name once all records are read; an empty value is an empty attribute.
    pub(super) xattrs: Vec<(Vec<u8>, Vec<u8>)>,
    pub(super) sparse: SparseRecords,
}

/// The GNU.sparse.* records of the formats 0.0, 0.1 and 1.0.
#[derive(Debug, Default)]
pub(super) struct SparseRecords {
    pub(super) name: Option<Vec<u8>>,
    pub(super) major: Option<u64>,
    pub(super) minor: Option<u64>,
    pub(super) real_size: Option<u64>,
    /// Offsets and lengths by turns. One more than the limit is kept, to tell that it was passed.
    pub(super) map: Vec<u64>,
    pub(super) has_map: bool,
}

/// What was wrong in a set of records. Reading went on to the end of the set if it could.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RecordFault {
    /// Text for a person, escaped.
    pub(super) what: String,
    /// The entry cannot be trusted: its name or size may be what was lost.
    pub(super) fatal: bool,
}

/// In the order of trust: the later one wins.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum XattrSource {
    Libarchive,
    Schily,
}

impl Records {
    /// Reads the records of one extended header. All faults together are one: the worst counts.
    pub(super) fn read(payload: &[u8]) -> (Self, Option<RecordFault>) {
        let mut records = Self::default();
        let mut fault: Option<RecordFault> = None;
        let mut xattrs = Vec::new();
        let mut rest = payload;
        // Some writers fill the last block with NULs and count them.
        while !rest.is_empty() && !rest.iter().all(|byte| *byte == 0) {
            let found = match split_record(rest) {
                Some((key, value, next)) => {
                    rest = next;
                    records.take(key, value, &mut xattrs)
                }
                None => {
                    rest = &[];
                    Err(RecordFault { what: "An extended header (PAX) has a malformed record".into(), fatal: true })
                }
            };
            if let Err(found) = found
                && fault.as_ref().is_none_or(|worst| found.fatal && !worst.fatal)
            {
                fault = Some(found);
            }
        }
        records.xattrs = settle(xattrs);
        (records, fault)
    }

    /// Lays later global records over these. A record of which the value is empty takes the former one away.
    ///
    /// Returns false, and changes nothing, if they would be more than [`MAX_GLOBAL_PAX_BYTES`].
    pub(super) fn lay_over(&mut self, newer: Self) -> bool {
        if self.weight().saturating_add(newer.weight()) > MAX_GLOBAL_PAX_BYTES {
            return false;
        }
        fn lay<T>(old: &mut Record<T>, new: Record<T>) {
            match new {
                Record::Absent => {}
                Record::Deleted => *old = Record::Absent,
                Record::Set(_) => *old = new,
            }
        }
        lay(&mut self.path, newer.path);
        lay(&mut self.link, newer.link);
        lay(&mut self.size, newer.size);
        lay(&mut self.uid, newer.uid);
        lay(&mut self.gid, newer.gid);
        lay(&mut self.mtime, newer.mtime);
        lay(&mut self.user, newer.user);
        lay(&mut self.group, newer.group);
        if !newer.xattrs.is_empty() {
            self.xattrs = join_xattrs(&self.xattrs, newer.xattrs);
        }
        true
    }

    /// Bytes of all that is kept, the attributes with what a pair of vectors costs.
    fn weight(&self) -> usize {
        let texts = [&self.path, &self.link, &self.user, &self.group];
        let texts = texts.into_iter().map(|text| if let Record::Set(text) = text { text.len() } else { 0 });
        let xattrs = self.xattrs.iter().map(|(name, value)| name.len().saturating_add(value.len()).saturating_add(64));
        texts.chain(xattrs).fold(0, usize::saturating_add)
    }

    fn take(
        &mut self,
        key: &[u8],
        value: &[u8],
        xattrs: &mut Vec<(Vec<u8>, XattrSource, Vec<u8>)>,
    ) -> Result<(), RecordFault> {
        match key {
            b"path" => self.path = bytes(value),
            b"linkpath" => self.link = bytes(value),
            b"uname" => self.user = bytes(value),
            b"gname" => self.group = bytes(value),
            b"size" => self.size = number(key, value, true)?,
            b"uid" => self.uid = signed(key, value, false)?,
            b"gid" => self.gid = signed(key, value, false)?,
            b"mtime" => self.mtime = signed(key, value, true)?,
            _ => {
                if let Some(name) = key.strip_prefix(b"SCHILY.xattr.") {
                    xattrs.push((name.to_vec(), XattrSource::Schily, value.to_vec()));
                } else if let Some(name) = key.strip_prefix(b"LIBARCHIVE.xattr.") {
                    let decoded = BASE64.decode(value).map_err(|_| RecordFault {
                        what: format!("The extended attribute {} is not valid base64", shown(name)),
                        fatal: false,
                    })?;
                    xattrs.push((percent_decoded(name), XattrSource::Libarchive, decoded));
                } else if let Some(name) = key.strip_prefix(b"GNU.sparse.") {
                    self.sparse.take(name, value)?;
                }
            }
        }
        Ok(())
    }
}

impl SparseRecords {
    fn take(&mut self, name: &[u8], value: &[u8]) -> Result<(), RecordFault> {
        match name {
            b"name" => self.name = (!value.is_empty()).then(|| value.to_vec()),
            b"major" => self.major = Some(sparse_number(value)?),
            b"minor" => self.minor = Some(sparse_number(value)?),
            b"size" | b"realsize" => self.real_size = Some(sparse_number(value)?),
            b"offset" | b"numbytes" => {
                // 0.0 repeats the two by turns; anything else is not a map.
                let is_turn = self.map.len().is_multiple_of(2) == (name == b"offset");
                if !is_turn {
                    return Err(sparse_fault());
                }
                self.has_map = true;
                self.push(value)?;
            }
            b"map" => {
                self.has_map = true;
                self.map.clear();
                for number in value.split(|byte| *byte == b',') {
                    if !value.is_empty() {
                        self.push(number)?;
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn push(&mut self, value: &[u8]) -> Result<(), RecordFault> {
        let number = sparse_number(value)?;
        if self.map.len() <= MAX_SPARSE_SEGMENTS.saturating_mul(2) {
            self.map.push(number);
        }
        Ok(())
    }
}

/// Lays attributes of one entry over global ones; both are sorted, and so is the result.
pub(super) fn join_xattrs(global: &[(Vec<u8>, Vec<u8>)], local: Vec<(Vec<u8>, Vec<u8>)>) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut joined: Vec<_> = global.iter().cloned().chain(local).collect();
    crate::ordered::sort_by(&mut joined, |(left, _), (right, _)| left.cmp(right));
    keep_last(&mut joined);
    joined
}

/// bsdtar writes an attribute under both prefixes; the plain one is taken then, and the last of several equal ones.
fn settle(mut found: Vec<(Vec<u8>, XattrSource, Vec<u8>)>) -> Vec<(Vec<u8>, Vec<u8>)> {
    crate::ordered::sort_by(&mut found, |left, right| (&left.0, left.1).cmp(&(&right.0, right.1)));
    let mut xattrs: Vec<_> = found.into_iter().map(|(name, _, value)| (name, value)).collect();
    keep_last(&mut xattrs);
    xattrs
}

fn keep_last(sorted: &mut Vec<(Vec<u8>, Vec<u8>)>) {
    // `dedup_by` drops its first argument, the later of two equals; the swap keeps the later value.
    sorted.dedup_by(|later, earlier| {
        let same = later.0 == earlier.0;
        if same {
            std::mem::swap(later, earlier);
        }
        same
    });
}

/// One record, `length key=value\n`, by its length alone: values may hold anything. Returns key, value and the rest.
fn split_record(data: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    // 20 digits hold every length; more would be a search without end.
    let space = data.iter().take(21).position(|byte| *byte == b' ')?;
    let length = usize::try_from(decimal(data.get(..space)?, false).ok()?).ok()?;
    let (record, rest) = data.split_at_checked(length)?;
    let record = record.get(space.saturating_add(1)..)?.strip_suffix(b"\n")?;
    let equals = record.iter().position(|byte| *byte == b'=')?;
    let (key, value) = record.split_at_checked(equals)?;
    if key.is_empty() {
        return None;
    }
    Some((key, value.get(1..)?, rest))
}

fn bytes(value: &[u8]) -> Record<Vec<u8>> {
    if value.is_empty() { Record::Deleted } else { Record::Set(value.to_vec()) }
}

fn number(key: &[u8], value: &[u8], fatal: bool) -> Result<Record<u64>, RecordFault> {
    if value.is_empty() {
        return Ok(Record::Deleted);
    }
    let number = decimal(value, false).ok().and_then(|number| u64::try_from(number).ok());
    number.map(Record::Set).ok_or_else(|| value_fault(key, value, fatal))
}

fn signed(key: &[u8], value: &[u8], fraction: bool) -> Result<Record<i128>, RecordFault> {
    if value.is_empty() {
        return Ok(Record::Deleted);
    }
    decimal(value, fraction).map(Record::Set).map_err(|_| value_fault(key, value, false))
}

fn sparse_number(value: &[u8]) -> Result<u64, RecordFault> {
    decimal(value, false).ok().and_then(|number| u64::try_from(number).ok()).ok_or_else(sparse_fault)
}

fn sparse_fault() -> RecordFault {
    RecordFault { what: "The map of a sparse file (GNU.sparse records) is malformed".into(), fatal: true }
}

fn value_fault(key: &[u8], value: &[u8], fatal: bool) -> RecordFault {
    RecordFault {
        what: format!("The extended header (PAX) record {} is not a number that fits: {}", shown(key), shown(value)),
        fatal,
    }
}

/// Enough of a name for a message.
pub(super) fn shown(bytes: &[u8]) -> String {
    text::excerpt(&String::from_utf8_lossy(bytes.get(..bytes.len().min(400)).unwrap_or_default()), 120)
}

/// libarchive writes `=`, `%` and what is not printable in names as `%XX`. What is no such escape stays.
fn percent_decoded(name: &[u8]) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut decoded = Vec::with_capacity(name.len());
    let mut rest = name;
    while let [first, after @ ..] = rest {
        match (first, after) {
            (b'%', [high, low, after @ ..]) if digit(*high).is_some() && digit(*low).is_some() => {
                decoded.push(digit(*high).unwrap_or_default() << 4 | digit(*low).unwrap_or_default());
                rest = after;
            }
            _ => {
                decoded.push(*first);
                rest = after;
            }
        }
    }
    decoded
}

impl SparseRecords {
    /// Whether the entry is sparse by its records.
    pub(super) fn is_sparse(&self) -> bool {
        self.has_map || self.is_version_1()
    }

    pub(super) fn is_version_1(&self) -> bool {
        self.major == Some(1) && self.minor == Some(0)
    }
}
