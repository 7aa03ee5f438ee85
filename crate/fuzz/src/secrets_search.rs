//! A search of bodies in pieces finds what a search of the whole finds, and what the layer scan keeps of it is a mask.

use plimsoll_core::secrets::{self, Search};

use crate::pieces;

/// See the module.
pub fn holds(data: &[u8]) {
    let whole: Vec<_> = secrets::find(data).into_iter().map(|hit| (hit.kind.id, hit.start as u64, hit.line)).collect();
    let mut search = Search::default();
    for seed in [1, 3, 7] {
        let mut found = Vec::new();
        search.start();
        for piece in pieces(data, seed) {
            search.feed(piece, &mut |spotted| found.push((spotted.kind.id, spotted.start, spotted.line)));
        }
        search.end(&mut |spotted| {
            assert!(secrets::is_mask(&secrets::mask(&String::from_utf8_lossy(spotted.secret))));
            found.push((spotted.kind.id, spotted.start, spotted.line));
        });
        assert_eq!(found, whole);
    }
}
