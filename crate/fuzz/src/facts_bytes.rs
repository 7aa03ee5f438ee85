//! Any bytes given as stored layer facts are refused, or are facts that can be stored again and merged.

use plimsoll_core::image::layer::LayerFacts;

const SIGNATURE: &[u8] = b"plimsoll layer facts 1\n";

/// See the module.
pub fn holds(data: &[u8]) {
    for data in [data, &[SIGNATURE, data].concat()] {
        let Ok(facts) = LayerFacts::from_bytes(data) else { continue };
        assert_eq!(LayerFacts::from_bytes(&facts.to_bytes()).as_ref(), Ok(&facts));
        crate::layer_scan::merged(&facts);
    }
}
