//! `wide-umask`.

use crate::facts::Facts;
use crate::facts::system::At;
use crate::facts::system::shell_profile::ProfileSets;
use crate::finding::{Confidence, Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Profile, Reads, bodies};

rule! {
    /// ## What it checks
    /// `UMASK` in `/etc/login.defs` and `umask` in `/etc/profile`, `/etc/profile.d/*.sh`, `/etc/bash.bashrc`,
    /// `/etc/bashrc` and the start-up files of root. A value that leaves more than 027 to groups and others is
    /// reported: low, or medium where it lets everybody write. Stock images have 022, so the rule is of the os-stig
    /// profile only.
    ///
    /// ## Why it matters
    /// What is made under such a mask may be read, or even written, by every process of the container.
    ///
    /// ## Examples
    /// ```image bad
    /// /etc/login.defs 0644 0:0 "UMASK\t\t022\n"
    /// ```
    /// ```image bad
    /// /etc/profile 0644 0:0 "umask 000\n"
    /// ```
    /// ```image bad
    /// /etc/profile.d/x.sh 0644 0:0 "  umask 0002 # for the group\n"
    /// ```
    /// ```image good
    /// /etc/login.defs 0644 0:0 "UMASK\t\t027\n"
    /// ```
    /// ```image good
    /// /etc/profile 0644 0:0 "umask 077\n"
    /// /etc/login.defs 0644 0:0 "UMASK 0077\n"
    /// ```
    /// Letters and variables are not judged:
    /// ```image good
    /// /etc/profile 0644 0:0 "umask u=rwx,g=rx,o=\numask $mask\n# umask 022\n"
    /// ```
    ///
    /// ## How to fix
    /// `UMASK 027` in `/etc/login.defs` and `umask 027` in the files of shells.
    ///
    /// ## References
    /// umask(2), login.defs(5); CIS benchmarks of the distributions (027) and their DISA STIGs (077).
    pub static WIDE_UMASK = Rule {
        id: "wide-umask",
        title: "New files are open to others by default",
        category: Category::Baseline,
        profile: Profile::OsStig,
        severity: Severity::Low,
        confidence: Confidence::High,
        aliases: &["OSH-018"],
        controls: &[
            Control::read("NIST SP 800-53 r5", "AC-6(1)"),
            Control::read("NIST SP 800-53 r5", "CM-6"),
            Control::read("DISA", "UBTU-24-300030, RHEL-09-412055/065/070"),
            Control::read("DISA", "SRG-OS-000480-GPOS-00230"),
            Control::inferred("PCI DSS", "2.2.6"),
        ],
        cwe: Some(276),
        reads: &[
            Reads::Files,
            bodies::LOGIN_DEFS,
            bodies::VENDOR_LOGIN_DEFS,
            bodies::PROFILE,
            bodies::PROFILE_D,
            bodies::BASH_BASHRC,
            bodies::BASHRC,
            bodies::ZSHENV,
            bodies::ROOT_PROFILE,
            bodies::ROOT_BASHRC,
            bodies::ROOT_BASH_PROFILE,
        ],
        inputs: Inputs::Image,
        message: "The umask is {umask} in {path}; 027 (CIS) or 077 (DISA) is asked for",
        why: "What is made under such a mask may be read, or even written, by every process of the container.",
        fix: "Set `UMASK 027` in `/etc/login.defs` and `umask 027` in the files that shells begin with.",
        check: check,
    };
}

/// Bits that CIS asks to be taken away.
const ASKED: u32 = 0o027;
const OTHERS_WRITE: u32 = 0o002;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let login = files.system.login_defs.iter().rev().find(|setting| setting.name == "UMASK");
    let shells = files.system.profiles.iter().filter(|setting| setting.sets == ProfileSets::Umask);
    let values = login.map(|setting| (setting.value.as_str(), &setting.at)).into_iter();
    let values = values.chain(shells.map(|setting| (setting.value.as_str(), &setting.at)));
    let mut report = |value: &str, mask: u32, at: &At| {
        let severity = if mask & OTHERS_WRITE == 0 { Severity::Medium } else { Severity::Low };
        findings.at(files.at(at)).severity(severity).detail("umask", value).done();
    };
    for (value, at) in values {
        let is_octal = !value.is_empty() && value.len() <= 4;
        let mask = u32::from_str_radix(value, 8).ok().filter(|_| is_octal);
        if let Some(mask) = mask.filter(|mask| mask & ASKED != ASKED) {
            report(value, mask, at);
        }
    }
}
