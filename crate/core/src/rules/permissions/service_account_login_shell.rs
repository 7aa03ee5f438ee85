//! `service-account-login-shell`.

use crate::facts::{Facts, Files};
use crate::finding::{Confidence, Findings, Severity};
use crate::rules::evidence::base_name;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Whether a system account (uid 1 to 999, or 65534) has a shell that somebody can work with. `nologin`, `false`,
    /// the command accounts `sync`, `shutdown` and `halt`, and restricted shells such as `git-shell` are no such shells;
    /// an empty field means `/bin/sh`. A shell that the image does not have is not reported, since it cannot be started.
    ///
    /// ## Why it matters
    /// Services need no shell of their own. With one, a password or key that is added later, or `su` to the account,
    /// gives an interactive session.
    ///
    /// ## Examples
    /// ```image bad
    /// /bin/sh 0755 0:0 size=10
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\npostgres:x:70:70::/var/lib/postgresql:/bin/sh\n"
    /// ```
    /// ```image bad
    /// /bin/sh 0755 0:0 size=10
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:\n"
    /// ```
    /// ```image good
    /// /bin/sh 0755 0:0 size=10
    /// /bin/sync 0755 0:0 size=10
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\nsync:x:4:65534:sync:/bin:/bin/sync\nwww:x:33:33::/:/usr/sbin/nologin\napp:x:1000:1000::/home/app:/bin/sh\n"
    /// ```
    ///
    /// ## How to fix
    /// `usermod --shell /usr/sbin/nologin NAME`, or `useradd --system --shell /usr/sbin/nologin NAME` where it is made.
    ///
    /// ## References
    /// passwd(5), nologin(8), login.defs(5) (`UID_MIN`).
    pub static SERVICE_ACCOUNT_LOGIN_SHELL = Rule {
        id: "service-account-login-shell",
        title: "System account has a login shell",
        category: Category::Permissions,
        severity: Severity::Low,
        confidence: Confidence::High,
        aliases: &["OSH-014"],
        controls: &[
            Control::read("NIST SP 800-53 r5", "AC-6"),
            Control::read("NIST SP 800-53 r5", "CM-6"),
            Control::read("DISA", "RHEL-09-411035"),
            Control::read("PCI DSS", "8.2.2"),
        ],
        cwe: Some(269),
        reads: &[Reads::Files],
        inputs: Inputs::Image,
        message: "The system account {account} (uid {uid}) in {path} has the login shell {shell}",
        why: "A service needs no shell; with one, a password, a key or `su` gives an interactive session.",
        fix: "Set the shell to `/usr/sbin/nologin`: `usermod --shell /usr/sbin/nologin NAME`.",
        check: check,
    };
}

/// First uid of people, `UID_MIN` of login.defs in every family.
const FIRST_USER: u32 = 1000;

/// `nobody`.
const NOBODY: u32 = 65_534;

/// Shells that run a fixed set of commands.
const RESTRICTED: [&[u8]; 4] = [b"git-shell", b"scponly", b"rssh", b"uucico"];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    for user in &files.accounts.users {
        let is_system = (1..FIRST_USER).contains(&user.uid) || user.uid == NOBODY;
        let shell: &[u8] = if user.shell.is_empty() { b"/bin/sh" } else { &user.shell };
        if is_system && user.has_login_shell() && !RESTRICTED.contains(&base_name(shell)) && may_start(files, shell) {
            findings
                .at(files.line(b"etc/passwd", user.line))
                .bytes("account", &user.name)
                .detail("uid", user.uid)
                .bytes("shell", shell)
                .done();
        }
    }
}

fn may_start(files: &Files<'_>, shell: &[u8]) -> bool {
    let clean = shell.strip_prefix(b"/").unwrap_or(shell);
    !files.complete || files.rootfs.resolve(clean).is_some()
}
