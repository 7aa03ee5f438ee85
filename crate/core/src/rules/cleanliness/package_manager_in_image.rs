//! `package-manager-in-image`.

use super::executables::listed;
use crate::data::programs::PACKAGE_MANAGERS;
use crate::facts::Facts;
use crate::finding::{Findings, Place};
use crate::image::rootfs::Node;
use crate::ordered::Set;
use crate::rules::access::{program, run_user};
use crate::rules::evidence::base_name;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Profile, Reads};

rule! {
    /// ## What it checks
    /// Whether the user that the container runs as may start a package manager: one of a distribution (`apt`, `dpkg`, `apk`,
    /// `dnf`, `rpm`, `zypper`, ...) or of a language (`pip`, `npm`, `gem`, `composer`). One finding lists them by their names.
    /// Applets of busybox do not count.
    ///
    /// ## Why it matters
    /// A running container should not change. Who breaks in installs tools with it, and what it fetches is in no inventory.
    ///
    /// ## Examples
    /// ```image bad
    /// /sbin/apk 0755 0:0 size=10
    /// ```
    /// ```image bad
    /// user 10001
    /// /usr/local/lib/node_modules/npm/bin/npm-cli.js 0755 0:0 size=10
    /// /usr/local/bin/npm -> ../lib/node_modules/npm/bin/npm-cli.js
    /// ```
    /// ```image bad
    /// user 10001:10001
    /// /usr/bin/dpkg 0750 0:10001 size=10
    /// ```
    /// ```image good
    /// user 10001
    /// /sbin/apk 0700 0:0 size=10
    /// ```
    /// ```image good
    /// /bin/busybox 0755 0:0 size=10
    /// /bin/rpm -> busybox
    /// ```
    /// The database alone is an inventory:
    /// ```image good
    /// /var/lib/dpkg/status 0644 0:0 "Package: base-files\nStatus: install ok installed\nVersion: 12\n"
    /// ```
    ///
    /// ## How to fix
    /// Start from a base without one (distroless, UBI micro, scratch), or take it away in the last step: `apk del apk-tools`,
    /// `rm -rf /usr/local/lib/node_modules/npm`. The inventory should stay.
    ///
    /// ## References
    /// NIST SP 800-190, 4.1.2. NIST SP 800-53, CM-7.
    pub static PACKAGE_MANAGER_IN_IMAGE = Rule {
        id: "package-manager-in-image",
        title: "Package manager can be used in the container",
        category: Category::Cleanliness,
        profile: Profile::Strict,
        aliases: &["PKG-005"],
        controls: &[
            Control::inferred("CIS Docker", "4.3"),
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::read("NIST SP 800-53 r5", "CM-7"),
            Control::inferred("NIST SP 800-53 r5", "CM-11(2)"),
            Control::read("DISA", "CTR-000880"),
            Control::inferred("PCI DSS", "2.2.4"),
        ],
        reads: &[Reads::Build, Reads::Files],
        inputs: Inputs::Image,
        message: "The user of the container may run {managers}",
        why: "Who breaks into the container installs tools with it, and what it fetches is in no inventory.",
        fix: "Start from a base image without one, or take it away in the last step; keep the inventory.",
        check: check,
    };
}

const OF_LANGUAGES: [&str; 6] = ["composer", "gem", "npm", "pip", "pip3", "yarn"];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let run = run_user(facts, files);
    let may_run = |node: &Node<'_>| match &run {
        Some(run) => run.may_run(node),
        None => node.mode.is_some_and(|mode| mode & 0o111 != 0),
    };
    let (mut seen, mut names, mut first) = (Set::new(), Vec::new(), None);
    for name in PACKAGE_MANAGERS.iter().chain(&OF_LANGUAGES) {
        let Some(node) = program(files, name).filter(|node| base_name(node.path) != b"busybox" && may_run(node)) else {
            continue;
        };
        if seen.insert(node.path) {
            names.push(*name);
            first = first.or(Some(Place::file(node.path, node.layer)));
        }
    }
    if let Some(place) = first {
        findings.at(place).detail("managers", listed(&names)).done();
    }
}
