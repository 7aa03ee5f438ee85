//! A map in the order of its keys.

use super::order::{self, Order};
use std::borrow::Borrow;
use std::fmt;

/// Keys with their values, least key first. Entries that are removed keep their key in memory, so it is no queue.
#[derive(Clone)]
pub struct Map<K, V> {
    keys: Keys<K>,
    /// Beside the keys; a value that was removed is `None`.
    values: Vec<Option<V>>,
    removed: usize,
}

/// The keys of a map, a type of their own: looking one up is compiled once for all types of values.
#[derive(Clone)]
struct Keys<K> {
    order: Order,
    /// In the order of insertion.
    keys: Vec<K>,
}

impl<K: Ord> Keys<K> {
    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
    {
        let of = |number: u32| self.keys.get(number as usize).map(K::borrow);
        self.order.search(&|number| of(number).cmp(&Some(key))).ok().map(|number| number as usize)
    }

    /// The number of a key, which is the count of the keys before if it is new.
    fn place(&mut self, key: K) -> usize {
        let of = |number: u32| self.keys.get(number as usize);
        match self.order.search(&|number| of(number).cmp(&Some(&key))) {
            Ok(number) => number as usize,
            Err(spot) => {
                let number = self.keys.len();
                self.order.insert(spot, u32::try_from(number).unwrap_or(u32::MAX));
                self.keys.push(key);
                number
            }
        }
    }
}

impl<K: Ord, V> Map<K, V> {
    /// With nothing in it.
    pub fn new() -> Self {
        Self::default()
    }

    /// The entry of a key, made if there is none.
    fn place(&mut self, key: K) -> usize {
        let at = self.keys.place(key);
        if at == self.values.len() {
            self.values.push(None);
            self.removed = self.removed.saturating_add(1);
        }
        at
    }

    fn put(&mut self, at: usize, value: V) -> Option<V> {
        let old = self.values.get_mut(at)?.replace(value);
        self.removed = self.removed.saturating_sub(usize::from(old.is_none()));
        old
    }

    /// Gives the value that the key had.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let at = self.place(key);
        self.put(at, value)
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.values.get(self.keys.find(key)?)?.as_ref()
    }

    /// The value of a key, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let at = self.keys.find(key)?;
        self.values.get_mut(at)?.as_mut()
    }

    /// Whether the key has a value.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.get(key).is_some()
    }

    /// Changes the value of a key, which is the default if it had none.
    pub fn change(&mut self, key: K, change: impl FnOnce(&mut V))
    where
        V: Default,
    {
        self.change_or(key, V::default, change);
    }

    /// Changes the value of a key, made first if it had none.
    pub fn change_or(&mut self, key: K, make: impl FnOnce() -> V, change: impl FnOnce(&mut V)) {
        if let Some(value) = self.slot(key, make) {
            change(value);
        }
    }

    /// Gives a key this value if it had none.
    pub fn insert_new(&mut self, key: K, value: V) {
        self.change_or(key, || value, |_| {});
    }

    /// The value of a key, made first if it had none. Never `None`; an option only because nothing here may panic.
    pub fn slot(&mut self, key: K, make: impl FnOnce() -> V) -> Option<&mut V> {
        let at = self.place(key);
        let slot = self.values.get_mut(at)?;
        self.removed = self.removed.saturating_sub(usize::from(slot.is_none()));
        Some(slot.get_or_insert_with(make))
    }

    /// Takes the value of a key out.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let at = self.keys.find(key)?;
        let value = self.values.get_mut(at)?.take()?;
        self.removed = self.removed.saturating_add(1);
        Some(value)
    }

    /// Keys with a value.
    pub fn len(&self) -> usize {
        self.values.len().saturating_sub(self.removed)
    }

    /// Whether no key has a value.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// By key, least first.
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter { map: self, order: self.keys.order.iter() }
    }

    /// Least first.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> {
        self.iter().map(|(key, _)| key)
    }

    /// By key, least first.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.iter().map(|(_, value)| value)
    }
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self { keys: Keys { order: Order::default(), keys: Vec::new() }, values: Vec::new(), removed: 0 }
    }
}

impl<K: Ord, V> Extend<(K, V)> for Map<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        for (key, value) in entries {
            self.insert(key, value);
        }
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        let mut map = Self::new();
        map.extend(entries);
        map
    }
}

/// The entries of a [`Map`], least key first.
pub struct Iter<'m, K, V> {
    map: &'m Map<K, V>,
    order: order::Iter<'m>,
}

impl<'m, K, V> Iter<'m, K, V> {
    fn entry(&self, number: u32) -> Option<(&'m K, &'m V)> {
        let number = number as usize;
        Some((self.map.keys.keys.get(number)?, self.map.values.get(number)?.as_ref()?))
    }
}

impl<'m, K, V> Iterator for Iter<'m, K, V> {
    type Item = (&'m K, &'m V);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let number = self.order.next()?;
            if let Some(entry) = self.entry(number) {
                return Some(entry);
            }
        }
    }
}

impl<K, V> DoubleEndedIterator for Iter<'_, K, V> {
    fn next_back(&mut self) -> Option<Self::Item> {
        loop {
            let number = self.order.next_back()?;
            if let Some(entry) = self.entry(number) {
                return Some(entry);
            }
        }
    }
}

/// The entries of a [`Map`], by key.
pub struct IntoIter<K, V> {
    order: std::vec::IntoIter<u32>,
    entries: Vec<Option<(K, V)>>,
}

impl<K, V> Iterator for IntoIter<K, V> {
    type Item = (K, V);

    fn next(&mut self) -> Option<(K, V)> {
        loop {
            let number = self.order.next()?;
            if let Some(entry) = self.entries.get_mut(number as usize).and_then(Option::take) {
                return Some(entry);
            }
        }
    }
}

impl<K, V> IntoIterator for Map<K, V> {
    type Item = (K, V);
    type IntoIter = IntoIter<K, V>;

    fn into_iter(self) -> IntoIter<K, V> {
        let order: Vec<u32> = self.keys.order.iter().collect();
        let entries = self.keys.keys.into_iter().zip(self.values).map(|(key, value)| Some((key, value?))).collect();
        IntoIter { order: order.into_iter(), entries }
    }
}

impl<'m, K: Ord, V> IntoIterator for &'m Map<K, V> {
    type Item = (&'m K, &'m V);
    type IntoIter = Iter<'m, K, V>;

    fn into_iter(self) -> Iter<'m, K, V> {
        self.iter()
    }
}

impl<K: Ord, V: PartialEq> PartialEq for Map<K, V> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl<K: Ord, V: Eq> Eq for Map<K, V> {}

impl<K: Ord + fmt::Debug, V: fmt::Debug> fmt::Debug for Map<K, V> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_map().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    proptest::proptest! {
        /// What `std`'s map does, whatever is done to it.
        #[test]
        fn it_is_a_map(steps in proptest::collection::vec((0_u16..700, 0_u8..8), 0..3000)) {
            let (mut ours, mut theirs) = (Map::new(), BTreeMap::new());
            for (step, (key, what)) in steps.into_iter().enumerate() {
                match what {
                    0 => proptest::prop_assert_eq!(ours.remove(&key), theirs.remove(&key)),
                    1 => {
                        ours.change(key, |value| *value += 1);
                        *theirs.entry(key).or_default() += 1;
                    }
                    2 => {
                        ours.insert_new(key, step);
                        theirs.entry(key).or_insert(step);
                    }
                    3 => proptest::prop_assert_eq!(ours.get(&key), theirs.get(&key)),
                    _ => proptest::prop_assert_eq!(ours.insert(key, step), theirs.insert(key, step)),
                }
                proptest::prop_assert_eq!(ours.len(), theirs.len());
            }
            proptest::prop_assert!(ours.iter().eq(theirs.iter()));
            proptest::prop_assert!(ours.keys().rev().eq(theirs.keys().rev()));
            proptest::prop_assert_eq!(format!("{ours:?}"), format!("{theirs:?}"));
            proptest::prop_assert!(ours.into_iter().eq(theirs));
        }
    }

    #[test]
    fn growing_and_falling_keys_are_as_fast_as_any() {
        let up: Map<u32, u32> = (0..200_000).map(|key| (key, key)).collect();
        let down: Map<u32, u32> = (0..200_000).rev().map(|key| (key, key)).collect();
        assert!(up.len() == 200_000 && up == down && up.get(&199_999) == Some(&199_999));
    }
}
