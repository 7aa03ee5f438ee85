//! Keeps what decoders say, in a form that tests compare.

use crate::archive::{
    ArchiveError, ArchiveErrorKind, DecompressLimits, Decompressed, Decompressor, Engine, TarEnd, TarEntry, TarKind,
    TarReader, TarVisitor,
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) path: String,
    pub(super) link: String,
    pub(super) kind: TarKind,
    pub(super) mode: u32,
    pub(super) uid: u64,
    pub(super) gid: u64,
    pub(super) mtime: i64,
    pub(super) size: u64,
    pub(super) stored: u64,
    pub(super) device: (u32, u32),
    pub(super) user: String,
    pub(super) group: String,
    pub(super) xattrs: Vec<(Vec<u8>, Vec<u8>)>,
    pub(super) header_offset: u64,
    pub(super) body_offset: u64,
    pub(super) size_disagrees: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Event {
    Entry(Box<Entry>),
    Body(Vec<u8>),
    Hole(u64),
    End,
    Damaged(ArchiveErrorKind, u64, String),
}

/// Pieces of a body that follow each other are joined.
#[derive(Default)]
pub(super) struct Recorder {
    pub(super) events: Vec<Event>,
}

impl TarVisitor for Recorder {
    fn entry(&mut self, entry: &TarEntry<'_>) {
        let shown = |bytes: &[u8]| crate::text::escaped_bytes(bytes);
        self.events.push(Event::Entry(Box::new(Entry {
            path: shown(entry.path),
            link: shown(entry.link),
            kind: entry.kind,
            mode: entry.mode,
            uid: entry.uid,
            gid: entry.gid,
            mtime: entry.mtime,
            size: entry.size,
            stored: entry.stored,
            device: entry.device,
            user: shown(entry.user),
            group: shown(entry.group),
            xattrs: entry.xattrs.to_vec(),
            header_offset: entry.header_offset,
            body_offset: entry.body_offset,
            size_disagrees: entry.size_disagrees,
        })));
    }

    fn body(&mut self, data: &[u8]) {
        assert!(!data.is_empty(), "an empty piece says nothing");
        match self.events.last_mut() {
            Some(Event::Body(body)) => body.extend_from_slice(data),
            _ => self.events.push(Event::Body(data.to_vec())),
        }
    }

    fn hole(&mut self, length: u64) {
        assert!(!matches!(self.events.last(), Some(Event::Hole(_))), "two holes without data between");
        self.events.push(Event::Hole(length));
    }

    fn end_entry(&mut self) {
        self.events.push(Event::End);
    }

    fn damaged(&mut self, error: &ArchiveError) {
        self.events.push(Event::Damaged(error.kind, error.offset, error.what.clone()));
    }
}

/// What came of an archive that was fed whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) events: Vec<Event>,
    pub(super) end: Result<TarEnd, ArchiveError>,
}

impl Reading {
    pub(super) fn entries(&self) -> Vec<&Entry> {
        self.events
            .iter()
            .filter_map(|event| if let Event::Entry(entry) = event { Some(&**entry) } else { None })
            .collect()
    }

    pub(super) fn paths(&self) -> Vec<&str> {
        self.entries().iter().map(|entry| entry.path.as_str()).collect()
    }

    pub(super) fn damages(&self) -> Vec<(ArchiveErrorKind, u64)> {
        self.events
            .iter()
            .filter_map(|event| if let Event::Damaged(kind, offset, _) = event { Some((*kind, *offset)) } else { None })
            .collect()
    }

    /// Data and holes of the entry of that path, holes as zeros.
    pub(super) fn content(&self, path: &str) -> Vec<u8> {
        let mut content = Vec::new();
        let mut inside = false;
        for event in &self.events {
            match event {
                Event::Entry(entry) => inside = entry.path == path,
                Event::Body(body) if inside => content.extend_from_slice(body),
                Event::Hole(length) if inside => content.resize(content.len() + usize::try_from(*length).unwrap(), 0),
                _ => {}
            }
        }
        content
    }

    /// The end, of an archive that must be readable.
    pub(super) fn whole(&self) -> TarEnd {
        assert_eq!(self.damages(), [], "{:?}", self.events);
        self.end.clone().unwrap()
    }
}

pub(super) fn read_tar(bytes: &[u8]) -> Reading {
    read_tar_pieces(std::iter::once(bytes))
}

pub(super) fn read_tar_pieces<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> Reading {
    let mut reader = TarReader::new();
    let mut recorder = Recorder::default();
    let mut fed = Ok(());
    for piece in pieces {
        fed = reader.feed(piece, &mut recorder);
        if fed.is_err() {
            break;
        }
    }
    let end = reader.finish(&mut recorder);
    if let Err(error) = &fed {
        assert_eq!(end.as_ref().err(), Some(error), "a failed reader says so again");
    }
    Reading { events: recorder.events, end }
}

/// The output so far, and the end.
pub(super) type Inflated = (Vec<u8>, Result<Decompressed, ArchiveError>);

pub(super) fn decompress(bytes: &[u8]) -> Inflated {
    decompress_pieces(std::iter::once(bytes), DecompressLimits::default(), Engine::default())
}

pub(super) fn decompress_pieces<'a>(
    pieces: impl Iterator<Item = &'a [u8]>,
    limits: DecompressLimits,
    engine: Engine,
) -> Inflated {
    let mut output = Vec::new();
    let mut decompressor = Decompressor::with_engine(limits, engine);
    let mut out = |data: &[u8]| {
        assert!(!data.is_empty() && data.len() <= crate::archive::OUTPUT_BYTES);
        output.extend_from_slice(data);
    };
    let mut failed = None;
    for piece in pieces {
        if let Err(error) = decompressor.feed(piece, &mut out) {
            failed = Some(error);
            break;
        }
    }
    let end = decompressor.finish(&mut out);
    if let Some(error) = failed {
        assert_eq!(end, Err(error), "a failed decompressor says so again");
    }
    if let Ok(end) = &end {
        assert_eq!(end.bytes_out, output.len() as u64);
    }
    (output, end)
}
