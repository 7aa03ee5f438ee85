//! `unprotected-system-file`.

use crate::facts::{Facts, Files};
use crate::finding::{Confidence, Findings, Severity};
use crate::image::layer::EntryKind;
use crate::image::rootfs::Node;
use crate::ordered::Set;
use crate::rules::access::{Identity, expects_arbitrary_uid, run_user};
use crate::rules::evidence::{Fault, Owners, report};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Owners and groups of files and directories in `/bin`, `/sbin`, `/lib*`, `/usr/bin`, `/usr/sbin`, `/usr/lib*`,
    /// `/usr/libexec` and `/usr/local/{bin,sbin,lib}`:
    ///
    /// | fault | severity |
    /// |---|---|
    /// | the user that the container runs as owns it, or may write it as a member of its group | high |
    /// | another account of the image than root owns it | high; medium for data that is not executable |
    /// | a uid without an account owns it, as when an archive is unpacked with its owners | medium |
    /// | a group other than 0 may write it, and has members | medium; low without members |
    /// | group 0 may write it, and root owns it | low; info where the image is made for arbitrary uids |
    ///
    /// A setuid or setgid file may belong to the account whose rights it gives. What every user may write is reported
    /// by `world-writable-file` and `world-writable-directory`.
    ///
    /// ## Why it matters
    /// Who owns a program or a library decides what everybody else, root included, executes.
    ///
    /// ## Examples
    /// ```image bad
    /// user 1000
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/:/bin/sh\n"
    /// /usr/local/bin/tool 0755 1000:1000 size=10
    /// ```
    /// ```image bad
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\n"
    /// /usr/local/lib/libx.so 0755 501:20 size=10
    /// ```
    /// ```image bad
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/:/bin/sh\n"
    /// /etc/group 0644 0:0 "root:x:0:\nstaff:x:50:app\n"
    /// /usr/local/bin/ 2775 0:50
    /// ```
    /// ```image good
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\n"
    /// /usr/bin/ls 0755 0:0 size=10
    /// /usr/bin/chage 2755 0:42 size=10
    /// /usr/local/bin/ 0755 0:0
    /// ```
    /// ```image good
    /// user 1000
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\ndaemon:x:1:1::/:/sbin/nologin\napp:x:1000:1000::/:/bin/sh\n"
    /// /usr/bin/at 6755 1:1 size=10
    /// /app/tool 0755 1000:1000 size=10
    /// ```
    /// A link's own owner means nothing:
    /// ```image good
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\n"
    /// /usr/bin/python -> python3
    /// /usr/bin/python3 0755 0:0 size=10
    /// ```
    ///
    /// ## How to fix
    /// `COPY --chown=root:root`, `tar --no-same-owner`, `chown root:root FILE` in the instruction that makes it.
    ///
    /// ## References
    /// CIS benchmarks of the distributions and their DISA STIGs, "system commands and libraries are owned by root"; hier(7).
    pub static UNPROTECTED_SYSTEM_FILE = Rule {
        id: "unprotected-system-file",
        title: "Others than root own a program or library of the system",
        category: Category::Baseline,
        severity: Severity::High,
        confidence: Confidence::High,
        aliases: &["OSH-026"],
        controls: &[
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::read("NIST SP 800-53 r5", "CM-5(6)"),
            Control::read("NIST SP 800-53 r5", "AC-6(1)"),
            Control::read("DISA", "V-203675, V-203716"),
            Control::read("DISA", "UBTU-24-300006/007/011/012, RHEL-09-232010/020"),
            Control::read("DISA", "SRG-OS-000259-GPOS-00100"),
            Control::inferred("PCI DSS", "2.2.6"),
            Control::inferred("PCI DSS", "10.3.2"),
        ],
        cwe: Some(732),
        reads: &[Reads::Build, Reads::Files],
        inputs: Inputs::Image,
        message: "{subject}: {reason}",
        why: "Who owns a program or a library decides what everybody else, root included, executes.",
        fix: "Let root own it: `COPY --chown=root:root`, `tar --no-same-owner`, or `chown root:root` in the instruction that \
              makes it.",
        check: check,
    };
}

/// Without the last slash, so that the directories themselves are judged, too.
const TREES: [&[u8]; 13] = [
    b"bin",
    b"sbin",
    b"lib",
    b"lib32",
    b"lib64",
    b"usr/bin",
    b"usr/sbin",
    b"usr/lib",
    b"usr/lib32",
    b"usr/lib64",
    b"usr/libexec",
    b"usr/local/bin",
    b"usr/local/sbin",
];

/// `/usr/local/lib` holds trees of languages whose tools write there; only the shallow part is the system's.
const LOCAL_LIBRARIES: &[u8] = b"usr/local/lib";

const SETUID: u16 = 0o4000;
const SETGID: u16 = 0o2000;
const OTHERS_WRITE: u16 = 0o002;
const GROUP_WRITES: u16 = 0o020;
const ANYBODY_EXECUTES: u16 = 0o111;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let run = run_user(facts, files);
    let primary: Set<u32> = files.accounts.users.iter().filter(|user| user.uid != 0).map(|user| user.gid).collect();
    let judge = Judge {
        files,
        owners: Owners::of(&files.accounts),
        any_uid: expects_arbitrary_uid(facts, run.as_ref()),
        run,
        with_members: files
            .accounts
            .groups
            .iter()
            .filter(|group| !group.members.is_empty())
            .map(|group| group.gid)
            .chain(primary)
            .collect(),
    };
    let mut faults = Vec::new();
    for tree in TREES.iter().chain([&LOCAL_LIBRARIES]) {
        let itself = files.rootfs.get(tree);
        faults.extend(itself.into_iter().chain(files.rootfs.under(tree)).filter_map(|node| judge.fault(node)));
    }
    report(findings, files, "files", faults);
}

struct Judge<'a> {
    files: &'a Files<'a>,
    owners: Owners<'a>,
    any_uid: bool,
    run: Option<Identity>,
    with_members: Set<u32>,
}

impl Judge<'_> {
    fn fault<'n>(&self, node: Node<'n>) -> Option<Fault<'n>> {
        let mode = node.mode?;
        if !matches!(node.kind, EntryKind::File | EntryKind::Directory) || mode & OTHERS_WRITE != 0 {
            return None;
        }
        let fault = |severity, reason: &'static str| Some(Fault::new(node, severity, reason));
        let gives_owner = node.kind == EntryKind::File && mode & SETUID != 0;
        if node.uid != 0 && !gives_owner {
            if self.run.as_ref().is_some_and(|run| run.uid == node.uid) {
                return fault(Severity::High, "the user that the container runs as owns it");
            }
            if !self.owners.knows_user(node.uid) && self.files.accounts.has_passwd {
                return fault(Severity::Medium, "its owner is no account of the image");
            }
            let runs = node.kind == EntryKind::Directory || mode & ANYBODY_EXECUTES != 0;
            return if runs {
                fault(Severity::High, "another account than root owns it")
            } else {
                fault(Severity::Medium, "another account than root owns this file of data")
            };
        }
        let gives_group = node.kind == EntryKind::File && mode & SETGID != 0;
        if mode & GROUP_WRITES == 0 || gives_group {
            return None;
        }
        if node.gid == 0 {
            return if self.any_uid {
                fault(Severity::Info, "group 0 may write it, as images for any uid need it")
            } else {
                fault(Severity::Low, "group 0 may write it")
            };
        }
        if self.run.as_ref().is_some_and(|run| run.groups.contains(&node.gid)) {
            return fault(Severity::High, "a group of the user that the container runs as may write it");
        }
        if self.with_members.contains(&node.gid) {
            return fault(Severity::Medium, "a group with members may write it");
        }
        fault(Severity::Low, "a group without members may write it")
    }
}
