//! What `/bin/sh` is in the image that a stage starts from, told by its name. A guess, and `Unknown` where there is none.

use crate::dockerfile::stage::{Base, StageModel};
use crate::words::{Words, words};

/// What `/bin/sh` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BaseShell {
    /// bash under the name of sh: Fedora and its relatives, SUSE, Arch.
    Bash,
    /// That of BusyBox: Alpine.
    Busybox,
    /// dash: Debian and its relatives.
    Dash,
    /// The name says nothing.
    Unknown,
}

/// For each stage.
pub(super) fn of_stages(model: &StageModel) -> Vec<BaseShell> {
    let mut shells: Vec<BaseShell> = Vec::with_capacity(model.stages.len());
    for stage in &model.stages {
        let shell = match &stage.base {
            // A base is always earlier.
            Base::Stage(base) => shells.get(*base).copied().unwrap_or(BaseShell::Unknown),
            Base::Image { reference, .. } => of(reference),
            Base::Scratch | Base::Unknown => BaseShell::Unknown,
        };
        shells.push(shell);
    }
    shells
}

fn of(reference: &str) -> BaseShell {
    static BASH: Words = words![
        "fedora",
        "centos",
        "rocky",
        "almalinux",
        "/ubi",
        "ubi8",
        "ubi9",
        "redhat",
        "rhel",
        "amazonlinux",
        "oraclelinux",
        "suse",
        "archlinux",
        "photon",
        "azurelinux",
        "cbl-mariner",
    ];
    static DASH: Words = words![
        "debian", "ubuntu", "bookworm", "bullseye", "trixie", "buster", "noble", "jammy", "focal", "-slim", "python",
        "node",
    ];
    let holds = |names: &[&str]| names.iter().any(|name| reference.contains(name));
    if holds(&["alpine", "busybox"]) {
        BaseShell::Busybox
    } else if holds(&BASH) {
        BaseShell::Bash
    } else if holds(&DASH) {
        BaseShell::Dash
    } else {
        BaseShell::Unknown
    }
}
