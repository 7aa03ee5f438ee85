//! Edits of a Dockerfile's text that several rules offer as fixes, and names that are close to each other. It decides
//! nothing: what is wrong, and whether a fix is right, is the rules' matter.

use crate::dockerfile::{Dockerfile, Instruction, InstructionKind, Pair, Span, Word};
use crate::facts::Facts;
use crate::finding::{Fix, Place};
pub(crate) use crate::json::quoted;

/// Whether a word stands in the file letter by letter, so that its span can be edited.
pub(crate) fn is_exact(file: &Dockerfile, word: &Word) -> bool {
    word.span.of(&file.text) == word.text
}

/// The JSON form of a command.
pub(crate) fn json_array<'a>(words: impl Iterator<Item = &'a str>) -> String {
    format!("[{}]", words.map(quoted).collect::<Vec<_>>().join(", "))
}

/// Takes one of several items out, with the white space (or comma) that sets it apart, or the whole instruction if it
/// is the only one. `None` where a comment or the like stands between.
pub(crate) fn without_item(file: &Dockerfile, whole: Span, items: &[Span], item: Span, fix: Fix) -> Option<Fix> {
    let at = items.iter().position(|span| *span == item)?;
    let before = at.checked_sub(1).and_then(|before| items.get(before));
    let after = items.get(at.saturating_add(1));
    let (gap, cut) = match (before, after) {
        (None, None) => return without_line(file, whole, fix),
        (Some(before), _) => (Span { start: before.end, end: item.start }, Span { start: before.end, end: item.end }),
        (None, Some(after)) => {
            (Span { start: item.end, end: after.start }, Span { start: item.start, end: after.start })
        }
    };
    let plain = |letter: char| letter.is_whitespace() || letter == ',' || letter == file.escape;
    gap.of(&file.text).chars().all(plain).then(|| fix.delete(cut))
}

/// Takes a whole instruction out, with the line feed behind it.
pub(crate) fn without_line(file: &Dockerfile, whole: Span, fix: Fix) -> Option<Fix> {
    let rest = file.text.get(whole.end as usize..)?;
    let line = rest.find('\n').map_or(rest.len(), |end| end.saturating_add(1));
    let is_blank = rest.get(..line)?.trim().is_empty();
    let end = whole.end.saturating_add(u32::try_from(line).ok()?);
    is_blank.then(|| fix.delete(Span { start: whole.start, end }))
}

/// Longest line and instruction, in bytes, that a place is looked for in. A hostile one may hold a finding in every word.
const MAX_SEARCHED: usize = 4096;

/// The instruction that a place begins in, and the offset of the place. Settings know their places only.
pub(crate) fn instruction_at<'a>(facts: &Facts<'a>, place: &Place) -> Option<(&'a Instruction, u32)> {
    let Place::Instruction { line, column, .. } = place else { return None };
    let file = facts.file()?;
    let span = file.line_index.line_span(&file.text, *line).filter(|span| span.range().len() <= MAX_SEARCHED)?;
    let column = (*column as usize).checked_sub(1)?;
    let before: usize = span.of(&file.text).chars().take(column).map(char::len_utf8).sum();
    let offset = span.start.saturating_add(u32::try_from(before).ok()?);
    let after = file.instructions.partition_point(|instruction| instruction.span.start <= offset);
    let instruction = file.instructions.get(after.checked_sub(1)?)?;
    (instruction.span.range().len() <= MAX_SEARCHED).then_some((instruction, offset))
}

/// Takes the word or pair that begins at a place out of its instruction.
pub(crate) fn without_item_at(facts: &Facts<'_>, place: &Place, title: &'static str) -> Option<Fix> {
    let (instruction, offset) = instruction_at(facts, place)?;
    let pairs = instruction.pairs().iter().map(Pair::span);
    let items: Vec<Span> = instruction.words().iter().map(|word| word.span).chain(pairs).collect();
    let item = items.iter().copied().find(|item| item.start == offset)?;
    without_item(facts.file()?, instruction.span, &items, item, Fix::review(title))
}

/// Puts a line into the final stage so that it is in force when the container starts and for no build step: before the
/// CMD or ENTRYPOINT that ends the stage, or else at its end.
pub(crate) fn at_end_of_final_stage(facts: &Facts<'_>, line: &str, fix: Fix) -> Option<Fix> {
    let written = facts.dockerfile?;
    let (file, model) = (written.file, written.model);
    let stage = model.stages.get(model.target?)?;
    let instructions = file.instructions.get(stage.instructions.clone())?;
    // Paths and accounts of Windows are others.
    if file.escape == '`' {
        return None;
    }
    let starts = instructions
        .iter()
        .rev()
        .take_while(|instruction| matches!(instruction.kind, InstructionKind::Cmd | InstructionKind::Entrypoint))
        .last();
    if let Some(start) = starts {
        let comments = file.comments.get(start.comments.clone()).unwrap_or_default();
        let at = comments.first().map_or(start.span.start, |comment| comment.span.start);
        return Some(fix.insert(at, format!("{line}\n")));
    }
    let last = instructions.last()?;
    let rest = file.text.get(last.span.end as usize..)?;
    let is_blank = rest.lines().next().is_none_or(|rest| rest.trim().is_empty());
    let inner = last.innermost();
    // What stands behind a heredoc without an end is a part of it.
    let is_open = last.span.of(&file.text).ends_with(file.escape)
        || inner.heredocs.iter().any(|heredoc| heredoc.terminator.is_none());
    (is_blank && !is_open).then(|| fix.insert(last.span.end, format!("\n{line}")))
}

/// Longest name that is compared with others, in bytes.
const MAX_COMPARED: usize = 40;

/// The name that was perhaps meant: at most two letters away, or with the same letters in another order.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.len();
    if !(3..=MAX_COMPARED).contains(&length) {
        return None;
    }
    let allowed = if length < 6 { 1 } else { 2 };
    known
        .filter(|known| *known != name && known.len().abs_diff(length) <= allowed)
        .map(|known| (distance(name, known), known))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// Letters that must be changed, added or taken away; letters in another order count as one.
fn distance(left: &str, right: &str) -> usize {
    let (left, right) = (left.to_ascii_lowercase(), right.to_ascii_lowercase());
    if left.len() == right.len() && sorted(&left) == sorted(&right) {
        return usize::from(left != right);
    }
    let mut row: Vec<usize> = (0..=right.chars().count()).collect();
    for (number, letter) in left.chars().enumerate() {
        let mut diagonal = number;
        let mut before = number.saturating_add(1);
        if let Some(first) = row.first_mut() {
            *first = before;
        }
        for (cell, other) in row.iter_mut().skip(1).zip(right.chars()) {
            let changed = diagonal.saturating_add(usize::from(letter != other));
            let value = changed.min(before.saturating_add(1)).min(cell.saturating_add(1));
            diagonal = std::mem::replace(cell, value);
            before = value;
        }
    }
    row.last().copied().unwrap_or(0)
}

fn sorted(text: &str) -> Vec<u8> {
    let mut letters = text.as_bytes().to_vec();
    crate::ordered::sort(&mut letters);
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let known = ["from", "chown", "chmod", "link", "parents"];
        for (name, expected) in [
            ("form", Some("from")),
            ("chwon", Some("chown")),
            ("parent", Some("parents")),
            ("linked", Some("link")),
            ("owner", None),
            ("x", None),
            ("from", None),
        ] {
            assert_eq!(nearest(name, known.iter().copied()), expected, "{name}");
        }
    }
}
