//! Finds the databases in the root filesystem, gives them to their readers and arranges what these find.

use super::{Difference, FoundDatabase, Owner, Package, Packages};
use crate::facts::Accounts;
use crate::gap::{Gap, GapKind};
use crate::image::layer::EntryKind;
use crate::image::rootfs::{Node, Rootfs};
use crate::limits::{MAX_PACKAGE_PROBLEMS, MAX_PACKAGES};
use crate::packages::paths::{DATABASES, DPKG_DIVERSIONS, DPKG_INFO};
use crate::packages::{
    Database, FileOwner, FileRecord, PackageRecord, PackageVisitor, Problem, Store, apk, dpkg, manifest, rpm,
};
use crate::text::escaped_bytes;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(super) struct Collector<'r, 'a> {
    rootfs: &'r Rootfs<'a>,
    users: BTreeMap<&'r [u8], u32>,
    groups: BTreeMap<&'r [u8], u32>,
    found: Packages,
    /// Words that many packages share.
    words: BTreeSet<Arc<str>>,
    /// The directory of the file before, and what it leads to: databases name the files of a directory in a row.
    directory: (Vec<u8>, Option<u32>),
    /// By number of the node. A file that several packages own is right if it is as one of them has it.
    differences: BTreeMap<u32, Difference>,
    agreed: BTreeSet<u32>,
    /// Where the database that is being read is.
    place: (Vec<u8>, u32),
    /// Lists of files that have been read.
    lists: BTreeSet<u32>,
    /// Whether the reader's last package is counted, so that its files are.
    open: bool,
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
            words: BTreeSet::new(),
            directory: (Vec::new(), None),
            differences: BTreeMap::new(),
            agreed: BTreeSet::new(),
            place: (Vec::new(), 0),
            lists: BTreeSet::new(),
            open: false,
            problems: 0,
        }
    }

    pub(super) fn run(&mut self) {
        let mut seen = BTreeSet::new();
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
        found.differences = self.differences.into_values().collect();
        found.differences.sort_by(|one, other| one.path.cmp(&other.path));
        // Owners are numbers of packages, so these are sorted by way of a table.
        let mut order: Vec<usize> = (0..found.packages.len()).collect();
        let key = |index: &usize| {
            found.packages.get(*index).map(|package| {
                (package.family, &package.name, &package.version, &package.architecture, package.database)
            })
        };
        order.sort_by(|one, other| key(one).cmp(&key(other)));
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

    fn read(&mut self, database: &Database, node: &Node<'r>) {
        let number = self.found.databases.len();
        self.place = (node.path.to_vec(), node.layer);
        self.open = false;
        let layers = self.layers_of(database, node);
        self.found.databases.push(FoundDatabase {
            path: node.path.to_vec(),
            store: database.store,
            layer: layers.last().copied().unwrap_or(node.layer),
            layers,
            packages: 0,
            complete: true,
        });
        if database.store == Store::DpkgFolder {
            self.read_folder(node.path);
        } else {
            match self.rootfs.body_of(node) {
                Some(body) => {
                    self.set_complete(number, body.complete);
                    self.read_file(database.store, body.bytes);
                }
                None => {
                    self.set_complete(number, false);
                    self.gap("The package database was not kept by the scan, so its packages are not known");
                }
            }
        }
        if database.store == Store::RpmSqlite {
            let log = [node.path, b"-wal"].concat();
            if self.rootfs.get(&log).is_some_and(|log| log.size > 0) {
                self.gap(
                    "Changes of the rpm database lie in a write-ahead log beside it, which is not read: packages may be \
                     missing or old",
                );
            }
        }
    }

    fn set_complete(&mut self, database: usize, complete: bool) {
        if let Some(database) = self.found.databases.get_mut(database) {
            database.complete = complete;
        }
    }

    fn read_file(&mut self, store: Store, body: &[u8]) {
        match store {
            Store::DpkgStatus => dpkg::status(body, self),
            Store::Apk => apk::installed(body, self),
            Store::RpmManifest => manifest::manifest(body, self),
            Store::RpmSqlite | Store::RpmNdb | Store::RpmBerkeley => rpm::database(store, body, self),
            Store::DpkgFolder => {}
        }
    }

    /// A stanza a file, with the sums of the package's files beside it.
    fn read_folder(&mut self, folder: &[u8]) {
        let rootfs = self.rootfs;
        for node in rootfs.under(folder) {
            // Distroless puts what dpkg keeps in `info` here too.
            if node.kind != EntryKind::File || has_ending(node.path) {
                continue;
            }
            self.place = (node.path.to_vec(), node.layer);
            self.open = false;
            let Some(body) = rootfs.body_of(&node) else {
                self.gap("The description of a package was not kept by the scan");
                continue;
            };
            dpkg::stanza(body.bytes, self);
            let sums = [node.path, b".md5sums"].concat();
            match rootfs.body(&sums) {
                Some(body) => dpkg::list(body.bytes, self),
                None => self.found.without_files = self.found.without_files.saturating_add(1),
            }
        }
    }

    /// The list of files of the package that `status` has just described.
    fn read_list(&mut self, name: &str, architecture: &str) {
        let rootfs = self.rootfs;
        // Packages that may be there for several architectures have theirs in the name.
        let names = [format!("{DPKG_INFO}/{name}:{architecture}.list"), format!("{DPKG_INFO}/{name}.list")];
        let list = names.iter().find_map(|path| rootfs.resolve(path.as_bytes()));
        let body = list.filter(|_| !name.contains('/')).and_then(|node| Some((node, rootfs.body_of(&node)?)));
        match body {
            // Packages of one name must not read one list again and again.
            Some((node, body)) if self.lists.insert(node.number) => dpkg::list(body.bytes, self),
            _ => self.found.without_files = self.found.without_files.saturating_add(1),
        }
    }

    /// What a package pushed aside still belongs to the package that brought it.
    fn follow_diversions(&mut self) {
        let rootfs = self.rootfs;
        let Some(body) = rootfs.body(DPKG_DIVERSIONS.as_bytes()) else { return };
        let number = |path: &[u8]| {
            let (directory, name) = crate::image::layer::split(path.strip_prefix(b"/")?);
            let node = rootfs.child(rootfs.directory(directory)?, name)?;
            usize::try_from(node.number).ok()
        };
        for (from, to) in dpkg::diversions(body.bytes) {
            let Some(to) = number(to) else { continue };
            // Whoever has the original name now, or a package that cannot be told any more.
            let owner = number(from).and_then(|from| self.found.owners.get(from).copied());
            let owner = owner.filter(|owner| owner.package().is_some()).unwrap_or(Owner::of(0, false));
            if let Some(slot) = self.found.owners.get_mut(to).filter(|slot| slot.package().is_none()) {
                *slot = owner;
            }
        }
    }

    /// Every layer that wrote the database, in order.
    fn layers_of(&self, database: &Database, node: &Node<'_>) -> Vec<u32> {
        let folder = database.store == Store::DpkgFolder;
        let is_it = |path: &[u8]| {
            [node.path, database.path.as_bytes()].into_iter().any(|known| match path.strip_prefix(known) {
                Some(rest) => rest.is_empty() || (folder && rest.starts_with(b"/")),
                None => false,
            })
        };
        let mut layers: BTreeSet<u32> = self
            .rootfs
            .hidden()
            .filter(|hidden| hidden.entry.kind == EntryKind::File && is_it(hidden.entry.path))
            .map(|hidden| hidden.layer)
            .collect();
        layers.insert(node.layer);
        if folder {
            layers.extend(self.rootfs.under(node.path).map(|node| node.layer));
        }
        layers.into_iter().collect()
    }

    fn gap(&mut self, what: &str) {
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
        self.words.insert(Arc::clone(&word));
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

    fn compare(&mut self, node: &Node<'_>, file: &FileRecord<'_>) {
        let (Some(is), EntryKind::File | EntryKind::Directory) = (node.mode, node.kind) else { return };
        let owner = match file.owner {
            Some(FileOwner::Ids(uid, gid)) => Some((uid, gid)),
            Some(FileOwner::Names(user, group)) => self.ids(user, group),
            None => None,
        };
        let size = file.size.filter(|_| node.kind == EntryKind::File);
        if file.ghost || (file.mode.is_none() && owner.is_none() && size.is_none()) {
            return;
        }
        let difference = Difference {
            path: node.path.to_vec(),
            mode: file.mode.filter(|mode| *mode != is),
            owner: owner.filter(|owner| *owner != (node.uid, node.gid)).map(|_| shown_owner(file.owner)),
            size: size.filter(|size| *size != node.size),
        };
        if difference.mode.is_none() && difference.owner.is_none() && difference.size.is_none() {
            self.agreed.insert(node.number);
            self.differences.remove(&node.number);
        } else if !self.agreed.contains(&node.number) {
            self.differences.entry(node.number).or_insert(difference);
        }
    }

    /// Numbers of names. rpm takes root where a name is not known, so nothing can be said of those.
    fn ids(&self, user: &str, group: &str) -> Option<(u32, u32)> {
        let known = |names: &BTreeMap<&[u8], u32>, name: &str| {
            names.get(name.as_bytes()).copied().or((name == "root").then_some(0))
        };
        Some((known(&self.users, user)?, known(&self.groups, group)?))
    }
}

fn shown_owner(owner: Option<FileOwner<'_>>) -> Box<str> {
    match owner {
        Some(FileOwner::Ids(uid, gid)) => format!("{uid}:{gid}").into(),
        Some(FileOwner::Names(user, group)) => format!("{user}:{group}").into(),
        None => Box::default(),
    }
}

/// Whether a file of `status.d` is about a package and not its description.
fn has_ending(path: &[u8]) -> bool {
    const ENDINGS: [&[u8]; 11] = [
        b".conffiles",
        b".list",
        b".md5sums",
        b".postinst",
        b".postrm",
        b".preinst",
        b".prerm",
        b".shlibs",
        b".symbols",
        b".templates",
        b".triggers",
    ];
    ENDINGS.iter().any(|ending| path.ends_with(ending))
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
