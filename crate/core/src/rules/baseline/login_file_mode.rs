//! `login-file-mode`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Severity};
use crate::image::layer::EntryKind;
use crate::ordered::Set;
use crate::rules::evidence::{Fault, report};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Mode and owner of the files that logins show and obey: `/etc/security/opasswd` with old password hashes (at most
    /// 0600), `/etc/shells`, `/etc/issue`, `/etc/issue.net`, `/etc/motd` and `/etc/login.defs` (at most 0644); root
    /// should own them with group 0. Files that every user may write are reported by `world-writable-file` as well.
    ///
    /// ## Why it matters
    /// Old hashes tell how somebody chooses passwords; what can be written into `shells` or `login.defs` loosens logins.
    ///
    /// ## Examples
    /// ```image bad
    /// /etc/security/opasswd 0644 0:0 ""
    /// ```
    /// ```image bad
    /// /etc/shells 0644 1000:1000 "/bin/sh\n"
    /// ```
    /// ```image bad
    /// /etc/login.defs 0664 0:0 "UMASK 022\n"
    /// ```
    /// ```image good
    /// /etc/security/opasswd 0600 0:0 ""
    /// /etc/shells 0644 0:0 "/bin/sh\n"
    /// ```
    /// ```image good
    /// /etc/motd 0444 0:0 "hello\n"
    /// /etc/issue 0644 0:0 "x\n"
    /// ```
    /// What a link leads to at run time is not judged:
    /// ```image good
    /// /etc/motd -> /run/motd
    /// ```
    ///
    /// ## How to fix
    /// `chown root:root FILE && chmod 0644 FILE`, 0600 for opasswd.
    ///
    /// ## References
    /// CIS benchmarks of the distributions, "system file permissions"; Debian's own packages of these files.
    pub static LOGIN_FILE_MODE = Rule {
        id: "login-file-mode",
        title: "File that logins obey has a mode or owner that is too open",
        category: Category::Baseline,
        severity: Severity::Low,
        confidence: Confidence::High,
        aliases: &["OSH-006"],
        controls: &[
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::read("NIST SP 800-53 r5", "AC-3"),
            Control::inferred("PCI DSS", "2.2.6"),
        ],
        cwe: Some(732),
        reads: &[Reads::Files],
        inputs: Inputs::Image,
        message: "{subject}: {reason}",
        why: "Who can write these files loosens logins; who can read old hashes can guess at the present ones.",
        fix: "`chown root:root FILE && chmod 0644 FILE`, and 0600 for `/etc/security/opasswd`.",
        check: check,
    };
}

const EXPECTED: [(&str, u16); 6] = [
    ("etc/security/opasswd", 0o600),
    ("etc/shells", 0o644),
    ("etc/issue", 0o644),
    ("etc/issue.net", 0o644),
    ("etc/motd", 0o644),
    ("etc/login.defs", 0o644),
];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let mut faults = Vec::new();
    let mut judged = Set::new();
    for (path, allowed) in EXPECTED {
        let Some(node) = files.rootfs.resolve(path.as_bytes()).filter(|node| node.kind == EntryKind::File) else {
            continue;
        };
        let Some(mode) = node.mode.filter(|_| judged.insert(node.path.to_vec())) else { continue };
        let reason = if node.uid != 0 || node.gid != 0 {
            "root does not own it with group 0"
        } else if mode & !allowed & 0o777 & !0o111 != 0 {
            "its mode is wider than usual"
        } else {
            continue;
        };
        faults.push(Fault::new(node, Severity::Low, reason).with("expectedMode", format!("{allowed:04o}")));
    }
    report(findings, files, "files", faults);
}
