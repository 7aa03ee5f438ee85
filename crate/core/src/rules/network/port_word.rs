//! Words of EXPOSE as rules about them read them. Judges nothing.

use crate::dockerfile::Word;
use crate::facts::Facts;

/// The word with its variables replaced; `None` where one has no value, or where it is read later (behind `ONBUILD`).
pub(super) fn value<'a>(facts: &Facts<'a>, index: usize, word: &'a Word) -> Option<&'a str> {
    let Some(expanded) = facts.dockerfile.and_then(|written| written.model.expanded(index, word)) else {
        return (!word.has_variables()).then_some(word.text.as_str());
    };
    expanded.value.as_deref().ok().filter(|value| expanded.unset.is_empty() && !value.is_empty())
}

/// A number of digits only; one that is too long for any port is still a number.
pub(super) fn number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u32::MAX))
}
