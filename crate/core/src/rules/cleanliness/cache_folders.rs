//! Caches in the files of an image, for `package-cache`.

use super::executables::split;
use super::size;
use crate::data::caches::{self, Cache};
use crate::finding::{Findings, Place, Severity};
use crate::image::layer::EntryKind;
use crate::image::rootfs::Rootfs;
use crate::ordered::{Map, Set};

/// Less is what an empty cache has: lock files, tags, the names of repositories.
const LEAST_BYTES: u64 = 4_096;

/// From here on it is worth a step of its own.
const LOW_BYTES: u64 = 1_000_000;

pub(super) fn check(rootfs: &Rootfs<'_>, findings: &mut Findings) {
    let mut folders: Map<&[u8], &Cache> = Map::new();
    for cache in &caches::SYSTEM {
        if let Some(node) = rootfs.get(cache.folder.as_bytes()).filter(|node| node.kind == EntryKind::Directory) {
            folders.insert(node.path, cache);
        }
    }
    for node in rootfs.nodes().filter(|node| node.kind == EntryKind::Directory) {
        if let Some(cache) = home_cache(node.path) {
            folders.insert(node.path, cache);
        }
    }
    let paths: Set<&[u8]> = folders.keys().copied().collect();
    for (folder, cache) in folders {
        // What lies in another cache is counted there, so that nesting costs nothing.
        if !above(folder).any(|outer| paths.contains(outer)) {
            report(rootfs, folder, cache, findings);
        }
    }
}

fn home_cache(path: &[u8]) -> Option<&'static Cache> {
    caches::HOME.iter().find(|cache| {
        let rest = path.strip_suffix(cache.folder.as_bytes());
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with(b"/"))
    })
}

/// The folders that a path lies in, innermost first.
fn above(path: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::successors(Some(split(path).0), |folder| Some(split(folder).0)).take_while(|folder| !folder.is_empty())
}

fn report(rootfs: &Rootfs<'_>, folder: &[u8], cache: &Cache, findings: &mut Findings) {
    let (mut bytes, mut count) = (0_u64, 0_u64);
    let mut by_layer: Map<u32, u64> = Map::new();
    for node in rootfs.under(folder) {
        let name = split(node.path).1;
        // Another name of a file costs nothing.
        let counts = node.kind == EntryKind::File
            && node.hardlink_of.is_none()
            && !caches::KEPT_WHEN_EMPTY.iter().any(|kept| kept.as_bytes() == name);
        if counts {
            bytes = bytes.saturating_add(node.size);
            count = count.saturating_add(1);
            by_layer.change(node.layer, |bytes| *bytes = bytes.saturating_add(node.size));
        }
    }
    if bytes <= LEAST_BYTES {
        return;
    }
    let layer = by_layer.iter().max_by_key(|(_, bytes)| **bytes).map_or(0, |(layer, _)| *layer);
    let place = Place::file(folder, layer);
    let severity = if bytes < LOW_BYTES { Severity::Info } else { Severity::Low };
    let reason = format!("in /{}", String::from_utf8_lossy(folder));
    findings
        .at(place)
        .severity(severity)
        .detail("cache", capital(cache.what))
        .detail("reason", reason)
        .detail("size", format!("{} in {}", size::shown(bytes), size::plural(count, "file")))
        .detail("cleaner", cache.cleaner)
        .done();
}

/// With a capital first letter, for the beginning of a sentence.
pub(super) fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(characters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn home_caches_are_found_by_whole_parts_of_a_path() {
        let what = |path: &[u8]| home_cache(path).map(|cache| cache.what);
        assert_eq!(what(b"root/.cache/pip"), Some("pip cache"));
        assert_eq!(what(b".cache/pip"), Some("pip cache"));
        assert_eq!(what(b"usr/local/cargo/registry"), Some("Cargo registry"));
        assert_eq!(what(b"root/my.cache/pip"), None);
        assert_eq!(what(b"root/.cache/pip/http"), None);
    }

    #[test]
    fn the_folders_above_end_before_the_root() {
        let folders: Vec<_> = above(b"a/b/c").collect();
        assert_eq!(folders, [&b"a/b"[..], b"a"]);
        assert_eq!(above(b"a").count(), 0);
    }
}
