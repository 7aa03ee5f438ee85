//! `kernel-content`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::image::layer::EntryKind;
use crate::ordered::Map;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// What only a machine needs: kernels and their first file system in `/boot`, modules in `/lib/modules`, firmware in
    /// `/lib/firmware`, boot loaders in `/boot/grub*` and `/boot/efi`. One finding for each kind, with its size.
    ///
    /// ## Why it matters
    /// A container has no kernel of its own, so this is dead weight, and scanners report every fault of the kernel for it.
    ///
    /// ## Examples
    /// ```image bad
    /// /boot/vmlinuz-6.1.0 0644 0:0 size=100
    /// ```
    /// ```image bad
    /// /usr/lib/modules/6.1.0/kernel/x.ko 0644 0:0 size=100
    /// ```
    /// ```image bad
    /// /lib/firmware/x.bin 0644 0:0 size=100
    /// ```
    /// ```image good
    /// /boot/ 0755 0:0
    /// /usr/lib/modules/ 0755 0:0
    /// ```
    /// ```image good
    /// /usr/lib/modules-load.d/x.conf 0644 0:0 size=10
    /// ```
    /// ```image good
    /// /app/boot/vmlinuz 0644 0:0 size=10
    /// ```
    ///
    /// ## How to fix
    /// Remove the packages (`linux-image-*`, `linux-firmware`, `grub*`), or find what asks for them and install that
    /// without recommended packages.
    ///
    /// ## References
    /// Filesystem Hierarchy Standard, `/boot`, `/lib/modules`.
    pub static KERNEL_CONTENT = Rule {
        id: "kernel-content",
        title: "Kernel, modules, firmware or boot loader",
        category: Category::Cleanliness,
        severity: Severity::Low,
        confidence: Confidence::High,
        aliases: &["PKG-010"],
        controls: &[
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::inferred("NIST SP 800-53 r5", "CM-7"),
            Control::read("DISA", "CICDG 2.12"),
            Control::inferred("PCI DSS", "2.2.4"),
        ],
        cwe: Some(1104),
        reads: &[Reads::Files],
        inputs: Inputs::Image,
        message: "{count} files of {kind}, {size} bytes, for example {path}",
        why: "A container has no kernel of its own, so this is dead weight for which scanners report faults.",
        fix: "Remove the packages, or install what asks for them without recommended packages.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let mut kinds: Map<&'static str, (u64, u64, Place)> = Map::new();
    let trees: [&[u8]; 5] = [b"boot", b"lib/modules", b"usr/lib/modules", b"lib/firmware", b"usr/lib/firmware"];
    for tree in trees {
        for node in files.rootfs.under(tree).filter(|node| node.kind == EntryKind::File) {
            let Some(kind) = kind_of(node.path) else { continue };
            kinds.change_or(
                kind,
                || (0, 0, Place::file(node.path, node.layer)),
                |(count, bytes, _)| {
                    *count = count.saturating_add(1);
                    *bytes = bytes.saturating_add(node.size);
                },
            );
        }
    }
    for (kind, (count, bytes, place)) in kinds {
        findings.at(place).detail("kind", kind).detail("count", count).detail("size", bytes).done();
    }
}

fn kind_of(path: &[u8]) -> Option<&'static str> {
    let path = path.strip_prefix(b"usr/").unwrap_or(path);
    if path.starts_with(b"lib/modules/") {
        return Some("kernel modules");
    }
    if path.starts_with(b"lib/firmware/") {
        return Some("firmware");
    }
    let name = path.strip_prefix(b"boot/")?;
    if name.starts_with(b"grub") || name.starts_with(b"efi/") || name.starts_with(b"syslinux") {
        return Some("a boot loader");
    }
    let starts: [&[u8]; 6] = [b"vmlinuz", b"vmlinux", b"initrd", b"initramfs", b"System.map", b"Image"];
    starts.iter().any(|start| name.starts_with(start)).then_some("a kernel")
}
