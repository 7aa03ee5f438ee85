//! `sudo-in-image`.

use crate::facts::Facts;
use crate::finding::{Findings, Place, Severity};
use crate::ordered::Set;
use crate::rules::access::program;
use crate::rules::installed;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Whether `sudo` or `doas` is in the image, with the command that removes the package it is from. `su`, which belongs to the
    /// base of most distributions, is told with the other setuid programs (`setuid-file`); what the rules of sudo allow is told by
    /// `dangerous-sudo-rule` and `run-user-can-escalate`.
    ///
    /// ## Why it matters
    /// A container has one user and no use for becoming another. The program is setuid root, is configured easily in a wrong
    /// way, and has had holes that gave root to everybody.
    ///
    /// ## Examples
    /// ```image bad
    /// /usr/bin/sudo 4755 0:0 size=10
    /// ```
    /// ```image bad
    /// /lib/apk/db/installed 0644 0:0 "P:doas\nV:6.8.2-r7\nF:usr/bin\nR:doas\na:0:0:4755\n"
    /// /usr/bin/doas 4755 0:0 size=10
    /// ```
    /// ```image bad
    /// /usr/lib/cargo/bin/sudo 4755 0:0 size=10
    /// /usr/bin/sudo -> /usr/lib/cargo/bin/sudo
    /// ```
    /// Rules without the program:
    /// ```image good
    /// /etc/sudoers.d/app 0440 0:0 "app ALL=(ALL) ALL\n"
    /// ```
    /// ```image good
    /// /usr/bin/su 4755 0:0 size=10
    /// /usr/sbin/visudo 0755 0:0 size=10
    /// ```
    /// ```image good
    /// /usr/share/doc/sudo/README 0644 0:0 size=10
    /// ```
    ///
    /// ## How to fix
    /// Remove the package. What needs root in the build runs as root there; set the user with `USER` afterwards.
    ///
    /// ## References
    /// NIST SP 800-53, AC-6. CIS Docker Benchmark, 4.8.
    pub static SUDO_IN_IMAGE = Rule {
        id: "sudo-in-image",
        title: "sudo or doas is in the image",
        category: Category::Permissions,
        severity: Severity::Medium,
        aliases: &["PKG-007"],
        controls: &[
            Control::inferred("CIS Docker", "4.3"),
            Control::inferred("CIS Docker", "4.8"),
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::inferred("NIST SP 800-53 r5", "AC-6"),
            Control::read("NIST SP 800-53 r5", "CM-6"),
            Control::read("DISA", "CICDG 2.3"),
            Control::inferred("PCI DSS", "2.2.4"),
            Control::inferred("PCI DSS", "7.2.5"),
        ],
        cwe: Some(250),
        reads: &[Reads::Files, Reads::Packages],
        inputs: Inputs::Image,
        message: "{program} is in the image{removal}",
        why: "A container has no use for becoming another user, and the program has had holes that gave root to everybody.",
        fix: "Remove the package; run what needs root in the build as root, and set USER afterwards.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let mut seen = Set::new();
    for name in ["sudo", "sudo-rs", "doas"] {
        let Some(node) = program(files, name).filter(|node| seen.insert(node.path)) else { continue };
        let owner = files.packages.owner(&node);
        findings
            .at(Place::file(node.path, node.layer))
            .detail("program", name)
            .detail("removal", owner.map_or_else(String::new, |owner| installed::removal_clause(files, &[owner])))
            .done();
    }
}
