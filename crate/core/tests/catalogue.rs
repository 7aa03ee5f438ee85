//! Rules name controls of frameworks only as the catalogue of hardening rules does: `data/catalogue-controls.tsv` has, for
//! each number of the catalogue, framework, control, and whether a source ties it to the check (`read`) or we do
//! (`inferred`).

use plimsoll_core::rules::{self, Inputs};
use std::collections::BTreeSet;

const CATALOGUE: &str = include_str!("data/catalogue-controls.tsv");

const FOR_IMAGES: &str = include_str!("data/catalogue-for-images.txt");

/// They need a database of advisories, which the engine does not have.
const WITHOUT_RULE: [&str; 2] = ["VUL-001", "VUL-002"];

#[test]
fn every_number_that_images_are_judged_by_is_a_rules_alias() {
    let numbers: Vec<_> = FOR_IMAGES.split_whitespace().collect();
    assert_eq!(numbers.len(), 116);
    let has_rule = |number: &str| rules::called(number).any(|rule| rule.inputs != Inputs::Dockerfile);
    let without: Vec<_> = numbers.into_iter().filter(|number| !has_rule(number)).collect();
    assert_eq!(without, WITHOUT_RULE);
}

/// One control by itself: the catalogue joins several in one cell (`CICDG 2.8, 2.9`).
fn single(controls: &str) -> impl Iterator<Item = &str> {
    controls.split(", ").map(|control| control.trim_start_matches("CICDG "))
}

#[test]
fn controls_of_rules_are_those_of_their_catalogue_numbers() {
    let mut known = BTreeSet::new();
    let mut numbers = BTreeSet::new();
    for row in CATALOGUE.lines() {
        let cells: Vec<_> = row.split('\t').collect();
        let [number, framework, controls, how] = cells[..] else { panic!("a row has four cells: {row}") };
        numbers.insert(number);
        known.extend(single(controls).map(|control| (number, framework, control, how == "inferred")));
    }
    let mut wrong = Vec::new();
    for rule in rules::all() {
        let of_rule: Vec<_> = rule.aliases.iter().filter(|alias| numbers.contains(**alias)).collect();
        if of_rule.is_empty() {
            continue;
        }
        for control in rule.controls {
            for one in single(control.number) {
                let is_known =
                    of_rule.iter().any(|number| known.contains(&(**number, control.framework, one, control.inferred)));
                if !is_known {
                    wrong.push(format!("{}: {control} is not in the catalogue under {of_rule:?}", rule.id));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
