//! Runs the examples in every rule's documentation: a bad one must make that rule speak, a good one must leave it
//! silent. A rule without both, for every sort of input that it judges, fails here.

use plimsoll_core::analysis::{self, Options};
use plimsoll_core::config::{self, Config, Level};
use plimsoll_core::dockerfile;
use plimsoll_core::fix::{self, Choice};
use plimsoll_core::report::model::Report;
use plimsoll_core::rules::{self, Inputs, Rule};
use plimsoll_core::signature::PublicKey;
use plimsoll_image_builder::{Recipe, Signer};

/// 2026-11-01: examples that speak of ages are written for this day.
const AS_OF: i64 = 1_793_491_200;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Input {
    Image,
    Dockerfile,
}

struct Example {
    input: Input,
    bad: bool,
    text: String,
    /// `plimsoll.toml` for it: the last block before it that is opened by `toml config`.
    config: String,
    /// `.dockerignore` for it, likewise.
    dockerignore: Option<String>,
}

/// Fenced blocks whose opening says `image bad`, `image good`, `dockerfile bad` or `dockerfile good`.
fn examples(rule: &Rule) -> Vec<Example> {
    let mut found = Vec::new();
    let mut open: Option<Example> = None;
    let mut config: Option<String> = None;
    let mut dockerignore: Option<String> = None;
    let (mut in_config, mut in_dockerignore) = (false, false);
    for line in rule.docs.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)) {
        if line == "```toml config" {
            in_config = true;
            config = Some(String::new());
        } else if line == "```dockerignore" {
            in_dockerignore = true;
            dockerignore = Some(String::new());
        } else if in_dockerignore {
            in_dockerignore = line != "```";
            if let Some(text) = dockerignore.as_mut().filter(|_| in_dockerignore) {
                text.push_str(line);
                text.push('\n');
            }
        } else if in_config {
            in_config = line != "```";
            if let Some(config) = config.as_mut().filter(|_| in_config) {
                config.push_str(line);
                config.push('\n');
            }
        } else if let Some(mut example) = open.take() {
            if line == "```" {
                found.push(example);
            } else {
                example.text.push_str(line);
                example.text.push('\n');
                open = Some(example);
            }
        } else if let Some(words) = line.strip_prefix("```") {
            let (input, bad) = match words {
                "image bad" => (Input::Image, true),
                "image good" => (Input::Image, false),
                "dockerfile bad" => (Input::Dockerfile, true),
                "dockerfile good" => (Input::Dockerfile, false),
                other => panic!("{}: an example opens with \"{other}\"; say image|dockerfile good|bad", rule.id),
            };
            open = Some(Example {
                input,
                bad,
                text: String::new(),
                config: config.clone().unwrap_or_default(),
                dockerignore: dockerignore.clone(),
            });
        }
    }
    assert!(open.is_none(), "{}: an example is not closed", rule.id);
    found
}

/// The rule runs whatever its profile.
fn options(rule: &Rule, example: &Example) -> Options {
    let loaded = config::from_toml(&example.config).unwrap_or_else(|error| panic!("{}: {error}", rule.id));
    let config = Config { severities: vec![(rule.id.to_owned(), Level::On)], ..loaded.config };
    Options {
        name: String::from("example"),
        as_of: Some(AS_OF),
        config,
        dockerignore: example.dockerignore.clone(),
        keys: vec![PublicKey::from_pem("example.pub", &Signer::Trusted.public_key()).expect("it is a key")],
        ..Options::default()
    }
}

fn analysed(rule: &Rule, example: &Example) -> Report {
    let options = options(rule, example);
    match example.input {
        Input::Dockerfile => analysis::dockerfile(example.text.as_bytes(), &options),
        Input::Image => {
            let image = Recipe::parse(&example.text)
                .unwrap_or_else(|error| panic!("{}: {error} in\n{}", rule.id, example.text));
            analysis::archive(&image.archive(), &options)
        }
    }
    .unwrap_or_else(|error| panic!("{}: {error} in\n{}", rule.id, example.text))
}

#[test]
fn every_rule_speaks_on_its_bad_examples_and_is_silent_on_its_good_ones() {
    let mut wrong = Vec::new();
    for rule in rules::all() {
        for example in examples(rule) {
            let report = analysed(rule, &example);
            let findings: Vec<_> = report
                .targets
                .iter()
                .flat_map(|target| &target.findings)
                .filter(|finding| finding.rule == rule.id)
                .collect();
            if findings.is_empty() == example.bad {
                let kind = if example.bad { "says nothing on a bad" } else { "speaks on a good" };
                wrong.push(format!("{} {kind} example:\n{}\n{findings:#?}", rule.id, example.text));
            }
            for finding in findings {
                assert!(!finding.message.contains('{'), "{}: unfilled message: {}", rule.id, finding.message);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Every fix of every example: the result parses as well as before, offers no fix of the rule any more, does not change
/// when it is fixed again, and no longer trips the rule where all findings had a fix.
#[test]
fn fixes_silence_their_rule_and_change_nothing_when_applied_again() {
    let mut wrong = Vec::new();
    for rule in rules::all() {
        let others: Vec<_> =
            rules::all().filter(|other| other.id != rule.id).map(|other| other.id.to_owned()).collect();
        for example in examples(rule).into_iter().filter(|example| example.input == Input::Dockerfile) {
            let options = Options { ignore: others.clone(), ..options(rule, &example) };
            let before = analysis::dockerfile(example.text.as_bytes(), &options).expect("it was analysed before");
            let found: Vec<_> = before.targets.iter().flat_map(|target| &target.findings).collect();
            if found.iter().all(|finding| finding.fix.is_none()) {
                continue;
            }
            let fixed = fix::dockerfile(example.text.as_bytes(), &options, Choice::All).expect("it can be fixed");
            let after = analysis::dockerfile(fixed.text.as_bytes(), &options).expect("the result can be analysed");
            let left: Vec<_> = after.targets.iter().flat_map(|target| &target.findings).collect();
            let again = fix::dockerfile(fixed.text.as_bytes(), &options, Choice::All).expect("it can be fixed again");
            let problems = |text: &str| dockerfile::parse(text).problems.len();
            let what = if problems(&fixed.text) > problems(&example.text) {
                "does not parse any more"
            } else if left.iter().any(|finding| finding.fix.is_some()) {
                "still offers a fix"
            } else if found.iter().all(|finding| finding.fix.is_some()) && !left.is_empty() {
                "still trips the rule"
            } else if again.text != fixed.text {
                "changes when it is fixed again"
            } else {
                continue;
            };
            wrong.push(format!(
                "{}: the fixed example {what}:\n{}\nbecame\n{}\n{left:#?}",
                rule.id, example.text, fixed.text
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// Fixes are promised for at least thirty rules, and some of them can be applied unseen.
#[test]
fn thirty_rules_and_more_mend_what_they_find() {
    let mut safe = std::collections::BTreeSet::new();
    let mut all = std::collections::BTreeSet::new();
    for rule in rules::all() {
        for example in examples(rule).iter().filter(|example| example.input == Input::Dockerfile && example.bad) {
            let report = analysed(rule, example);
            let findings = report.targets.iter().flat_map(|target| &target.findings);
            for fix in findings.filter(|finding| finding.rule == rule.id).filter_map(|finding| finding.fix.as_ref()) {
                assert!(!fix.title.is_empty() && !fix.edits.is_empty(), "{}: an empty fix", rule.id);
                all.insert(rule.id);
                if fix.safe {
                    safe.insert(rule.id);
                }
            }
        }
    }
    assert!(all.len() >= 30 && safe.len() >= 15, "{} rules have fixes, {} of them safe ones", all.len(), safe.len());
}

#[test]
fn every_rule_has_good_and_bad_examples_for_what_it_judges() {
    for rule in rules::all() {
        let examples = examples(rule);
        let inputs: &[Input] = match rule.inputs {
            Inputs::Image => &[Input::Image],
            Inputs::Dockerfile => &[Input::Dockerfile],
            Inputs::Both => &[Input::Image, Input::Dockerfile],
        };
        for input in inputs {
            // Dockerfiles are written in many ways, so one example shows too little of what a rule knows.
            let least = if *input == Input::Dockerfile { 3 } else { 1 };
            for bad in [true, false] {
                let found = examples.iter().filter(|example| example.input == *input && example.bad == bad).count();
                let kind = if bad { "bad" } else { "good" };
                assert!(found >= least, "{} has {found} {kind} examples for {input:?}, not {least}", rule.id);
            }
        }
    }
}

#[test]
fn ids_are_unique_and_rules_are_fully_described() {
    let mut ids = std::collections::BTreeSet::new();
    for rule in rules::all() {
        assert!(ids.insert(rule.id), "{} stands twice", rule.id);
        assert!(rule.id.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-'));
        assert!(rule.why.ends_with('.') && rule.fix.ends_with('.'), "{}: why and fix are sentences", rule.id);
        assert!(!rule.title.ends_with('.') && !rule.message.ends_with('.'), "{}: no final stop", rule.id);
        for heading in ["## What it checks", "## Why it matters", "## Examples", "## How to fix"] {
            assert!(rule.docs.contains(heading), "{} lacks \"{heading}\"", rule.id);
        }
    }
    let first_of_each = rules::all().map(|rule| rule.category).collect::<Vec<_>>();
    assert!(first_of_each.is_sorted(), "rules stand in the folder of their category");
}
