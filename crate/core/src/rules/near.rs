//! The name that a misspelt one may have meant. Must not look far: files are hostile, so few names are asked for, and
//! few and short ones are compared.

/// Looks names up, as often as one rule may on one file.
pub(super) struct Near {
    left: u32,
}

impl Near {
    const LOOKUPS: u32 = 50;
    const CANDIDATES: usize = 64;
    const BYTES: usize = 40;

    pub(super) fn new() -> Self {
        Self { left: Self::LOOKUPS }
    }

    /// The candidate that is a slip or two away; the first of the nearest ones.
    pub(super) fn to<'c>(&mut self, name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
        self.left = self.left.checked_sub(1)?;
        let slips = if name.len() > 4 { 2 } else { 1 };
        let fits = |candidate: &&str| candidate.len() <= Self::BYTES && candidate.len().abs_diff(name.len()) <= slips;
        if name.len() < 2 || name.len() > Self::BYTES {
            return None;
        }
        let near = candidates.into_iter().take(Self::CANDIDATES).filter(fits);
        let near = near.map(|candidate| (distance(name, candidate), candidate));
        near.filter(|(slip, _)| *slip <= slips).min_by_key(|(slip, _)| *slip).map(|(_, candidate)| candidate)
    }
}

/// How many bytes must be put in, taken out or changed, whatever their case.
pub(super) fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (1..=right.len()).collect();
    for (number, byte) in left.bytes().enumerate() {
        let mut diagonal = number;
        let mut beside = number.saturating_add(1);
        for (cell, other) in row.iter_mut().zip(right.bytes()) {
            let changed = diagonal.saturating_add(usize::from(!byte.eq_ignore_ascii_case(&other)));
            diagonal = *cell;
            beside = changed.min(diagonal.saturating_add(1)).min(beside.saturating_add(1));
            *cell = beside;
        }
    }
    row.last().copied().unwrap_or(left.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted() {
        for (left, right, wanted) in [
            ("", "", 0),
            ("", "ab", 2),
            ("ab", "", 2),
            ("build", "bulid", 2),
            ("Build", "build", 0),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(distance(left, right), wanted, "{left} {right}");
        }
    }

    #[test]
    fn the_nearest_is_named_if_it_is_near() {
        let mut near = Near::new();
        assert_eq!(near.to("bilder", ["base", "builder", "binder"]), Some("builder"));
        assert_eq!(near.to("nginx", ["base", "builder"]), None);
        assert_eq!(near.to("ab", ["ba", "cd"]), None);
        assert_eq!((0..100).filter(|_| near.to("base", ["bas"]).is_some()).count(), 47);
    }
}
