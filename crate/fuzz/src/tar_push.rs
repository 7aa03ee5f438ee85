//! A tar gives the same events however it is divided into pieces, and whether bodies are read or skipped.

use plimsoll_core::archive::{ArchiveError, TarEnd, TarEntry, TarReader, TarVisitor};

use crate::{pieces, repair};

#[derive(Debug, PartialEq, Default)]
struct Events {
    lines: Vec<String>,
    /// Of the entry at hand, its bytes without regard to pieces; when skipping, not looked at.
    body: Option<Vec<u8>>,
    /// Entries and damage alone.
    outline: Vec<String>,
}

impl TarVisitor for Events {
    fn entry(&mut self, entry: &TarEntry<'_>) {
        self.lines.push(format!("{entry:?}"));
        self.outline.push(format!("{entry:?}"));
        self.body = Some(Vec::new());
    }

    fn body(&mut self, data: &[u8]) {
        assert!(!data.is_empty());
        self.body.as_mut().expect("a body has an entry").extend_from_slice(data);
    }

    fn hole(&mut self, length: u64) {
        self.flush();
        self.lines.push(format!("hole {length}"));
    }

    fn end_entry(&mut self) {
        self.flush();
        self.body = None;
        self.lines.push("end".to_owned());
    }

    fn damaged(&mut self, error: &ArchiveError) {
        self.lines.push(format!("{error:?}"));
        self.outline.push(format!("{error:?}"));
    }
}

impl Events {
    fn flush(&mut self) {
        if let Some(body) = self.body.as_mut().filter(|body| !body.is_empty()) {
            self.lines.push(format!("{body:?}"));
            body.clear();
        }
    }
}

fn read<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (Events, Result<TarEnd, ArchiveError>) {
    let (mut reader, mut events) = (TarReader::new(), Events::default());
    for piece in pieces {
        if reader.feed(piece, &mut events).is_err() {
            break;
        }
    }
    let end = reader.finish(&mut events);
    events.flush();
    (events, end)
}

/// As a host that seeks does it: a window is fed, then all that can be skipped within the file is.
fn seek(data: &[u8]) -> (Events, Result<TarEnd, ArchiveError>) {
    let (mut reader, mut events) = (TarReader::new(), Events::default());
    let mut at = 0;
    while at < data.len() {
        let piece = &data[at..data.len().min(at + 512)];
        if reader.feed(piece, &mut events).is_err() {
            break;
        }
        at += piece.len();
        let skip = reader.skippable().min((data.len() - at) as u64);
        reader.skip(skip);
        at += skip as usize;
        assert_eq!(reader.offset(), at as u64);
    }
    let end = reader.finish(&mut events);
    (events, end)
}

/// See the module.
pub fn holds(data: &[u8]) {
    let mut repaired = data.to_vec();
    repair::checksums(&mut repaired);
    for data in [data, &repaired] {
        let whole = read([data]);
        assert_eq!(whole, read(pieces(data, 3)));
        let (events, end) = seek(data);
        assert_eq!((whole.0.outline, whole.1), (events.outline, end));
    }
}
