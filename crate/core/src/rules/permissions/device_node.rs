//! `device-node`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Severity};
use crate::image::layer::EntryKind;
use crate::image::rootfs::Node;
use crate::rules::evidence::{Fault, report};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Block and character devices in the root filesystem. High: block devices, `mem`, `kmem` and `port`, and any other
    /// device outside of `/dev`. Medium: other character devices in `/dev`, which a runtime hides under its own `/dev`.
    /// Low: the harmless ones that every container has anyway (`null`, `zero`, `full`, `random`, `urandom`, `tty`,
    /// `console`, `ptmx`), which tools like debootstrap leave behind. Character device 0:0 is a whiteout of overlayfs
    /// and no device. More than ten of a layer are one finding.
    ///
    /// ## Why it matters
    /// A device node is a handle on the host's kernel. Where the container runs privileged, or the device list of its
    /// cgroup is lax, a disk node gives the host's disk, and `mem` the host's memory. No application needs a node from
    /// its image: the runtime makes those that a container may use.
    ///
    /// ## Examples
    /// ```image bad
    /// /data/disk block 8:0 0660 0:6
    /// ```
    /// ```image bad
    /// /dev/kmsg char 1:11 0644 0:0
    /// ```
    /// ```image bad
    /// /dev/null char 1:3 0666 0:0
    /// ```
    /// ```image good
    /// /dev/ 0755 0:0
    /// /dev/stdin -> /proc/self/fd/0
    /// /var/lib/deleted char 0:0 0000 0:0
    /// /run/pipe fifo 0644 0:0
    /// ```
    ///
    /// ## How to fix
    /// Remove the node in the layer that makes it (`rm /data/disk`), and give a container its devices with `--device`.
    ///
    /// ## References
    /// mknod(2), null(4), mem(4); Linux kernel documentation, "Linux allocated devices".
    pub static DEVICE_NODE = Rule {
        id: "device-node",
        title: "Device node in the image",
        category: Category::Permissions,
        severity: Severity::High,
        confidence: Confidence::High,
        aliases: &["PRM-012"],
        controls: &[
            Control::inferred("CIS Docker", "5.18"),
            Control::inferred("NIST SP 800-190", "4.1.3"),
            Control::inferred("NIST SP 800-53 r5", "CM-7"),
            Control::inferred("NIST SP 800-53 r5", "SI-7"),
            Control::inferred("PCI DSS", "2.2.6"),
        ],
        cwe: Some(668),
        reads: &[Reads::Files],
        inputs: Inputs::Image,
        message: "The image ships device nodes: {subject}, {reason}",
        why: "A device node is a handle on the host's kernel; in a privileged container it opens the host's disk or memory.",
        fix: "Remove the node in the layer that makes it, and hand devices to a container with `--device`.",
        check: check,
    };
}

/// Major and minor numbers of the devices that every runtime makes by itself.
const HARMLESS: [(u32, u32); 8] = [(1, 3), (1, 5), (1, 7), (1, 8), (1, 9), (5, 0), (5, 1), (5, 2)];

/// `mem`, `kmem`, `port`.
const MEMORY: [(u32, u32); 3] = [(1, 1), (1, 2), (1, 4)];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let faults = files.rootfs.nodes().filter_map(|node| {
        let (severity, reason) = judged(&node)?;
        Some(Fault::new(node, severity, reason))
    });
    report(findings, files, "device nodes", faults.collect());
}

fn judged(node: &Node<'_>) -> Option<(Severity, &'static str)> {
    let in_dev = node.path.starts_with(b"dev/");
    match node.kind {
        EntryKind::BlockDevice => Some((Severity::High, "block devices such as the host's disks")),
        EntryKind::CharDevice if node.device == (0, 0) => None,
        EntryKind::CharDevice if MEMORY.contains(&node.device) => Some((Severity::High, "the host's memory or ports")),
        EntryKind::CharDevice if HARMLESS.contains(&node.device) => {
            Some((Severity::Low, "of the harmless kind that every runtime makes by itself"))
        }
        EntryKind::CharDevice if in_dev => Some((Severity::Medium, "in /dev, which a runtime hides under its own")),
        EntryKind::CharDevice => Some((Severity::High, "outside of /dev, so no runtime hides it")),
        _ => None,
    }
}
