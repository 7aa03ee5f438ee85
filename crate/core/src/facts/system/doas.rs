//! `doas.conf(5)`: who may run what as whom.

use super::ConfigFiles;
use super::lines::{At, Unreadable, significant};
use std::sync::Arc;

/// One `permit` line.
#[derive(Debug, Clone)]
pub struct DoasRule {
    /// `app`, `:wheel`.
    pub identity: String,
    /// `nopass`.
    pub no_password: bool,
    /// The command that it is limited to.
    pub command: Option<String>,
    /// Where it stands.
    pub at: At,
}

/// Reads one file; gives the lines that are not understood to `broken`. `deny` lines permit nothing and are left out.
pub fn read(path: &Arc<[u8]>, body: &[u8], mut broken: impl FnMut(At)) -> Vec<DoasRule> {
    let mut rules = Vec::new();
    for (number, line) in significant(body) {
        let at = At::new(path, number);
        let mut words = line.split_whitespace();
        match words.next() {
            Some("permit") => {}
            Some("deny") => continue,
            _ => {
                broken(at);
                continue;
            }
        }
        let mut no_password = false;
        let mut identity = None;
        let mut in_braces = false;
        for word in words.by_ref() {
            match word {
                "nopass" => no_password = true,
                "persist" | "keepenv" | "nolog" => {}
                _ if in_braces => in_braces = !word.ends_with('}'),
                _ if word.starts_with("setenv") => in_braces = !word.ends_with('}'),
                _ if word.starts_with('{') => in_braces = !word.ends_with('}'),
                _ => {
                    identity = Some(word.to_owned());
                    break;
                }
            }
        }
        let Some(identity) = identity else {
            broken(at);
            continue;
        };
        let rest: Vec<_> = words.collect();
        let command = rest.iter().position(|word| *word == "cmd").and_then(|at| rest.get(at.saturating_add(1)));
        rules.push(DoasRule { identity, no_password, command: command.map(|word| (*word).to_owned()), at });
    }
    rules
}

pub(super) fn of(files: &ConfigFiles<'_>, unreadable: &mut Unreadable) -> Vec<DoasRule> {
    let mut found = files.in_directory(b"etc/doas.d");
    found.retain(|(path, _)| path.ends_with(b".conf"));
    found.extend(files.body(b"etc/doas.conf"));
    found.iter().flat_map(|(path, body)| read(path, body, |at| unreadable.add(&at))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permits_are_read() {
        let mut broken = Vec::new();
        let text = b"# c\npermit persist :wheel\npermit nopass setenv { A B=c } app as root cmd apk args add\ndeny x\npermit\n?\n";
        let rules = read(&Arc::from(&b"x"[..]), text, |at| broken.push(at.line));
        let seen: Vec<_> =
            rules.iter().map(|rule| (rule.identity.as_str(), rule.no_password, rule.command.as_deref())).collect();
        assert_eq!(seen, [(":wheel", false, None), ("app", true, Some("apk"))]);
        assert_eq!(broken, [5, 6]);
    }
}
