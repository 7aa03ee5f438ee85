//! apk: `installed`, stanzas of lines with a one-letter key (apk(5), "installed"; `src/database.c` of apk-tools).

use super::{FileDigest, FileOwner, FileRecord, PackageRecord, PackageVisitor, Problem, field, without_slashes};

/// Reads the database.
pub fn installed(file: &[u8], visitor: &mut dyn PackageVisitor) {
    for (start, stanza) in stanzas(file) {
        let value = |key: u8| lines(stanza).find(|(line_key, _)| *line_key == key).map(|(_, value)| value);
        let said = |key: u8| value(key).filter(|value| !value.trim_ascii().is_empty());
        let (Some(name), Some(version)) = (said(b'P'), said(b'V')) else {
            visitor.problem(Problem::at(start, "A stanza of the package database has no name or no version"));
            continue;
        };
        let size = value(b'I').and_then(|size| std::str::from_utf8(size).ok()?.trim().parse().ok());
        visitor.package(&PackageRecord {
            name: field(name),
            version: field(version),
            architecture: field(value(b'A').unwrap_or_default()),
            source: field(value(b'o').unwrap_or_default()),
            // The origin is built with the version of the package itself.
            source_version: std::borrow::Cow::Borrowed(""),
            vendor: field(value(b'm').unwrap_or_default()),
            licence: field(value(b'L').unwrap_or_default()),
            installed_size: size.unwrap_or(0),
        });
        files(stanza, visitor);
    }
}

/// Stanzas with their offsets; empty ones are left out.
fn stanzas(file: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut rest = file;
    let mut place = 0_usize;
    std::iter::from_fn(move || {
        loop {
            if rest.is_empty() {
                return None;
            }
            let end = rest.windows(2).position(|pair| pair == b"\n\n").unwrap_or(rest.len());
            let (stanza, after) = rest.split_at_checked(end)?;
            let start = place;
            let after_end = after.strip_prefix(b"\n\n").unwrap_or_default();
            place = place.saturating_add(rest.len().saturating_sub(after_end.len()));
            rest = after_end;
            if !stanza.trim_ascii().is_empty() {
                return Some((start, stanza));
            }
        }
    })
}

/// Keys and values.
fn lines(stanza: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    stanza.split(|byte| *byte == b'\n').filter_map(|line| match line {
        [key, b':', value @ ..] => Some((*key, value)),
        _ => None,
    })
}

/// `F:` opens a directory, `M:` is its owner and mode, `R:` a file in it, `a:` that file's owner and mode, `Z:` its digest
/// (of the target's name, where it is a symbolic link). Without `a:` a
/// file is `0:0:644`, and a directory without `M:` `0:0:755`; apk leaves the usual ones out.
fn files(stanza: &[u8], visitor: &mut dyn PackageVisitor) {
    let mut directory: &[u8] = b"";
    let mut open: Option<(&[u8], FileRecord<'_>)> = None;
    let usual = FileRecord { mode: Some(0o644), owner: Some(FileOwner::Ids(0, 0)), ..FileRecord::default() };
    let mut broken = 0_u32;
    for (key, value) in lines(stanza) {
        match key {
            b'F' | b'R' => {
                if let Some((name, file)) = open.take() {
                    visitor.file(directory, name, &file);
                }
                if key == b'F' {
                    directory = without_slashes(value);
                } else if value.is_empty() || value.contains(&b'/') {
                    broken = broken.saturating_add(1);
                } else {
                    // apk protects what it finds in etc (apk-protected_paths(5)).
                    let config = directory == b"etc" || directory.starts_with(b"etc/");
                    open = Some((value, FileRecord { config, ..usual }));
                }
            }
            b'a' => match (access(value), &mut open) {
                (Some((uid, gid, mode)), Some((_, file))) => {
                    file.mode = Some(mode);
                    file.owner = Some(FileOwner::Ids(uid, gid));
                }
                (None, Some((_, file))) => {
                    file.mode = None;
                    file.owner = None;
                    broken = broken.saturating_add(1);
                }
                _ => {}
            },
            b'Z' => {
                if let Some((_, file)) = &mut open {
                    file.digest = FileDigest::of_apk(value);
                }
            }
            _ => {}
        }
    }
    if let Some((name, file)) = open {
        visitor.file(directory, name, &file);
    }
    if broken > 0 {
        visitor.problem(Problem::new("Files of a package are described by lines that cannot be read"));
    }
}

/// `UID:GID:MODE` with the mode in octal; newer versions add `:Q1...` of extended attributes.
fn access(value: &[u8]) -> Option<(u32, u32, u16)> {
    let mut parts = std::str::from_utf8(value).ok()?.split(':');
    let (uid, gid, mode) = (parts.next()?, parts.next()?, parts.next()?);
    let mode = u32::from_str_radix(mode.trim(), 8).ok()? & 0o7777;
    Some((uid.parse().ok()?, gid.parse().ok()?, u16::try_from(mode).ok()?))
}
