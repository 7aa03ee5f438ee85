//! `file-capability`.

use super::known_setuid::comparable;
use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Severity};
use crate::image::capability::{CapabilitySet, FileCapability};
use crate::image::layer::EntryKind;
use crate::image::rootfs::Node;
use crate::rules::evidence::{Fault, report};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Files with capabilities (the xattr `security.capability`, revisions 1 to 3). All are named as getcap(8) does; a
    /// flag `e` means that they are effective from the start. High if the permitted set has one that amounts to root or
    /// opens the host's kernel or network (see the list below); medium if such a one is only inheritable; low for all
    /// others, for `newuidmap` and `newgidmap` with the one that the distribution gives them, and for a file that nobody
    /// may execute. More than ten of a layer with the same capabilities are one finding. A value that cannot be decoded is low too: Linux refuses to start such a file.
    ///
    /// The dangerous ones: `cap_chown`, `cap_dac_override`, `cap_dac_read_search`, `cap_fowner`, `cap_setuid`,
    /// `cap_setgid`, `cap_setpcap`, `cap_setfcap`, `cap_sys_admin`, `cap_sys_module`, `cap_sys_rawio`,
    /// `cap_sys_ptrace`, `cap_sys_chroot`, `cap_sys_boot`, `cap_mknod`, `cap_net_admin`, `cap_mac_override`,
    /// `cap_mac_admin`, `cap_perfmon`, `cap_bpf`, `cap_checkpoint_restore`.
    ///
    /// ## Why it matters
    /// A capability of a file is a part of root for whoever starts it. It works like the setuid bit but no listing of
    /// modes shows it.
    ///
    /// ## Examples
    /// ```image bad
    /// /usr/bin/tool 0755 0:0 size=10 cap=cap_sys_admin,cap_net_raw+ep
    /// ```
    /// For a user namespace whose root is uid 100000:
    /// ```image bad
    /// /usr/bin/tool 0755 0:0 size=10 cap=cap_chown+p rootid=100000
    /// ```
    /// Reported as low:
    /// ```image bad
    /// /usr/bin/ping 0755 0:0 size=10 cap=cap_net_raw+ep
    /// ```
    /// ```image good
    /// /usr/bin/ping 0755 0:0 size=10
    /// ```
    ///
    /// ## How to fix
    /// `RUN setcap -r /usr/bin/tool` in the final stage. A service that only needs a low port can listen above 1023, or
    /// the runtime can lower `net.ipv4.ip_unprivileged_port_start`.
    ///
    /// ## References
    /// capabilities(7), setcap(8); CIS Docker Benchmark 5.4.
    pub static FILE_CAPABILITY = Rule {
        id: "file-capability",
        title: "File grants capabilities to whoever starts it",
        category: Category::Permissions,
        severity: Severity::High,
        confidence: Confidence::High,
        aliases: &["PRM-004"],
        controls: &[
            Control::inferred("CIS Docker", "5.4"),
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::inferred("NIST SP 800-53 r5", "AC-6"),
            Control::inferred("NIST SP 800-53 r5", "AC-6(8)"),
            Control::read("DISA", "CICDG 2.3 CCI-002235"),
            Control::inferred("PCI DSS", "2.2.6"),
        ],
        cwe: Some(250),
        reads: &[Reads::Files],
        inputs: Inputs::Image,
        message: "File capabilities of {subject}: {reason}",
        why: "A capability of a file is a part of root for whoever starts it, and no listing of modes shows it.",
        fix: "Remove it with `setcap -r FILE` in the final stage, or grant the capability to the container that needs it.",
        check: check,
    };
}

/// Bits that amount to root or open the host's kernel or network (capabilities(7)).
const DANGEROUS: [u32; 21] = [0, 1, 2, 3, 6, 7, 8, 12, 16, 17, 18, 19, 21, 22, 27, 31, 32, 33, 38, 39, 40];

/// Set up user namespaces: the packages uidmap, shadow-utils and shadow of the distributions give them just this.
const USUAL: [(&[u8], u64); 2] = [(b"bin/newuidmap", 1 << 7), (b"bin/newgidmap", 1 << 6)];

const ANYBODY_EXECUTES: u16 = 0o111;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let faults = files.rootfs.nodes().filter(|node| node.kind == EntryKind::File).filter_map(|node| {
        let fault = match FileCapability::decode(node.capability?) {
            Ok(capability) => described(node, &capability),
            Err(error) => Fault::new(node, Severity::Low, format!("a value that cannot be decoded, {error}")),
        };
        Some(fault)
    });
    report(findings, files, "files with the same capabilities", faults.collect());
}

fn described<'a>(node: Node<'a>, capability: &FileCapability) -> Fault<'a> {
    let executable = node.mode.unwrap_or_default() & ANYBODY_EXECUTES != 0;
    let severity = if executable { judged(node.path, capability) } else { Severity::Low };
    let fault = Fault::new(node, severity, capability.to_string())
        .with("permitted", capability.permitted)
        .with("inheritable", capability.inheritable)
        .with("effective", if capability.effective { "yes" } else { "no" })
        .with("revision", capability.version)
        .with("dangerous", dangerous(capability.permitted));
    match capability.root {
        Some(root) => fault.with("rootUid", root),
        None => fault,
    }
}

fn dangerous(set: CapabilitySet) -> CapabilitySet {
    let mask = DANGEROUS.iter().filter_map(|bit| 1_u64.checked_shl(*bit)).fold(0, |mask, bit| mask | bit);
    CapabilitySet(set.0 & mask)
}

fn judged(path: &[u8], capability: &FileCapability) -> Severity {
    let path = comparable(path);
    if USUAL.iter().any(|(usual, set)| *usual == path && capability.permitted.0 == *set) {
        return Severity::Low;
    }
    if !dangerous(capability.permitted).is_empty() {
        Severity::High
    } else if !dangerous(capability.inheritable).is_empty() {
        Severity::Medium
    } else {
        Severity::Low
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Options, archive};
    use plimsoll_image_builder::{Entry, Image, Layer, Recipe};

    fn found(image: &[u8]) -> Vec<(&'static str, String)> {
        let report = archive(image, &Options::default()).unwrap();
        let findings = report.targets[0].findings.iter().filter(|found| found.rule == FILE_CAPABILITY.id);
        findings.map(|found| (found.severity.name(), found.message.clone())).collect()
    }

    fn of(recipe: &str) -> Vec<(&'static str, String)> {
        found(&Recipe::parse(recipe).unwrap().docker_archive())
    }

    #[test]
    fn all_capabilities_and_flags_are_named() {
        assert_eq!(
            of("/t 0755 0:0 size=1 cap=cap_sys_admin,cap_net_raw+eip\n"),
            [("high", "File capabilities of /t (mode 0755, owner 0:0): cap_net_raw,cap_sys_admin=eip".to_owned())]
        );
    }

    #[test]
    fn severity_follows_the_set_and_who_may_execute() {
        let severity = |line: &str| of(line)[0].0;
        assert_eq!(severity("/t 0755 0:0 cap=cap_net_bind_service+ep\n"), "low");
        assert_eq!(severity("/t 0755 0:0 cap=cap_bpf+p\n"), "high", "above bit 31");
        assert_eq!(severity("/t 0755 0:0 cap=cap_setuid+i\n"), "medium");
        assert_eq!(severity("/t 0644 0:0 cap=cap_setuid+ep\n"), "low");
        assert_eq!(severity("/usr/bin/newuidmap 0755 0:0 cap=cap_setuid+ep\n"), "low");
        assert_eq!(severity("/usr/bin/newuidmap 0755 0:0 cap=cap_setuid,cap_setgid+ep\n"), "high");
        assert_eq!(severity("/opt/newuidmap 0755 0:0 cap=cap_setuid+ep\n"), "high");
    }

    #[test]
    fn a_value_that_cannot_be_decoded_is_said_so() {
        let entry = Entry::file("t", b"x").pax("SCHILY.xattr.security.capability", b"\x01\x00\x00\x07abc");
        let image = Image::new().layer(Layer::new().add(entry));
        let found = found(&image.docker_archive());
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].0, "low");
        assert!(found[0].1.ends_with("a value that cannot be decoded, revision 7 is not known"), "{found:?}");
    }
}
