//! `run-user-can-escalate`.

use crate::facts::accounts::Password;
use crate::facts::{Facts, Files};
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::image::layer::EntryKind;
use crate::rules::access::{Directory, Identity, program, run_user};
use crate::rules::evidence::Owners;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads, bodies};

rule! {
    /// ## What it checks
    /// Whether the user that the container runs as, not root, has a way to root in the image itself:
    ///
    /// - sudo or doas is installed with the setuid bit, and a rule lets the user, or a group of it, run something:
    ///   high without a password, medium with one,
    /// - the user may write a program that is setuid, or has file capabilities: high,
    /// - the account has a login shell and a password: medium, since it can be logged into.
    ///
    /// ## Why it matters
    /// `USER` is then a sign on an open door: what breaks into the application is root with one more command.
    ///
    /// ## Examples
    /// ```image bad
    /// user app
    /// /usr/bin/sudo 4755 0:0 size=10
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/:/bin/sh\n"
    /// /etc/sudoers 0440 0:0 "app ALL=(ALL) NOPASSWD: ALL\n"
    /// ```
    /// Through a group:
    /// ```image bad
    /// user app
    /// /usr/bin/doas 4755 0:0 size=10
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/:/bin/sh\n"
    /// /etc/group 0644 0:0 "root:x:0:\nwheel:x:10:app\n"
    /// /etc/doas.conf 0600 0:0 "permit nopass :wheel\n"
    /// ```
    /// ```image bad
    /// user 1000:1000
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\n"
    /// /opt/tool 4757 0:0 size=10
    /// ```
    /// ```image good
    /// user app
    /// /usr/bin/sudo 4755 0:0 size=10
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/:/sbin/nologin\n"
    /// /etc/sudoers 0440 0:0 "root ALL=(ALL:ALL) ALL\n%sudo ALL=(ALL:ALL) ALL\n"
    /// ```
    /// The rules are there and the program is not:
    /// ```image good
    /// user app
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/:/sbin/nologin\n"
    /// /etc/sudoers 0440 0:0 "app ALL=(ALL) NOPASSWD: ALL\n"
    /// ```
    /// ```image good
    /// user 1000
    /// /usr/bin/passwd 4755 0:0 size=10
    /// ```
    ///
    /// ## How to fix
    /// Remove sudo and doas; let root own setuid programs, mode 0755 at most for others; lock the account's password.
    ///
    /// ## References
    /// sudoers(5), doas.conf(5), capabilities(7).
    pub static RUN_USER_CAN_ESCALATE = Rule {
        id: "run-user-can-escalate",
        title: "The user that the container runs as can become root",
        category: Category::Permissions,
        severity: Severity::High,
        confidence: Confidence::High,
        aliases: &["USR-005"],
        controls: &[
            Control::inferred("CIS Docker", "4.1"),
            Control::inferred("CIS Docker", "4.8"),
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::inferred("NIST SP 800-53 r5", "AC-6(10)"),
            Control::inferred("NIST SP 800-53 r5", "AC-6"),
            Control::read("DISA", "CICDG 2.3"),
            Control::read("DISA", "CTR-000770"),
            Control::inferred("PCI DSS", "7.2.5"),
            Control::inferred("PCI DSS", "8.6.1"),
        ],
        cwe: Some(250),
        reads: &[Reads::Build, Reads::Files, bodies::SUDOERS, bodies::SUDOERS_D, bodies::DOAS, bodies::DOAS_D],
        inputs: Inputs::Image,
        message: "The container runs as uid {uid}, which {what}",
        why: "What breaks into the application is root with one more command, whatever USER says.",
        fix: "Remove sudo and doas, let root alone write setuid programs, and lock the account's password.",
        check: check,
    };
}

const SETUID: u16 = 0o4000;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let Some(run) = run_user(facts, files) else { return };
    let directory = Directory::of(&files.accounts);
    let mut report = |place: Place, severity: Severity, what: String| {
        findings.at(place).severity(severity).detail("uid", run.uid).detail("what", what).done();
    };
    let is_setuid =
        |name: &str| program(files, name).is_some_and(|node| node.mode.is_some_and(|mode| mode & SETUID != 0));
    if is_setuid("sudo") || is_setuid("sudo-rs") {
        for rule in
            files.system.sudoers.rules.iter().filter(|rule| rule.users.iter().any(|name| is(&directory, &run, name)))
        {
            let (severity, how) = ways(rule.no_password);
            report(files.at(&rule.at), severity, format!("sudo lets run commands as another {how}"));
        }
    }
    if is_setuid("doas") {
        for rule in &files.system.doas {
            let name =
                rule.identity.strip_prefix(':').map_or_else(|| rule.identity.clone(), |group| format!("%{group}"));
            if is(&directory, &run, &name) {
                let (severity, how) = ways(rule.no_password);
                report(files.at(&rule.at), severity, format!("doas lets run commands as root {how}"));
            }
        }
    }
    let owners = Owners::of(&files.accounts);
    for node in files.rootfs.nodes().filter(|node| node.kind == EntryKind::File) {
        let raises = (node.uid == 0 && node.mode.is_some_and(|mode| mode & SETUID != 0)) || node.capability.is_some();
        if raises && run.may_write(&node).is_some() {
            let shown = owners.subject(&node);
            report(
                Place::file(node.path, node.layer),
                Severity::High,
                format!("may write {shown}, a program that raises rights"),
            );
        }
    }
    password(files, &run, &mut report);
}

fn ways(no_password: bool) -> (Severity, &'static str) {
    if no_password { (Severity::High, "without a password") } else { (Severity::Medium, "with its password") }
}

/// Whether a name of sudoers means the user: `app`, `#1000`, `%wheel`, `%#10`, `ALL`.
fn is(directory: &Directory<'_>, run: &Identity, name: &str) -> bool {
    if let Some(group) = name.strip_prefix('%') {
        return directory.gid(group).is_some_and(|gid| run.groups.contains(&gid));
    }
    name == "ALL"
        || run.account.as_deref() == Some(name.as_bytes())
        || name.strip_prefix('#').is_some_and(|uid| uid.parse() == Ok(run.uid))
}

fn password(files: &Files<'_>, run: &Identity, report: &mut impl FnMut(Place, Severity, String)) {
    let Some(user) = files.accounts.user_with_id(run.uid).filter(|user| user.has_login_shell()) else { return };
    let line = files.accounts.shadow.iter().find(|line| line.name == user.name);
    if let Some(line) = line.filter(|line| matches!(line.password, Password::Hashed(_))) {
        report(
            files.line(b"etc/shadow", line.line),
            Severity::Medium,
            String::from("has a login shell and a password"),
        );
    }
}
