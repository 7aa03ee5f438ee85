//! `second-root-account`.

use crate::facts::accounts::Password;
use crate::facts::{Accounts, Facts};
use crate::finding::{Confidence, Findings, Severity};
use crate::ordered::Map;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Whether `/etc/passwd` has an account with uid 0 that is not called `root`. Critical if one can log in with it: it
    /// has a login shell, and a password or none to ask for. High otherwise.
    ///
    /// ## Why it matters
    /// Linux knows root by its number alone, so such an account is root under a name that nobody looks for. It is an old
    /// way to keep a door open, and audits that search for `root` do not see it.
    ///
    /// ## Examples
    /// ```image bad
    /// /etc/passwd 0644 0:0 "root:x:0:0:root:/root:/bin/sh\nadmin:x:0:0::/home/admin:/bin/sh\n"
    /// /etc/shadow 0640 0:42 "root:*::0:::::\nadmin:$6$salt$hash:19000:0:99999:7:::\n"
    /// ```
    /// Zeros in front do not change the number:
    /// ```image bad
    /// /etc/passwd 0644 0:0 "root:x:0:0:root:/root:/bin/sh\ntoor:x:00:5::/:/sbin/nologin\n"
    /// ```
    /// Group 0 is not uid 0:
    /// ```image good
    /// /etc/passwd 0644 0:0 "root:x:0:0:root:/root:/bin/sh\nsync:x:5:0:sync:/sbin:/bin/sync\n"
    /// ```
    ///
    /// ## How to fix
    /// Find the instruction that writes the account and drop it, or give the account a uid of its own
    /// (`usermod -o -u 10001 admin`).
    ///
    /// ## References
    /// passwd(5); credentials(7).
    pub static SECOND_ROOT_ACCOUNT = Rule {
        id: "second-root-account",
        title: "Another account than root has uid 0",
        category: Category::Permissions,
        severity: Severity::High,
        confidence: Confidence::High,
        aliases: &["OSH-011"],
        controls: &[
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::read("NIST SP 800-53 r5", "IA-2"),
            Control::read("NIST SP 800-53 r5", "AC-6(5)"),
            Control::read("NIST SP 800-53 r5", "IA-4"),
            Control::read("DISA", "RHEL-09-411100"),
            Control::read("PCI DSS", "8.2.1"),
        ],
        cwe: Some(250),
        reads: &[Reads::Files],
        inputs: Inputs::Image,
        message: "The account {account} in {path} has uid 0, so it is root under another name; {login}",
        why: "Linux knows root by its number alone, so this is root under a name that nobody looks for.",
        fix: "Remove the account in the instruction that adds it, or give it a uid of its own, for example with \
              `usermod -o -u 10001 NAME`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let passwords = passwords(&files.accounts);
    for user in files.accounts.users.iter().filter(|user| user.uid == 0 && user.name != b"root") {
        let password = match user.password {
            Password::Shadowed => passwords.get(user.name.as_slice()).copied().unwrap_or(Password::Locked),
            stated => stated,
        };
        let opens = matches!(password, Password::Empty | Password::Hashed(_));
        let (severity, login) = match (opens, user.has_login_shell()) {
            (true, true) => (Severity::Critical, "it has a login shell and no locked password"),
            (false, true) => (Severity::High, "it has a login shell and a locked password"),
            (_, false) => (Severity::High, "it has no login shell"),
        };
        findings
            .at(files.line(b"etc/passwd", user.line))
            .severity(severity)
            .bytes("account", &user.name)
            .bytes("shell", &user.shell)
            .detail("login", login)
            .done();
    }
}

/// Password fields of the shadow file by account; the first line of a name counts.
fn passwords(accounts: &Accounts) -> Map<&[u8], Password> {
    accounts.shadow.iter().rev().map(|line| (line.name.as_slice(), line.password)).collect()
}
