//! Cases for the tests of rules: what they say of a Dockerfile, and of which part of it.

use crate::analysis::{self, Options};
use crate::config::{Config, Level};
use crate::finding::Place;

/// What the findings of a rule point at.
fn places(rule: &str, text: &str) -> Vec<String> {
    let config = Config { severities: vec![(rule.to_owned(), Level::On)], ..Config::default() };
    let report = analysis::dockerfile(text.as_bytes(), &Options { config, ..Options::default() }).unwrap();
    let findings = report.targets.iter().flat_map(|target| &target.findings).filter(|finding| finding.rule == rule);
    findings.map(|finding| pointed_at(text, &finding.place)).collect()
}

fn pointed_at(text: &str, place: &Place) -> String {
    let Place::Instruction { line, column, end_line, end_column } = place else { panic!("{place:?}") };
    let lines: Vec<&str> = text.lines().collect();
    let first = lines[*line as usize - 1];
    if line == end_line {
        return first[*column as usize - 1..*end_column as usize - 1].to_owned();
    }
    format!("{}...{}", &first[*column as usize - 1..], &lines[*end_line as usize - 1][..*end_column as usize - 1])
}

/// Each case: a rule, what stands behind FROM, and what the findings of the rule point at.
pub(super) fn check(cases: &[(&str, &str, &[&str])]) {
    let mut wrong = Vec::new();
    for (rule, text, expected) in cases {
        let found = places(rule, &format!("FROM debian:12\n{text}\n"));
        if found != *expected {
            wrong.push(format!("{rule}: {text}\n  found {found:?}\n  not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
