//! `image-not-minimal`.

use super::size;
use crate::facts::{Facts, Files};
use crate::finding::{Findings, Place};
use crate::image::layer::EntryKind;
use crate::ordered::sort_by;
use crate::rules::installed;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Whether the image has more than 150 packages of the operating system, or an init system (`systemd`, `sysvinit`,
    /// `openrc` as installed packages). Slim bases of distributions have 80 to 110 packages; more are there because
    /// something was installed, or because the base is made for virtual machines. The largest packages are given.
    ///
    /// ## Why it matters
    /// Every package is code that may have a hole, needs updates and helps an intruder; most of these are never run.
    ///
    /// ## Examples
    /// An init system:
    /// ```image bad
    /// /var/lib/dpkg/status 0644 0:0 "Package: systemd-sysv\nStatus: install ok installed\nVersion: 252\n"
    /// /usr/sbin/init -> ../lib/systemd/systemd
    /// /usr/lib/systemd/systemd 0755 0:0 size=9K
    /// ```
    /// ```image bad
    /// /lib/apk/db/installed 0644 0:0 "P:openrc\nV:0.54-r1\nA:x86_64\n"
    /// /sbin/openrc-init 0755 0:0 size=9K
    /// ```
    /// ```image bad
    /// /var/lib/dpkg/status 0644 0:0 "Package: sysvinit-core\nStatus: install ok installed\nVersion: 3\n\nPackage: sysv-rc\nStatus: install ok installed\nVersion: 3\n"
    /// /sbin/init 0755 0:0 size=9K
    /// ```
    /// ```image good
    /// /var/lib/dpkg/status 0644 0:0 "Package: libsystemd0\nStatus: install ok installed\nVersion: 252\n"
    /// ```
    /// An init made for containers:
    /// ```image good
    /// /lib/apk/db/installed 0644 0:0 "P:tini\nV:0.19-r3\nA:x86_64\n"
    /// /sbin/tini 0755 0:0 size=9K
    /// ```
    /// ```image good
    /// /sbin/init 0755 0:0 size=9K
    /// ```
    ///
    /// ## How to fix
    /// Start from a slim, distroless or Wolfi base, and copy only the result of a build stage into it.
    ///
    /// ## References
    /// NIST SP 800-190, 4.1.2. CIS Docker Benchmark 4.3.
    pub static IMAGE_NOT_MINIMAL = Rule {
        id: "image-not-minimal",
        title: "Many packages, or a whole operating system",
        category: Category::Cleanliness,
        aliases: &["BASE-007"],
        controls: &[
            Control::read("CIS Docker", "4.3"),
            Control::read("NIST SP 800-190", "4.1.2"),
            Control::read("NIST SP 800-53 r5", "CM-7"),
            Control::read("DISA", "CICDG 2.12 CCI-000381"),
            Control::inferred("DISA", "V-203637"),
            Control::read("PCI DSS", "CG 12.1"),
            Control::inferred("PCI DSS", "2.2.4"),
        ],
        reads: &[Reads::Files, Reads::Packages],
        inputs: Inputs::Image,
        message: "The image has {what}",
        why: "Every package is code that may have a hole and that helps an intruder; most of these are never run.",
        fix: "Start from a slim, distroless or Wolfi base and copy only the result of a build stage into it.",
        check: check,
    };
}

/// Slim bases have 80 to 110.
const MOST_PACKAGES: usize = 150;

/// Packages of init systems; the libraries of systemd are in every image and are not among them.
const INIT_SYSTEMS: [&str; 5] = ["openrc", "systemd", "systemd-sysv", "sysvinit-core", "upstart"];

/// Largest packages that the finding names.
const LARGEST: usize = 5;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let packages = files.packages.all();
    let Some(database) = files.packages.databases().iter().max_by_key(|database| database.packages) else { return };
    let place = Place::file(&database.path, database.layer);
    if packages.len() > MOST_PACKAGES {
        let mut largest: Vec<_> = packages.iter().collect();
        sort_by(&mut largest, |one, other| {
            other.installed_size.cmp(&one.installed_size).then_with(|| one.name.cmp(&other.name))
        });
        let largest: Vec<String> = largest
            .iter()
            .take(LARGEST)
            .map(|package| format!("{} ({})", package.name, size::shown(package.installed_size)))
            .collect();
        let all = size::shown(installed::bytes(packages));
        findings
            .at(place.clone())
            .detail("what", format!("more than {MOST_PACKAGES} packages"))
            .detail("count", packages.len())
            .detail("size", all)
            .detail("largest", largest.join(", "))
            .done();
    }
    if let Some(name) = INIT_SYSTEMS.into_iter().find(|name| packages.iter().any(|package| &*package.name == *name))
        && has_init(files)
    {
        findings.at(place).detail("what", format!("an init system ({name})")).done();
    }
}

/// Debian's package `systemd` brings tools alone where the link to it is missing.
fn has_init(files: &Files<'_>) -> bool {
    ["sbin/init", "usr/sbin/init", "sbin/openrc-init", "usr/lib/systemd/systemd", "lib/systemd/systemd"]
        .into_iter()
        .any(|path| files.rootfs.resolve(path.as_bytes()).is_some_and(|node| node.kind == EntryKind::File))
}
