//! Numbers in an order that a comparison knows: blocks of a bounded size, each a sorted list. Knows nothing of what the
//! numbers stand for.

use std::cmp::Ordering;

/// Numbers in a block at most. Inserting moves half a block on average, which is less than the search costs; a million
/// numbers have a few thousand blocks.
const BLOCK: usize = 512;

/// Where a number is, or where it would be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    block: usize,
    at: usize,
}

/// The numbers, least first. The first block stands by itself, since most orders have no other; no further one is empty.
#[derive(Debug, Clone, Default)]
pub(super) struct Order {
    first: Vec<u32>,
    further: Vec<Vec<u32>>,
}

impl Order {
    /// The number that compares as equal, or the spot where one would be inserted. `compare` says how a number stands to
    /// what is looked for.
    pub(super) fn search(&self, compare: &dyn Fn(u32) -> Ordering) -> Result<u32, Spot> {
        // The last block that does not begin behind what is looked for.
        let begins_before = |block: &Vec<u32>| block.first().is_some_and(|first| compare(*first) != Ordering::Greater);
        let block = self.further.partition_point(begins_before);
        let numbers = self.block(block);
        match numbers.binary_search_by(|number| compare(*number)) {
            Ok(at) => numbers.get(at).copied().ok_or(Spot { block, at }),
            Err(at) => Err(Spot { block, at }),
        }
    }

    /// Puts a number at a spot that [`Order::search`] gave, with nothing inserted since.
    pub(super) fn insert(&mut self, spot: Spot, number: u32) {
        let further = spot.block.checked_sub(1).and_then(|before| self.further.get_mut(before));
        let block = further.unwrap_or(&mut self.first);
        block.insert(spot.at.min(block.len()), number);
        if block.len() > BLOCK {
            // A run of growing keys leaves full blocks behind it, not half full ones.
            let keep = if spot.at >= BLOCK { BLOCK } else { BLOCK / 2 };
            let behind = block.split_off(keep);
            self.further.insert(spot.block, behind);
        }
    }

    /// In order.
    pub(super) fn iter(&self) -> Iter<'_> {
        let behind = self.further.len().saturating_add(1);
        let further = self.further.iter().fold(0, |sum: usize, block| sum.saturating_add(block.len()));
        Iter { order: self, front: (0, 0), back: (behind, 0), left: self.first.len().saturating_add(further) }
    }

    fn block(&self, number: usize) -> &[u32] {
        let further = |before: usize| self.further.get(before).map(Vec::as_slice).unwrap_or_default();
        number.checked_sub(1).map_or(&self.first, further)
    }
}

/// The numbers of an [`Order`], least first: a plain type, since every map has it, and chains of adaptors would be
/// compiled anew for each.
pub(super) struct Iter<'o> {
    order: &'o Order,
    /// Block and place of the next number.
    front: (usize, usize),
    /// Block, and place behind the next number from the end; place 0 means the end of the block before.
    back: (usize, usize),
    left: usize,
}

impl Iterator for Iter<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        self.left = self.left.checked_sub(1)?;
        let (block, at) = self.front;
        let numbers = self.order.block(block);
        let next = at.saturating_add(1);
        self.front = if next < numbers.len() { (block, next) } else { (block.saturating_add(1), 0) };
        numbers.get(at).copied()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl DoubleEndedIterator for Iter<'_> {
    fn next_back(&mut self) -> Option<u32> {
        self.left = self.left.checked_sub(1)?;
        if self.back.1 == 0 {
            let block = self.back.0.checked_sub(1)?;
            self.back = (block, self.order.block(block).len());
        }
        self.back.1 = self.back.1.checked_sub(1)?;
        self.order.block(self.back.0).get(self.back.1).copied()
    }
}
