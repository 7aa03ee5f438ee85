//! Docker's shapes and crane's, read back.

use super::{hex, json, read};
use crate::compress::gzip_bomb;
use crate::*;
use serde_json::json;

fn image() -> Image {
    Image::new()
        .tag("example:1.0")
        .tag("registry.example.org:5000/team/app:2")
        .created("2026-01-01T00:00:00Z")
        .user("app")
        .layer(Layer::new().file("a", "one").created_by("ADD a"))
        .history("ENV X=y")
        .layer(Layer::new().file("b", "two").created_by("ADD b"))
        .layer(Layer::new().file("a", "one").created_by("ADD a"))
}

fn diff_ids(image: &Image) -> Vec<String> {
    image.layers().map(Layer::diff_id).collect()
}

#[test]
fn docker_save_writes_config_layers_manifest_and_repositories() {
    let image = image();
    let files = read(&image.docker_archive());
    let manifest = json(&files["manifest.json"].1);
    let name = manifest[0]["Config"].as_str().unwrap();
    let config = &files[name].1;
    assert_eq!(format!("{}.json", sha256(config)), name);
    assert_eq!(json(config)["rootfs"]["diff_ids"], json!(diff_ids(&image)));
    let layers: Vec<_> = manifest[0]["Layers"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    let tars: Vec<_> = image.layers().map(Layer::tar).collect();
    assert_eq!(files[layers[0]].1, tars[0]);
    assert_eq!(files[layers[1]].1, tars[1]);
    assert_eq!(files[layers[2]], (b'2', vec![], format!("../{}", layers[0])), "a repeated layer is a symlink");
    let repositories = json(&files["repositories"].1);
    let top = layers[2].strip_suffix("/layer.tar").unwrap();
    assert_eq!(repositories, json!({"example": {"1.0": top}, "registry.example.org:5000/team/app": {"2": top}}));
    let below = layers[1].strip_suffix("/layer.tar").unwrap();
    assert_eq!(json(&files[&format!("{top}/json")].1)["parent"], below);
}

#[test]
fn repeated_layers_are_links_or_copies_as_ordered() {
    let archive = |repeated| Archive::new(Shape::DockerArchive).image(image()).repeated_layers(repeated);
    let flags = |repeated| {
        let files = read(&archive(repeated).build());
        let layers = files.iter().filter(|(path, _)| path.ends_with("/layer.tar"));
        let mut flags: Vec<_> = layers.map(|(_, entry)| entry.0).collect();
        flags.sort_unstable();
        flags
    };
    assert_eq!(flags(RepeatedLayers::Symlink), b"002");
    assert_eq!(flags(RepeatedLayers::Hardlink), b"001");
    assert_eq!(flags(RepeatedLayers::Copy), b"000");
    let copies = archive(RepeatedLayers::Copy).files();
    assert_eq!(archive(RepeatedLayers::Symlink).files(), copies);
    assert_eq!(archive(RepeatedLayers::Hardlink).files(), copies);
}

#[test]
fn the_v1_chain_leads_from_repositories_to_the_root() {
    let image = image();
    let files = read(&image.v1_archive());
    assert!(!files.contains_key("manifest.json"));
    let mut id = json(&files["repositories"].1)["example"]["1.0"].as_str().unwrap().to_string();
    let mut commands = Vec::new();
    let mut tars = Vec::new();
    loop {
        let document = json(&files[&format!("{id}/json")].1);
        commands.push(document["container_config"]["Cmd"][2].as_str().unwrap().to_string());
        tars.push(files[&format!("{id}/layer.tar")].1.clone());
        match document["parent"].as_str() {
            Some(parent) => id = parent.to_string(),
            None => break,
        }
    }
    assert_eq!(commands, ["ADD a", "ADD b", "ENV X=y", "ADD a"]);
    let own: Vec<_> = image.layers().map(Layer::tar).collect();
    assert_eq!(tars, [own[2].clone(), own[1].clone(), TarBuilder::new().build(), own[0].clone()]);
}

#[test]
fn docker_25_names_the_same_blobs_twice() {
    let image = image();
    let files = read(&image.docker_hybrid_archive());
    let (item, index) = (json(&files["manifest.json"].1)[0].clone(), json(&files["index.json"].1));
    assert_eq!(index["manifests"].as_array().unwrap().len(), 2, "one for each tag");
    let manifest = json(&files[&format!("blobs/sha256/{}", hex(&index["manifests"][0]["digest"]))].1);
    assert_eq!(item["Config"], format!("blobs/sha256/{}", hex(&manifest["config"]["digest"])));
    for (number, id) in diff_ids(&image).iter().enumerate() {
        let layer = &manifest["layers"][number];
        assert_eq!((layer["digest"].as_str(), item["LayerSources"][id] == *layer), (Some(&**id), true));
        assert_eq!(item["Layers"][number], format!("blobs/sha256/{}", hex(&layer["digest"])));
        assert_eq!(layer["mediaType"], "application/vnd.oci.image.layer.v1.tar");
    }
    assert!(files.contains_key("oci-layout") && files.contains_key("repositories"));
}

#[test]
fn docker_29_nests_its_index_and_compresses() {
    let files = read(&image().containerd_archive());
    let blob = |digest| json(&files[&format!("blobs/sha256/{}", hex(digest))].1);
    let top = json(&files["index.json"].1);
    assert_eq!(top["manifests"][0]["mediaType"], "application/vnd.oci.image.index.v1+json");
    assert_eq!(top["manifests"][0]["annotations"]["io.containerd.image.name"], "docker.io/library/example:1.0");
    assert_eq!(top["manifests"][1]["annotations"]["io.containerd.image.name"], "registry.example.org:5000/team/app:2");
    let nested = blob(&top["manifests"][0]["digest"]);
    assert_eq!(nested["manifests"][0]["platform"], json!({"os": "linux", "architecture": "amd64"}));
    let manifest = blob(&nested["manifests"][0]["digest"]);
    assert_eq!(manifest["layers"][0]["mediaType"], "application/vnd.oci.image.layer.v1.tar+gzip");
    let item = &json(&files["manifest.json"].1)[0];
    assert!(item.get("LayerSources").is_none() && !files.contains_key("repositories"));
    assert!(files[item["Layers"][0].as_str().unwrap()].1.starts_with(&[0x1f, 0x8b]));
}

#[test]
fn skopeo_links_old_names_to_hashes() {
    let image = image();
    for by_link in [false, true] {
        let mut archive = Archive::new(Shape::Skopeo).image(image.clone());
        if by_link {
            archive = archive.layers_by_link();
        }
        let files = read(&archive.build());
        let manifest = json(&files["manifest.json"].1);
        let mut name = manifest[0]["Layers"][1].as_str().unwrap().to_string();
        if by_link {
            assert_eq!(files[&name].0, b'2');
            name = files[&name].2.strip_prefix("../").unwrap().to_string();
        }
        let tar = image.layers().nth(1).unwrap().tar();
        assert_eq!((&name, &files[&name].1), (&format!("{}.tar", sha256(&tar)), &tar));
    }
}

#[test]
fn crane_names_config_and_layers_by_digest() {
    let files = read(&image().crane_archive());
    let item = &json(&files["manifest.json"].1)[0];
    let name = item["Config"].as_str().unwrap();
    assert_eq!(sha256(&files[name].1), name.strip_prefix("sha256:").unwrap());
    for layer in item["Layers"].as_array().unwrap() {
        let name = layer.as_str().unwrap();
        assert_eq!(format!("{}.tar.gz", sha256(&files[name].1)), name);
    }
}

#[test]
fn order_prefix_outer_and_changes_are_applied() {
    let archive = Archive::new(Shape::DockerArchive).image(image());
    let names = |bytes: &[u8]| -> Vec<String> {
        let mut archive = ::tar::Archive::new(bytes);
        let entries = archive.entries().unwrap();
        entries.map(|entry| String::from_utf8(entry.unwrap().path_bytes().into_owned()).unwrap()).collect()
    };
    let first = names(&archive.clone().order(Order::ManifestFirst).build());
    assert_eq!(first[..2], ["manifest.json", "repositories"]);
    let last = names(&archive.clone().order(Order::ManifestLast).prefix("./").build());
    assert_eq!(last[last.len() - 2..], ["./manifest.json", "./repositories"]);
    assert!(last.iter().all(|name| name.starts_with("./")));
    assert_eq!(Compression::of(&archive.clone().outer(Compression::Gzip).build()), Compression::Gzip);
    assert_eq!(Compression::of(&archive.clone().outer(Compression::Zstd).build()), Compression::Zstd);
    let changed = archive
        .put("extra", "bytes")
        .remove("repositories")
        .set_json("manifest.json", "/0/Layers/0", json!("../../etc/passwd"))
        .remove_json("manifest.json", "/0/RepoTags")
        .build();
    let files = read(&changed);
    let item = &json(&files["manifest.json"].1)[0];
    assert_eq!((&files["extra"].1[..], item["Layers"][0].as_str()), (&b"bytes"[..], Some("../../etc/passwd")));
    assert!(item.get("RepoTags").is_none() && !files.contains_key("repositories"));
}

#[test]
fn several_images_share_their_blobs() {
    let other = Image::new().tag("other:1").layer(Layer::new().file("a", "one")).layer(Layer::new().file("c", "3"));
    for shape in [Shape::DockerArchive, Shape::DockerHybrid, Shape::Containerd, Shape::Skopeo, Shape::Crane] {
        let files = read(&Archive::new(shape).image(image()).image(other.clone()).build());
        let manifest = json(&files["manifest.json"].1);
        assert_eq!(manifest.as_array().unwrap().len(), 2, "{shape:?}");
        for item in manifest.as_array().unwrap() {
            for layer in item["Layers"].as_array().unwrap() {
                assert!(files.contains_key(layer.as_str().unwrap()), "{shape:?} {layer}");
            }
        }
    }
}

#[test]
fn no_layers_and_stored_bytes_by_hand_are_legal() {
    let empty = json(&Image::new().config_json());
    assert_eq!((empty["rootfs"]["diff_ids"].clone(), empty.get("history")), (json!([]), None));
    assert!(json(&read(&Image::new().docker_archive())["manifest.json"].1)[0]["RepoTags"].is_null());
    let bomb = Layer::new().stored_as(gzip_bomb(1 << 20));
    assert!(bomb.blob(Compression::None).starts_with(&[0x1f, 0x8b]));
}
