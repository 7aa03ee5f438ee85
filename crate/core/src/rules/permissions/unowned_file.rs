//! `unowned-file`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Severity};
use crate::image::layer::EntryKind;
use crate::ordered::Set;
use crate::rules::evidence::{Fault, report};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Files, directories and links whose uid is no account of `/etc/passwd` or whose gid is no group of `/etc/group`.
    /// The uid and gid that the container runs as are exempt, and so is everything where the image has no such file.
    /// Group 0 needs no line.
    ///
    /// ## Why it matters
    /// Such a number usually comes from the machine that built the image, or from an account that was removed. The next
    /// account that gets the number owns the files.
    ///
    /// ## Examples
    /// ```image bad
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\n"
    /// /srv/data 0644 501:0 size=10
    /// ```
    /// ```image bad
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\n"
    /// /etc/group 0644 0:0 "root:x:0:\n"
    /// /srv/data 0644 0:20 size=10
    /// ```
    /// ```image bad
    /// user 10001
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\n"
    /// /srv/ 0755 1001:10001
    /// ```
    /// ```image good
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/:/bin/sh\n"
    /// /etc/group 0644 0:0 "app:x:1000:\n"
    /// /srv/data 0644 1000:1000 size=10
    /// /srv/other 0644 1000:0 size=10
    /// ```
    /// The run user needs no account:
    /// ```image good
    /// user 10001:10002
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\n"
    /// /etc/group 0644 0:0 "root:x:0:\n"
    /// /srv/data 0644 10001:10002 size=10
    /// ```
    /// No account files:
    /// ```image good
    /// /srv/data 0644 501:20 size=10
    /// ```
    ///
    /// ## How to fix
    /// `COPY --chown=app:app`, `tar --no-same-owner`, or `chown` in the instruction that makes the files.
    ///
    /// ## References
    /// CIS benchmarks of the distributions, "no unowned files or directories exist"; passwd(5), group(5).
    pub static UNOWNED_FILE = Rule {
        id: "unowned-file",
        title: "File of an owner or group that the image does not have",
        category: Category::Permissions,
        severity: Severity::Low,
        confidence: Confidence::High,
        aliases: &["PRM-008"],
        controls: &[
            Control::read("NIST SP 800-53 r5", "CM-6"),
            Control::read("NIST SP 800-53 r5", "AC-6(1)"),
            Control::read("DISA", "RHEL-09-232250/255"),
            Control::read("PCI DSS", "2.2.6"),
        ],
        cwe: Some(708),
        reads: &[Reads::Build, Reads::Files],
        inputs: Inputs::Image,
        message: "{subject}: {reason}",
        why: "The next account that gets the number owns the files.",
        fix: "Let an account of the image own them: `COPY --chown`, `tar --no-same-owner`, or `chown` in the instruction that \
              makes them.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let accounts = &files.accounts;
    if !accounts.has_passwd {
        return;
    }
    let user = facts.settings.user.as_ref().map_or("", |user| user.value.as_str());
    let run = accounts.run_as(user);
    let mut users: Set<u32> = accounts.users.iter().map(|user| user.uid).collect();
    users.extend(run.uid.into_iter().chain([0]));
    let mut groups: Set<u32> = accounts.groups.iter().map(|group| group.gid).collect();
    // A primary group without a line of its own is reported at the account.
    groups.extend(run.gid.into_iter().chain([0]).chain(accounts.users.iter().map(|user| user.gid)));
    let mut faults = Vec::new();
    for node in files.rootfs.nodes().filter(|node| node.mode.is_some() && node.kind != EntryKind::Hardlink) {
        let (user, group) = (users.contains(&node.uid), groups.contains(&node.gid) || !accounts.has_group);
        let reason = match (user, group) {
            (true, true) => continue,
            (false, true) => format!("uid {} is no account of the image", node.uid),
            (true, false) => format!("gid {} is no group of the image", node.gid),
            (false, false) => format!("neither uid {} nor gid {} is known to the image", node.uid, node.gid),
        };
        faults.push(Fault::new(node, Severity::Low, reason));
    }
    report(findings, files, "files", faults);
}
