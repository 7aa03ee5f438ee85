//! The facts of a layer do not depend on its pieces, come back from their stored form as they were, and merge.

use plimsoll_core::image::layer::{LayerFacts, LayerOptions, LayerScan};
use plimsoll_core::image::rootfs::Rootfs;
use plimsoll_core::rules;

use crate::{pieces, repair};

fn scanned<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> LayerFacts {
    let wanted = rules::wanted();
    let mut scan = LayerScan::new(&wanted, LayerOptions { max_entries: 1000, ..LayerOptions::default() });
    pieces.into_iter().for_each(|piece| scan.feed(piece));
    scan.finish()
}

/// Merges facts, twice, and looks at everything.
pub(crate) fn merged(facts: &LayerFacts) {
    let layers = [Some(facts), None, Some(facts)];
    let rootfs = Rootfs::merge(&layers);
    let mut before: Option<Vec<u8>> = None;
    for node in rootfs.nodes() {
        assert!(before.as_deref().is_none_or(|before| before < node.path), "nodes are sorted");
        assert_eq!(rootfs.get(node.path).map(|found| found.path), Some(node.path));
        let _ = (rootfs.resolve(node.path), rootfs.body(node.path), rootfs.under(node.path).take(3).count());
        before = Some(node.path.to_vec());
    }
    let shown = rootfs.hidden().map(|hidden| hidden.bytes).fold(0_u64, u64::saturating_add);
    let _ = (shown, rootfs.layer_entries(0).count(), rootfs.layer_entries(2).count());
}

/// See the module.
pub fn holds(data: &[u8]) {
    let mut repaired = data.to_vec();
    repair::checksums(&mut repaired);
    for data in [data, &repaired] {
        let facts = scanned([data]);
        assert_eq!(facts, scanned(pieces(data, 4)));
        assert_eq!(facts.blob_size, data.len() as u64);
        assert!(facts.complete || !facts.gaps.is_empty(), "what is missing is said");
        for gap in &facts.gaps {
            assert!(!gap.what.is_empty() && !gap.action.is_empty());
        }
        assert_eq!(LayerFacts::from_bytes(&facts.to_bytes()).as_ref(), Ok(&facts));
        merged(&facts);
    }
}
