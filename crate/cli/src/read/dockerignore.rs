//! The `.dockerignore` files beside Dockerfiles.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// A larger one is a mistake, and not worth the time.
const MAX_DOCKERIGNORE_BYTES: u64 = 1024 * 1024;

/// So many Dockerfiles of one folder are cheaper to look up in its list of names than one by one.
const MANY: usize = 16;

/// Names of a folder that are looked at for each of its Dockerfiles: more would take longer than it saves.
const NAMES_EACH: usize = 8;

/// The `.dockerignore` files of the Dockerfiles of one run.
#[derive(Default)]
pub(crate) struct Dockerignores {
    /// Of the folders with many Dockerfiles and not too much else: the names that end so, in lower case, since there are
    /// file systems that do not tell the cases apart.
    listed: BTreeMap<PathBuf, BTreeSet<OsString>>,
}

impl Dockerignores {
    /// Lists the folders that hold many of the paths.
    pub(crate) fn beside<'a>(paths: impl Iterator<Item = &'a Path>) -> Self {
        let mut folders: BTreeMap<&Path, usize> = BTreeMap::new();
        for folder in paths.filter_map(Path::parent) {
            *folders.entry(folder).or_default() += 1;
        }
        let many = folders.into_iter().filter(|(_, paths)| *paths >= MANY);
        let listed = many.filter_map(|(folder, paths)| Some((folder.to_owned(), listed(folder, paths * NAMES_EACH)?)));
        Self { listed: listed.collect() }
    }

    /// The text of the file that BuildKit would take: `NAME.dockerignore` beside the Dockerfile, else `.dockerignore`.
    pub(crate) fn of(&self, path: &Path) -> Option<String> {
        let mut own = path.file_name()?.to_owned();
        own.push(ENDING);
        let listed = path.parent().and_then(|folder| self.listed.get(folder));
        let there = |name: &OsString| listed.is_none_or(|names| names.contains(&name.to_ascii_lowercase()));
        [own, OsString::from(ENDING)].into_iter().filter(there).find_map(|name| read(&path.with_file_name(name)))
    }
}

const ENDING: &str = ".dockerignore";

/// The names in a folder that end so; `None` if it has more names than `most`, or cannot be listed.
fn listed(folder: &Path, most: usize) -> Option<BTreeSet<OsString>> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let mut names = BTreeSet::new();
    for (number, entry) in std::fs::read_dir(folder).ok()?.enumerate() {
        let name = entry.ok().filter(|_| number < most)?.file_name().to_ascii_lowercase();
        if name.as_encoded_bytes().ends_with(ENDING.as_bytes()) {
            names.insert(name);
        }
    }
    Some(names)
}

fn read(path: &Path) -> Option<String> {
    let small =
        std::fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() <= MAX_DOCKERIGNORE_BYTES);
    if small { std::fs::read_to_string(path).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_listed_is_what_is_found_one_by_one() -> std::io::Result<()> {
        let folder = std::env::temp_dir().join(format!("plimsoll-dockerignores-{}", std::process::id()));
        std::fs::create_dir_all(&folder)?;
        let paths: Vec<PathBuf> = (0..MANY).map(|number| folder.join(format!("{number}.Dockerfile"))).collect();
        let texts = |ignores: &Dockerignores| paths.iter().map(|path| ignores.of(path)).collect::<Vec<_>>();
        for written in ["3.Dockerfile.dockerignore", ".dockerignore"] {
            std::fs::write(folder.join(written), written)?;
            let many = Dockerignores::beside(paths.iter().map(PathBuf::as_path));
            let few = Dockerignores::beside(paths.iter().take(2).map(PathBuf::as_path));
            assert!(many.listed.contains_key(&folder) && few.listed.is_empty());
            assert_eq!(texts(&many), texts(&few));
            assert_eq!(many.of(&folder.join("3.Dockerfile")).as_deref(), Some("3.Dockerfile.dockerignore"));
        }
        for number in 0..MANY * NAMES_EACH {
            std::fs::write(folder.join(number.to_string()), "")?;
        }
        let crowded = Dockerignores::beside(paths.iter().map(PathBuf::as_path));
        std::fs::remove_dir_all(&folder)?;
        assert!(crowded.listed.is_empty());
        Ok(())
    }
}
