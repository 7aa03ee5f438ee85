//! The `.dockerignore` files beside Dockerfiles.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// A larger one is a mistake, and not worth the time.
const MAX_DOCKERIGNORE_BYTES: u64 = 1024 * 1024;

/// The `.dockerignore` files of the Dockerfiles of one run. Many Dockerfiles of a folder share the one that it mostly has not,
/// so it is remembered which folders have none.
#[derive(Default)]
pub(crate) struct Dockerignores {
    without: Mutex<BTreeSet<PathBuf>>,
}

impl Dockerignores {
    /// The text of the file that BuildKit would take: `NAME.dockerignore` beside the Dockerfile, else `.dockerignore`.
    pub(crate) fn of(&self, path: &Path) -> Option<String> {
        let mut own = path.file_name()?.to_owned();
        own.push(".dockerignore");
        if let Some(text) = read(&path.with_file_name(own)) {
            return Some(text);
        }
        let folder = path.parent()?;
        let without = || self.without.lock().unwrap_or_else(PoisonError::into_inner);
        if without().contains(folder) {
            return None;
        }
        let text = read(&folder.join(".dockerignore"));
        if text.is_none() {
            without().insert(folder.to_owned());
        }
        text
    }
}

fn read(path: &Path) -> Option<String> {
    let small =
        std::fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() <= MAX_DOCKERIGNORE_BYTES);
    if small { std::fs::read_to_string(path).ok() } else { None }
}
