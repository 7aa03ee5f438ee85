//! Any bytes as an rpm database in each store: work and results stay in proportion to the bytes.

use crate::packages_text::Counted;
use plimsoll_core::packages::{Store, rpm};

/// See the module.
pub fn holds(data: &[u8]) {
    for store in [Store::RpmSqlite, Store::RpmNdb, Store::RpmBerkeley] {
        let mut counted = Counted::default();
        rpm::database(store, data, &mut counted);
        assert!(counted.packages <= data.len() / 8, "{counted:?} of {} bytes", data.len());
        assert!(counted.files <= data.len(), "{counted:?} of {} bytes", data.len());
    }
}
