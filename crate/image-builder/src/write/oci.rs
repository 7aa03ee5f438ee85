//! OCI layout (image-spec, image-layout.md), also as containerd exports it.

use super::archive::Archive;
use super::docker::{manifest_item, split_tag};
use super::member::Members;
use super::prepared::{Inline, Prepared, descriptor, told};
use crate::image::Attestation;
use crate::{Signature, SignatureLink, sha256};
use serde_json::{Value, json};

const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const DOCKER_LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";

pub(super) fn put(archive: &Archive, images: &[Prepared<'_>], members: &mut Members) {
    let mut top = Vec::new();
    let mut done = vec![false; images.len()];
    for number in 0..images.len() {
        if std::mem::replace(&mut done[number], true) {
            continue;
        }
        // With a nested index, images of the same tags are its platforms.
        let tags = &images[number].image.tags;
        let mut group = vec![&images[number]];
        for other in number + 1..images.len() {
            if archive.index_depth > 0 && !tags.is_empty() && images[other].image.tags == *tags {
                done[other] = true;
                group.push(&images[other]);
            }
        }
        let platforms = archive.index_depth > 0 || images.len() > 1 || !images[number].image.attestations.is_empty();
        let mut manifests = Vec::new();
        for image in &group {
            image.put_blobs(members);
            let mut descriptor = image.descriptor();
            if platforms {
                descriptor["platform"] = image.image.config.platform();
            }
            manifests.push(descriptor);
        }
        let mut evidence = Vec::new();
        for image in &group {
            if !image.image.attestations.is_empty() {
                evidence.push(put_attestations(image, &image.image.attestations, members));
            }
            evidence.extend(image.image.signatures.iter().map(|signature| put_signature(image, signature, members)));
        }
        if archive.index_depth == 0 {
            top.extend(manifests.iter().flat_map(|manifest| annotated(manifest, tags)));
            top.extend(evidence);
            continue;
        }
        manifests.extend(evidence);
        let docker = images[number].image.docker_media_types;
        for _ in 0..archive.index_depth {
            let media_type = if docker { DOCKER_LIST } else { INDEX };
            let index = json!({"schemaVersion": 2, "mediaType": media_type, "manifests": manifests}).to_string();
            let hex = sha256(index.as_bytes());
            let inline = archive.inline >= Inline::Documents;
            manifests = vec![descriptor(media_type, &hex, index.as_bytes(), inline)];
            if !inline {
                members.blob(&hex, index);
            }
        }
        top.extend(annotated(&manifests[0], tags));
    }
    put_index(members, &top);
}

/// `index.json` and `oci-layout`.
pub(super) fn put_index(members: &mut Members, manifests: &[Value]) {
    let index = json!({"schemaVersion": 2, "mediaType": INDEX, "manifests": manifests});
    members.file("index.json", index.to_string());
    members.file("oci-layout", r#"{"imageLayoutVersion":"1.0.0"}"#);
}

/// The `manifest.json` that containerd adds for older readers: of each tag the first platform that is there.
pub(super) fn put_containerd_manifest(images: &[Prepared<'_>], members: &mut Members) {
    let mut items = Vec::new();
    let mut seen: Vec<&[String]> = Vec::new();
    for image in images.iter().filter(|image| !image.image.absent) {
        if !image.image.tags.is_empty() && seen.contains(&&*image.image.tags) {
            continue;
        }
        seen.push(&image.image.tags);
        let path = |hex: &str| format!("blobs/sha256/{hex}");
        let layers: Vec<_> = image.layers.iter().map(|layer| path(&layer.digest)).collect();
        items.push(manifest_item(image, &path(&image.config_digest), &layers));
    }
    members.file("manifest.json", Value::from(items).to_string());
}

/// The descriptor once for each tag, with the annotations of containerd and BuildKit; once without where none is.
pub(super) fn annotated(descriptor: &Value, tags: &[String]) -> Vec<Value> {
    if tags.is_empty() {
        return vec![descriptor.clone()];
    }
    let named = |tag: &String| {
        let mut descriptor = descriptor.clone();
        descriptor["annotations"] = json!({
            "io.containerd.image.name": full_name(tag),
            "org.opencontainers.image.ref.name": split_tag(tag).1,
        });
        descriptor
    };
    tags.iter().map(named).collect()
}

/// The reference with the registry and the tag that Docker assumes.
fn full_name(reference: &str) -> String {
    let (name, tag) = split_tag(reference);
    let registry = name.split_once('/').map(|(first, _)| first);
    match registry {
        Some(first) if first.contains(['.', ':']) || first == "localhost" => format!("{name}:{tag}"),
        Some(_) => format!("docker.io/{name}:{tag}"),
        None => format!("docker.io/library/{name}:{tag}"),
    }
}

/// Stores a signature as cosign does (specs/SIGNATURE_SPEC.md) and gives the descriptor of its manifest.
fn put_signature(image: &Prepared<'_>, signature: &Signature, members: &mut Members) -> Value {
    let (payload, base64) = signature.payload(&image.manifest_digest);
    let hex = sha256(payload.as_bytes());
    let mut layer = descriptor("application/vnd.dev.cosign.simplesigning.v1+json", &hex, payload.as_bytes(), false);
    layer["annotations"] = json!({ "dev.cosignproject.cosign/signature": base64 });
    members.blob(&hex, payload);
    let config = "{}";
    let config_digest = sha256(config.as_bytes());
    members.blob(&config_digest, config);
    let media_type = "application/vnd.oci.image.manifest.v1+json";
    let mut manifest = json!({
        "schemaVersion": 2,
        "mediaType": media_type,
        "config": descriptor("application/vnd.oci.image.config.v1+json", &config_digest, config.as_bytes(), false),
        "layers": [layer],
    });
    if signature.link == SignatureLink::Subject {
        manifest["subject"] = image.descriptor();
    }
    let manifest = manifest.to_string();
    let hex = sha256(manifest.as_bytes());
    let mut descriptor = descriptor(media_type, &hex, manifest.as_bytes(), false);
    members.blob(&hex, manifest);
    match signature.link {
        SignatureLink::Subject => {}
        SignatureLink::Tag => {
            let tag = format!("sha256-{}.sig", image.manifest_digest);
            descriptor["annotations"] = json!({ "org.opencontainers.image.ref.name": tag });
        }
        SignatureLink::Annotation => {
            descriptor["annotations"] = json!({ "kind": "dev.cosignproject.cosign/sigs" });
        }
    }
    descriptor
}

/// Stores an attestation manifest as BuildKit does (docs/attestations/attestation-storage.md) and gives its
/// descriptor.
fn put_attestations(image: &Prepared<'_>, attestations: &[Attestation], members: &mut Members) -> Value {
    let mut layers = Vec::new();
    let mut diff_ids = Vec::new();
    for attestation in attestations {
        let statement = json!({
            "_type": "https://in-toto.io/Statement/v0.1",
            "predicateType": attestation.predicate_type,
            "subject": [{
                "name": image.image.tags.first().map_or("_", String::as_str),
                "digest": {"sha256": attestation.subject.as_ref().unwrap_or(&image.manifest_digest)},
            }],
            "predicate": attestation.predicate,
        });
        let (media_type, statement) = match attestation.signer {
            Some(signer) => ("application/vnd.dsse.envelope.v1+json", signer.envelope(&statement).to_string()),
            None => ("application/vnd.in-toto+json", statement.to_string()),
        };
        let hex = sha256(statement.as_bytes());
        let mut layer = descriptor(media_type, &hex, statement.as_bytes(), false);
        layer["annotations"] = json!({"in-toto.io/predicate-type": attestation.predicate_type});
        diff_ids.push(format!("sha256:{hex}"));
        layers.push(layer);
        members.blob(&hex, statement);
    }
    let config = json!({
        "architecture": "unknown",
        "os": "unknown",
        "config": {},
        "rootfs": {"type": "layers", "diff_ids": diff_ids},
    })
    .to_string();
    let config_digest = told(config.as_bytes(), false);
    let media_type = "application/vnd.oci.image.manifest.v1+json";
    let manifest = json!({
        "schemaVersion": 2,
        "mediaType": media_type,
        "config": descriptor("application/vnd.oci.image.config.v1+json", &config_digest, config.as_bytes(), false),
        "layers": layers,
    })
    .to_string();
    members.blob(&config_digest, config);
    let hex = sha256(manifest.as_bytes());
    let mut descriptor = descriptor(media_type, &hex, manifest.as_bytes(), false);
    members.blob(&hex, manifest);
    descriptor["annotations"] = json!({
        "vnd.docker.reference.digest": format!("sha256:{}", image.manifest_digest),
        "vnd.docker.reference.type": "attestation-manifest",
    });
    descriptor["platform"] = json!({"architecture": "unknown", "os": "unknown"});
    descriptor
}
