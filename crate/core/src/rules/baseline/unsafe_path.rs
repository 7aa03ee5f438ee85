//! `unsafe-path`.

use crate::facts::{Facts, Files};
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::image::layer::EntryKind;
use crate::limits::MAX_SEARCH_DIRECTORIES;
use crate::rules::access::{Identity, absolute_directories, expects_arbitrary_uid, login_paths, run_user};
use crate::rules::evidence::Owners;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads, bodies};

rule! {
    /// ## What it checks
    /// The directories in which programs are looked for: `PATH` of the container, and in an image also that of
    /// `/etc/environment`, `/etc/profile` and the start-up files of root, and `ENV_SUPATH` of `/etc/login.defs`.
    ///
    /// | fault | severity |
    /// |---|---|
    /// | an empty part, `.` or another relative directory | medium |
    /// | the container runs as root, and another account owns a directory or a group with another number than 0 may write it | medium |
    /// | the container runs as another user, who may write it | low |
    ///
    /// Directories that the image does not have are left out, and so are those that group 0 may write: that is the
    /// pattern of OpenShift. Those that every user may write are found by `world-writable-directory`. Variables in a value
    /// are not resolved.
    ///
    /// ## Why it matters
    /// Who can put a file called `ls` into such a directory has it run by the next process that looks for `ls`, by root
    /// perhaps.
    ///
    /// ## Examples
    /// ```image bad
    /// env PATH=/usr/bin:/bin:.
    /// ```
    /// ```image bad
    /// env PATH=/opt/tools:/usr/bin
    /// /opt/tools/ 0775 0:50
    /// ```
    /// ```image bad
    /// env PATH=/app/bin:/usr/bin
    /// /app/bin/ 0755 1000:1000
    /// ```
    /// ```image bad
    /// /root/.profile 0644 0:0 "export PATH=$PATH::/opt/bin\n"
    /// ```
    /// ```image good
    /// env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/absent
    /// /usr/bin/ 0755 0:0
    /// ```
    /// ```image good
    /// user 1001
    /// env PATH=/opt/app-root/bin:/usr/bin
    /// /opt/app-root/bin/ 0775 0:0
    /// ```
    /// Found by `world-writable-directory`:
    /// ```image good
    /// env PATH=/opt/tools:/usr/bin
    /// /opt/tools/ 0777 0:0
    /// ```
    /// ```image good
    /// /etc/profile 0644 0:0 "PATH=\"/usr/local/bin:/usr/bin:$HOME/bin\"\nexport PATH\n"
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ENV PATH=$PATH:./node_modules/.bin
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ENV PATH=/usr/bin:
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ENV PATH=bin:$PATH
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ENV PATH=/opt/app/bin:$PATH
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ENV PATH="${HOME}/bin:${PATH}"
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ENV NODE_PATH=./lib
    /// ```
    ///
    /// ## How to fix
    /// Name absolute directories that root owns, and let nobody else write them.
    ///
    /// ## References
    /// environ(7), execvp(3); CIS benchmarks of the distributions, "root PATH integrity".
    pub static UNSAFE_PATH = Rule {
        id: "unsafe-path",
        title: "Programs are looked for where others can put them",
        category: Category::Baseline,
        severity: Severity::Medium,
        confidence: Confidence::High,
        aliases: &["OSH-025"],
        controls: &[
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::read("NIST SP 800-53 r5", "CM-6"),
            Control::inferred("PCI DSS", "2.2.6"),
        ],
        cwe: Some(426),
        reads: &[
            Reads::Build,
            Reads::Files,
            bodies::ENVIRONMENT,
            bodies::PROFILE,
            bodies::PROFILE_D,
            bodies::ROOT_PROFILE,
            bodies::ROOT_BASHRC,
            bodies::ROOT_BASH_PROFILE,
            bodies::LOGIN_DEFS,
            bodies::VENDOR_LOGIN_DEFS,
        ],
        inputs: Inputs::Both,
        message: "PATH: {directory} {reason}",
        why: "Who can put a program there has it run by the next process that looks for one of that name.",
        fix: "Name absolute directories that root owns, and let nobody else write them.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else {
        // An image's own files say more, so its settings wait for them.
        if facts.image.is_none() {
            environment(facts, None, findings);
        }
        return;
    };
    let run = run_user(facts, files);
    let judge =
        Judge { files, owners: Owners::of(&files.accounts), any_uid: expects_arbitrary_uid(facts, run.as_ref()), run };
    environment(facts, Some(&judge), findings);
    for (path, at) in login_paths(files) {
        judge.value(path, || files.at(at), true, findings);
    }
}

fn environment(facts: &Facts<'_>, judge: Option<&Judge<'_>>, findings: &mut Findings) {
    let Some(setting) = facts.settings.env.iter().find(|setting| setting.value.0 == "PATH") else { return };
    let value = setting.value.1.as_str();
    match judge {
        Some(judge) => judge.value(value, || setting.place.clone(), false, findings),
        None => relative(value, || setting.place.clone(), findings),
    }
}

/// The parts of a value that stand for the directory in which a process happens to be.
fn relative(value: &str, place: impl Fn() -> Place, findings: &mut Findings) {
    if value.is_empty() {
        return;
    }
    for part in value.split(':').take(MAX_SEARCH_DIRECTORIES) {
        // Quotes stay where a variable in the value is not known.
        let part = part.trim().trim_matches(['"', '\'']);
        if part.starts_with(['/', '$', '~', '%']) {
            continue;
        }
        let shown = if part.is_empty() { String::from("an empty part") } else { crate::secrets::masked(part) };
        findings
            .at(place())
            .detail("directory", shown)
            .detail("reason", "means the directory in which a process happens to be")
            .done();
    }
}

struct Judge<'a> {
    files: &'a Files<'a>,
    owners: Owners<'a>,
    any_uid: bool,
    run: Option<Identity>,
}

impl Judge<'_> {
    fn value(&self, value: &str, place: impl Fn() -> Place, for_root: bool, findings: &mut Findings) {
        relative(value, &place, findings);
        for path in absolute_directories(value) {
            let Some((severity, reason)) = self.directory(path, for_root) else { continue };
            findings.at(place()).severity(severity).path("directory", path).detail("reason", reason).done();
        }
    }

    fn directory(&self, path: &[u8], for_root: bool) -> Option<(Severity, String)> {
        let node = self.files.rootfs.resolve(path).filter(|node| node.kind == EntryKind::Directory)?;
        let bits = node.mode?;
        let shown = self.owners.subject(&node);
        // That is a finding of `world-writable-directory`, and one fact is one finding.
        if bits & 0o002 != 0 {
            return None;
        }
        match self.run.as_ref().filter(|_| !for_root) {
            None if node.uid != 0 => {
                Some((Severity::Medium, format!("is owned by another account than root: {shown}")))
            }
            None if bits & 0o020 != 0 && node.gid != 0 => {
                Some((Severity::Medium, format!("may be written by a group: {shown}")))
            }
            None => None,
            Some(_) if node.gid == 0 && node.uid == 0 && self.any_uid => None,
            Some(run) => run
                .may_write(&node)
                .map(|_| (Severity::Low, format!("may be written by the user that the container runs as: {shown}"))),
        }
    }
}
