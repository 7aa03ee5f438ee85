//! `privileged-group-member`.

use crate::facts::accounts::{Group, User};
use crate::facts::{Facts, Files};
use crate::finding::{Confidence, Findings, Severity};
use crate::ordered::{Map, sort_by_key};
use crate::rules::access::{expects_arbitrary_uid, program};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Groups that give power over the system, and primary groups that do not exist:
    ///
    /// | fault | severity |
    /// |---|---|
    /// | an account is in `shadow`, which may read password hashes, or in `disk`, which may read raw devices | medium |
    /// | an account is in `docker`, `podman` or `lxd` | medium |
    /// | an account is in `sudo`, `wheel` or `admin`, and the image has `sudo` or `doas` with a rule for the group, or a `su` that asks for `wheel` | medium; low without |
    /// | an account of a person (uid from 1000) is in group 0 | low; info where the image is made for arbitrary uids |
    /// | the primary group of an account is not in `/etc/group` | low |
    ///
    /// Root may be in any group. System accounts that distributions put into group 0 (`sync`, `halt`, `operator`) are
    /// left out: nobody can log in as one. The groups of the user that the container runs as are judged by
    /// `run-user-in-privileged-group`.
    ///
    /// ## Why it matters
    /// Such a group is a quiet way to root: its members need no password for it.
    ///
    /// ## Examples
    /// ```image bad
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/:/bin/sh\n"
    /// /etc/group 0644 0:0 "root:x:0:\nshadow:x:42:app\napp:x:1000:\n"
    /// ```
    /// ```image bad
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\nci:x:1000:1000::/:/bin/sh\n"
    /// /etc/group 0644 0:0 "root:x:0:\ndocker:x:998:ci\nci:x:1000:\n"
    /// ```
    /// As a primary group:
    /// ```image bad
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\nbackup:x:1001:6::/:/bin/sh\n"
    /// /etc/group 0644 0:0 "root:x:0:\ndisk:x:6:\n"
    /// ```
    /// The group is missing:
    /// ```image bad
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\napp:x:1000:4711::/:/bin/sh\n"
    /// /etc/group 0644 0:0 "root:x:0:\n"
    /// ```
    /// ```image good
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\nsync:x:5:0:sync:/sbin:/bin/sync\noperator:x:11:0::/root:/sbin/nologin\n"
    /// /etc/group 0644 0:0 "root:x:0:root\ndisk:x:6:root,adm\nwheel:x:10:root\nshadow:x:42:\n"
    /// ```
    /// ```image good
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/:/bin/sh\n"
    /// /etc/group 0644 0:0 "root:x:0:\napp:x:1000:\nvideo:x:44:app\n"
    /// ```
    /// Reported as low, since sudo has no rule for the group:
    /// ```image bad
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\nadmin:x:1000:1000::/:/bin/sh\n"
    /// /etc/group 0644 0:0 "root:x:0:\nadmin:x:1000:\nsudo:x:27:\n"
    /// /usr/bin/sudo 4755 0:0 size=10
    /// /etc/sudoers 0440 0:0 "root ALL=(ALL:ALL) ALL\n%sudo ALL=(ALL:ALL) ALL\n"
    /// ```
    /// No group file, as in images that begin from nothing:
    /// ```image good
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/:/bin/sh\n"
    /// ```
    ///
    /// ## How to fix
    /// `gpasswd -d NAME GROUP`, and `usermod -g GROUP NAME` for the primary group.
    ///
    /// ## References
    /// group(5); Debian wiki, SystemGroups.
    pub static PRIVILEGED_GROUP_MEMBER = Rule {
        id: "privileged-group-member",
        title: "Account is in a group with power over the system, or its group is missing",
        category: Category::Baseline,
        severity: Severity::Medium,
        confidence: Confidence::High,
        aliases: &["OSH-013"],
        controls: &[
            Control::read("NIST SP 800-53 r5", "IA-2"),
            Control::read("NIST SP 800-53 r5", "CM-6"),
            Control::inferred("NIST SP 800-53 r5", "AC-6"),
            Control::read("DISA", "RHEL-09-411045"),
            Control::read("DISA", "SRG-OS-000104-GPOS-00051"),
            Control::read("PCI DSS", "8.2.2"),
            Control::read("PCI DSS", "8.3.2"),
        ],
        cwe: Some(269),
        reads: &[Reads::Build, Reads::Files],
        inputs: Inputs::Image,
        message: "The account {account} (uid {uid}) is in the group {group}: {reason}",
        why: "Members of such a group have a way to root or to other accounts' data without a password.",
        fix: "Take the account out with `gpasswd -d NAME GROUP`, or give it a group of its own with `usermod -g`.",
        check: check,
    };
}

/// First uid of people, `UID_MIN` of login.defs in every family.
const FIRST_USER: u32 = 1000;

/// `nobody`.
const NOBODY: u32 = 65_534;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let accounts = &files.accounts;
    if !accounts.has_group {
        return;
    }
    let judge = Judge {
        ways: SUDO_GROUPS.into_iter().filter(|group| leads_to_root(files, group)).collect(),
        for_any_uid: expects_arbitrary_uid(facts, None),
    };
    let users: Map<&[u8], &User> = accounts.users.iter().rev().map(|user| (user.name.as_slice(), user)).collect();
    let groups: Map<u32, &Group> = accounts.groups.iter().rev().map(|group| (group.gid, group)).collect();
    for group in &accounts.groups {
        let mut members: Vec<&User> =
            group.members.iter().filter_map(|name| users.get(name.as_slice()).copied()).collect();
        sort_by_key(&mut members, |user| user.line);
        members.dedup_by_key(|user| user.line);
        for user in members {
            judge.report(files, findings, user, &group.name, (b"etc/group", group.line));
        }
    }
    for user in &accounts.users {
        match groups.get(&user.gid) {
            Some(group) => judge.report(files, findings, user, &group.name, (b"etc/passwd", user.line)),
            None if user.gid != 0 => findings
                .at(files.line(b"etc/passwd", user.line))
                .severity(Severity::Low)
                .bytes("account", &user.name)
                .detail("uid", user.uid)
                .detail("group", user.gid)
                .detail("reason", "/etc/group has no group of that number")
                .done(),
            None => {}
        }
    }
}

struct Judge {
    /// The groups of [`SUDO_GROUPS`] whose members may become root.
    ways: Vec<&'static str>,
    for_any_uid: bool,
}

impl Judge {
    fn report(&self, files: &Files<'_>, findings: &mut Findings, user: &User, group: &[u8], place: (&[u8], u32)) {
        if user.uid == 0 || user.uid == NOBODY {
            return;
        }
        let is_usable = user.uid >= FIRST_USER || user.has_login_shell();
        let Some((severity, reason)) = self.fault(group, user.uid >= FIRST_USER).filter(|_| is_usable) else { return };
        let (path, line) = place;
        findings
            .at(files.line(path, line))
            .severity(severity)
            .bytes("account", &user.name)
            .detail("uid", user.uid)
            .bytes("group", group)
            .detail("reason", reason)
            .done();
    }

    fn fault(&self, group: &[u8], is_person: bool) -> Option<(Severity, &'static str)> {
        Some(match group {
            b"shadow" => (Severity::Medium, "it may read the password hashes"),
            b"disk" => (Severity::Medium, "it may read and write raw devices"),
            b"docker" | b"podman" | b"lxd" => (Severity::Medium, "whoever may drive containers is root on their host"),
            _ if self.ways.iter().any(|way| way.as_bytes() == group) => (Severity::Medium, "it may become root"),
            b"sudo" | b"wheel" | b"admin" => {
                (Severity::Low, "it may become root as soon as sudo or doas has a rule for the group; none has")
            }
            b"root" if is_person && self.for_any_uid => {
                (Severity::Info, "right for images that a platform starts with any uid, as OpenShift does")
            }
            b"root" if is_person => (Severity::Low, "whatever group 0 may write is open to it"),
            _ => return None,
        })
    }
}

/// Groups that distributions give a rule of sudo or doas: Debian, most others, Ubuntu until 2011. An account called `admin`
/// has a group of that name too, which means nothing by itself.
const SUDO_GROUPS: [&str; 3] = ["sudo", "wheel", "admin"];

/// Whether a program lets the members of the group become root. One whose rules are not in the image may.
fn leads_to_root(files: &Files<'_>, group: &str) -> bool {
    let has = |name| program(files, name).is_some();
    let sudoers = &files.system.sudoers;
    let in_sudoers =
        || sudoers.rules.iter().flat_map(|rule| &rule.users).any(|user| user.strip_prefix('%') == Some(group));
    let doas = &files.system.doas;
    (has("sudo") || has("sudo-rs")) && (sudoers.files.is_empty() || in_sudoers())
        || has("doas") && (doas.is_empty() || doas.iter().any(|rule| rule.identity.strip_prefix(':') == Some(group)))
        || group == "wheel" && has_setuid_su(files)
}

fn has_setuid_su(files: &Files<'_>) -> bool {
    const SETUID: u16 = 0o4000;
    // In the Debian family membership of sudo and adm means nothing to su; in the Red Hat family pam_wheel asks for it.
    let restricted = files.system.pam.iter().any(|line| line.service == "su" && line.module == "pam_wheel.so");
    restricted && program(files, "su").is_some_and(|node| node.mode.is_some_and(|mode| mode & SETUID != 0))
}
