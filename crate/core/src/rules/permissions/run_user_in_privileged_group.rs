//! `run-user-in-privileged-group`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Severity};
use crate::ordered::{Map, sort};
use crate::rules::access::{expects_arbitrary_uid, run_user};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// The groups of the user that the container runs as, by `USER` and the image's own accounts: `root`, `disk`,
    /// `shadow`, `docker`, `lxd`, `kmem` are medium; `sudo`, `wheel`, `admin` and `adm` are low, since they need a
    /// program that asks for them. Group 0 is only informative where the container is made for uids that a platform
    /// chooses: a number without an account gets group 0, and OpenShift starts every container so.
    ///
    /// ## Why it matters
    /// A user that is not root but in such a group reads or writes what only root should.
    ///
    /// ## Examples
    /// ```image bad
    /// user app
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/:/bin/sh\n"
    /// /etc/group 0644 0:0 "root:x:0:\nshadow:x:42:app\n"
    /// ```
    /// ```image bad
    /// user 1000:998
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\n"
    /// /etc/group 0644 0:0 "root:x:0:\ndocker:x:998:\n"
    /// ```
    /// Informative:
    /// ```image bad
    /// user 1001
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\ndefault:x:1001:0::/opt/app-root/src:/sbin/nologin\n"
    /// /etc/group 0644 0:0 "root:x:0:\n"
    /// ```
    /// ```image good
    /// user app
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/:/bin/sh\n"
    /// /etc/group 0644 0:0 "root:x:0:\nvideo:x:44:app\n"
    /// ```
    /// A named group takes the others away:
    /// ```image good
    /// user app:app
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/:/bin/sh\n"
    /// /etc/group 0644 0:0 "root:x:0:\nshadow:x:42:app\napp:x:1000:\n"
    /// ```
    /// Root is left to `run-as-root`:
    /// ```image good
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\n"
    /// ```
    ///
    /// ## How to fix
    /// Name a group of its own: `USER 10001:10001`.
    ///
    /// ## References
    /// credentials(7); OpenShift, guidelines for images, "support arbitrary user ids".
    pub static RUN_USER_IN_PRIVILEGED_GROUP = Rule {
        id: "run-user-in-privileged-group",
        title: "The user that the container runs as is in a group with power over the system",
        category: Category::Permissions,
        severity: Severity::Medium,
        confidence: Confidence::High,
        aliases: &["USR-004"],
        controls: &[
            Control::inferred("CIS Docker", "4.1"),
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::inferred("NIST SP 800-53 r5", "AC-6"),
            Control::read("DISA", "CICDG 2.2"),
            Control::inferred("PCI DSS", "7.2.2"),
        ],
        cwe: Some(250),
        reads: &[Reads::Build, Reads::Files],
        inputs: Inputs::Image,
        message: "The container runs as uid {uid}, which is in the group {group}: {reason}",
        why: "A user that is not root but in such a group reads or writes what only root should.",
        fix: "Name a group of its own in `USER`, as in `USER 10001:10001`, and take the account out of the group.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let (Some(setting), Some(run)) = (&facts.settings.user, run_user(facts, files)) else { return };
    let mut groups = run.groups.clone();
    sort(&mut groups);
    groups.dedup();
    let names: Map<u32, &[u8]> =
        files.accounts.groups.iter().rev().map(|group| (group.gid, group.name.as_slice())).collect();
    for gid in groups {
        let name = names.get(&gid).copied();
        let (severity, reason) = match name {
            _ if gid == 0 && expects_arbitrary_uid(facts, Some(&run)) => {
                (Severity::Info, "right for images that a platform starts with any uid, as OpenShift does")
            }
            Some(b"shadow") => (Severity::Medium, "it may read the password hashes"),
            Some(b"disk" | b"kmem") => (Severity::Medium, "it may read and write devices"),
            Some(b"docker" | b"podman" | b"lxd") => {
                (Severity::Medium, "whoever may drive containers is root on their host")
            }
            Some(b"sudo" | b"wheel" | b"admin") => {
                (Severity::Low, "it may become root where a program asks for the group")
            }
            Some(b"adm") => (Severity::Low, "it may read the logs of the system"),
            _ => continue,
        };
        findings
            .at(setting.place.clone())
            .severity(severity)
            .detail("uid", run.uid)
            .bytes("group", name.unwrap_or(b"root"))
            .detail("gid", gid)
            .detail("reason", reason)
            .done();
    }
}
