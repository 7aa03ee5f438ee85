//! `system-folder-removed`.

use crate::facts::Facts;
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};
use crate::words::{Words, words};

/// What a system does not work without.
static FOLDERS: Words = words![
    "",
    "/bin",
    "/dev",
    "/etc",
    "/lib",
    "/lib64",
    "/proc",
    "/sbin",
    "/sys",
    "/usr",
    "/usr/bin",
    "/usr/lib",
    "/usr/lib64",
    "/usr/sbin",
    "/usr/share",
    "/var",
    "/var/lib",
    "/var/lib/dpkg",
    "/var/lib/rpm",
];

rule! {
    /// ## What it checks
    /// `rm -r` of a whole folder of the system, or of all that is in it: `/`, `/etc`, `/usr`, `/bin`, `/lib`, `/var` and
    /// some more, also `/var/lib/dpkg` and `/var/lib/rpm`, which hold the list of packages. Folders that an image does
    /// without are not meant: `/boot`, `/home`, `/media`, `/mnt`, `/opt`, `/srv`, `/tmp`.
    ///
    /// ## Why it matters
    /// Often it is a blank or a slash too many. Where it is meant, scanners cannot see any more what is installed, and
    /// the files remain in the layers below.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN rm -rf /usr /local/cache
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN <<EOF
    /// rm --recursive "/var/lib/dpkg/"
    /// EOF
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// ONBUILD RUN ["rm", "-fr", "/etc/*"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN rm -rf /var/lib/apt/lists/* /usr/share/doc /boot /tmp/* && rm -f /etc/motd
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN rm -rf /rootfs/usr ./usr usr/lib "$X"/etc /etc/nginx/*
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN echo rm -rf / && rmdir /usr
    /// ```
    ///
    /// ## How to fix
    /// Check the path. To ship an application without a system, copy it into a stage `FROM scratch`.
    ///
    /// ## References
    /// ShellCheck SC2114.
    pub static SYSTEM_FOLDER_REMOVED = Rule {
        id: "system-folder-removed",
        title: "A folder of the system is deleted",
        category: Category::Configuration,
        severity: Severity::Medium,
        aliases: &["SC2114"],
        inputs: Inputs::Dockerfile,
        message: "rm deletes {folder}, which the system of the image needs",
        why: "Often it is a blank or a slash too many; where it is meant, scanners lose sight of what is installed.",
        fix: "Check the path; to ship an application without a system, copy it into a stage FROM scratch.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for run in facts.runs_of(&["rm"]) {
        let found = run.words.iter().find(|word| !word.expands && is_folder(&word.text));
        let Some(word) = found else { continue };
        if run.option(&["-r", "-R", "--recursive"]).is_some() {
            findings.at(facts.place_in(run.step, word.span)).detail("folder", &word.text).done();
        }
    }
}

fn is_folder(path: &str) -> bool {
    let folder = path.strip_suffix("/*").unwrap_or(path).trim_end_matches('/');
    path.starts_with('/') && FOLDERS.contains(&folder)
}
