//! Tests of the whole crate, read back with the `tar` crate where the bytes are legal.

mod archives;
mod layouts;
mod recipes;
mod tars;

use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Read as _;

/// A tar's entries by name as the `tar` crate reads them: type flag, body, link.
fn read(bytes: &[u8]) -> BTreeMap<String, (u8, Vec<u8>, String)> {
    let mut members = BTreeMap::new();
    let mut archive = ::tar::Archive::new(bytes);
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let link = String::from_utf8_lossy(&entry.link_name_bytes().unwrap_or_default()).into_owned();
        let flag = entry.header().entry_type().as_byte();
        let mut body = Vec::new();
        entry.read_to_end(&mut body).unwrap();
        assert!(members.insert(path.clone(), (flag, body, link)).is_none(), "{path} is there twice");
    }
    members
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap()
}

/// The hex of a digest.
fn hex(digest: &Value) -> &str {
    digest.as_str().unwrap().strip_prefix("sha256:").unwrap()
}
