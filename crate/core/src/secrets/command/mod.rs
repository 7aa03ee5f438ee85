//! Secrets in commands: build history, RUN lines, entrypoints, and any other free text that may hold a command.
//!
//! Everything that tier 1 finds, and what only its place betrays: assignments, options, headers, pipes into password
//! readers. Tools and their options are data in `programs`.

mod places;
mod programs;
mod words;

use std::ops::Range;

pub(super) use places::in_objects;

use super::kind::{Found, Hit, joined, with_lines};
use super::{find, prefilter};
use crate::limits;

/// Finds the secrets of a command, sorted by place and without overlaps. Ranges lie on character boundaries and hold
/// the secret alone, without quotes around it where they are its own.
#[must_use]
pub fn find_in_command(command: &str) -> Vec<Hit> {
    let by_form = find::found(command.as_bytes());
    // Most commands hold nothing, and this is seen without a word of them being read.
    if by_form.is_empty() && !places::may_hold(command) {
        return Vec::new();
    }
    searched(command, by_form)
}

/// Whether [`super::judge_pair`] or [`find_in_command`] may find something in a pair.
#[must_use]
pub fn may_hold_pair(name: &str, value: &str) -> bool {
    super::name::may_tell(name) || may_hold(value)
}

/// Whether [`find_in_command`] may find something in a text, or in a part of it that white space sets apart. Asked of a
/// whole file first: most files hold nothing.
#[must_use]
pub fn may_hold(text: &str) -> bool {
    let bytes = text.as_bytes();
    // An armour that is cut off with its part may be more of one than with what follows.
    places::may_hold(text) || prefilter::has_armour(bytes) || !find::found(bytes).is_empty()
}

fn searched(command: &str, by_form: Vec<Found>) -> Vec<Hit> {
    let mut all = by_form;
    let mut work: Vec<(Range<usize>, usize)> = vec![(0..command.len(), 0)];
    let writes_files = places::writes_files(command);
    places::in_instruction(command, &mut all);
    places::in_objects(command, &mut all);
    while let Some((range, depth)) = work.pop() {
        let read = words::read(command, range);
        for (number, simple) in read.commands.iter().enumerate() {
            let next = if simple.piped { read.commands.get(number.saturating_add(1)) } else { None };
            places::in_command(command, simple, next, writes_files, &mut all);
        }
        if depth < limits::MAX_COMMAND_NESTING {
            let deeper = depth.saturating_add(1);
            let telling = |inside: &Range<usize>| {
                command.get(inside.clone()).is_some_and(|text| text.contains([' ', '=', ':', '\t', '\n']))
            };
            work.extend(read.quoted.into_iter().filter(telling).map(|inside| (inside, deeper)));
        }
    }
    all.retain(|found| is_valid(command, found));
    with_lines(command.as_bytes(), &joined(all))
}

fn is_valid(command: &str, found: &Found) -> bool {
    command.get(found.start..found.end).is_some_and(|secret| !secret.is_empty() && !super::value::is_mask(secret))
}

#[cfg(test)]
mod tests;
