//! `sudoers(5)` and the files that it includes: who may run what as whom, and the defaults. Aliases of users and commands
//! are put in.

use super::ConfigFiles;
use super::lines::{At, Unreadable, continued, split_outside};
use crate::limits::{MAX_INCLUDED_FILES, MAX_SUDO_NAMES};
use crate::ordered::Map;
use std::sync::Arc;

/// All rules and defaults.
#[derive(Debug, Default)]
pub struct Sudoers {
    /// Who may run what, in order.
    pub rules: Vec<SudoRule>,
    /// The settings of `Defaults` lines: text behind the word, and where.
    pub defaults: Vec<(String, At)>,
    /// Paths of the files that were read.
    pub files: Vec<Arc<[u8]>>,
    aliases: Map<String, Vec<String>>,
}

/// One permission: users, and commands with the same tags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SudoRule {
    /// `root`, `%group`, `#uid`, `ALL`; aliases are replaced by what they stand for.
    pub users: Vec<String>,
    /// Whom it lets them become: the text in parentheses; `None` means root.
    pub run_as: Option<String>,
    /// `NOPASSWD`.
    pub no_password: bool,
    /// The commands, likewise without aliases.
    pub commands: Vec<String>,
    /// Where it stands.
    pub at: At,
}

/// What an include line asks for.
enum Include {
    File(String),
    Directory(String),
}

impl Sudoers {
    /// Reads one file and gives what it includes, in order, unread.
    fn read(&mut self, path: &Arc<[u8]>, body: &[u8], broken: &mut dyn FnMut(At)) -> Vec<Include> {
        let mut includes = Vec::new();
        self.files.push(Arc::clone(path));
        for (number, line) in continued(body) {
            let at = At::new(path, number);
            let (word, rest) = line.split_once([' ', '\t']).unwrap_or((&line, ""));
            match word {
                "#include" | "@include" => includes.push(Include::File(rest.trim().trim_matches('"').to_owned())),
                "#includedir" | "@includedir" => {
                    includes.push(Include::Directory(rest.trim().trim_matches('"').to_owned()));
                }
                // `#1000 ALL=...` is a rule for a uid.
                _ if word.starts_with('#') && !word.get(1..2).is_some_and(is_digit) => {}
                "" => {}
                _ if word.starts_with("Defaults") => self.defaults.push((uncommented(rest).to_owned(), at)),
                "User_Alias" | "Runas_Alias" | "Host_Alias" | "Cmnd_Alias" | "Cmd_Alias" => self.alias(rest),
                _ => {
                    if self.rule(uncommented(&line), &at).is_none() {
                        broken(at);
                    }
                }
            }
        }
        includes
    }

    fn alias(&mut self, text: &str) {
        for definition in split_outside(uncommented(text), ':') {
            let Some((name, items)) = definition.split_once('=') else { continue };
            let items = split_outside(items, ',').into_iter().map(str::to_owned).collect();
            self.aliases.insert(name.trim().to_owned(), items);
        }
    }

    /// `users hosts = (runas) TAG: command, command : hosts = command`.
    fn rule(&mut self, line: &str, at: &At) -> Option<()> {
        let (head, _) = line.split_once('=')?;
        // The hosts are the last list of the head; users stand before it.
        let head = head.trim_end();
        let cut = last_list(head)?;
        let users = self.named(head.get(..cut).unwrap_or_default());
        if users.is_empty() {
            return None;
        }
        let body = line.get(cut..).unwrap_or_default();
        let (mut run_as, mut no_password) = (None, false);
        let mut rules: Vec<SudoRule> = Vec::new();
        let (_, commands) = body.split_once('=')?;
        for item in split_outside(commands, ',') {
            let mut item = item;
            if let Some((inside, rest)) = item.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
                run_as = Some(inside.trim().to_owned());
                item = rest.trim();
            }
            while let Some((tag, rest)) = item.split_once(':').filter(|(tag, _)| is_tag(tag)) {
                match tag.trim() {
                    "NOPASSWD" => no_password = true,
                    "PASSWD" => no_password = false,
                    _ => {}
                }
                item = rest.trim();
            }
            if item.is_empty() {
                return None;
            }
            let same = rules.last_mut().filter(|rule| rule.run_as == run_as && rule.no_password == no_password);
            let expanded = self.expanded(item);
            match same {
                Some(rule) => rule.commands.extend(expanded),
                None => rules.push(SudoRule {
                    users: users.clone(),
                    run_as: run_as.clone(),
                    no_password,
                    commands: expanded,
                    at: at.clone(),
                }),
            }
        }
        self.rules.append(&mut rules);
        Some(())
    }

    fn named(&self, list: &str) -> Vec<String> {
        let names = split_outside(list, ',').into_iter().filter(|name| !name.is_empty());
        names.flat_map(|name| self.expanded(name)).take(MAX_SUDO_NAMES).collect()
    }

    /// One level: aliases of aliases stay by name.
    fn expanded(&self, name: &str) -> Vec<String> {
        self.aliases
            .get(name)
            .map_or_else(|| vec![name.to_owned()], |items| items.iter().take(MAX_SUDO_NAMES).cloned().collect())
    }
}

fn is_digit(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_tag(text: &str) -> bool {
    !text.is_empty() && text.trim().bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

/// Where the last list of names begins, lists being joined by commas with or without spaces around them.
fn last_list(head: &str) -> Option<usize> {
    let mut cut = head.rfind([' ', '\t'])?;
    loop {
        let before = head.get(..cut)?.trim_end();
        let after = head.get(cut..)?.trim_start();
        if !before.ends_with(',') && !after.starts_with(',') {
            return Some(cut);
        }
        cut = before.rfind([' ', '\t'])?;
    }
}

/// Without a comment at the end; `#` followed by a digit is a uid.
fn uncommented(line: &str) -> &str {
    let mut from = 0;
    while let Some(at) = line.get(from..).and_then(|rest| rest.find(" #")) {
        let at = from.saturating_add(at);
        if !line.get(at.saturating_add(2)..at.saturating_add(3)).is_some_and(|next| is_digit(next) && !next.is_empty())
        {
            return line.get(..at).unwrap_or(line);
        }
        from = at.saturating_add(2);
    }
    line
}

/// Reads text of one file, for those who have no image.
#[must_use]
pub fn read(body: &[u8]) -> (Sudoers, Vec<u32>) {
    let mut sudoers = Sudoers::default();
    let mut broken = Vec::new();
    let _ = sudoers.read(&Arc::from(&b"etc/sudoers"[..]), body, &mut |at| broken.push(at.line));
    (sudoers, broken)
}

pub(super) fn of(files: &ConfigFiles<'_>, unreadable: &mut Unreadable) -> Sudoers {
    let mut sudoers = Sudoers::default();
    let Some(first) = files.body(b"etc/sudoers") else { return sudoers };
    let mut waiting = vec![first];
    for _ in 0..MAX_INCLUDED_FILES {
        let Some((path, body)) = waiting.pop() else { break };
        if sudoers.files.contains(&path) {
            continue;
        }
        let includes = sudoers.read(&path, body, &mut |at| unreadable.add(&at));
        for include in includes.into_iter().rev().take(MAX_INCLUDED_FILES) {
            match include {
                Include::File(name) => {
                    let name = name.strip_prefix('/').map_or_else(|| format!("etc/{name}"), str::to_owned);
                    waiting.extend(files.body(name.as_bytes()));
                }
                Include::Directory(name) => {
                    let mut found = files.in_directory(name.trim_matches('/').as_bytes());
                    // sudo passes over names with a dot and copies of editors.
                    found.retain(|(path, _)| {
                        let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
                        !name.contains(&b'.') && !name.ends_with(b"~")
                    });
                    waiting.extend(found.into_iter().rev());
                }
            }
        }
    }
    sudoers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(text: &str) -> Vec<String> {
        let (sudoers, broken) = read(text.as_bytes());
        assert!(broken.is_empty(), "{broken:?}");
        let shown = sudoers.rules.iter().map(|rule| {
            format!(
                "{} {}: {} ({}) {}",
                rule.at.line,
                rule.users.join("+"),
                if rule.no_password { "free" } else { "password" },
                rule.run_as.as_deref().unwrap_or("root"),
                rule.commands.join("+")
            )
        });
        shown.collect()
    }

    #[test]
    fn rules_are_read_as_sudo_reads_them() {
        assert_eq!(rules("root ALL=(ALL:ALL) ALL\n"), ["1 root: password (ALL:ALL) ALL"]);
        assert_eq!(rules("%sudo\tALL=(ALL:ALL) ALL # all\n"), ["1 %sudo: password (ALL:ALL) ALL"]);
        assert_eq!(rules("app ALL = NOPASSWD: ALL\n"), ["1 app: free (root) ALL"]);
        assert_eq!(
            rules("#1000 ALL=(ALL) NOPASSWD:SETENV: /bin/a -x, /bin/b\n"),
            ["1 #1000: free (ALL) /bin/a -x+/bin/b"]
        );
        assert_eq!(
            rules("a, b ALL=PASSWD: /bin/a, NOPASSWD: /bin/b\n"),
            ["1 a+b: password (root) /bin/a", "1 a+b: free (root) /bin/b"]
        );
        assert_eq!(
            rules("# c\nUser_Alias OPS = a, b\nCmnd_Alias X = /bin/x, /bin/y\nOPS ALL=\\\n NOPASSWD: X\n"),
            ["4 a+b: free (root) /bin/x+/bin/y"]
        );
        assert_eq!(
            rules("Defaults env_reset\n@includedir /etc/sudoers.d\n#includedir /etc/x\n"),
            <[String; 0]>::default()
        );
    }

    #[test]
    fn lines_that_are_no_rules_are_told() {
        assert_eq!(read(b"nonsense\nALL=ALL\napp ALL=\n").1, [1, 2, 3]);
    }
}
