//! Findings of two reports, told apart by their fingerprints.

use super::model::{Change, FindingChanges, Verdict};
use crate::finding::{Place, Severity};
use crate::ordered::{Map, Set, sort_by_key};
use crate::report::model::{Counts, Finding};
use std::cmp::Ordering;

/// The first severity, from the worst, of which they do not have the same number decides.
pub(super) fn verdict(before: &Counts, after: &Counts) -> Verdict {
    let orders = Severity::ALL.into_iter().map(|severity| after.of(severity).cmp(&before.of(severity)));
    match orders.fold(Ordering::Equal, Ordering::then) {
        Ordering::Less => Verdict::Better,
        Ordering::Equal => Verdict::Even,
        Ordering::Greater => Verdict::Worse,
    }
}

pub(super) fn changes(before: &[Finding], after: &[Finding]) -> FindingChanges {
    let (older, newer) = (by_fingerprint(before), by_fingerprint(after));
    let mut changes =
        FindingChanges { gone: Vec::new(), new: Vec::new(), worse: Vec::new(), better: Vec::new(), kept: 0 };
    let mut settled = Set::new();
    let mut differ = |one: &Finding, other: &Finding| {
        let change = Change { before: one.clone(), after: other.clone() };
        match other.severity.cmp(&one.severity) {
            Ordering::Greater => changes.worse.push(change),
            Ordering::Less => changes.better.push(change),
            Ordering::Equal => return false,
        }
        true
    };
    let mut kept = 0_u64;
    for (fingerprint, finding) in &newer {
        let Some(same) = older.get(fingerprint) else { continue };
        if !differ(same, finding) {
            kept = kept.saturating_add(1);
        }
        settled.insert(*fingerprint);
    }
    let (lone_older, lone_newer) = (lone(before), lone(after));
    for (place, finding) in &lone_newer {
        if let (Some(finding), Some(Some(other))) = (finding, lone_older.get(place))
            && !older.contains_key(finding.fingerprint.as_str())
            && !newer.contains_key(other.fingerprint.as_str())
            && differ(other, finding)
        {
            settled.extend([finding.fingerprint.as_str(), other.fingerprint.as_str()]);
        }
    }
    changes.kept = kept;
    let rest = |list: &[Finding]| -> Vec<Finding> {
        list.iter().filter(|finding| !settled.contains(finding.fingerprint.as_str())).cloned().collect()
    };
    (changes.gone, changes.new) = (rest(before), rest(after));
    arrange(&mut changes.worse);
    arrange(&mut changes.better);
    changes
}

fn by_fingerprint(findings: &[Finding]) -> Map<&str, &Finding> {
    findings.iter().map(|finding| (finding.fingerprint.as_str(), finding)).collect()
}

/// The findings that are the only ones of their rule at their place; `None` where there are several.
fn lone(findings: &[Finding]) -> Map<(&str, &str), Option<&Finding>> {
    let mut lone = Map::new();
    for finding in findings {
        let key = (&*finding.rule, steady_place(&finding.place));
        let several = lone.contains_key(&key);
        lone.insert(key, (!several).then_some(finding));
    }
    lone
}

/// The part of a place that stays from build to build.
fn steady_place(place: &Place) -> &str {
    match place {
        Place::File { path, .. } => path,
        Place::Config { key } => key.split('[').next().unwrap_or(key),
        Place::Member { name } => name,
        Place::Image | Place::History { .. } | Place::Layer { .. } | Place::Instruction { .. } => "",
    }
}

/// Worst first, in an order that does not depend on which image is the first.
fn arrange(changes: &mut [Change<Finding>]) {
    sort_by_key(changes, |change| {
        let (one, other) = (&change.before, &change.after);
        let worst = std::cmp::Reverse(one.severity.max(other.severity));
        let (least, most) =
            (one.fingerprint.as_str().min(&other.fingerprint), one.fingerprint.as_str().max(&other.fingerprint));
        (worst, one.rule.clone(), steady_place(&one.place).to_owned(), least.to_owned(), most.to_owned())
    });
}
