//! A set in the order of its members.

use super::map::Map;
use std::borrow::Borrow;
use std::fmt;

/// Members, least first.
#[derive(Clone)]
pub(crate) struct Set<K>(Map<K, ()>);

impl<K: Ord> Set<K> {
    /// With nothing in it.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Whether it is new.
    pub(crate) fn insert(&mut self, member: K) -> bool {
        self.0.insert(member, ()).is_none()
    }

    /// Whether it is a member.
    pub(crate) fn contains<Q: Ord + ?Sized>(&self, member: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.0.contains_key(member)
    }

    /// Whether it was a member.
    pub(crate) fn remove<Q: Ord + ?Sized>(&mut self, member: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.0.remove(member).is_some()
    }

    /// Number of members.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no member.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Least first.
    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &K> {
        self.0.keys()
    }
}

impl<K> Default for Set<K> {
    fn default() -> Self {
        Self(Map::default())
    }
}

impl<K: Ord> Extend<K> for Set<K> {
    fn extend<I: IntoIterator<Item = K>>(&mut self, members: I) {
        for member in members {
            self.insert(member);
        }
    }
}

impl<K: Ord> FromIterator<K> for Set<K> {
    fn from_iter<I: IntoIterator<Item = K>>(members: I) -> Self {
        let mut set = Self::new();
        set.extend(members);
        set
    }
}

/// The members of a [`Set`], least first.
pub(crate) struct IntoIter<K>(<Map<K, ()> as IntoIterator>::IntoIter);

impl<K> Iterator for IntoIter<K> {
    type Item = K;

    fn next(&mut self) -> Option<K> {
        self.0.next().map(|(member, ())| member)
    }
}

impl<K> IntoIterator for Set<K> {
    type Item = K;
    type IntoIter = IntoIter<K>;

    fn into_iter(self) -> IntoIter<K> {
        IntoIter(self.0.into_iter())
    }
}

impl<'s, K: Ord> IntoIterator for &'s Set<K> {
    type Item = &'s K;
    type IntoIter = Box<dyn Iterator<Item = &'s K> + 's>;

    fn into_iter(self) -> Self::IntoIter {
        Box::new(self.iter())
    }
}

impl<K: Ord, const N: usize> From<[K; N]> for Set<K> {
    fn from(members: [K; N]) -> Self {
        members.into_iter().collect()
    }
}

impl<K: Ord> PartialEq for Set<K> {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl<K: Ord> Eq for Set<K> {}

impl<K: Ord + fmt::Debug> fmt::Debug for Set<K> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_stand_once_and_in_order() {
        let mut set: Set<&str> = ["b", "a", "b", "c"].into_iter().collect();
        assert!(!set.insert("a") && set.remove("b") && !set.remove("b") && !set.contains("b"));
        assert_eq!((set.len(), set.into_iter().collect::<Vec<_>>()), (2, vec!["a", "c"]));
    }
}
