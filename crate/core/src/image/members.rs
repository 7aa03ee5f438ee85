//! The table of members of the outer archive, or of files of a directory: names cleaned, links resolved. It knows
//! names and sizes only, never content.

use crate::ordered::Map;
use std::fmt;

use crate::gap::{Gap, GapKind};
use crate::limits::{MAX_GAPS_PER_LAYER, MAX_LINK_HOPS, MAX_MEMBER_NAME_BYTES, MAX_MEMBERS, MAX_PATH_BYTES};
use crate::text::{escaped_bytes, excerpt};

/// Members that say what the others are; kept whatever their place in an archive of countless members.
pub(crate) const ROOT_DOCUMENTS: [&str; 4] = ["manifest.json", "index.json", "oci-layout", "repositories"];

/// One member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Name without `./`, `/` at either end, and `..`. A name that is not UTF-8 is kept in its escaped form: no
    /// document can refer to it.
    pub name: String,
    /// What it is.
    pub kind: MemberKind,
    /// Target of a link, as written.
    pub link: String,
    /// Bytes of the body.
    pub size: u64,
    /// Where the body begins in an archive with random access.
    pub offset: Option<u64>,
}

/// The kinds of member that matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberKind {
    /// A file with a body.
    File,
    /// A symbolic link, relative to its own directory.
    Symlink,
    /// A hard link, relative to the root of the archive.
    Hardlink,
    /// A directory, or anything else without a body.
    Directory,
}

/// Why a name leads to no file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberError {
    /// No such member; the name that is missing.
    Missing(String),
    /// Links lead in a circle or through too many hops.
    Cycle(String),
    /// A link leads out of the archive.
    Escape(String),
    /// The member is a directory.
    NotAFile(String),
}

impl fmt::Display for MemberError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |name: &str| excerpt(name, 200);
        match self {
            Self::Missing(name) => write!(formatter, "{} is not in the archive", shown(name)),
            Self::Cycle(name) => {
                write!(formatter, "{} leads in a circle or through more than {MAX_LINK_HOPS} links", shown(name))
            }
            Self::Escape(name) => write!(formatter, "{} is a link that leads out of the archive", shown(name)),
            Self::NotAFile(name) => write!(formatter, "{} is not a file", shown(name)),
        }
    }
}

/// The members of one archive or directory.
#[derive(Debug, Clone, Default)]
pub struct Members {
    members: Vec<Member>,
    by_name: Map<String, usize>,
    gaps: Vec<Gap>,
    left_out: u64,
    /// Bytes of names and links, those of replaced members too.
    name_bytes: usize,
    directory: bool,
}

impl Members {
    /// An empty table of an archive.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty table of the files of a directory.
    #[must_use]
    pub fn of_directory() -> Self {
        Self { directory: true, ..Self::default() }
    }

    /// Whether these are files of a directory.
    #[must_use]
    pub fn is_directory(&self) -> bool {
        self.directory
    }

    /// Adds a member and gives its index. A member of the same name takes the place (and index) of the one before, as
    /// unpacking would. Names that lead out of the archive, that are too long, or beyond the limit of members are
    /// refused with a gap: `None`. So is the root itself, without one.
    pub fn add(&mut self, name: &[u8], kind: MemberKind, link: &[u8], size: u64, offset: Option<u64>) -> Option<usize> {
        if name.len() > MAX_PATH_BYTES || link.len() > MAX_PATH_BYTES {
            self.refuse(name, &format!("its name or link is longer than {MAX_PATH_BYTES} bytes"));
            return None;
        }
        let Some(name) = clean(&text(name), "") else {
            self.refuse(name, "its name leads out of the archive");
            return None;
        };
        if name.is_empty() {
            return None;
        }
        let member = Member { name, kind, link: text(link), size, offset };
        let names = self.name_bytes.saturating_add(member.name.len()).saturating_add(member.link.len());
        let is_root = ROOT_DOCUMENTS.contains(&member.name.as_str());
        if names > MAX_MEMBER_NAME_BYTES && !is_root {
            self.left_out = self.left_out.saturating_add(1);
            return None;
        }
        if let Some(index) = self.by_name.get(&member.name).copied() {
            self.name_bytes = self.name_bytes.saturating_add(member.link.len());
            if let Some(slot) = self.members.get_mut(index) {
                *slot = member;
            }
            return Some(index);
        }
        if self.members.len() >= MAX_MEMBERS && !is_root {
            self.left_out = self.left_out.saturating_add(1);
            return None;
        }
        self.name_bytes = names;
        let index = self.members.len();
        self.by_name.insert(member.name.clone(), index);
        self.members.push(member);
        Some(index)
    }

    fn refuse(&mut self, name: &[u8], why: &str) {
        if self.gaps.len() >= MAX_GAPS_PER_LAYER {
            return;
        }
        let name = excerpt(&text(name), 200);
        self.gaps.push(Gap {
            kind: GapKind::EntryDamaged,
            what: format!("the member {name} was passed over: {why}"),
            action: "write the archive anew with docker save, skopeo or buildah".to_owned(),
            member: Some(name),
            layer: None,
            path: None,
            offset: None,
        });
    }

    /// All members, in the order of their first appearance.
    #[must_use]
    pub fn all(&self) -> &[Member] {
        &self.members
    }

    /// What was refused.
    #[must_use]
    pub fn gaps(&self) -> Vec<Gap> {
        let mut gaps = self.gaps.clone();
        if self.left_out > 0 {
            gaps.push(Gap {
                kind: GapKind::LimitReached,
                member: None,
                layer: None,
                path: None,
                offset: None,
                what: format!(
                    "{} members were passed over: the first {MAX_MEMBERS} are read, and {MAX_MEMBER_NAME_BYTES} bytes of names",
                    self.left_out
                ),
                action: "save fewer images into one archive".to_owned(),
            });
        }
        gaps
    }

    /// The member of exactly this (clean) name, links not followed.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Member> {
        self.members.get(*self.by_name.get(name)?)
    }

    /// Index of the member of exactly this (clean) name.
    #[must_use]
    pub fn index(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The file that `name` leads to through symlinks (of directories too) and hardlinks, inside the archive.
    pub fn resolve(&self, name: &str) -> Result<&Member, MemberError> {
        let mut wanted = clean(name, "").ok_or_else(|| MemberError::Escape(name.to_owned()))?;
        for _ in 0..=MAX_LINK_HOPS {
            let Some(member) = self.get(&wanted) else {
                wanted = self.through_directory_link(&wanted)?;
                continue;
            };
            let base = match member.kind {
                MemberKind::File => return Ok(member),
                MemberKind::Directory => return Err(MemberError::NotAFile(member.name.clone())),
                MemberKind::Symlink => parent(&member.name),
                MemberKind::Hardlink => "",
            };
            wanted = clean(&member.link, base).ok_or_else(|| MemberError::Escape(member.name.clone()))?;
        }
        Err(MemberError::Cycle(name.to_owned()))
    }

    /// `a/b/c` where `a` or `a/b` is a symlink, with that link replaced by its target.
    fn through_directory_link(&self, name: &str) -> Result<String, MemberError> {
        for (cut, _) in name.match_indices('/') {
            let (Some(directory), Some(rest)) = (name.get(..cut), name.get(cut..)) else { continue };
            if let Some(member) = self.get(directory).filter(|member| member.kind == MemberKind::Symlink) {
                let target = clean(&member.link, parent(&member.name));
                let target = target.ok_or_else(|| MemberError::Escape(member.name.clone()))?;
                let replaced = clean(&format!("{target}{rest}"), "");
                return replaced.ok_or_else(|| MemberError::Escape(member.name.clone()));
            }
        }
        Err(MemberError::Missing(name.to_owned()))
    }
}

/// The directory part of a clean name, empty at the root.
fn parent(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(directory, _)| directory)
}

fn text(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| escaped_bytes(bytes), ToOwned::to_owned)
}

/// `name`, relative to the clean directory `base` unless it begins with `/`, without empty, `.` and `..` components.
/// `None` if `..` would leave the root.
fn clean(name: &str, base: &str) -> Option<String> {
    let base = if name.starts_with('/') { "" } else { base };
    let mut components: Vec<&str> = Vec::new();
    for component in base.split('/').chain(name.split('/')) {
        match component {
            "" | "." => {}
            ".." => {
                components.pop()?;
            }
            other => components.push(other),
        }
    }
    Some(components.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use MemberKind::{Directory, File, Hardlink, Symlink};

    fn table(members: &[(&str, MemberKind, &str)]) -> Members {
        let mut table = Members::new();
        for (name, kind, link) in members {
            table.add(name.as_bytes(), *kind, link.as_bytes(), 1, None);
        }
        table
    }

    #[test]
    fn names_are_cleaned_and_the_last_duplicate_wins() {
        let mut members = Members::new();
        members.add(b"./manifest.json", File, b"", 1, Some(512));
        members.add(b"a//b/../c/", Directory, b"", 0, None);
        members.add(b"./", Directory, b"", 0, None);
        members.add(b"/manifest.json", File, b"", 2, Some(2048));
        assert_eq!(
            members.all().iter().map(|member| member.name.as_str()).collect::<Vec<_>>(),
            ["manifest.json", "a/c"]
        );
        assert_eq!(members.resolve("manifest.json").unwrap().size, 2);
        assert_eq!(members.resolve("./manifest.json").unwrap().offset, Some(2048));
        assert!(members.gaps().is_empty());
    }

    #[test]
    fn names_that_escape_are_refused_with_a_gap() {
        let members = table(&[("../evil", File, ""), ("a/../../evil", File, ""), ("good", File, "")]);
        assert_eq!(members.all().len(), 1);
        assert_eq!(members.gaps().len(), 2);
        assert!(members.gaps()[0].what.contains("../evil"), "{:?}", members.gaps());
    }

    #[test]
    fn links_are_followed_from_their_own_directory_or_from_the_root() {
        let members = table(&[
            ("base/layer.tar", File, ""),
            ("one/layer.tar", Symlink, "../base/layer.tar"),
            ("two/layer.tar", Hardlink, "one/layer.tar"),
            ("three", Symlink, "./two"),
            ("absolute", Symlink, "/base/layer.tar"),
            ("late.tar", Symlink, "later.tar"),
            ("later.tar", File, ""),
        ]);
        for name in ["one/layer.tar", "two/layer.tar", "three/layer.tar", "absolute"] {
            assert_eq!(members.resolve(name).unwrap().name, "base/layer.tar", "{name}");
        }
        assert_eq!(members.resolve("late.tar").unwrap().name, "later.tar");
    }

    #[test]
    fn circles_long_chains_escapes_and_directories_are_errors() {
        let mut members = table(&[
            ("a", Symlink, "b"),
            ("b", Hardlink, "a"),
            ("d", Symlink, "d/x"),
            ("out", Symlink, "../../etc/passwd"),
            ("dangling", Symlink, "nowhere"),
            ("directory", Directory, ""),
        ]);
        for hop in 0..40 {
            members.add(format!("hop{hop}").as_bytes(), Symlink, format!("hop{}", hop + 1).as_bytes(), 0, None);
        }
        members.add(b"hop40", File, b"", 0, None);
        assert_eq!(members.resolve("a"), Err(MemberError::Cycle("a".into())));
        assert_eq!(members.resolve("d"), Err(MemberError::Cycle("d".into())));
        assert_eq!(members.resolve("hop0"), Err(MemberError::Cycle("hop0".into())));
        assert_eq!(members.resolve("hop25").unwrap().name, "hop40");
        assert_eq!(members.resolve("out"), Err(MemberError::Escape("out".into())));
        assert_eq!(members.resolve("../out"), Err(MemberError::Escape("../out".into())));
        assert_eq!(members.resolve("dangling"), Err(MemberError::Missing("nowhere".into())));
        assert_eq!(members.resolve("directory"), Err(MemberError::NotAFile("directory".into())));
    }

    #[test]
    fn a_name_that_is_not_utf8_is_kept_escaped() {
        let mut members = Members::new();
        members.add(b"bad_\xfd", File, b"", 0, None);
        assert_eq!(members.all()[0].name, "bad_\\xfd");
    }

    #[test]
    fn members_beyond_the_limit_are_counted_but_the_root_documents_are_kept() {
        let mut members = Members::new();
        for number in 0..MAX_MEMBERS + 5 {
            members.add(format!("f{number}").as_bytes(), File, b"", 0, None);
        }
        members.add(b"manifest.json", File, b"", 0, None);
        assert!(members.resolve("manifest.json").is_ok());
        assert!(members.gaps()[0].what.starts_with("5 members"), "{:?}", members.gaps());
    }
}
