//! `sshd_config(5)` with the files that it includes. The first value of a keyword counts, as sshd reads it.

use super::ConfigFiles;
use super::lines::{At, Unreadable, significant};
use crate::limits::MAX_INCLUDED_FILES;

/// The settings of the SSH server, in the order in which sshd meets them.
#[derive(Debug, Default)]
pub struct SshdConfig {
    /// All settings.
    pub settings: Vec<SshdSetting>,
}

/// One setting.
#[derive(Debug, Clone)]
pub struct SshdSetting {
    /// Keyword in small letters.
    pub keyword: String,
    /// The arguments, without quotes around the whole.
    pub value: String,
    /// The condition of the `Match` block that it stands in; `None` for what holds for everybody.
    pub condition: Option<String>,
    /// Where it stands.
    pub at: At,
}

impl SshdConfig {
    /// The setting that holds for everybody, by its keyword in small letters.
    #[must_use]
    pub fn effective(&self, keyword: &str) -> Option<&SshdSetting> {
        self.settings.iter().find(|setting| setting.condition.is_none() && setting.keyword == keyword)
    }

    /// Reads one file; what it includes is for `include` to read, which gets the pattern.
    pub fn read(
        &mut self,
        path: &std::sync::Arc<[u8]>,
        body: &[u8],
        condition: Option<&str>,
        mut broken: impl FnMut(At),
        include: &mut dyn FnMut(&mut Self, &str, Option<&str>),
    ) {
        let mut condition = condition.map(str::to_owned);
        for (number, line) in significant(body) {
            let (keyword, value) = line.split_once([' ', '\t', '=']).unwrap_or((&line, ""));
            let keyword = keyword.to_ascii_lowercase();
            let value = value.trim_matches([' ', '\t', '=']);
            let inner = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
            let value = inner.filter(|inner| !inner.contains('"')).unwrap_or(value);
            let at = At::new(path, number);
            if value.is_empty() || !keyword.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                broken(at);
                continue;
            }
            match keyword.as_str() {
                "match" if value.eq_ignore_ascii_case("all") => condition = None,
                "match" => condition = Some(value.to_owned()),
                "include" => include(self, value, condition.as_deref()),
                _ => self.settings.push(SshdSetting {
                    keyword,
                    value: value.to_owned(),
                    condition: condition.clone(),
                    at,
                }),
            }
        }
    }
}

/// Reads the image's configuration; `None` if it has none.
pub(super) fn of(files: &ConfigFiles<'_>, unreadable: &mut Unreadable) -> Option<SshdConfig> {
    let (path, body) = files.body(b"etc/ssh/sshd_config")?;
    let mut config = SshdConfig::default();
    let mut left = MAX_INCLUDED_FILES;
    let mut broken = Vec::new();
    let mut lines_of_included = Vec::new();
    config.read(&path, body, None, |at| broken.push(at), &mut |config, patterns, condition| {
        for pattern in patterns.split_whitespace() {
            for (path, body) in included(files, pattern) {
                let Some(rest) = left.checked_sub(1) else { return };
                left = rest;
                // Files that are included from included ones are not used by any distribution.
                config.read(&path, body, condition, |at| lines_of_included.push(at), &mut |_, _, _| {});
            }
        }
    });
    broken.iter().chain(&lines_of_included).for_each(|at| unreadable.add(at));
    Some(config)
}

/// The files of a pattern whose last part alone may have a star: `/etc/ssh/sshd_config.d/*.conf`.
fn included<'a>(files: &ConfigFiles<'a>, pattern: &str) -> Vec<(std::sync::Arc<[u8]>, &'a [u8])> {
    let pattern = pattern.trim_matches('"');
    let path = pattern.strip_prefix('/').map_or_else(|| format!("etc/ssh/{pattern}"), str::to_owned);
    let Some((directory, name)) = path.rsplit_once('/') else { return Vec::new() };
    let Some((before, after)) = name.split_once('*') else {
        return files.body(path.as_bytes()).into_iter().collect();
    };
    let mut found = files.in_directory(directory.as_bytes());
    found.retain(|(path, _)| {
        let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
        let rest = name.strip_prefix(before.as_bytes());
        rest.is_some_and(|rest| rest.ends_with(after.as_bytes())) && !name.starts_with(b".")
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn the_first_value_counts_and_matches_end_with_the_next() {
        let mut config = SshdConfig::default();
        let mut broken = Vec::new();
        let mut included = Vec::new();
        let text = b"# c\nInclude a/*.conf\n Port 2222\nPermitRootLogin=\"yes\"\npermitrootlogin no\n\
                     Match user a\nPasswordAuthentication yes\nmatch all\nUsePAM yes\nBanner\n";
        config.read(&Arc::from(&b"x"[..]), text, None, |at| broken.push(at.line), &mut |_, pattern, _| {
            included.push(pattern.to_owned());
        });
        assert_eq!(config.effective("permitrootlogin").map(|setting| setting.value.as_str()), Some("yes"));
        assert!(config.effective("passwordauthentication").is_none());
        assert!(config.effective("usepam").is_some());
        assert_eq!((included, broken), (vec![String::from("a/*.conf")], vec![10]));
    }
}
