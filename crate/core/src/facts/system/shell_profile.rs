//! `umask` and `PATH` in the files that shells and logins begin with. Only plain assignments at the beginning of a line
//! are read; what depends on conditions is read as if it always held.

use super::ConfigFiles;
use super::lines::{At, significant};
use crate::words::{Words, words};
use std::sync::Arc;

/// One line that sets something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileSetting {
    /// What it sets.
    pub sets: ProfileSets,
    /// The value without quotes.
    pub value: String,
    /// Where it stands.
    pub at: At,
}

/// What is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileSets {
    /// `umask 022`.
    Umask,
    /// `PATH=...`, exported or not.
    Path,
}

/// Reads a file.
#[must_use]
pub fn read(path: &Arc<[u8]>, body: &[u8]) -> Vec<ProfileSetting> {
    let settings = significant(body).filter_map(|(number, line)| {
        let line = line.strip_prefix("export ").unwrap_or(&line).trim_start();
        let (sets, value) = match line.strip_prefix("PATH=") {
            Some(value) => (ProfileSets::Path, value),
            None => (ProfileSets::Umask, line.strip_prefix("umask").filter(|rest| rest.starts_with([' ', '\t']))?),
        };
        let value = value.trim().split([';', '#']).next().unwrap_or_default().trim();
        let value = value.trim_matches(['"', '\'']).to_owned();
        Some(ProfileSetting { sets, value, at: At::new(path, number) })
    });
    settings.collect()
}

/// Files that every shell or login reads, and those of root.
pub(super) static FILES: Words = words![
    "etc/profile",
    "etc/bash.bashrc",
    "etc/bashrc",
    "etc/environment",
    "root/.profile",
    "root/.bashrc",
    "root/.bash_profile",
    "etc/zsh/zshenv",
];

pub(super) fn of(files: &ConfigFiles<'_>) -> Vec<ProfileSetting> {
    let mut found: Vec<_> = FILES.iter().filter_map(|path| files.body(path.as_bytes())).collect();
    found.extend(files.in_directory(b"etc/profile.d").into_iter().filter(|(path, _)| path.ends_with(b".sh")));
    found.iter().flat_map(|(path, body)| read(path, body)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn umask_and_path_are_found() {
        let text = b"# umask 0\nif x; then\n  umask 027 # c\nfi\nexport PATH=\"/a:.\"\numasks 1\nMYPATH=x\n";
        let read = read(&Arc::from(&b"x"[..]), text);
        let seen: Vec<_> = read.iter().map(|one| (one.sets, one.value.as_str(), one.at.line)).collect();
        assert_eq!(seen, [(ProfileSets::Umask, "027", 3), (ProfileSets::Path, "/a:.", 5)]);
    }
}
