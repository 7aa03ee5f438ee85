//! `home-directory-mode`.

use crate::facts::{Facts, Files};
use crate::finding::{Confidence, Findings, Severity};
use crate::image::layer::EntryKind;
use crate::image::rootfs::Node;
use crate::ordered::Set;
use crate::rules::access::expects_arbitrary_uid;
use crate::rules::evidence::{Fault, Owners, base_name, report};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// The home directories of people (uid from 1000, not `nobody`) and of root, and the dot-files in them:
    ///
    /// | fault | severity |
    /// |---|---|
    /// | every user may write the directory or a dot-file | medium |
    /// | another account than its own (or root) owns the directory | medium |
    /// | a group other than 0 or its own may write it | medium |
    /// | group 0 may write it: the pattern of OpenShift | info |
    /// | it is open to others: wider than 0750, or 0700 for root (0550 in the Red Hat family) | low |
    ///
    /// Directories that many accounts share (`/`, `/nonexistent`, those of the system) are left out.
    ///
    /// ## Why it matters
    /// Who can write a home can leave a `.profile` or `.ssh/authorized_keys` there and acts as its owner at the next
    /// login; who can read it finds histories and tokens.
    ///
    /// ## Examples
    /// ```image bad
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/home/app:/bin/sh\n"
    /// /home/app/ 0777 1000:1000
    /// ```
    /// ```image bad
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/home/app:/bin/sh\n"
    /// /home/app/ 0750 1001:1001
    /// ```
    /// Reported as low:
    /// ```image bad
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\n"
    /// /root/ 0755 0:0
    /// ```
    /// ```image bad
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\n"
    /// /root/ 0700 0:0
    /// /root/.bashrc 0666 0:0 "x\n"
    /// ```
    /// ```image good
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/home/app:/bin/sh\n"
    /// /root/ 0700 0:0
    /// /home/app/ 0750 1000:1000
    /// /home/app/.profile 0644 1000:1000 "x\n"
    /// ```
    /// ```image good
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\n"
    /// /root/ 0550 0:0
    /// ```
    /// System accounts share directories of the system:
    /// ```image good
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\nwww:x:33:33::/var/www:/sbin/nologin\nnobody:x:65534:65534::/:/sbin/nologin\n"
    /// /var/www/ 0755 0:0
    /// ```
    ///
    /// ## How to fix
    /// `chmod 0750 /home/app && chown app:app /home/app`; `chmod 0700 /root`.
    ///
    /// ## References
    /// CIS benchmarks of the distributions, "users' home directories"; passwd(5).
    pub static HOME_DIRECTORY_MODE = Rule {
        id: "home-directory-mode",
        title: "Home directory or dot-file open to others",
        category: Category::Baseline,
        severity: Severity::Medium,
        confidence: Confidence::High,
        aliases: &["OSH-016"],
        controls: &[
            Control::inferred("NIST SP 800-53 r5", "CM-6"),
            Control::inferred("NIST SP 800-53 r5", "AC-6"),
            Control::read("DISA", "RHEL-09-232050"),
            Control::read("DISA", "SRG-OS-000480-GPOS-00227"),
            Control::inferred("PCI DSS", "2.2.6"),
        ],
        cwe: Some(732),
        reads: &[Reads::Build, Reads::Files],
        inputs: Inputs::Image,
        message: "{subject}: {reason}",
        why: "Who can write a home acts as its owner at the next login; who can read it finds histories and tokens.",
        fix: "`chmod 0750` and `chown` the directory to its account; `chmod 0700 /root`.",
        check: check,
    };
}

const FIRST_USER: u32 = 1000;
const NOBODY: u32 = 65_534;
const OTHERS_WRITE: u16 = 0o002;
const GROUP_WRITES: u16 = 0o020;
const OTHERS: u16 = 0o007;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let owners = Owners::of(&files.accounts);
    let for_any_uid = expects_arbitrary_uid(facts, None);
    let mut faults = Vec::new();
    let mut judged = Set::new();
    for user in files
        .accounts
        .users
        .iter()
        .filter(|user| user.uid == 0 && user.name == b"root" || user.uid >= FIRST_USER && user.uid != NOBODY)
    {
        let Some(home) = user.home.strip_prefix(b"/").filter(|home| is_own_home(home)) else { continue };
        let home = home.strip_suffix(b"/").unwrap_or(home);
        let Some(node) = files.rootfs.resolve(home).filter(|node| node.kind == EntryKind::Directory) else { continue };
        // A link can lead a home to any place; each is judged once.
        if !is_own_home(node.path) || !judged.insert(node.path.to_vec()) {
            continue;
        }
        faults.extend(directory_fault(&node, user.uid, user.gid, for_any_uid, &owners));
    }
    faults.extend(dot_files(files, &judged));
    report(findings, files, "files", faults);
}

/// `/root`, and what lies in a directory of its own: `/home/app`, `/var/lib/app`, `/app`.
fn is_own_home(path: &[u8]) -> bool {
    const SHARED: [&[u8]; 16] = [
        b"",
        b"bin",
        b"sbin",
        b"usr",
        b"usr/bin",
        b"usr/sbin",
        b"dev",
        b"etc",
        b"home",
        b"nonexistent",
        b"proc",
        b"run",
        b"tmp",
        b"var",
        b"var/tmp",
        b"opt",
    ];
    !SHARED.contains(&path.strip_suffix(b"/").unwrap_or(path))
}

fn directory_fault<'a>(
    node: &Node<'a>,
    uid: u32,
    gid: u32,
    for_any_uid: bool,
    owners: &Owners<'_>,
) -> Option<Fault<'a>> {
    let mode = node.mode?;
    let fault = |severity, reason: &'static str| Some(Fault::new(*node, severity, reason));
    if mode & OTHERS_WRITE != 0 {
        return fault(Severity::Medium, "every user may write this home directory");
    }
    if node.uid != uid && node.uid != 0 {
        return fault(Severity::Medium, "another account than its own owns this home directory");
    }
    if mode & GROUP_WRITES != 0 && node.gid == 0 {
        let severity = if for_any_uid || gid == 0 { Severity::Info } else { Severity::Low };
        return fault(severity, "group 0 may write this home directory, as images for any uid need it");
    }
    if mode & GROUP_WRITES != 0 && node.gid != gid {
        let known = owners.is_group(node.gid, "root");
        return fault(
            if known { Severity::Low } else { Severity::Medium },
            "a group that is not the account's may write it",
        );
    }
    let is_open = if uid == 0 { mode & OTHERS != 0 } else { mode & (OTHERS & !0o001) != 0 };
    if is_open {
        return fault(Severity::Low, "this home directory is open to every user");
    }
    None
}

fn dot_files<'a>(files: &'a Files<'_>, homes: &Set<Vec<u8>>) -> Vec<Fault<'a>> {
    let in_home = |path: &[u8]| {
        let name = base_name(path);
        let end = path.len().saturating_sub(name.len().saturating_add(1));
        name.starts_with(b".") && path.get(..end).is_some_and(|home| homes.contains(home))
    };
    let open = files.rootfs.nodes().filter(|node| {
        node.kind == EntryKind::File && node.mode.is_some_and(|mode| mode & OTHERS_WRITE != 0) && in_home(node.path)
    });
    open.map(|node| Fault::new(node, Severity::Medium, "every user may write this dot-file of a home directory"))
        .collect()
}
