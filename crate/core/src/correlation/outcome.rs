//! Whether an image was built from a file, and where in its history the file begins.

use super::Correlation;
use super::align::Pairs;
use super::step::{Entry, Step};

/// Whether an image was built from a file. In the order in which one explains more than another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It was not, or its history does not show it: nothing is explained.
    None,
    /// Of another state of the file, or something was added afterwards.
    Partial,
    /// Every instruction is in the history, and behind the base image's own steps there is nothing else.
    Complete,
}

/// Puts the pairs into a verdict.
pub(super) fn judge(
    stage: Option<usize>,
    steps: &[Step],
    entries: &[Entry],
    mut pairs: Pairs,
    from_scratch: bool,
) -> Correlation {
    let start = first_own_entry(steps, entries, &pairs);
    // A base has steps that stand in the file, too: `CMD ["bash"]`. What lies far before the rest is the base's.
    pairs.forget_before(start);
    let all: u64 = steps.iter().map(|step| u64::from(step.weight)).sum();
    let found = steps.iter().zip(&pairs.entry_of).filter(|(_, entry)| entry.is_some());
    let found: u64 = found.map(|(step, _)| u64::from(step.weight)).sum();
    let matched = pairs.entry_of.iter().flatten().count();
    let own = pairs.step_of.iter().skip(start);
    let mut foreign = own.filter(|step| step.is_none()).count();
    let mut inherited = start;
    if from_scratch {
        foreign = foreign.saturating_add(inherited);
        inherited = 0;
    }
    let outcome = if matched == 0 || found.saturating_mul(2) < all || (from_scratch && foreign > matched) {
        Outcome::None
    } else if matched == steps.len() && foreign == 0 {
        Outcome::Complete
    } else {
        Outcome::Partial
    };
    let expected: Vec<usize> = steps.iter().map(|step| step.instruction).collect();
    let step_of = pairs.step_of.into_iter();
    let instruction_of = step_of.map(|step| expected.get(step?).copied()).collect();
    Correlation { stage, outcome, expected, entry_of: pairs.entry_of, instruction_of, inherited, foreign }
}

/// The entry from which on the pairs outweigh the entries that have none by most. What was added behind the last pair
/// (the image is the base of another) weighs nothing.
fn first_own_entry(steps: &[Step], entries: &[Entry], pairs: &Pairs) -> usize {
    let (mut start, mut best, mut sum) = (entries.len(), 0_i64, 0_i64);
    for (entry, step) in pairs.step_of.iter().enumerate().rev().skip_while(|(_, step)| step.is_none()) {
        let weight = step.and_then(|step| steps.get(step)).map_or(-1, |step| i64::from(step.weight));
        sum = sum.saturating_add(weight);
        if sum > best {
            (start, best) = (entry, sum);
        }
    }
    start
}
