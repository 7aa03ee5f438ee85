//! `account-with-password`.

use crate::facts::Facts;
use crate::facts::accounts::{Password, User};
use crate::finding::{Confidence, Findings, Severity};
use crate::ordered::Map;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Whether an account, or a group, comes with a password: a field of `/etc/shadow` or `/etc/gshadow` holds a hash
    /// and does not begin with `!` or `*`. High for an account with a login shell, medium for one without and for a
    /// group. The hash itself is not shown.
    ///
    /// ## Why it matters
    /// All containers of the image share the password, and everybody who pulls the image can take the hash and guess at
    /// it. A container needs nobody to log in.
    ///
    /// ## Examples
    /// ```image bad
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/bash\n"
    /// /etc/shadow 0640 0:42 "root:$6$salt$hash:19000:0:99999:7:::\n"
    /// ```
    /// ```image bad
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/bash\nftp:x:21:21::/:/sbin/nologin\n"
    /// /etc/shadow 0640 0:42 "root:*::0:::::\nftp:$y$j9T$salt$hash:19000::::::\n"
    /// ```
    /// ```image bad
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/bash\n"
    /// /etc/gshadow 0640 0:42 "ops:$6$salt$hash::app\n"
    /// ```
    /// ```image good
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/bash\n"
    /// /etc/shadow 0640 0:42 "root:*:19000:0:99999:7:::\n"
    /// ```
    /// ```image good
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/bash\napp:x:1000:1000::/home/app:/bin/sh\n"
    /// /etc/shadow 0640 0:42 "root:!locked::0:99999:7:::\napp:!$6$salt$hash:19000:0:99999:7:::\n"
    /// ```
    /// ```image good
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/bash\n"
    /// /etc/gshadow 0640 0:42 "root:*::\nsudo:!::app\n"
    /// ```
    ///
    /// ## How to fix
    /// Leave out `chpasswd` and `useradd --password`; `passwd -l NAME` locks an account that the base has opened.
    ///
    /// ## References
    /// shadow(5), gshadow(5); DISA's General Purpose Operating System SRG as vendors of minimal images read it: an image
    /// in which every password is locked has no account that can log in.
    pub static ACCOUNT_WITH_PASSWORD = Rule {
        id: "account-with-password",
        title: "Account that can log in with a password from the image",
        category: Category::Baseline,
        severity: Severity::High,
        confidence: Confidence::High,
        aliases: &["OSH-009"],
        controls: &[
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::inferred("NIST SP 800-53 r5", "AC-2"),
            Control::inferred("NIST SP 800-53 r5", "IA-5(7)"),
            Control::read("NIST SP 800-53 r5", "AC-6(10)"),
            Control::read("DISA", "V-203695, V-203696, V-203591 +15"),
            Control::inferred("PCI DSS", "2.2.2"),
            Control::inferred("PCI DSS", "8.6.1"),
        ],
        cwe: Some(798),
        reads: &[Reads::Files],
        inputs: Inputs::Image,
        message: "The {kind} {name} comes with a password in {path}; {shell}",
        why: "All containers of the image share the password, and everybody who pulls it can guess at the hash.",
        fix: "Lock it with `passwd -l NAME`, and give no password to an image.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let users: Map<&[u8], &User> = files.accounts.users.iter().rev().map(|user| (user.name.as_slice(), user)).collect();
    for line in files.accounts.shadow.iter().filter(|line| matches!(line.password, Password::Hashed(_))) {
        let user = users.get(line.name.as_slice());
        let (severity, shell) = match user {
            Some(user) if user.has_login_shell() => (Severity::High, "it has a login shell"),
            Some(_) => (Severity::Medium, "its shell ends a session at once"),
            None => (Severity::Medium, "/etc/passwd does not have the account"),
        };
        findings
            .at(files.line(b"etc/shadow", line.line))
            .severity(severity)
            .detail("kind", "account")
            .bytes("name", &line.name)
            .detail("shell", shell)
            .done();
    }
    for line in files.accounts.gshadow.iter().filter(|line| matches!(line.password, Password::Hashed(_))) {
        findings
            .at(files.line(b"etc/gshadow", line.line))
            .severity(Severity::Medium)
            .detail("kind", "group")
            .bytes("name", &line.name)
            .detail("shell", "whoever knows it becomes a member with newgrp")
            .done();
    }
}
