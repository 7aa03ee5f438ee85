//! Recognition and masking of secrets, in two tiers.
//!
//! - Tier 1, [`find`]: forms that betray themselves (prefix, length, characters, checksum), in any bytes, in one linear
//!   pass without regular expressions.
//! - Tier 2, [`judge_pair`], [`find_in_command`], [`judge_file`]: name and value judged together, where configuration
//!   lives and texts are small.
//!
//! What this must not do: read anything itself, decide severities (rules do), or let a secret out: all that is shown
//! goes through [`mask`], [`masked`] or [`masked_pair`].

mod armour;
mod checksum;
mod command;
mod family;
mod file;
mod find;
mod kind;
mod mask;
mod matcher;
mod name;
mod pair;
mod prefilter;
#[cfg(test)]
mod sample;
mod search;
mod set;
mod sieve;
mod spot;
#[cfg(test)]
mod tests;
pub(crate) mod texts;
mod url;
mod value;
mod web_token;

pub use command::{find_in_command, may_hold, may_hold_pair};
pub use file::{Candidate, FileHit, Want, file_candidates, is_sample_place, judge_file};
pub use find::find;
pub use kind::{Confidence, Hit, Kind};
pub use mask::{is_mask, mask, masked, masked_pair};
pub use name::named_secret;
pub use pair::{Judgement, judge_pair};
pub use search::{Search, Spotted};
pub use spot::Spot;

/// Every kind that can be told, by family.
pub fn kinds() -> impl Iterator<Item = &'static Kind> {
    family::KINDS.iter().flat_map(|family| family.iter().copied())
}
