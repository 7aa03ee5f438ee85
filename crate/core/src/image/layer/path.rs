//! Names of tar entries in one form: relative to the root, without empty, `.` and `..` components.
//!
//! Names stay raw bytes. Backslashes, drive letters and invalid UTF-8 are ordinary bytes of Linux file names.

/// What was odd about a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Oddity {
    /// A `..` would have led above the root; it was dropped, as inside a chroot.
    pub(crate) escapes: bool,
    /// The name went on after a NUL byte, which no Linux file name can hold; the rest was cut off.
    pub(crate) nul: bool,
}

/// Writes the clean form of `raw` into `out`: empty for the root itself.
///
/// `..` is resolved by the text alone, as Go's `filepath.Clean` does in the container runtimes (containerd
/// `pkg/archive`, moby `pkg/archive`, umoci `CleanPath`), before any symlink is looked at.
pub(crate) fn clean(raw: &[u8], out: &mut Vec<u8>) -> Oddity {
    let mut oddity = Oddity::default();
    out.clear();
    let name = raw.split(|&byte| byte == 0).next().unwrap_or_default();
    oddity.nul = name.len() < raw.len();
    for component in name.split(|&byte| byte == b'/') {
        match component {
            b"" | b"." => {}
            b".." if out.is_empty() => oddity.escapes = true,
            b".." => out.truncate(out.iter().rposition(|&byte| byte == b'/').unwrap_or(0)),
            _ => {
                if !out.is_empty() {
                    out.push(b'/');
                }
                out.extend_from_slice(component);
            }
        }
    }
    oddity
}

/// Whether a path is in the form that [`clean`] gives.
pub(crate) fn is_clean(path: &[u8]) -> bool {
    path.is_empty()
        || (!path.contains(&0) && path.split(|&byte| byte == b'/').all(|part| !matches!(part, b"" | b"." | b"..")))
}

/// The directory and the base name of a clean path.
pub(crate) fn split(path: &[u8]) -> (&[u8], &[u8]) {
    match path.iter().rposition(|&byte| byte == b'/') {
        Some(slash) => (path.get(..slash).unwrap_or_default(), path.get(slash.saturating_add(1)..).unwrap_or_default()),
        None => (b"", path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_gets_one_form() {
        let table: &[(&[u8], &[u8], bool, bool)] = &[
            (b"a", b"a", false, false),
            (b"./a//b/", b"a/b", false, false),
            (b"/a/./b", b"a/b", false, false),
            (b".", b"", false, false),
            (b"/", b"", false, false),
            (b"./", b"", false, false),
            (b"", b"", false, false),
            (b"a/../b", b"b", false, false),
            (b"a/b/../../c", b"c", false, false),
            (b"a/..", b"", false, false),
            (b"../x", b"x", true, false),
            (b"a/../../../etc/passwd", b"etc/passwd", true, false),
            (b"..", b"", true, false),
            (b"C:\\windows\\x", b"C:\\windows\\x", false, false),
            (b"a\\..\\b", b"a\\..\\b", false, false),
            (b"...", b"...", false, false),
            (b"bad\xfdname/\xff", b"bad\xfdname/\xff", false, false),
            (b"a/b\0c/d", b"a/b", false, true),
            (b"\0", b"", false, true),
        ];
        for &(raw, clean_form, escapes, nul) in table {
            let mut out = b"left over".to_vec();
            assert_eq!(clean(raw, &mut out), Oddity { escapes, nul }, "{}", raw.escape_ascii());
            assert_eq!(out, clean_form, "{}", raw.escape_ascii());
            assert!(is_clean(&out));
            assert_eq!(raw == clean_form, is_clean(raw), "{}", raw.escape_ascii());
        }
    }

    #[test]
    fn a_path_splits_at_its_last_slash() {
        assert_eq!(split(b"a/b/c"), (&b"a/b"[..], &b"c"[..]));
        assert_eq!(split(b"c"), (&b""[..], &b"c"[..]));
        assert_eq!(split(b""), (&b""[..], &b""[..]));
    }
}
