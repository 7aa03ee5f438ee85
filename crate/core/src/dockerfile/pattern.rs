//! Shell patterns of `${x#p}`, `${x%p}` and `${x/p/r}` as BuildKit knows them: `*`, `?` and escapes, no brackets.

/// One element of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Element {
    Any,
    One,
    Literal(char),
}

/// The pattern cannot be read, or it would take more steps than are left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PatternError;

fn elements(pattern: &str) -> Result<Vec<Element>, PatternError> {
    let mut elements = Vec::new();
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        elements.push(match character {
            '*' => Element::Any,
            '?' => Element::One,
            '\\' => match characters.next() {
                Some(escaped @ ('*' | '?' | '\\' | '}' | '/')) => Element::Literal(escaped),
                _ => return Err(PatternError),
            },
            literal => Element::Literal(literal),
        });
    }
    Ok(elements)
}

/// How many characters from the start of `value` the pattern covers, shortest or longest. Runs all states of the pattern
/// side by side, so the time is at most their product, which is taken from `work`.
fn covers(
    elements: &[Element],
    value: impl Iterator<Item = char>,
    longest: bool,
    work: &mut usize,
) -> Result<Option<usize>, PatternError> {
    let mut live = vec![false; elements.len().saturating_add(1)];
    let mut next = live.clone();
    activate(&mut live, 0, elements);
    let mut best = live.last().copied().unwrap_or(false).then_some(0);
    for (count, character) in value.enumerate() {
        if (best.is_some() && !longest) || !live.contains(&true) {
            break;
        }
        *work = work.checked_sub(live.len()).ok_or(PatternError)?;
        next.fill(false);
        for (state, element) in elements.iter().enumerate() {
            if !live.get(state).copied().unwrap_or(false) {
                continue;
            }
            match element {
                Element::Any => activate(&mut next, state, elements),
                Element::One => activate(&mut next, state.saturating_add(1), elements),
                Element::Literal(literal) if *literal == character => {
                    activate(&mut next, state.saturating_add(1), elements);
                }
                Element::Literal(_) => {}
            }
        }
        std::mem::swap(&mut live, &mut next);
        if live.last().copied().unwrap_or(false) {
            best = Some(count.saturating_add(1));
        }
    }
    Ok(best)
}

/// A state, and those behind it that `*` lets pass without a character.
fn activate(live: &mut [bool], state: usize, elements: &[Element]) {
    let mut state = state;
    while let Some(flag) = live.get_mut(state) {
        if *flag {
            return;
        }
        *flag = true;
        if elements.get(state) != Some(&Element::Any) {
            return;
        }
        state = state.saturating_add(1);
    }
}

/// `${value#pattern}` and `##`.
pub(super) fn without_prefix(
    value: &str,
    pattern: &str,
    longest: bool,
    work: &mut usize,
) -> Result<String, PatternError> {
    let count = covers(&elements(pattern)?, value.chars(), longest, work)?;
    Ok(value.chars().skip(count.unwrap_or(0)).collect())
}

/// `${value%pattern}` and `%%`.
pub(super) fn without_suffix(
    value: &str,
    pattern: &str,
    longest: bool,
    work: &mut usize,
) -> Result<String, PatternError> {
    let mut elements = elements(pattern)?;
    elements.reverse();
    let count = covers(&elements, value.chars().rev(), longest, work)?;
    let keep = value.chars().count().saturating_sub(count.unwrap_or(0));
    Ok(value.chars().take(keep).collect())
}

/// `${value/pattern/replacement}` and `//`.
pub(super) fn replaced(
    value: &str,
    pattern: &str,
    replacement: &str,
    all: bool,
    work: &mut usize,
) -> Result<String, PatternError> {
    let elements = elements(pattern)?;
    let mut out = String::new();
    let mut rest = value;
    let mut done = false;
    loop {
        let count = if done && !all { None } else { covers(&elements, rest.chars(), true, work)? };
        if let Some(count) = count {
            *work = work.checked_sub(replacement.len()).ok_or(PatternError)?;
            out.push_str(replacement);
            done = true;
            if count > 0 {
                let cut = rest.char_indices().nth(count).map_or(rest.len(), |(at, _)| at);
                rest = rest.get(cut..).unwrap_or_default();
                if rest.is_empty() {
                    return Ok(out);
                }
                continue;
            }
        }
        let mut characters = rest.chars();
        match characters.next() {
            Some(character) => out.push(character),
            None => return Ok(out),
        }
        rest = characters.as_str();
        if rest.is_empty() && !elements.is_empty() {
            return Ok(out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_and_suffixes_go_shortest_or_longest() {
        let work = &mut 10_000;
        assert_eq!(without_prefix("a/b/c", "*/", false, work).unwrap(), "b/c");
        assert_eq!(without_prefix("a/b/c", "*/", true, work).unwrap(), "c");
        assert_eq!(without_suffix("a.b.c", ".*", false, work).unwrap(), "a.b");
        assert_eq!(without_suffix("a.b.c", ".*", true, work).unwrap(), "a");
        assert_eq!(without_prefix("v1.2", "v", false, work).unwrap(), "1.2");
        assert_eq!(without_prefix("v1.2", "x", false, work).unwrap(), "v1.2");
        assert_eq!(without_prefix("a*b", "a\\*", false, work).unwrap(), "b");
    }

    #[test]
    fn replacements_go_once_or_everywhere() {
        let work = &mut 10_000;
        assert_eq!(replaced("a-b-c", "-", "_", false, work).unwrap(), "a_b-c");
        assert_eq!(replaced("a-b-c", "-", "_", true, work).unwrap(), "a_b_c");
        assert_eq!(replaced("abc", "?c", "", true, work).unwrap(), "a");
        assert_eq!(replaced("abc", "*", "x", true, work).unwrap(), "x");
    }

    #[test]
    fn work_is_bounded() {
        assert_eq!(replaced(&"a".repeat(1000), "*b", "", true, &mut 10_000), Err(PatternError));
    }
}
