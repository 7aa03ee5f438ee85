//! Signatures, attestations and their binding, over images that are signed in the test.

use plimsoll_core::analysis::{self, Options};
use plimsoll_core::report::model::{Finding, Report, Target};
use plimsoll_core::signature::PublicKey;
use plimsoll_image_builder::{Archive, Attestation, Image, Layer, Shape, Signature, SignatureLink, Signer};
use serde_json::json;

fn image() -> Image {
    Image::new().tag("app:1").layer(Layer::new().created_by("COPY app /app # buildkit").file("app", "x"))
}

fn report(image: &Image, keys: &[Signer]) -> Report {
    report_of(&image.oci_archive(), keys)
}

fn report_of(archive: &[u8], keys: &[Signer]) -> Report {
    let key = |signer: &Signer| PublicKey::from_pem("cosign.pub", &signer.public_key()).expect("it is a key");
    let options = Options { keys: keys.iter().map(key).collect(), ..Options::default() };
    analysis::archive(archive, &options).unwrap_or_else(|error| panic!("{error}"))
}

fn findings<'r>(target: &'r Target, rule: &str) -> Vec<&'r Finding> {
    target.findings.iter().filter(|finding| finding.rule == rule).collect()
}

/// Severities of the findings of that rule.
fn severities(report: &Report, rule: &str) -> Vec<&'static str> {
    findings(&report.targets[0], rule).iter().map(|finding| finding.severity.name()).collect()
}

#[test]
fn a_signature_is_verified_however_it_is_tied_to_the_image() {
    for link in [SignatureLink::Tag, SignatureLink::Subject, SignatureLink::Annotation] {
        let signed = image().signature(Signature { link, ..Signature::new(Signer::Trusted) });
        let found = report(&signed, &[Signer::Trusted]);
        let evidence = &found.targets[0].image.as_ref().unwrap().evidence;
        assert_eq!(evidence.len(), 1, "{link:?}");
        assert_eq!(evidence[0].kind, "signature");
        assert_eq!((evidence[0].bound, evidence[0].verified), (Some(true), Some(true)), "{link:?}");
        assert_eq!(evidence[0].key.as_deref(), Some("cosign.pub"));
        assert!(severities(&found, "signature-invalid").is_empty(), "{link:?}");
        assert!(severities(&found, "signature-of-other-image").is_empty(), "{link:?}");
        assert!(
            plimsoll_core::report::plain::write(&found, plimsoll_core::report::plain::Style::Plain)
                .contains("signature verified with the key cosign.pub")
        );

        let other = report(&signed, &[Signer::Stranger]);
        assert_eq!(severities(&other, "signature-invalid"), ["critical"], "{link:?}");
        assert_eq!(other.targets[0].image.as_ref().unwrap().evidence[0].verified, Some(false));
        assert!(severities(&report(&signed, &[Signer::Stranger, Signer::Trusted]), "signature-invalid").is_empty());

        let unchecked = report(&signed, &[]);
        assert_eq!(unchecked.targets[0].image.as_ref().unwrap().evidence[0].verified, None);
        assert!(severities(&unchecked, "signature-invalid").is_empty());
    }
}

#[test]
fn a_good_signature_of_another_image_is_a_finding_with_and_without_a_key() {
    let digest = Some(format!("sha256:{}", "ab".repeat(32)));
    for link in [SignatureLink::Tag, SignatureLink::Subject, SignatureLink::Annotation] {
        let signature = Signature { link, digest: digest.clone(), ..Signature::new(Signer::Trusted) };
        let swapped = image().signature(signature);
        assert_eq!(severities(&report(&swapped, &[]), "signature-of-other-image"), ["critical"], "{link:?}");
        let with_key = report(&swapped, &[Signer::Trusted]);
        assert_eq!(severities(&with_key, "signature-of-other-image"), ["critical"], "{link:?}");
        assert_eq!(severities(&with_key, "signature-invalid"), ["critical"], "{link:?}");
        let evidence = &with_key.targets[0].image.as_ref().unwrap().evidence[0];
        assert_ne!(evidence.verified, Some(true));
        assert_eq!(evidence.bound, Some(false));
    }
}

#[test]
fn a_payload_that_was_changed_later_does_not_verify() {
    let broken = Signature { broken: true, ..Signature::new(Signer::Trusted) };
    assert_eq!(severities(&report(&image().signature(broken), &[Signer::Trusted]), "signature-invalid"), ["critical"]);
}

#[test]
fn an_index_may_be_signed_in_place_of_the_manifest() {
    let plain = Archive::new(Shape::Oci).index_depth(1).image(image()).build();
    let index = report_of(&plain, &[]);
    assert!(index.targets[0].image.as_ref().unwrap().manifest_digest.is_some());
    let files = Archive::new(Shape::Oci).index_depth(1).image(image()).files();
    let index_json = files.iter().find(|(name, _)| name == "index.json").unwrap();
    let index_json: serde_json::Value = serde_json::from_slice(&index_json.1).unwrap();
    let digest = index_json["manifests"][0]["digest"].as_str().unwrap().to_owned();
    let signature =
        Signature { digest: Some(digest), link: SignatureLink::Annotation, ..Signature::new(Signer::Trusted) };
    let signed = image().signature(signature.clone());
    // The signature is inside the index here, so that the index has another digest and the payload does not fit.
    let inside = Archive::new(Shape::Oci).index_depth(1).image(signed).build();
    assert_eq!(severities(&report_of(&inside, &[Signer::Trusted]), "signature-of-other-image"), ["critical"]);
    // And here beside it, as `cosign save` lays it.
    let beside = Archive::new(Shape::Oci).image(image().signature(signature)).files();
    let beside_index = beside.iter().find(|(name, _)| name == "index.json").unwrap();
    let beside_index: serde_json::Value = serde_json::from_slice(&beside_index.1).unwrap();
    let descriptor = beside_index["manifests"].as_array().unwrap().last().unwrap().clone();
    let mut archive = Archive::new(Shape::Oci).index_depth(1).image(image()).set_json(
        "index.json",
        "/manifests",
        json!([index_json["manifests"][0], descriptor]),
    );
    for (name, bytes) in beside.iter().filter(|(name, _)| name.starts_with("blobs/")) {
        archive = archive.put(name.clone(), bytes.clone());
    }
    let found = report_of(&archive.build(), &[Signer::Trusted]);
    assert!(severities(&found, "signature-of-other-image").is_empty());
    assert!(severities(&found, "signature-invalid").is_empty());
    assert_eq!(found.targets[0].image.as_ref().unwrap().evidence[0].verified, Some(true));
}

#[test]
fn signed_attestations_are_verified_and_their_subjects_compared() {
    let attestation = |signer, subject: Option<&str>| Attestation {
        predicate_type: "https://slsa.dev/provenance/v1".into(),
        predicate: json!({}),
        subject: subject.map(str::to_owned),
        signer,
    };
    let signed =
        |signer, subject| image().signature(Signature::new(Signer::Trusted)).attested(attestation(signer, subject));
    let verdict = |image: &Image| {
        let report = report(image, &[Signer::Trusted]);
        let evidence = report.targets[0].image.as_ref().unwrap().evidence.clone();
        let attested = evidence.into_iter().find(|evidence| evidence.kind == "attestation").unwrap();
        (
            attested.bound,
            attested.verified,
            severities(&report, "signature-invalid"),
            severities(&report, "signature-of-other-image"),
        )
    };
    let other = "ab".repeat(32);
    assert_eq!(verdict(&signed(Some(Signer::Trusted), None)), (Some(true), Some(true), vec![], vec![]));
    assert_eq!(verdict(&signed(Some(Signer::Stranger), None)), (Some(true), Some(false), vec!["medium"], vec![]));
    assert_eq!(verdict(&signed(None, None)), (Some(true), None, vec![], vec![]));
    assert_eq!(verdict(&signed(Some(Signer::Trusted), Some(&other))), (Some(false), None, vec![], vec!["critical"]));
    assert_eq!(verdict(&signed(None, Some(&other))), (Some(false), None, vec![], vec!["medium"]));
}

#[test]
fn asking_for_a_signature_of_an_archive_that_has_none_is_a_finding() {
    for archive in [image().oci_archive(), image().docker_archive()] {
        assert_eq!(severities(&report_of(&archive, &[Signer::Trusted]), "signature-invalid"), ["high"]);
        assert!(severities(&report_of(&archive, &[]), "signature-invalid").is_empty());
    }
}

mod base {
    use super::*;
    use plimsoll_core::facts::Origin;
    use plimsoll_image_builder::Recipe;

    /// A distribution with a setuid file, and an application with another on top of it.
    const LAYERED: &str = "layer ADD rootfs.tar / # buildkit\n/usr/bin/su 4755 0:0 size=10\nhistory CMD [\"/bin/sh\"]\n\
        layer COPY helper /helper # buildkit\n/helper 4755 0:0 size=10\nhistory CMD [\"/helper\"]\n\
        env A_TOKEN=1\nexpose 22/tcp\n";

    fn origins(report: &Report) -> Vec<(String, Option<Origin>)> {
        let setuid = findings(&report.targets[0], "setuid-file");
        let origin = |finding: &&Finding| (finding.message.clone(), finding.origin);
        setuid.iter().map(origin).collect()
    }

    fn origin_of(report: &Report, path: &str) -> Option<Origin> {
        let found = origins(report).into_iter().find(|(message, _)| message.contains(path));
        found.unwrap_or_else(|| panic!("nothing was found of {path}: {:?}", origins(report))).1
    }

    #[test]
    fn a_command_with_steps_behind_it_ends_the_base() {
        let image = Recipe::parse(LAYERED).unwrap();
        let found = report(&image, &[]);
        let base = found.targets[0].image.as_ref().unwrap().base.as_ref().unwrap();
        assert_eq!((base.layers, base.records, base.certain), (Some(1), Some(2), false));
        assert!(base.reason.as_ref().unwrap().contains("CMD"), "{base:?}");
        assert_eq!(origin_of(&found, "/usr/bin/su"), Some(Origin::Base));
        assert_eq!(origin_of(&found, "/helper"), Some(Origin::Own));
    }

    #[test]
    fn without_a_sign_nothing_is_told_apart() {
        let image = Recipe::parse("layer ADD rootfs.tar / # buildkit\n/usr/bin/odd 4755 0:0 size=10\n").unwrap();
        let found = report(&image, &[]);
        assert_eq!(found.targets[0].image.as_ref().unwrap().base, None);
        assert_eq!(origin_of(&found, "/usr/bin/odd"), None);
    }

    #[test]
    fn the_dockerfile_in_the_provenance_is_judged_and_tells_where_the_base_ends() {
        use base64::Engine as _;
        // The CMD in the middle would mislead who looks at the history alone.
        let dockerfile =
            "FROM debian:12\nCMD [\"/early\"]\nCOPY helper /helper\nRUN cd /tmp && curl -k https://example.org\n";
        let data = base64::engine::general_purpose::STANDARD.encode(dockerfile);
        let digest = "ab".repeat(32);
        let provenance = json!({
            "materials": [{ "uri": "pkg:docker/debian@12?platform=linux%2Famd64", "digest": { "sha256": digest } }],
            "metadata": { "https://mobyproject.org/buildkit@v1#metadata": { "source": { "infos": [
                { "filename": "Dockerfile", "language": "Dockerfile", "data": data },
            ] } } },
        });
        let recipe = "layer ADD rootfs.tar / # buildkit\n/usr/bin/su 4755 0:0 size=10\nhistory CMD [\"bash\"]\n\
            history CMD [\"/early\"]\nlayer COPY helper /helper # buildkit\n/helper 4755 0:0 size=10\n\
            layer RUN /bin/sh -c cd /tmp && curl -k https://example.org # buildkit\n/tmp/x 0644 0:0 size=1\n";
        let image =
            Recipe::parse(recipe).unwrap().tag("app:1").attestation("https://slsa.dev/provenance/v0.2", provenance);
        let found = report(&image, &[]);
        let base = found.targets[0].image.as_ref().unwrap().base.clone().unwrap();
        assert_eq!(base.name, Some(format!("debian:12@sha256:{digest}")));
        assert_eq!((base.layers, base.records, base.certain), (Some(1), Some(2), true));
        assert_eq!(origin_of(&found, "/usr/bin/su"), Some(Origin::Base));
        assert_eq!(origin_of(&found, "/helper"), Some(Origin::Own));
        assert_eq!(found.targets.len(), 2);
        assert!(found.targets[1].name.contains("Dockerfile of docker.io/library/app:1"), "{}", found.targets[1].name);
        let insecure = findings(&found.targets[1], "curl-insecure");
        assert!(matches!(insecure[0].place, plimsoll_core::finding::Place::Instruction { line: 4, .. }));
        assert!(severities(&found, "unrecorded-base").is_empty());
    }

    #[test]
    fn an_image_of_the_same_archive_whose_layers_are_the_lowest_is_the_base() {
        let lower = "tag debian:12\nlayer ADD rootfs.tar / # buildkit\n/usr/bin/su 4755 0:0 size=10\n";
        let upper = "tag app:1\nlayer ADD rootfs.tar / # buildkit\n/usr/bin/su 4755 0:0 size=10\n\
            layer COPY helper /helper # buildkit\n/helper 4755 0:0 size=10\n";
        let archive = Archive::new(Shape::DockerArchive)
            .image(Recipe::parse(upper).unwrap())
            .image(Recipe::parse(lower).unwrap());
        let found = report_of(&archive.build(), &[]);
        let target = found.targets.iter().find(|target| target.name == "app:1").unwrap();
        let base = target.image.as_ref().unwrap().base.as_ref().unwrap();
        assert_eq!((base.layers, base.certain), (Some(1), true));
        assert!(base.reason.as_ref().unwrap().contains("debian:12"), "{base:?}");
    }
}
