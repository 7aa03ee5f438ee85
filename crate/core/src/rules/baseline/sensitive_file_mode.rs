//! `sensitive-file-mode`.

use super::private_key::{self, Key, key};
use crate::data::family::Family;
use crate::facts::{Facts, Files};
use crate::finding::{Confidence, Findings, Severity};
use crate::image::layer::EntryKind;
use crate::image::rootfs::Node;
use crate::ordered::Set;
use crate::rules::evidence::{Fault, Owners, ancestors, base_name, report};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};
use crate::secrets::is_sample_place;

rule! {
    /// ## What it checks
    /// Mode and owner of the files that accounts and keys depend on. A mode may have fewer bits than stated, not others.
    ///
    /// | file | mode | owner |
    /// |---|---|---|
    /// | `/etc/passwd`, `/etc/group`, their copies `passwd-`, `group-` | 0644 | root:root |
    /// | `/etc/shadow`, `/etc/gshadow`, their copies: Debian, Ubuntu, Alpine, SUSE, others | 0640 | root:shadow or root:root |
    /// | the same in the Red Hat family and Wolfi | 0600 | root:root |
    /// | `/etc/ssh/ssh_host_*_key` | 0600, or 0640 for the group `ssh_keys` | root |
    /// | `/root/.ssh` | 0700 | root |
    /// | files in `/root/.ssh` | 0600; 0644 for `*.pub`, `known_hosts*`, `authorized_keys*`, `config` | root |
    /// | private keys anywhere, told by their content | 0640 | any |
    ///
    /// High where others than root may write the file, or every user may read passwords or an open key; medium where a
    /// group may read a password file or a wrong account owns the file; low where the mode is only wider than usual,
    /// where the key has a passphrase, where a directory above keeps everybody but root out, or where the path is of
    /// tests, examples or documentation.
    ///
    /// ## Why it matters
    /// Who can write passwd or shadow is root in one line. Who can read shadow takes the hashes away and guesses at
    /// leisure; who can read a private key is its owner.
    ///
    /// ## Examples
    /// ```image bad
    /// /etc/shadow 0644 0:42 "root:*:19000:0:99999:7:::\n"
    /// ```
    /// ```image bad
    /// /etc/passwd 0664 0:0 "root:x:0:0::/root:/bin/sh\n"
    /// ```
    /// ```image bad
    /// /srv/tls/server.pem 0644 0:0 "-----BEGIN PRIVATE KEY-----\nMIIE\n"
    /// ```
    /// ```image bad
    /// /root/.ssh/ 0755 0:0
    /// ```
    /// ```image good
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\n"
    /// /etc/group 0644 0:0 "root:x:0:\nshadow:x:42:\n"
    /// /etc/shadow 0640 0:42 "root:*:19000:0:99999:7:::\n"
    /// /etc/shadow- 0600 0:0 "root:*:19000:0:99999:7:::\n"
    /// /srv/tls/server.pem 0640 0:1000 "-----BEGIN PRIVATE KEY-----\nMIIE\n"
    /// /srv/tls/server.crt 0644 0:0 "-----BEGIN CERTIFICATE-----\nMIIE\n"
    /// /root/.ssh/ 0700 0:0
    /// /root/.ssh/authorized_keys 0644 0:0 "ssh-ed25519 AAAA\n"
    /// ```
    /// The Red Hat family leaves shadow without any bit:
    /// ```image good
    /// /etc/os-release 0644 0:0 "ID=rhel\n"
    /// /etc/shadow 0000 0:0 "root:!locked::0:99999:7:::\n"
    /// ```
    ///
    /// ## How to fix
    /// `chown root:root /etc/passwd && chmod 0644 /etc/passwd`; `chown root:shadow /etc/shadow && chmod 0640 /etc/shadow`.
    /// Keep keys out of the image and mount them when the container starts.
    ///
    /// ## References
    /// CIS benchmarks of the distributions and their DISA STIGs, "permissions on important files"; passwd(5), shadow(5),
    /// sshd(8) (`StrictModes`).
    pub static SENSITIVE_FILE_MODE = Rule {
        id: "sensitive-file-mode",
        title: "Account file or key has a mode or owner that is too open",
        category: Category::Baseline,
        severity: Severity::High,
        confidence: Confidence::High,
        aliases: &["OSH-001", "OSH-002", "OSH-003", "OSH-004", "OSH-005", "PRM-009"],
        controls: &[
            Control::inferred("CIS Docker", "4.10"),
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::read("NIST SP 800-190", "3.1.4, 4.1.4"),
            Control::read("NIST SP 800-53 r5", "CM-6"),
            Control::read("NIST SP 800-53 r5", "AC-6(1)"),
            Control::read("DISA", "RHEL-09-232270/150/155"),
            Control::read("DISA", "SRG-OS-000480-GPOS-00227"),
            Control::read("PCI DSS", "2.2.6"),
        ],
        cwe: Some(732),
        reads: &[
            Reads::Files,
            private_key::READS[0],
            private_key::READS[1],
            private_key::READS[2],
            private_key::READS[3],
            private_key::READS[4],
            private_key::READS[5],
            private_key::READS[6],
        ],
        inputs: Inputs::Image,
        message: "{subject}: {reason}",
        why: "Who can write an account file is root in one line; who can read hashes or a private key can use them \
              elsewhere.",
        fix: "Set owner and mode in the last instruction that touches the file, for example \
              `chown root:shadow /etc/shadow && chmod 0640 /etc/shadow`; mount keys when the container starts.",
        check: check,
    };
}

/// What is expected of one file.
struct Expected {
    /// Bits that it may have.
    mode: u16,
    /// Names of groups that may be the file's, besides group 0.
    groups: &'static [&'static str],
    /// The same by number, where the image's group file does not say.
    gids: &'static [u32],
    /// Whether it holds what nobody else may read.
    secret: bool,
}

const OPEN: Expected = Expected { mode: 0o644, groups: &[], gids: &[], secret: false };
const ROOT_ONLY: Expected = Expected { mode: 0o600, groups: &[], gids: &[], secret: true };
const HOST_KEY: Expected = Expected { mode: 0o640, groups: &["ssh_keys"], gids: &[], secret: true };
const SSH_DIRECTORY: Expected = Expected { mode: 0o700, groups: &[], gids: &[], secret: false };

const OTHERS_READ: u16 = 0o004;
const OTHERS_WRITE: u16 = 0o002;
const OTHERS_PASS: u16 = 0o001;
const GROUP_WRITES: u16 = 0o020;
const GROUP_READS: u16 = 0o040;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let owners = Owners::of(&files.accounts);
    let family = Family::of(files.os.as_ref()).shadow();
    let (shadow, gshadow) = (&hashes(family.shadow, family.gids), &hashes(family.gshadow, family.gids));
    let mut faults = Vec::new();
    let mut judged = Set::new();
    let named = [
        ("etc/passwd", &OPEN),
        ("etc/passwd-", &OPEN),
        ("etc/group", &OPEN),
        ("etc/group-", &OPEN),
        ("etc/shadow", shadow),
        ("etc/shadow-", shadow),
        ("etc/gshadow", gshadow),
        ("etc/gshadow-", gshadow),
        ("root/.ssh", &SSH_DIRECTORY),
    ];
    for (path, expected) in named {
        // Only files of the image: a link may lead to what is mounted at run time.
        let Some(node) = files.rootfs.resolve(path.as_bytes()) else { continue };
        if matches!(node.kind, EntryKind::File | EntryKind::Directory) && judged.insert(node.path.to_vec()) {
            faults.extend(judge(files, &owners, node, expected));
        }
    }
    for node in files.rootfs.nodes().filter(|node| node.kind == EntryKind::File && !judged.contains(node.path)) {
        if let Some(expected) = expected_at(node.path) {
            faults.extend(judge(files, &owners, node, expected));
        } else if let Some(key) = files.rootfs.body_of(&node).and_then(|body| key(body.bytes)) {
            faults.extend(judge_key(files, node, key));
        }
    }
    report(findings, files, "files", faults);
}

/// What the family expects of a file with password hashes.
fn hashes(mode: u16, gids: &'static [u32]) -> Expected {
    Expected { mode, groups: if gids.is_empty() { &[] } else { &["shadow"] }, gids, secret: true }
}

/// Files that are told by their directory and name.
fn expected_at(path: &[u8]) -> Option<&'static Expected> {
    let name = base_name(path);
    if path.starts_with(b"etc/ssh/ssh_host_") && name.ends_with(b"_key") {
        return Some(&HOST_KEY);
    }
    if !path.starts_with(b"root/.ssh/") {
        return None;
    }
    let is_public = name.ends_with(b".pub")
        || name == b"config"
        || name.starts_with(b"known_hosts")
        || name.starts_with(b"authorized_keys");
    Some(if is_public { &OPEN } else { &ROOT_ONLY })
}

fn judge<'a>(files: &Files<'_>, owners: &Owners<'_>, node: Node<'a>, expected: &Expected) -> Option<Fault<'a>> {
    let mode = node.mode?;
    let allowed = format!("at most {:04o} is expected", expected.mode);
    let is_key = files.rootfs.body_of(&node).and_then(|body| key(body.bytes));
    let shut = is_shut(files, node.path);
    let fault = |severity, reason: &str| {
        // What nobody can reach is a matter of order only.
        let (severity, why) =
            if shut { (Severity::Low, ", though a directory above keeps others out") } else { (severity, "") };
        Some(
            Fault::new(node, severity, format!("{reason}; {allowed}{why}"))
                .with("expectedMode", format!("{:04o}", expected.mode)),
        )
    };
    let may_group = node.gid == 0
        || expected.groups.iter().any(|group| owners.is_group(node.gid, group))
        || expected.gids.contains(&node.gid);
    if mode & OTHERS_WRITE != 0 {
        return fault(Severity::High, "every user may write it");
    }
    if mode & GROUP_WRITES != 0 {
        return fault(Severity::High, "its group may write it");
    }
    if expected.secret && mode & OTHERS_READ != 0 {
        let severity = if is_key == Some(Key::Encrypted) { Severity::Low } else { Severity::High };
        return fault(severity, "every user may read it");
    }
    if node.uid != 0 {
        return fault(Severity::Medium, "root does not own it");
    }
    if !may_group && (!expected.secret || mode & GROUP_READS != 0) {
        let severity = if expected.secret { Severity::Medium } else { Severity::Low };
        return fault(severity, "its group is not the one that is expected");
    }
    // A group that is expected to read, or group 0, which only root is in.
    let own_group_reads = node.gid == 0 && expected.groups.is_empty();
    if mode & !expected.mode & 0o7777 != 0 {
        let severity = if expected.secret && mode & GROUP_READS != 0 && !own_group_reads && !may_group {
            Severity::Medium
        } else {
            Severity::Low
        };
        return fault(severity, "its mode is wider than usual");
    }
    None
}

fn judge_key<'a>(files: &Files<'_>, node: Node<'a>, key: Key) -> Option<Fault<'a>> {
    let mode = node.mode?;
    let (severity, reason) = if mode & (OTHERS_WRITE | GROUP_WRITES) != 0 {
        (Severity::High, "a private key that others than its owner may write")
    } else if mode & OTHERS_READ == 0 {
        return None;
    } else if key == Key::Encrypted {
        (Severity::Low, "a private key with a passphrase that every user may read")
    } else {
        (Severity::High, "a private key that every user may read")
    };
    if is_sample_place(node.path) {
        return Some(Fault::new(node, Severity::Low, format!("{reason}, in a place for samples")));
    }
    if is_shut(files, node.path) {
        return Some(Fault::new(node, Severity::Low, format!("{reason}, though a directory above keeps others out")));
    }
    Some(Fault::new(node, severity, reason))
}

/// Whether a directory above lets nobody but root pass.
fn is_shut(files: &Files<'_>, path: &[u8]) -> bool {
    ancestors(path).filter_map(|directory| files.rootfs.get(directory)).any(|directory| {
        directory.uid == 0
            && directory.mode.is_some_and(|mode| mode & OTHERS_PASS == 0 && (directory.gid == 0 || mode & 0o010 == 0))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Options, archive};
    use plimsoll_image_builder::Recipe;

    fn found(recipe: &str) -> Vec<(&'static str, String)> {
        let report = archive(&Recipe::parse(recipe).unwrap().docker_archive(), &Options::default()).unwrap();
        let findings = report.targets[0].findings.iter().filter(|found| found.rule == SENSITIVE_FILE_MODE.id);
        findings.map(|found| (found.severity.name(), found.message.clone())).collect()
    }

    fn severity(recipe: &str) -> &'static str {
        let found = found(recipe);
        assert!(found.len() < 2, "{found:?}");
        found.first().map_or("none", |(severity, _)| severity)
    }

    #[test]
    fn stock_files_of_the_families_are_silent() {
        for recipe in [
            "/etc/os-release 0644 0:0 \"ID=debian\\n\"\n/etc/group 0644 0:0 \"shadow:x:42:\\n\"\n\
             /etc/shadow 0640 0:42\n/etc/gshadow 0640 0:42\n/etc/passwd- 0600 0:0\n/etc/shadow- 0640 0:42\n",
            "/etc/os-release 0644 0:0 \"ID=alpine\\n\"\n/etc/shadow 0640 0:42\n/etc/passwd 0644 0:0\n",
            "/etc/os-release 0644 0:0 \"ID=fedora\\n\"\n/etc/shadow 0000 0:0\n/etc/gshadow 0000 0:0\n/etc/shadow- 0000 0:0\n",
            "/etc/os-release 0644 0:0 \"ID=sles\\nID_LIKE=suse\\n\"\n/etc/shadow 0640 0:15\n",
            "/etc/os-release 0644 0:0 \"ID=wolfi\\n\"\n/etc/shadow 0600 0:0\n",
            "/etc/shadow 0600 0:0\n/etc/passwd 0444 0:0\n",
        ] {
            assert!(found(recipe).is_empty(), "{recipe}: {:?}", found(recipe));
        }
    }

    #[test]
    fn shadow_is_judged_by_family_and_reader() {
        assert_eq!(severity("/etc/shadow 0644 0:0\n"), "high");
        assert_eq!(severity("/etc/shadow 0660 0:42\n"), "high");
        assert_eq!(severity("/etc/shadow 0640 0:1000\n"), "medium", "another group reads it");
        assert_eq!(severity("/etc/shadow 0600 1000:0\n"), "medium");
        assert_eq!(severity("/etc/shadow 0750 0:42\n"), "low");
        let fedora = "/etc/os-release 0644 0:0 \"ID=fedora\\n\"\n";
        assert_eq!(severity(&format!("{fedora}/etc/shadow 0640 0:0\n")), "low");
        assert_eq!(severity(&format!("{fedora}/etc/shadow 0640 0:42\n")), "medium");
    }

    #[test]
    fn account_files_that_others_may_write_are_high() {
        assert_eq!(severity("/etc/passwd 0646 0:0\n"), "high");
        assert_eq!(severity("/etc/group- 0664 0:0\n"), "high");
        assert_eq!(severity("/etc/passwd 0644 1000:0\n"), "medium");
        assert_eq!(severity("/etc/passwd 0755 0:0\n"), "low");
    }

    #[test]
    fn keys_are_judged_by_reader_place_and_passphrase() {
        let key = "\"-----BEGIN PRIVATE KEY-----\\nMIIE\\n\"\n";
        let locked = "\"-----BEGIN ENCRYPTED PRIVATE KEY-----\\nMIIE\\n\"\n";
        assert_eq!(severity(&format!("/a.key 0644 0:0 {key}")), "high");
        assert_eq!(severity(&format!("/a.key 0644 0:0 {locked}")), "low");
        assert_eq!(severity(&format!("/a.key 0640 0:5 {key}")), "none");
        assert_eq!(severity(&format!("/app/tests/a.key 0644 0:0 {key}")), "low");
        assert_eq!(severity(&format!("/root/ 0700 0:0\n/root/a.key 0644 0:0 {key}")), "low");
        assert_eq!(severity(&format!("/etc/ssh/ssh_host_rsa_key 0600 0:0 {key}")), "none");
        assert_eq!(severity(&format!("/etc/ssh/ssh_host_rsa_key 0644 0:0 {key}")), "high");
        let group = "/etc/group 0644 0:0 \"ssh_keys:x:998:\\n\"\n";
        assert_eq!(severity(&format!("{group}/etc/ssh/ssh_host_rsa_key 0640 0:998 {key}")), "none");
        assert_eq!(severity(&format!("/etc/ssh/ssh_host_rsa_key 0640 0:998 {key}")), "medium");
    }

    #[test]
    fn the_ssh_directory_of_root_is_its_own() {
        assert_eq!(severity("/root/.ssh/ 0777 0:0\n"), "high");
        assert_eq!(severity("/root/.ssh/ 0755 0:0\n"), "low");
        assert_eq!(severity("/root/.ssh/authorized_keys 0666 0:0\n"), "high");
        assert_eq!(severity("/root/.ssh/id_rsa 0644 0:0 \"x\"\n"), "high");
        assert_eq!(severity("/root/ 0700 0:0\n/root/.ssh/id_rsa 0644 0:0 \"x\"\n"), "low");
    }
}
