//! What was found: packages, databases, files that are not as their package has them.

use crate::packages::{Family, FileDigest, Store};
use std::sync::Arc;

/// An installed package. Text is the image's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// What installs it.
    pub family: Family,
    /// Its name.
    pub name: Box<str>,
    /// Version as the distribution writes it, with epoch and release.
    pub version: Box<str>,
    /// Architecture in the distribution's words.
    pub architecture: Arc<str>,
    /// Name of the source package; that of the package where its database says no other.
    pub source: Arc<str>,
    /// Version of the source package, where it is said and another one.
    pub source_version: Option<Box<str>>,
    /// Maintainer or vendor; empty if it is not said.
    pub vendor: Arc<str>,
    /// Licence; empty if it is not said.
    pub licence: Arc<str>,
    /// Bytes that it takes, as it says itself; 0 if it does not.
    pub installed_size: u64,
    /// Index of its database.
    pub database: usize,
    /// Files of the root filesystem that it owns; directories are not counted.
    pub files: u32,
}

/// A database of the root filesystem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundDatabase {
    /// Where it is, links followed; clean path of a file or of a directory.
    pub path: Vec<u8>,
    /// Its form.
    pub store: Store,
    /// The layer that last wrote it.
    pub layer: u32,
    /// All layers that wrote it, in order.
    pub layers: Vec<u32>,
    /// Packages in it.
    pub packages: usize,
    /// Whether the whole of it was kept by the scan.
    pub complete: bool,
}

/// A file that is not as the database has it. What is as it should be is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Clean path.
    pub path: Vec<u8>,
    /// Mode by the database.
    pub mode: Option<u16>,
    /// Owner by the database, as it says it: `0:42` or `root:shadow`.
    pub owner: Option<Box<str>>,
    /// Size by the database.
    pub size: Option<u64>,
    /// Digest of the content by the database, and the one that it has.
    pub digest: Option<(FileDigest, FileDigest)>,
}
