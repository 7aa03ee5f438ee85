//! `crontab(5)`: the system's tables, which name an account in each line, and those of accounts.

use super::ConfigFiles;
use super::lines::{At, Unreadable, significant};
use std::sync::Arc;

/// One job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CronJob {
    /// Account that it runs as.
    pub user: String,
    /// The command line. May hold secrets.
    pub command: String,
    /// Where it stands.
    pub at: At,
}

/// Reads a table; `user` is `None` where each line names it.
pub fn read(path: &Arc<[u8]>, body: &[u8], user: Option<&str>, mut broken: impl FnMut(At)) -> Vec<CronJob> {
    let mut jobs = Vec::new();
    for (number, line) in significant(body) {
        if is_assignment(&line) {
            continue;
        }
        let at = At::new(path, number);
        let times = if line.starts_with('@') { 1 } else { 5 };
        let behind = after_words(&line, times).and_then(|rest| match user {
            Some(user) => Some((user, rest)),
            None => rest.split_once([' ', '\t']).map(|(user, command)| (user, command.trim_start())),
        });
        match behind.filter(|(_, command)| !command.is_empty()) {
            Some((user, command)) => {
                jobs.push(CronJob { user: user.to_owned(), command: command.to_owned(), at });
            }
            None => broken(at),
        }
    }
    jobs
}

/// `PATH=/bin`, with spaces around the sign or not.
fn is_assignment(line: &str) -> bool {
    let Some((name, _)) = line.split_once('=') else { return false };
    let name = name.trim_end();
    !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && !name.starts_with(|first: char| first.is_ascii_digit())
}

fn after_words(line: &str, count: usize) -> Option<&str> {
    let mut rest = line;
    for _ in 0..count {
        rest = rest.split_once([' ', '\t'])?.1.trim_start();
    }
    Some(rest)
}

pub(super) fn of(files: &ConfigFiles<'_>, unreadable: &mut Unreadable) -> Vec<CronJob> {
    let mut jobs = Vec::new();
    let mut tables = files.in_directory(b"etc/cron.d");
    // cron passes over names with a dot: copies of package managers and editors.
    tables.retain(|(path, _)| !path.rsplit(|byte| *byte == b'/').next().unwrap_or_default().contains(&b'.'));
    tables.extend(files.body(b"etc/crontab"));
    for (path, body) in tables {
        jobs.extend(read(&path, body, None, |at| unreadable.add(&at)));
    }
    // Debian, the Red Hat family, Alpine and busybox.
    let directories: [&[u8]; 3] = [b"var/spool/cron/crontabs", b"var/spool/cron", b"etc/crontabs"];
    for (path, body) in directories.iter().flat_map(|directory| files.in_directory(directory)) {
        let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
        let user = String::from_utf8_lossy(name).into_owned();
        jobs.extend(read(&path, body, Some(&user), |at| unreadable.add(&at)));
    }
    jobs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sorts_of_table_are_read() {
        let mut broken = Vec::new();
        let path = Arc::from(&b"x"[..]);
        let system = b"SHELL=/bin/sh\nPATH = /bin\n17 * * * * root cd / && run-parts /etc/cron.hourly\n@reboot app /app/start\n* * *\n";
        let jobs = read(&path, system, None, |at| broken.push(at.line));
        let seen: Vec<_> = jobs.iter().map(|job| (job.user.as_str(), job.command.as_str())).collect();
        assert_eq!(seen, [("root", "cd / && run-parts /etc/cron.hourly"), ("app", "/app/start")]);
        assert_eq!(broken, [5]);
        let own = read(&path, b"*/15 * * * *\trun-parts /etc/periodic/15min\n", Some("root"), |_| {});
        assert_eq!(own[0].command, "run-parts /etc/periodic/15min");
    }
}
