//! `local-certificate-authority`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Severity};
use crate::image::layer::EntryKind;
use crate::rules::evidence::{Fault, base_name, report};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Profile, Reads};

rule! {
    /// ## What it checks
    /// Files in the directories into which people, not packages, put certificate authorities that the whole system then
    /// trusts: `/usr/local/share/ca-certificates`, `/etc/pki/ca-trust/source/anchors`, `/etc/ca-certificates/trust-source/anchors`,
    /// `/etc/pki/trust/anchors`, and `/usr/share/pki/trust/anchors`. It is of the strict profile: many organisations have
    /// an authority of their own, and the finding asks whether this one is meant to be there. Certificates that are added
    /// to a bundle by hand are not seen.
    ///
    /// ## Why it matters
    /// Who holds the key of such an authority can stand between the container and every server that it talks to.
    ///
    /// ## Examples
    /// ```image bad
    /// /usr/local/share/ca-certificates/acme.crt 0644 0:0 "-----BEGIN CERTIFICATE-----\nMIIE\n"
    /// ```
    /// ```image bad
    /// /etc/pki/ca-trust/source/anchors/proxy.pem 0644 0:0 "-----BEGIN CERTIFICATE-----\nMIIE\n"
    /// ```
    /// ```image bad
    /// /etc/pki/trust/anchors/x.pem 0644 0:0 "-----BEGIN CERTIFICATE-----\nMIIE\n"
    /// ```
    /// ```image good
    /// /etc/ssl/certs/ca-certificates.crt 0644 0:0 "-----BEGIN CERTIFICATE-----\nMIIE\n"
    /// /usr/local/share/ca-certificates/ 0755 0:0
    /// ```
    /// ```image good
    /// /usr/share/ca-certificates/mozilla/x.crt 0644 0:0 "-----BEGIN CERTIFICATE-----\nMIIE\n"
    /// ```
    /// ```image good
    /// /etc/pki/ca-trust/source/README 0644 0:0 "x\n"
    /// ```
    ///
    /// ## How to fix
    /// Remove it if nobody knows it; mount it when the container starts if only some environments need it.
    ///
    /// ## References
    /// update-ca-certificates(8), update-ca-trust(8).
    pub static LOCAL_CERTIFICATE_AUTHORITY = Rule {
        id: "local-certificate-authority",
        title: "The image trusts a certificate authority that no package brings",
        category: Category::Baseline,
        profile: Profile::Strict,
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        aliases: &["OSH-029"],
        controls: &[
            Control::inferred("NIST SP 800-190", "4.1.5"),
            Control::read("NIST SP 800-53 r5", "SC-17"),
            Control::read("DISA", "V-263659 CCI-004909"),
            Control::read("DISA", "CTR-001380"),
            Control::inferred("PCI DSS", "4.2.1"),
        ],
        cwe: Some(295),
        reads: &[Reads::Files],
        inputs: Inputs::Image,
        message: "{subject}: {reason}",
        why: "Who holds its key can stand between the container and every server that it talks to.",
        fix: "Remove it if nobody knows it, or mount it when the container starts.",
        check: check,
    };
}

const ANCHORS: [&[u8]; 5] = [
    b"usr/local/share/ca-certificates",
    b"etc/pki/ca-trust/source/anchors",
    b"etc/ca-certificates/trust-source/anchors",
    b"etc/pki/trust/anchors",
    b"usr/share/pki/trust/anchors",
];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let mut faults = Vec::new();
    for directory in ANCHORS {
        for node in files.rootfs.under(directory).filter(|node| node.kind == EntryKind::File && node.size > 0) {
            let name = base_name(node.path).to_ascii_lowercase();
            if [&b".crt"[..], b".pem", b".cer", b".der", b".p11-kit"].iter().any(|suffix| name.ends_with(suffix)) {
                faults.push(Fault::new(node, Severity::Medium, "the whole system trusts what it signs"));
            }
        }
    }
    report(findings, files, "certificates", faults);
}
