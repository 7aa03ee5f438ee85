//! Work that is shared out among threads.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Does the same with each item and gives the results in the order of the items.
pub(crate) fn each<I: Sync, T: Send>(items: &[I], threads: usize, work: impl Fn(&I) -> T + Sync) -> Vec<T> {
    let mut all = Vec::with_capacity(items.len());
    in_order(items, threads, work, |result| all.push(result));
    all
}

/// The same, but each result is handed on as soon as those before it were, so that what is done with needs no memory.
pub(crate) fn in_order<I: Sync, T: Send>(
    items: &[I],
    threads: usize,
    work: impl Fn(&I) -> T + Sync,
    mut take: impl FnMut(T) + Send,
) {
    let threads = threads.min(items.len());
    if threads < 2 {
        items.iter().map(work).for_each(take);
        return;
    }
    let next = AtomicUsize::new(0);
    let (mut taken, mut waiting) = (0, BTreeMap::new());
    let hand_on = Mutex::new(|at: usize, result: T| {
        waiting.insert(at, result);
        while let Some(result) = waiting.remove(&taken) {
            take(result);
            taken += 1;
        }
    });
    let share = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { return };
            let result = work(item);
            hand_on.lock().unwrap_or_else(PoisonError::into_inner)(at, result);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(share);
        }
        share();
    });
}

#[cfg(test)]
mod tests {
    use super::{each, in_order};

    #[test]
    fn results_are_in_the_order_of_the_items() {
        let items: Vec<u32> = (0..1000).collect();
        for threads in [1, 2, 7] {
            assert!(each(&items, threads, |item| item * 2).into_iter().eq((0..1000).map(|item| item * 2)));
            let mut all = Vec::new();
            in_order(&items, threads, |item| *item, |item| all.push(item));
            assert_eq!(all, items);
        }
    }
}
