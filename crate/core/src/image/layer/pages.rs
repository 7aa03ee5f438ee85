//! Storage that grows by fixed pages: adding never copies what is there, so that memory is what the entries need and
//! not the double of it at the moment of growth (wasm memory never shrinks again).

/// A list in pages. Only the first page grows by doubling, so that a layer of three files stays small.
#[derive(Debug, Clone)]
pub(crate) struct Pages<T> {
    pages: Vec<Vec<T>>,
    length: usize,
}

/// Items in a page: small enough that the unused end of the last one does not matter.
const PAGE_ITEMS: usize = 1024;

impl<T> Default for Pages<T> {
    fn default() -> Self {
        Self { pages: Vec::new(), length: 0 }
    }
}

impl<T> Pages<T> {
    pub(crate) fn push(&mut self, item: T) {
        self.length = self.length.saturating_add(1);
        match self.pages.last_mut() {
            Some(page) if page.len() < PAGE_ITEMS => page.push(item),
            last => {
                let mut page = if last.is_some() { Vec::with_capacity(PAGE_ITEMS) } else { Vec::new() };
                page.push(item);
                self.pages.push(page);
            }
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.length
    }

    pub(crate) fn get(&self, index: usize) -> Option<&T> {
        self.pages.get(index / PAGE_ITEMS)?.get(index % PAGE_ITEMS)
    }

    pub(crate) fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        self.pages.get_mut(index / PAGE_ITEMS)?.get_mut(index % PAGE_ITEMS)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.pages.iter().flatten()
    }

    /// Gives back the unused end of the last page.
    pub(crate) fn shrink(&mut self) {
        if let Some(page) = self.pages.last_mut() {
            page.shrink_to_fit();
        }
    }
}

/// Bytes of names, one after another in pages. A piece never crosses a page, so it can be lent as one slice.
#[derive(Debug, Clone, Default)]
pub(crate) struct ByteArena {
    pages: Vec<Vec<u8>>,
}

/// A page of names. Must hold the longest piece, and be a power of two for the addresses.
const PAGE_BYTES: usize = 1 << PAGE_SHIFT;
const PAGE_SHIFT: u32 = 16;

impl ByteArena {
    /// Adds the pieces as one and returns its address; `None` if it is longer than a page or the arena is full (4 GiB).
    pub(crate) fn push(&mut self, pieces: &[&[u8]]) -> Option<u32> {
        let length = pieces.iter().fold(0_usize, |sum, piece| sum.saturating_add(piece.len()));
        if length > PAGE_BYTES {
            return None;
        }
        let fits = |page: &Vec<u8>| page.len().saturating_add(length) <= PAGE_BYTES;
        if !self.pages.last().is_some_and(fits) {
            let page = if self.pages.is_empty() { Vec::new() } else { Vec::with_capacity(PAGE_BYTES) };
            self.pages.push(page);
        }
        let number = u32::try_from(self.pages.len().checked_sub(1)?).ok()?;
        let page = self.pages.last_mut()?;
        let place = u32::try_from(page.len()).ok()?;
        // A page that is exactly full has no address for the empty piece after its end: the page's last byte does as
        // well, since an empty piece has no bytes to read.
        let place = place.min(u32::try_from(PAGE_BYTES).ok()?.checked_sub(1)?);
        let address = number.checked_mul(1 << PAGE_SHIFT)?.checked_add(place)?;
        for piece in pieces {
            page.extend_from_slice(piece);
        }
        Some(address)
    }

    /// The bytes at an address; empty if there are none.
    pub(crate) fn get(&self, address: u32, length: usize) -> &[u8] {
        let place = address as usize % PAGE_BYTES;
        let page = self.pages.get(address as usize / PAGE_BYTES);
        page.and_then(|page| page.get(place..place.checked_add(length)?)).unwrap_or_default()
    }

    /// Bytes taken, the unused ends of pages included.
    pub(crate) fn bytes(&self) -> usize {
        self.pages.iter().fold(0, |sum, page| sum.saturating_add(page.capacity()))
    }

    /// Gives back the unused end of the last page.
    pub(crate) fn shrink(&mut self) {
        if let Some(page) = self.pages.last_mut() {
            page.shrink_to_fit();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_found_again_across_pages() {
        let mut pages = Pages::default();
        for number in 0..3000_usize {
            pages.push(number);
        }
        assert_eq!(pages.len(), 3000);
        assert_eq!(pages.get(2999), Some(&2999));
        assert_eq!(pages.get(3000), None);
        assert!(pages.iter().copied().eq(0..3000));
    }

    #[test]
    fn pieces_are_found_again_across_pages_and_full_pages() {
        let mut arena = ByteArena::default();
        let lengths = [PAGE_BYTES, 0, 1, PAGE_BYTES - 1, 0, 4096, PAGE_BYTES - 4096, 1, 0];
        let places: Vec<_> = lengths
            .iter()
            .enumerate()
            .map(|(number, &length)| (arena.push(&[&vec![number as u8; length]]).unwrap(), number, length))
            .collect();
        for (address, number, length) in places {
            assert_eq!(arena.get(address, length), vec![number as u8; length]);
        }
        assert_eq!(arena.push(&[&[0; PAGE_BYTES], b"x"]), None);
        assert_eq!(arena.get(u32::MAX, 1), b"");
    }
}
