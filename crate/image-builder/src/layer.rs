//! One layer: a tar, how it is stored, the history line that goes with it, and the lies told about it.

use crate::{Compression, Entry, TarBuilder, sha256};

#[derive(Debug, Clone)]
enum Contents {
    Tar(TarBuilder),
    Bytes(Vec<u8>),
}

/// A layer of an image.
#[derive(Debug, Clone)]
pub struct Layer {
    contents: Contents,
    stored: Option<Vec<u8>>,
    compression: Option<Compression>,
    pub(crate) created_by: Option<String>,
    pub(crate) comment: Option<String>,
    pub(crate) media_type: Option<String>,
    pub(crate) urls: Vec<String>,
    pub(crate) wrong_digest: bool,
    pub(crate) wrong_size: bool,
    pub(crate) wrong_diff_id: bool,
    pub(crate) missing: bool,
}

impl Default for Layer {
    fn default() -> Self {
        Self::new()
    }
}

impl Layer {
    /// An empty layer with no history line, stored as the archive's tool would.
    #[must_use]
    pub fn new() -> Self {
        Self::from_tar(TarBuilder::new())
    }

    /// A layer of a tar that was built elsewhere.
    #[must_use]
    pub fn from_tar(tar: TarBuilder) -> Self {
        Self::of(Contents::Tar(tar))
    }

    /// A layer of any bytes, a tar or not.
    pub fn from_bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self::of(Contents::Bytes(bytes.into()))
    }

    fn of(contents: Contents) -> Self {
        Self {
            contents,
            stored: None,
            compression: None,
            created_by: None,
            comment: None,
            media_type: None,
            urls: Vec::new(),
            wrong_digest: false,
            wrong_size: false,
            wrong_diff_id: false,
            missing: false,
        }
    }

    /// Appends an entry.
    ///
    /// # Panics
    /// If the layer was made by [`Layer::from_bytes`].
    #[must_use]
    #[allow(clippy::should_implement_trait)]
    pub fn add(mut self, entry: Entry) -> Self {
        self.push(entry);
        self
    }

    /// Appends an entry, for loops. Panics as [`Layer::add`].
    pub fn push(&mut self, entry: Entry) {
        match &mut self.contents {
            Contents::Tar(tar) => tar.push(entry),
            Contents::Bytes(_) => panic!("a layer made from bytes takes no entries"),
        }
    }

    /// Appends several entries. Panics as [`Layer::add`].
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

    /// [`Entry::whiteout`].
    #[must_use]
    pub fn whiteout(self, path: impl AsRef<[u8]>) -> Self {
        self.add(Entry::whiteout(path))
    }

    /// [`Entry::opaque`].
    #[must_use]
    pub fn opaque(self, directory: impl AsRef<[u8]>) -> Self {
        self.add(Entry::opaque(directory))
    }

    /// How the blob is stored; without it as the archive's tool would. `docker save` before version 29 stores plain
    /// tars; the others gzip.
    #[must_use]
    pub fn compression(mut self, compression: Compression) -> Self {
        self.compression = Some(compression);
        self
    }

    /// The blob exactly so (multi-member gzip, junk); the diff ID stays that of [`Layer::tar`].
    #[must_use]
    pub fn stored_as(mut self, blob: impl Into<Vec<u8>>) -> Self {
        self.stored = Some(blob.into());
        self
    }

    /// The history line.
    #[must_use]
    pub fn created_by(mut self, command: impl Into<String>) -> Self {
        self.created_by = Some(command.into());
        self
    }

    /// The comment of the history line; BuildKit's is `buildkit.dockerfile.v0`.
    #[must_use]
    pub fn comment(mut self, comment: impl Into<String>) -> Self {
        self.comment = Some(comment.into());
        self
    }

    /// Another media type than the compression's.
    #[must_use]
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// A foreign (non-distributable) layer: a descriptor with a URL, and no blob.
    #[must_use]
    pub fn foreign(mut self, url: impl Into<String>) -> Self {
        self.urls.push(url.into());
        self.missing = true;
        self
    }

    /// The blob is left out of the archive.
    #[must_use]
    pub fn missing(mut self) -> Self {
        self.missing = true;
        self
    }

    /// The manifest's digest, and with it the blob's file name, is not that of the blob. Shapes that name layers by
    /// an identity of their own (`docker save` before version 25) have nowhere to tell this lie.
    #[must_use]
    pub fn wrong_digest(mut self) -> Self {
        self.wrong_digest = true;
        self
    }

    /// The manifest's size is one more than the blob's. Shapes whose manifest has no sizes cannot tell this lie.
    #[must_use]
    pub fn wrong_size(mut self) -> Self {
        self.wrong_size = true;
        self
    }

    /// The config's diff ID is not that of the tar.
    #[must_use]
    pub fn wrong_diff_id(mut self) -> Self {
        self.wrong_diff_id = true;
        self
    }

    /// The uncompressed bytes.
    #[must_use]
    pub fn tar(&self) -> Vec<u8> {
        match &self.contents {
            Contents::Tar(tar) => tar.build(),
            Contents::Bytes(bytes) => bytes.clone(),
        }
    }

    /// The true diff ID, with `sha256:`.
    #[must_use]
    pub fn diff_id(&self) -> String {
        format!("sha256:{}", sha256(&self.tar()))
    }

    /// The bytes as stored, where the tool's own way would be `usual`.
    #[must_use]
    pub fn blob(&self, usual: Compression) -> Vec<u8> {
        self.stored_from(self.tar(), usual)
    }

    /// The same from the tar, which then need not be made twice.
    pub(crate) fn stored_from(&self, tar: Vec<u8>, usual: Compression) -> Vec<u8> {
        match (&self.stored, self.compression.unwrap_or(usual)) {
            (Some(stored), _) => stored.clone(),
            (None, Compression::None) => tar,
            (None, compression) => compression.compress(&tar),
        }
    }
}
