//! Both drivers say the same of any archive, in any pieces.

use crate::{drive, pieces, repair};

/// See the module.
pub fn holds(data: &[u8]) {
    let mut repaired = data.to_vec();
    repair::checksums(&mut repaired);
    for data in [data, &repaired] {
        let streamed = drive::stream([data]);
        assert_eq!(streamed, drive::stream(pieces(data, 5)));
        if let Some(indexed) = drive::indexed(data) {
            assert_eq!(streamed, indexed);
        }
    }
}
