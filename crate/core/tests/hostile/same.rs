//! The same bytes give the same report, byte for byte, however they come.

use plimsoll_core::analysis;
use plimsoll_core::image::scan::ScanOptions;
use plimsoll_core::report::{json, sarif};
use plimsoll_image_builder::{Archive, Shape, big::Big, sample};

use crate::outcome::{indexed, options, streamed};

#[test]
fn the_same_bytes_give_the_same_report_whatever_the_pieces_the_driver_and_the_run() {
    let big = Big { files: 300, bytes: 400_000, layers: 5, ..Big::default() };
    let both = Archive::new(Shape::Oci).image(sample::image()).image(big.image()).build();
    let mut known: Option<(String, String)> = None;
    for round in 0..6 {
        let scanned = match round % 2 {
            0 => indexed(&both).unwrap().unwrap(),
            _ => streamed(both.chunks([1000, 65_536, 7919][round / 2]), ScanOptions::default()).unwrap(),
        };
        // Hash tables are seeded anew in every thread.
        let written = std::thread::spawn(move || {
            let report = analysis::report(&scanned, &options());
            (json::write(&report), sarif::write(&[report]))
        });
        let written = written.join().unwrap();
        assert!(written.0.len() > 10_000);
        assert!(known.as_ref().is_none_or(|known| *known == written), "round {round}");
        known = Some(written);
    }
}
