//! A first look at a name: whether it can be one of a set of names, from its length, first and last byte. Rules and the
//! search for secrets ask of every word whether it is one of hundreds of programs; nearly always it is none.

/// The names seen, as bits. Forgets nothing, so [`NameFilter::may_have`] is never wrong when it says no.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct NameFilter([u64; 16]);

impl NameFilter {
    pub(crate) fn add(&mut self, name: &str) {
        let (slot, bit) = place(name.as_bytes());
        if let Some(slot) = self.0.get_mut(slot) {
            *slot |= bit;
        }
    }

    #[inline]
    pub(crate) fn may_have(&self, name: &[u8]) -> bool {
        let (slot, bit) = place(name);
        self.0.get(slot).is_some_and(|slot| slot & bit != 0)
    }
}

/// Slot and bit of a name.
#[inline]
fn place(name: &[u8]) -> (usize, u64) {
    let (first, last) = (name.first().copied().unwrap_or(0), name.last().copied().unwrap_or(0));
    let mixed =
        u64::from(first).wrapping_mul(31).wrapping_add(u64::from(last).wrapping_mul(7)).wrapping_add(name.len() as u64);
    (((mixed >> 6) & 15) as usize, 1_u64.wrapping_shl((mixed & 63) as u32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_found_and_most_else_is_not() {
        let mut filter = NameFilter::default();
        for name in ["curl", "apt-get", "", "ß"] {
            filter.add(name);
            assert!(filter.may_have(name.as_bytes()), "{name}");
        }
        assert!(!filter.may_have(b"wget") && !filter.may_have(b"c"));
    }
}
