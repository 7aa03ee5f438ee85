//! Any bytes behind a zstd magic number decode or are refused, the same in one piece or in many.

use plimsoll_core::archive::Engine;

use crate::gzip_members::{assert_agree, inflated};
use crate::pieces;

/// See the module.
pub fn holds(data: &[u8]) {
    const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
    for data in [data, &[&MAGIC[..], data].concat()] {
        assert_agree(&inflated([data], Engine::default()), &inflated(pieces(data, 2), Engine::default()), "pieces");
    }
}
