//! Files of other sorts: each is named, and what to do with it is said.

use crate::outcome::{assert_refused, outcome, reported, streamed};
use plimsoll_core::image::scan::ScanOptions;
use plimsoll_image_builder::{Archive, Compression, Image, Layer, Shape, TarBuilder};

#[test]
fn files_of_other_sorts_are_named() {
    let padded = |head: &[u8]| [head, &[7; 2000]].concat();
    for (bytes, words) in [
        (padded(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "image"),
        (padded(b"\xff\xd8\xff\xe0\0\x10JFIF"), "image"),
        (padded(b"\x7fELF\x02\x01\x01"), "ELF"),
        (padded(b"PK\x03\x04\x14\0"), "zip"),
        (padded(b"%PDF-1.7\n"), "PDF"),
        (padded(b"\xfd7zXZ\0\0\x04"), "xz"),
        (padded(b"BZh91AY&SY"), "bzip2"),
        (padded(b"7z\xbc\xaf\x27\x1c"), "7"),
        (padded(b"\x04\x22\x4d\x18"), "lz4"),
        (padded(b"\x00\x01\x02\x03"), "unknown"),
        (b"just a few words\n".to_vec(), "text"),
        (b"FROM debian:12\nRUN true\n".to_vec(), "text"),
        (br#"{"schemaVersion":2}"#.to_vec(), "JSON"),
        (Vec::new(), "empty"),
    ] {
        let outcome = outcome(&bytes);
        let error = outcome.as_ref().unwrap_err();
        assert!(error.what.to_lowercase().contains(&words.to_lowercase()), "{words}: {error}");
    }
}

#[test]
fn compressed_files_of_other_sorts_are_named_as_what_they_are_inside() {
    for compression in [Compression::Gzip, Compression::Zstd] {
        assert_refused(&outcome(&compression.compress(b"a few words, compressed\n")), "text");
        assert_refused(&outcome(&compression.compress(b"")), "empty");
    }
}

#[test]
fn tars_that_are_no_image_archives_are_named() {
    let rootfs = TarBuilder::new()
        .file("etc/passwd", "root:x:0:0::/root:/bin/sh\n")
        .file("etc/os-release", "ID=debian\n")
        .file("bin/sh", "\x7fELF")
        .build();
    assert_refused(&outcome(&rootfs), "neither manifest.json");
    let chart = TarBuilder::new().file("shop/Chart.yaml", "name: shop\n").file("shop/values.yaml", "a: b\n").build();
    assert_refused(&outcome(&Compression::Gzip.compress(&chart)), "Helm");
    let npm = TarBuilder::new().file("package/package.json", "{\"name\":\"x\"}").file("package/index.js", "x").build();
    assert_refused(&outcome(&Compression::Gzip.compress(&npm)), "npm");
    // No member at all.
    assert!(outcome(&TarBuilder::new().build()).is_err());
    assert!(outcome(&[0; 512]).is_err());
}

#[test]
fn layers_of_other_sorts_are_named_and_the_report_is_not_complete() {
    for (blob, words) in [
        (b"\x89PNG\r\n\x1a\n0123456789".to_vec(), "image"),
        (b"\x7fELF\x02\x01\x01 and so on".to_vec(), "ELF"),
        (b"PK\x03\x04 and so on".to_vec(), "zip"),
        (b"\xfd7zXZ\0 and so on".to_vec(), "xz"),
        (b"some words".to_vec(), "text"),
        (br#"{"a":"b"}"#.to_vec(), "JSON"),
        (Vec::new(), "empty"),
    ] {
        for shape in [Shape::DockerArchive, Shape::Oci] {
            let image = Image::new()
                .layer(Layer::new().file("a", "b"))
                .layer(Layer::from_bytes(blob.clone()).stored_as(blob.clone()));
            let outcome = reported(streamed([Archive::new(shape).image(image).build()], ScanOptions::default()));
            crate::outcome::assert_incomplete(&outcome, words);
        }
    }
}
