//! Tier 1: every distinctive form in any bytes, text or not, in one pass.
//!
//! Linear on any input: the filter reads each byte once, runs of a character set are remembered, every other look
//! ahead or back has a fixed limit, and after a hit the pass goes on behind it.

use super::kind::{Found, Hit, with_lines};
use super::matcher::{Matcher, Rule};
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
    let mut runs = Runs::default();
    let mut all: Vec<Found> = Vec::new();
    let mut from = 0;
    let mut free = 0; // no hit reaches beyond this
    while let Some((place, candidates)) = prefilter::next(text, from) {
        from = place.saturating_add(1);
        for matcher in candidates {
            let Some(mut found) = try_at(matcher, text, place, &mut runs) else { continue };
            if found.start < free || found.start >= found.end {
                continue;
            }
            if matcher.rule == Rule::UrlCredential
                && let Some(token) = token_at(text, found.start, &mut runs)
                && token.end >= found.end
            {
                found = token;
            }
            from = found.end.max(from);
            free = found.end;
            all.push(found);
            break;
        }
    }
    all
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
