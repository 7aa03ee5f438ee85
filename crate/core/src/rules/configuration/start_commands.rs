//! The ENTRYPOINT and CMD in force at the end of each stage. Says what is written; judges nothing.

use crate::dockerfile::InstructionKind;
use crate::dockerfile::stage::Base;
use crate::facts::Facts;

/// Steps by index.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Start {
    /// Own or of a base stage.
    pub(super) entrypoint: Option<usize>,
    /// Own or of a base stage; one of the base is dropped with its entrypoint.
    pub(super) cmd: Option<usize>,
}

/// For every stage of a Dockerfile; empty for an image.
pub(super) fn of_stages(facts: &Facts<'_>) -> Vec<Start> {
    let Some(written) = facts.dockerfile else { return Vec::new() };
    let mut starts: Vec<Start> = Vec::with_capacity(written.model.stages.len());
    for stage in &written.model.stages {
        // A base always stands before.
        let mut start = match stage.base {
            Base::Stage(base) => starts.get(base).copied().unwrap_or_default(),
            _ => Start::default(),
        };
        for index in stage.instructions.clone() {
            match written.file.instructions.get(index).map(|instruction| instruction.kind) {
                Some(InstructionKind::Entrypoint) => {
                    start.entrypoint = Some(index);
                    start.cmd = start.cmd.filter(|cmd| stage.instructions.contains(cmd));
                }
                Some(InstructionKind::Cmd) => start.cmd = Some(index),
                _ => {}
            }
        }
        starts.push(start);
    }
    starts
}
