//! Documents that lead in circles, are too many, too deep or too large.

use std::time::Duration;

use plimsoll_image_builder::{Archive, Image, Layer, Shape, TarBuilder, sha256};
use serde_json::{Value, json};

use crate::clock::Clock;
use crate::memory::peak;
use crate::outcome::{Outcome, assert_incomplete, assert_refused, outcome};

fn image() -> Image {
    Image::new().tag("a:1").layer(Layer::new().file("a", "b").created_by("RUN a"))
}

/// An index with these entries, and other documents by their digest.
fn layout(index: &Value, blobs: &[Value]) -> Outcome {
    let mut tar = TarBuilder::new().file("oci-layout", r#"{"imageLayoutVersion":"1.0.0"}"#);
    for blob in blobs {
        let body = blob.to_string();
        tar = tar.file(format!("blobs/sha256/{}", sha256(body.as_bytes())), body);
    }
    outcome(&tar.file("index.json", index.to_string()).build())
}

fn descriptor(document: &Value, media_type: &str) -> Value {
    let body = document.to_string();
    json!({"mediaType": media_type, "digest": format!("sha256:{}", sha256(body.as_bytes())), "size": body.len()})
}

const INDEX: &str = "application/vnd.oci.image.index.v1+json";

#[test]
fn an_index_that_names_itself_ends() {
    // A document cannot hold its own digest, but a member's name is only a name.
    let digest = "a".repeat(64);
    let index = json!({"schemaVersion": 2, "manifests": [{"mediaType": INDEX, "digest": format!("sha256:{digest}"), "size": 1}]});
    let tar = TarBuilder::new()
        .file("oci-layout", r#"{"imageLayoutVersion":"1.0.0"}"#)
        .file(format!("blobs/sha256/{digest}"), index.to_string())
        .file("index.json", index.to_string());
    assert_refused(&outcome(&tar.build()), "nested deeper");
}

#[test]
fn a_thousand_indexes_inside_each_other_end() {
    let mut blobs = vec![json!({"schemaVersion": 2, "manifests": []})];
    for _ in 0..1000 {
        let inner = blobs.last().unwrap();
        blobs.push(json!({"schemaVersion": 2, "manifests": [descriptor(inner, INDEX)]}));
    }
    let index = blobs.pop().unwrap();
    assert_refused(&layout(&index, &blobs), "nested deeper");
}

#[test]
fn indexes_that_multiply_end() {
    // Each names the next fifty times: 50 to the power of 6.
    let mut blobs = vec![json!({"schemaVersion": 2, "manifests": []})];
    for _ in 0..6 {
        let inner = descriptor(blobs.last().unwrap(), INDEX);
        blobs.push(json!({"schemaVersion": 2, "manifests": vec![inner; 50]}));
    }
    let index = blobs.pop().unwrap();
    let start = Clock::start();
    assert!(layout(&index, &blobs).is_err());
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[test]
fn one_blob_named_ten_thousand_times_is_read_once_or_refused() {
    let start = Clock::start();
    let archive = Archive::new(Shape::Oci).image(image());
    let manifest = outcome_index(&archive);
    let many = archive.clone().set_json("index.json", "/manifests", json!(vec![manifest; 10_000]));
    let report = outcome(&many.build()).unwrap();
    assert_eq!(report.targets.len(), 1);
    // One layer, over and over.
    let layers = vec![format!("{}", "layer.tar"); 10_000];
    let manifest = json!([{"Config": "c.json", "Layers": layers}]);
    let config = json!({"os": "linux", "architecture": "amd64", "rootfs": {"diff_ids": []}, "config": {}});
    let layer = TarBuilder::new().file("a", "b").build();
    let tar = TarBuilder::new()
        .file("layer.tar", layer)
        .file("c.json", config.to_string())
        .file("manifest.json", manifest.to_string());
    match outcome(&tar.build()) {
        Ok(report) => assert!(!report.complete),
        Err(error) => assert!(error.what.contains("layers"), "{error}"),
    }
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

/// The one entry of the index.
fn outcome_index(archive: &Archive) -> Value {
    let (_, body) = archive.files().into_iter().find(|(path, _)| path == "index.json").unwrap();
    serde_json::from_slice::<Value>(&body).unwrap()["manifests"][0].clone()
}

#[test]
fn ten_thousand_manifests_of_one_archive_are_counted() {
    let config = json!({"os": "linux", "architecture": "amd64", "rootfs": {"diff_ids": []}, "config": {}});
    let images: Vec<_> = (0..10_000)
        .map(|number| json!({"Config": "c.json", "Layers": [], "RepoTags": [format!("x:{number}")]}))
        .collect();
    let tar = TarBuilder::new().file("c.json", config.to_string()).file("manifest.json", json!(images).to_string());
    let start = Clock::start();
    let outcome = outcome(&tar.build());
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    if let Ok(report) = &outcome {
        assert!(report.targets.len() <= 64, "{}", report.targets.len());
    }
}

/// An image with so much in its configuration, and how long its report took.
fn with_config(pointer: &str, value: &Value) -> (Outcome, Duration, usize) {
    let bytes = Archive::new(Shape::Oci).image(image().set_config(pointer, value.clone())).build();
    let start = Clock::start();
    let (outcome, peak) = peak(|| outcome(&bytes));
    (outcome, start.elapsed(), peak)
}

fn variables(count: usize) -> Value {
    json!((0..count).map(|number| format!("V{number}=value")).collect::<Vec<_>>())
}

fn lines(count: usize) -> Value {
    json!(
        (0..count)
            .map(|number| json!({"created_by": format!("RUN echo {number}"), "empty_layer": true}))
            .collect::<Vec<_>>()
    )
}

fn labels(count: usize) -> Value {
    json!((0..count).map(|number| (format!("label{number}"), "value")).collect::<std::collections::BTreeMap<_, _>>())
}

#[test]
fn a_million_variables_lines_or_labels_are_refused_with_the_limit() {
    for (pointer, value) in [
        ("/config/Env", variables(1_000_000)),
        ("/history", lines(300_000)),
        ("/config/Labels", labels(1_000_000)),
        ("/config/Cmd", json!(vec!["x"; 1_000_000])),
    ] {
        let (outcome, elapsed, _) = with_config(pointer, &value);
        let error = outcome.unwrap_err();
        assert!(error.what.contains("values") || error.what.contains("bytes"), "{pointer}: {error}");
        assert!(elapsed < Duration::from_secs(10), "{pointer}: {elapsed:?}");
    }
}

#[test]
fn what_the_limit_allows_of_variables_lines_and_labels_takes_linear_time() {
    type Make = fn(usize) -> Value;
    for (pointer, make, most) in [
        ("/config/Env", variables as Make, 160_000),
        ("/history", lines, 40_000),
        ("/config/Labels", labels, 160_000),
        ("/config/Cmd", variables, 160_000),
        ("/config/Entrypoint", variables, 160_000),
        ("/config/Volumes", labels, 160_000),
        ("/config/OnBuild", variables, 160_000),
    ] {
        let (_, short, _) = with_config(pointer, &make(most / 8));
        let (outcome, long, peak) = with_config(pointer, &make(most));
        assert!(outcome.is_ok(), "{pointer}: {:?}", outcome.err());
        // Eight times as much: quadratic would be 64 times as long.
        let allowed = short * 24 + Duration::from_millis(500);
        assert!(long < allowed, "{pointer}: {short:?}, then {long:?}");
        assert!(peak < 400 << 20, "{pointer}: {} MiB", peak >> 20);
    }
}

#[test]
fn a_configuration_nested_without_end_is_refused() {
    let deep = [b"[".repeat(1_000_000), b"]".repeat(1_000_000)].concat();
    assert_refused(&outcome(&TarBuilder::new().file("manifest.json", deep.clone()).build()), "recursion");
    let image = image().config_bytes(deep);
    let outcome = outcome(&Archive::new(Shape::Oci).image(image).build());
    match &outcome {
        Ok(_) => assert_incomplete(&outcome, "recursion"),
        Err(error) => assert!(error.what.contains("recursion"), "{error}"),
    }
}

#[test]
fn text_of_an_image_that_is_made_for_terminals_is_shown_harmlessly() {
    let evil = "\u{1b}[2J\u{1b}]0;owned\u{7}\r\n\u{202e}evil";
    let image = Image::new()
        .tag(format!("x{evil}:1"))
        .user(evil)
        .env(evil, evil)
        .workdir(evil)
        .volume(evil)
        .label(evil, evil)
        .entrypoint([evil])
        .layer(Layer::new().file(format!("etc/{evil}"), "x").created_by(format!("RUN {evil}")))
        .history(evil);
    for shape in [Shape::DockerArchive, Shape::Oci] {
        let report = outcome(&Archive::new(shape).image(image.clone()).build()).unwrap();
        let shown = plimsoll_core::report::json::write(&report);
        assert!(!shown.contains("\\u001b") && !shown.contains('\u{202e}'), "{shown}");
    }
}
