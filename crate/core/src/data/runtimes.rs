//! When the security support of language runtimes and servers ends: reads the table in `runtime_end_of_life.txt`.
//!
//! The table has one release a line, oldest first, `product release end`, and no comments, since it is downloaded as it is. A
//! release that is older than the oldest line of its product, and not in the table, ended before that one did.
//! `pkg-scripts/refresh-runtimes` writes it from the JSON of endoflife.date; products stay as they are named there.
//!
//! Source: the product pages of endoflife.date, which follow the projects' own. Releases of which only a year was known are
//! left out, and so are those without an end.

use std::sync::LazyLock;

/// The day on which the table was last compared with its source.
pub const AS_OF: &str = "2026-08-22";

static TABLE: &str = include_str!("runtime_end_of_life.txt");

/// One release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Runtime {
    /// As endoflife.date names the product.
    pub product: &'static str,
    /// `3.9`, `18`.
    pub release: &'static str,
    /// Last day of security support, `YYYY-MM-DD`.
    pub end: &'static str,
}

static RUNTIMES: LazyLock<Vec<Runtime>> = LazyLock::new(|| {
    let read = TABLE.lines().filter_map(|line| {
        let mut words = line.split_ascii_whitespace();
        Some(Runtime { product: words.next()?, release: words.next()?, end: words.next()? })
    });
    read.collect()
});

/// The release that a version belongs to, or the oldest known one of the product if the version is older still: then the
/// second value is false. `3.9.18` is Python 3.9, `18.20.4` is Node.js 18.
#[must_use]
pub fn find(product: &str, version: &str) -> Option<(Runtime, bool)> {
    let wanted = numbers(version)?;
    let wanted = wanted.all();
    let known = || RUNTIMES.iter().filter(|runtime| runtime.product == product);
    let is_of = |runtime: &&Runtime| numbers(runtime.release).is_some_and(|release| wanted.starts_with(release.all()));
    if let Some(runtime) = known().find(is_of) {
        return Some((*runtime, true));
    }
    let oldest = known().next()?;
    // A version cut to fewer parts than releases have says too little: `python:3`.
    let release = numbers(oldest.release)?;
    let release = release.all();
    (wanted.len() >= release.len() && wanted < release).then_some((*oldest, false))
}

/// The parts of a version that are compared.
const PARTS: usize = 3;

/// The first numbers of a version; never none.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Numbers([u32; PARTS], usize);

impl Numbers {
    fn all(&self) -> &[u32] {
        self.0.get(..self.1).unwrap_or_default()
    }
}

/// The numbers at the beginning, at most three.
fn numbers(version: &str) -> Option<Numbers> {
    let version = version.trim().trim_start_matches('v');
    let end = version.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(version.len());
    let parts = version.get(..end)?.split('.').filter(|part| !part.is_empty()).take(PARTS);
    let mut numbers = Numbers([0; PARTS], 0);
    for (slot, part) in numbers.0.iter_mut().zip(parts) {
        *slot = part.parse().ok()?;
        numbers.1 = numbers.1.saturating_add(1);
    }
    (numbers.1 > 0).then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::end_of_life;

    #[test]
    fn every_line_of_the_table_has_a_product_a_release_and_a_day_in_order() {
        let lines = TABLE.lines().count();
        assert_eq!(RUNTIMES.len(), lines);
        for pair in RUNTIMES.windows(2) {
            assert!(end_of_life::day(pair[0].end).is_some(), "{:?}", pair[0]);
            let key = |runtime: &Runtime| (runtime.product, numbers(runtime.release).unwrap().all().to_vec());
            assert!(key(&pair[0]) < key(&pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn versions_belong_to_releases_and_older_ones_are_known_to_be_older() {
        let found = |product, version| find(product, version).map(|(runtime, known)| (runtime.release, known));
        assert_eq!(found("python", "3.9.18"), Some(("3.9", true)));
        assert_eq!(found("python", "3.14.0rc1"), Some(("3.14", true)));
        assert_eq!(found("python", "2.7.18"), Some(("3.9", false)));
        assert_eq!(found("python", "3"), None);
        assert_eq!(found("python", "3.15"), None);
        assert_eq!(found("nodejs", "v18.20.4"), Some(("18", true)));
        assert_eq!(found("nodejs", "16"), Some(("18", false)));
        assert_eq!(found("nodejs", "19.0.0"), None);
        assert_eq!(found("nodejs", ""), None);
        assert_eq!(found("nodejs", "lts"), None);
        assert_eq!(found("unknown", "1"), None);
    }
}
