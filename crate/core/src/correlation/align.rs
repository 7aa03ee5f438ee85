//! Pairs instructions with history entries, in their order.
//!
//! First what stands once on either side and is the same text: of those pairs the longest row in order is kept (patience
//! diff, so that one line that was moved does not pull the others with it). Between them the rest is walked step by step,
//! with a look ahead of [`MAX_CORRELATION_LOOK_AHEAD`] where the two differ. The time is linear in instructions and
//! entries, but for that factor and a logarithm.

use super::step::{Entry, Step};
use crate::dockerfile::InstructionKind;
use crate::limits::{MAX_CORRELATION_LOOK_AHEAD, MAX_CORRELATION_WORK};
use crate::ordered::Map;
use std::ops::Range;

/// Who made what. A step may have several entries (a builder that writes one for each variable), but no entry two steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pairs {
    /// For each step its last entry.
    pub(super) entry_of: Vec<Option<usize>>,
    /// For each entry its step.
    pub(super) step_of: Vec<Option<usize>>,
}

impl Pairs {
    fn set(&mut self, step: usize, entries: Range<usize>) {
        for entry in entries {
            if let Some(slot) = self.step_of.get_mut(entry) {
                *slot = Some(step);
            }
            if let Some(slot) = self.entry_of.get_mut(step) {
                *slot = (*slot).max(Some(entry));
            }
        }
    }

    /// Takes the pairs of the entries before one back.
    pub(super) fn forget_before(&mut self, start: usize) {
        for slot in self.step_of.iter_mut().take(start) {
            *slot = None;
        }
        for slot in &mut self.entry_of {
            *slot = slot.filter(|entry| *entry >= start);
        }
    }
}

/// Pairs them.
pub(super) fn align(steps: &[Step], entries: &[Entry]) -> Pairs {
    let pairs = Pairs { entry_of: vec![None; steps.len()], step_of: vec![None; entries.len()] };
    let forms = Forms::of(steps, entries);
    let anchors = anchors(&forms, steps.len());
    let mut aligner = Aligner { steps, entries, forms, pairs, work: MAX_CORRELATION_WORK };
    let (mut step, mut entry) = (0, 0);
    for (next_step, next_entry) in anchors {
        aligner.walk(step..next_step, entry..next_entry, Direction::Back);
        aligner.pairs.set(next_step, next_entry..next_entry.saturating_add(1));
        (step, entry) = (next_step.saturating_add(1), next_entry.saturating_add(1));
    }
    // Behind the last sure pair the file goes on at once, and what follows it was added later; but without one, the end is
    // where the file most likely ends.
    let direction = if entry == 0 { Direction::Back } else { Direction::On };
    aligner.walk(step..steps.len(), entry..entries.len(), direction);
    aligner.pairs
}

/// Texts as numbers, so that each is compared once.
struct Forms {
    of_entry: Vec<Option<u32>>,
    of_step: Vec<Vec<u32>>,
    /// For each number the entries that have it, and the steps.
    entries: Vec<Vec<usize>>,
    steps: Vec<Vec<usize>>,
}

impl Forms {
    fn of(steps: &[Step], entries: &[Entry]) -> Self {
        let mut numbers: Map<(InstructionKind, &str), u32> = Map::new();
        let mut of_step = Vec::with_capacity(steps.len());
        let mut having: Vec<Vec<usize>> = Vec::new();
        for (index, step) in steps.iter().enumerate() {
            let mut own: Vec<u32> = Vec::with_capacity(step.forms.len());
            for form in &step.forms {
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                let key = (step.kind, form.as_str());
                let number = numbers.get(&key).copied().unwrap_or(next);
                if number == next {
                    numbers.insert(key, next);
                    having.push(Vec::new());
                }
                if !own.contains(&number) {
                    own.push(number);
                    having.get_mut(number as usize).into_iter().for_each(|list| list.push(index));
                }
            }
            of_step.push(own);
        }
        let of_entry: Vec<Option<u32>> =
            entries.iter().map(|entry| numbers.get(&(entry.kind, entry.form.as_str())).copied()).collect();
        let mut in_history = vec![Vec::new(); having.len()];
        for (index, number) in of_entry.iter().enumerate() {
            let list = number.and_then(|number| in_history.get_mut(number as usize));
            list.into_iter().for_each(|list: &mut Vec<usize>| list.push(index));
        }
        Self { of_entry, of_step, entries: in_history, steps: having }
    }
}

/// Pairs of texts that stand once on either side: as many of them as can be in order on both.
fn anchors(forms: &Forms, steps: usize) -> Vec<(usize, usize)> {
    let mut once: Vec<Option<usize>> = vec![None; steps];
    for (having, entries) in forms.steps.iter().zip(&forms.entries) {
        if let ([step], [entry]) = (having.as_slice(), entries.as_slice())
            && let Some(slot) = once.get_mut(*step)
        {
            *slot = Some(slot.map_or(*entry, |other: usize| other.max(*entry)));
        }
    }
    // The longest increasing row by patience: piles of the least ends, each card knowing the one before it.
    let cards: Vec<(usize, usize)> =
        once.into_iter().enumerate().filter_map(|(step, entry)| Some((step, entry?))).collect();
    let mut tops: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(cards.len());
    for (card, (_, entry)) in cards.iter().enumerate() {
        let pile = tops.partition_point(|top| cards.get(*top).is_some_and(|(_, other)| other < entry));
        before.push(pile.checked_sub(1).and_then(|left| tops.get(left)).copied());
        match tops.get_mut(pile) {
            Some(top) => *top = card,
            None => tops.push(card),
        }
    }
    let mut row = Vec::new();
    let mut next = tops.last().copied();
    while let Some(card) = next {
        row.extend(cards.get(card));
        next = before.get(card).copied().flatten();
    }
    row.reverse();
    row
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    /// From the front.
    On,
    /// From the end.
    Back,
}

struct Aligner<'a> {
    steps: &'a [Step],
    entries: &'a [Entry],
    forms: Forms,
    pairs: Pairs,
    /// Bytes that may still be compared where numbers do not suffice.
    work: usize,
}

impl Aligner<'_> {
    /// Pairs what is between two sure pairs, from one end on.
    fn walk(&mut self, steps: Range<usize>, entries: Range<usize>, direction: Direction) {
        let (mut steps, mut entries) = (steps, entries);
        let all = steps.len().saturating_add(entries.len());
        // How far from where the walk began no pair is to be found: of the next window only the edge is new.
        let mut seen = 0_usize;
        while !steps.is_empty() && !entries.is_empty() {
            if self.has_no_entry(at(&steps, 0, direction)) {
                steps = without(steps, 1, direction);
                continue;
            }
            let gone = all.saturating_sub(steps.len()).saturating_sub(entries.len());
            let nearest = seen.saturating_sub(gone);
            let Some((skipped_steps, skipped_entries, taken)) = self.next_pair(&steps, &entries, nearest, direction)
            else {
                seen = gone.saturating_add(MAX_CORRELATION_LOOK_AHEAD).saturating_add(1);
                (steps, entries) = (without(steps, 1, direction), without(entries, 1, direction));
                continue;
            };
            steps = without(steps, skipped_steps, direction);
            entries = without(entries, skipped_entries, direction);
            let behind = without(entries.clone(), taken, direction);
            let paired = match direction {
                Direction::On => entries.start..behind.start,
                Direction::Back => behind.end..entries.end,
            };
            self.pairs.set(at(&steps, 0, direction), paired);
            (steps, entries) = (without(steps, 1, direction), behind);
        }
    }

    /// Whether no entry of the whole history can be that of a step, so that no time is lost on it.
    fn has_no_entry(&self, step: usize) -> bool {
        let (Some(known), Some(own)) = (self.steps.get(step), self.forms.of_step.get(step)) else { return true };
        let mut having = own.iter().filter_map(|number| self.forms.entries.get(*number as usize));
        !known.may_differ() && having.all(Vec::is_empty)
    }

    /// The nearest pair: how many steps and entries lie before it, at least `nearest` together, and how many entries it
    /// takes.
    fn next_pair(
        &mut self,
        steps: &Range<usize>,
        entries: &Range<usize>,
        nearest: usize,
        direction: Direction,
    ) -> Option<(usize, usize, usize)> {
        for distance in nearest..=MAX_CORRELATION_LOOK_AHEAD {
            for skipped_steps in 0..=distance {
                let skipped_entries = distance.saturating_sub(skipped_steps);
                if skipped_steps >= steps.len() || skipped_entries >= entries.len() {
                    continue;
                }
                let rest = without(entries.clone(), skipped_entries, direction);
                let taken = self.taken(at(steps, skipped_steps, direction), &rest, direction);
                if taken > 0 {
                    return Some((skipped_steps, skipped_entries, taken));
                }
            }
        }
        None
    }

    /// How many entries from the end of a row on are those of a step; 0 if none is.
    fn taken(&mut self, step: usize, entries: &Range<usize>, direction: Direction) -> usize {
        let first = at(entries, 0, direction);
        let (Some(known), Some(entry)) = (self.steps.get(step), self.entries.get(first)) else { return 0 };
        if known.kind != entry.kind {
            return 0;
        }
        let number = self.forms.of_entry.get(first).copied().flatten();
        let own = self.forms.of_step.get(step);
        if number.is_some_and(|number| own.is_some_and(|own| own.contains(&number))) {
            return 1;
        }
        if !known.may_differ() {
            return 0;
        }
        let length = entry.form.len().saturating_add(known.forms.first().map_or(0, String::len));
        let Some(left) = self.work.checked_sub(length) else { return 0 };
        self.work = left;
        let target = entry.target.as_ref();
        if known.pattern.as_ref().is_some_and(|pattern| pattern.fits(&entry.form))
            || target.is_some_and(|target| known.targets.contains(target))
        {
            return 1;
        }
        self.split(known, entries, direction)
    }

    /// A builder may write an entry for each variable of an ENV: together they are its text.
    fn split(&self, step: &Step, entries: &Range<usize>, direction: Direction) -> usize {
        if step.parts < 2 {
            return 0;
        }
        for form in &step.forms {
            let mut rest = form.as_str();
            for taken in 0..step.parts.min(entries.len()) {
                let entry = self.entries.get(at(entries, taken, direction)).filter(|entry| entry.kind == step.kind);
                let Some(entry) = entry.filter(|entry| !entry.form.is_empty()) else { break };
                let shorter = match direction {
                    Direction::On => rest.strip_prefix(entry.form.as_str()).map(|rest| (rest, rest.strip_prefix(' '))),
                    Direction::Back => {
                        rest.strip_suffix(entry.form.as_str()).map(|rest| (rest, rest.strip_suffix(' ')))
                    }
                };
                match shorter {
                    Some(("", _)) => return taken.saturating_add(1),
                    Some((_, Some(shorter))) => rest = shorter,
                    _ => break,
                }
            }
        }
        0
    }
}

/// The place of the one that lies so many before the end that the walk comes from.
fn at(range: &Range<usize>, skipped: usize, direction: Direction) -> usize {
    match direction {
        Direction::On => range.start.saturating_add(skipped),
        Direction::Back => range.end.saturating_sub(1).saturating_sub(skipped),
    }
}

fn without(range: Range<usize>, taken: usize, direction: Direction) -> Range<usize> {
    match direction {
        Direction::On => range.start.saturating_add(taken).min(range.end)..range.end,
        Direction::Back => range.start..range.end.saturating_sub(taken).max(range.start),
    }
}
