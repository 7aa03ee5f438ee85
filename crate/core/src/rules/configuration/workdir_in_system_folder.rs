//! `workdir-in-system-folder`.

use crate::dockerfile::InstructionKind;
use crate::facts::Facts;
use crate::finding::{Findings, Place, Severity};
use crate::rules::rule::rule;
use crate::rules::words::known;
use crate::rules::{Category, Control};
use crate::secrets::masked;

rule! {
    /// ## What it checks
    /// Working directories in `/proc`, `/sys`, `/dev`, `/boot`, `/initrd` and `/lost+found`. In a Dockerfile every `WORKDIR` is
    /// judged, relative ones joined to the one before and variables replaced; in an image the one that it starts in. One that
    /// goes through a file descriptor (`/proc/self/fd/8`, `/dev/fd/7`) is high: it is how a container is started outside of its
    /// file system with a runc older than 1.1.12 (CVE-2024-21626).
    ///
    /// ## Why it matters
    /// The runtime mounts `/proc`, `/sys` and `/dev` over what the image has there, so files that were built there are gone and
    /// relative paths lead to devices and kernel settings.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// WORKDIR /proc/self/fd/8
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS base
    /// ENV ROOT=/dev
    /// FROM base
    /// WORKDIR ${ROOT}/shm
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// WORKDIR /srv
    /// WORKDIR ../boot/app
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ONBUILD WORKDIR "/sys"
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// WORKDIR /development/proc
    /// WORKDIR dev
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// WORKDIR /dev/../srv
    /// ```
    /// ```dockerfile good
    /// ARG ROOT
    /// FROM debian:12
    /// ARG ROOT
    /// WORKDIR ${ROOT}/dev
    /// RUN cd /proc && cat cpuinfo
    /// ```
    /// ```image bad
    /// workdir /proc/self/fd/9
    /// layer RUN make
    /// /app 0755 0:0 size=10
    /// ```
    /// ```image good
    /// workdir /processes
    /// layer RUN make
    /// /app 0755 0:0 size=10
    /// ```
    ///
    /// ## How to fix
    /// Use a folder of the application, such as `/app` or `/srv`.
    ///
    /// ## References
    /// Dockerfile reference, `WORKDIR`. CVE-2024-21626. Filesystem Hierarchy Standard.
    pub static WORKDIR_IN_SYSTEM_FOLDER = Rule {
        id: "workdir-in-system-folder",
        title: "Working directory in a system folder",
        category: Category::Configuration,
        severity: Severity::Medium,
        aliases: &["CFG-002", "DS-0030", "DS030", "AVD-DS-0030"],
        controls: &[Control::read("NIST SP 800-53 r5", "CM-6")],
        message: "The working directory \"{folder}\" {what}",
        why: "The runtime mounts its own content over such folders, and some lead out of the container.",
        fix: "Use a folder of the application, such as `/app` or `/srv`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(written) = facts.dockerfile else {
        if let Some(folder) = &facts.settings.working_dir {
            report(&folder.value, folder.place.clone(), findings);
        }
        return;
    };
    for (index, step) in facts.steps.iter().enumerate() {
        let instruction = step.innermost();
        if instruction.kind != InstructionKind::Workdir {
            continue;
        }
        let Some(word) = instruction.words().first() else { continue };
        let joined = written.model.states.get(index).and_then(|state| state.path.as_deref());
        match joined {
            Some(path) => report(path, facts.place_in(step, word.span), findings),
            None => {
                if let Some(path) = known(facts, index, word) {
                    report(&path, facts.place_in(step, word.span), findings);
                }
            }
        }
    }
}

fn report(folder: &str, place: Place, findings: &mut Findings) {
    let Some((what, severity)) = judged(folder) else { return };
    findings.at(place).detail("folder", masked(folder)).detail("what", what).severity(severity).done();
}

fn judged(folder: &str) -> Option<(&'static str, Severity)> {
    if !folder.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            _ => parts.push(part),
        }
    }
    let (first, rest) = parts.split_first()?;
    Some(match *first {
        "proc" | "dev" if rest.contains(&"fd") => {
            ("goes through a file descriptor, which can lead out of the container", Severity::High)
        }
        "proc" | "sys" | "dev" => ("is mounted over when the container starts", Severity::Medium),
        "boot" | "initrd" | "lost+found" => ("is the system's own", Severity::Low),
        _ => return None,
    })
}
