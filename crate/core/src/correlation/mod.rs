//! Which instruction of a Dockerfile made which step of an image's build history.
//!
//! The way of the data: both sides become [`step`]s in one normal form (history is read by
//! [`crate::dockerfile::history`]), [`align`] pairs them, [`outcome`] tells the base image's own steps from those of the
//! file and says whether the image was built from the file at all, [`causes`] goes from a place in the image to the
//! instruction behind it.
//!
//! What this module must not do: judge, word, or guess. A wrong line beside a finding is worse than none, so a file that
//! explains less than half of itself explains nothing.

mod align;
mod causes;
mod outcome;
mod pattern;
mod step;

pub use causes::{Cause, Causes, Relation};
pub use outcome::Outcome;

use crate::dockerfile::Dockerfile;
use crate::dockerfile::history::History;
use crate::dockerfile::stage::{Base, StageModel};
use crate::limits::MAX_CORRELATED_STAGES;

/// What a Dockerfile explains of an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correlation {
    /// The stage that the image was built to; `None` for a file without instructions.
    pub stage: Option<usize>,
    /// Whether the image was built from the file.
    pub outcome: Outcome,
    /// The instructions of the stage and its bases that leave a step in history, in their order there.
    pub expected: Vec<usize>,
    /// For each of `expected` the last of its history entries; `None` if it has none.
    pub entry_of: Vec<Option<usize>>,
    /// For each history entry the instruction that made it.
    pub instruction_of: Vec<Option<usize>>,
    /// History entries at the beginning that are the base image's own.
    pub inherited: usize,
    /// Other history entries that no instruction of the file made.
    pub foreign: usize,
}

impl Correlation {
    /// Instructions that are in the history.
    #[must_use]
    pub fn matched(&self) -> usize {
        self.entry_of.iter().flatten().count()
    }

    /// Instructions that are not.
    pub fn unmatched(&self) -> impl Iterator<Item = usize> + '_ {
        let pairs = self.expected.iter().zip(&self.entry_of);
        pairs.filter(|(_, entry)| entry.is_none()).map(|(instruction, _)| *instruction)
    }

    /// Whether it explains anything.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.outcome != Outcome::None
    }
}

/// Compares a file with the history of an image. The model's target is the stage that the image is taken to be built to;
/// with `any_stage` another one is taken if it explains the image better, as for one that was built with a target.
#[must_use]
pub fn correlate(file: &Dockerfile, model: &StageModel, history: &History, any_stage: bool) -> Correlation {
    let entries = step::of_history(history);
    let asked = of_stage(file, model, &entries, model.target);
    if !any_stage || asked.outcome == Outcome::Complete {
        return asked;
    }
    let others = (0..model.stages.len()).rev().filter(|stage| Some(*stage) != model.target);
    let mut best = asked;
    for stage in others.take(MAX_CORRELATED_STAGES) {
        let found = of_stage(file, model, &entries, Some(stage));
        if found.outcome > best.outcome {
            best = found;
        }
        if best.outcome == Outcome::Complete {
            break;
        }
    }
    best
}

fn of_stage(file: &Dockerfile, model: &StageModel, entries: &[step::Entry], stage: Option<usize>) -> Correlation {
    let steps = step::of_stage(file, model, stage);
    let pairs = align::align(&steps, entries);
    let from_scratch = stage.is_some_and(|stage| *model.root_base(stage) == Base::Scratch);
    outcome::judge(stage, &steps, entries, pairs, from_scratch)
}

#[cfg(test)]
mod tests;
