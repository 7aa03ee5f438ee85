//! What a layer keeps of a package database in place of its body.
//!
//! rpm databases have tens of megabytes, of which the inventory needs a tenth, and every layer that installs something
//! brings the whole database again. So they are read as soon as they have passed, and only the wanted parts of each
//! package stay: what is kept grows with packages and files, and not with changelogs and indexes.

use super::paths::{DATABASES, DPKG_INFO, Store};
use super::{dpkg, rpm};

/// How the body at a path is kept.
fn kind(path: &[u8]) -> Option<Store> {
    let in_folder = |folder: &str| path.strip_prefix(folder.as_bytes()).is_some_and(|rest| rest.starts_with(b"/"));
    if path.ends_with(b".list") && in_folder(DPKG_INFO) {
        return Some(Store::DpkgStatus);
    }
    let found = DATABASES.iter().find(|database| match database.store {
        Store::DpkgFolder => path.ends_with(b".md5sums") && in_folder(database.path),
        Store::RpmSqlite | Store::RpmNdb | Store::RpmBerkeley => path == database.path.as_bytes(),
        _ => false,
    });
    found.map(|database| database.store)
}

/// Whether the body at this path is kept in another form than its own, so that what it takes is known only once it has
/// passed.
pub(crate) fn is_shrunk(path: &[u8]) -> bool {
    kind(path).is_some()
}

/// The body at this path in the form that the readers of this room know too. Bodies of other paths stay as they are.
pub(crate) fn shrunk(path: &[u8], body: Vec<u8>) -> Vec<u8> {
    match kind(path) {
        Some(Store::DpkgStatus) => dpkg::shrunk_list(&body),
        Some(Store::DpkgFolder) => dpkg::shrunk_sums(&body),
        Some(store) => rpm::shrunk(store, &body),
        None => body,
    }
}
