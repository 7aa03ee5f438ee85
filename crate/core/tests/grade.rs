//! Grades of images and Dockerfiles, from bytes to what people and programs read.

use plimsoll_core::analysis::{self, Options};
use plimsoll_core::config::{Config, Level};
use plimsoll_core::finding::Severity;
use plimsoll_core::grade::{Grade, Letter};
use plimsoll_core::report::model::Report;
use plimsoll_core::report::plain::{self, Style};
use plimsoll_core::report::{json, sarif};
use plimsoll_core::rules::Profile;
use plimsoll_core::signature::PublicKey;
use plimsoll_image_builder::{Image, Layer, Signature, Signer};
use serde_json::{Value, json};

fn options() -> Options {
    // 2026-11-01.
    Options { name: String::from("image.tar"), as_of: Some(1_793_491_200), ..Options::default() }
}

/// Without a user: it runs as root, which is high. With a world-writable file, which is medium.
fn image() -> Image {
    let layer = Layer::new().created_by("COPY . /").file("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n");
    let open = plimsoll_image_builder::Entry::file("srv/open", "x").mode(0o666);
    Image::new().tag("example.org/app:1").created("2026-10-30T00:00:00Z").entrypoint(["/app"]).layer(layer.add(open))
}

fn scanned(image: &Image, options: &Options) -> Report {
    analysis::archive(&image.docker_archive(), options).expect("an image that can be analysed")
}

fn grade(report: &Report) -> &Grade {
    &report.targets[0].grade
}

#[test]
fn a_fix_gains_what_was_said() {
    let before = scanned(&image(), &options());
    assert_eq!(grade(&before).letter, Letter::B, "{:#?}", grade(&before));
    let said = grade(&before).gains.iter().find(|gain| gain.rule == "run-as-root").expect("it runs as root");
    assert_eq!((said.cost, said.lifts_cap_to), (12, Some(Letter::A)));
    let after = scanned(&image().user("10001:10001"), &options());
    assert_eq!(grade(&after).points, grade(&before).points + said.points);
    assert_eq!(grade(&after).letter, said.letter);
    assert_eq!(grade(&before).coverage.percent, 100);
    assert!(!grade(&before).provisional);
}

#[test]
fn every_output_tells_the_grade() {
    let report = scanned(&image(), &options());
    let Grade { points, letter, .. } = grade(&report);
    let text = plain::write(&report, Style::Plain);
    let line = text.lines().find(|line| line.contains("Grade ")).expect("a line with the grade");
    for said in
        [&format!("Grade {}: {points} of 100 points, 100 % assessed", letter.name()), "best fixes: run-as-root +"]
    {
        assert!(line.contains(said), "{said}: {line}");
    }
    assert!(text.contains("lifts the cap to A"), "{text}");
    let read: Value = serde_json::from_str(&json::write(&report)).expect("JSON");
    assert_eq!(read["scale"]["model"], "score/1");
    assert_eq!(read["targets"][0]["grade"]["letter"], letter.name());
    assert_eq!(read["targets"][0]["grade"]["concerns"].as_array().map(Vec::len), Some(8));
    let log: Value = serde_json::from_str(&sarif::write(std::slice::from_ref(&report))).expect("JSON");
    let told = &log["runs"][0]["properties"]["grades"][0];
    assert_eq!((&told["letter"], &told["points"]), (&Value::from(letter.name()), &Value::from(*points)));
    assert_eq!(told["gains"][0]["rule"], "run-as-root");
    assert_eq!(json::write(&scanned(&image(), &options())), json::write(&report));
}

#[test]
fn what_is_ignored_gains_nothing_in_silence() {
    let open = scanned(&image(), &options());
    let ignoring = Options { ignore: vec![String::from("run-as-root")], ..options() };
    let report = scanned(&image(), &ignoring);
    let without = grade(&report).without_ignores.expect("what it would be without");
    assert_eq!((without.points, without.letter), (grade(&open).points, grade(&open).letter));
    assert!(plain::write(&report, Style::Plain).contains("Without what is ignored: B"));
}

#[test]
fn turned_down_and_turned_off_rules_show() {
    let turned = |level| {
        let severities = vec![(String::from("run-as-root"), level)];
        scanned(&image(), &Options { config: Config { severities, ..Config::default() }, ..options() })
    };
    let open = scanned(&image(), &options());
    let down = turned(Level::At(Severity::Info));
    assert!(grade(&down).points > grade(&open).points);
    assert_eq!(grade(&down).built_in.map(|mark| mark.points), Some(grade(&open).points));
    let off = turned(Level::Off);
    assert_eq!(grade(&off).coverage.rules, grade(&open).coverage.rules);
    assert_eq!(grade(&off).coverage.assessed + 1, grade(&open).coverage.assessed);
}

#[test]
fn a_layer_that_is_not_there_leaves_rules_unassessed() {
    let whole = scanned(&image(), &options());
    let part = scanned(&image().layer(Layer::new().file("b", "b").missing()), &options());
    assert!(grade(&part).coverage.assessed < grade(&whole).coverage.assessed, "{:?}", grade(&part).coverage);
    assert_eq!(grade(&part).coverage.rules, grade(&whole).coverage.rules);
    // What was found all the same counts.
    assert!(grade(&part).gains.iter().any(|gain| gain.rule == "world-writable-file"), "{:#?}", grade(&part));
}

#[test]
fn a_dockerfile_alone_never_looks_as_well_known_as_an_image() {
    let strict = Config { profile: Profile::Strict, ..Config::default() };
    for config in [Config::default(), strict] {
        let options = Options { config, ..options() };
        let text = b"FROM scratch\nCOPY app /app\nUSER 10001:10001\nENTRYPOINT [\"/app\"]\n";
        let written = analysis::dockerfile(text, &options).expect("a Dockerfile");
        let (written, image) = (grade(&written).coverage, grade(&scanned(&image(), &options)).coverage);
        assert_eq!(written.rules, image.rules, "counted among the same rules");
        assert!(written.assessed < image.assessed, "{written:?} {image:?}");
        let broken = analysis::dockerfile(b"FROM scratch\nNONSENSE a\n", &options).expect("a Dockerfile");
        assert!(
            grade(&broken).provisional,
            "an instruction that was not understood hides findings: {:?}",
            grade(&broken)
        );
    }
}

/// One static program that a numbered user runs, with everything beside it that the strict profile asks for.
fn spotless() -> Image {
    let label = |image: Image, (name, value): &(&str, &str)| {
        image.label(format!("org.opencontainers.image.{name}"), (*value).to_owned())
    };
    let labels = [
        ("source", "https://example.org/app"),
        ("revision", "5e1fc2a0c3b14e8fb1d2d4291e78e044d4d8764e"),
        ("version", "1.2.0"),
        ("licenses", "MIT"),
        ("vendor", "Example"),
        ("base.name", "scratch"),
    ];
    let app = plimsoll_image_builder::Entry::file("app", "a program").mode(0o555);
    let passwd = "app:x:10001:10001::/:/sbin/nologin\n";
    let layer = Layer::new().created_by("COPY app / # buildkit").file("etc/passwd", passwd);
    let layer = layer.file("etc/group", "app:x:10001:\n").add(app);
    let provenance = json!({"buildDefinition": {"buildType": "https://example.org/build"}, "runDetails": {}});
    labels
        .iter()
        .fold(Image::new(), label)
        .tag("example.org/app:1.2.0")
        .created("2026-10-30T00:00:00Z")
        .user("10001:10001")
        .workdir("/")
        .entrypoint(["/app"])
        .healthcheck(["CMD", "/app", "health"])
        .layer(layer)
        .attestation("https://slsa.dev/provenance/v1", provenance)
        .attestation("https://spdx.dev/Document", json!({}))
        .attestation("https://cosign.sigstore.dev/attestation/vuln/v1", json!({}))
        .oci()
}

#[test]
fn a_plus_is_for_a_spotless_image_whose_signature_was_verified() {
    let graded = |image: &Image, key: Option<Signer>, profile| {
        let key = key.map(|signer| PublicKey::from_pem("release.pub", &signer.public_key()).expect("it is a key"));
        let config = Config { profile, ..Config::default() };
        let options = Options { config, keys: key.into_iter().collect(), ..options() };
        analysis::archive(&image.oci_archive(), &options).expect("an image that can be analysed")
    };
    let signed = spotless().signature(Signature::new(Signer::Trusted));
    let best = graded(&signed, Some(Signer::Trusted), Profile::Strict);
    assert_eq!(best.targets[0].findings, [], "nothing is to be found");
    assert_eq!(best.targets[0].gaps, []);
    assert_eq!((grade(&best).letter, grade(&best).points), (Letter::APlus, 100), "{:#?}", grade(&best));
    assert!(plain::write(&best, Style::Plain).contains("Grade A+"));
    // Each of the three conditions counts.
    assert_eq!(grade(&graded(&signed, None, Profile::Strict)).letter, Letter::A, "nobody looked at the signature");
    assert_eq!(grade(&graded(&signed, Some(Signer::Trusted), Profile::Default)).letter, Letter::A);
    let stranger = spotless().signature(Signature::new(Signer::Stranger));
    assert_eq!(grade(&graded(&stranger, Some(Signer::Trusted), Profile::Strict)).letter, Letter::F, "not ours");
    assert_eq!(grade(&graded(&spotless(), Some(Signer::Trusted), Profile::Strict)).letter, Letter::B, "unsigned");
    let user = signed.clone().user("app");
    assert_eq!(grade(&graded(&user, Some(Signer::Trusted), Profile::Strict)).letter, Letter::A, "a name is low");
    let mut other = Signature::new(Signer::Trusted);
    other.digest = Some(format!("sha256:{}", "ab".repeat(32)));
    let other = graded(&spotless().signature(other), Some(Signer::Trusted), Profile::Strict);
    assert_eq!(grade(&other).letter, Letter::F, "it was signed for another image");
}
