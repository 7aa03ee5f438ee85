//! `writable-configuration`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Severity};
use crate::image::layer::EntryKind;
use crate::rules::access::{Right, expects_arbitrary_uid, run_user};
use crate::rules::evidence::{Fault, base_name, report};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Configuration that the user whom the container runs as, not root, may write: files in `/etc`, and elsewhere files
    /// in a directory called `conf`, `config` or `conf.d` or ending in `.conf`, `.ini`, `.properties`, `.toml`, `.yml`
    /// or `.yaml`. In `/etc` it is medium, elsewhere low, and informative where group 0 may write by the pattern of
    /// OpenShift. Home directories, temporary and variable data (`/home`, `/root`, `/tmp`, `/var`, `/run`), parts of
    /// packages in language trees and what every user may write (`world-writable-file`) are left out.
    ///
    /// ## Why it matters
    /// What breaks into the application can change how it starts the next time, and keep its place.
    ///
    /// ## Examples
    /// ```image bad
    /// user 1000
    /// /etc/app/app.conf 0644 1000:1000 "a=1\n"
    /// ```
    /// ```image bad
    /// user 1000:1000
    /// /etc/nginx/nginx.conf 0664 0:1000 "events {}\n"
    /// ```
    /// ```image bad
    /// user 1000
    /// /opt/app/config/server.xml 0644 1000:1000 "<a/>\n"
    /// ```
    /// ```image good
    /// user 1000
    /// /etc/app/app.conf 0640 0:1000 "a=1\n"
    /// ```
    /// ```image good
    /// user 1000
    /// /home/app/.config/x.conf 0644 1000:1000 "a=1\n"
    /// /app/node_modules/x/config.yml 0644 1000:1000 "a: 1\n"
    /// /var/lib/app/state.ini 0644 1000:1000 "a=1\n"
    /// ```
    /// Root may write everything:
    /// ```image good
    /// /etc/app/app.conf 0644 0:0 "a=1\n"
    /// ```
    ///
    /// ## How to fix
    /// `COPY --chown=root:root --chmod=0644 app.conf /etc/app/`, or 0640 with the group of the application.
    ///
    /// ## References
    /// NIST SP 800-190, section 4.1.2.
    pub static WRITABLE_CONFIGURATION = Rule {
        id: "writable-configuration",
        title: "The application may change its own configuration",
        category: Category::Permissions,
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        aliases: &["PRM-010"],
        controls: &[
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::inferred("NIST SP 800-53 r5", "CM-5"),
            Control::inferred("NIST SP 800-53 r5", "CM-6"),
            Control::read("DISA", "CTR-000305"),
            Control::inferred("PCI DSS", "2.2.6"),
        ],
        cwe: Some(732),
        reads: &[Reads::Build, Reads::Files],
        inputs: Inputs::Image,
        message: "{subject}: {reason}",
        why: "What breaks into the application can change how it starts the next time.",
        fix: "Let root own the configuration: `COPY --chown=root:root --chmod=0644`, or 0640 with the application's group.",
        check: check,
    };
}

const NOT_CONFIGURATION: [&[u8]; 9] =
    [b"home/", b"root/", b"tmp/", b"var/", b"run/", b"usr/", b"proc/", b"sys/", b"dev/"];

const LANGUAGE_TREES: [&str; 5] = ["node_modules", "site-packages", "dist-packages", "vendor", "gems"];

const SUFFIXES: [&[u8]; 6] = [b".conf", b".ini", b".properties", b".toml", b".yml", b".yaml"];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let Some(run) = run_user(facts, files) else { return };
    let any_uid = expects_arbitrary_uid(facts, Some(&run));
    let mut faults = Vec::new();
    for node in files.rootfs.nodes().filter(|node| node.kind == EntryKind::File && is_configuration(node.path)) {
        let (severity, reason) = match run.may_write(&node) {
            None | Some(Right::Others) => continue,
            Some(Right::Group(0)) if any_uid => (Severity::Info, "group 0 may write it, as images for any uid need it"),
            Some(_) if node.path.starts_with(b"etc/") => {
                (Severity::Medium, "the user that the container runs as may write this configuration")
            }
            Some(_) => (Severity::Low, "the user that the container runs as may write this configuration"),
        };
        faults.push(Fault::new(node, severity, reason));
    }
    report(findings, files, "files", faults);
}

fn is_configuration(path: &[u8]) -> bool {
    // Runtimes write these themselves at every start.
    if matches!(path, b"etc/hosts" | b"etc/hostname" | b"etc/resolv.conf" | b"etc/mtab") {
        return false;
    }
    if path.starts_with(b"etc/") {
        return true;
    }
    if NOT_CONFIGURATION.iter().any(|start| path.starts_with(start)) {
        return false;
    }
    let parts = || path.split(|byte| *byte == b'/');
    if parts().any(|part| LANGUAGE_TREES.iter().any(|tree| part == tree.as_bytes()) || part.starts_with(b".")) {
        return false;
    }
    let name = base_name(path);
    let in_directory = parts().any(|part| matches!(part, b"conf" | b"config" | b"conf.d") && part != name);
    in_directory || SUFFIXES.iter().any(|suffix| name.ends_with(suffix))
}
