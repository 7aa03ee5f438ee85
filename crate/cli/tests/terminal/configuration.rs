//! Configuration files, comments that set findings aside, `.dockerignore`.

use crate::support::{Folder, Outcome, program, run, scan};
use serde_json::Value;

const DOCKERFILE: &str = "FROM quay.io/team/base:1.0\nUSER root\nCOPY secret.txt /srv/\nCMD [\"/srv/app\"]\n";

/// Runs in a folder, whose configuration is then taken.
fn run_in(folder: &Folder, arguments: &[&str]) -> Outcome {
    let output = program().args(arguments).current_dir(folder.path("")).output().expect("the program runs");
    Outcome {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

fn findings(report: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = report["targets"][0]["findings"].as_array().expect("findings");
    list.iter().map(|finding| (text(&finding["rule"]), text(&finding["severity"]))).collect()
}

fn severity_of(report: &Value, rule: &str) -> Option<String> {
    findings(report).into_iter().find(|(name, _)| name == rule).map(|(_, severity)| severity)
}

#[test]
fn a_configuration_of_the_current_directory_is_taken_and_named() {
    let folder = Folder::new("configuration");
    folder.put("Dockerfile", DOCKERFILE);
    let toml = "allowed-registries = [\"ghcr.io\"]\n[rules]\nDL3002 = \"critical\"\nmissing-healthcheck = \"off\"\n\
                [[ignore]]\nrules = [\"missing-provenance-labels\"]\nreason = \"set by CI\"\n";
    folder.put("plimsoll.toml", toml);
    let arguments = scan(&["Dockerfile", "--format", "json"]);
    let taken = run_in(&folder, &arguments);
    assert!(taken.stderr.contains("using plimsoll.toml"), "{taken:?}");
    let report = taken.json();
    assert_eq!(severity_of(&report, "run-as-root").as_deref(), Some("critical"));
    assert_eq!(severity_of(&report, "foreign-registry").as_deref(), Some("high"));
    assert_eq!(severity_of(&report, "missing-healthcheck"), None);
    assert_eq!(report["targets"][0]["ignored"][0]["ignoredBy"], "the configuration: set by CI");
    let left = run_in(&folder, &[arguments.as_slice(), &["--no-config"]].concat());
    assert!(!left.stderr.contains("using"), "{left:?}");
    assert_eq!(severity_of(&left.json(), "run-as-root").as_deref(), Some("high"));
}

#[test]
fn the_configuration_of_hadolint_is_taken_as_it_is() {
    let folder = Folder::new("hadolint");
    let file = folder.put("Dockerfile", DOCKERFILE);
    let yaml =
        folder.put("hadolint.yaml", "override:\n  style: [DL3002]\ntrustedRegistries: [quay.io]\nignored: [DL9999]\n");
    let outcome = run(scan(&[&file, "--format", "json", "--config", &yaml]));
    assert!(outcome.stderr.contains("no rule is called \"DL9999\""), "{outcome:?}");
    assert_eq!(severity_of(&outcome.json(), "run-as-root").as_deref(), Some("info"));
    assert_eq!(severity_of(&outcome.json(), "foreign-registry"), None);
}

#[test]
fn a_configuration_that_is_not_understood_is_refused_with_its_line() {
    let folder = Folder::new("wrong-configuration");
    let file = folder.put("Dockerfile", DOCKERFILE);
    for (name, text, said) in [
        ("a.toml", "profile = \"default\"\nseverity = \"high\"\n", "line 2"),
        ("b.toml", "[rules]\nrun-as-root = \"blocker\"\n", "use off, on"),
        ("c.yaml", "ignored: {\n", "c.yaml"),
    ] {
        let config = folder.put(name, text);
        let outcome = run(scan(&[&file, "--config", &config]));
        assert_eq!(outcome.code, 2, "{outcome:?}");
        assert!(outcome.stderr.to_lowercase().contains(said), "{said}: {outcome:?}");
    }
    let outcome = run(scan(&[&file, "--config", "missing.toml"]));
    outcome.refuses(&["missing.toml"]);
}

#[test]
fn the_strict_profile_says_more() {
    let folder = Folder::new("profiles");
    let file = folder.put("Dockerfile", "FROM debian:13\nRUN apt-get update && apt-get install -y curl\n");
    let of = |profile: &str| findings(&run(scan(&[&file, "--format", "json", "--profile", profile])).json());
    let (default, strict, stig) = (of("default"), of("strict"), of("os-stig"));
    assert!(default.iter().all(|finding| strict.contains(finding)));
    assert!(strict.iter().all(|finding| stig.contains(finding)));
    assert!(strict.iter().any(|(rule, _)| rule == "unpinned-system-package"));
    assert!(!default.iter().any(|(rule, _)| rule == "unpinned-system-package"));
}

#[test]
fn comments_set_findings_aside_until_their_day() {
    let folder = Folder::new("comments");
    let text = "FROM debian:13\n# plimsoll: allow run-as-root until 2026-02-01 because of port 80\nUSER root\n";
    let file = folder.put("Dockerfile", text);
    let on = |day: &str| run(["scan", &file, "--format", "json", "--as-of", day]).json();
    let before = on("2026-02-01");
    assert_eq!(severity_of(&before, "run-as-root"), None);
    let ignored = &before["targets"][0]["ignored"][0];
    assert_eq!(ignored["ignoredBy"], "the comment on line 2: of port 80");
    let after = on("2026-02-02");
    assert!(severity_of(&after, "run-as-root").is_some());
    assert_eq!(severity_of(&after, "expired-ignore").as_deref(), Some("low"));
}

#[test]
fn a_dockerignore_beside_the_dockerfile_is_read() {
    let folder = Folder::new("dockerignore");
    let file = folder.put("Dockerfile", DOCKERFILE);
    folder.put(".dockerignore", "*.txt\n");
    let rule = "copy-of-ignored-file";
    assert!(severity_of(&run(scan(&[&file, "--format", "json"])).json(), rule).is_some());
    // The Dockerfile's own file wins.
    folder.put("Dockerfile.dockerignore", "*.md\n");
    assert_eq!(severity_of(&run(scan(&[&file, "--format", "json"])).json(), rule), None);
}
