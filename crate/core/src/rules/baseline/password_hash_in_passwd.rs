//! `password-hash-in-passwd`.

use crate::facts::Facts;
use crate::facts::accounts::Password;
use crate::finding::{Confidence, Findings};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Whether the password field of a line in `/etc/passwd` or `/etc/group` holds a hash. It should hold `x`, which
    /// means that the hash is in shadow or gshadow, or a locked mark such as `*`. The hash itself is not shown.
    ///
    /// ## Why it matters
    /// Everybody in the container may read these two files, so everybody can guess at the password at leisure, and the
    /// image carries it to all who pull it.
    ///
    /// ## Examples
    /// ```image bad
    /// /etc/passwd 0644 0:0 "root:$6$salt$hash:0:0::/root:/bin/sh\n"
    /// ```
    /// A group may have a password, too:
    /// ```image bad
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\n"
    /// /etc/group 0644 0:0 "root:x:0:\nadm:$1$salt$hash:4:\n"
    /// ```
    /// Thirteen characters are the oldest method:
    /// ```image bad
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\napp:abJnggxhB/yWI:1000:1000::/:/bin/sh\n"
    /// ```
    /// ```image good
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\n"
    /// /etc/group 0644 0:0 "root:x:0:\n"
    /// ```
    /// ```image good
    /// /etc/passwd 0644 0:0 "root:*:0:0::/root:/bin/sh\napp:!:1000:1000::/:/bin/sh\n"
    /// ```
    /// ```image good
    /// /etc/passwd 0644 0:0 "root:!$6$salt$hash:0:0::/root:/bin/sh\n"
    /// ```
    ///
    /// ## How to fix
    /// `pwconv` and `grpconv` move the hashes into shadow and gshadow; better, lock the account with `passwd -l` and give
    /// no password to an image at all.
    ///
    /// ## References
    /// passwd(5), group(5), pwconv(8).
    pub static PASSWORD_HASH_IN_PASSWD = Rule {
        id: "password-hash-in-passwd",
        title: "Password hash in a file that everybody may read",
        category: Category::Baseline,
        severity: crate::finding::Severity::High,
        confidence: Confidence::High,
        aliases: &["OSH-008"],
        controls: &[
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::read("NIST SP 800-53 r5", "IA-5"),
            Control::read("NIST SP 800-53 r5", "CM-6"),
            Control::read("PCI DSS", "8.3.2"),
        ],
        cwe: Some(256),
        reads: &[Reads::Files],
        inputs: Inputs::Image,
        message: "The {kind} {name} has a password hash in {path}, which everybody may read",
        why: "Everybody who can read the file can guess at the password at leisure.",
        fix: "Move the hash with `pwconv` and `grpconv`, or better lock the account with `passwd -l NAME`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let users = files.accounts.users.iter().map(|user| ("account", &user.name, user.password, user.line));
    let groups = files.accounts.groups.iter().map(|group| ("group", &group.name, group.password, group.line));
    for (kind, name, _, line) in
        users.chain(groups).filter(|(_, _, password, _)| matches!(password, Password::Hashed(_)))
    {
        let path: &[u8] = if kind == "group" { b"etc/group" } else { b"etc/passwd" };
        findings.at(files.line(path, line)).detail("kind", kind).bytes("name", name).done();
    }
}
