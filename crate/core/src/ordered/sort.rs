//! Sorting by one sort for all types: of numbers, by a comparison of what they stand for.

use std::cmp::Ordering;

/// Sorts by the order of the values; equal ones stay as they stand.
pub(crate) fn sort<T: Ord>(values: &mut [T]) {
    sort_by(values, T::cmp);
}

/// Sorts by a key, which is made anew at each comparison.
pub(crate) fn sort_by_key<T, K: Ord>(values: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(values, |left, right| key(left).cmp(&key(right)));
}

/// Sorts by a comparison; equal values stay as they stand.
pub(crate) fn sort_by<T>(values: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    // Most lists are short and sorted already.
    if values.is_sorted_by(|left, right| compare(left, right) != Ordering::Greater) {
        return;
    }
    let order = sorted(values.len(), &|left, right| match (values.get(left as usize), values.get(right as usize)) {
        (Some(left), Some(right)) => compare(left, right),
        _ => Ordering::Equal,
    });
    arrange(&order, &mut |one, other| values.swap(one, other));
}

/// Brings what stands at the numbers into their order.
fn arrange(order: &[u32], swap: &mut dyn FnMut(usize, usize)) {
    // Where each value goes. Each swap brings at least one value to its place.
    let mut places = vec![0_u32; order.len()];
    for (place, from) in (0_u32..).zip(order) {
        if let Some(slot) = places.get_mut(*from as usize) {
            *slot = place;
        }
    }
    for at in 0..places.len() {
        while let Some(place) = places.get(at).map(|place| *place as usize).filter(|place| *place != at) {
            swap(at, place);
            places.swap(at, place);
        }
    }
}

/// The numbers below `count`, sorted. The one sort of the engine that knows no type.
fn sorted(count: usize, compare: &dyn Fn(u32, u32) -> Ordering) -> Vec<u32> {
    let mut order: Vec<u32> = (0..u32::try_from(count).unwrap_or(u32::MAX)).collect();
    order.sort_by(|left, right| compare(*left, *right));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn it_sorts_and_keeps_equal_values_in_order(mut values in proptest::collection::vec((0_u8..9, 0_u8..9), 0..200)) {
            let mut expected = values.clone();
            expected.sort_by_key(|(key, _)| *key);
            sort_by_key(&mut values, |(key, _)| *key);
            proptest::prop_assert_eq!(&values, &expected);
            expected.sort();
            sort(&mut values);
            proptest::prop_assert_eq!(values, expected);
        }
    }
}
