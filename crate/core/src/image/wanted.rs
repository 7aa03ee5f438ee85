//! Which bodies a layer scan keeps: everything that rules, inventories and secret scans have declared, in one table.
//!
//! Matching looks at names and first bytes only; it keeps nothing itself.

use crate::limits::{MAX_BODY_BYTES, MAX_RPM_DATABASE_BYTES};

/// One declaration of what files to keep. Paths are clean: no leading slash, no `.` or `..`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// Exactly this path: `etc/passwd`.
    Path(&'static str),
    /// Any file with this base name: `id_rsa`.
    Name(&'static str),
    /// Any file whose base name ends so: `.pem`.
    Suffix(&'static str),
    /// Any file in this directory or deeper: `etc/sudoers.d/`.
    Under(&'static str),
    /// Any file in this directory or deeper whose base name ends so: `var/lib/dpkg/info/` and `.list`.
    Ending(&'static str, &'static str),
    /// Any regular file whose body begins with these bytes, after an optional UTF-8 byte order mark and white space
    /// that must fit in [`HEAD_BYTES`] together with them.
    Content(&'static [u8]),
    /// Of any program that Go built, the version of Go, and no more of its body; see `layer::build_info`.
    GoBuildInfo,
}

/// How much of a body's beginning is looked at for [`Want::Content`].
pub const HEAD_BYTES: usize = 512;

/// All declarations together, arranged for lookup. Built once, shared by every layer scan.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Sorted by path.
    paths: Vec<(&'static [u8], u64)>,
    /// Sorted by name.
    names: Vec<(&'static [u8], u64)>,
    suffixes: Vec<(&'static [u8], u64)>,
    /// Each ends with a slash; empty for the whole file system.
    directories: Vec<(&'static [u8], u64)>,
    /// Directory and end of the name.
    endings: Vec<(&'static [u8], &'static [u8], u64)>,
    contents: Vec<(&'static [u8], u64)>,
    build_info: bool,
}

/// What the beginning of a body says about [`Want::Content`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Judgement {
    /// Keep the body, up to so many bytes.
    Keep(u64),
    /// No declaration matches.
    Drop,
    /// More bytes are needed to tell.
    More,
}

impl Wanted {
    /// A table of declarations, each with the greatest number of bytes to keep (at most [`MAX_BODY_BYTES`]). When
    /// several match one file, the largest number counts.
    #[must_use]
    pub fn new(wants: impl IntoIterator<Item = (Want, u64)>) -> Self {
        let mut wanted = Self::default();
        wanted.add(&mut wants.into_iter(), MAX_BODY_BYTES);
        wanted
    }

    /// The same table with package databases too, which may have up to [`MAX_RPM_DATABASE_BYTES`].
    #[must_use]
    pub fn with_databases(mut self, wants: impl IntoIterator<Item = (Want, u64)>) -> Self {
        self.add(&mut wants.into_iter(), MAX_RPM_DATABASE_BYTES);
        self
    }

    fn add(&mut self, wants: &mut dyn Iterator<Item = (Want, u64)>, most: u64) {
        for (want, limit) in wants {
            let limit = limit.min(most);
            match want {
                Want::Path(path) => self.paths.push((trimmed(path), limit)),
                Want::Name(name) => self.names.push((name.as_bytes(), limit)),
                Want::Suffix(suffix) => self.suffixes.push((suffix.as_bytes(), limit)),
                Want::Under(directory) => self.directories.push((trimmed(directory), limit)),
                Want::Ending(directory, suffix) => self.endings.push((trimmed(directory), suffix.as_bytes(), limit)),
                Want::Content(content) => self.contents.push((content, limit)),
                Want::GoBuildInfo => self.build_info = true,
            }
        }
        crate::ordered::sort(&mut self.paths);
        crate::ordered::sort(&mut self.names);
    }

    /// How many bytes to keep of the file with this clean path; `None` if no declaration names it.
    #[must_use]
    pub fn by_path(&self, path: &[u8]) -> Option<u64> {
        let name = path.rsplit(|&byte| byte == b'/').next().unwrap_or(path);
        let suffixes = self.suffixes.iter().filter(|(suffix, _)| name.ends_with(suffix));
        let directories = self.directories.iter().filter(|(directory, _)| is_under(path, directory));
        let endings =
            self.endings.iter().filter(|(directory, suffix, _)| name.ends_with(suffix) && is_under(path, directory));
        let limits = suffixes.chain(directories).map(|&(_, limit)| limit);
        let limits = limits.chain(endings.map(|&(_, _, limit)| limit));
        limits.chain(exact(&self.paths, path)).chain(exact(&self.names, name)).max()
    }

    /// Whether any declaration is about content, so that first bytes must be judged.
    pub(crate) fn judges_content(&self) -> bool {
        !self.contents.is_empty()
    }

    /// Whether the versions of Go in programs are wanted.
    pub(crate) fn has_build_info(&self) -> bool {
        self.build_info
    }

    /// Judges the first bytes of a body. `whole`: the body has no more, or no more of it will be looked at.
    pub(crate) fn by_content(&self, head: &[u8], whole: bool) -> Judgement {
        let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
        // A longer declaration that may still match is waited for, so that the answer does not depend on how the bytes
        // were split.
        let may_match =
            self.contents.iter().any(|(content, _)| content.len() > text.len() && content.starts_with(text))
                || b"\xef\xbb\xbf".starts_with(head);
        if may_match && !whole {
            return Judgement::More;
        }
        let matching = self.contents.iter().filter(|(content, _)| text.starts_with(content)).map(|&(_, limit)| limit);
        matching.max().map_or(Judgement::Drop, Judgement::Keep)
    }
}

fn trimmed(path: &'static str) -> &'static [u8] {
    path.trim_matches('/').as_bytes()
}

/// The limits of all declarations equal to `key`.
fn exact<'a>(sorted: &'a [(&'static [u8], u64)], key: &[u8]) -> impl Iterator<Item = u64> + 'a {
    let start = sorted.partition_point(|(value, _)| *value < key);
    let end = sorted.partition_point(|(value, _)| *value <= key);
    sorted.get(start..end).unwrap_or_default().iter().map(|&(_, limit)| limit)
}

fn is_under(path: &[u8], directory: &[u8]) -> bool {
    directory.is_empty() || path.strip_prefix(directory).is_some_and(|rest| rest.first() == Some(&b'/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted() -> Wanted {
        Wanted::new([
            (Want::Path("etc/passwd"), 10),
            (Want::Path("/etc/group"), 11),
            (Want::Name("id_rsa"), 20),
            (Want::Suffix(".pem"), 30),
            (Want::Under("etc/sudoers.d/"), 40),
            (Want::Content(b"-----BEGIN"), 50),
            (Want::Path("etc/sudoers.d/id_rsa"), 5),
        ])
    }

    #[test]
    fn names_decide_with_the_largest_limit() {
        let wanted = wanted();
        assert_eq!(wanted.by_path(b"etc/passwd"), Some(10));
        assert_eq!(wanted.by_path(b"etc/group"), Some(11));
        assert_eq!(wanted.by_path(b"x/etc/passwd"), None);
        assert_eq!(wanted.by_path(b"etc/passwd-"), None);
        assert_eq!(wanted.by_path(b"root/.ssh/id_rsa"), Some(20));
        assert_eq!(wanted.by_path(b"id_rsa"), Some(20));
        assert_eq!(wanted.by_path(b"a/b.pem"), Some(30));
        assert_eq!(wanted.by_path(b"a.pem/b"), None);
        assert_eq!(wanted.by_path(b"etc/sudoers.d/a/b"), Some(40));
        assert_eq!(wanted.by_path(b"etc/sudoers.d"), None);
        assert_eq!(wanted.by_path(b"etc/sudoers.dx/a"), None);
        assert_eq!(wanted.by_path(b"etc/sudoers.d/id_rsa"), Some(40));
        assert_eq!(wanted.by_path(b"bad\xfd.pem"), Some(30));
    }

    #[test]
    fn first_bytes_decide_after_a_mark_and_white_space() {
        let wanted = wanted();
        assert_eq!(wanted.by_content(b"-----BEGIN X", false), Judgement::Keep(50));
        assert_eq!(wanted.by_content(b"\xef\xbb\xbf\r\n\t -----BEGIN", false), Judgement::Keep(50));
        for head in [&b""[..], b"--", b"\xef", b"\xef\xbb\xbf", b" \n", b"\xef\xbb\xbf -----BEGI"] {
            assert_eq!(wanted.by_content(head, false), Judgement::More, "{head:?}");
            assert_eq!(wanted.by_content(head, true), Judgement::Drop, "{head:?}");
        }
        assert_eq!(wanted.by_content(b"x-----BEGIN", false), Judgement::Drop);
        assert_eq!(wanted.by_content(b"\x7fELF", false), Judgement::Drop);
    }
}
