//! `password-ageing`.

use super::logins::has_login_account;
use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Profile, Reads, bodies};

rule! {
    /// ## What it checks
    /// `/etc/login.defs`, if the image has an account with a password:
    ///
    /// | setting | asked for |
    /// |---|---|
    /// | `PASS_MAX_DAYS` | at most 60 (DISA), 365 (CIS) |
    /// | `PASS_MIN_DAYS` | at least 1 |
    /// | `PASS_WARN_AGE` | at least 7 |
    /// | `ENCRYPT_METHOD` | `SHA512` or `YESCRYPT` |
    ///
    /// Every stock image of a distribution fails the first two, so the rule is of the os-stig profile only. Where no
    /// account has a password, the values concern nobody and nothing is reported.
    ///
    /// ## Why it matters
    /// Guides for whole operating systems ask for passwords that end. In a container the better answer is to have none.
    ///
    /// ## Examples
    /// ```image bad
    /// /etc/login.defs 0644 0:0 "PASS_MAX_DAYS\t99999\nPASS_MIN_DAYS\t1\nPASS_WARN_AGE\t7\nENCRYPT_METHOD SHA512\n"
    /// /etc/shadow 0640 0:42 "root:$6$salt$hash:19000:0:99999:7:::\n"
    /// ```
    /// ```image bad
    /// /etc/login.defs 0644 0:0 "PASS_MAX_DAYS 60\nPASS_MIN_DAYS 1\nPASS_WARN_AGE 7\nENCRYPT_METHOD MD5\n"
    /// /etc/shadow 0640 0:42 "root:$6$salt$hash:19000:0:99999:7:::\n"
    /// ```
    /// ```image bad
    /// /etc/login.defs 0644 0:0 "PASS_MAX_DAYS 60\nPASS_MIN_DAYS 0\nPASS_WARN_AGE 7\nENCRYPT_METHOD YESCRYPT\n"
    /// /etc/shadow 0640 0:42 "root:$6$salt$hash:19000:0:99999:7:::\n"
    /// ```
    /// Nobody has a password:
    /// ```image good
    /// /etc/login.defs 0644 0:0 "PASS_MAX_DAYS\t99999\n"
    /// /etc/shadow 0640 0:42 "root:*:19000:0:99999:7:::\n"
    /// ```
    /// ```image good
    /// /etc/login.defs 0644 0:0 "PASS_MAX_DAYS 60\nPASS_MIN_DAYS 1\nPASS_WARN_AGE 7\nENCRYPT_METHOD YESCRYPT\n"
    /// /etc/shadow 0640 0:42 "root:$6$salt$hash:19000:0:99999:7:::\n"
    /// ```
    /// The last value of a name counts:
    /// ```image good
    /// /etc/login.defs 0644 0:0 "PASS_MAX_DAYS 99999\nPASS_MAX_DAYS 60\nPASS_MIN_DAYS 7\nPASS_WARN_AGE 14\nENCRYPT_METHOD SHA512\n"
    /// /etc/shadow 0640 0:42 "root:$6$salt$hash:19000:0:99999:7:::\n"
    /// ```
    ///
    /// ## How to fix
    /// Lock the accounts (`passwd -l NAME`); where they must stay, set the values in `/etc/login.defs`.
    ///
    /// ## References
    /// login.defs(5); CIS benchmarks of the distributions and their DISA STIGs, "password expiration".
    pub static PASSWORD_AGEING = Rule {
        id: "password-ageing",
        title: "Passwords do not age as guides for operating systems ask",
        category: Category::Baseline,
        profile: Profile::OsStig,
        severity: Severity::Low,
        confidence: Confidence::High,
        aliases: &["OSH-017"],
        controls: &[
            Control::read("NIST SP 800-53 r5", "IA-5(1)"),
            Control::read("NIST SP 800-53 r5", "CM-6"),
            Control::read("DISA", "UBTU-24-400300/310/400, RHEL-09-411010, RHEL-09-611075/140"),
            Control::read("PCI DSS", "8.3.9"),
            Control::read("PCI DSS", "8.3.2"),
        ],
        cwe: Some(262),
        reads: &[Reads::Files, bodies::LOGIN_DEFS, bodies::VENDOR_LOGIN_DEFS],
        inputs: Inputs::Image,
        message: "{setting} is {value} in {path}; {asked} is asked for",
        why: "Guides for whole operating systems ask for passwords that end and are hashed well.",
        fix: "Lock the accounts that have a password, or set the value in `/etc/login.defs`.",
        check: check,
    };
}

/// Name, what is asked for, and the judgement of a value.
type Asked = (&'static str, &'static str, fn(&str) -> bool);

const ASKED: [Asked; 4] = [
    ("PASS_MAX_DAYS", "at most 60 (DISA) or 365 (CIS)", |value| {
        number(value).is_some_and(|days| (1..=60).contains(&days))
    }),
    ("PASS_MIN_DAYS", "at least 1", |value| number(value).is_some_and(|days| days >= 1)),
    ("PASS_WARN_AGE", "at least 7", |value| number(value).is_some_and(|days| days >= 7)),
    ("ENCRYPT_METHOD", "SHA512 or YESCRYPT", |value| matches!(value, "SHA512" | "YESCRYPT")),
];

fn number(text: &str) -> Option<i64> {
    text.parse().ok()
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    const PATH: &[u8] = b"etc/login.defs";
    let Some(files) = facts.files() else { return };
    let settings = &files.system.login_defs;
    if settings.is_empty() || !has_login_account(&files.accounts) {
        return;
    }
    for (name, asked, is_right) in ASKED {
        let setting = settings.iter().rev().find(|setting| setting.name == name);
        let value = setting.map_or("not set", |setting| setting.value.as_str());
        if is_right(value) {
            continue;
        }
        let layer = files.rootfs.resolve(PATH).map_or(0, |node| node.layer);
        let place = setting.map_or_else(|| Place::file(PATH, layer), |setting| files.at(&setting.at));
        findings.at(place).detail("setting", name).detail("value", value).detail("asked", asked).done();
    }
}
