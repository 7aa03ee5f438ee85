//! `empty-password`.

use crate::facts::accounts::{Password, User};
use crate::facts::{Facts, Files};
use crate::finding::{Confidence, Findings, Severity};
use crate::ordered::Map;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Whether the password field of an account is empty: in `/etc/passwd`, or in `/etc/shadow` where passwd says `x`.
    /// How bad that is depends on whether the image has a way in by password:
    ///
    /// | account | way in (PAM, or a setuid `su`, `sudo`, `doas`, `bbsuid`) | severity |
    /// |---|---|---|
    /// | with a login shell | yes, or layers are missing | critical |
    /// | with a login shell | no | high: the next package that brings one opens the door |
    /// | without a login shell | either | medium |
    /// | in shadow only, not looked up through passwd | either | low |
    ///
    /// ## Why it matters
    /// Anybody in the container becomes that account, root for example, with no password at all (CVE-2019-5021 of the
    /// official Alpine images).
    ///
    /// ## Examples
    /// ```image bad
    /// /etc/passwd 0644 0:0 "root:x:0:0:root:/root:/bin/ash\n"
    /// /etc/shadow 0640 0:42 "root:::0:::::\n"
    /// /bin/su 4755 0:0 size=10
    /// ```
    /// ```image bad
    /// /etc/passwd 0644 0:0 "root::0:0:root:/root:/bin/sh\n"
    /// ```
    /// A locked field holds `*` or `!`:
    /// ```image good
    /// /etc/passwd 0644 0:0 "root:x:0:0:root:/root:/bin/sh\nbin:x:1:1:bin:/bin:/sbin/nologin\n"
    /// /etc/shadow 0640 0:42 "root:*::0:::::\nbin:!::0:::::\n"
    /// ```
    /// No shadow file means that no password fits:
    /// ```image good
    /// /etc/passwd 0644 0:0 "root:x:0:0:root:/root:/sbin/nologin\n"
    /// ```
    ///
    /// ## How to fix
    /// Lock the account: `passwd -l root`, or `sed -i 's/^root::/root:*:/' /etc/shadow`, or take a current base image.
    ///
    /// ## References
    /// shadow(5), passwd(5), CVE-2019-5021.
    pub static EMPTY_PASSWORD = Rule {
        id: "empty-password",
        title: "Account with an empty password",
        category: Category::Permissions,
        severity: Severity::Critical,
        confidence: Confidence::High,
        aliases: &["OSH-007", "DKL-LI-0001"],
        controls: &[
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::read("NIST SP 800-53 r5", "CM-6"),
            Control::read("NIST SP 800-53 r5", "IA-5(1)"),
            Control::read("DISA", "UBTU-24-300027, RHEL-09-611155"),
            Control::read("DISA", "V-203629"),
            Control::read("PCI DSS", "2.2.2"),
            Control::inferred("PCI DSS", "8.3.1"),
        ],
        cwe: Some(258),
        reads: &[Reads::Files],
        inputs: Inputs::Image,
        message: "The account {account} has an empty password field in {path}; {reason}",
        why: "Anybody in the container can become this account, since no password is asked for.",
        fix: "Lock the account with `passwd -l NAME`, or write `*` into its password field.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let accounts = &files.accounts;
    let way_in = way_in(files);
    for user in accounts.users.iter().filter(|user| user.password == Password::Empty) {
        let (severity, reason) = judged(user, way_in, files.complete);
        findings
            .at(files.line(b"etc/passwd", user.line))
            .severity(severity)
            .bytes("account", &user.name)
            .detail("uid", user.uid)
            .bytes("shell", &user.shell)
            .detail("reason", reason)
            .done();
    }
    // The first line of a name counts, as in getpwnam(3).
    let users: Map<&[u8], &User> = accounts.users.iter().rev().map(|user| (user.name.as_slice(), user)).collect();
    for line in accounts.shadow.iter().filter(|line| line.password == Password::Empty) {
        let user = users.get(line.name.as_slice()).filter(|user| user.password == Password::Shadowed);
        let (severity, reason) = user.map_or_else(
            || (Severity::Low, String::from("no account of /etc/passwd looks it up")),
            |user| judged(user, way_in, files.complete),
        );
        findings
            .at(files.line(b"etc/shadow", line.line))
            .severity(severity)
            .bytes("account", &line.name)
            .detail("reason", reason)
            .done();
    }
}

fn judged(user: &User, way_in: Option<&str>, complete: bool) -> (Severity, String) {
    if !user.has_login_shell() {
        let shell = String::from_utf8_lossy(&user.shell);
        return (Severity::Medium, format!("its shell {shell} ends a session at once"));
    }
    match way_in {
        Some(way) => (Severity::Critical, format!("{way} lets everybody in the container become it")),
        None if !complete => (Severity::Critical, String::from("not every layer could be read, so a way in may exist")),
        None => (Severity::High, String::from("the image has no program yet that lets somebody log in by it")),
    }
}

/// Programs by which a user who is not root becomes another by password. They need the setuid bit for it.
const WAYS: [(&[u8], &str); 8] = [
    (b"bin/su", "/bin/su"),
    (b"usr/bin/su", "/usr/bin/su"),
    (b"bin/bbsuid", "/bin/bbsuid"),
    (b"usr/bin/sudo", "/usr/bin/sudo"),
    (b"usr/bin/sudo-rs", "/usr/bin/sudo-rs"),
    (b"usr/bin/su-rs", "/usr/bin/su-rs"),
    (b"usr/bin/doas", "/usr/bin/doas"),
    (b"usr/local/bin/sudo", "/usr/local/bin/sudo"),
];

fn way_in(files: &Files<'_>) -> Option<&'static str> {
    const SETUID: u16 = 0o4000;
    let is_setuid = |path: &[u8]| {
        let node = files.rootfs.resolve(path)?;
        Some(node.uid == 0 && node.mode? & SETUID != 0)
    };
    let program = WAYS.iter().find(|(path, _)| is_setuid(path) == Some(true)).map(|(_, shown)| *shown);
    program.or_else(|| files.rootfs.under(b"etc/pam.d").next().map(|_| "PAM (/etc/pam.d)"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Options, archive};
    use plimsoll_image_builder::Recipe;

    fn severities(recipe: &str) -> Vec<&'static str> {
        let image = Recipe::parse(recipe).unwrap().docker_archive();
        let report = archive(&image, &Options::default()).unwrap();
        let findings = &report.targets[0].findings;
        findings.iter().filter(|found| found.rule == EMPTY_PASSWORD.id).map(|found| found.severity.name()).collect()
    }

    #[test]
    fn severity_follows_the_way_in() {
        let accounts =
            "/etc/passwd 0644 0:0 \"root:x:0:0::/root:SHELL\\n\"\n/etc/shadow 0640 0:42 \"root:::0:::::\\n\"\n";
        let sh = accounts.replace("SHELL", "/bin/ash");
        assert_eq!(severities(&sh), ["high"]);
        assert_eq!(severities(&format!("{sh}/bin/su 0755 0:0 size=3\n")), ["high"], "su without setuid lets nobody in");
        assert_eq!(severities(&format!("{sh}/bin/su 4755 0:0 size=3\n")), ["critical"]);
        assert_eq!(severities(&format!("{sh}/etc/pam.d/other 0644 0:0 size=3\n")), ["critical"]);
        assert_eq!(severities(&format!("{sh}layer x\n/a 0644 0:0\nmissing layer 1\n")), ["critical"]);
        assert_eq!(severities(&accounts.replace("SHELL", "/sbin/nologin")), ["medium"]);
    }

    #[test]
    fn shadow_counts_only_where_passwd_points_to_it() {
        let shadow = "/etc/shadow 0640 0:42 \"ghost:::0:::::\\nlocked:::0:::::\\n\"\n";
        assert_eq!(
            severities(&format!("/etc/passwd 0644 0:0 \"locked:*:5:5::/:/bin/sh\\n\"\n{shadow}")),
            ["low", "low"]
        );
    }
}
