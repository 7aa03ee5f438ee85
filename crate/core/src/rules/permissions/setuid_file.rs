//! `setuid-file`.

use super::known_setuid::{self, Known};
use super::setuid_tool::{ShellBodies, kind_of};
use crate::facts::{Facts, Files};
use crate::finding::{Confidence, Findings, Severity, shown_path};
use crate::image::layer::EntryKind;
use crate::image::rootfs::Node;
use crate::image::wanted::Want;
use crate::ordered::Map;
use crate::rules::evidence::{Fault, Owners, report};
use crate::rules::installed::is_busybox;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Regular files with the setuid bit, and executable ones with the setgid bit. A file with several names (hard
    /// links) is one finding.
    ///
    /// | file | severity |
    /// |---|---|
    /// | group or others may write it | critical |
    /// | a shell, interpreter, editor, or a tool that reads or writes any file or starts programs, by its name (`bash`, `python3.12`, `find`, `cp`) or because it has the content of a shell of the image | critical |
    /// | the busybox of the image, which drops the identity as a shell but not as `su` or `mount` | high |
    /// | any other | high |
    /// | a script (`#!`): Linux ignores the bits there, but other starters (binfmt_misc with credentials, old interpreters) do not | medium |
    /// | the distribution's own, at its path with its owner and group (`/usr/bin/su`, `/usr/bin/passwd`) | low |
    /// | nobody may execute it | low |
    ///
    /// More than ten of one layer and kind are one finding with their number and the first five.
    ///
    /// ## Why it matters
    /// Whoever starts such a file acts as its owner or group. One flaw in it, or one feature nobody thought of, turns
    /// every process of the container into root. Containers rarely need any of them.
    ///
    /// ## Examples
    /// ```image bad
    /// /usr/local/bin/helper 4755 0:0 size=10
    /// ```
    /// A shell under another name:
    /// ```image bad
    /// /bin/sh 0755 0:0 size=9K as=/bin/sh
    /// /opt/report 4755 0:0 size=9K as=/bin/sh
    /// ```
    /// The distribution's own, reported as low:
    /// ```image bad
    /// /etc/os-release 0644 0:0 "ID=debian\n"
    /// /usr/bin/su 4755 0:0 size=10
    /// ```
    /// Directories take the group of files made in them by setgid; a setgid file without the right to execute is a
    /// mark for record locking:
    /// ```image good
    /// /var/mail/ 2775 0:8
    /// /srv/locked 2644 0:0 size=10
    /// /usr/bin/su 0755 0:0 size=10
    /// ```
    ///
    /// ## How to fix
    /// Take the bits away in the final stage: `RUN find / -xdev -type f -perm /6000 -exec chmod a-s {} +`. Where a
    /// program needs one privilege, give it one file capability instead.
    ///
    /// ## References
    /// CIS Docker Benchmark 4.8; chmod(2), execve(2); GTFOBins.
    pub static SETUID_FILE = Rule {
        id: "setuid-file",
        title: "File runs with the identity of its owner or group",
        category: Category::Permissions,
        severity: Severity::High,
        confidence: Confidence::High,
        aliases: &["PRM-001", "PRM-002", "PRM-003", "CIS-DI-0008"],
        controls: &[
            Control::read("CIS Docker", "4.8"),
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::read("NIST SP 800-53 r5", "AC-6(10)"),
            Control::read("NIST SP 800-53 r5", "CM-6"),
            Control::read("NIST SP 800-53 r5", "AC-6(1)"),
            Control::read("DISA", "CICDG 2.3 CCI-002235"),
            Control::inferred("PCI DSS", "7.2.5"),
            Control::inferred("PCI DSS", "2.2.6"),
        ],
        cwe: Some(250),
        reads: &[Reads::Files, Reads::Body(Want::Content(SCRIPT), SCRIPT_BYTES)],
        inputs: Inputs::Image,
        message: "A setuid or setgid file: {subject}, {reason}",
        why: "Whoever starts the file acts as its owner or group, so one flaw in it gives every process of the container \
              that identity.",
        fix: "Take the bits away in the final stage: `RUN find / -xdev -type f -perm /6000 -exec chmod a-s {} +`.",
        check: check,
    };
}

const SETUID: u16 = 0o4000;
const SETGID: u16 = 0o2000;
const GROUP_EXECUTES: u16 = 0o010;
const ANYBODY_EXECUTES: u16 = 0o111;
const OTHERS_WRITE: u16 = 0o022;

const SCRIPT: &[u8] = b"#!";

/// As much of a script as tells that it is one.
const SCRIPT_BYTES: u64 = 2;

/// Names of a file with several that a finding gives.
const NAMED: usize = 5;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let owners = Owners::of(&files.accounts);
    let known = files.os.as_ref().map(known_setuid::of).unwrap_or_default();
    let shells = ShellBodies::of(files);
    // Hard links of one file, by the layer and entry that wrote it.
    let mut inodes: Map<(u32, u32), Vec<Node<'_>>> = Map::new();
    for node in files.rootfs.nodes().filter(is_privileged) {
        if let Some(file) = node.file {
            inodes.change(file, |list| list.push(node));
        }
    }
    let mut faults: Vec<_> =
        inodes.values().filter_map(|names| judge(files, &owners, &known, &shells, names)).collect();
    crate::ordered::sort_by(&mut faults, |left, right| left.path().cmp(right.path()));
    report(findings, files, "setuid or setgid files", faults);
}

/// Setuid, or setgid where it is not the mark of mandatory locking (setgid without the group's right to execute).
fn is_privileged(node: &Node<'_>) -> bool {
    let mode = node.mode.unwrap_or_default();
    node.kind == EntryKind::File && (mode & SETUID != 0 || (mode & SETGID != 0 && mode & GROUP_EXECUTES != 0))
}

/// The fault of a file, given by all its names.
fn judge<'a>(
    files: &Files<'_>,
    owners: &Owners<'_>,
    known: &[Known],
    shells: &ShellBodies,
    names: &[Node<'a>],
) -> Option<Fault<'a>> {
    let node = *names.first()?;
    let mode = node.mode.unwrap_or_default();
    let own = names.iter().find_map(|name| {
        let path = known_setuid::comparable(name.path);
        known.iter().find(|known| known.is_at(&path) && fits(known, owners, &node, mode))
    });
    let is_script = files.rootfs.body_of(&node).is_some_and(|body| body.bytes.starts_with(SCRIPT));
    let fault = if mode & ANYBODY_EXECUTES == 0 {
        Fault::new(node, Severity::Low, "which nobody may execute as it stands")
    } else if mode & OTHERS_WRITE != 0 {
        Fault::new(node, Severity::Critical, "which others than its owner may write")
    } else if is_script {
        Fault::new(node, Severity::Medium, "a script, where Linux ignores the bits but other starters may not")
    } else if is_busybox(files, &node) {
        // As a shell, an editor or a copying tool it drops the identity; `su`, `mount` and the like keep it.
        Fault::new(node, Severity::High, "a busybox, some programs of which keep the identity")
    } else if let Some(kind) = names.iter().find_map(|name| kind_of(name.path)) {
        Fault::new(node, Severity::Critical, kind)
    } else if shells.has(&node) {
        Fault::new(node, Severity::Critical, "a copy of a shell of the image")
    } else if let Some(own) = own {
        let reason = format!("as the distribution's package {} ships it", own.package);
        Fault::new(node, Severity::Low, reason).with("package", own.package)
    } else {
        Fault::new(node, Severity::High, "not of the set that the distribution ships")
    };
    if names.len() == 1 {
        return Some(fault);
    }
    let other: Vec<_> = names.iter().skip(1).take(NAMED).map(|name| shown_path(name.path)).collect();
    Some(fault.with("names", names.len()).with("otherNames", other.join(", ")))
}

/// Whether bits, owner and group are those that the distribution gives the file.
fn fits(known: &Known, owners: &Owners<'_>, node: &Node<'_>, mode: u16) -> bool {
    let bits = mode.checked_shr(9).unwrap_or_default() & 6;
    let owner_fits = if known.owner == "root" { node.uid == 0 } else { owners.is_user(node.uid, known.owner) };
    bits & !known.bits == 0 && owner_fits && known.groups().any(|group| owners.is_group(node.gid, group))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Options, archive};
    use plimsoll_image_builder::Recipe;

    fn found(recipe: &str) -> Vec<(&'static str, String)> {
        let report = archive(&Recipe::parse(recipe).unwrap().docker_archive(), &Options::default()).unwrap();
        let findings = report.targets[0].findings.iter().filter(|found| found.rule == SETUID_FILE.id);
        findings.map(|found| (found.severity.name(), found.message.clone())).collect()
    }

    fn severities(recipe: &str) -> Vec<&'static str> {
        found(recipe).into_iter().map(|(severity, _)| severity).collect()
    }

    const DEBIAN: &str =
        "/etc/os-release 0644 0:0 \"ID=debian\\n\"\n/etc/group 0644 0:0 \"root:x:0:\\nshadow:x:42:\\n\"\n";

    #[test]
    fn what_a_distribution_ships_is_low_only_as_it_ships_it() {
        let of = |line: &str| severities(&format!("{DEBIAN}{line} size=5\n"));
        assert_eq!(of("/usr/bin/chage 2755 0:42"), ["low"]);
        assert_eq!(of("/bin/su 4755 0:0"), ["low"], "split and merged trees are one");
        assert_eq!(of("/usr/sbin/unix_chkpwd 2755 0:42"), ["low"]);
        assert_eq!(of("/usr/bin/chage 2755 0:8"), ["high"], "another group");
        assert_eq!(of("/usr/bin/chage 6755 0:42"), ["high"], "another bit");
        assert_eq!(of("/usr/bin/su 4755 1000:0"), ["high"], "another owner");
        assert_eq!(of("/usr/local/bin/su 4755 0:0"), ["high"], "another place");
        assert_eq!(of("/usr/bin/su 4775 0:0"), ["critical"], "others may write it");
    }

    #[test]
    fn suse_has_two_modes_of_chage_and_azure_linux_is_of_the_red_hat_family() {
        let suse = "/etc/os-release 0644 0:0 \"ID=opensuse-leap\\nID_LIKE=\\\"suse opensuse\\\"\\n\"\n\
                    /etc/group 0644 0:0 \"shadow:x:15:\\n\"\n";
        assert_eq!(severities(&format!("{suse}/usr/bin/chage 2755 0:15 size=5\n")), ["low"]);
        assert_eq!(severities(&format!("{suse}/usr/bin/chage 4755 0:15 size=5\n")), ["low"]);
        assert_eq!(severities(&format!("{suse}/usr/bin/chage 6755 0:15 size=5\n")), ["high"]);
        let azure = "/etc/os-release 0644 0:0 \"ID=azurelinux\\n\"\n";
        assert_eq!(severities(&format!("{azure}/usr/bin/passwd 4755 0:0 size=5\n")), ["low"]);
    }

    #[test]
    fn a_distribution_that_is_not_known_owns_nothing() {
        assert_eq!(severities("/usr/bin/su 4755 0:0 size=5\n"), ["high"]);
    }

    #[test]
    fn names_and_contents_of_shells_are_critical() {
        assert_eq!(severities("/usr/bin/python3.11 4755 0:0 size=5\n"), ["critical"]);
        let copy = "/bin/bash 0755 0:0 size=9K\n/x/y 4755 0:0 size=9K as=/bin/bash\n";
        assert_eq!(
            found(copy),
            [(
                "critical",
                "A setuid or setgid file: /x/y (mode 4755, owner 0:0), a copy of a shell of the image".to_owned()
            )]
        );
        let busybox = "/bin/busybox 4755 0:0 size=9K\n/bin/sh => /bin/busybox\n";
        assert_eq!(severities(busybox), ["high"], "busybox drops the identity where it is a shell");
        let copy = "/bin/busybox 0755 0:0 size=9K\n/opt/sh 4755 0:0 size=9K as=/bin/busybox\n";
        assert_eq!(severities(copy), ["high"]);
        assert_eq!(severities("/bin/busybox 4755 0:0 size=9K\n/bin/sh -> busybox\n"), ["high"]);
    }

    #[test]
    fn hard_links_are_one_finding_with_their_names() {
        let image = "/a/one 4755 0:0 size=7\n/b/two => /a/one\n/c/three => /a/one\n";
        assert_eq!(severities(image), ["high"]);
    }

    #[test]
    fn scripts_and_files_nobody_may_execute_are_judged_apart() {
        assert_eq!(severities("/a 4755 0:0 \"#!/bin/sh\\nid\\n\"\n"), ["medium"]);
        assert_eq!(severities("/a 4644 0:0 \"data\"\n"), ["low"]);
    }

    #[test]
    fn many_of_one_kind_are_one_finding() {
        let image: String = (0..12).map(|number| format!("/opt/x/{number} 4755 0:0 size=3\n")).collect();
        let found = found(&image);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].1.contains("12 setuid or setgid files under /opt/x"), "{found:?}");
    }
}
