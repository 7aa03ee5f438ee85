//! Tier 1: every distinctive form in any bytes, text or not, in one pass.
//!
//! Linear on any input: the filters read each byte a few times at most, runs of a character set are remembered, every
//! other look ahead or back has a fixed limit, and after a hit the pass goes on behind it.

use super::kind::{Found, Hit, with_lines};
use super::matcher::{Matcher, Rule};
use super::prefilter::Places;
use super::set::Runs;
use super::{armour, prefilter, url, web_token};

/// Finds every secret that its own form betrays, sorted by place and without overlaps.
///
/// Ranges are those of the secret itself: of a token with its prefix; of `AccountKey=...` the value; of a URL the
/// password; of a private key what lies between its armour lines.
#[must_use]
pub fn find(text: &[u8]) -> Vec<Hit> {
    with_lines(text, &found(text))
}

pub(super) fn found(text: &[u8]) -> Vec<Found> {
    let mut all = Vec::new();
    walk(text, &mut Walk { last: true, ..Walk::default() }, &mut |found| all.push(found));
    all
}

/// A walk over one piece of a text, and how far it has come.
#[derive(Default)]
pub(super) struct Walk {
    /// The first place that is not decided.
    pub(super) from: usize,
    /// No hit reaches beyond this.
    pub(super) free: usize,
    /// Nothing comes behind the piece.
    pub(super) last: bool,
    /// Bytes at the end of a piece that is not the last in which nothing can be decided.
    pub(super) tail: usize,
}

/// Decides the places of a piece in their order, until one needs bytes that are still to come: how many from there on.
pub(super) fn walk(text: &[u8], walk: &mut Walk, each: &mut impl FnMut(Found)) -> usize {
    let mut runs = Runs::default();
    let mut places = Places::new(text);
    let undecided = if walk.last { usize::MAX } else { text.len().saturating_sub(walk.tail) };
    while let Some((place, candidates)) = places.next(walk.from) {
        if place >= undecided {
            break;
        }
        for matcher in candidates {
            let needed = needed(matcher, text, place);
            if !walk.last && place.saturating_add(needed) > text.len() {
                walk.from = place;
                return needed;
            }
            let Some(mut found) = try_at(matcher, text, place, &mut runs) else { continue };
            if found.start < walk.free || found.start >= found.end {
                continue;
            }
            if matcher.rule == Rule::UrlCredential
                && let Some(token) = token_at(text, found.start, &mut runs)
                && token.end >= found.end
            {
                found = token;
            }
            walk.from = found.end.max(walk.from);
            walk.free = found.end;
            each(found);
            break;
        }
        walk.from = walk.from.max(place.saturating_add(1));
    }
    walk.from = walk.from.max(undecided.min(text.len()));
    0
}

/// How many bytes from its prefix on a form may look at.
fn needed(matcher: &Matcher, text: &[u8], place: usize) -> usize {
    match matcher.rule {
        Rule::Parts => matcher.reach(),
        Rule::Armour => armour::reach(text, place),
        Rule::WebToken => web_token::REACH,
        Rule::UrlCredential => url::REACH,
    }
}

fn try_at(matcher: &Matcher, text: &[u8], place: usize, runs: &mut Runs) -> Option<Found> {
    match matcher.rule {
        Rule::Parts => matcher.at(text, place, runs),
        Rule::Armour => armour::at(text, place),
        Rule::WebToken => web_token::at(text, place, runs),
        Rule::UrlCredential => url::at(text, place),
    }
}

/// A token of known form that begins at `start`: `https://oauth2:glpat-...@host` is a GitLab token first.
fn token_at(text: &[u8], start: usize, runs: &mut Runs) -> Option<Found> {
    prefilter::at(text, start)
        .filter(|matcher| matcher.rule == Rule::Parts && !matcher.context)
        .find_map(|matcher| matcher.at(text, start, runs))
}
