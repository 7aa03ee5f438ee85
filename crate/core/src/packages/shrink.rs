//! What a layer keeps of a package database in place of its body.
//!
//! rpm databases have tens of megabytes, of which the inventory needs a tenth, and every layer that installs something
//! brings the whole database again. So they are read as soon as they have passed, and only the wanted parts of each
//! package stay: what is kept grows with packages and files, and not with changelogs and indexes.

use super::paths::{DATABASES, DPKG_INFO, Store};
use super::{dpkg, rpm};

/// How the body at a path is kept.
enum Kept {
    List,
    Sums,
    WatchedSums,
    Rpm(Store),
}

fn kind(path: &[u8]) -> Option<Kept> {
    let in_folder = |folder: &str| path.strip_prefix(folder.as_bytes()).is_some_and(|rest| rest.starts_with(b"/"));
    let sums = path.ends_with(b".md5sums");
    if (sums || path.ends_with(b".list")) && in_folder(DPKG_INFO) {
        return Some(if sums { Kept::WatchedSums } else { Kept::List });
    }
    DATABASES.iter().find_map(|database| match database.store {
        Store::DpkgFolder => (sums && in_folder(database.path)).then_some(Kept::Sums),
        Store::RpmSqlite | Store::RpmNdb | Store::RpmBerkeley => {
            (path == database.path.as_bytes()).then_some(Kept::Rpm(database.store))
        }
        _ => None,
    })
}

/// Whether the body at this path is kept in another form than its own, so that what it takes is known only once it has
/// passed.
pub(crate) fn is_shrunk(path: &[u8]) -> bool {
    kind(path).is_some()
}

/// The body at this path in the form that the readers of this room know too. Bodies of other paths stay as they are.
pub(crate) fn shrunk(path: &[u8], body: Vec<u8>) -> Vec<u8> {
    match kind(path) {
        Some(Kept::List) => dpkg::shrunk_list(&body),
        Some(Kept::Sums) => dpkg::shrunk_sums(&body),
        Some(Kept::WatchedSums) => dpkg::shrunk_watched_sums(&body),
        Some(Kept::Rpm(store)) => rpm::shrunk(store, &body),
        None => body,
    }
}
