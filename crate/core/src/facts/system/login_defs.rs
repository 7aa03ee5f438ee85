//! `login.defs(5)`: names and values; the last one of a name counts.

use super::ConfigFiles;
use super::lines::{At, significant};
use std::sync::Arc;

/// One setting.
#[derive(Debug, Clone)]
pub struct LoginSetting {
    /// `UMASK`, `PASS_MAX_DAYS`.
    pub name: String,
    /// The value, without quotes.
    pub value: String,
    /// Where it stands.
    pub at: At,
}

/// Reads the file.
#[must_use]
pub fn read(path: &Arc<[u8]>, body: &[u8]) -> Vec<LoginSetting> {
    let settings = significant(body).filter_map(|(number, line)| {
        let (name, value) = line.split_once([' ', '\t'])?;
        let value = value.trim().trim_matches('"').to_owned();
        Some(LoginSetting { name: name.to_owned(), value, at: At::new(path, number) })
    });
    settings.collect()
}

pub(super) fn of(files: &ConfigFiles<'_>) -> Vec<LoginSetting> {
    let paths: [&[u8]; 2] = [b"etc/login.defs", b"usr/etc/login.defs"];
    let found = paths.iter().find_map(|path| files.body(path));
    found.map(|(path, body)| read(&path, body)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values_have_their_lines() {
        let read = read(&Arc::from(&b"x"[..]), b"# UMASK 077\nUMASK\t\t022\nENV_PATH PATH=/bin:/usr/bin\nX\n");
        let seen: Vec<_> = read.iter().map(|one| (one.name.as_str(), one.value.as_str(), one.at.line)).collect();
        assert_eq!(seen, [("UMASK", "022", 2), ("ENV_PATH", "PATH=/bin:/usr/bin", 3)]);
    }
}
