//! Planning over documents written by hand: every form and every oddity of the containers that images come in.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::super::digest::Digest;
use super::super::members::{MemberKind, Members};
use super::*;
use crate::gap::GapKind;

/// Members and bodies of an archive in the making.
#[derive(Default)]
struct Archive {
    files: Vec<(String, Vec<u8>)>,
    links: Vec<(String, MemberKind, String)>,
    directory: bool,
}

impl Archive {
    fn file(mut self, name: &str, body: impl AsRef<[u8]>) -> Self {
        self.files.push((name.to_owned(), body.as_ref().to_vec()));
        self
    }

    fn json(self, name: &str, body: &Value) -> Self {
        self.file(name, body.to_string())
    }

    fn link(mut self, name: &str, kind: MemberKind, target: &str) -> Self {
        self.links.push((name.to_owned(), kind, target.to_owned()));
        self
    }

    /// Adds a blob and gives its descriptor.
    fn blob(&mut self, media_type: &str, body: &[u8]) -> Value {
        let digest = Digest::of(body);
        self.files.push((format!("blobs/sha256/{}", digest.hex()), body.to_vec()));
        json!({ "mediaType": media_type, "digest": digest.to_string(), "size": body.len() })
    }

    fn document(&mut self, media_type: &str, body: &Value) -> Value {
        self.blob(media_type, body.to_string().as_bytes())
    }

    /// Adds configuration, layers and manifest of an OCI image, gives the manifest's descriptor.
    fn oci_image(&mut self, architecture: &str, layers: &[&[u8]]) -> Value {
        let config = self.document(CONFIG, &config(architecture, layers));
        let layers: Vec<Value> = layers.iter().map(|layer| self.blob(LAYER, layer)).collect();
        self.document(
            MANIFEST,
            &json!({ "schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": layers }),
        )
    }

    fn members(&self) -> Members {
        let mut members = if self.directory { Members::of_directory() } else { Members::new() };
        for (name, body) in &self.files {
            members.add(name.as_bytes(), MemberKind::File, b"", body.len() as u64, None);
        }
        for (name, kind, target) in &self.links {
            members.add(name.as_bytes(), *kind, target.as_bytes(), 0, None);
        }
        members
    }

    fn plan(&self) -> Result<Plan, PlanError> {
        let members = self.members();
        let mut documents = Documents::new();
        for _ in 0..64 {
            match plan(&members, &documents)? {
                PlanStep::Ready(plan) => return Ok(*plan),
                PlanStep::Need(names) => {
                    assert!(!names.is_empty());
                    for name in names {
                        assert!(!documents.has(&name), "{name} was asked for twice");
                        let member = members.get(&name).unwrap();
                        let file = self.files.iter().rev().find(|(file, _)| member.name == clean(file)).unwrap();
                        documents.insert(&name, file.1.clone());
                    }
                }
            }
        }
        panic!("planning did not end")
    }
}

fn clean(name: &str) -> String {
    name.trim_start_matches("./").trim_start_matches('/').to_owned()
}

const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const LAYER: &str = "application/vnd.oci.image.layer.v1.tar";

fn config(architecture: &str, layers: &[&[u8]]) -> Value {
    let diff_ids: Vec<String> = layers.iter().map(|layer| Digest::of(layer).to_string()).collect();
    let history: Vec<Value> = layers.iter().map(|_| json!({ "created_by": "RUN x" })).collect();
    json!({ "architecture": architecture, "os": "linux", "config": { "User": "app" },
        "rootfs": { "type": "layers", "diff_ids": diff_ids }, "history": history })
}

fn index(manifests: &[Value]) -> Value {
    json!({ "schemaVersion": 2, "manifests": manifests })
}

fn with(mut descriptor: Value, key: &str, value: Value) -> Value {
    descriptor[key] = value;
    descriptor
}

fn named(descriptor: Value, name: &str) -> Value {
    with(descriptor, "annotations", json!({ "org.opencontainers.image.ref.name": name }))
}

fn platform(descriptor: Value, architecture: &str) -> Value {
    with(descriptor, "platform", json!({ "os": "linux", "architecture": architecture }))
}

fn layer_members(image: &PlannedImage) -> Vec<Option<&str>> {
    image.layers.iter().map(|layer| layer.member.as_deref()).collect()
}

/// `docker save` of 1.10 to 24, with one layer repeated as a link.
fn docker_save(prefix: &str) -> Archive {
    let config = config("amd64", &[b"one", b"two", b"one"]).to_string();
    let name = format!("{}.json", Digest::of(config.as_bytes()).hex());
    Archive::default()
        .file(&format!("{prefix}a/layer.tar"), "one")
        .file(&format!("{prefix}a/VERSION"), "1.0")
        .file(&format!("{prefix}b/layer.tar"), "two")
        .link(&format!("{prefix}c/layer.tar"), MemberKind::Symlink, "../a/layer.tar")
        .file(&format!("{prefix}{name}"), &config)
        .json(
            &format!("{prefix}manifest.json"),
            &json!([{ "Config": name, "RepoTags": ["x:1"], "Layers": ["a/layer.tar", "b/layer.tar", "c/layer.tar"] }]),
        )
        .json(&format!("{prefix}repositories"), &json!({ "x": { "1": "c" } }))
}

#[test]
fn a_docker_archive_is_planned_with_its_repeated_layer_resolved() {
    for prefix in ["", "./", "/", "folder/"] {
        let plan = docker_save(prefix).plan().unwrap();
        assert_eq!((plan.source, plan.images.len()), (SourceFormat::DockerArchive, 1), "{prefix}");
        let image = &plan.images[0];
        let place = if prefix == "folder/" { prefix } else { "" };
        let (one, two) = (format!("{place}a/layer.tar"), format!("{place}b/layer.tar"));
        assert_eq!(layer_members(image), [Some(one.as_str()), Some(two.as_str()), Some(one.as_str())]);
        assert_eq!((image.names.as_slice(), image.config.user.as_deref()), (&["x:1".to_owned()][..], Some("app")));
        assert_eq!(image.layers[1].diff_id, Some(Digest::of(b"two")));
        assert_eq!(plan.references.len(), 1, "the name of the configuration is its digest");
        assert_eq!(plan.references[0].what, ReferenceKind::Config);
        assert!(image.gaps.is_empty() && plan.gaps.is_empty(), "{:?} {:?}", image.gaps, plan.gaps);
    }
}

#[test]
fn hardlinked_layers_and_links_the_other_way_round_resolve() {
    let body = config("amd64", &[b"one", b"one"]);
    let archive = Archive::default()
        .json("c.json", &body)
        .file("abc.tar", "one")
        .link("id/layer.tar", MemberKind::Symlink, "../abc.tar")
        .link("id2/layer.tar", MemberKind::Hardlink, "id/layer.tar")
        .json("manifest.json", &json!([{ "Config": "c.json", "Layers": ["id/layer.tar", "id2/layer.tar"] }]));
    let plan = archive.plan().unwrap();
    assert_eq!(layer_members(&plan.images[0]), [Some("abc.tar"), Some("abc.tar")]);
    assert_eq!(plan.images[0].config_digest, Some(Digest::of(body.to_string().as_bytes())));
}

#[test]
fn kaniko_and_crane_names_are_digests_of_the_stored_layer() {
    let config = config("amd64", &[b"one"]).to_string();
    let name = Digest::of(config.as_bytes()).to_string();
    let layer = Digest::of(b"gzip").hex();
    let archive = Archive::default()
        .file(&name, &config)
        .file(&format!("{layer}.tar.gz"), "gzip")
        .json("manifest.json", &json!([{ "Config": name, "RepoTags": null, "Layers": [format!("{layer}.tar.gz")] }]));
    let plan = archive.plan().unwrap();
    assert_eq!(plan.source, SourceFormat::Kaniko);
    assert_eq!(plan.images[0].layers[0].digest, Some(Digest::of(b"gzip")));
    assert_eq!(plan.images[0].config_digest.unwrap().to_string(), name);
    assert_eq!(plan.references.len(), 2);
}

/// Docker 25: one index entry for each tag, `LayerSources` in `manifest.json`.
fn docker_hybrid(sources: bool) -> Archive {
    let mut archive = Archive::default();
    let manifest = archive.oci_image("amd64", &[b"one", b"two"]);
    let names = |tag: &str| {
        json!({ "io.containerd.image.name": format!("docker.io/library/x:{tag}"),
        "org.opencontainers.image.ref.name": tag })
    };
    let entries = ["1", "latest"].map(|tag| with(manifest.clone(), "annotations", names(tag)));
    let config = archive.files[0].0.clone();
    let layers: Vec<String> = archive.files[1..3].iter().map(|file| file.0.clone()).collect();
    let mut item = json!({ "Config": config, "RepoTags": ["x:1", "x:latest"], "Layers": layers });
    if sources {
        item["LayerSources"] = json!({ Digest::of(b"one").to_string():
            { "mediaType": LAYER, "size": 3, "digest": Digest::of(b"one").to_string() } });
    }
    archive.json("manifest.json", &json!([item])).json("index.json", &index(&entries)).json("oci-layout", &json!({}))
}

#[test]
fn the_hybrid_of_docker_25_joins_both_documents() {
    for (sources, source) in [(true, SourceFormat::DockerHybrid), (false, SourceFormat::DockerContainerd)] {
        let plan = docker_hybrid(sources).plan().unwrap();
        assert_eq!((plan.source, plan.images.len()), (source, 1));
        let image = &plan.images[0];
        assert_eq!(image.names, ["x:1", "x:latest"], "other spellings of the same names add nothing");
        assert!(image.manifest_digest.is_some());
        assert!(image.annotations.contains_key("io.containerd.image.name"));
        assert_eq!(image.layers[1].media_type.as_deref(), Some(LAYER));
        assert_eq!((image.layers[0].size, image.layers[0].digest), (Some(3), Some(Digest::of(b"one"))));
        assert!(image.gaps.is_empty() && plan.gaps.is_empty(), "{:?}", plan.gaps);
        assert_eq!(plan.references.iter().filter(|reference| reference.what == ReferenceKind::Manifest).count(), 1);
    }
}

#[test]
fn the_null_and_empty_indexes_of_docker_25_0_0_do_no_harm() {
    for index in [json!({ "schemaVersion": 2, "manifests": null }), json!(null)] {
        let mut archive = docker_hybrid(true);
        archive.files.retain(|(name, _)| name != "index.json");
        let plan = archive.json("index.json", &index).plan().unwrap();
        assert_eq!((plan.source, plan.images.len()), (SourceFormat::DockerHybrid, 1));
        assert!(plan.gaps.is_empty());
    }
    // moby#47065: a manifest with no layers beside the right list in manifest.json.
    let mut archive = docker_hybrid(true);
    let config = json!({ "mediaType": CONFIG, "digest": format!("sha256:{}", &archive.files[0].0[13..]) });
    let manifest = archive.document(MANIFEST, &json!({ "schemaVersion": 2, "config": config, "layers": null }));
    archive.files.retain(|(name, _)| name != "index.json");
    let plan = archive.json("index.json", &index(&[manifest])).plan().unwrap();
    assert_eq!((plan.images.len(), plan.images[0].layers.len()), (1, 2));
}

#[test]
fn a_null_manifest_falls_back_to_the_index_and_is_an_error_without_one() {
    let mut archive = docker_hybrid(true);
    archive.files.retain(|(name, _)| name != "manifest.json");
    let plan = archive.json("manifest.json", &json!(null)).plan().unwrap();
    assert_eq!((plan.source, plan.images.len()), (SourceFormat::OciArchive, 1));
    for body in ["null", "[]", "[{\"Layers\":[]}]"] {
        let error = Archive::default().file("manifest.json", body).plan().unwrap_err();
        assert_eq!(error.kind, PlanErrorKind::NoImages, "{body}");
        assert!(error.to_string().contains("manifest.json names no image"), "{error}");
    }
}

#[test]
fn the_containerd_store_leaves_other_platforms_out() {
    let mut archive = Archive::default();
    let amd64 = archive.oci_image("amd64", &[b"one"]);
    let files = archive.files.len();
    let arm64 = archive.oci_image("arm64", &[b"arm"]);
    let armv7 = archive.oci_image("arm", &[b"armv7"]);
    // Of arm64 nothing is there, of arm all but the layer.
    let arm = Digest::of(b"armv7").hex();
    let arm_files: Vec<_> =
        archive.files[files + 3..].iter().filter(|(name, _)| !name.contains(&arm)).cloned().collect();
    archive.files.truncate(files);
    archive.files.extend(arm_files);
    let nested = index(&[platform(arm64, "arm64"), platform(armv7, "arm"), platform(amd64, "amd64")]);
    let nested = archive.document(INDEX, &nested);
    let config = archive.files[0].0.clone();
    let layer = archive.files[1].0.clone();
    let plan = archive
        .json("index.json", &index(&[named(nested, "docker.io/library/x:1")]))
        .json("manifest.json", &json!([{ "Config": config, "RepoTags": ["x:1"], "Layers": [layer] }]))
        .plan()
        .unwrap();
    assert_eq!((plan.source, plan.images.len()), (SourceFormat::DockerContainerd, 1));
    assert_eq!(plan.images[0].platform.as_ref().unwrap().to_string(), "linux/amd64");
    let gaps: Vec<_> = plan.gaps.iter().map(|gap| (gap.kind, gap.what.clone())).collect();
    assert_eq!(gaps.len(), 2, "{gaps:?}");
    assert!(gaps.iter().all(|(kind, _)| *kind == GapKind::BlobMissing));
    assert!(
        gaps.iter().any(|(_, what)| what.contains("linux/arm64"))
            && gaps.iter().any(|(_, what)| what.contains("linux/arm "))
    );
    assert!(plan.references.iter().any(|reference| reference.what == ReferenceKind::Index));
}

#[test]
fn an_oci_archive_needs_neither_manifest_json_nor_media_types() {
    let mut archive = Archive::default();
    let mut manifest = archive.oci_image("amd64", &[b"one", b"two"]);
    manifest.as_object_mut().unwrap().remove("mediaType");
    let mut archive = archive.json("index.json", &index(&[named(manifest, "latest")]));
    let plan = archive.plan().unwrap();
    assert_eq!((plan.source, plan.images[0].names.as_slice()), (SourceFormat::OciArchive, &["latest".to_owned()][..]));
    assert_eq!(plan.images[0].layers.len(), 2);
    assert_eq!(plan.references.len(), 4, "manifest, configuration and two layers");
    archive.directory = true;
    assert_eq!(archive.plan().unwrap().source, SourceFormat::OciDirectory);
}

#[test]
fn inline_data_replaces_a_blob_only_if_it_is_what_its_digest_says() {
    let mut archive = Archive::default();
    let config = config("amd64", &[]).to_string();
    let descriptor = json!({ "mediaType": CONFIG, "digest": Digest::of(config.as_bytes()).to_string(), "size": config.len(),
        "data": base64(&config) });
    let manifest = archive.document(MANIFEST, &json!({ "config": descriptor, "layers": [] }));
    let plan = archive.json("index.json", &index(&[manifest])).plan().unwrap();
    assert_eq!((plan.images[0].config_member.as_deref(), plan.images[0].layers.len()), (None, 0));

    let mut archive = Archive::default();
    let blob = archive.blob(CONFIG, config.as_bytes());
    let manifest =
        archive.document(MANIFEST, &json!({ "config": with(blob, "data", json!(base64("{}"))), "layers": [] }));
    let plan = archive.json("index.json", &index(&[manifest])).plan().unwrap();
    assert_eq!(plan.images[0].config.user.as_deref(), Some("app"), "the blob is true");
    assert_eq!(plan.inline_mismatches.len(), 1);
}

fn base64(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(text)
}

#[test]
fn a_docker_schema_2_list_inside_an_index_is_followed() {
    let mut archive = Archive::default();
    let layer = archive.blob("application/vnd.docker.image.rootfs.diff.tar.gzip", b"one");
    let config = archive.document("application/vnd.docker.container.image.v1+json", &config("s390x", &[b"one"]));
    let kind = "application/vnd.docker.distribution.manifest.v2+json";
    let manifest = archive.document(kind, &json!({ "schemaVersion": 2, "config": config, "layers": [layer] }));
    let list = json!({ "schemaVersion": 2, "manifests": [platform(manifest, "s390x")] });
    let list = archive.document("application/vnd.docker.distribution.manifest.list.v2+json", &list);
    let plan = archive.json("index.json", &index(&[list])).plan().unwrap();
    assert_eq!(plan.images[0].platform.as_ref().unwrap().architecture, "s390x");
}

#[test]
fn provenance_goes_to_the_image_that_it_speaks_of() {
    let mut archive = Archive::default();
    let images = [archive.oci_image("amd64", &[b"one"]), archive.oci_image("arm64", &[b"two"])];
    let statement = json!({ "predicateType": "https://slsa.dev/provenance/v0.2", "subject": [{ "digest": {} }],
        "predicate": { "invocation": { "parameters": { "args": { "build-arg:TOKEN": "abc" } } } } });
    let statement = archive.document("application/vnd.in-toto+json", &statement);
    let empty = archive.document(CONFIG, &json!({ "rootfs": { "diff_ids": [] } }));
    let attestation = archive.document(MANIFEST, &json!({ "config": empty, "layers": [statement] }));
    let attestation = with(
        attestation,
        "annotations",
        json!({ "vnd.docker.reference.type": "attestation-manifest",
        "vnd.docker.reference.digest": images[1]["digest"] }),
    );
    let all: Vec<Value> = images.into_iter().chain([attestation]).collect();
    let plan = archive.json("index.json", &index(&all)).plan().unwrap();
    let told: Vec<_> = plan.images.iter().map(|image| image.provenance.len()).collect();
    assert_eq!(told, [0, 1]);
    assert_eq!(plan.images[1].provenance[0].name.as_deref(), Some("TOKEN"));
}

#[test]
fn attestations_signatures_and_sboms_are_evidence_and_no_images() {
    let mut archive = Archive::default();
    let image = archive.oci_image("amd64", &[b"one"]);
    let digest = image["digest"].clone();
    let statement =
        json!({ "predicateType": "https://slsa.dev/provenance/v1", "subject": [{ "digest": {} }], "predicate": {} });
    let statement = archive.document("application/vnd.in-toto+json", &statement);
    let mut spdx = archive.blob("application/vnd.in-toto+json", b"not even JSON");
    spdx["annotations"] = json!({ "in-toto.io/predicate-type": "https://spdx.dev/Document" });
    let empty = archive.document(CONFIG, &json!({ "rootfs": { "diff_ids": [] } }));
    let attestation = json!({ "config": empty, "layers": [statement, spdx] });
    let attestation = with(
        archive.document(MANIFEST, &attestation),
        "platform",
        json!({ "os": "unknown", "architecture": "unknown" }),
    );
    let attestation = with(
        attestation,
        "annotations",
        json!({ "vnd.docker.reference.type": "attestation-manifest",
        "vnd.docker.reference.digest": digest }),
    );
    let signature = archive.blob("application/vnd.dev.cosign.simplesigning.v1+json", b"{}");
    let signature = archive.document(MANIFEST, &json!({ "config": empty, "layers": [signature] }));
    let sbom = archive.blob("text/spdx+json", b"{}");
    let nothing = archive.document("application/vnd.oci.empty.v1+json", &json!({}));
    let sbom =
        json!({ "artifactType": "application/spdx+json", "config": nothing, "layers": [sbom], "subject": image });
    let sbom = archive.document(MANIFEST, &sbom);
    let chart = archive.document("application/vnd.cncf.helm.config.v1+json", &json!({}));
    let content = archive.blob("application/vnd.cncf.helm.chart.content.v1.tar+gzip", b"chart");
    let chart = archive.document(MANIFEST, &json!({ "config": chart, "layers": [content] }));
    let only = [attestation, signature, sbom, chart];
    let all: Vec<Value> = only.iter().cloned().chain([image]).collect();
    let mut artifacts = Archive { files: archive.files.clone(), ..Archive::default() };
    let plan = archive.json("index.json", &index(&all)).plan().unwrap();
    assert_eq!(plan.images.len(), 1);
    let kinds: Vec<_> = plan.evidence.iter().map(|evidence| evidence.kind).collect();
    use EvidenceKind::{Artifact, Attestation, Sbom, Signature};
    assert_eq!(kinds, [Attestation, Signature, Sbom, Artifact]);
    assert_eq!(plan.evidence[0].predicate_types, ["https://slsa.dev/provenance/v1", "https://spdx.dev/Document"]);
    assert_eq!(plan.evidence[0].subject, plan.images[0].manifest_digest);
    assert_eq!(plan.evidence[2].subject, plan.images[0].manifest_digest);
    assert!(plan.gaps.iter().any(|gap| gap.what.contains("attestation") && gap.kind == GapKind::DocumentUnreadable));

    artifacts = artifacts.json("index.json", &index(&only));
    let error = artifacts.plan().unwrap_err();
    assert_eq!(error.kind, PlanErrorKind::OnlyArtifacts, "{error}");
}

#[test]
fn missing_foreign_and_encrypted_layers_are_gaps_of_their_image() {
    let mut archive = Archive::default();
    let present = archive.blob(LAYER, b"one");
    let encrypted = archive.blob("application/vnd.oci.image.layer.v1.tar+gzip+encrypted", b"secret");
    let missing = json!({ "mediaType": LAYER, "digest": Digest::of(b"missing").to_string(), "size": 7 });
    let foreign = json!({ "mediaType": "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", "size": 7,
        "digest": Digest::of(b"foreign").to_string(), "urls": ["https://example.org/layer"] });
    let config = archive.document(CONFIG, &config("amd64", &[b"one", b"secret", b"missing", b"foreign"]));
    let manifest = json!({ "config": config, "layers": [present, encrypted, missing, foreign] });
    let manifest = archive.document(MANIFEST, &manifest);
    let plan = archive.json("index.json", &index(&[manifest])).plan().unwrap();
    let image = &plan.images[0];
    use LayerState::{Encrypted, Foreign, Missing, Present};
    assert_eq!(
        image.layers.iter().map(|layer| layer.state).collect::<Vec<_>>(),
        [Present, Encrypted, Missing, Foreign]
    );
    let gaps: Vec<_> = image.gaps.iter().map(|gap| (gap.kind, gap.layer)).collect();
    let expected =
        [(GapKind::LayerUnsupported, Some(1)), (GapKind::LayerMissing, Some(2)), (GapKind::LayerForeign, Some(3))];
    assert_eq!(gaps, expected);
    assert!(image.gaps[2].what.contains("https://example.org/layer"));
}

#[test]
fn several_images_and_shared_configurations_are_kept_apart_or_merged() {
    let one = config("amd64", &[b"one"]);
    let two = config("amd64", &[b"two"]);
    let archive =
        Archive::default().json("1.json", &one).json("2.json", &two).file("1.tar", "one").file("2.tar", "two");
    let item = |number: u8, tag: &str| json!({ "Config": format!("{number}.json"), "RepoTags": [tag], "Layers": [format!("{number}.tar")] });
    let list = json!([item(1, "a:1"), item(2, "b:1"), item(1, "a:2")]);
    let plan = archive.json("manifest.json", &list).plan().unwrap();
    assert_eq!(plan.images.iter().map(|image| image.names.join(" ")).collect::<Vec<_>>(), ["a:1 a:2", "b:1"]);
    assert_ne!(plan.images[0].group, plan.images[1].group);

    // podman manifest --add-compression: the same configuration, other blobs.
    let mut archive = Archive::default();
    let config = archive.document(CONFIG, &one);
    let gzip = archive.blob(LAYER, b"gzip");
    let zstd = archive.blob(LAYER, b"zstd");
    let manifests =
        [gzip, zstd].map(|layer| archive.document(MANIFEST, &json!({ "config": config, "layers": [layer] })));
    let plan = archive.json("index.json", &index(&manifests)).plan().unwrap();
    assert_eq!((plan.images.len(), plan.images[0].other_manifests.len()), (1, 1));
}

#[test]
fn counts_that_do_not_agree_are_gaps() {
    let mut body = config("amd64", &[b"one", b"two"]);
    body["history"] = json!([{ "created_by": "a" }]);
    let archive = Archive::default().json("c.json", &body).file("1.tar", "one");
    let plan = archive.json("manifest.json", &json!([{ "Config": "c.json", "Layers": ["1.tar"] }])).plan().unwrap();
    let image = &plan.images[0];
    assert_eq!(image.layers[0].diff_id, None);
    assert_eq!(image.gaps.len(), 1, "one record for one layer is aligned: {:?}", image.gaps);
    assert!(image.gaps[0].what.contains("2 diff IDs and the image 1 layers"));

    let archive = Archive::default().json("c.json", &body).file("1.tar", "one").file("2.tar", "two");
    let list = json!([{ "Config": "c.json", "Layers": ["1.tar", "2.tar"] }]);
    let plan = archive.json("manifest.json", &list).plan().unwrap();
    assert_eq!(plan.images[0].gaps[0].kind, GapKind::HistoryUnaligned);
}

#[test]
fn a_zero_layer_image_is_an_image() {
    for layers in [json!([]), json!(null)] {
        let archive = Archive::default().json("c.json", &config("amd64", &[]));
        let plan = archive.json("manifest.json", &json!([{ "Config": "c.json", "Layers": layers }])).plan().unwrap();
        assert!(plan.images[0].layers.is_empty() && plan.images[0].gaps.is_empty());
    }
}

/// Docker 1.9 and before.
fn legacy() -> Archive {
    let (base, middle, top) = ("a".repeat(64), "b".repeat(64), "c".repeat(64));
    let layer = |id: &str, parent: Option<&str>, command: &str| {
        json!({ "id": id, "parent": parent, "created": "2015-01-01T00:00:00Z", "os": "linux", "architecture": "amd64",
            "config": { "User": id[..1] }, "container_config": { "Cmd": ["/bin/sh", "-c", command] } })
    };
    Archive::default()
        .json(&format!("{top}/json"), &layer(&top, Some(&middle), "#(nop) CMD"))
        .file(&format!("{top}/layer.tar"), "3")
        .json(&format!("{base}/json"), &layer(&base, None, "debootstrap"))
        .file(&format!("{base}/layer.tar"), "1")
        .json(&format!("{middle}/json"), &layer(&middle, Some(&base), "apt-get"))
        .file(&format!("{middle}/layer.tar"), "2")
}

#[test]
fn the_chain_of_a_repositories_archive_is_followed_from_the_top() {
    let top = "c".repeat(64);
    let named = legacy().json("repositories", &json!({ "x": { "1": top, "latest": top } }));
    for (archive, names) in [(named, vec!["x:1", "x:latest"]), (legacy(), vec![])] {
        let plan = archive.plan().unwrap();
        assert_eq!((plan.source, plan.images.len()), (SourceFormat::DockerLegacy, 1));
        let image = &plan.images[0];
        assert_eq!(image.names, names);
        let first = layer_members(image).iter().map(|name| name.unwrap()[..1].to_owned()).collect::<String>();
        assert_eq!((first.as_str(), image.config.user.as_deref()), ("abc", Some("c")));
        let commands: Vec<_> = image.config.history.iter().map(|entry| entry.created_by.clone().unwrap()).collect();
        assert_eq!(commands, ["/bin/sh -c debootstrap", "/bin/sh -c apt-get", "/bin/sh -c #(nop) CMD"]);
        assert!(image.gaps.is_empty(), "{:?}", image.gaps);
    }
}

#[test]
fn circles_and_holes_in_a_chain_are_errors() {
    let (one, two) = ("1".repeat(64), "2".repeat(64));
    let circle = Archive::default()
        .json(&format!("{one}/json"), &json!({ "id": one, "parent": two }))
        .json(&format!("{two}/json"), &json!({ "id": two, "parent": one }));
    assert!(circle.plan().unwrap_err().what.contains("circle"));
    let named = circle.json("repositories", &json!({ "x": { "1": one } }));
    assert!(named.plan().unwrap_err().what.contains("circle"));
    let hole = Archive::default()
        .json(&format!("{one}/json"), &json!({ "id": one, "parent": two }))
        .json("repositories", &json!({ "x": { "1": one } }));
    assert!(hole.plan().unwrap_err().what.contains("not in the archive"));
}

#[test]
fn what_is_no_image_archive_is_named() {
    for (files, expected, advice) in [
        (&["etc/passwd", "usr/bin/x", "bin/sh"][..], "plain root file system", "docker save"),
        (&["web/Chart.yaml", "web/values.yaml"], "Helm chart", "chart names"),
        (&["package/package.json", "package/index.js"], "npm package", "archive of an image"),
        (&["Dockerfile", "src/main.c"], "build context with a Dockerfile", "Dockerfile itself"),
        (&["app-1.0/PKG-INFO"], "Python source package", "docker save"),
        (&["image.tar.gz"], "image.tar.gz", "unpack it"),
        (&["blobs/sha256/00"], "OCI layout", "incomplete"),
        (&["a", "b", "c", "d\u{202e}"], "a, b, c and 1 more", "docker save"),
    ] {
        let archive = files.iter().fold(Archive::default(), |archive, name| archive.file(name, "x"));
        let error = archive.plan().unwrap_err();
        assert_eq!(error.kind, PlanErrorKind::NotAnImage);
        let text = error.to_string();
        assert!(text.contains(expected) && text.contains(advice), "{text}");
    }
    assert_eq!(Archive::default().plan().unwrap_err().kind, PlanErrorKind::Empty);
}

#[test]
fn schema_1_and_skopeo_directories_are_refused_with_advice() {
    let mut archive = Archive::default();
    let old = archive.document(
        "application/vnd.docker.distribution.manifest.v1+prettyjws",
        &json!({ "schemaVersion": 1, "fsLayers": [] }),
    );
    let archive = archive.json("index.json", &index(&[old]));
    let error = archive.plan().unwrap_err();
    assert_eq!(error.kind, PlanErrorKind::Schema1);
    assert!(error.action.contains("v2s2"));
    let error = Archive::default().json("manifest.json", &json!({ "config": {}, "layers": [] })).plan().unwrap_err();
    assert!(error.to_string().contains("oci-archive"), "{error}");
}

#[test]
fn broken_documents_are_errors_with_their_place_or_gaps_beside_others() {
    for (body, place) in [
        ("[{\"Config\": \"c.json\",,}]", "column 22"),
        ("[{\"Config\": \"a\", \"Config\": \"b\"}]", "stands twice"),
        ("[1e999]", "out of range"),
        (&format!("{}{}", "[".repeat(1000), "]".repeat(1000)), "recursion limit"),
        ("hello", "is not JSON"),
        ("", "is empty"),
    ] {
        let error = Archive::default().file("manifest.json", body).plan().unwrap_err();
        assert_eq!(error.kind, PlanErrorKind::Unreadable);
        assert!(error.to_string().contains(place) && error.to_string().contains("manifest.json"), "{error}");
    }
    let archive = Archive::default().json("1.json", &config("amd64", &[])).file("2.json", "{\"os\": tru}");
    let list = json!([{ "Config": "1.json" }, { "Config": "2.json" }, { "Config": "3.json" }]);
    let plan = archive.json("manifest.json", &list).plan().unwrap();
    assert_eq!(plan.images.len(), 1);
    let kinds: Vec<_> = plan.gaps.iter().map(|gap| gap.kind).collect();
    assert_eq!(kinds, [GapKind::DocumentUnreadable, GapKind::BlobMissing]);
    assert_eq!(plan.gaps[0].member.as_deref(), Some("2.json"));
}

#[test]
fn a_document_that_is_too_large_is_never_asked_for() {
    let mut members = Members::new();
    members.add(b"manifest.json", MemberKind::File, b"", 1 << 30, None);
    let error = plan(&members, &Documents::new()).unwrap_err();
    assert!(error.to_string().contains("1073741824 bytes"), "{error}");
}

#[test]
fn indexes_that_multiply_end_at_a_limit() {
    let mut archive = Archive::default();
    let mut entry = archive.oci_image("amd64", &[b"one"]);
    for _ in 0..6 {
        entry = archive.document(INDEX, &index(&vec![entry; 30]));
    }
    let plan = archive.json("index.json", &index(&[entry])).plan().unwrap();
    assert_eq!(plan.images.len(), 1);
    assert!(plan.gaps.iter().any(|gap| gap.kind == GapKind::LimitReached), "{:?}", plan.gaps);

    let mut archive = Archive::default();
    let mut entry = archive.oci_image("amd64", &[b"one"]);
    for _ in 0..20 {
        entry = archive.document(INDEX, &index(&[entry]));
    }
    let error = archive.json("index.json", &index(&[entry])).plan().unwrap_err();
    assert_eq!(error.kind, PlanErrorKind::Limit);
}

#[test]
fn digests_become_names_only_if_they_look_like_digests() {
    let config = config("amd64", &[]);
    for digest in ["sha256:../../manifest", "sha256", "", "sha256:", "../x:aa", "sha256:a/b"] {
        let entry = json!({ "mediaType": MANIFEST, "digest": digest, "size": 1 });
        let error =
            Archive::default().json("index.json", &index(&[entry])).json("manifest", &config).plan().unwrap_err();
        assert_eq!(error.kind, PlanErrorKind::Unreadable, "{digest}");
    }
    let mut archive = Archive::default();
    let blob = archive.document(CONFIG, &config);
    let layerless = json!({ "config": blob, "layers": [] }).to_string();
    let archive = archive.file("blobs/sha512/abcd", layerless);
    let plan = archive.json("index.json", &index(&[json!({ "digest": "sha512:abcd" })])).plan().unwrap();
    assert_eq!(plan.images[0].manifest_digest, None);
    assert!(plan.gaps[0].what.contains("sha512"), "{:?}", plan.gaps);
}

/// Two platforms of one name, and another image.
fn many() -> Plan {
    let mut archive = Archive::default();
    let arm64 = platform(archive.oci_image("arm64", &[b"arm"]), "arm64");
    let amd64 = platform(archive.oci_image("amd64", &[b"amd"]), "amd64");
    let riscv = platform(archive.oci_image("riscv64", &[b"risc"]), "riscv64");
    let nested = archive.document(INDEX, &index(&[arm64, amd64]));
    let nested = named(nested, "docker.io/library/x:1");
    archive.json("index.json", &index(&[nested, named(riscv, "ghcr.io/a/b:2")])).plan().unwrap()
}

#[test]
fn by_default_one_platform_of_every_image_is_chosen() {
    let plan = many();
    let chosen = choose(&plan, &Choice::default()).unwrap();
    assert_eq!(chosen.images, [1, 2], "amd64 of x, and the only platform of b");
    assert_eq!(chosen.left_out.len(), 1);
    assert!(chosen.left_out[0].how.contains("linux/arm64"), "{:?}", chosen.left_out);
    assert_eq!(choose(&plan, &Choice { all: true, ..Choice::default() }).unwrap().images, [0, 1, 2]);
}

#[test]
fn images_are_chosen_by_platform_name_tag_digest_and_number() {
    let plan = many();
    let by_platform = |text: &str| choose(&plan, &Choice { platform: text.parse().ok(), ..Choice::default() });
    assert_eq!(by_platform("linux/arm64/v8").unwrap().images, [0]);
    assert!(by_platform("windows/amd64").unwrap_err().to_string().contains("docker.io/library/x:1 (linux/arm64)"));
    let by_name = |text: &str| choose(&plan, &Choice { reference: Some(text.to_owned()), ..Choice::default() });
    for (text, images) in [("x:1", vec![1]), ("docker.io/library/x:1", vec![1]), ("2", vec![2]), ("@0", vec![0])] {
        assert_eq!(by_name(text).unwrap().images, images, "{text}");
    }
    let digest = plan.images[0].config_digest.unwrap();
    assert_eq!(by_name(&digest.to_string()).unwrap().images, [0]);
    assert_eq!(by_name(&digest.hex()[..12]).unwrap().images, [0]);
    assert!(by_name("y").unwrap_err().to_string().contains("\"y\""));
}

#[test]
fn platforms_named_in_the_root_index_alone_are_one_image() {
    let mut archive = Archive::default();
    let arm64 = platform(archive.oci_image("arm64", &[b"arm"]), "arm64");
    let amd64 = platform(archive.oci_image("amd64", &[b"amd"]), "amd64");
    let plan = archive.json("index.json", &index(&[arm64, amd64])).plan().unwrap();
    assert_eq!(choose(&plan, &Choice::default()).unwrap().images, [1]);
}

/// Any JSON with the field names that matter, so that it gets past the first look.
fn arbitrary_json() -> impl Strategy<Value = Value> {
    let digest = format!("sha256:{}", "0".repeat(64));
    let text = prop_oneof![
        any::<String>(),
        Just(digest),
        Just("blobs/sha256/x".to_owned()),
        Just("manifest.json".to_owned()),
        Just("x".to_owned()),
        Just(INDEX.to_owned()),
        Just(MANIFEST.to_owned()),
        Just("sha256:x".to_owned()),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.clone().prop_map(Value::from),
    ];
    let key = prop_oneof![
        prop::sample::select(vec![
            "manifests",
            "config",
            "layers",
            "Config",
            "Layers",
            "RepoTags",
            "LayerSources",
            "digest",
            "size",
            "data",
            "urls",
            "annotations",
            "platform",
            "os",
            "architecture",
            "rootfs",
            "diff_ids",
            "history",
            "Env",
            "Cmd",
            "ExposedPorts",
            "Labels",
            "Healthcheck",
            "parent",
            "schemaVersion",
            "mediaType",
            "artifactType",
            "subject",
        ])
        .prop_map(ToOwned::to_owned),
        text,
    ];
    leaf.prop_recursive(5, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((key.clone(), inner), 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn arbitrary_documents_never_panic_and_planning_ends(
        documents in prop::collection::vec(arbitrary_json(), 5),
        choice in any::<bool>(),
    ) {
        let names = ["manifest.json", "index.json", "x", "repositories", "blobs/sha256/x"];
        let zero = format!("blobs/sha256/{}", "0".repeat(64));
        let mut archive = Archive::default().link(&zero, MemberKind::Symlink, "x");
        for (name, document) in names.iter().zip(&documents).skip(usize::from(choice)) {
            archive = archive.json(name, document);
        }
        if let Ok(plan) = archive.plan() {
            let _ = choose(&plan, &Choice::default()).unwrap();
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(
        manifest in prop::collection::vec(any::<u8>(), 0..200),
        config in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let _ = Archive::default().file("manifest.json", &manifest).file("index.json", &config).plan();
        let list = json!([{ "Config": "c", "Layers": ["c"] }]);
        let _ = Archive::default().file("c", &config).json("manifest.json", &list).plan();
    }
}
