//! `unidentified-system`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::image::layer::EntryKind;
use crate::rules::access::program;
use crate::rules::evidence::base_name;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};
use crate::words::{Words, words};

rule! {
    /// ## What it checks
    /// Whether an image with a shell, a C library or a package database says what system it is made of: by
    /// `/etc/os-release`, `/usr/lib/os-release`, or a release file of older ones (`/etc/alpine-release`,
    /// `/etc/debian_version`, `/etc/redhat-release`, `/etc/SuSE-release`). An image of static programs alone needs none,
    /// nor does one whose only shell is busybox.
    ///
    /// ## Why it matters
    /// Without it no scanner knows which advisories concern the image, and most then say that there are none.
    ///
    /// ## Examples
    /// ```image bad
    /// /bin/bash 0755 0:0 size=10
    /// /lib/x86_64-linux-gnu/libc.so.6 0755 0:0 size=10
    /// ```
    /// ```image bad
    /// /var/lib/dpkg/status 0644 0:0 "Package: x\n"
    /// ```
    /// Removed later:
    /// ```image bad
    /// /etc/os-release 0644 0:0 "ID=debian\n"
    /// /usr/lib64/libc.so.6 0755 0:0 size=10
    /// layer RUN rm /etc/os-release
    /// - /etc/os-release
    /// ```
    /// ```image good
    /// /etc/os-release 0644 0:0 "ID=debian\n"
    /// /bin/bash 0755 0:0 size=10
    /// /usr/lib/libc.so.6 0755 0:0 size=10
    /// ```
    /// ```image good
    /// /app 0755 0:0 size=10
    /// ```
    /// ```image good
    /// /bin/busybox 0755 0:0 size=10
    /// /bin/sh -> busybox
    /// ```
    ///
    /// ## How to fix
    /// Keep `/etc/os-release` in the image; copy it from the base where an image is put together by hand.
    ///
    /// ## References
    /// os-release(5).
    pub static UNIDENTIFIED_SYSTEM = Rule {
        id: "unidentified-system",
        title: "The operating system cannot be told",
        category: Category::BaseImage,
        severity: Severity::Low,
        confidence: Confidence::High,
        aliases: &["BASE-006"],
        controls: &[
            Control::inferred("NIST SP 800-190", "4.1.1"),
            Control::inferred("NIST SP 800-53 r5", "CM-8"),
            Control::inferred("PCI DSS", "6.3.2"),
        ],
        cwe: Some(1059),
        reads: &[Reads::Files],
        inputs: Inputs::Image,
        message: "The image has {evidence} and no os-release, so its distribution cannot be told",
        why: "Without it no scanner knows which advisories concern the image.",
        fix: "Keep `/etc/os-release` in the image, or copy it from the base.",
        check: check,
    };
}

static RELEASE_FILES: Words = words![
    "etc/os-release",
    "usr/lib/os-release",
    "etc/alpine-release",
    "etc/debian_version",
    "etc/redhat-release",
    "etc/centos-release",
    "etc/SuSE-release",
    "etc/system-release",
    "etc/arch-release",
];

const DATABASES: [&str; 6] = [
    "var/lib/dpkg/status",
    "lib/apk/db/installed",
    "usr/lib/apk/db/installed",
    "var/lib/rpm/Packages",
    "var/lib/rpm/rpmdb.sqlite",
    "usr/lib/sysimage/rpm/rpmdb.sqlite",
];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files().filter(|files| files.complete) else { return };
    let is_windows = facts.image.as_ref().is_some_and(|image| image.config.os.as_deref() == Some("windows"));
    // A link that leads nowhere still says what was meant.
    if is_windows || RELEASE_FILES.iter().any(|path| files.rootfs.get(path.as_bytes()).is_some()) {
        return;
    }
    let database = DATABASES.iter().find_map(|path| files.rootfs.resolve(path.as_bytes()));
    let library = || {
        files.rootfs.nodes().find(|node| {
            let in_system = node.path.starts_with(b"lib") || node.path.starts_with(b"usr/lib");
            let name = base_name(node.path);
            in_system && node.kind == EntryKind::File && (name == b"libc.so.6" || name.starts_with(b"ld-musl-"))
        })
    };
    let shell = || ["bash", "dash"].iter().find_map(|name| program(files, name));
    let (node, evidence) = match (database, library(), shell()) {
        (Some(node), ..) => (node, "a package database"),
        (None, Some(node), _) => (node, "a C library"),
        (None, None, Some(node)) => (node, "a shell"),
        (None, None, None) => return,
    };
    findings.at(Place::file(node.path, node.layer)).detail("evidence", evidence).done();
}
