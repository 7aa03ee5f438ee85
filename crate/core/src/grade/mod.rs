//! One letter for a target, with the arithmetic behind it open: what each rule costs, what holds the points down, how much
//! was assessed, and what each fix would gain.
//!
//! What this room must not do: judge findings, word, or know where findings come from. It is a pure function of the rules
//! that ran and of the worst finding of each, in whole numbers: the same findings give the same grade on every host.
//!
//! The model is read from Mozilla's HTTP Observatory (start at 100 and lose points, which is easy to explain), SSL Labs
//! (caps say what averages cannot), Lighthouse (a rule counts once, not each of its findings) and OpenSSF Scorecard (what
//! was not assessed neither helps nor harms, and areas are shown beside the sum).

mod assessed;
pub mod constants;
mod score;
#[cfg(test)]
mod tests;

pub use assessed::Unseen;
pub use score::{Faults, Run, grade};

use crate::finding::Severity;
use crate::rules::Category;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::OnceLock;

/// The letters, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Letter {
    /// Below all others, and wherever a live secret or broken integrity was found.
    F,
    /// 40 points or more.
    D,
    /// 60 points or more.
    C,
    /// 75 points or more.
    B,
    /// 90 points or more.
    A,
    /// Nothing was found by the strict profile, nothing was left unassessed, and the signature was verified.
    #[serde(rename = "A+")]
    APlus,
}

impl Letter {
    /// From the best to the worst.
    pub const ALL: [Self; 6] = [Self::APlus, Self::A, Self::B, Self::C, Self::D, Self::F];

    /// As it is shown.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::APlus => "A+",
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
            Self::F => "F",
        }
    }

    /// The reverse of [`Letter::name`], in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|letter| letter.name().eq_ignore_ascii_case(name))
    }
}

/// How a target does. Findings that are set aside cost nothing; `without_ignores` says what it would be with them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Grade {
    /// The letter, `A+` to `F`.
    pub letter: Letter,
    /// 0 to 100, caps applied.
    pub points: u32,
    /// Whether so little was assessed that the letter says little.
    pub provisional: bool,
    /// How much was assessed.
    pub coverage: Coverage,
    /// What holds the points down, if something does.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cap: Option<Cap>,
    /// The eight concerns in their order.
    pub concerns: Vec<Concern>,
    /// What the fix of each rule would gain by itself, best first.
    pub gains: Vec<Gain>,
    /// Ids of rules that found something and cost nothing yet, since they are new in this release.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub preview: Vec<String>,
    /// What the grade would be if nothing were set aside; absent where nothing is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub without_ignores: Option<Mark>,
    /// What the grade would be at the engine's own severities; absent where the configuration changes none. Rules that the
    /// configuration turns off are missing in both.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub built_in: Option<Mark>,
}

/// How many of the rules that judge images were assessed. It is counted among the same rules for images and Dockerfiles, so
/// that the two can be compared: a Dockerfile does not say what is in the file system. A rule that found something was
/// assessed; one that found nothing was not if a part of what it reads could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Coverage {
    /// Rules that were assessed.
    pub assessed: u32,
    /// Rules of the profile that judge images.
    pub rules: u32,
    /// The share in percent, rounded down.
    pub percent: u32,
}

/// Why a target has no more points than it has, whatever else is fixed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cap {
    /// The most that it can have.
    pub points: u32,
    /// Ids of the rules that hold it there: all of them must be fixed.
    pub rules: Vec<String>,
}

/// One concern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Concern {
    /// Which.
    pub category: Category,
    /// Points lost, `limit` at most.
    pub lost: u32,
    /// The most that can be lost.
    pub limit: u32,
    /// Rules of it that were assessed, counted as in [`Coverage`].
    pub assessed: u32,
    /// Rules of it that judge images.
    pub rules: u32,
}

/// What is gained if a rule has nothing to find any more and all else stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Gain {
    /// Id of the rule.
    pub rule: String,
    /// What it costs before the limit of its concern and caps are applied.
    pub cost: u32,
    /// Points gained; 0 where a cap or the limit of a concern holds the points.
    pub points: u32,
    /// The letter afterwards.
    pub letter: Letter,
    /// The best letter that caps leave afterwards, if it is a better one than before.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub lifts_cap_to: Option<Letter>,
}

/// A letter and its points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Mark {
    /// The letter.
    pub letter: Letter,
    /// 0 to 100.
    pub points: u32,
}

/// The model that grades were given by, with its figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Scale {
    /// Its name and version, `score/1`. Grades of two models must not be compared.
    pub model: String,
    /// What a rule costs, by severity.
    pub losses: Vec<Figure>,
    /// What the rules of a concern cost at most, by concern.
    pub limits: Vec<Figure>,
    /// The most points with a finding of that severity.
    pub caps: Vec<Figure>,
    /// The least points of a letter.
    pub letters: Vec<Figure>,
    /// A letter is provisional below this coverage in percent.
    pub provisional_below: u32,
}

/// A figure of the model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Figure {
    /// The severity, concern or letter that it is for.
    pub of: Cow<'static, str>,
    /// Points.
    pub points: u32,
}

/// The model in use.
#[must_use]
pub fn scale() -> &'static Scale {
    static SCALE: OnceLock<Scale> = OnceLock::new();
    SCALE.get_or_init(figures)
}

fn figures() -> Scale {
    let figure = |of: &'static str, points: u32| Figure { of: of.into(), points };
    let severities =
        |figures: &[(Severity, u32)]| figures.iter().map(|(of, points)| figure(of.name(), *points)).collect();
    Scale {
        model: constants::MODEL.to_owned(),
        losses: severities(&constants::LOSSES),
        limits: constants::LIMITS.iter().map(|(of, points)| figure(of.name(), *points)).collect(),
        caps: severities(&constants::CAPS),
        letters: constants::LETTERS.iter().map(|(of, points)| figure(of.name(), *points)).collect(),
        provisional_below: constants::PROVISIONAL_BELOW,
    }
}
