//! `dangerous-sudo-rule`.

use crate::facts::system::{At, SudoRule};
use crate::facts::{Facts, Files};
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::limits::MAX_FINDINGS_PER_RULE;
use crate::rules::access::{Directory, program};
use crate::rules::evidence::mode;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads, bodies};
use crate::words::{Words, words};

rule! {
    /// ## What it checks
    /// `/etc/sudoers` with the files that it includes, and `/etc/doas.conf`:
    ///
    /// | what | severity |
    /// |---|---|
    /// | any command as root without a password (`NOPASSWD: ALL`, `Defaults !authenticate`, `permit nopass`) | high |
    /// | some commands without a password, one of which starts any other: a shell, an editor, an interpreter, a package manager, a star in its path | high |
    /// | other commands without a password | medium |
    /// | an account other than root may run all commands with its password, and has one | medium; low if it has none |
    /// | another than root owns the file, or a group or everybody may write it | high |
    /// | everybody may read the file (usual is 0440) | low |
    ///
    /// The groups that distributions allow (`%sudo`, `%wheel`, `%admin` with a password) are left out: who is in them
    /// is judged by `privileged-group-member`. Rules for groups without members and for accounts that the image does
    /// not have, and all rules where neither sudo nor doas is installed, are low.
    ///
    /// ## Why it matters
    /// Such a rule makes the user that a container runs as root in one line, whatever `USER` says.
    ///
    /// ## Examples
    /// ```image bad
    /// /usr/bin/sudo 4755 0:0 size=10
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/:/bin/sh\n"
    /// /etc/sudoers 0440 0:0 "root ALL=(ALL:ALL) ALL\napp ALL=(ALL) NOPASSWD:ALL\n"
    /// ```
    /// ```image bad
    /// /usr/bin/sudo 4755 0:0 size=10
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/:/bin/sh\n"
    /// /etc/sudoers 0440 0:0 "@includedir /etc/sudoers.d\n"
    /// /etc/sudoers.d/app 0440 0:0 "app ALL=NOPASSWD: /usr/bin/vim, /bin/ls\n"
    /// ```
    /// ```image bad
    /// /usr/bin/doas 4755 0:0 size=10
    /// /etc/passwd 0644 0:0 "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/:/bin/sh\n"
    /// /etc/doas.conf 0600 0:0 "permit nopass app\n"
    /// ```
    /// ```image bad
    /// /etc/sudoers 0666 0:0 "root ALL=(ALL:ALL) ALL\n"
    /// ```
    /// ```image good
    /// /usr/bin/sudo 4755 0:0 size=10
    /// /etc/sudoers 0440 0:0 "Defaults env_reset\nroot ALL=(ALL:ALL) ALL\n%sudo ALL=(ALL:ALL) ALL\n"
    /// ```
    /// ```image good
    /// /usr/bin/sudo 4755 0:0 size=10
    /// /etc/sudoers 0440 0:0 "root ALL=(ALL) ALL\n%wheel ALL=(ALL) ALL\n# %wheel ALL=(ALL) NOPASSWD: ALL\n"
    /// ```
    /// ```image good
    /// /usr/bin/doas 4755 0:0 size=10
    /// /etc/doas.conf 0600 0:0 "permit persist :wheel\ndeny app\n"
    /// ```
    ///
    /// ## How to fix
    /// Remove sudo from the image: start the container as the user it needs, and do what needs root in the build. Where
    /// it must stay, name the commands in full and ask for a password.
    ///
    /// ## References
    /// sudoers(5), doas.conf(5); CIS benchmarks of the distributions and their DISA STIGs, "sudo".
    pub static DANGEROUS_SUDO_RULE = Rule {
        id: "dangerous-sudo-rule",
        title: "sudo or doas lets an account become root too easily",
        category: Category::Baseline,
        severity: Severity::High,
        confidence: Confidence::High,
        aliases: &["OSH-020"],
        controls: &[
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::read("NIST SP 800-53 r5", "IA-11"),
            Control::read("NIST SP 800-53 r5", "CM-6"),
            Control::inferred("NIST SP 800-53 r5", "AC-6"),
            Control::read("DISA", "UBTU-24-300020/021, RHEL-09-611085, RHEL-09-432025"),
            Control::read("PCI DSS", "2.2.6"),
            Control::inferred("PCI DSS", "7.2.5"),
        ],
        cwe: Some(250),
        reads: &[Reads::Files, bodies::SUDOERS, bodies::SUDOERS_D, bodies::DOAS, bodies::DOAS_D],
        inputs: Inputs::Image,
        message: "{who} {what}; {note}",
        why: "The user that a container runs as becomes root in one line, whatever USER says.",
        fix: "Remove sudo and doas from the image, or name each command in full and ask for a password.",
        check: check,
    };
}

/// Programs that start whatever they are told.
static OPEN_PROGRAMS: Words = words![
    "ALL", "apk", "apt", "apt-get", "ash", "awk", "bash", "chmod", "chown", "chroot", "cp", "dash", "dd", "dnf",
    "docker", "dpkg", "emacs", "env", "find", "less", "mount", "mv", "nano", "node", "npm", "perl", "pip", "pip3",
    "rpm", "ruby", "sh", "su", "tar", "tee", "vi", "vim",
];

fn is_open(command: &str) -> bool {
    let path = command.split_whitespace().next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    OPEN_PROGRAMS.contains(&name) || name.starts_with("python") || path.contains('*')
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    let has_sudo = ["sudo", "sudo-rs"].iter().any(|name| program(files, name).is_some());
    let directory = Directory::of(&files.accounts);
    for rule in files.system.sudoers.rules.iter().take(MAX_FINDINGS_PER_RULE) {
        for user in rule.users.iter().filter(|user| !matches!(user.as_str(), "root" | "#0" | "%root")) {
            sudo_rule(files, &directory, findings, (rule, user), has_sudo);
        }
    }
    for (text, at) in &files.system.sudoers.defaults {
        if text.split([',', ' ', '\t']).any(|word| word == "!authenticate") {
            let (severity, note) = installed(Severity::High, has_sudo);
            draft(files, findings, at, severity, "Everybody whom sudo knows", "is asked for no password", note);
        }
    }
    let has_doas = program(files, "doas").is_some();
    for rule in
        files.system.doas.iter().take(MAX_FINDINGS_PER_RULE).filter(|rule| rule.no_password && rule.identity != "root")
    {
        let named = rule.identity.strip_prefix(':').map_or_else(|| rule.identity.clone(), |group| format!("%{group}"));
        let any = rule.command.as_deref().is_none_or(is_open);
        let severity = if any { Severity::High } else { Severity::Medium };
        let (severity, note) =
            known(files, &directory, &named, severity).unwrap_or_else(|| installed(severity, has_doas));
        let what = match &rule.command {
            None => String::from("may run any command as root without a password"),
            Some(command) => format!("may run {} as root without a password", crate::secrets::masked(command)),
        };
        draft(files, findings, &rule.at, severity, &rule.identity, &what, note);
    }
    modes(files, findings);
}

fn sudo_rule(
    files: &Files<'_>,
    directory: &Directory<'_>,
    findings: &mut Findings,
    (rule, user): (&SudoRule, &str),
    has_sudo: bool,
) {
    let all = rule.commands.iter().any(|command| command == "ALL");
    let usual_group = matches!(user, "%sudo" | "%wheel" | "%admin");
    let open = rule.commands.iter().find(|command| is_open(command));
    let (severity, what) = if rule.no_password && all {
        (Severity::High, String::from("may run any command without a password"))
    } else if let Some(open) = open.filter(|_| rule.no_password) {
        let shown = crate::secrets::masked(open);
        (Severity::High, format!("may run {shown} without a password, which starts any other command"))
    } else if rule.no_password {
        let first = rule.commands.first().map(String::as_str).unwrap_or_default();
        (Severity::Medium, format!("may run {} without a password", crate::secrets::masked(first)))
    } else if all && !usual_group {
        let severity = if directory.has_password(user) { Severity::Medium } else { Severity::Low };
        (severity, String::from("may run any command with a password"))
    } else {
        return;
    };
    let (severity, note) = if has_sudo {
        known(files, directory, user, severity).unwrap_or((severity, "sudo is installed"))
    } else {
        installed(severity, false)
    };
    draft(files, findings, &rule.at, severity, user, &what, note);
}

fn installed(severity: Severity, is_there: bool) -> (Severity, &'static str) {
    if is_there {
        (severity, "the program is installed")
    } else {
        (Severity::Low, "the image has no program that reads it")
    }
}

/// Low for who is not there: an account that the image has not, a group without members.
fn known(
    files: &Files<'_>,
    directory: &Directory<'_>,
    user: &str,
    severity: Severity,
) -> Option<(Severity, &'static str)> {
    let is_absent = files.accounts.has_passwd && !directory.has(user);
    is_absent.then_some((severity.min(Severity::Low), "the image has no such account, or the group has no members"))
}

fn draft(
    files: &Files<'_>,
    findings: &mut Findings,
    at: &At,
    severity: Severity,
    who: &str,
    what: &str,
    note: &'static str,
) {
    findings.at(files.at(at)).severity(severity).detail("who", who).detail("what", what).detail("note", note).done();
}

/// sudo itself refuses a file that others may write; it can be put right by whoever owns it.
fn modes(files: &Files<'_>, findings: &mut Findings) {
    for path in &files.system.sudoers.files {
        let Some(node) = files.rootfs.resolve(path) else { continue };
        let Some(bits) = node.mode else { continue };
        let (severity, what) = match bits {
            _ if node.uid != 0 => (Severity::High, "is not owned by root"),
            bits if bits & 0o002 != 0 => (Severity::High, "may be written by every user"),
            bits if bits & 0o020 != 0 && node.gid != 0 => (Severity::High, "may be written by its group"),
            bits if bits & 0o004 != 0 => (Severity::Low, "may be read by every user"),
            _ => continue,
        };
        findings
            .at(Place::file(node.path, node.layer))
            .severity(severity)
            .detail("who", "The list of those who may become root")
            .detail("what", format!("{what} (mode {}, owner {}:{})", mode(bits), node.uid, node.gid))
            .detail("note", "0440 and root:root are usual")
            .done();
    }
}
