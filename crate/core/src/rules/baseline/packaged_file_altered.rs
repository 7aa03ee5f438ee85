//! `packaged-file-altered`.

use crate::facts::packages::Difference;
use crate::facts::{Facts, Files};
use crate::finding::{Finding, Findings, Severity};
use crate::image::layer::{Entry, EntryKind};
use crate::image::rootfs::{HiddenCause, Node};
use crate::ordered::{Map, sort_by};
use crate::rules::evidence::{Fault, mode, report};
use crate::rules::rule::{Profile, rule};
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Whether files are as their package brought them:
    ///
    /// - mode, owner and size against what the database of rpm says of a file, mode and owner against that of apk (dpkg's
    ///   says neither);
    /// - content of programs in `bin` and `sbin`, of the loader, the C library, PAM, cryptography, SSH, sudo and trusted
    ///   certificates against the digests of the database, also where one step installed and changed a file;
    /// - content, mode and owner against the layer before, where a file of a package is written again by a layer in which
    ///   the package manager did nothing: a `COPY` over it, a `sed -i`, a `chmod`.
    ///
    /// That every user may write a file is told by `world-writable-file`, and that it has become setuid by `setuid-file`.
    ///
    /// Configuration files are informational, since they are meant to be changed; so is a larger restriction of the mode.
    /// Programs, libraries and new rights to write or of setuid are medium, all else is low. Diverted files are looked up
    /// under their new names; `%ghost` files and those that a package says not to verify are left out, and so are
    /// contents where prelink(8) has run.
    ///
    /// Digests are computed of files up to 8 MiB, and of so many in a layer that they take a fraction of a second. The
    /// database lies beside the files, so that who changes both is not found.
    ///
    /// ## Why it matters
    /// What differs from its package is no longer what the distribution tested, signed and publishes advisories for; the
    /// next update overwrites it. A program that was changed may also be a back door.
    ///
    /// ## Examples
    /// ```image bad
    /// layer ADD rootfs /
    /// /var/lib/dpkg/status 0644 0:0 "Package: login\nStatus: install ok installed\nVersion: 4.13\n"
    /// /var/lib/dpkg/info/login.list 0644 0:0 "/.\n/usr\n/usr/bin\n/usr/bin/login\n"
    /// /usr/bin/login 0755 0:0 "program"
    /// layer COPY login /usr/bin/login
    /// /usr/bin/login 0755 0:0 "changed"
    /// ```
    /// ```image bad
    /// /lib/apk/db/installed 0644 0:0 "P:busybox\nV:1.37.0-r0\nF:bin\nR:busybox\na:0:0:755\n"
    /// /bin/busybox 0700 0:0 size=20
    /// ```
    /// ```image bad
    /// layer ADD rootfs /
    /// /var/lib/dpkg/status 0644 0:0 "Package: nginx\nStatus: install ok installed\nVersion: 1.22\nConffiles:\n /etc/nginx/nginx.conf 0123\n"
    /// /var/lib/dpkg/info/nginx.list 0644 0:0 "/etc/nginx/nginx.conf\n"
    /// /etc/nginx/nginx.conf 0644 0:0 "one"
    /// layer COPY nginx.conf /etc/nginx/nginx.conf
    /// /etc/nginx/nginx.conf 0644 0:0 "two"
    /// ```
    /// Installed and changed in one step:
    /// ```image bad
    /// layer RUN apt-get install login && sed -i s/program/changed/ /usr/bin/login
    /// /var/lib/dpkg/status 0644 0:0 "Package: login\nStatus: install ok installed\nVersion: 4.13\n"
    /// /var/lib/dpkg/info/login.list 0644 0:0 "/usr/bin/login\n"
    /// /var/lib/dpkg/info/login.md5sums 0644 0:0 "a9c449d4fa44e9e5a41c574ae55ce4d9  usr/bin/login\n"
    /// /usr/bin/login 0755 0:0 "changed"
    /// ```
    /// ```image bad
    /// /lib/apk/db/installed 0644 0:0 "P:busybox\nV:1.37.0-r0\nF:bin\nR:busybox\na:0:0:755\nZ:Q1gdmu6g4aQI1ltmYKF2xd6D3Jjns=\n"
    /// /bin/busybox 0755 0:0 "changed"
    /// ```
    /// Told by `setuid-file`:
    /// ```image good
    /// /lib/apk/db/installed 0644 0:0 "P:busybox\nV:1.37.0-r0\nF:bin\nR:busybox\na:0:0:755\n"
    /// /bin/busybox 4755 0:0 size=20
    /// ```
    /// A diverted file, under the name that it has now:
    /// ```image good
    /// /var/lib/dpkg/status 0644 0:0 "Package: bash\nStatus: install ok installed\nVersion: 5.2\n\nPackage: dash\nStatus: install ok installed\nVersion: 0.5\n"
    /// /var/lib/dpkg/diversions 0644 0:0 "/bin/sh\n/bin/sh.distrib\ndash\n"
    /// /var/lib/dpkg/info/bash.list 0644 0:0 "/bin/sh\n"
    /// /var/lib/dpkg/info/bash.md5sums 0644 0:0 "a9c449d4fa44e9e5a41c574ae55ce4d9  bin/sh\n"
    /// /var/lib/dpkg/info/dash.list 0644 0:0 "/bin/sh\n"
    /// /var/lib/dpkg/info/dash.md5sums 0644 0:0 "795f3202b17cb6bc3d4b771d8c6c9eaf  bin/sh\n"
    /// /bin -> usr/bin
    /// /usr/bin/sh 0755 0:0 "other"
    /// /usr/bin/sh.distrib 0755 0:0 "program"
    /// ```
    /// An update by the package manager:
    /// ```image good
    /// layer ADD rootfs /
    /// /var/lib/dpkg/status 0644 0:0 "Package: login\nStatus: install ok installed\nVersion: 4.13\n"
    /// /var/lib/dpkg/info/login.list 0644 0:0 "/usr/bin/login\n"
    /// /usr/bin/login 0755 0:0 "program"
    /// layer RUN apt-get upgrade
    /// /var/lib/dpkg/status 0644 0:0 "Package: login\nStatus: install ok installed\nVersion: 4.14\n"
    /// /var/lib/dpkg/info/login.list 0644 0:0 "/usr/bin/login\n"
    /// /usr/bin/login 0755 0:0 "updated"
    /// ```
    /// ```image good
    /// /lib/apk/db/installed 0644 0:0 "P:busybox\nV:1.37.0-r0\nF:bin\nR:busybox\na:0:0:755\nZ:Q1gdmu6g4aQI1ltmYKF2xd6D3Jjns=\nF:etc\nR:securetty\n"
    /// /bin/busybox 0755 0:0 "program"
    /// /etc/securetty 0644 0:0 size=20
    /// ```
    /// A file of no package:
    /// ```image good
    /// layer ADD rootfs /
    /// /var/lib/dpkg/status 0644 0:0 "Package: login\nStatus: install ok installed\nVersion: 4.13\n"
    /// /usr/local/bin/app 0755 0:0 "one"
    /// layer COPY app /usr/local/bin/app
    /// /usr/local/bin/app 0755 0:0 "two"
    /// ```
    ///
    /// ## How to fix
    /// Install the package again, and ship changes in a package or beside it: a file in `conf.d`, a program in
    /// `/usr/local`.
    ///
    /// ## References
    /// dpkg(1), `--verify`; rpm(8), `--verify`; apk-audit(8).
    pub static PACKAGED_FILE_ALTERED = Rule {
        id: "packaged-file-altered",
        title: "File differs from its package",
        category: Category::Baseline,
        profile: Profile::Strict,
        severity: Severity::Medium,
        aliases: &["OSH-030"],
        controls: &[
            Control::inferred("NIST SP 800-190", "4.1.5"),
            Control::inferred("NIST SP 800-190", "4.1.3"),
            Control::read("NIST SP 800-53 r5", "SI-7"),
            Control::read("NIST SP 800-53 r5", "SI-7(1)"),
            Control::read("NIST SP 800-53 r5", "CM-6"),
            Control::read("PCI DSS", "11.5.2"),
        ],
        reads: &[Reads::Files, Reads::Packages],
        inputs: Inputs::Image,
        message: "Not as its package has it: {subject}, {reason}",
        why: "It is no longer what the distribution tested, signed and publishes advisories for, and the next update overwrites it.",
        fix: "Install the package again; ship changes in a package of your own or beside the packaged file.",
        check: check,
    };
}

const SETUID_OR_SETGID: u16 = 0o6000;
const EVERYBODY_WRITES: u16 = 0o002;
const OTHERS_WRITE: u16 = 0o022;
const ANYBODY_EXECUTES: u16 = 0o111;
const STICKY: u16 = 0o1000;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let mut faults: Map<u32, Fault<'_>> = Map::new();
    for difference in files.packages.differences() {
        let Some(node) = files.rootfs.get(&difference.path) else { continue };
        if let Some(fault) = by_database(files, node, difference) {
            faults.insert(node.number, fault);
        }
    }
    // Layers come in order, so the last one before that of the file is what it was.
    let mut before: Map<u32, (Node<'_>, Entry<'_>)> = Map::new();
    for hidden in files.rootfs.hidden() {
        let replaced = matches!(hidden.by.cause, HiddenCause::Overwritten | HiddenCause::MetadataOnly);
        if !replaced || hidden.entry.kind != EntryKind::File {
            continue;
        }
        let Some(node) = files.rootfs.get(hidden.entry.path) else { continue };
        if hidden.layer < node.layer && node.kind == EntryKind::File && node.hardlink_of.is_none() {
            before.insert(node.number, (node, hidden.entry));
        }
    }
    for (number, (node, before)) in before {
        let Some(owner) = files.packages.owner(&node) else { continue };
        if !faults.contains_key(&number)
            && !files.packages.were_changed_in(owner.family, node.layer)
            && let Some(fault) = by_layer(files, node, &before)
        {
            faults.insert(number, fault);
        }
    }
    let mut faults: Vec<_> = faults.into_iter().map(|(_, fault)| fault).collect();
    sort_by(&mut faults, |one, other| one.path().cmp(other.path()));
    report(findings, files, "packaged files", faults);
}

/// What the database says.
fn by_database<'a>(files: &Files<'_>, node: Node<'a>, difference: &Difference) -> Option<Fault<'a>> {
    let owner = files.packages.owner(&node)?;
    let is = node.mode?;
    let name = &owner.name;
    let (reason, severity) = if let Some(size) = difference.size {
        (format!("whose size {name} has as {size} bytes"), severity_of_content(files, &node))
    } else if difference.digest.is_some() {
        (format!("whose content is not what {name} installed"), severity_of_content(files, &node))
    } else if let Some(was) = difference.mode {
        (format!("whose mode {name} has as {}", mode(was)), severity_of_mode(files, &node, was, is)?)
    } else {
        let expected = difference.owner.as_deref()?;
        (format!("whose owner {name} has as {expected}"), severity_of_owner(files, &node))
    };
    let mut fault = Fault::new(node, severity, reason).with("package", name);
    if let Some((expected, is)) = difference.digest {
        fault = fault.with("packaged_digest", expected).with("digest", is);
    }
    Some(fault)
}

/// What a lower layer had.
fn by_layer<'a>(files: &Files<'_>, node: Node<'a>, before: &Entry<'_>) -> Option<Fault<'a>> {
    let owner = files.packages.owner(&node)?;
    let is = node.mode?;
    let known = node.content != 0 && before.content != 0;
    let (reason, severity) = if node.size != before.size || (known && node.content != before.content) {
        (String::from("whose content a later layer changed"), severity_of_content(files, &node))
    } else if is != before.mode {
        let reason = format!("whose mode a later layer changed from {}", mode(before.mode));
        (reason, severity_of_mode(files, &node, before.mode, is)?)
    } else if (node.uid, node.gid) != (before.uid, before.gid) {
        let reason = format!("whose owner a later layer changed from {}:{}", before.uid, before.gid);
        (reason, severity_of_owner(files, &node))
    } else {
        return None;
    };
    Some(Fault::new(node, severity, reason).with("package", &owner.name))
}

/// Whether a finding says nothing of a file's content: those of this rule say what differs in their reason.
pub(in crate::rules) fn is_about_rights(finding: &Finding) -> bool {
    let of_rights = |reason: &str| ["whose mode ", "whose owner "].iter().any(|start| reason.starts_with(start));
    finding.rule.id != PACKAGED_FILE_ALTERED.id
        || finding.details.iter().any(|(name, value)| *name == "reason" && of_rights(value))
}

fn severity_of_content(files: &Files<'_>, node: &Node<'_>) -> Severity {
    if is_config(files, node) {
        Severity::Info
    } else if is_code(node) {
        Severity::Medium
    } else {
        Severity::Low
    }
}

/// `None` for what another rule tells of the same file: that every user may write it, or that it has become setuid.
fn severity_of_mode(files: &Files<'_>, node: &Node<'_>, was: u16, is: u16) -> Option<Severity> {
    let gained = is & !was;
    if gained & (SETUID_OR_SETGID | EVERYBODY_WRITES) != 0 && node.kind == EntryKind::File {
        return None;
    }
    Some(if gained & (SETUID_OR_SETGID | OTHERS_WRITE) != 0 || was & !is & STICKY != 0 {
        Severity::Medium
    } else if gained == 0 || is_config(files, node) {
        Severity::Info
    } else {
        Severity::Low
    })
}

fn severity_of_owner(files: &Files<'_>, node: &Node<'_>) -> Severity {
    if is_config(files, node) {
        Severity::Info
    } else if node.uid != 0 && is_code(node) {
        Severity::Medium
    } else {
        Severity::Low
    }
}

fn is_config(files: &Files<'_>, node: &Node<'_>) -> bool {
    files.packages.is_config(node) || node.path.starts_with(b"etc/")
}

/// Programs and libraries.
fn is_code(node: &Node<'_>) -> bool {
    let name = node.path.rsplit(|byte| *byte == b'/').next().unwrap_or(node.path);
    let library = name.ends_with(b".so") || name.windows(4).any(|part| part == b".so.");
    node.kind == EntryKind::File && (library || node.mode.is_some_and(|mode| mode & ANYBODY_EXECUTES != 0))
}
