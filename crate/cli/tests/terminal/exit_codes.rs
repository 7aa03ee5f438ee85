//! 0: nothing at or above the threshold; 1: something; 2: not analysed.

use crate::support::{Folder, root_image, run, scan, tidy_image};
use plimsoll_image_builder::sample;
use serde_json::{Value, json};

const SEVERITIES: [&str; 5] = ["critical", "high", "medium", "low", "info"];

#[test]
fn an_image_with_findings_ends_with_1_and_a_tidy_one_with_0() {
    let folder = Folder::new("exit-codes");
    let rooted = folder.put("rooted.tar", root_image().docker_archive());
    let tidy = folder.put("tidy.tar", tidy_image().docker_archive());
    assert_eq!(run(scan(&[&rooted])).code, 1);
    let outcome = run(scan(&[&tidy]));
    assert_eq!(outcome.code, 0, "{outcome:?}");
    assert_eq!(run(scan(&[&tidy, &rooted])).code, 1);
}

#[test]
fn the_threshold_lets_through_what_is_below_it() {
    let folder = Folder::new("fail-on");
    let inputs = [
        folder.put("rooted.tar", root_image().docker_archive()),
        folder.put("tidy.tar", tidy_image().docker_archive()),
        folder.put("sample.tar", sample::docker_archive()),
        folder.put("Dockerfile", "FROM scratch\nUSER root\n"),
    ];
    for input in &inputs {
        let counts = run(scan(&[input, "--format", "json"])).json()["counts"].clone();
        for (at, severity) in SEVERITIES.iter().enumerate() {
            let reached = SEVERITIES[..=at].iter().any(|name| counts[*name].as_u64() > Some(0));
            let outcome = run(scan(&[input, "--fail-on", severity]));
            assert_eq!(outcome.code, i32::from(reached), "--fail-on {severity} {input}: {counts}");
        }
        assert_eq!(run(scan(&[input, "--fail-on", "none"])).code, 0, "{input}");
    }
    let counts = run(scan(&[&inputs[0], "--format", "json"])).json()["counts"].clone();
    assert!(counts["high"].as_u64() > Some(0), "nothing to tell thresholds apart by: {counts}");
}

#[test]
fn what_cannot_be_built_fails_without_a_finding() {
    let folder = Folder::new("refused");
    let refused = folder.put("Dockerfile", "FROM scratch\nUSER 10001\nHEALTHCHECK NONE\nCOPY --from\n");
    for options in [&[][..], &["--fail-on", "critical"], &["--fail-below", "D"]] {
        assert_eq!(run(scan(&[&[refused.as_str()], options].concat())).code, 1, "{options:?}");
    }
    assert_eq!(run(scan(&[&refused, "--fail-on", "none"])).code, 0);
}

#[test]
fn a_configuration_says_what_fails_and_whether_comments_count() {
    let folder = Folder::new("configured");
    let rooted =
        folder.put("Dockerfile", "FROM debian:12\n# plimsoll: allow run-as-root because it binds port 80\nUSER root\n");
    let configured = |name: &str, text: &str, options: &[&str]| {
        let config = folder.put(name, text);
        run(scan(&[&[rooted.as_str(), "--config", &config], options].concat())).code
    };
    for (name, text, code) in [
        ("plimsoll.toml", "fail-on = \"high\"\n", 0),
        ("plimsoll.toml", "fail-on = \"high\"\ninline-ignores = false\n", 1),
        ("plimsoll.toml", "fail-on = \"none\"\ninline-ignores = false\n", 0),
        (".hadolint.yaml", "failure-threshold: error\n", 0),
        (".hadolint.yaml", "failure-threshold: error\ndisable-ignore-pragma: true\n", 1),
        (".hadolint.yaml", "failure-threshold: error\ndisable-ignore-pragma: true\nno-fail: true\n", 0),
    ] {
        assert_eq!(configured(name, text, &[]), code, "{text}");
    }
    // What is said on the command line counts before it.
    assert_eq!(configured("plimsoll.toml", "fail-on = \"none\"\n", &["--fail-on", "info"]), 1);
}

#[test]
fn a_letter_fails_the_grades_below_it() {
    let folder = Folder::new("fail-below");
    let rooted = folder.put("rooted.tar", root_image().docker_archive());
    let letter = run(scan(&[&rooted, "--format", "json"])).json()["targets"][0]["grade"]["letter"].clone();
    assert_eq!(letter, "B", "the cap of anything high");
    for (least, code) in [("A+", 1), ("A", 1), ("b", 0), ("C", 0), ("D", 0)] {
        let outcome = run(scan(&[&rooted, "--fail-below", least]));
        assert_eq!(outcome.code, code, "--fail-below {least}: {outcome:?}");
    }
    // Both were asked for, and one of them fails.
    assert_eq!(run(scan(&[&rooted, "--fail-below", "D", "--fail-on", "high"])).code, 1);
    assert_eq!(run(scan(&[&rooted, "--fail-below", "A", "--fail-on", "none"])).code, 1);
}

#[test]
fn the_dockerfile_of_provenance_is_shown_and_not_counted() {
    let folder = Folder::new("of-provenance");
    // "FROM debian:12\nUSER root\n"
    let whole = json!([{ "filename": "Dockerfile", "data": "RlJPTSBkZWJpYW46MTIKVVNFUiByb290Cg==" }]);
    let attested = |infos: Value| {
        let metadata = json!({ "buildkit_metadata": { "source": { "infos": infos } } });
        let predicate = json!({ "runDetails": { "metadata": metadata } });
        tidy_image().attestation("https://slsa.dev/provenance/v1", predicate).oci_archive()
    };
    let least = folder.put("least.tar", attested(json!([])));
    let most = folder.put("most.tar", attested(whole));
    let dockerfile = folder.put("Dockerfile", "FROM debian:12\nUSER root\n");
    assert_eq!(run(scan(&[&dockerfile, "--fail-on", "high"])).code, 1, "given by itself it counts");

    let report = |name: &str| run(scan(&[name, "--format", "json"])).json();
    let (least_report, most_report) = (report(&least), report(&most));
    assert_eq!(most_report["counts"], least_report["counts"]);
    let target = &most_report["targets"][1];
    assert_eq!(target["ofProvenance"], true);
    assert!(target["counts"]["high"].as_u64() > Some(0), "{target}");
    assert_eq!(most_report["targets"][0].get("ofProvenance"), None);

    for options in [&["--fail-on", "low"][..], &["--fail-below", "A"]] {
        let code = |name: &str| run(scan(&[&[name], options].concat())).code;
        assert_eq!(code(&most), code(&least), "{options:?}");
    }
    let results = |name: &str| {
        let sarif = run(scan(&[name, "--format", "sarif"])).json();
        sarif["runs"][0]["results"].as_array().map(Vec::len)
    };
    assert_eq!(results(&most), results(&least));
    let text = run(scan(&[&most])).stdout;
    assert!(text.contains("by its provenance\n  shown for what to change; its findings are not counted"), "{text}");
}

#[test]
fn one_input_that_cannot_be_read_is_2_whatever_the_others_say() {
    let folder = Folder::new("exit-two");
    let rooted = folder.put("rooted.tar", root_image().docker_archive());
    let missing = folder.path("missing.tar");
    let missing = missing.to_str().unwrap();
    let outcome = run(scan(&[&rooted, missing, "--format", "json"]));
    assert_eq!(outcome.code, 2);
    assert!(outcome.stderr.contains("missing.tar"), "{outcome:?}");
    // Two inputs were named, so the report is a list, though only one could be read.
    assert_eq!(outcome.json().as_array().map(Vec::len), Some(1));
    assert_eq!(run(scan(&["--fail-on", "none", missing])).code, 2);
}

#[test]
fn a_wrong_command_line_is_2_and_says_what_would_be_right() {
    for (arguments, said) in [
        (vec!["scan"], "FILE|DIRECTORY|-"),
        (vec!["scan", "x.tar", "--fail-on", "worst"], "critical, high, medium, low, info or none"),
        (vec!["scan", "x.tar", "--fail-below", "E"], "A+, A, B, C or D"),
        (vec!["scan", "x.tar", "--as-of", "yesterday"], "YYYY-MM-DD"),
        (vec!["scan", "x.tar", "--jobs", "0"], "--jobs"),
        (vec!["scan", "x.tar", "--all", "--image", "a"], "--image"),
        (vec!["scan", "x.tar", "--platform", "/"], "os/architecture"),
        (vec!["scan", "x.tar", "--format", "xml"], "sarif"),
        (vec!["inspect"], "inspect"),
    ] {
        run(&arguments).refuses(&[said]);
    }
}
