//! Finds the databases in the root filesystem and arranges what their readers find.

use super::databases::Diversion;
use super::{Difference, Owner, Package, Packages};
use crate::facts::Accounts;
use crate::gap::{Gap, GapKind};
use crate::image::layer::EntryKind;
use crate::image::rootfs::{Node, Rootfs};
use crate::limits::{MAX_PACKAGE_PROBLEMS, MAX_PACKAGES};
use crate::ordered::{Map, Set, sort_by};
use crate::packages::paths::DATABASES;
use crate::packages::{FileRecord, PackageRecord, PackageVisitor, Problem, Store};
use crate::text::escaped_bytes;
use std::sync::Arc;

/// What prelink(8) leaves where it has run.
const PRELINK_CACHE: &[u8] = b"etc/prelink.cache";

pub(super) struct Collector<'r, 'a> {
    pub(super) rootfs: &'r Rootfs<'a>,
    pub(super) users: Map<&'r [u8], u32>,
    pub(super) groups: Map<&'r [u8], u32>,
    pub(super) found: Packages,
    /// Words that many packages share.
    words: Map<Arc<str>, Arc<str>>,
    /// The directory of the file before, and what it leads to: databases name the files of a directory in a row.
    directory: (Vec<u8>, Option<u32>),
    /// By number of the node. A file that several packages own is right if it is as one of them has it.
    pub(super) differences: Map<u32, Difference>,
    pub(super) agreed: Set<u32>,
    /// Where the database that is being read is.
    pub(super) place: (Vec<u8>, u32),
    /// Lists of files that have been read.
    pub(super) lists: Set<u32>,
    /// What dpkg diverted, by the number of the node under the original name.
    pub(super) diversions: Map<u32, Diversion<'r>>,
    /// Digests are read of files whose owner is known already.
    pub(super) only_digests: bool,
    /// prelink(8) has changed programs and libraries after they were installed.
    pub(super) prelinked: bool,
    /// Whether the reader's last package is counted, so that its files are.
    pub(super) open: bool,
    problems: usize,
}

impl<'r, 'a> Collector<'r, 'a> {
    pub(super) fn new(rootfs: &'r Rootfs<'a>, accounts: &'r Accounts) -> Self {
        Self {
            rootfs,
            // The first line of a name counts, as for getpwnam(3).
            users: accounts.users.iter().rev().map(|user| (user.name.as_slice(), user.uid)).collect(),
            groups: accounts.groups.iter().rev().map(|group| (group.name.as_slice(), group.gid)).collect(),
            found: Packages::default(),
            words: Map::new(),
            directory: (Vec::new(), None),
            differences: Map::new(),
            agreed: Set::new(),
            place: (Vec::new(), 0),
            lists: Set::new(),
            diversions: Map::new(),
            only_digests: false,
            prelinked: rootfs.get(PRELINK_CACHE).is_some(),
            open: false,
            problems: 0,
        }
    }

    pub(super) fn run(&mut self) {
        self.read_diversions();
        let mut seen = Set::new();
        for database in &DATABASES {
            // Two names may lead to one file.
            let Some(node) = self.rootfs.resolve(database.path.as_bytes()) else { continue };
            let wanted = if database.store == Store::DpkgFolder { EntryKind::Directory } else { EntryKind::File };
            if node.kind == wanted && seen.insert(node.path) {
                self.read(database, &node);
            }
        }
        self.follow_diversions();
    }

    pub(super) fn finish(mut self) -> Packages {
        self.say_unlisted_problems();
        let mut found = self.found;
        found.differences = self.differences.into_iter().map(|(_, difference)| difference).collect();
        sort_by(&mut found.differences, |one, other| one.path.cmp(&other.path));
        // Owners are numbers of packages, so these are sorted by way of a table.
        let mut order: Vec<usize> = (0..found.packages.len()).collect();
        let key = |index: &usize| {
            found.packages.get(*index).map(|package| {
                (package.family, &package.name, &package.version, &package.architecture, package.database)
            })
        };
        sort_by(&mut order, |one, other| key(one).cmp(&key(other)));
        let mut places = vec![0_usize; order.len()];
        for (place, index) in order.iter().enumerate() {
            if let Some(slot) = places.get_mut(*index) {
                *slot = place;
            }
        }
        for owner in &mut found.owners {
            if let Some(place) = owner.package().and_then(|package| places.get(package)) {
                *owner = Owner::of(*place, owner.is_config());
            }
        }
        let mut packages: Vec<Option<Package>> = found.packages.into_iter().map(Some).collect();
        found.packages = order.iter().filter_map(|index| packages.get_mut(*index)?.take()).collect();
        found
    }

    pub(super) fn gap(&mut self, what: &str) {
        self.put_gap(what.to_owned(), None);
    }

    fn put_gap(&mut self, what: String, offset: Option<u64>) {
        self.problems = self.problems.saturating_add(1);
        if self.problems > MAX_PACKAGE_PROBLEMS {
            return;
        }
        let (path, layer) = &self.place;
        self.found.gaps.push(Gap {
            kind: GapKind::PackagesUnreadable,
            member: None,
            layer: Some(*layer),
            path: Some(escaped_bytes(path)),
            offset,
            what,
            action: String::from(
                "Check the database with the distribution's own tool and rebuild the layer that wrote it; packages may \
                 be missing from the inventory",
            ),
        });
    }

    fn say_unlisted_problems(&mut self) {
        if let Some(more) = self.problems.checked_sub(MAX_PACKAGE_PROBLEMS).filter(|more| *more > 0) {
            self.problems = 0;
            self.put_gap(format!("{more} more places of the package databases could not be read"), None);
        }
    }

    fn word(&mut self, word: &str) -> Arc<str> {
        if let Some(known) = self.words.get(word) {
            return Arc::clone(known);
        }
        let word: Arc<str> = Arc::from(word);
        self.words.insert(Arc::clone(&word), Arc::clone(&word));
        word
    }

    /// The node of a file that a database names.
    fn node(&mut self, directory: &[u8], name: &[u8]) -> Option<Node<'r>> {
        if self.directory.0 != directory || self.directory.0.is_empty() {
            self.directory.0.clear();
            self.directory.0.extend_from_slice(directory);
            self.directory.1 = self.rootfs.directory(directory);
        }
        self.rootfs.child(self.directory.1?, name)
    }
}

impl PackageVisitor for Collector<'_, '_> {
    fn package(&mut self, package: &PackageRecord<'_>) {
        self.open = self.found.packages.len() < MAX_PACKAGES;
        if !self.open {
            self.gap("There are more packages than the analysis keeps");
            return;
        }
        let Some(database) = self.found.databases.len().checked_sub(1) else { return };
        let Some(family) = self.found.databases.get_mut(database).map(|database| {
            database.packages = database.packages.saturating_add(1);
            database.store.family()
        }) else {
            return;
        };
        let source = if package.source.is_empty() { &package.name } else { &package.source };
        let other_version = !package.source_version.is_empty() && package.source_version != package.version;
        let found = Package {
            family,
            name: package.name.as_ref().into(),
            version: package.version.as_ref().into(),
            architecture: self.word(&package.architecture),
            source: self.word(source),
            source_version: other_version.then(|| package.source_version.as_ref().into()),
            vendor: self.word(&package.vendor),
            licence: self.word(&package.licence),
            installed_size: package.installed_size,
            database,
            files: 0,
        };
        self.found.packages.push(found);
        if self.found.databases.last().is_some_and(|database| database.store == Store::DpkgStatus) {
            self.read_list(&package.name, &package.architecture);
        }
    }

    fn file(&mut self, directory: &[u8], name: &[u8], file: &FileRecord<'_>) {
        let Some(package) = self.found.packages.len().checked_sub(1).filter(|_| self.open) else { return };
        let Some(node) = self.node(directory, name) else { return };
        if self.only_digests {
            self.compare_content(&node, package, file);
            return;
        }
        if self.found.owners.is_empty() {
            self.found.owners = vec![Owner::NONE; self.rootfs.numbers()];
        }
        let place = usize::try_from(node.number).ok();
        let Some(owner) = place.and_then(|place| self.found.owners.get_mut(place)) else { return };
        match owner.package() {
            None => {
                *owner = Owner::of(package, file.config);
                if node.kind != EntryKind::Directory
                    && let Some(package) = self.found.packages.get_mut(package)
                {
                    package.files = package.files.saturating_add(1);
                }
            }
            Some(known) if file.config => *owner = Owner::of(known, true),
            Some(_) => {}
        }
        self.compare(&node, file);
    }

    fn problem(&mut self, problem: Problem) {
        self.put_gap(problem.what, problem.offset);
    }
}
