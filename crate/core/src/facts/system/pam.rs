//! `pam.conf(5)`: the lines of `/etc/pam.d` and `/etc/pam.conf`.

use super::ConfigFiles;
use super::lines::{At, Unreadable, continued};
use std::sync::Arc;

/// One line of a stack. Lines that only include another file are kept under the control `include`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PamLine {
    /// Name of the service: the name of the file, or the first word in `pam.conf`.
    pub service: String,
    /// `auth`, `account`, `password`, `session`, without the dash of an optional module.
    pub kind: String,
    /// `required`, `[success=1 default=ignore]`, `include`.
    pub control: String,
    /// `pam_unix.so`, without its directory.
    pub module: String,
    /// What the module is given.
    pub arguments: Vec<String>,
    /// Where it stands.
    pub at: At,
}

/// Reads a file; `service` is `None` for `pam.conf`, whose lines begin with it.
pub fn read(path: &Arc<[u8]>, body: &[u8], service: Option<&str>, mut broken: impl FnMut(At)) -> Vec<PamLine> {
    let mut lines = Vec::new();
    for (number, text) in continued(body) {
        let text = text.split('#').next().unwrap_or_default().trim();
        // Debian's way of including another stack as a whole.
        if text.is_empty() || text.starts_with("@include") {
            continue;
        }
        let at = At::new(path, number);
        match line(text, service, &at) {
            Some(line) => lines.push(line),
            None => broken(at),
        }
    }
    lines
}

fn line(text: &str, service: Option<&str>, at: &At) -> Option<PamLine> {
    let (service, rest) = match service {
        Some(service) => (service, text),
        None => text.split_once([' ', '\t'])?,
    };
    let (kind, rest) = rest.trim_start().split_once([' ', '\t'])?;
    let kind = kind.trim_start_matches('-').to_ascii_lowercase();
    if !matches!(kind.as_str(), "auth" | "account" | "password" | "session") {
        return None;
    }
    let rest = rest.trim_start();
    let (control, rest) = if rest.starts_with('[') {
        rest.split_at_checked(rest.find(']')?.saturating_add(1))?
    } else {
        rest.split_once([' ', '\t'])?
    };
    let mut words = rest.split_whitespace();
    let module = words.next()?.rsplit('/').next().unwrap_or_default().to_owned();
    Some(PamLine {
        service: service.to_owned(),
        kind,
        control: control.to_ascii_lowercase(),
        module,
        arguments: words.map(str::to_owned).collect(),
        at: at.clone(),
    })
}

pub(super) fn of(files: &ConfigFiles<'_>, unreadable: &mut Unreadable) -> Vec<PamLine> {
    let mut lines = Vec::new();
    for (path, body) in files.in_directory(b"etc/pam.d") {
        let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
        let service = String::from_utf8_lossy(name).into_owned();
        lines.extend(read(&path, body, Some(&service), |at| unreadable.add(&at)));
    }
    if let Some((path, body)) = files.body(b"etc/pam.conf") {
        lines.extend(read(&path, body, None, |at| unreadable.add(&at)));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_in_brackets_and_arguments_are_read() {
        let mut broken = Vec::new();
        let text = b"#%PAM-1.0\nauth [success=1 default=ignore] pam_unix.so nullok try_first_pass # c\n\
                     -session optional /lib/security/pam_systemd.so\n@include common-auth\nauth\nnonsense a b\n";
        let lines = read(&Arc::from(&b"x"[..]), text, Some("login"), |at| broken.push(at.line));
        assert_eq!(lines[0].control, "[success=1 default=ignore]");
        assert_eq!(lines[0].arguments, ["nullok", "try_first_pass"]);
        assert_eq!((lines[1].kind.as_str(), lines[1].module.as_str()), ("session", "pam_systemd.so"));
        assert_eq!((lines.len(), broken), (2, vec![5, 6]));
    }

    #[test]
    fn pam_conf_names_the_service_first() {
        let lines = read(&Arc::from(&b"x"[..]), b"su auth required pam_wheel.so\n", None, |_| {});
        assert_eq!((lines[0].service.as_str(), lines[0].module.as_str()), ("su", "pam_wheel.so"));
    }
}
