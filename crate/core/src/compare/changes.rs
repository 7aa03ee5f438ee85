//! Two sets of named things told apart.

use super::model::{Change, Changes};
use crate::limits::MAX_LISTED_CHANGES;
use crate::ordered::Map;

/// Things by name. Each is what it is compared by, and how it is shown: what is masked may look the same and yet differ.
pub(super) type Named<K, R, T> = Map<K, (R, T)>;

/// What only one of them has, and what both have but not alike; each list in the order of the names.
pub(super) fn told_apart<K: Ord, R: PartialEq, T: Clone>(
    before: &Named<K, R, T>,
    after: &Named<K, R, T>,
) -> Changes<T> {
    let mut changes = Changes::default();
    for (name, (raw, shown)) in after {
        match before.get(name) {
            None => note(&mut changes.added_count, &mut changes.added, || shown.clone()),
            Some((older, _)) if older == raw => {}
            Some((_, older)) => note(&mut changes.changed_count, &mut changes.changed, || Change {
                before: older.clone(),
                after: shown.clone(),
            }),
        }
    }
    for (name, (_, shown)) in before {
        if !after.contains_key(name) {
            note(&mut changes.removed_count, &mut changes.removed, || shown.clone());
        }
    }
    changes
}

/// Counts one more, and lists it while there is room.
pub(super) fn note<T>(count: &mut u64, list: &mut Vec<T>, make: impl FnOnce() -> T) {
    *count = count.saturating_add(1);
    if list.len() < MAX_LISTED_CHANGES {
        list.push(make());
    }
}

impl<T> Changes<T> {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        (self.added_count, self.removed_count, self.changed_count) == (0, 0, 0)
    }
}

impl<T> Default for Changes<T> {
    fn default() -> Self {
        Self {
            added_count: 0,
            removed_count: 0,
            changed_count: 0,
            added: Vec::new(),
            removed: Vec::new(),
            changed: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_bounded_and_counts_are_not() {
        let many = u64::try_from(MAX_LISTED_CHANGES).unwrap() + 7;
        let numbers = |by: u64| -> Named<u64, u64, u64> { (0..many).map(|name| (name, (by, name))).collect() };
        let changes = told_apart(&numbers(1), &numbers(2));
        assert_eq!((changes.changed_count, changes.changed.len()), (many, MAX_LISTED_CHANGES));
        let changes = told_apart(&Named::new(), &numbers(1));
        assert_eq!((changes.added_count, changes.added.len()), (many, MAX_LISTED_CHANGES));
        assert!(told_apart(&numbers(1), &numbers(1)).is_empty());
    }
}
