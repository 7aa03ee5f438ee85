//! `unprotected-log-directory`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Severity};
use crate::image::layer::EntryKind;
use crate::rules::evidence::{Fault, Owners, report};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// `/var/log` itself: root should own it, its group should be root, `syslog` or `adm`, and its mode at most 0755
    /// (0775 for the group `syslog`, as Ubuntu's rsyslog sets it). Files below it that every user may write are reported
    /// by `world-writable-file`, directories by `world-writable-directory`, `/var/log` itself among them
    /// where it has no sticky bit.
    ///
    /// ## Why it matters
    /// Who can write there can remove the traces of what happened.
    ///
    /// ## Examples
    /// ```image bad
    /// /var/log/ 1777 0:0
    /// ```
    /// ```image bad
    /// /var/log/ 0755 1000:1000
    /// ```
    /// ```image bad
    /// /var/log/ 0775 0:50
    /// ```
    /// ```image good
    /// /var/log/ 0755 0:0
    /// /var/log/app/ 0750 1000:1000
    /// ```
    /// ```image good
    /// /etc/group 0644 0:0 "root:x:0:\nsyslog:x:104:\n"
    /// /var/log/ 0775 0:104
    /// ```
    /// A volume may be mounted there by a link:
    /// ```image good
    /// /var/log -> /data/log
    /// ```
    ///
    /// ## How to fix
    /// `chown root:root /var/log && chmod 0755 /var/log`, and a directory of its own below for the application; better,
    /// let it log to its standard output.
    ///
    /// ## References
    /// hier(7); DISA STIGs of the distributions, "/var/log".
    pub static UNPROTECTED_LOG_DIRECTORY = Rule {
        id: "unprotected-log-directory",
        title: "Others than root may write /var/log",
        category: Category::Baseline,
        severity: Severity::Low,
        confidence: Confidence::High,
        aliases: &["OSH-027"],
        controls: &[
            Control::read("NIST SP 800-53 r5", "SI-11"),
            Control::inferred("NIST SP 800-53 r5", "AU-9"),
            Control::read("DISA", "V-203616, V-203617, V-203664"),
            Control::read("DISA", "UBTU-24-700120, RHEL-09-232025"),
            Control::read("DISA", "SRG-OS-000206-GPOS-00084"),
            Control::read("PCI DSS", "10.3.1"),
        ],
        cwe: Some(732),
        reads: &[Reads::Files],
        inputs: Inputs::Image,
        message: "{subject}: {reason}",
        why: "Who can write there can remove the traces of what happened.",
        fix: "`chown root:root /var/log && chmod 0755 /var/log`; let the application log to its standard output.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let Some(node) = files.rootfs.get(b"var/log").filter(|node| node.kind == EntryKind::Directory) else { return };
    let Some(mode) = node.mode else { return };
    let owners = Owners::of(&files.accounts);
    let reason = if node.uid != 0 {
        "root does not own it"
    } else if mode & 0o002 != 0 {
        "every user may write it"
    } else if mode & 0o020 != 0
        && node.gid != 0
        && !owners.is_group(node.gid, "syslog")
        && !owners.is_group(node.gid, "adm")
    {
        "a group that is not one for logs may write it"
    } else {
        return;
    };
    report(findings, files, "directories", vec![Fault::new(node, Severity::Low, reason)]);
}
