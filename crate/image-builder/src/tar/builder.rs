//! A whole tar: entries, global headers, raw bytes and the end.

use super::write::write_special;
use super::{BLOCK, Entry, HeaderStyle, pax};

/// How a tar ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Two blocks of zeros, as POSIX wants.
    TwoBlocks,
    /// One block of zeros.
    OneBlock,
    /// Nothing at all.
    Nothing,
    /// Two blocks, then zeros up to a record of 10 KiB, as GNU tar does.
    Record,
}

#[derive(Debug, Clone)]
enum Part {
    Entry(Box<Entry>),
    Raw(Vec<u8>),
}

/// Builds a tar; the same calls give the same bytes.
#[derive(Debug, Clone)]
pub struct TarBuilder {
    style: HeaderStyle,
    parts: Vec<Part>,
    end: End,
    trailing: Vec<u8>,
}

impl Default for TarBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl TarBuilder {
    /// An empty tar in PAX style with a proper end.
    #[must_use]
    pub const fn new() -> Self {
        Self { style: HeaderStyle::Pax, parts: Vec::new(), end: End::TwoBlocks, trailing: Vec::new() }
    }

    /// The style of all entries that have none of their own.
    #[must_use]
    pub fn style(mut self, style: HeaderStyle) -> Self {
        self.style = style;
        self
    }

    /// Appends an entry.
    #[must_use]
    #[allow(clippy::should_implement_trait)]
    pub fn add(mut self, entry: Entry) -> Self {
        self.push(entry);
        self
    }

    /// Appends an entry, for loops.
    pub fn push(&mut self, entry: Entry) {
        self.parts.push(Part::Entry(Box::new(entry)));
    }

    /// Appends several entries.
    #[must_use]
    pub fn entries(mut self, entries: impl IntoIterator<Item = Entry>) -> Self {
        entries.into_iter().for_each(|entry| self.push(entry));
        self
    }

    /// [`Entry::file`].
    #[must_use]
    pub fn file(self, path: impl AsRef<[u8]>, body: impl Into<Vec<u8>>) -> Self {
        self.add(Entry::file(path, body))
    }

    /// [`Entry::directory`].
    #[must_use]
    pub fn directory(self, path: impl AsRef<[u8]>) -> Self {
        self.add(Entry::directory(path))
    }

    /// [`Entry::symlink`].
    #[must_use]
    pub fn symlink(self, path: impl AsRef<[u8]>, target: impl AsRef<[u8]>) -> Self {
        self.add(Entry::symlink(path, target))
    }

    /// [`Entry::hardlink`].
    #[must_use]
    pub fn hardlink(self, path: impl AsRef<[u8]>, target: impl AsRef<[u8]>) -> Self {
        self.add(Entry::hardlink(path, target))
    }

    /// A PAX global header (`g`): records for all entries that follow.
    #[must_use]
    pub fn global<K: AsRef<[u8]>, V: AsRef<[u8]>>(self, records: impl IntoIterator<Item = (K, V)>) -> Self {
        let records: Vec<_> =
            records.into_iter().map(|(key, value)| (key.as_ref().to_vec(), value.as_ref().to_vec())).collect();
        let mut bytes = Vec::new();
        write_special(&mut bytes, HeaderStyle::Pax, b'g', b"pax_global_header", &pax::records(&records));
        self.raw(bytes)
    }

    /// Bytes as they are, between entries.
    #[must_use]
    pub fn raw(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.parts.push(Part::Raw(bytes.into()));
        self
    }

    /// Blocks of zeros between entries.
    #[must_use]
    pub fn zero_blocks(self, count: usize) -> Self {
        self.raw(vec![0; count * BLOCK])
    }

    /// How the tar ends.
    #[must_use]
    pub fn end(mut self, end: End) -> Self {
        self.end = end;
        self
    }

    /// Bytes after the end: junk, or another tar.
    #[must_use]
    pub fn trailing(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.trailing.extend_from_slice(bytes.as_ref());
        self
    }

    /// Another whole tar after the end of this one, as `cat a.tar b.tar` makes.
    #[must_use]
    pub fn concatenated(self, other: &Self) -> Self {
        self.trailing(other.build())
    }

    /// The bytes.
    ///
    /// # Panics
    /// If a path or a link is longer than the style of its entry can hold.
    #[must_use]
    pub fn build(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for part in &self.parts {
            match part {
                Part::Entry(entry) => entry.write(&mut out, self.style),
                Part::Raw(bytes) => out.extend_from_slice(bytes),
            }
        }
        match self.end {
            End::Nothing => {}
            End::OneBlock => out.resize(out.len() + BLOCK, 0),
            End::TwoBlocks => out.resize(out.len() + 2 * BLOCK, 0),
            End::Record => out.resize((out.len() + 2 * BLOCK).next_multiple_of(20 * BLOCK), 0),
        }
        out.extend_from_slice(&self.trailing);
        out
    }
}
