//! `weak-sshd-setting`.

use crate::facts::{Facts, Files};
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::rules::access::program;
use crate::rules::evidence::mode;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads, bodies};

rule! {
    /// ## What it checks
    /// The settings of OpenSSH's server, if the image has it: the first value of each in `/etc/ssh/sshd_config` and the
    /// files that it includes, as sshd reads them, or its default where none is set. What a `Match` block says for some
    /// users only is judged as well, except for `PasswordAuthentication`.
    ///
    /// | setting | reported | severity |
    /// |---|---|---|
    /// | `PermitEmptyPasswords` | `yes` | high |
    /// | `PermitRootLogin` | `yes` | medium |
    /// | `PasswordAuthentication` | `yes`, the default too | medium |
    /// | `HostbasedAuthentication` | `yes` | medium |
    /// | `IgnoreRhosts` | `no` | medium |
    /// | `PermitUserEnvironment` | anything but `no` | medium |
    /// | `X11Forwarding` | `yes` | low |
    /// | the file itself | another owner than root, or written by others: high; read by others: low | |
    ///
    /// ## Why it matters
    /// A shell server with passwords is tried by everybody who can reach the port.
    ///
    /// ## Examples
    /// ```image bad
    /// /usr/sbin/sshd 0755 0:0 size=10
    /// /etc/ssh/sshd_config 0600 0:0 "PasswordAuthentication no\nPermitRootLogin yes\n"
    /// ```
    /// The default lets passwords in:
    /// ```image bad
    /// /usr/sbin/sshd 0755 0:0 size=10
    /// /etc/ssh/sshd_config 0600 0:0 "PermitRootLogin no\n"
    /// ```
    /// ```image bad
    /// /usr/sbin/sshd 0755 0:0 size=10
    /// /etc/ssh/sshd_config 0600 0:0 "Include sshd_config.d/*.conf\nPermitEmptyPasswords no\nPasswordAuthentication no\n"
    /// /etc/ssh/sshd_config.d/10-x.conf 0600 0:0 "PermitEmptyPasswords yes\n"
    /// ```
    /// ```image good
    /// /usr/sbin/sshd 0755 0:0 size=10
    /// /etc/ssh/sshd_config 0600 0:0 "PermitRootLogin no\nPasswordAuthentication no\n"
    /// ```
    /// The first value counts:
    /// ```image good
    /// /usr/sbin/sshd 0755 0:0 size=10
    /// /etc/ssh/sshd_config 0600 0:0 "PasswordAuthentication no\nPermitRootLogin prohibit-password\nPermitRootLogin yes\n"
    /// ```
    /// No server:
    /// ```image good
    /// /etc/ssh/sshd_config 0644 0:0 "PermitRootLogin yes\n"
    /// ```
    ///
    /// ## How to fix
    /// Remove the server; `docker exec` and `kubectl debug` need none. Where it must stay, put the values above into a
    /// file of `/etc/ssh/sshd_config.d` that is included first.
    ///
    /// ## References
    /// sshd_config(5); CIS benchmarks of the distributions and their DISA STIGs, "SSH server".
    pub static WEAK_SSHD_SETTING = Rule {
        id: "weak-sshd-setting",
        title: "SSH server with a weak setting",
        category: Category::Baseline,
        severity: Severity::Medium,
        confidence: Confidence::High,
        aliases: &["OSH-021"],
        controls: &[
            Control::read("CIS Docker", "5.7"),
            Control::read("NIST SP 800-190", "4.1.2"),
            Control::read("NIST SP 800-53 r5", "AC-17"),
            Control::read("NIST SP 800-53 r5", "AC-6(2)"),
            Control::read("NIST SP 800-53 r5", "CM-7"),
            Control::read("DISA", "RHEL-09-255040/045/080/145, UBTU-24-300022/031"),
            Control::read("PCI DSS", "2.2.6"),
            Control::inferred("PCI DSS", "2.2.7"),
        ],
        cwe: Some(1188),
        reads: &[Reads::Files, bodies::SSHD, bodies::SSHD_D],
        inputs: Inputs::Image,
        message: "sshd: {what}",
        why: "A shell server that lets root or passwords in is tried by everybody who can reach its port.",
        fix: "Remove the SSH server, or set the value that the documentation of this rule gives.",
        check: check,
    };
}

/// A setting that opens something.
struct Weak {
    keyword: &'static str,
    shown: &'static str,
    is_weak: fn(&str) -> bool,
    /// What sshd takes where nothing is set.
    default: &'static str,
    severity: Severity,
    meaning: &'static str,
    /// Blocks for some users are judged as well.
    in_blocks: bool,
}

fn yes(value: &str) -> bool {
    value.eq_ignore_ascii_case("yes")
}

fn no(value: &str) -> bool {
    value.eq_ignore_ascii_case("no")
}

const fn weak(
    keyword: &'static str,
    shown: &'static str,
    default: &'static str,
    severity: Severity,
    meaning: &'static str,
) -> Weak {
    Weak { keyword, shown, is_weak: yes, default, severity, meaning, in_blocks: true }
}

/// Defaults are those of OpenSSH 9 (servconf.c as sshd_config(5) documents them).
const WEAK: [Weak; 7] = [
    weak(
        "permitemptypasswords",
        "PermitEmptyPasswords",
        "no",
        Severity::High,
        "accounts without a password are let in",
    ),
    weak("permitrootlogin", "PermitRootLogin", "prohibit-password", Severity::Medium, "root is let in with a password"),
    Weak {
        in_blocks: false,
        ..weak(
            "passwordauthentication",
            "PasswordAuthentication",
            "yes",
            Severity::Medium,
            "passwords are asked for, so they can be guessed",
        )
    },
    weak(
        "hostbasedauthentication",
        "HostbasedAuthentication",
        "no",
        Severity::Medium,
        "hosts are trusted by their keys",
    ),
    Weak {
        is_weak: no,
        ..weak("ignorerhosts", "IgnoreRhosts", "yes", Severity::Medium, "files in home directories say whom to trust")
    },
    Weak {
        is_weak: |value| !no(value),
        ..weak(
            "permituserenvironment",
            "PermitUserEnvironment",
            "no",
            Severity::Medium,
            "users choose variables such as LD_PRELOAD",
        )
    },
    weak("x11forwarding", "X11Forwarding", "no", Severity::Low, "the display of the one who logs in can be reached"),
];

const PATH: &[u8] = b"etc/ssh/sshd_config";

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let (Some(config), Some(_)) = (&files.system.sshd, program(files, "sshd")) else { return };
    for weak in &WEAK {
        let effective = config.effective(weak.keyword);
        let in_blocks = config
            .settings
            .iter()
            .filter(|setting| weak.in_blocks && setting.condition.is_some() && setting.keyword == weak.keyword);
        for setting in effective.into_iter().chain(in_blocks).filter(|setting| (weak.is_weak)(&setting.value)) {
            let block = setting.condition.as_ref().map_or(String::new(), |condition| format!(" (Match {condition})"));
            findings
                .at(files.at(&setting.at))
                .severity(weak.severity)
                .masked("what", format!("{} {}{block}: {}", weak.shown, setting.value, weak.meaning))
                .done();
        }
        if effective.is_none() && (weak.is_weak)(weak.default) {
            let layer = files.rootfs.resolve(PATH).map_or(0, |node| node.layer);
            findings
                .at(Place::file(PATH, layer))
                .severity(weak.severity)
                .detail(
                    "what",
                    format!("{} is not set, and {} is its default: {}", weak.shown, weak.default, weak.meaning),
                )
                .done();
        }
    }
    file_mode(files, findings);
}

fn file_mode(files: &Files<'_>, findings: &mut Findings) {
    let Some(node) = files.rootfs.resolve(PATH) else { return };
    let Some(bits) = node.mode else { return };
    let (severity, what) = match bits {
        _ if node.uid != 0 => (Severity::High, "root does not own the configuration"),
        bits if bits & 0o002 != 0 => (Severity::High, "every user may write the configuration"),
        bits if bits & 0o020 != 0 && node.gid != 0 => (Severity::High, "a group may write the configuration"),
        bits if bits & 0o004 != 0 => (Severity::Low, "every user may read the configuration; 0600 is usual"),
        _ => return,
    };
    findings
        .at(Place::file(node.path, node.layer))
        .severity(severity)
        .detail("what", format!("{what} (mode {}, owner {}:{})", mode(bits), node.uid, node.gid))
        .done();
}
