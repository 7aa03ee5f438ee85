//! Gives databases of the root filesystem to their readers: which files belong to one, and which layers wrote it.

use super::collect::Collector;
use super::{FoundDatabase, Owner};
use crate::image::layer::{EntryKind, split};
use crate::image::rootfs::Node;
use crate::ordered::Set;
use crate::packages::paths::{DPKG_DIVERSIONS, DPKG_INFO};
use crate::packages::{Database, Store, apk, dpkg, manifest, rpm};

/// A file that a package or the administrator pushed aside.
pub(super) struct Diversion<'r> {
    /// What has the original name now.
    pub(super) from: Option<Node<'r>>,
    /// The file itself.
    pub(super) to: Option<Node<'r>>,
    /// The package that did it, and whose file may have the original name; `:` for the administrator.
    pub(super) by: &'r [u8],
}

impl<'r> Collector<'r, '_> {
    pub(super) fn read(&mut self, database: &Database, node: &Node<'r>) {
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
                Some(body) => dpkg::sums(body.bytes, self),
                None => self.found.without_files = self.found.without_files.saturating_add(1),
            }
        }
    }

    /// The list of files of the package that `status` has just described.
    pub(super) fn read_list(&mut self, name: &str, architecture: &str) {
        let rootfs = self.rootfs;
        // Packages that may be there for several architectures have theirs in the name.
        let names = [format!("{DPKG_INFO}/{name}:{architecture}.list"), format!("{DPKG_INFO}/{name}.list")];
        let list = names.iter().find_map(|path| rootfs.resolve(path.as_bytes()));
        let body = list.filter(|_| !name.contains('/')).and_then(|node| Some((node, rootfs.body_of(&node)?)));
        match body {
            // Packages of one name must not read one list again and again.
            Some((node, body)) if self.lists.insert(node.number) => {
                dpkg::list(body.bytes, self);
                let sums = [node.path.strip_suffix(b"list").unwrap_or(node.path), b"md5sums"].concat();
                if let Some(body) = rootfs.body(&sums) {
                    self.only_digests = true;
                    dpkg::sums(body.bytes, self);
                    self.only_digests = false;
                }
            }
            _ => self.found.without_files = self.found.without_files.saturating_add(1),
        }
    }

    /// What a package pushed aside still belongs to the package that brought it.
    pub(super) fn follow_diversions(&mut self) {
        let number = |node: Option<Node<'_>>| usize::try_from(node?.number).ok();
        for Diversion { from, to, .. } in self.all_diversions() {
            let Some(to) = number(to) else { continue };
            // Whoever has the original name now, or a package that cannot be told any more.
            let owner = number(from).and_then(|from| self.found.owners.get(from).copied());
            let owner = owner.filter(|owner| owner.package().is_some()).unwrap_or(Owner::of(0, false));
            if let Some(slot) = self.found.owners.get_mut(to).filter(|slot| slot.package().is_none()) {
                *slot = owner;
            }
        }
    }

    /// What was diverted must be known before digests are compared.
    pub(super) fn read_diversions(&mut self) {
        for diversion in self.all_diversions() {
            if let Some(from) = diversion.from {
                self.diversions.insert(from.number, diversion);
            }
        }
    }

    fn all_diversions(&self) -> Vec<Diversion<'r>> {
        let rootfs = self.rootfs;
        let node = |path: &[u8]| {
            let (directory, name) = split(path.strip_prefix(b"/")?);
            rootfs.child(rootfs.directory(directory)?, name)
        };
        let body = rootfs.body(DPKG_DIVERSIONS.as_bytes()).map_or(&b""[..], |body| body.bytes);
        dpkg::diversions(body).map(|(from, to, by)| Diversion { from: node(from), to: node(to), by }).collect()
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
        let mut layers: Set<u32> = self
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
