//! The packages of the operating system that the merged root filesystem says it has, and which of its files they own.
//!
//! Ownership is kept as a number for each path of the root filesystem: paths that a database names and that are not there
//! cost nothing. Directories are found as a process would find them, so that `/bin/x` and `/usr/bin/x` are one file where
//! one is a link to the other, and two where they are not.

mod collect;
mod compare;
mod databases;
mod found;
#[cfg(test)]
mod tests;

pub use found::{Difference, FoundDatabase, Package};

use super::Accounts;
use crate::gap::Gap;
use crate::image::rootfs::{Node, Rootfs};
use crate::packages::Family;
use collect::Collector;

/// What the package databases of an image say.
#[derive(Debug, Default)]
pub struct Packages {
    packages: Vec<Package>,
    /// For each number of a node, what owns it.
    owners: Vec<Owner>,
    differences: Vec<Difference>,
    databases: Vec<FoundDatabase>,
    gaps: Vec<Gap>,
    /// Packages of a database that knows files whose own files are not known, since their list is missing.
    without_files: usize,
}

/// A package by its number, and whether the file is configuration; 4 bytes.
#[derive(Debug, Clone, Copy)]
struct Owner(u32);

impl Owner {
    const NONE: Self = Self(u32::MAX);
    const CONFIG: u32 = 1 << 31;

    fn of(package: usize, config: bool) -> Self {
        let number = u32::try_from(package).unwrap_or(u32::MAX) & !Self::CONFIG;
        Self(if config { number | Self::CONFIG } else { number })
    }

    fn package(self) -> Option<usize> {
        (self.0 != u32::MAX).then(|| usize::try_from(self.0 & !Self::CONFIG).ok()).flatten()
    }

    fn is_config(self) -> bool {
        self.0 != u32::MAX && self.0 & Self::CONFIG != 0
    }
}

impl Packages {
    /// Reads every database that the root filesystem has.
    #[must_use]
    pub fn read(rootfs: &Rootfs<'_>, accounts: &Accounts) -> Self {
        let mut collector = Collector::new(rootfs, accounts);
        collector.run();
        collector.finish()
    }

    /// All packages, sorted by family, name, version and architecture.
    #[must_use]
    pub fn all(&self) -> &[Package] {
        &self.packages
    }

    /// The databases that were found, readable or not.
    #[must_use]
    pub fn databases(&self) -> &[FoundDatabase] {
        &self.databases
    }

    /// What could not be read.
    #[must_use]
    pub fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// The package that owns a file; the first one where several do.
    #[must_use]
    pub fn owner(&self, node: &Node<'_>) -> Option<&Package> {
        self.packages.get(self.owner_of_number(node)?.package()?)
    }

    /// The same for a path, by any of its names: directories are followed through links, the last part is not.
    #[must_use]
    pub fn owner_of(&self, rootfs: &Rootfs<'_>, path: &[u8]) -> Option<&Package> {
        let (directory, name) = crate::image::layer::split(path);
        let node = rootfs.child(rootfs.directory(directory)?, name)?;
        self.owner(&node)
    }

    /// Whether a package ships the file as configuration, which is meant to be changed.
    #[must_use]
    pub fn is_config(&self, node: &Node<'_>) -> bool {
        self.owner_of_number(node).is_some_and(Owner::is_config)
    }

    fn owner_of_number(&self, node: &Node<'_>) -> Option<Owner> {
        self.owners.get(usize::try_from(node.number).ok()?).copied()
    }

    /// Files whose mode, owner or size are not what every database that names them says, in the order of their paths.
    #[must_use]
    pub fn differences(&self) -> &[Difference] {
        &self.differences
    }

    /// Whether a file without an owner really has none: there is a database, all of them were read whole, and all say
    /// which files their packages own.
    #[must_use]
    pub fn knows_all_files(&self) -> bool {
        let known = |database: &FoundDatabase| database.store.knows_files() && database.complete;
        !self.packages.is_empty() && self.without_files == 0 && self.gaps.is_empty() && self.databases.iter().all(known)
    }

    /// Packages whose database says which files they own, but not for them: their list is missing.
    #[must_use]
    pub fn without_files(&self) -> usize {
        self.without_files
    }

    /// Whether a layer wrote the databases of a family, so that packages may have been installed or removed in it.
    #[must_use]
    pub fn were_changed_in(&self, family: Family, layer: u32) -> bool {
        self.databases
            .iter()
            .filter(|database| database.store.family() == family)
            .any(|database| database.layers.binary_search(&layer).is_ok())
    }
}
