//! Memory of layer scans and of the merge, counted by the allocator: it grows with entries, at most 200 bytes for each,
//! paths included, and not with the bytes of files.

// Counting needs an allocator of our own, and that is an unsafe trait.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use plimsoll_core::image::layer::{LayerFacts, LayerOptions, LayerScan};
use plimsoll_core::image::rootfs::{LayerView, Rootfs};
use plimsoll_core::image::wanted::{Want, Wanted};
use plimsoll_image_builder::{Entry, TarBuilder};

struct Counting;

static NOW: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

fn grow(bytes: usize) {
    let now = NOW.fetch_add(bytes, Relaxed) + bytes;
    PEAK.fetch_max(now, Relaxed);
}

// SAFETY: every call goes to the system's allocator unchanged; counting touches no memory of the caller.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        grow(layout.size());
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        NOW.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // Both blocks may exist at once while bytes are copied.
        grow(size);
        NOW.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const ENTRIES: usize = 100_000;
const BYTES_PER_ENTRY: usize = 200;

/// Whatever the number of entries: inflate windows and output buffers, the pages that are open.
const FIXED_BYTES: usize = 1024 * 1024;

/// 61 bytes long; 200 to a directory, like `usr/share` of a distribution.
fn path(number: usize) -> String {
    format!("usr/share/doc/package-{:05}-of-many/examples/a-file-{:05}.txt", number / 200, number)
}

fn tar(numbers: impl Iterator<Item = usize>) -> Vec<u8> {
    TarBuilder::new().entries(numbers.map(|number| Entry::file(path(number), ""))).build()
}

/// The peak above what was there before, of scans of all blobs and the merge of all of them.
fn peak(blobs: &[Vec<u8>], shown: usize) -> usize {
    let wanted = Wanted::new([(Want::Path("etc/passwd"), 4096), (Want::Content(b"-----BEGIN"), 4096)]);
    let before = NOW.load(Relaxed);
    PEAK.store(before, Relaxed);
    let facts: Vec<LayerFacts> = blobs
        .iter()
        .map(|blob| {
            let mut scan = LayerScan::new(&wanted, LayerOptions::default());
            for piece in blob.chunks(64 * 1024) {
                scan.feed(piece);
            }
            scan.finish()
        })
        .collect();
    let views: Vec<LayerView<'_>> = facts.iter().map(Some).collect();
    let rootfs = Rootfs::merge(&views);
    assert_eq!(rootfs.nodes().filter(|node| node.mode.is_some()).count(), shown);
    PEAK.load(Relaxed) - before
}

#[test]
fn an_entry_costs_at_most_200_bytes_at_the_peak() {
    assert_eq!((path(0).len(), path(ENTRIES - 1).len()), (61, 61));

    let one = [tar(0..ENTRIES)];
    let bytes = peak(&one, ENTRIES);
    assert!(bytes <= ENTRIES * BYTES_PER_ENTRY + FIXED_BYTES, "one layer: {} bytes an entry", bytes / ENTRIES);

    // Ten layers that write the same files again and again, and new ones.
    let ten: Vec<_> = (0..10).map(|layer| tar((0..10_000).map(move |file| layer * 5_000 + file))).collect();
    let bytes_of_ten = peak(&ten, 55_000);
    assert!(
        bytes_of_ten <= ENTRIES * BYTES_PER_ENTRY + FIXED_BYTES,
        "ten layers: {} bytes an entry",
        bytes_of_ten / ENTRIES
    );

    // 100 MB of file bodies cost nothing.
    let body = vec![b'x'; 100_000_000];
    let large = [TarBuilder::new().file("large", body).build()];
    let bytes_of_large = peak(&large, 1);
    assert!(bytes_of_large <= FIXED_BYTES, "a large file: {bytes_of_large} bytes");

    // For people: cargo test -- --nocapture
    let shown = |bytes: usize| bytes as f64 / ENTRIES as f64;
    #[allow(clippy::print_stderr)]
    {
        eprintln!("bytes an entry: one layer {:.1}, ten layers {:.1}", shown(bytes), shown(bytes_of_ten));
        eprintln!("a file of 100 MB: {bytes_of_large} bytes");
    }
}
