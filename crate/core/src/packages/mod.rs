//! Package databases of distributions: the bytes of one database in, packages and the files that they own out.
//!
//! Readers know one file each and nothing of layers, images or rules; what they find goes to a [`PackageVisitor`] as it is
//! found, so that nothing but the caller decides what is kept. No reader fails as a whole: what cannot be read is a
//! [`Problem`], and everything else is still given.

pub mod apk;
mod digest;
pub mod dpkg;
mod file_list;
pub mod manifest;
pub mod paths;
pub mod rpm;
mod shrink;
#[cfg(test)]
mod tests;
mod watched;

pub use digest::FileDigest;
pub use paths::{Database, Store};
pub(crate) use shrink::{is_shrunk, shrunk};
pub(crate) use watched::{Watch, spoken_for, watched};

use std::borrow::Cow;

/// The families of packages, by the tool that installs them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Family {
    /// Debian packages, installed by dpkg.
    Deb,
    /// Alpine packages, installed by apk.
    Apk,
    /// RPM packages.
    Rpm,
}

impl Family {
    /// The type that package URLs use (purl specification): `deb`, `apk`, `rpm`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Deb => "deb",
            Self::Apk => "apk",
            Self::Rpm => "rpm",
        }
    }
}

/// A package as its database describes it. Text is the image's own: it must be escaped before it is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PackageRecord<'a> {
    /// Its name.
    pub name: Cow<'a, str>,
    /// Version as the distribution writes it: `1:2.3-4+b1`, `3.5.1-r0`, `2:8.0-1.el9`. An rpm epoch of 0 is left out.
    pub version: Cow<'a, str>,
    /// Architecture in the distribution's own words.
    pub architecture: Cow<'a, str>,
    /// Name of the source package: dpkg's `Source`, apk's origin, the name in rpm's `SOURCERPM`. Empty if it is not said.
    pub source: Cow<'a, str>,
    /// Version of the source package; empty if it is not said.
    pub source_version: Cow<'a, str>,
    /// Maintainer (dpkg, apk) or vendor (rpm); empty if it is not said.
    pub vendor: Cow<'a, str>,
    /// Licence; empty if it is not said (dpkg has none).
    pub licence: Cow<'a, str>,
    /// Bytes that it takes when installed, as it says itself; 0 if it does not.
    pub installed_size: u64,
}

/// What a database knows of a file. What it does not know is `None` or empty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FileRecord<'a> {
    /// The 12 low bits of the mode.
    pub mode: Option<u16>,
    /// Owner and group.
    pub owner: Option<FileOwner<'a>>,
    /// Bytes of a regular file.
    pub size: Option<u64>,
    /// Digest of the content of a regular file.
    pub digest: Option<FileDigest>,
    /// The administrator is meant to change it.
    pub config: bool,
    /// It belongs to the package but need not be there, or is not installed with it: rpm's `%ghost`.
    pub ghost: bool,
}

/// Owner and group of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileOwner<'a> {
    /// By number.
    Ids(u32, u32),
    /// By name.
    Names(&'a str, &'a str),
}

/// Something in a database that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Byte of the database, where that says something.
    pub offset: Option<u64>,
    /// What was wrong, a sentence without a final stop. It holds no text of the image.
    pub what: String,
}

impl Problem {
    pub(crate) fn at(offset: usize, what: impl Into<String>) -> Self {
        Self { offset: u64::try_from(offset).ok(), what: what.into() }
    }

    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self { offset: None, what: what.into() }
    }
}

/// Where readers put what they find.
pub trait PackageVisitor {
    /// A package. The files that follow are its own, until the next one.
    fn package(&mut self, package: &PackageRecord<'_>);

    /// A file of the package: its directory and its name, without slashes at the ends. `directory` is empty for the root.
    /// Directories that a package owns are given only where their mode is known.
    fn file(&mut self, directory: &[u8], name: &[u8], file: &FileRecord<'_>);

    /// Something that could not be read.
    fn problem(&mut self, problem: Problem);
}

/// Directory and name of an absolute or relative path; `None` if it names no file.
fn split_path(path: &[u8]) -> Option<(&[u8], &[u8])> {
    let path = path.strip_prefix(b".").filter(|rest| rest.starts_with(b"/")).unwrap_or(path);
    let path = without_slashes(path);
    let (directory, name) = match path.iter().rposition(|byte| *byte == b'/') {
        Some(slash) => (without_slashes(path.get(..slash)?), path.get(slash.saturating_add(1)..)?),
        None => (&b""[..], path),
    };
    (!matches!(name, b"" | b"." | b"..")).then_some((directory, name))
}

/// Without those at the ends, of which a database that is made to mislead may have many.
fn without_slashes(path: &[u8]) -> &[u8] {
    let from = path.iter().position(|byte| *byte != b'/').unwrap_or(path.len());
    let to = path.iter().rposition(|byte| *byte != b'/').map_or(from, |last| last.saturating_add(1));
    path.get(from..to).unwrap_or_default()
}

/// A field of a package as text, cut at what any real one needs.
fn field(bytes: &[u8]) -> Cow<'_, str> {
    let bytes = bytes.trim_ascii();
    let cut = bytes.get(..crate::limits::MAX_PACKAGE_FIELD_BYTES).unwrap_or(bytes);
    String::from_utf8_lossy(cut)
}
