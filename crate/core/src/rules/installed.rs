//! Installed packages as evidence: names, what they take, and the command that removes them.
//!
//! Names only what is installed; what is needless is the rules' matter. Beside that: whether a program is an applet of
//! busybox, which is none of the package that its name is known for.

use crate::facts::Files;
use crate::facts::packages::Package;
use crate::image::rootfs::Node;
use crate::ordered::{Set, sort_by};
use crate::packages::{Family, Store};

/// Whether a file is the busybox of the image, under whatever name.
pub(crate) fn is_busybox(files: &Files<'_>, node: &Node<'_>) -> bool {
    ["bin/busybox", "usr/bin/busybox"].iter().filter_map(|path| files.rootfs.resolve(path.as_bytes())).any(|busybox| {
        busybox.path == node.path || (node.content != 0 && (busybox.content, busybox.size) == (node.content, node.size))
    })
}

/// Packages that a command names; more would not fit in a finding.
const NAMED: usize = 30;

/// Bytes that packages take, as they say.
pub(crate) fn bytes<'a>(packages: impl IntoIterator<Item = &'a Package>) -> u64 {
    packages.into_iter().fold(0, |sum, package| sum.saturating_add(package.installed_size))
}

/// The packages that own files, each once, sorted by name.
pub(crate) fn owners<'f>(files: &'f Files<'_>, nodes: &[Node<'_>]) -> Vec<&'f Package> {
    let mut seen = Set::new();
    let mut owners: Vec<&Package> = nodes
        .iter()
        .filter_map(|node| files.packages.owner(node))
        .filter(|package| seen.insert((&package.name, &package.version, &package.architecture)))
        .collect();
    sort_by(&mut owners, |one, other| one.name.cmp(&other.name));
    owners
}

/// The command that removes packages, ready to be put into a build step; `None` where the image has no package manager for
/// them, as in distroless images, or there is nothing to remove.
pub(crate) fn removal(files: &Files<'_>, packages: &[&Package]) -> Option<String> {
    let family = packages.first()?.family;
    let one_family = packages.iter().all(|package| package.family == family);
    let has_manager = files.packages.databases().iter().any(|database| {
        database.store.family() == family && !matches!(database.store, Store::DpkgFolder | Store::RpmManifest)
    });
    if !one_family || !has_manager || packages.len() > NAMED {
        return None;
    }
    let command = match family {
        Family::Deb => "apt-get purge -y",
        Family::Apk => "apk del",
        Family::Rpm => "rpm -e",
    };
    let mut names: Vec<&str> = packages.iter().map(|package| &*package.name).collect();
    crate::ordered::sort(&mut names);
    names.dedup();
    // A command is copied into a shell, so a name that is no package's is no part of one.
    let is_name = |name: &&str| {
        name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-._".contains(&byte)) && !name.starts_with('-')
    };
    names.iter().all(is_name).then(|| format!("{command} {}", names.join(" ")))
}

/// The command as the end of a sentence: `; remove with: apk del gcc`, or nothing.
pub(crate) fn removal_clause(files: &Files<'_>, packages: &[&Package]) -> String {
    removal(files, packages).map(|command| format!("; remove with: {command}")).unwrap_or_default()
}
