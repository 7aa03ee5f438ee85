//! Any lines as the build history of an image: as many instructions as lines, with places inside the text.

use plimsoll_core::dockerfile::history;

/// See the module. Lines are divided by NUL, since one may hold line feeds.
pub fn holds(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let lines: Vec<&str> = text.split('\0').collect();
    let read = history::read(lines.iter().copied());
    assert_eq!(read.entries.len(), lines.len());
    assert_eq!(read.file.instructions.len(), lines.len());
    crate::dockerfile::assert_places(&read.file);
}
