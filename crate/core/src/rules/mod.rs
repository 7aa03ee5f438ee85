//! The rules, one file each, under the eight concerns. Rules read facts and report findings; they know nothing of where
//! the bytes came from or how a finding is shown.
//!
//! To add a rule: write `rules/<concern>/<rule>.rs` with a `rule!` block and its check, name it in the concern's
//! `mod.rs`. Its examples then run, its page and its place in the catalogue are generated.

mod access;
mod bodies;
mod build_step;
#[cfg(test)]
mod cases;
pub mod contradiction;
mod edit;
mod evidence;
mod installed;
mod near;
mod overlap;
mod rule;
pub mod texts;
mod words;
mod written;

pub mod base_image;
pub mod baseline;
pub mod cleanliness;
pub mod configuration;
pub mod monitoring;
pub mod network;
pub mod permissions;
pub mod vulnerability;

pub use rule::{Category, Control, Inputs, Profile, Reads, Rule};

use crate::config::Level;
use crate::facts::Facts;
use crate::finding::{Finding, Findings};
use crate::image::wanted::{Want, Wanted};
use crate::packages;
use crate::secrets;

/// The folders' lists, in the order of [`Category::ALL`].
static CONCERNS: [&[&Rule]; 8] = [
    base_image::RULES,
    baseline::RULES,
    cleanliness::RULES,
    permissions::RULES,
    network::RULES,
    monitoring::RULES,
    vulnerability::RULES,
    configuration::RULES,
];

/// Every rule, by concern.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    CONCERNS.iter().flat_map(|rules| rules.iter().copied())
}

/// The rule that a user means by an id or an alias. An alias may be shared by several rules; all of them are meant.
pub fn called(name: &str) -> impl Iterator<Item = &'static Rule> + '_ {
    all().filter(move |rule| rule.is_called(name))
}

/// Runs the rules that `wanted` lets through and gives their findings, worst first, then by rule and place, so that the
/// order depends on nothing but the facts.
pub fn check(facts: &Facts<'_>, mut wanted: impl FnMut(&Rule) -> bool) -> Vec<Finding> {
    let mut found = Vec::new();
    for rule in CONCERNS.into_iter().flatten() {
        if !facts.suits(rule.inputs) || !facts.config.runs(rule) || !wanted(rule) {
            continue;
        }
        let mut findings = Findings::of(rule);
        (rule.check)(facts, &mut findings);
        let mut findings = findings.into_inner();
        if findings.is_empty() {
            continue;
        }
        if let Some(Level::At(severity)) = facts.config.level(rule) {
            findings.iter_mut().for_each(|finding| finding.severity = severity);
        }
        found.append(&mut findings);
    }
    overlap::settle(&mut found);
    configuration::ignores::judge(facts, &mut found, &mut wanted);
    crate::ordered::sort_by(&mut found, |left, right| {
        right
            .severity
            .cmp(&left.severity)
            .then_with(|| left.rule.category.cmp(&right.rule.category))
            .then_with(|| left.rule.id.cmp(right.rule.id))
            .then_with(|| left.place.cmp(&right.place))
            .then_with(|| left.details.cmp(&right.details))
    });
    found
}

/// Account files and os-release; package databases come to these. They are facts that many rules share, so they are kept whatever the rules declare.
const ALWAYS_WANTED: [(Want, u64); 6] = [
    (Want::Path("etc/passwd"), 1024 * 1024),
    (Want::Path("etc/group"), 1024 * 1024),
    (Want::Path("etc/shadow"), 1024 * 1024),
    (Want::Path("etc/gshadow"), 1024 * 1024),
    (Want::Path("etc/os-release"), 64 * 1024),
    (Want::Path("usr/lib/os-release"), 64 * 1024),
];

/// The bodies that the rules declare, for the layer scan.
#[must_use]
pub fn wanted() -> Wanted {
    let declared = all().flat_map(|rule| rule.reads).filter_map(|reads| match reads {
        Reads::Body(want, limit) => Some((*want, *limit)),
        _ => None,
    });
    let credentials = all().any(|rule| rule.reads.contains(&Reads::CredentialFiles));
    let candidates = if credentials { secrets::file_candidates() } else { &[] };
    let candidates = candidates.iter().map(|candidate| (want_of(candidate.want), candidate.max_bytes));
    Wanted::new(ALWAYS_WANTED.into_iter().chain(declared).chain(candidates)).with_databases(packages::paths::wanted())
}

/// The secrets engine knows nothing of layers, so it has a type of its own for the same thing.
fn want_of(want: secrets::Want) -> Want {
    match want {
        secrets::Want::Path(path) => Want::Path(path),
        secrets::Want::Name(name) => Want::Name(name),
        secrets::Want::Suffix(suffix) => Want::Suffix(suffix),
        secrets::Want::Under(directory) => Want::Under(directory),
        secrets::Want::Content(content) => Want::Content(content),
    }
}
