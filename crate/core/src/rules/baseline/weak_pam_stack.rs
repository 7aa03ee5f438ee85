//! `weak-pam-stack`.

use super::logins::has_login_account;
use crate::facts::system::PamLine;
use crate::facts::{Facts, Files};
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::rules::access::program;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Profile, Reads, bodies};

rule! {
    /// ## What it checks
    /// The stacks of PAM in `/etc/pam.d` and `/etc/pam.conf`, if the image has an account with a password:
    ///
    /// - `nullok` on `pam_unix.so` of an `auth` line: accounts without a password are let in,
    /// - no `pam_faillock.so`: guessing is not slowed down,
    /// - no `pam_pwquality.so`, or its `minlen` (in the line or in `/etc/security/pwquality.conf`) below 14,
    /// - no `pam_wheel.so` for `su`, where a setuid `su` is there: everybody may try to become another.
    ///
    /// Stock images of distributions fail this, so the rule is of the os-stig profile only.
    ///
    /// ## Why it matters
    /// Guides for whole operating systems ask for long passwords and for an end to guessing.
    ///
    /// ## Examples
    /// ```image bad
    /// /etc/pam.d/common-auth 0644 0:0 "auth [success=1 default=ignore] pam_unix.so nullok\n"
    /// /etc/shadow 0640 0:42 "root:$6$salt$hash:19000:0:99999:7:::\n"
    /// ```
    /// ```image bad
    /// /etc/pam.d/system-auth 0644 0:0 "auth required pam_faillock.so preauth\nauth sufficient pam_unix.so\npassword requisite pam_pwquality.so minlen=8\n"
    /// /etc/shadow 0640 0:42 "root:$6$salt$hash:19000:0:99999:7:::\n"
    /// ```
    /// ```image bad
    /// /usr/bin/su 4755 0:0 size=10
    /// /etc/pam.d/su 0644 0:0 "auth sufficient pam_rootok.so\n# auth required pam_wheel.so\n"
    /// /etc/pam.d/common-auth 0644 0:0 "auth required pam_faillock.so\nauth required pam_unix.so\npassword requisite pam_pwquality.so minlen=15\n"
    /// /etc/shadow 0640 0:42 "root:$6$salt$hash:19000:0:99999:7:::\n"
    /// ```
    /// Nobody has a password:
    /// ```image good
    /// /etc/pam.d/common-auth 0644 0:0 "auth [success=1 default=ignore] pam_unix.so nullok\n"
    /// /etc/shadow 0640 0:42 "root:*:19000:0:99999:7:::\n"
    /// ```
    /// ```image good
    /// /etc/pam.d/common-auth 0644 0:0 "auth required pam_faillock.so\nauth required pam_unix.so\npassword requisite pam_pwquality.so minlen=15\n"
    /// /etc/shadow 0640 0:42 "root:$6$salt$hash:19000:0:99999:7:::\n"
    /// ```
    /// No PAM at all:
    /// ```image good
    /// /etc/shadow 0640 0:42 "root:$6$salt$hash:19000:0:99999:7:::\n"
    /// ```
    ///
    /// ## How to fix
    /// Lock the accounts (`passwd -l NAME`); where they must stay, take `nullok` out and add the modules.
    ///
    /// ## References
    /// pam.conf(5), pam_unix(8), pam_faillock(8), pam_pwquality(8), pam_wheel(8); CIS benchmarks of the distributions and
    /// their DISA STIGs.
    pub static WEAK_PAM_STACK = Rule {
        id: "weak-pam-stack",
        title: "PAM does not ask what guides for operating systems ask",
        category: Category::Baseline,
        profile: Profile::OsStig,
        severity: Severity::Low,
        confidence: Confidence::Medium,
        aliases: &["OSH-019"],
        controls: &[
            Control::read("NIST SP 800-53 r5", "IA-5(1)"),
            Control::read("NIST SP 800-53 r5", "IA-5"),
            Control::read("DISA", "UBTU-24-300028, UBTU-24-400320, RHEL-09-611025/090"),
            Control::read("PCI DSS", "8.3.1"),
            Control::read("PCI DSS", "8.3.6"),
            Control::read("PCI DSS", "8.3.4"),
        ],
        cwe: Some(521),
        reads: &[Reads::Files, bodies::PAM_D, bodies::PAM_CONF, bodies::PWQUALITY],
        inputs: Inputs::Image,
        message: "PAM: {what}",
        why: "Guides for whole operating systems ask for long passwords and for an end to guessing.",
        fix: "Lock the accounts that have a password, or add what is missing to the stacks in `/etc/pam.d`.",
        check: check,
    };
}

/// What CIS asks; DISA asks for 15.
const LEAST_LENGTH: u32 = 14;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let pam = &files.system.pam;
    if pam.is_empty() || !has_login_account(&files.accounts) {
        return;
    }
    let with = |module: &str| pam.iter().filter(|line| line.module == module).collect::<Vec<_>>();
    let all = files.rootfs.get(b"etc/pam.d").map_or(Place::Image, |node| Place::file(node.path, node.layer));
    let mut report = |place: Place, what: String| findings.at(place).detail("what", what).done();
    for line in with("pam_unix.so").iter().filter(|line| line.kind == "auth" && has(line, "nullok")) {
        report(files.at(&line.at), format!("nullok lets accounts without a password in (service {})", line.service));
    }
    if with("pam_faillock.so").is_empty() && with("pam_tally2.so").is_empty() {
        report(all.clone(), String::from("no pam_faillock.so ends the guessing of passwords"));
    }
    let quality = with("pam_pwquality.so");
    match quality.iter().find(|line| line.kind == "password") {
        None => report(all.clone(), String::from("no pam_pwquality.so asks for long passwords")),
        Some(line) => {
            let length = line.arguments.iter().find_map(|argument| argument.strip_prefix("minlen="));
            let length = length.and_then(|length| length.parse().ok()).or_else(|| configured_length(files));
            if length.is_none_or(|length| length < LEAST_LENGTH) {
                let shown = length.map_or_else(|| String::from("its default"), |length| length.to_string());
                report(
                    files.at(&line.at),
                    format!("passwords may be short: minlen is {shown}, {LEAST_LENGTH} is asked for"),
                );
            }
        }
    }
    let su = program(files, "su").filter(|node| node.mode.is_some_and(|mode| mode & 0o4000 != 0));
    if su.is_some() && !with("pam_wheel.so").iter().any(|line| line.service == "su") {
        let place = files.rootfs.get(b"etc/pam.d/su").map_or(all, |node| Place::file(node.path, node.layer));
        report(place, String::from("su is not kept to the members of a group by pam_wheel.so"));
    }
}

fn has(line: &PamLine, argument: &str) -> bool {
    line.arguments.iter().any(|given| given == argument)
}

fn configured_length(files: &Files<'_>) -> Option<u32> {
    let body = files.rootfs.body(b"etc/security/pwquality.conf")?;
    let text = String::from_utf8_lossy(body.bytes);
    let values = text.lines().filter_map(|line| line.split('#').next()?.trim().strip_prefix("minlen"));
    values.filter_map(|rest| rest.trim().strip_prefix('=')?.trim().parse().ok()).next_back()
}
