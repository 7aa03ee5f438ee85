//! The value of a Dockerfile word where it is known. Guesses nothing.

use crate::dockerfile::Word;
use crate::facts::Facts;

/// The word with its variables replaced; `None` where one has no value, or where it is read later (behind `ONBUILD`).
pub(super) fn known<'a>(facts: &Facts<'a>, index: usize, word: &'a Word) -> Option<&'a str> {
    let Some(expanded) = facts.dockerfile.and_then(|written| written.model.expanded(index, word)) else {
        return (!word.has_variables()).then_some(word.text.as_str());
    };
    expanded.value.as_deref().ok().filter(|_| expanded.unset.is_empty())
}
