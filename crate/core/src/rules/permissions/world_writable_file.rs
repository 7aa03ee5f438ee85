//! `world-writable-file`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Severity};
use crate::image::layer::EntryKind;
use crate::image::rootfs::Node;
use crate::rules::evidence::{Fault, base_name, report};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Regular files that every user may write (mode bit 0002). High if the file is executed, loaded or read as
    /// settings by others: it is executable, lies in a directory of programs or libraries, is a shared library, a file
    /// of `/etc`, a cron table or a start-up file of a shell. Medium otherwise. More than ten of one layer and kind are
    /// one finding with their number and the first five.
    ///
    /// ## Why it matters
    /// Any process of the container, whoever it runs as, can put other content there; what root or another service then
    /// executes or believes is the intruder's.
    ///
    /// ## Examples
    /// ```image bad
    /// /app/run.sh 0777 0:0 "#!/bin/sh\n"
    /// ```
    /// ```image bad
    /// /etc/app.conf 0666 0:0 "a=1\n"
    /// ```
    /// ```image bad
    /// /srv/data.db 0666 1000:1000 size=10
    /// ```
    /// Links have no mode of their own, a pipe is no file:
    /// ```image good
    /// /app/run.sh 0755 0:0 "#!/bin/sh\n"
    /// /app/run -> run.sh
    /// /run/pipe fifo 0666 0:0
    /// /srv/data.db 0660 1000:1000 size=10
    /// ```
    ///
    /// ## How to fix
    /// `chmod o-w FILE` in the instruction that makes it, and `COPY --chown=app:app --chmod=0644` instead of a later
    /// `chmod -R 777`.
    ///
    /// ## References
    /// chmod(1), inode(7).
    pub static WORLD_WRITABLE_FILE = Rule {
        id: "world-writable-file",
        title: "Every user may write a file",
        category: Category::Permissions,
        severity: Severity::Medium,
        confidence: Confidence::High,
        aliases: &["PRM-005"],
        controls: &[
            Control::inferred("CIS Docker", "4.8"),
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::read("NIST SP 800-53 r5", "CM-6"),
            Control::read("NIST SP 800-53 r5", "AC-6(1)"),
            Control::read("DISA", "CTR-000305"),
            Control::read("PCI DSS", "2.2.6"),
        ],
        cwe: Some(732),
        reads: &[Reads::Files],
        inputs: Inputs::Image,
        message: "Every user may write {subject}: {reason}",
        why: "Any process of the container can put other content there, which others then execute or believe.",
        fix: "Take the right away with `chmod o-w` in the instruction that makes the file, and give it to the account that \
              needs it with `chown`.",
        check: check,
    };
}

const OTHERS_WRITE: u16 = 0o002;
const ANYBODY_EXECUTES: u16 = 0o111;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let writable = files
        .rootfs
        .nodes()
        .filter(|node| node.kind == EntryKind::File && node.mode.is_some_and(|mode| mode & OTHERS_WRITE != 0));
    let faults = writable.map(|node| {
        let (severity, reason) = judged(&node);
        Fault::new(node, severity, reason)
    });
    report(findings, files, "files", faults.collect());
}

fn judged(node: &Node<'_>) -> (Severity, &'static str) {
    let trees: [(&[&[u8]], &'static str); 3] = [
        (&[b"etc/cron", b"etc/anacrontab", b"var/spool/cron/"], "settings of cron"),
        (&[b"etc/"], "settings that programs read"),
        (PROGRAM_TREES, "in a directory of programs or libraries"),
    ];
    let name = base_name(node.path);
    let in_tree = trees.iter().find(|(starts, _)| starts.iter().any(|start| node.path.starts_with(start)));
    if let Some((_, reason)) = in_tree {
        return (Severity::High, reason);
    }
    if name.ends_with(b".so") || name.windows(4).any(|part| part == b".so.") {
        return (Severity::High, "a shared library");
    }
    if SHELL_FILES.contains(&name) {
        return (Severity::High, "a start-up file of a shell");
    }
    if node.mode.unwrap_or_default() & ANYBODY_EXECUTES != 0 {
        return (Severity::High, "executable");
    }
    (Severity::Medium, "data")
}

/// Directories of programs and of what they load.
pub(super) const PROGRAM_TREES: &[&[u8]] = &[
    b"bin/",
    b"sbin/",
    b"lib/",
    b"lib32/",
    b"lib64/",
    b"usr/bin/",
    b"usr/sbin/",
    b"usr/lib/",
    b"usr/lib32/",
    b"usr/lib64/",
    b"usr/libexec/",
    b"usr/local/bin/",
    b"usr/local/sbin/",
    b"usr/local/lib/",
    b"usr/local/lib64/",
];

const SHELL_FILES: [&[u8]; 6] = [b".bashrc", b".profile", b".bash_profile", b".bash_login", b".zshrc", b".zshenv"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Options, archive};
    use plimsoll_image_builder::Recipe;

    fn found(recipe: &str) -> Vec<(&'static str, String)> {
        let report = archive(&Recipe::parse(recipe).unwrap().docker_archive(), &Options::default()).unwrap();
        let findings = report.targets[0].findings.iter().filter(|found| found.rule == WORLD_WRITABLE_FILE.id);
        findings.map(|found| (found.severity.name(), found.message.clone())).collect()
    }

    #[test]
    fn severity_follows_what_the_file_is_for() {
        let severity = |path: &str| found(&format!("{path} 0666 0:0 size=1\n"))[0].0;
        assert_eq!(severity("/usr/lib64/x/data"), "high");
        assert_eq!(severity("/opt/x/libx.so.1"), "high");
        assert_eq!(severity("/var/spool/cron/root"), "high");
        assert_eq!(severity("/home/app/.bashrc"), "high");
        assert_eq!(severity("/etc/app/x.conf"), "high");
        assert_eq!(severity("/srv/x.software"), "medium");
    }

    #[test]
    fn a_blanket_chmod_is_one_finding_of_its_layer() {
        let files: String = (0..300).map(|number| format!("/app/src/{number} 0666 0:0 size=1\n")).collect();
        let found = found(&format!("{files}/app/other/one 0666 0:0 size=1\nlayer RUN x\n/srv/x 0666 0:0 size=1\n"));
        let messages: Vec<_> = found.iter().map(|(_, message)| message.as_str()).collect();
        assert_eq!(
            messages,
            [
                "Every user may write 301 files under /app: data",
                "Every user may write /srv/x (mode 0666, owner 0:0): data"
            ]
        );
    }
}
