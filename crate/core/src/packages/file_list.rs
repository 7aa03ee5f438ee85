//! Lists of files as a layer keeps them: each path by what it has more than the one before it.
//!
//! The lists of a Debian image with 770 packages have 7.4 MB, which is more than all else that is kept of it together;
//! they are sorted, so this form has a quarter of it, and directories, which are half of what is left, are not in it.
//! Digests are kept of watched files alone.

use super::watched::watched;
use super::{FileDigest, FileRecord, PackageVisitor, Problem, split_path, without_slashes};
use crate::limits::MAX_PATH_BYTES;

/// First byte of the form; no line of a list begins with it.
const MARK: u8 = 1;

/// In the length of what a path has more: an MD5 digest follows. Lengths up to 4096 leave it free.
const DIGESTED: u16 = 1 << 15;
const _: () = assert!(MAX_PATH_BYTES < 1 << 15, "the length of a path must leave a bit free");

/// Whether [`shrink`] wrote it.
pub(super) fn is_shrunk(list: &[u8]) -> bool {
    list.first() == Some(&MARK)
}

/// Paths in the order of the list, and what digest their files have; all of them, or only those of watched files.
pub(super) fn shrink(lines: &mut dyn Iterator<Item = (&[u8], Option<FileDigest>)>, only_watched: bool) -> Vec<u8> {
    let mut shrunk = vec![MARK];
    let mut before: &[u8] = b"";
    let lines = lines.map(|(line, digest)| (clean(line), digest));
    let mut lines = lines.filter(|(line, _)| !line.is_empty() && line.len() <= MAX_PATH_BYTES).peekable();
    while let Some((line, digest)) = lines.next() {
        let is_watched = || split_path(line).is_some_and(|(directory, name)| watched(directory, name).is_some());
        let md5 = match digest {
            Some(FileDigest::Md5(md5)) if is_watched() => Some(md5),
            _ if only_watched => continue,
            _ => None,
        };
        // A directory stands right before the first thing in it.
        if lines.peek().is_some_and(|(next, _)| next.strip_prefix(line).is_some_and(|rest| rest.starts_with(b"/"))) {
            continue;
        }
        let shared = before.iter().zip(line).take(usize::from(u8::MAX)).take_while(|(one, other)| one == other).count();
        let more = line.get(shared..).unwrap_or_default();
        shrunk.push(u8::try_from(shared).unwrap_or(0));
        let length = u16::try_from(more.len()).unwrap_or(0) | if md5.is_some() { DIGESTED } else { 0 };
        shrunk.extend_from_slice(&length.to_le_bytes());
        shrunk.extend_from_slice(more);
        shrunk.extend(md5.into_iter().flatten());
        before = line;
    }
    shrunk
}

fn clean(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let line = line.strip_prefix(b".").filter(|rest| rest.starts_with(b"/")).unwrap_or(line);
    without_slashes(line)
}

/// Reads what [`shrink`] wrote.
pub(super) fn read(list: &[u8], visitor: &mut dyn PackageVisitor) {
    let mut rest = list.strip_prefix(&[MARK]).unwrap_or(list);
    let mut path = Vec::new();
    while let [shared, low, high, after @ ..] = rest {
        let length = u16::from_le_bytes([*low, *high]);
        let Some((more, after)) = after.split_at_checked(usize::from(length & !DIGESTED)) else { break };
        let (digest, after) = if length & DIGESTED == 0 {
            (None, after)
        } else {
            let Some((md5, after)) = after.split_first_chunk() else { break };
            (Some(FileDigest::Md5(*md5)), after)
        };
        path.truncate(usize::from(*shared));
        path.extend_from_slice(more);
        if let Some((directory, name)) = split_path(&path).filter(|_| path.len() <= MAX_PATH_BYTES) {
            visitor.file(directory, name, &FileRecord { digest, ..FileRecord::default() });
        }
        rest = after;
    }
    if !rest.is_empty() {
        visitor.problem(Problem::new("The list of files of a package ends in the middle of a name"));
    }
}
