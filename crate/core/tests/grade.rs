//! Grades of images and Dockerfiles, from bytes to what people and programs read.

use plimsoll_core::analysis::{self, Options};
use plimsoll_core::config::{Config, Level};
use plimsoll_core::finding::Severity;
use plimsoll_core::grade::{Grade, Letter};
use plimsoll_core::report::model::Report;
use plimsoll_core::report::plain::{self, Style};
use plimsoll_core::report::{json, sarif};
use plimsoll_core::rules::Profile;
use plimsoll_image_builder::{Image, Layer};
use serde_json::Value;

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
