//! dpkg: `status` and the stanzas of distroless images (deb-control(5), dpkg(1)).

use super::file_list;
use super::{FileDigest, FileRecord, PackageRecord, PackageVisitor, Problem, field, split_path};
use std::borrow::Cow;

/// Reads `status`: stanzas divided by empty lines. Only packages whose files are in place are given.
pub fn status(file: &[u8], visitor: &mut dyn PackageVisitor) {
    read(file, false, visitor);
}

/// Reads a file of `status.d`: a stanza without `Status`.
pub fn stanza(file: &[u8], visitor: &mut dyn PackageVisitor) {
    read(file, true, visitor);
}

/// Reads the list of a package's files as a layer keeps it.
pub fn list(file: &[u8], visitor: &mut dyn PackageVisitor) {
    if file_list::is_shrunk(file) {
        file_list::read(file, visitor);
    } else {
        file_list::read(&shrunk_list(file), visitor);
    }
}

/// Reads the digests of a package's files as a layer keeps them.
pub fn sums(file: &[u8], visitor: &mut dyn PackageVisitor) {
    if file_list::is_shrunk(file) {
        file_list::read(file, visitor);
    } else {
        file_list::read(&shrunk_sums(file), visitor);
    }
}

/// Lines are paths.
pub(super) fn shrunk_list(file: &[u8]) -> Vec<u8> {
    file_list::shrink(&mut file.split(|byte| *byte == b'\n').map(|line| (line, None)), false)
}

/// Lines are a digest, two spaces and a path.
pub(super) fn shrunk_sums(file: &[u8]) -> Vec<u8> {
    file_list::shrink(&mut file.split(|byte| *byte == b'\n').filter_map(sum), false)
}

/// The same for a package whose files another list names: of those that are watched.
pub(super) fn shrunk_watched_sums(file: &[u8]) -> Vec<u8> {
    file_list::shrink(&mut file.split(|byte| *byte == b'\n').filter_map(sum), true)
}

fn sum(line: &[u8]) -> Option<(&[u8], Option<FileDigest>)> {
    const PATH_PLACE: usize = 34;
    let (digest, path) = line.split_at_checked(PATH_PLACE)?;
    Some((path, FileDigest::of_hex(FileDigest::MD5, digest.strip_suffix(b"  ")?)))
}

/// Gives what was diverted, where it went, and the package that did it, or `:` for the administrator: three lines each
/// (dpkg-divert(1)).
pub fn diversions(file: &[u8]) -> impl Iterator<Item = (&[u8], &[u8], &[u8])> {
    let mut lines = file.split(|byte| *byte == b'\n');
    std::iter::from_fn(move || Some((lines.next()?, lines.next()?, lines.next()?)))
}

#[derive(Default)]
struct Stanza<'a> {
    package: &'a [u8],
    version: &'a [u8],
    architecture: &'a [u8],
    source: &'a [u8],
    maintainer: &'a [u8],
    installed_size: &'a [u8],
    status: Option<&'a [u8]>,
    /// Continuation lines of `Conffiles`.
    conffiles: Vec<&'a [u8]>,
    seen: bool,
}

fn read(file: &[u8], without_status: bool, visitor: &mut dyn PackageVisitor) {
    let mut stanza = Stanza::default();
    let mut in_conffiles = false;
    let (mut place, mut start) = (0_usize, 0_usize);
    for line in file.split(|byte| *byte == b'\n') {
        let line_place = place;
        place = place.saturating_add(line.len()).saturating_add(1);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.trim_ascii().is_empty() {
            std::mem::take(&mut stanza).give(start, without_status, visitor);
            in_conffiles = false;
            continue;
        }
        if !stanza.seen {
            stanza.seen = true;
            start = line_place;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            if in_conffiles {
                stanza.conffiles.push(line.trim_ascii());
            }
            continue;
        }
        in_conffiles = false;
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let (Some(name), Some(value)) = (line.get(..colon), line.get(colon.saturating_add(1)..)) else { continue };
        let value = value.trim_ascii();
        // Field names have no case (deb-control(5)); dpkg writes them as here, so the length alone spares most work.
        let slot = match name.len() {
            7 if name.eq_ignore_ascii_case(b"Package") => &mut stanza.package,
            7 if name.eq_ignore_ascii_case(b"Version") => &mut stanza.version,
            6 if name.eq_ignore_ascii_case(b"Source") => &mut stanza.source,
            6 if name.eq_ignore_ascii_case(b"Status") => {
                stanza.status = Some(value);
                continue;
            }
            9 if name.eq_ignore_ascii_case(b"Conffiles") => {
                in_conffiles = true;
                continue;
            }
            10 if name.eq_ignore_ascii_case(b"Maintainer") => &mut stanza.maintainer,
            12 if name.eq_ignore_ascii_case(b"Architecture") => &mut stanza.architecture,
            14 if name.eq_ignore_ascii_case(b"Installed-Size") => &mut stanza.installed_size,
            _ => continue,
        };
        *slot = value;
    }
    stanza.give(start, without_status, visitor);
}

impl Stanza<'_> {
    fn give(self, start: usize, without_status: bool, visitor: &mut dyn PackageVisitor) {
        if !self.seen {
            return;
        }
        if self.package.is_empty() {
            visitor.problem(Problem::at(start, "A stanza of the package database names no package"));
            return;
        }
        if !without_status && !self.status.is_some_and(is_unpacked) {
            return;
        }
        if self.version.is_empty() {
            visitor.problem(Problem::at(start, "A stanza of the package database has no version"));
            return;
        }
        let (source, source_version) = source(self.source);
        let kibibytes = std::str::from_utf8(self.installed_size).ok().and_then(|size| size.parse::<u64>().ok());
        visitor.package(&PackageRecord {
            name: field(self.package),
            version: field(self.version),
            architecture: field(self.architecture),
            source,
            source_version,
            vendor: field(self.maintainer),
            licence: Cow::Borrowed(""),
            installed_size: kibibytes.unwrap_or(0).saturating_mul(1024),
        });
        for line in self.conffiles {
            // `PATH DIGEST [obsolete|remove-on-upgrade]`; the path may hold spaces, so it ends before the digest.
            let obsolete = line.strip_suffix(b" obsolete");
            let line = obsolete.or_else(|| line.strip_suffix(b" remove-on-upgrade")).unwrap_or(line);
            let end = line.iter().rposition(|byte| *byte == b' ').unwrap_or(line.len());
            if let Some((directory, name)) = line.get(..end).and_then(split_path) {
                visitor.file(directory, name, &FileRecord { config: true, ..FileRecord::default() });
            }
        }
    }
}

/// Whether the third word of `Status` says that the files are in place (dpkg(1), "Package states").
fn is_unpacked(status: &[u8]) -> bool {
    let state = status.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).nth(2);
    matches!(state, Some(b"installed" | b"unpacked" | b"half-configured" | b"triggers-awaited" | b"triggers-pending"))
}

/// `name (version)`, or the name alone where the source has the version of the package.
fn source(value: &[u8]) -> (Cow<'_, str>, Cow<'_, str>) {
    let Some(open) = value.iter().position(|byte| *byte == b'(') else { return (field(value), Cow::Borrowed("")) };
    let version = value.get(open.saturating_add(1)..).unwrap_or_default();
    let version = version.strip_suffix(b")").unwrap_or(version);
    (field(value.get(..open).unwrap_or_default()), field(version))
}
