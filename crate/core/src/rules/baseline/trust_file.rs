//! `trust-file`.

use crate::facts::{Facts, Files};
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::image::layer::EntryKind;
use crate::image::wanted::Want;
use crate::rules::evidence::base_name;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Ways to trust somebody without asking for a password that were usual once:
    ///
    /// | what | severity |
    /// |---|---|
    /// | `/etc/hosts.equiv`, `/etc/shosts.equiv`, `.rhosts`, `.shosts` with a line that holds `+` | high |
    /// | the same files with other lines | medium |
    /// | a line that begins with `+` in passwd, shadow or group: a directory service adds accounts | medium |
    /// | `nis` or `nisplus` for `passwd`, `group` or `shadow` in `/etc/nsswitch.conf` | medium |
    /// | `.forward` in a home directory | low |
    ///
    /// Files that hold nothing but comments are left out, and so is `netgroup: nis`, which Debian ships.
    ///
    /// ## Why it matters
    /// Trust in a host name is trust in whoever answers for it on the network. `+` means everybody.
    ///
    /// ## Examples
    /// ```image bad
    /// /root/.rhosts 0600 0:0 "+ +\n"
    /// ```
    /// ```image bad
    /// /etc/hosts.equiv 0644 0:0 "# old\nbuild.example.org\n"
    /// ```
    /// ```image bad
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\n+::::::\n"
    /// ```
    /// ```image bad
    /// /etc/nsswitch.conf 0644 0:0 "passwd: files nis\ngroup: files\n"
    /// ```
    /// ```image good
    /// /etc/nsswitch.conf 0644 0:0 "passwd:         files\ngroup:          files\nnetgroup:       nis\n"
    /// ```
    /// ```image good
    /// /etc/hosts.equiv 0644 0:0 "# /etc/hosts.equiv: list of trusted hosts\n"
    /// ```
    /// ```image good
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\n"
    /// /home/app/.bashrc 0644 1000:1000 "alias ll='ls -l'\n"
    /// ```
    ///
    /// ## How to fix
    /// Remove the file, the line or the word; nothing in a container needs them.
    ///
    /// ## References
    /// hosts.equiv(5), passwd(5), nsswitch.conf(5).
    pub static TRUST_FILE = Rule {
        id: "trust-file",
        title: "Trust in hosts or in a directory service without a password",
        category: Category::Baseline,
        severity: Severity::High,
        confidence: Confidence::High,
        aliases: &["OSH-015"],
        controls: &[
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::read("NIST SP 800-53 r5", "CM-7"),
            Control::read("NIST SP 800-53 r5", "CM-6"),
            Control::read("DISA", "RHEL-09-252070/075"),
            Control::inferred("PCI DSS", "2.2.4"),
        ],
        cwe: Some(291),
        reads: &[
            Reads::Files,
            Reads::Body(Want::Name("hosts.equiv"), BYTES),
            Reads::Body(Want::Name("shosts.equiv"), BYTES),
            Reads::Body(Want::Name(".rhosts"), BYTES),
            Reads::Body(Want::Name(".shosts"), BYTES),
            Reads::Body(Want::Name(".forward"), BYTES),
            Reads::Body(Want::Path("etc/nsswitch.conf"), BYTES),
        ],
        inputs: Inputs::Image,
        message: "{path}: {what}",
        why: "Whoever answers to the name on the network, or everybody, is let in without a password.",
        fix: "Remove the file, the line or the word.",
        check: check,
    };
}

const BYTES: u64 = 16 * 1024;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    for (file, line) in &files.accounts.service_marks {
        findings
            .at(files.line(format!("etc/{file}").as_bytes(), *line))
            .severity(Severity::Medium)
            .detail("what", "the line begins with +, so a directory service adds accounts or groups")
            .done();
    }
    for node in files.rootfs.nodes().filter(|node| node.kind == EntryKind::File) {
        let is_trust = match base_name(node.path) {
            b"hosts.equiv" | b"shosts.equiv" => node.path.starts_with(b"etc/"),
            b".rhosts" | b".shosts" | b".forward" => true,
            _ => continue,
        };
        let Some(body) = files.rootfs.body_of(&node).filter(|_| is_trust) else { continue };
        let Some((line, text)) = first_line(body.bytes) else { continue };
        let (severity, what) = if node.path.ends_with(b".forward") {
            (Severity::Low, "mail for the account is sent on, to an address or a command")
        } else if text.split(u8::is_ascii_whitespace).any(|word| word == b"+") {
            (Severity::High, "every host, or every user, is trusted")
        } else {
            (Severity::Medium, "a host is trusted by its name")
        };
        findings.at(Place::line(node.path, node.layer, line)).severity(severity).detail("what", what).done();
    }
    name_service(files, findings);
}

/// The first line that says something; one with a plus if there is one.
fn first_line(body: &[u8]) -> Option<(u32, &[u8])> {
    let lines = || {
        let lines = body.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).zip(1_u32..);
        lines.filter(|(line, _)| !line.is_empty() && !line.starts_with(b"#")).map(|(line, number)| (number, line))
    };
    lines().find(|(_, line)| line.contains(&b'+')).or_else(|| lines().next())
}

fn name_service(files: &Files<'_>, findings: &mut Findings) {
    const PATH: &[u8] = b"etc/nsswitch.conf";
    let Some(body) = files.rootfs.body(PATH) else { return };
    for (line, number) in body.bytes.split(|byte| *byte == b'\n').zip(1_u32..) {
        let text = String::from_utf8_lossy(line);
        let Some((database, services)) = text.split_once(':') else { continue };
        let is_account = matches!(database.trim(), "passwd" | "group" | "shadow" | "gshadow");
        if is_account && services.split_whitespace().any(|service| matches!(service, "nis" | "nisplus")) {
            findings
                .at(files.line(PATH, number))
                .severity(Severity::Medium)
                .detail("what", format!("accounts are asked for by NIS ({}), which proves nothing", database.trim()))
                .done();
        }
    }
}
