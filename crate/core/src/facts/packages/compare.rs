//! Files against what their databases say of them.

use super::Difference;
use super::collect::Collector;
use crate::image::layer::EntryKind;
use crate::image::rootfs::Node;
use crate::ordered::Map;
use crate::packages::{FileOwner, FileRecord};

impl Collector<'_, '_> {
    /// A file of whose content a list of digests speaks. The list keeps lines of files that another package has taken
    /// over since, and names a diverted file as it was before.
    pub(super) fn compare_content(&mut self, node: &Node<'_>, package: usize, file: &FileRecord<'_>) {
        let place = usize::try_from(node.number).ok();
        let node = match self.diversions.get(&node.number) {
            Some(diversion) => {
                let name = self.found.packages.get(package).map(|package| package.name.as_bytes());
                if name == Some(diversion.by) { diversion.from } else { diversion.to }
            }
            None => {
                let owner = place.and_then(|place| self.found.owners.get(place));
                owner.is_some_and(|owner| owner.package() == Some(package)).then_some(*node)
            }
        };
        if let Some(node) = node {
            self.compare(&node, file);
        }
    }

    pub(super) fn compare(&mut self, node: &Node<'_>, file: &FileRecord<'_>) {
        let (Some(is), EntryKind::File | EntryKind::Directory) = (node.mode, node.kind) else { return };
        let owner = match file.owner {
            Some(FileOwner::Ids(uid, gid)) => Some((uid, gid)),
            Some(FileOwner::Names(user, group)) => self.ids(user, group),
            None => None,
        };
        let size = file.size.filter(|_| node.kind == EntryKind::File && !self.prelinked);
        let digest = file.digest.filter(|_| !self.prelinked).and_then(|expected| {
            let digests = self.rootfs.digests_of(node).iter();
            digests.map(|found| (expected, found.digest)).find(|(expected, is)| expected.is_like(is))
        });
        if file.ghost || (file.mode.is_none() && owner.is_none() && size.is_none() && digest.is_none()) {
            return;
        }
        let mode = file.mode.filter(|mode| *mode != is);
        let other_owner = owner.is_some_and(|owner| owner != (node.uid, node.gid));
        let size = size.filter(|size| *size != node.size);
        let digest = digest.filter(|(expected, is)| expected != is);
        if mode.is_none() && !other_owner && size.is_none() && digest.is_none() {
            self.agreed.insert(node.number);
            self.differences.remove(&node.number);
        } else if !self.agreed.contains(&node.number) {
            let owner = other_owner.then(|| shown_owner(file.owner));
            let make = || Difference { path: node.path.to_vec(), mode, owner, size, digest };
            self.differences.change_or(node.number, make, |_| {});
        }
    }

    /// Numbers of names. rpm takes root where a name is not known, so nothing can be said of those.
    fn ids(&self, user: &str, group: &str) -> Option<(u32, u32)> {
        let known =
            |names: &Map<&[u8], u32>, name: &str| names.get(name.as_bytes()).copied().or((name == "root").then_some(0));
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
