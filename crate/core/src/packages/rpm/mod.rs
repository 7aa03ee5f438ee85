//! rpm: three stores that hold the same thing, one header blob a package.

mod berkeley;
mod bytes;
mod header;
mod ndb;
mod sqlite;

pub(super) use header::{source_of, with_epoch};

use super::paths::Store;
use super::{PackageVisitor, Problem};
use bytes::be32;

/// Where a store puts what it finds: blobs, and what it could not read.
trait BlobVisitor {
    fn blob(&mut self, blob: &[u8]);
    fn problem(&mut self, problem: Problem);
}

/// Reads a database: as the store has it, or as a layer keeps it.
pub fn database(store: Store, file: &[u8], visitor: &mut dyn PackageVisitor) {
    if let Some(kept) = file.strip_prefix(MARK) {
        read_kept(kept, visitor);
    } else {
        walk(store, file, &mut Reading(visitor));
    }
}

fn walk(store: Store, file: &[u8], visitor: &mut dyn BlobVisitor) {
    match store {
        Store::RpmSqlite => sqlite::blobs(file, visitor),
        Store::RpmNdb => ndb::blobs(file, visitor),
        Store::RpmBerkeley => berkeley::blobs(file, visitor),
        _ => visitor.problem(Problem::new("This is no rpm database")),
    }
}

struct Reading<'a>(&'a mut dyn PackageVisitor);

impl BlobVisitor for Reading<'_> {
    fn blob(&mut self, blob: &[u8]) {
        header::read(blob, self.0);
    }

    fn problem(&mut self, problem: Problem) {
        self.0.problem(problem);
    }
}

/// Beginning of the form in which layers keep a database: records follow, each a kind, a length (be32) and bytes.
const MARK: &[u8] = b"\x01plimsoll rpm headers\n";
const HEADER: u8 = b'H';
const PROBLEM: u8 = b'P';

/// Problems that are kept of one database; the last says that there are more.
const MAX_KEPT_PROBLEMS: usize = 20;

/// The wanted parts of every header, and what could not be read.
pub(super) fn shrunk(store: Store, file: &[u8]) -> Vec<u8> {
    let mut keeping = Keeping { kept: MARK.to_vec(), problems: 0 };
    walk(store, file, &mut keeping);
    keeping.kept.shrink_to_fit();
    keeping.kept
}

struct Keeping {
    kept: Vec<u8>,
    problems: usize,
}

impl Keeping {
    fn record(&mut self, kind: u8, bytes: &[u8]) {
        let Ok(length) = u32::try_from(bytes.len()) else { return };
        self.kept.push(kind);
        self.kept.extend_from_slice(&length.to_be_bytes());
        self.kept.extend_from_slice(bytes);
    }
}

impl BlobVisitor for Keeping {
    fn blob(&mut self, blob: &[u8]) {
        match header::wanted_parts(blob) {
            Ok(parts) => self.record(HEADER, &parts),
            Err(problem) => self.problem(problem),
        }
    }

    fn problem(&mut self, problem: Problem) {
        self.problems = self.problems.saturating_add(1);
        if self.problems > MAX_KEPT_PROBLEMS {
            return;
        }
        let offset = problem.offset.unwrap_or(u64::MAX);
        let record = [&offset.to_be_bytes(), problem.what.as_bytes()].concat();
        self.record(PROBLEM, &record);
    }
}

fn read_kept(mut rest: &[u8], visitor: &mut dyn PackageVisitor) {
    while let Some((kind, after)) = rest.split_first() {
        let Some(length) = be32(after, 0) else { break };
        let Some((record, after)) = after.get(4..).and_then(|after| after.split_at_checked(length)) else { break };
        match *kind {
            HEADER => header::read(record, visitor),
            PROBLEM => {
                if let Some((offset, what @ [_, ..])) = record.split_first_chunk::<8>() {
                    let offset = Some(u64::from_be_bytes(*offset)).filter(|offset| *offset != u64::MAX);
                    visitor.problem(Problem { offset, what: String::from_utf8_lossy(what).into_owned() });
                }
            }
            _ => {}
        }
        rest = after;
    }
    if !rest.is_empty() {
        visitor.problem(Problem::new("What was kept of the rpm database ends in the middle of a package"));
    }
}
