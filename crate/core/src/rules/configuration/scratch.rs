//! What a final stage that begins with nothing may hold: accounts, a shell. Must not say that something is there for
//! certain; it only tells what cannot be there, and where that is not sure it takes it for there.

use crate::dockerfile::stage::{Base, Stage};
use crate::dockerfile::{Instruction, InstructionKind};
use crate::facts::{Facts, Step};
use crate::rules::words::known;

/// For each stage whether it begins with nothing, directly or through its bases. In one pass: chains can be as long as the
/// file.
pub(super) fn from_scratch(stages: &[Stage]) -> Vec<bool> {
    let mut found: Vec<bool> = Vec::with_capacity(stages.len());
    for stage in stages {
        found.push(match stage.base {
            Base::Scratch => true,
            Base::Stage(base) => found.get(base).copied().unwrap_or(false),
            _ => false,
        });
    }
    found
}

/// What may have been brought into the file system.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Holds {
    /// `/etc/passwd`.
    pub(super) accounts: bool,
    /// A shell.
    pub(super) shell: bool,
}

/// Visits the steps of the final stage and of those that it is built on, with what the file system may hold before
/// each; gives what it may hold at the end. `None`, without a visit, where it does not begin with `FROM scratch`.
pub(super) fn walk<'f>(facts: &'f Facts<'_>, mut visit: impl FnMut(usize, &'f Step<'_>, Holds)) -> Option<Holds> {
    each(facts, &mut visit)
}

fn each<'f>(facts: &'f Facts<'_>, visit: &mut dyn FnMut(usize, &'f Step<'_>, Holds)) -> Option<Holds> {
    let model = facts.dockerfile?.model;
    if !model.stages.iter().any(|stage| stage.base == Base::Scratch) || *model.root_base(model.target?) != Base::Scratch
    {
        return None;
    }
    let mut holds = Holds::default();
    for index in model.target_instructions() {
        let Some(step) = facts.steps.get(index) else { continue };
        visit(index, step, holds);
        match step.instruction.kind {
            InstructionKind::Copy | InstructionKind::Add => bring(facts, index, &step.instruction, &mut holds),
            // Whatever ran can have made accounts; and it ran in some shell, or the build has failed there.
            InstructionKind::Run => holds = Holds { accounts: true, shell: true },
            InstructionKind::Shell => holds.shell = true,
            _ => {}
        }
    }
    Some(holds)
}

/// Takes a copy into account.
fn bring(facts: &Facts<'_>, index: usize, copy: &Instruction, holds: &mut Holds) {
    let Some((target, sources)) = copy.words().split_last() else { return };
    let target = known(facts, index, target);
    let target = target.as_deref().map_or("/", |target| target.trim_end_matches('/'));
    let name = |path: &str| path.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
    // A relative target may be the root; one in the root may be a folder with anything in it.
    let open = target.is_empty() || !target.starts_with('/') || target == "/";
    holds.accounts |= open || target == "/etc" || name(target) == "passwd";
    let is_shell = |path: &str| {
        let name = name(path);
        name.ends_with("sh") || name.contains("busybox") || name.contains("toybox")
    };
    let folder =
        ["/bin", "/usr", "/sbin", "/busybox", "/lib", "/nix", "/opt"].iter().any(|folder| target.starts_with(folder));
    holds.shell |= open || folder || is_shell(target) || sources.iter().any(|source| is_shell(&source.text));
}
