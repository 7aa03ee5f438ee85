//! Options that choose: images, platforms, rules, the day.

use crate::support::{Folder, root_image, run, scan, tidy_image};
use plimsoll_image_builder::{Archive, Image, Layer, Shape};
use serde_json::Value;

fn platform(architecture: &str) -> Image {
    let layer = Layer::new().created_by("COPY . /").file("architecture", architecture);
    Image::new().tag("example.org/both:1").platform("linux", architecture, None).layer(layer)
}

fn several(folder: &Folder) -> String {
    let archive = Archive::new(Shape::Containerd).image(platform("amd64")).image(platform("arm64")).image(tidy_image());
    folder.put("several.tar", archive.build())
}

/// Name and platform of every target.
fn targets(report: &Value) -> Vec<String> {
    let shown = |target: &Value| {
        format!("{} {}", target["name"].as_str().unwrap(), target["image"]["platform"].as_str().unwrap())
    };
    report["targets"].as_array().unwrap().iter().map(shown).collect()
}

#[test]
fn platform_image_and_all_choose_among_several() {
    let folder = Folder::new("choices");
    let path = several(&folder);
    let amd64 = "example.org/both:1 linux/amd64";
    let arm64 = "example.org/both:1 linux/arm64";
    let tidy = "example.org/tidy:1 linux/amd64";
    for (options, expected) in [
        (vec![], vec![amd64, tidy]),
        (vec!["--platform", "linux/arm64"], vec![arm64]),
        (vec!["--image", "example.org/both:1"], vec![amd64]),
        (vec!["--image", "example.org/both:1", "--platform", "linux/arm64"], vec![arm64]),
        (vec!["--all"], vec![amd64, arm64, tidy]),
    ] {
        let report = run(scan(&[&[path.as_str(), "--format", "json"], options.as_slice()].concat())).json();
        let mut found = targets(&report);
        found.sort();
        assert_eq!(found, expected, "{options:?}");
        // Whatever is left out is said.
        let left_out = report["notAnalysed"].as_array().map_or(0, Vec::len);
        assert_eq!(left_out + expected.len(), 3, "{options:?}: {report}");
    }
}

#[test]
fn a_choice_that_nothing_meets_lists_what_there_is() {
    let folder = Folder::new("no-choice");
    let path = several(&folder);
    run(scan(&[&path, "--platform", "windows/amd64"])).refuses(&["windows/amd64", "linux/arm64", "example.org/tidy:1"]);
    run(scan(&[&path, "--image", "other:2"])).refuses(&["other:2", "example.org/both:1"]);
}

#[test]
fn findings_are_ignored_by_id_and_by_alias_and_counted() {
    let folder = Folder::new("ignore");
    let rooted = folder.put("rooted.tar", root_image().docker_archive());
    let all = run(scan(&[&rooted, "--format", "json"])).json();
    for name in ["run-as-root", "CKV_DOCKER_8", "DL3002"] {
        let outcome = run(scan(&[&rooted, "--format", "json", "--ignore", name]));
        assert_eq!(outcome.stderr, "", "{name}");
        let report = outcome.json();
        assert_eq!(report["counts"]["ignored"], 1, "{name}: {report}");
        let left = report["targets"][0]["findings"].to_string();
        assert!(!left.contains("run-as-root") && all.to_string().contains("run-as-root"), "{name}: {report}");
        // What is ignored does not fail.
        assert_eq!(run(scan(&[&rooted, "--fail-on", "high", "--ignore", name])).code, 0, "{name}");
    }
}

#[test]
fn ignoring_a_rule_that_does_not_exist_is_said_once_and_changes_nothing() {
    let folder = Folder::new("ignore-unknown");
    let rooted = folder.put("rooted.tar", root_image().docker_archive());
    let plain = run(scan(&[&rooted, &rooted]));
    let outcome = run(scan(&[&rooted, &rooted, "--ignore", "run-as-rot"]));
    assert_eq!((outcome.code, &outcome.stdout), (plain.code, &plain.stdout));
    assert_eq!(outcome.stderr.matches("run-as-rot\"").count(), 1, "{outcome:?}");
}

#[test]
fn the_day_is_the_one_given_or_today() {
    let folder = Folder::new("as-of");
    let rooted = folder.put("rooted.tar", root_image().docker_archive());
    let day = |arguments: &[&str]| run(arguments).json()["asOf"].as_str().unwrap().to_owned();
    assert_eq!(day(&["scan", &rooted, "--format", "json", "--as-of", "2024-02-29"]), "2024-02-29");
    let today = day(&["scan", &rooted, "--format", "json"]);
    assert!(today.len() == 10 && today.as_str() > "2026", "{today}");
}
