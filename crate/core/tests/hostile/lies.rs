//! Documents that say what is not so: every broken promise is found, and no other.

use plimsoll_core::image::plan::ReferenceKind;
use plimsoll_core::image::scan::MismatchKind;
use plimsoll_image_builder::{Archive, Entry, Image, Layer, Shape, TarBuilder};
use serde_json::json;

use crate::outcome::{assert_incomplete, assert_refused, gaps, outcome, reported, scanned};

fn layer() -> Layer {
    Layer::new().file("a", "b").created_by("RUN a")
}

#[test]
fn each_false_promise_is_one_mismatch_of_its_kind() {
    use MismatchKind::{DiffId, Digest, Size};
    use ReferenceKind::{Config, Layer as Blob, Manifest};
    for (image, expected) in [
        (Image::new().layer(layer()), vec![]),
        (Image::new().layer(layer().wrong_digest()), vec![Digest(Blob)]),
        (Image::new().layer(layer().wrong_size()), vec![Size(Blob)]),
        (Image::new().layer(layer().wrong_diff_id()), vec![DiffId]),
        (Image::new().layer(layer()).wrong_config_digest(), vec![Digest(Config)]),
        (Image::new().layer(layer()).wrong_manifest_digest(), vec![Digest(Manifest)]),
        (
            Image::new().layer(layer().wrong_digest().wrong_size().wrong_diff_id()),
            vec![Digest(Blob), Size(Blob), DiffId],
        ),
    ] {
        let scanned = scanned(&Archive::new(Shape::Oci).image(image).build());
        let found: Vec<_> = scanned.as_ref().unwrap().mismatches.iter().map(|mismatch| mismatch.what).collect();
        assert_eq!(found, expected);
        assert!(reported(scanned).unwrap().complete, "all could be read");
    }
}

#[test]
fn a_size_beyond_the_archive_is_a_cut_and_one_below_zero_is_damage() {
    let member = |entry: Entry| TarBuilder::new().add(entry).build();
    for size in [1 << 20, 1 << 33, 1 << 62, u64::MAX >> 1] {
        let claimed = member(Entry::file("manifest.json", "[]").claimed_size(size));
        assert!(outcome(&claimed).is_err(), "{size}");
    }
    let negative = Entry::file("manifest.json", "[]").header_bytes(124, [0xff; 12]);
    assert!(outcome(&member(negative)).is_err());
}

#[test]
fn counts_that_disagree_are_said() {
    let image = Image::new().layer(layer()).layer(Layer::new().file("c", "d").created_by("RUN c"));
    let one = image.clone().set_config("/rootfs/diff_ids", json!([]));
    assert_incomplete(&outcome(&Archive::new(Shape::Oci).image(one).build()), "0 diff IDs");
    let history = image.clone().set_config("/history", json!([{"created_by": "RUN a"}]));
    // It hides nothing of the image, so the report is complete and says it all the same.
    let told = outcome(&Archive::new(Shape::Oci).image(history).build()).unwrap();
    assert!(told.complete && gaps(&told).iter().any(|gap| gap.what.contains("tells of 1 layers")));
    let more: Vec<_> = (0..2000).map(|_| json!({"digest": format!("sha256:{}", "a".repeat(64)), "size": 1})).collect();
    let layers = image.set_manifest("/layers", json!(more));
    let outcome = outcome(&Archive::new(Shape::Oci).image(layers).build());
    match &outcome {
        Ok(_) => assert_incomplete(&outcome, "layer"),
        Err(_) => assert_refused(&outcome, "layers"),
    }
}

#[test]
fn members_that_link_in_circles_or_out_of_the_archive_are_not_followed() {
    let manifest = |layer: &str| format!(r#"[{{"Config":"c.json","Layers":["{layer}"]}}]"#);
    let config = br#"{"os":"linux","architecture":"amd64","rootfs":{"diff_ids":[]},"config":{}}"#;
    let base = |layer: &str| TarBuilder::new().file("manifest.json", manifest(layer)).file("c.json", &config[..]);
    for (archive, words) in [
        (base("a").symlink("a", "b").symlink("b", "a"), "not"),
        (base("a").hardlink("a", "b").hardlink("b", "a"), "not"),
        (base("a").hardlink("a", "a"), "not"),
        (base("a").symlink("a", "../../etc/passwd"), "not"),
        (base("../../etc/passwd"), "not"),
        (base("a/b").symlink("a", "a"), "not"),
        (base("a").directory("a"), "not"),
        (base("x").file("../x", "x"), "not"),
        (base("/etc/shadow"), "not"),
    ] {
        let outcome = outcome(&archive.build());
        match &outcome {
            Ok(_) => assert_incomplete(&outcome, words),
            Err(error) => assert!(!error.what.contains("root:"), "{error}"),
        }
    }
    let circle = TarBuilder::new().symlink("manifest.json", "index.json").symlink("index.json", "manifest.json");
    assert!(outcome(&circle.build()).is_err());
}
