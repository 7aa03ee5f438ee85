//! Findings to sentences: a rule's message with the finding's own details in it. Grades to lines.

use super::model::{Cause, CauseRelation, Correlation, CorrelationOutcome};
use crate::finding::{Finding, Place};
use crate::grade::{Gain, Grade};

/// The sentence of a finding. A `{name}` that the finding has no detail for stays as it is, which the tests of the
/// examples refuse.
#[must_use]
pub fn message(finding: &Finding) -> String {
    let mut rest = finding.rule.sentence();
    let mut sentence = String::with_capacity(rest.len().saturating_mul(2));
    while let Some((before, after)) = rest.split_once('{') {
        sentence.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            sentence.push('{');
            rest = after;
            continue;
        };
        if let Some(value) = finding.detail(name) {
            sentence.push_str(value);
        } else if let Some(value) = of_place(&finding.place, name) {
            sentence.push_str(&value);
        } else {
            sentence.extend(["{", name, "}"]);
        }
        rest = after;
    }
    sentence.push_str(rest);
    sentence
}

fn of_place(place: &Place, name: &str) -> Option<String> {
    match (place, name) {
        (Place::File { path, .. }, "path") => Some(path.clone()),
        (Place::File { line: Some(line), .. } | Place::Instruction { line, .. }, "line") => Some(line.to_string()),
        (Place::Config { key }, "key") => Some(key.clone()),
        (Place::Member { name }, "member") => Some(name.clone()),
        (_, "layer") => place.layer().map(|layer| layer.to_string()),
        _ => None,
    }
}

/// Rules that a line about a grade names; the other writers give all of them.
const MAX_NAMED_RULES: usize = 3;

/// A grade in one line: letter, points, coverage, what holds it, and the best fixes.
#[must_use]
pub fn grade(grade: &Grade) -> String {
    let provisional = if grade.provisional { " (provisional)" } else { "" };
    let coverage = grade.coverage;
    let mut line = format!(
        "Grade {}{provisional}: {} of 100 points, {} % assessed ({} of {} rules)",
        grade.letter.name(),
        grade.points,
        coverage.percent,
        coverage.assessed,
        coverage.rules
    );
    if let Some(cap) = &grade.cap {
        let named: Vec<&str> = cap.rules.iter().take(MAX_NAMED_RULES).map(String::as_str).collect();
        let more = cap.rules.len().saturating_sub(named.len());
        line.push_str(&format!("; at most {} because of {}", cap.points, named.join(", ")));
        if more > 0 {
            line.push_str(&format!(" and {more} more"));
        }
    }
    let best = grade.gains.iter().filter(|gain| gain.points > 0 || gain.lifts_cap_to.is_some()).take(MAX_NAMED_RULES);
    let best: Vec<String> = best.map(|gain| format!("{} {}", gain.rule, self::gain(gain))).collect();
    if !best.is_empty() {
        line.push_str(&format!("; best fixes: {}", best.join("; ")));
    }
    if !grade.preview.is_empty() {
        line.push_str(&format!("; new in this release, at no cost until the next: {}", grade.preview.join(", ")));
    }
    if let Some(mark) = grade.without_ignores {
        line.push_str(&format!(". Without what is ignored: {}, {} points", mark.letter.name(), mark.points));
    }
    if let Some(mark) = grade.built_in {
        let (letter, points) = (mark.letter.name(), mark.points);
        line.push_str(&format!(". The configuration changes severities; without that: {letter}, {points} points"));
    }
    line
}

/// What the fix of a rule gains: `+12, lifts the cap to A`.
#[must_use]
pub fn gain(gain: &Gain) -> String {
    match gain.lifts_cap_to {
        Some(letter) => format!("+{}, lifts the cap to {}", gain.points, letter.name()),
        None if gain.points == 0 => String::from("+0 by itself: others hold the points where they are"),
        None => format!("+{}", gain.points),
    }
}

/// Where a finding is, in a few words: `/etc/shadow:3, layer 2`.
#[must_use]
pub fn place(place: &Place) -> String {
    match place {
        Place::Image => String::from("image"),
        Place::Config { key } => key.clone(),
        Place::History { entry, layer: Some(layer) } => format!("history entry {entry}, layer {layer}"),
        Place::History { entry, layer: None } => format!("history entry {entry}"),
        Place::Layer { layer } => format!("layer {layer}"),
        Place::File { path, layer, line, hidden_by } => {
            let line = line.map(|line| format!(":{line}")).unwrap_or_default();
            let hidden = hidden_by.map(|by| format!(", hidden by layer {by}")).unwrap_or_default();
            format!("{path}{line}, layer {layer}{hidden}")
        }
        Place::Member { name } => format!("archive member {name}"),
        Place::Instruction { line, column, .. } => format!("line {line}, column {column}"),
    }
}

/// What a Dockerfile has to do with a finding: `caused by Dockerfile:12 RUN make install`.
#[must_use]
pub fn cause(cause: &Cause) -> String {
    let Cause { dockerfile, line, end_line, instruction, .. } = cause;
    let at = format!("{dockerfile}:{line} {instruction}");
    match cause.relation {
        CauseRelation::Made | CauseRelation::Set => format!("caused by {at}"),
        CauseRelation::Among => {
            format!("caused by one of the instructions from {at} to line {end_line}, which are in one layer")
        }
        CauseRelation::Inherited => format!("inherited from the base image of {at}"),
        CauseRelation::Unset => format!("set neither by the base image of {at} nor behind it"),
        CauseRelation::Lost => format!("lost in the image's format: {at}"),
    }
}

/// How far a Dockerfile explains an image, in one line.
#[must_use]
pub fn correlation(found: &Correlation) -> String {
    let stage = found.stage.as_ref().map(|stage| format!(", stage {stage}")).unwrap_or_default();
    let name = &found.dockerfile;
    let reason = found.reason.as_ref().map(|reason| format!("; {reason}")).unwrap_or_default();
    match found.outcome {
        CorrelationOutcome::None => format!("not built from {name}, as far as can be told{reason}"),
        CorrelationOutcome::Complete | CorrelationOutcome::Partial => {
            let how = if found.outcome == CorrelationOutcome::Complete { "" } else { " in another state" };
            let Correlation { matched, instructions, inherited, .. } = found;
            format!(
                "built from {name}{stage}{how}: {matched} of {instructions} instructions are in its history, behind \
                 {inherited} steps of the base image{reason}"
            )
        }
    }
}
