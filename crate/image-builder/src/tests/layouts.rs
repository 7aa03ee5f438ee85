//! OCI layouts, read back.

use super::{hex, json, read};
use crate::*;
use base64::Engine as _;
use serde_json::{Value, json};
use std::collections::BTreeMap;

type Files = BTreeMap<String, Vec<u8>>;

fn files(archive: &Archive) -> Files {
    archive.files().into_iter().collect()
}

fn blob<'a>(files: &'a Files, descriptor: &Value) -> &'a [u8] {
    let bytes = &files[&format!("blobs/sha256/{}", hex(&descriptor["digest"]))];
    assert_eq!(descriptor["size"], bytes.len());
    assert_eq!(sha256(bytes), hex(&descriptor["digest"]));
    bytes
}

fn layered(text: &str) -> Image {
    Image::new().tag("example:1").layer(Layer::new().file("a", text))
}

#[test]
fn every_digest_of_a_plain_layout_holds() {
    let image = layered("x");
    let files = files(&Archive::new(Shape::Oci).image(image.clone()));
    let index = json(&files["index.json"]);
    let descriptor = &index["manifests"][0];
    assert_eq!(descriptor["annotations"]["org.opencontainers.image.ref.name"], "1");
    assert_eq!(descriptor["digest"], image.manifest_digest());
    let manifest = json(blob(&files, descriptor));
    assert_eq!(blob(&files, &manifest["config"]), image.config_json());
    assert_eq!(manifest["config"]["digest"], image.id());
    assert_eq!(Compression::of(blob(&files, &manifest["layers"][0])), Compression::Gzip);
    assert_eq!(json(&files["oci-layout"]), json!({"imageLayoutVersion": "1.0.0"}));
    let tar = read(&image.oci_archive());
    assert!(files.iter().all(|(path, bytes)| tar[path].1 == *bytes));
}

#[test]
fn platforms_nest_as_deep_as_ordered() {
    let arm = layered("arm").platform("linux", "arm64", Some("v8"));
    let archive = Archive::new(Shape::Oci).image(layered("amd")).image(arm).index_depth(3);
    let files = files(&archive);
    let mut index = json(&files["index.json"]);
    for _ in 0..3 {
        assert_eq!(index["manifests"].as_array().unwrap().len(), 1);
        index = json(blob(&files, &index["manifests"][0]));
    }
    assert_eq!(index["manifests"][0]["platform"]["architecture"], "amd64");
    assert_eq!(index["manifests"][1]["platform"], json!({"architecture": "arm64", "os": "linux", "variant": "v8"}));
    json(blob(&files, &index["manifests"][1]));
}

#[test]
fn an_absent_platform_is_named_and_not_stored() {
    let absent = layered("arm").platform("linux", "arm64", None).absent();
    let files = files(&Archive::new(Shape::Containerd).image(absent).image(layered("amd")));
    let index = json(blob(&files, &json(&files["index.json"])["manifests"][0]));
    let missing = &index["manifests"][0];
    assert_eq!(missing["platform"]["architecture"], "arm64");
    assert!(!files.contains_key(&format!("blobs/sha256/{}", hex(&missing["digest"]))));
    blob(&files, &index["manifests"][1]);
    let config = json(&files["manifest.json"])[0]["Config"].as_str().unwrap().to_string();
    assert_eq!(json(&files[&config])["architecture"], "amd64");
}

#[test]
fn an_attestation_points_at_its_image() {
    let image = layered("x").attestation("https://slsa.dev/provenance/v0.2", json!({"builder": {"id": "b"}}));
    let files = files(&Archive::new(Shape::Oci).image(image).index_depth(1));
    let index = json(blob(&files, &json(&files["index.json"])["manifests"][0]));
    let (image, evidence) = (&index["manifests"][0], &index["manifests"][1]);
    assert_eq!(evidence["platform"], json!({"architecture": "unknown", "os": "unknown"}));
    assert_eq!(evidence["annotations"]["vnd.docker.reference.digest"], image["digest"]);
    let manifest = json(blob(&files, evidence));
    assert_eq!(manifest["layers"][0]["mediaType"], "application/vnd.in-toto+json");
    let statement = json(blob(&files, &manifest["layers"][0]));
    assert_eq!(statement["predicate"]["builder"]["id"], "b");
    assert_eq!(statement["subject"][0]["digest"]["sha256"], hex(&image["digest"]));
}

#[test]
fn inline_data_takes_the_place_of_blobs() {
    let archive = |inline| files(&Archive::new(Shape::Oci).image(layered("x")).inline(inline));
    let decoded = |descriptor: &Value| {
        let bytes = base64::engine::general_purpose::STANDARD.decode(descriptor["data"].as_str().unwrap()).unwrap();
        assert_eq!(sha256(&bytes), hex(&descriptor["digest"]));
        bytes
    };
    let everything = archive(Inline::Everything);
    assert_eq!(everything.keys().collect::<Vec<_>>(), ["index.json", "oci-layout"]);
    let manifest = json(&decoded(&json(&everything["index.json"])["manifests"][0]));
    decoded(&manifest["config"]);
    assert_eq!(Compression::of(&decoded(&manifest["layers"][0])), Compression::Gzip);
    let documents = archive(Inline::Documents);
    assert_eq!(documents.len(), 3, "the layer is still a blob");
}

#[test]
fn lies_about_documents_are_told() {
    let image = layered("x").wrong_config_digest().wrong_manifest_digest().set_config("/config/User", json!(7));
    let files = files(&Archive::new(Shape::Oci).image(image.set_manifest("/layers/0/size", json!(-1))));
    let descriptor = &json(&files["index.json"])["manifests"][0];
    let stored = &files[&format!("blobs/sha256/{}", hex(&descriptor["digest"]))];
    assert_ne!(sha256(stored), hex(&descriptor["digest"]));
    let manifest = json(stored);
    assert_eq!(manifest["layers"][0]["size"], -1);
    let config = &files[&format!("blobs/sha256/{}", hex(&manifest["config"]["digest"]))];
    assert_ne!(sha256(config), hex(&manifest["config"]["digest"]));
    assert_eq!(json(config)["config"]["User"], 7);
}

#[test]
fn docker_media_types_are_used_throughout() {
    let image = layered("x").docker_media_types().layer(Layer::new().foreign("https://example.org/base"));
    let files = files(&Archive::new(Shape::Oci).image(image).index_depth(1));
    let list = &json(&files["index.json"])["manifests"][0];
    assert_eq!(list["mediaType"], "application/vnd.docker.distribution.manifest.list.v2+json");
    let manifest = json(blob(&files, &json(blob(&files, list))["manifests"][0]));
    assert_eq!(manifest["layers"][0]["mediaType"], "application/vnd.docker.image.rootfs.diff.tar.gzip");
    assert_eq!(manifest["layers"][1]["mediaType"], "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip");
    assert_eq!(manifest["layers"][1]["urls"], json!(["https://example.org/base"]));
}
