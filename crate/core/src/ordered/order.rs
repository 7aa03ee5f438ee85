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

/// The numbers, least first. No block is empty.
#[derive(Debug, Clone, Default)]
pub(super) struct Order {
    blocks: Vec<Vec<u32>>,
}

impl Order {
    /// The number that compares as equal, or the spot where one would be inserted. `compare` says how a number stands to
    /// what is looked for.
    pub(super) fn search(&self, compare: &dyn Fn(u32) -> Ordering) -> Result<u32, Spot> {
        // The last block that does not begin behind what is looked for.
        let begins_before = |block: &Vec<u32>| block.first().is_some_and(|first| compare(*first) != Ordering::Greater);
        let block = self.blocks.partition_point(begins_before).saturating_sub(1);
        let numbers = self.blocks.get(block).map(Vec::as_slice).unwrap_or_default();
        match numbers.binary_search_by(|number| compare(*number)) {
            Ok(at) => numbers.get(at).copied().ok_or(Spot { block, at }),
            Err(at) => Err(Spot { block, at }),
        }
    }

    /// Puts a number at a spot that [`Order::search`] gave, with nothing inserted since.
    pub(super) fn insert(&mut self, spot: Spot, number: u32) {
        let Some(block) = self.blocks.get_mut(spot.block) else {
            self.blocks.push(vec![number]);
            return;
        };
        block.insert(spot.at.min(block.len()), number);
        if block.len() > BLOCK {
            // A run of growing keys leaves full blocks behind it, not half full ones.
            let keep = if spot.at >= BLOCK { BLOCK } else { BLOCK / 2 };
            let behind = block.split_off(keep);
            self.blocks.insert(spot.block.saturating_add(1), behind);
        }
    }

    /// In order.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = u32> {
        self.blocks.iter().flatten().copied()
    }
}
