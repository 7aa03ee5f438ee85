//! `weak-password-hash`.

use crate::facts::Facts;
use crate::facts::accounts::{HashMethod, Password};
use crate::finding::{Confidence, Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// How the passwords in `/etc/shadow`, `/etc/gshadow`, `/etc/passwd` and `/etc/group` are hashed. Traditional DES
    /// (13 characters), MD5 (`$1$`) and SHA-crypt with fewer than 5000 rounds are medium; bcrypt in the forms `$2a$`
    /// and `$2x$`, which old versions made wrongly for some passwords, is low. SHA-crypt, yescrypt, scrypt and `$2b$`
    /// are accepted. A locked field is not judged, even if a hash follows the mark.
    ///
    /// ## Why it matters
    /// Old methods let a common graphics card try billions of passwords a second.
    ///
    /// ## Examples
    /// ```image bad
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/bash\n"
    /// /etc/shadow 0640 0:42 "root:$1$salt$hash:19000:0:99999:7:::\n"
    /// ```
    /// ```image bad
    /// /etc/shadow 0640 0:42 "root:abJnggxhB/yWI:19000:0:99999:7:::\n"
    /// ```
    /// ```image bad
    /// /etc/shadow 0640 0:42 "root:$6$rounds=1000$salt$hash:19000:0:99999:7:::\n"
    /// ```
    /// ```image good
    /// /etc/shadow 0640 0:42 "root:$6$salt$hash:19000:0:99999:7:::\n"
    /// ```
    /// ```image good
    /// /etc/shadow 0640 0:42 "root:$y$j9T$salt$hash:19000:0:99999:7:::\napp:$2b$12$hash:19000::::::\n"
    /// ```
    /// ```image good
    /// /etc/shadow 0640 0:42 "root:!$1$salt$hash:19000:0:99999:7:::\n"
    /// ```
    ///
    /// ## How to fix
    /// Lock the account, or set the password anew with `chpasswd -c YESCRYPT` (`ENCRYPT_METHOD` in login.defs).
    ///
    /// ## References
    /// crypt(5); CVE-2011-2483.
    pub static WEAK_PASSWORD_HASH = Rule {
        id: "weak-password-hash",
        title: "Password hashed by a weak method",
        category: Category::Baseline,
        severity: Severity::Medium,
        confidence: Confidence::High,
        aliases: &["OSH-010"],
        controls: &[
            Control::read("NIST SP 800-53 r5", "IA-5(1)"),
            Control::read("NIST SP 800-53 r5", "IA-7"),
            Control::read("DISA", "RHEL-09-671015"),
            Control::read("PCI DSS", "8.3.2"),
        ],
        cwe: Some(916),
        reads: &[Reads::Files],
        inputs: Inputs::Image,
        message: "The password of {name} in {path} is hashed by {method}",
        why: "Guessing at such a hash is fast, so a password that is not long is found.",
        fix: "Lock the account, or set the password anew by yescrypt or SHA-512.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let accounts = &files.accounts;
    let passwd = accounts.users.iter().map(|user| ("etc/passwd", &user.name, user.password, user.line));
    let group = accounts.groups.iter().map(|group| ("etc/group", &group.name, group.password, group.line));
    let shadow = accounts.shadow.iter().map(|line| ("etc/shadow", &line.name, line.password, line.line));
    let gshadow = accounts.gshadow.iter().map(|line| ("etc/gshadow", &line.name, line.password, line.line));
    for (path, name, password, line) in passwd.chain(group).chain(shadow).chain(gshadow) {
        let Password::Hashed(method) = password else { continue };
        let (severity, method) = match method {
            HashMethod::Des => (Severity::Medium, "traditional DES"),
            HashMethod::Md5 => (Severity::Medium, "MD5"),
            HashMethod::FewRounds => (Severity::Medium, "SHA-crypt with fewer rounds than 5000"),
            HashMethod::OldBcrypt => (Severity::Low, "an old form of bcrypt ($2a$ or $2x$)"),
            _ => continue,
        };
        findings
            .at(files.line(path.as_bytes(), line))
            .severity(severity)
            .bytes("name", name)
            .detail("method", method)
            .done();
    }
}
