//! Any bytes as the configuration files of the operating system.

use plimsoll_core::facts::system::{SshdConfig, cron, doas, login_defs, pam, shell_profile, sudoers};
use std::sync::Arc;

/// See the module.
pub fn holds(data: &[u8]) {
    let path: Arc<[u8]> = Arc::from(&b"etc/x"[..]);
    let lines = data.split(|byte| *byte == b'\n').count();
    let is_line = |line: u32| line >= 1 && line as usize <= lines;
    let (read, broken) = sudoers::read(data);
    assert!(read.rules.iter().all(|rule| is_line(rule.at.line) && !rule.users.is_empty()));
    assert!(broken.into_iter().all(is_line));
    let mut config = SshdConfig::default();
    config.read(&path, data, None, |at| assert!(is_line(at.line)), &mut |_, _, _| {});
    assert!(config.settings.iter().all(|setting| is_line(setting.at.line)));
    assert!(doas::read(&path, data, |at| assert!(is_line(at.line))).iter().all(|rule| is_line(rule.at.line)));
    for service in [None, Some("login")] {
        let lines = pam::read(&path, data, service, |at| assert!(is_line(at.line)));
        assert!(lines.iter().all(|line| is_line(line.at.line)));
    }
    for user in [None, Some("root")] {
        let jobs = cron::read(&path, data, user, |at| assert!(is_line(at.line)));
        assert!(jobs.iter().all(|job| !job.command.is_empty()));
    }
    assert!(login_defs::read(&path, data).iter().all(|setting| is_line(setting.at.line)));
    assert!(shell_profile::read(&path, data).iter().all(|setting| is_line(setting.at.line)));
}
