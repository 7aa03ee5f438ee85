//! `weak-crypto-policy`.

use crate::facts::{Facts, Files};
use crate::finding::{Confidence, Findings, Severity};
use crate::image::wanted::Want;
use crate::ordered::{Set, sort};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// What the system as a whole lets its cryptographic libraries do:
    ///
    /// - `/etc/crypto-policies/config` of the Red Hat family and newer SUSE: the policy `LEGACY`, or the subpolicy `SHA1`,
    /// - `openssl.cnf` (`/etc/ssl`, `/etc/pki/tls`, `/usr/lib/ssl`): `MinProtocol` below TLS 1.2, `@SECLEVEL=0` in a
    ///   cipher string, and the `legacy` provider where it is named and activated.
    ///
    /// Lines that are comments are left out, as in every stock file.
    ///
    /// ## Why it matters
    /// Every program of the image that uses the library then accepts TLS 1.0, MD4, DES or signatures by SHA-1, although
    /// its own settings say nothing of it.
    ///
    /// ## Examples
    /// ```image bad
    /// /etc/crypto-policies/config 0644 0:0 "# policy\nLEGACY\n"
    /// ```
    /// ```image bad
    /// /etc/ssl/openssl.cnf 0644 0:0 "[system_default_sect]\nMinProtocol = TLSv1\nCipherString = DEFAULT@SECLEVEL=1\n"
    /// ```
    /// ```image bad
    /// /etc/ssl/openssl.cnf 0644 0:0 "[provider_sect]\ndefault = default_sect\nlegacy = legacy_sect\n[legacy_sect]\nactivate = 1\n"
    /// ```
    /// ```image good
    /// /etc/crypto-policies/config 0644 0:0 "DEFAULT\n"
    /// ```
    /// ```image good
    /// /etc/ssl/openssl.cnf 0644 0:0 "[provider_sect]\ndefault = default_sect\n# legacy = legacy_sect\n[default_sect]\n# activate = 1\n[system_default_sect]\nMinProtocol = TLSv1.2\nCipherString = DEFAULT:@SECLEVEL=2\n"
    /// ```
    /// ```image good
    /// /etc/crypto-policies/config 0644 0:0 "FUTURE:NO-SHA1\n"
    /// ```
    ///
    /// ## How to fix
    /// `update-crypto-policies --set DEFAULT`; `MinProtocol = TLSv1.2`; keep the old algorithm to the one program that
    /// needs it by a configuration of its own (`OPENSSL_CONF`).
    ///
    /// ## References
    /// crypto-policies(7), config(5ssl), OSSL_PROVIDER-legacy(7ssl); RFC 8996.
    pub static WEAK_CRYPTO_POLICY = Rule {
        id: "weak-crypto-policy",
        title: "The system accepts outdated cryptography",
        category: Category::Baseline,
        severity: Severity::Medium,
        confidence: Confidence::High,
        aliases: &["OSH-023"],
        controls: &[
            Control::read("NIST SP 800-53 r5", "SC-13"),
            Control::read("NIST SP 800-53 r5", "AC-17(2)"),
            Control::read("NIST SP 800-53 r5", "CM-6"),
            Control::read("DISA", "RHEL-09-215105, RHEL-09-672030"),
            Control::read("DISA", "SRG-OS-000478-GPOS-00223"),
            Control::read("PCI DSS", "2.2.7"),
            Control::inferred("PCI DSS", "4.2.1"),
        ],
        cwe: Some(327),
        reads: &[
            Reads::Files,
            Reads::Body(Want::Path("etc/crypto-policies/config"), BYTES),
            Reads::Body(Want::Path("etc/ssl/openssl.cnf"), BYTES),
            Reads::Body(Want::Path("etc/pki/tls/openssl.cnf"), BYTES),
            Reads::Body(Want::Path("usr/lib/ssl/openssl.cnf"), BYTES),
            Reads::Body(Want::Path("etc/ssl1.1/openssl.cnf"), BYTES),
        ],
        inputs: Inputs::Image,
        message: "{path}: {what}",
        why: "Every program that uses the library then accepts what has been broken, whatever its own settings say.",
        fix: "Set the policy to DEFAULT or MinProtocol to TLSv1.2, and keep an exception to the one program that needs it.",
        check: check,
    };
}

const BYTES: u64 = 64 * 1024;

const OPENSSL: [&[u8]; 4] =
    [b"etc/ssl/openssl.cnf", b"etc/pki/tls/openssl.cnf", b"usr/lib/ssl/openssl.cnf", b"etc/ssl1.1/openssl.cnf"];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    policy(files, findings);
    let mut judged = Set::new();
    for path in OPENSSL {
        let Some(node) = files.rootfs.resolve(path).filter(|node| judged.insert(node.path.to_vec())) else { continue };
        let Some(body) = files.rootfs.body_of(&node) else { continue };
        for (line, what) in openssl(body.bytes) {
            findings.at(files.line(node.path, line)).detail("what", what).done();
        }
    }
}

fn policy(files: &Files<'_>, findings: &mut Findings) {
    const PATH: &[u8] = b"etc/crypto-policies/config";
    let Some(body) = files.rootfs.body(PATH) else { return };
    for (line, number) in body.bytes.split(|byte| *byte == b'\n').zip(1_u32..) {
        let text = String::from_utf8_lossy(line);
        let text = text.split('#').next().unwrap_or_default().trim().to_ascii_uppercase();
        let mut parts = text.split(':');
        let is_weak = parts.next() == Some("LEGACY") || parts.any(|part| part == "SHA1");
        if is_weak {
            findings.at(files.line(PATH, number)).detail("what", format!("the policy is {text}")).done();
        }
    }
}

/// Weak settings with their lines. A provider counts where one section names it and its own section activates it.
fn openssl(body: &[u8]) -> Vec<(u32, String)> {
    let mut found = Vec::new();
    let mut section = String::new();
    let mut legacy: Option<(String, u32)> = None;
    let mut activated = Vec::new();
    for (line, number) in body.split(|byte| *byte == b'\n').zip(1_u32..) {
        let text = String::from_utf8_lossy(line);
        let text = text.split('#').next().unwrap_or_default().trim();
        if let Some(name) = text.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
            section = name.trim().to_owned();
            continue;
        }
        let Some((name, value)) = text.split_once('=') else { continue };
        let (name, value) = (name.trim().rsplit('.').next().unwrap_or_default(), value.trim());
        match name {
            "MinProtocol" if ["SSLv3", "TLSv1", "TLSv1.0", "TLSv1.1", "None"].contains(&value) => {
                found.push((number, format!("MinProtocol is {value}, below TLS 1.2")));
            }
            "CipherString" | "Ciphers" if value.contains("SECLEVEL=0") => {
                found.push((number, String::from("security level 0 accepts every key and cipher")));
            }
            "legacy" => legacy = Some((value.to_owned(), number)),
            "activate" if matches!(value, "1" | "yes" | "true" | "on") => activated.push(section.clone()),
            _ => {}
        }
    }
    if let Some((_, line)) = legacy.filter(|(name, _)| activated.contains(name)) {
        found.push((line, String::from("the legacy provider is active: MD4, DES, RC4 and others")));
    }
    sort(&mut found);
    found
}
