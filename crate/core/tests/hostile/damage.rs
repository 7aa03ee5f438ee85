//! Archives that are cut or changed: whatever was lost is said, or nothing was.

use plimsoll_core::report::model::{Image, Report};
use plimsoll_image_builder::{Archive, Compression, Entry, Layer, Random, Shape};

use crate::outcome::{Outcome, outcome, scanned};

fn image() -> plimsoll_image_builder::Image {
    plimsoll_image_builder::Image::new()
        .tag("shop:1")
        .user("app")
        .env("MODE", "test")
        .layer(
            Layer::new()
                .file("etc/passwd", "root:x:0:0::/root:/bin/sh\napp:x:1000:1000::/:/bin/sh\n")
                .add(Entry::file("usr/bin/tool", vec![b'x'; 3000]).mode(0o4755))
                .created_by("ADD base"),
        )
        .layer(Layer::new().file("app/main", vec![b'y'; 1500]).whiteout("usr/bin/tool").created_by("RUN build"))
}

/// Nothing at all, a report that says what it lacks, or the whole: nothing else. Only the names may differ, since a
/// hybrid archive without its `manifest.json` is still a whole OCI archive, which spells them in full.
fn assert_whole_or_said(outcome: &Outcome, whole: &Outcome, what: &str) {
    if let (Ok(report), Ok(whole)) = (outcome, whole)
        && report.complete
    {
        let images = |report: &Report| {
            let images = report.targets.iter().map(|target| target.image.clone().unwrap());
            images.map(|image| Image { names: Vec::new(), ..image }).collect::<Vec<_>>()
        };
        assert_eq!(images(report), images(whole), "{what}: looks complete and is not");
    }
}

#[test]
fn an_archive_cut_anywhere_never_looks_whole_when_it_is_not() {
    for shape in [Shape::DockerArchive, Shape::DockerHybrid, Shape::Oci, Shape::Skopeo, Shape::DockerV1] {
        let bytes = Archive::new(shape).image(image()).build();
        let whole = outcome(&bytes);
        assert!(whole.as_ref().unwrap().complete || shape == Shape::DockerV1, "{shape:?}");
        let mut random = Random::named(b"cut");
        let places = (0..bytes.len() / 512).map(|block| block * 512).collect::<Vec<_>>();
        let others = (0..60).map(|_| random.below(bytes.len())).collect::<Vec<_>>();
        for place in places.into_iter().chain(others) {
            assert_whole_or_said(&outcome(&bytes[..place]), &whole, &format!("{shape:?} cut at {place}"));
        }
    }
}

#[test]
fn a_compressed_archive_cut_anywhere_never_looks_whole() {
    for compression in [Compression::Gzip, Compression::Zstd] {
        let bytes = Archive::new(Shape::DockerArchive).image(image()).outer(compression).build();
        assert!(outcome(&bytes).unwrap().complete);
        for place in 0..bytes.len() {
            let cut = outcome(&bytes[..place]);
            assert!(cut.is_err() || !cut.unwrap().complete, "{compression:?} cut at {place}");
        }
    }
}

#[test]
fn a_changed_byte_is_an_error_a_gap_a_mismatch_or_without_effect() {
    for (shape, unsigned) in [
        (Shape::Oci, &["index.json", "oci-layout"][..]),
        (Shape::DockerArchive, &["manifest.json", "repositories"][..]),
    ] {
        let archive = Archive::new(shape).image(image());
        let bytes = archive.build();
        let whole = outcome(&bytes);
        // What no digest covers: documents at the root, and the files of old Docker beside each layer.
        let files = archive.files();
        let uncovered: Vec<std::ops::Range<usize>> = files
            .iter()
            .filter(|(path, _)| {
                unsigned.contains(&path.as_str()) || path.ends_with("/json") || path.ends_with("/VERSION")
            })
            .flat_map(|(_, body)| {
                let starts = bytes.windows(body.len()).enumerate().filter(|(_, window)| window == body);
                starts.map(|(start, _)| start..start + body.len()).collect::<Vec<_>>()
            })
            .collect();
        let mut random = Random::named(b"change");
        for _ in 0..400 {
            let place = random.below(bytes.len());
            if uncovered.iter().any(|range| range.contains(&place)) {
                continue;
            }
            let mut changed = bytes.clone();
            changed[place] ^= 1 << random.below(8);
            let scanned = scanned(&changed);
            if scanned.as_ref().is_ok_and(|scanned| !scanned.mismatches.is_empty()) {
                continue;
            }
            let outcome = crate::outcome::reported(scanned);
            assert_whole_or_said(&outcome, &whole, &format!("{shape:?} changed at {place}"));
        }
    }
}
