//! From facts and findings to the report. Everything that is shown is masked and escaped on its way through here.

use super::model::{self, Counts, Finding, Target};
use super::wording;
use crate::facts::{Facts, ImageFacts};
use crate::finding::{self, Place};
use crate::rules::{self, Rule};
use crate::secrets;
use crate::text::{escaped, excerpt};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Longest build command that is shown, in characters; heredocs of a hundred lines fit.
const MAX_COMMAND_CHARACTERS: usize = 4_000;

/// Longest value of a variable or label that is shown, in characters.
const MAX_VALUE_CHARACTERS: usize = 1_000;

/// A build command as it may be shown.
#[must_use]
pub fn shown_command(command: &str) -> String {
    excerpt(&secrets::masked(command), MAX_COMMAND_CHARACTERS)
}

/// A named value as it may be shown.
#[must_use]
pub fn shown_value(name: &str, value: &str) -> String {
    excerpt(&secrets::masked_pair(name, value), MAX_VALUE_CHARACTERS)
}

/// Words of a command line as they may be shown. They are judged together, since `--password` and its value are two.
fn shown_words(words: &[String]) -> Vec<String> {
    let line = words.join(" ");
    if secrets::masked(&line) == line {
        return words.iter().map(|word| excerpt(word, MAX_VALUE_CHARACTERS)).collect();
    }
    let each: Vec<String> = words.iter().map(|word| secrets::masked(word)).collect();
    let together = each.join(" ");
    if secrets::masked(&together) == together {
        each.iter().map(|word| excerpt(word, MAX_VALUE_CHARACTERS)).collect()
    } else {
        vec![excerpt(&secrets::masked(&together), MAX_COMMAND_CHARACTERS)]
    }
}

/// Runs the rules over the facts and makes the target of them. `ignored` says which rules the options leave out; `wanted`
/// which are run at all.
#[must_use]
pub fn target(
    name: String,
    facts: &Facts<'_>,
    image: Option<model::Image>,
    gaps: Vec<crate::gap::Gap>,
    ignored: &dyn Fn(&Rule) -> bool,
    wanted: &dyn Fn(&Rule) -> bool,
) -> Target {
    let mut counts = Counts::default();
    let (mut findings, mut left_out) = (Vec::new(), Vec::new());
    for found in rules::check(facts, wanted) {
        let worded = worded(&found, facts);
        if ignored(found.rule) {
            counts.ignored = counts.ignored.saturating_add(1);
            left_out.push(worded);
        } else {
            counts.add(found.severity);
            findings.push(worded);
        }
    }
    Target { name, image, counts, findings, ignored: left_out, gaps }
}

/// Summaries of the rules that have findings in the targets, in the catalogue's order.
#[must_use]
pub fn rule_summaries(targets: &[Target]) -> Vec<model::RuleSummary> {
    let fired: BTreeSet<&str> = targets
        .iter()
        .flat_map(|target| target.findings.iter().chain(&target.ignored))
        .map(|finding| finding.rule.as_str())
        .collect();
    rules::all().filter(|rule| fired.contains(rule.id)).map(summary).collect()
}

fn summary(rule: &'static Rule) -> model::RuleSummary {
    model::RuleSummary {
        id: rule.id.to_owned(),
        title: rule.title.to_owned(),
        category: rule.category,
        severity: rule.severity,
        why: rule.why.to_owned(),
        fix: rule.fix.to_owned(),
        aliases: rule.aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        controls: rule.controls.iter().map(ToString::to_string).collect(),
        cwe: rule.cwe.map(|number| format!("CWE-{number}")),
    }
}

fn worded(found: &finding::Finding, facts: &Facts<'_>) -> Finding {
    Finding {
        rule: found.rule.id.to_owned(),
        severity: found.severity,
        confidence: found.confidence,
        category: found.rule.category,
        message: wording::message(found),
        place: found.place.clone(),
        details: found.details.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
        command: command_behind(&found.place, facts),
        fingerprint: fingerprint(found),
    }
}

/// The build step behind a place: the history line of the layer, or the instruction's own text.
fn command_behind(place: &Place, facts: &Facts<'_>) -> Option<String> {
    let image = facts.image.as_ref()?;
    let entry = match place {
        Place::History { entry, .. } => usize::try_from(*entry).ok()?,
        _ => {
            let layer = usize::try_from(place.layer()?).ok()?;
            image.alignment.history_of.get(layer).copied().flatten()?
        }
    };
    let command = image.config.history.get(entry)?.created_by.as_deref()?;
    Some(shown_command(command)).filter(|command| !command.is_empty())
}

/// Details that change from build to build although the finding is the same.
const UNSTABLE_DETAILS: [&str; 6] = ["size", "age", "date", "layer", "count", "state"];

fn fingerprint(found: &finding::Finding) -> String {
    let mut hash = Sha256::new();
    let mut part = |text: &str| {
        hash.update(text.as_bytes());
        hash.update([0]);
    };
    part(found.rule.id);
    match &found.place {
        Place::File { path, .. } => part(path),
        Place::Config { key } => part(key.split('[').next().unwrap_or(key)),
        Place::Member { name } => part(name),
        Place::Image | Place::History { .. } | Place::Layer { .. } | Place::Instruction { .. } => {}
    }
    for (name, value) in found.details.iter().filter(|(name, _)| !UNSTABLE_DETAILS.contains(name)) {
        part(name);
        part(value);
    }
    let mut text = String::new();
    for byte in hash.finalize().iter().take(16) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The settings of an image as they may be shown.
#[must_use]
pub fn shown_config(image: &ImageFacts<'_>) -> model::Config {
    let config = image.config;
    model::Config {
        user: config.user.as_deref().map(escaped),
        env: config
            .env
            .iter()
            .map(|(name, value)| model::Variable {
                name: excerpt(name, MAX_VALUE_CHARACTERS),
                value: shown_value(name, value),
            })
            .collect(),
        entrypoint: shown_words(config.entrypoint.as_deref().unwrap_or_default()),
        cmd: shown_words(config.cmd.as_deref().unwrap_or_default()),
        working_dir: config.working_dir.as_deref().map(escaped),
        exposed_ports: config.exposed_ports.iter().map(ToString::to_string).collect(),
        volumes: config.volumes.iter().map(|volume| escaped(volume)).collect(),
        labels: config
            .labels
            .iter()
            .map(|(name, value)| (excerpt(name, MAX_VALUE_CHARACTERS), shown_value(name, value)))
            .collect(),
        healthcheck: config.healthcheck.as_ref().map(|check| shown_words(&check.test)),
        stop_signal: config.stop_signal.as_deref().map(escaped),
    }
}

/// The history of an image as it may be shown.
#[must_use]
pub fn shown_history(image: &ImageFacts<'_>) -> Vec<model::HistoryEntry> {
    image
        .config
        .history
        .iter()
        .enumerate()
        .map(|(index, entry)| model::HistoryEntry {
            created: entry.created.as_deref().map(|created| excerpt(created, 64)),
            command: entry.created_by.as_deref().map(shown_command).unwrap_or_default(),
            layer: image.alignment.layer_of.get(index).copied().flatten().and_then(|layer| u32::try_from(layer).ok()),
        })
        .collect()
}
