//! A directory in the OCI layout.

use super::{Input, Reading, jobs};
use plimsoll_core::image::layer::LayerOptions;
use plimsoll_core::image::scan::IndexedScan;
use plimsoll_core::text::escaped_bytes;
use std::path::{Path, PathBuf};

/// Names of a directory that are looked at; an OCI layout of hundreds of images has some tens of thousands.
const MAX_NAMES: usize = 100_000;

/// Depth of a directory: `blobs/sha256/<digest>` has three.
const MAX_DEPTH: usize = 16;

impl Reading {
    pub(super) fn directory(&self, path: &Path) -> Result<Input, String> {
        let mut scan = IndexedScan::of_directory(LayerOptions::default());
        let mut size = 0u64;
        for (relative, length) in files(path)? {
            size = size.saturating_add(length);
            scan.add_file(relative.as_os_str().as_encoded_bytes(), length);
        }
        self.ranges(scan, &jobs::Source::Directory(path), size)
    }
}

/// Regular files below a directory, by their relative paths, sorted. Links are followed only while they stay inside.
fn files(root: &Path) -> Result<Vec<(PathBuf, u64)>, String> {
    let base = root.canonicalize().map_err(|error| error.to_string())?;
    let (mut found, mut queue, mut names) = (Vec::new(), vec![(PathBuf::new(), 0)], 0);
    while let Some((relative, depth)) = queue.pop() {
        let unread = |error: std::io::Error| {
            format!("{}: {error}. Check the permissions", escaped_bytes(relative.as_os_str().as_encoded_bytes()))
        };
        for entry in std::fs::read_dir(root.join(&relative)).map_err(unread)? {
            let entry = entry.map_err(unread)?;
            // Counted before anything else, so that links in a circle end as well.
            names += 1;
            if names > MAX_NAMES {
                return Err(format!(
                    "more than {MAX_NAMES} files: this is no OCI layout. Name the layout's own directory"
                ));
            }
            let Ok(real) = entry.path().canonicalize() else { continue };
            let Ok(metadata) = real.metadata() else { continue };
            if !real.starts_with(&base) {
                continue;
            }
            let below = relative.join(entry.file_name());
            if metadata.is_file() {
                found.push((below, metadata.len()));
            } else if metadata.is_dir() && depth < MAX_DEPTH {
                queue.push((below, depth + 1));
            }
        }
    }
    found.sort();
    Ok(found)
}
