//! What other tools check in Dockerfiles is checked here, too, and their ids are names of our rules.

mod rows;

use std::collections::BTreeSet;

use plimsoll_core::analysis::{self, Options};
use plimsoll_core::config::{Config, Level};
use plimsoll_core::rules;
use rows::{ROWS, Row};

/// Rows of the list that no rule can have: 7 compares platforms with a registry, 110 is ShellCheck itself, of which twelve
/// warnings that matter for hardening have rules of their own below.
const WITHOUT_RULE: [u32; 2] = [7, 110];

/// Row 55 needs a `.dockerignore`, 108 and 109 a label schema: their rules' own examples have them.
const WITHOUT_EXAMPLE: [u32; 3] = [55, 108, 109];

#[test]
fn every_row_has_a_rule() {
    let listed: BTreeSet<u32> = ROWS.iter().map(|row| row.number).filter(|number| *number > 0).collect();
    let wanted: BTreeSet<u32> = (1..=110).filter(|number| !WITHOUT_RULE.contains(number)).collect();
    assert_eq!(listed, wanted);
    for row in ROWS {
        assert!(!row.rules.is_empty());
        for rule in row.rules {
            assert!(rules::all().any(|found| found.id == *rule), "there is no rule {rule}");
        }
    }
}

#[test]
fn the_ids_of_other_tools_name_our_rules() {
    let mut wrong = Vec::new();
    for Row { number, rules, ids, .. } in ROWS {
        for id in *ids {
            let called: Vec<_> = rules::called(id).map(|rule| rule.id).collect();
            if !rules.iter().any(|rule| called.contains(rule)) {
                wrong.push(format!("row {number}: {id} means {called:?}, not {rules:?}"));
            }
        }
        for rule in rules.iter().filter(|_| !ids.is_empty()) {
            if !ids.iter().flat_map(|id| rules::called(id)).any(|called| called.id == *rule) {
                wrong.push(format!("row {number}: no id of it means {rule}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// As the tools print them, which is how people name them.
#[test]
fn ids_need_no_name_of_a_tool_before_them() {
    for (id, wanted) in [
        ("fd54f200-402c-4333-a5a4-36ef6709af2f", "run-as-root"),
        ("b03a748a-542d-44f4-bb86-9199ab4fd2d5", "missing-healthcheck"),
        ("kics:8ADA6E80-0ade-439e-b176-0b28f6bce35a", "sudo-in-build"),
        ("missing-user-entrypoint", "run-as-root"),
    ] {
        assert_eq!(rules::called(id).map(|rule| rule.id).collect::<Vec<_>>(), [wanted], "{id}");
    }
    // What means a rule of ours by its id means no other.
    for rule in rules::all() {
        assert_eq!(rules::called(rule.id).map(|found| found.id).collect::<Vec<_>>(), [rule.id]);
    }
}

#[test]
fn what_a_row_is_about_trips_its_rule() {
    let mut wrong = Vec::new();
    for Row { number, rules, bad, .. } in ROWS {
        assert!(!bad.is_empty() || WITHOUT_EXAMPLE.contains(number), "row {number} has no example");
        let severities = rules.iter().map(|rule| ((*rule).to_owned(), Level::On)).collect();
        let allowed_registries = Some(vec![String::from("docker.io")]);
        let config = Config { severities, allowed_registries, ..Config::default() };
        let options = Options { config, ..Options::default() };
        for text in *bad {
            let has_base = text.lines().any(|line| line.starts_with("FROM"));
            let text = if has_base { (*text).to_owned() } else { format!("FROM debian:12\n{text}\n") };
            let report = analysis::dockerfile(text.as_bytes(), &options).expect("it is a Dockerfile");
            let mut findings = report.targets.iter().flat_map(|target| &target.findings);
            if !findings.any(|finding| rules.contains(&&*finding.rule)) {
                wrong.push(format!("row {number}: {rules:?} silent on\n{text}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
