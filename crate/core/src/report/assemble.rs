//! From facts and findings to the report. Everything that is shown is masked and escaped on its way through here.

use super::model::{self, Counts, Finding, Target};
use super::wording;
use crate::facts::origin::Origins;
use crate::facts::packages::Package;
use crate::facts::{Facts, ImageFacts, Packages};
use crate::finding::{self, Place};
use crate::grade::constants::RELEASE;
use crate::grade::{self, Faults, Run, Unseen};
use crate::image::waste::Waste;
use crate::limits::MAX_WASTE_ROWS;
use crate::ordered::Map;
use crate::rules::{self, Inputs, Rule};
use crate::secrets;
use crate::text::{escaped, excerpt};
use crate::words::{Words, words};
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

/// Longest build command that is shown, in characters; heredocs of a hundred lines fit.
const MAX_COMMAND_CHARACTERS: usize = 4_000;

/// Longest value of a variable or label that is shown, in characters.
const MAX_VALUE_CHARACTERS: usize = 1_000;

/// Longest name, path or user that is shown, in characters: `PATH_MAX` of Linux is 4096 bytes and nobody writes that.
const MAX_NAME_CHARACTERS: usize = 500;

/// A name, path or user as it may be shown.
#[must_use]
pub fn shown_name(name: &str) -> String {
    excerpt(&secrets::masked(name), MAX_NAME_CHARACTERS)
}

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
    let mut fingerprints = Fingerprints::default();
    let mut commands = Commands::default();
    let image_facts = facts.image.as_ref();
    let mut origins =
        image_facts.and_then(|image| Some(Origins::new(image.base.as_ref()?, image.config, &facts.steps)));
    let mut faults = Faults::default();
    for found in rules::check(facts, wanted) {
        let set_aside = ignored(found.rule) || found.ignored.is_some();
        faults.add(found.rule, found.severity, found.own_severity, set_aside);
        let worded = Finding {
            rule: found.rule.id.into(),
            severity: found.severity,
            confidence: found.confidence,
            category: found.rule.category,
            message: wording::message(&found),
            origin: origins.as_mut().and_then(|origins| origins.of(&found.place)),
            command: commands.behind(&found.place, facts),
            fingerprint: fingerprints.of(&found),
            fix: found.fix.as_ref().and_then(|fix| shown_fix(fix, facts)),
            details: found.details.into_iter().map(|(name, value)| (name.into(), value)).collect(),
            place: found.place,
            cause: None,
            contradicted: Vec::new(),
            ignored_by: found.ignored,
        };
        if set_aside {
            counts.ignored = counts.ignored.saturating_add(1);
            left_out.push(worded);
        } else {
            counts.add(worded.severity);
            findings.push(worded);
        }
    }
    let grade = graded(facts, &faults, &gaps, wanted);
    Target { name, image, of_provenance: false, correlation: None, counts, grade, findings, ignored: left_out, gaps }
}

fn graded(
    facts: &Facts<'_>,
    faults: &Faults,
    gaps: &[crate::gap::Gap],
    wanted: &dyn Fn(&Rule) -> bool,
) -> grade::Grade {
    let config = facts.config;
    let unseen = Unseen::of(gaps);
    let mut rules: Vec<(&'static Rule, bool)> = Vec::with_capacity(rules::all().count());
    for rule in rules::all().filter(|rule| rule.inputs != Inputs::Dockerfile) {
        let runs = config.runs(rule);
        // A rule that the configuration turns off stays one of its profile: turning rules off must not look like assessing
        // all.
        if runs || rule.profile <= config.profile {
            let ran = runs && facts.suits(rule.inputs) && wanted(rule);
            rules.push((rule, ran && (!unseen.hides_from(rule) || faults.has(rule))));
        }
    }
    let custom = !config.severities.is_empty();
    let signed = facts.image.as_ref().is_some_and(ImageFacts::is_signed);
    grade::grade(faults, &Run { rules: &rules, profile: config.profile, custom, signed, release: RELEASE })
}

/// A fix as a report may hold it. Edits stand in it as they are, so one that would carry a secret or text that shows as
/// something else than it is stays out.
fn shown_fix(fix: &finding::Fix, facts: &Facts<'_>) -> Option<model::Fix> {
    let file = facts.file()?;
    let mut edits = fix.edits.clone();
    crate::ordered::sort(&mut edits);
    let edits = edits.into_iter().map(|edit| {
        let shown = edit.text.replace(['\n', '\t'], " ");
        if escaped(&shown) != shown || !secrets::find_in_command(&edit.text).is_empty() {
            return None;
        }
        let start = file.line_index.position(&file.text, edit.span.start);
        let end = file.line_index.position(&file.text, edit.span.end);
        Some(model::Edit {
            start: edit.span.start,
            end: edit.span.end,
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            text: edit.text,
        })
    });
    let edits: Vec<_> = edits.collect::<Option<_>>()?;
    let title = match &fix.title {
        Cow::Borrowed(ours) => Cow::Borrowed(*ours),
        Cow::Owned(title) => Cow::Owned(excerpt(&secrets::masked(title), MAX_NAME_CHARACTERS)),
    };
    Some(model::Fix { title, safe: fix.safe, edits })
}

/// Summaries of the rules that have findings in the targets, in the catalogue's order.
#[must_use]
pub fn rule_summaries(targets: &[Target]) -> Vec<Cow<'static, model::RuleSummary>> {
    static PLACES: OnceLock<Map<&str, (usize, &Rule)>> = OnceLock::new();
    let places = PLACES.get_or_init(|| rules::all().enumerate().map(|(at, rule)| (rule.id, (at, rule))).collect());
    // Findings of a rule mostly stand together, and there may be a hundred thousand.
    let mut last = "";
    let ids = targets.iter().flat_map(|target| target.findings.iter().chain(&target.ignored)).map(|found| &*found.rule);
    let fired = ids.filter(|id| std::mem::replace(&mut last, id) != *id);
    let mut fired: Vec<(usize, &Rule)> = fired.filter_map(|id| places.get(id).copied()).collect();
    crate::ordered::sort_by_key(&mut fired, |(at, _)| *at);
    fired.dedup_by_key(|(at, _)| *at);
    fired.into_iter().map(|(at, rule)| kept_summary(at, rule)).collect()
}

/// The summary of the rule at an index of [`rules::all`]: the same in every report, so that all are made only once.
fn kept_summary(index: usize, rule: &'static Rule) -> Cow<'static, model::RuleSummary> {
    static KEPT: OnceLock<Vec<model::RuleSummary>> = OnceLock::new();
    // Without the texts, what is made must not be kept: they may come yet.
    let kept = rules::texts::are_known().then(|| KEPT.get_or_init(|| rules::all().map(summary).collect()).get(index));
    kept.flatten().map_or_else(|| Cow::Owned(summary(rule)), Cow::Borrowed)
}

fn summary(rule: &'static Rule) -> model::RuleSummary {
    let (why, fix) = rule.why_and_fix();
    model::RuleSummary {
        id: rule.id.into(),
        title: rule.heading().into(),
        category: rule.category,
        severity: rule.severity,
        why: why.into(),
        fix: fix.into(),
        aliases: rule.other_names().map(Into::into).collect(),
        controls: rule.control_names(),
        cwe: rule.cwe.map(|number| format!("CWE-{number}")),
    }
}

/// The build step behind a place: the history line of the layer. Each line is masked once, since one layer may have a
/// hundred thousand findings and a command may be long.
#[derive(Default)]
struct Commands {
    shown: Map<usize, String>,
}

impl Commands {
    fn behind(&mut self, place: &Place, facts: &Facts<'_>) -> Option<String> {
        let image = facts.image.as_ref()?;
        let entry = match place {
            Place::History { entry, .. } => usize::try_from(*entry).ok()?,
            _ => {
                let layer = usize::try_from(place.layer()?).ok()?;
                image.alignment.history_of.get(layer).copied().flatten()?
            }
        };
        let command = image.config.history.get(entry)?.created_by.as_deref()?;
        let shown = self.shown.slot(entry, || shown_command(command))?;
        Some(shown.clone()).filter(|command| !command.is_empty())
    }
}

/// Details that change from build to build although the finding is the same.
static UNSTABLE_DETAILS: Words = words![
    "size",
    "largest",
    "digest",
    "packaged_digest",
    "age",
    "date",
    "layer",
    "count",
    "state",
    "hidden_by",
    "lines"
];

/// Gives each finding of a target a fingerprint of its own: findings that are alike in all that is stable are numbered in
/// their order.
#[derive(Default)]
struct Fingerprints {
    given: Map<[u8; FINGERPRINT_BYTES], u32>,
}

impl Fingerprints {
    fn of(&mut self, found: &finding::Finding) -> String {
        let first = fingerprint(found, 0);
        let mut number = 0;
        self.given.change(first, |given| number = std::mem::replace(given, given.saturating_add(1)));
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let digit = |nibble: u8| DIGITS.get(usize::from(nibble)).map(|digit| char::from(*digit));
        let bytes = if number == 0 { first } else { fingerprint(found, number) };
        let mut text = String::with_capacity(FINGERPRINT_BYTES * 2);
        text.extend(bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).filter_map(digit));
        text
    }
}

/// Enough that no two findings of an image have the same by chance.
const FINGERPRINT_BYTES: usize = 16;

/// `number` tells findings apart that are alike; 0 for the first.
fn fingerprint(found: &finding::Finding, number: u32) -> [u8; FINGERPRINT_BYTES] {
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
    if number > 0 {
        part(&number.to_string());
    }
    let hash: [u8; 32] = hash.finalize().into();
    hash.first_chunk().copied().unwrap_or_default()
}

/// The settings of an image as they may be shown.
#[must_use]
pub fn shown_config(image: &ImageFacts<'_>) -> model::Config {
    let config = image.config;
    model::Config {
        user: config.user.as_deref().map(shown_name),
        env: config
            .env
            .iter()
            .map(|(name, value)| model::Variable { name: shown_name(name), value: shown_value(name, value) })
            .collect(),
        entrypoint: shown_words(config.entrypoint.as_deref().unwrap_or_default()),
        cmd: shown_words(config.cmd.as_deref().unwrap_or_default()),
        working_dir: config.working_dir.as_deref().map(shown_name),
        exposed_ports: config.exposed_ports.iter().map(|port| shown_name(&port.to_string())).collect(),
        volumes: config.volumes.iter().map(|volume| shown_name(volume)).collect(),
        labels: shown_labels(&config.labels),
        healthcheck: config.healthcheck.as_ref().map(|check| shown_words(&check.test)),
        stop_signal: config.stop_signal.as_deref().map(shown_name),
    }
}

/// Names that are alike once they are masked or cut are numbered, so that no label hides another.
fn shown_labels(labels: &Map<String, String>) -> Map<String, String> {
    let mut shown = Map::new();
    let mut alike: Map<String, u32> = Map::new();
    for (name, value) in labels {
        let masked = shown_name(name);
        let mut free = masked.clone();
        while shown.contains_key(&free) {
            // Goes on from the last number given, so that many names that are alike take no longer than others.
            alike.change_or(
                masked.clone(),
                || 1,
                |number| {
                    *number = number.saturating_add(1);
                    free = format!("{masked} ({number})");
                },
            );
        }
        shown.insert(free, shown_value(name, value));
    }
    shown
}

/// What an image ships for nothing, as far as a report lists it.
#[must_use]
pub fn shown_waste(waste: &Waste) -> model::Waste {
    let hidden = waste.hidden.iter().take(MAX_WASTE_ROWS);
    let duplicates = waste.duplicates.iter().take(MAX_WASTE_ROWS);
    model::Waste {
        hidden: hidden
            .map(|group| model::HiddenBytes {
                layer: group.layer,
                hidden_by: group.by,
                cause: group.cause,
                bytes: group.bytes,
                files: group.files,
            })
            .collect(),
        duplicated: waste.duplicated,
        duplicates: duplicates
            .map(|group| model::Duplicates { layer: group.layer, of: group.of, bytes: group.bytes, files: group.files })
            .collect(),
        dive: waste.dive.map(|dive| model::Dive {
            efficiency: dive.efficiency,
            wasted_bytes: dive.wasted_bytes,
            user_bytes: dive.user_bytes,
            wasted_user_percent: dive.wasted_user,
        }),
    }
}

/// The packages of an image as they may be shown.
#[must_use]
pub fn shown_packages(packages: &Packages) -> Vec<model::Package> {
    const MAX_CHARACTERS: usize = 200;
    let shown = |text: &str| excerpt(text, MAX_CHARACTERS);
    let said = |text: &str| (!text.is_empty()).then(|| shown(text));
    // Vendors and licences are free text, the same for many packages.
    let mut masked: Map<Arc<str>, Option<String>> = Map::new();
    let mut free = |text: &Arc<str>| masked.slot(Arc::clone(text), || said(&secrets::masked(text)))?.clone();
    let one = |package: &Package| model::Package {
        r#type: package.family.name().to_owned(),
        name: shown(&package.name),
        version: shown(&package.version),
        architecture: said(&package.architecture),
        source: (*package.source != *package.name).then(|| shown(&package.source)),
        source_version: package.source_version.as_deref().map(shown),
        vendor: free(&package.vendor),
        licence: free(&package.licence),
        installed_size: package.installed_size,
        files: package.files,
    };
    packages.all().iter().map(one).collect()
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
