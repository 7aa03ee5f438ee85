//! The bodies that were asked for, as far as limits let them be kept.

/// Bodies of declared files of one layer. Entries name them by index, see [`super::Entry::body`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bodies {
    pub(super) bodies: Vec<StoredBody>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct StoredBody {
    pub(super) entry: u32,
    pub(super) bytes: Vec<u8>,
    pub(super) complete: bool,
}

/// The kept beginning of a file, or all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Body<'a> {
    /// Index of the entry in its layer.
    pub entry: u32,
    /// Bytes of the file from its start; holes of sparse files are zeros.
    pub bytes: &'a [u8],
    /// Whether that is the whole file.
    pub complete: bool,
}

impl Bodies {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bodies.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bodies.is_empty()
    }

    /// Bytes of all of them.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bodies.iter().fold(0, |sum, body| sum.saturating_add(body.bytes.len() as u64))
    }

    /// The body with this index.
    #[must_use]
    pub fn get(&self, index: u32) -> Option<Body<'_>> {
        self.bodies.get(index as usize).map(StoredBody::view)
    }

    /// All bodies, in the order of the tar.
    pub fn iter(&self) -> impl Iterator<Item = Body<'_>> {
        self.bodies.iter().map(StoredBody::view)
    }
}

impl StoredBody {
    fn view(&self) -> Body<'_> {
        Body { entry: self.entry, bytes: &self.bytes, complete: self.complete }
    }
}
