//! `fips-not-configured`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::image::wanted::Want;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Profile, Reads};

rule! {
    /// ## What it checks
    /// Whether an image that has OpenSSL's library is set up for the modules that are validated by FIPS 140: the policy
    /// `FIPS` in `/etc/crypto-policies/config`, or OpenSSL's `fips.so` with a `fipsmodule.cnf`. Images without the
    /// library are not judged. It is of the os-stig profile only, since hardly any image is for the United States'
    /// government.
    ///
    /// ## Why it matters
    /// Where FIPS 140 is asked for, cryptography by other modules counts as none.
    ///
    /// ## Examples
    /// ```image bad
    /// /usr/lib/x86_64-linux-gnu/libcrypto.so.3 0644 0:0 size=10
    /// ```
    /// ```image bad
    /// /usr/lib64/libcrypto.so.3 0755 0:0 size=10
    /// /etc/crypto-policies/config 0644 0:0 "DEFAULT\n"
    /// ```
    /// The module alone is not enough:
    /// ```image bad
    /// /lib/libcrypto.so.3 0755 0:0 size=10
    /// /usr/lib/ossl-modules/fips.so 0755 0:0 size=10
    /// ```
    /// ```image good
    /// /usr/lib64/libcrypto.so.3 0755 0:0 size=10
    /// /etc/crypto-policies/config 0644 0:0 "FIPS\n"
    /// ```
    /// ```image good
    /// /usr/lib/libcrypto.so.3 0755 0:0 size=10
    /// /usr/lib/ossl-modules/fips.so 0755 0:0 size=10
    /// /etc/ssl/fipsmodule.cnf 0644 0:0 "[fips_sect]\n"
    /// ```
    /// ```image good
    /// /app/server 0755 0:0 size=10
    /// ```
    ///
    /// ## How to fix
    /// Take a base image that is validated and set up (`fips-mode-setup` in the Red Hat family, the FIPS variants of
    /// vendors), or install the module with `openssl fipsinstall`.
    ///
    /// ## References
    /// FIPS 140-3; fips_module(7ssl), crypto-policies(7).
    pub static FIPS_NOT_CONFIGURED = Rule {
        id: "fips-not-configured",
        title: "Cryptography is not set up for FIPS 140",
        category: Category::Baseline,
        profile: Profile::OsStig,
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        aliases: &["OSH-024"],
        controls: &[
            Control::read("NIST SP 800-190", "4.1.4"),
            Control::read("NIST SP 800-53 r5", "SC-13"),
            Control::inferred("NIST SP 800-53 r5", "IA-7"),
            Control::read("DISA", "V-203739, V-203776, V-203649, V-203750, V-203751"),
            Control::read("DISA", "CTR-001405"),
        ],
        cwe: Some(327),
        reads: &[Reads::Files, Reads::Body(Want::Path("etc/crypto-policies/config"), 64 * 1024)],
        inputs: Inputs::Image,
        message: "{path} is OpenSSL's library, and {what}",
        why: "Where FIPS 140 is asked for, cryptography by modules that are not validated counts as none.",
        fix: "Take a base image whose modules are validated and set up, or install OpenSSL's module with `openssl fipsinstall`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let mut library = None;
    let (mut module, mut settings) = (false, false);
    for node in files.rootfs.nodes() {
        let name = crate::rules::evidence::base_name(node.path);
        let in_system = node.path.starts_with(b"usr/lib") || node.path.starts_with(b"lib");
        if library.is_none() && in_system && name.starts_with(b"libcrypto.so.") {
            library = Some(node);
        }
        module |= name == b"fips.so";
        settings |= name == b"fipsmodule.cnf";
    }
    let Some(library) = library else { return };
    let policy = files.rootfs.body(b"etc/crypto-policies/config");
    let has_policy = policy
        .is_some_and(|body| body.bytes.split(|byte| *byte == b'\n').any(|line| line.trim_ascii().starts_with(b"FIPS")));
    if has_policy || (module && settings) {
        return;
    }
    let what = match (module, policy) {
        (true, _) => "its FIPS module is there without fipsmodule.cnf, so it is not active",
        (false, Some(_)) => "the policy of the system is not FIPS",
        (false, None) => "neither its FIPS module nor a policy is there",
    };
    findings.at(Place::file(library.path, library.layer)).detail("what", what).done();
}
