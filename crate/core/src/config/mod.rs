//! What a user configures, as data: which rules run, how severe they are, what is allowed. One format for the page, the
//! terminal and the edge.
//!
//! What this module must not do: read files or judge anything.

mod file;
#[cfg(feature = "hadolint-config")]
mod hadolint;
#[cfg(feature = "schema")]
mod schema;
mod toml;

pub use file::{ConfigError, Loaded, from_toml};
#[cfg(feature = "hadolint-config")]
pub use hadolint::from_hadolint;
#[cfg(feature = "schema")]
pub use schema::schema;

use crate::finding::Severity;
use crate::image::digest::Digest;
use crate::rules::{Profile, Rule};

/// The configuration of one analysis. The default is what runs without a configuration file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// The rules that run, beside those that are named in `severities`.
    pub profile: Profile,
    /// What single rules are turned to. The last entry that names a rule counts.
    pub severities: Vec<(String, Level)>,
    /// Registries and image names that images may come from; `None`: from anywhere.
    pub allowed_registries: Option<Vec<String>>,
    /// Of images that an image must be built on, the digests of the uncompressed layers, lowest first; empty: of any.
    pub golden_bases: Vec<Vec<Digest>>,
    /// Most bytes of all layers, uncompressed, in millions; `None`: what the rule has.
    pub max_size_mb: Option<u32>,
    /// Findings that are set aside.
    pub ignores: Vec<Ignore>,
    /// Labels that an image must have, may have, and how their values are made.
    pub labels: LabelSchema,
    /// Whether comments in Dockerfiles set nothing aside.
    pub ignores_comments: bool,
    /// What makes a run fail; `None`: what the host has. The engine judges all the same.
    pub fail_on: Option<Threshold>,
}

/// The least severity of a finding that makes a run fail; `None`: no finding does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threshold(pub Option<Severity>);

impl Threshold {
    /// From the name of a severity or `none`, in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        if name.eq_ignore_ascii_case("none") {
            return Some(Self(None));
        }
        Severity::from_name(name).map(|severity| Self(Some(severity)))
    }
}

/// Findings of rules that are set aside, for a time and a reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ignore {
    /// Ids or aliases.
    pub rules: Vec<String>,
    /// The last day on which it counts, in seconds from 1970.
    pub until: Option<i64>,
    /// Why.
    pub reason: String,
}

/// What a rule is turned to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// It does not run.
    Off,
    /// It runs, whatever the profile, and all its findings have this severity.
    At(Severity),
    /// It runs, whatever the profile, with its own severities.
    On,
}

/// The labels of an image as they are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LabelSchema {
    /// Names with the form of their values; all of them are required.
    pub required: Vec<(String, LabelForm)>,
    /// Names that may be there, with the form of their values.
    pub optional: Vec<(String, LabelForm)>,
    /// Whether other labels than these are refused.
    pub strict: bool,
}

impl LabelSchema {
    /// Whether it asks for anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.required.is_empty() && self.optional.is_empty() && !self.strict
    }

    /// The form that the value of a label must have; `None` for a label that is not in the schema.
    #[must_use]
    pub fn form(&self, name: &str) -> Option<LabelForm> {
        self.required.iter().chain(&self.optional).find(|(known, _)| known == name).map(|(_, form)| *form)
    }
}

/// The form of a label's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelForm {
    /// Anything but nothing.
    Text,
    /// A URL.
    Url,
    /// A time as in RFC 3339.
    Time,
    /// An SPDX licence expression.
    Licence,
    /// A full or shortened Git commit.
    Commit,
    /// A version as in Semantic Versioning 2.0.0.
    Version,
    /// An address as in RFC 5322, without its rarities.
    Email,
}

impl LabelForm {
    /// The name that configuration files use, which is hadolint's.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "text" | "" => Self::Text,
            "url" => Self::Url,
            "rfc3339" => Self::Time,
            "spdx" => Self::Licence,
            "hash" => Self::Commit,
            "semver" => Self::Version,
            "email" => Self::Email,
            _ => return None,
        })
    }
}

impl Config {
    /// What a rule is turned to, if it is named.
    #[must_use]
    pub fn level(&self, rule: &Rule) -> Option<Level> {
        self.severities.iter().rev().find(|(name, _)| rule.is_called(name)).map(|(_, level)| *level)
    }

    /// The entry that sets the findings of a rule aside on a day.
    #[must_use]
    pub fn ignored(&self, rule: &Rule, as_of: Option<i64>) -> Option<&Ignore> {
        let counts = |ignore: &&Ignore| ignore.until.zip(as_of).is_none_or(|(until, today)| until >= today);
        self.ignores.iter().filter(counts).find(|ignore| ignore.rules.iter().any(|name| rule.is_called(name)))
    }

    /// Whether a rule runs.
    #[must_use]
    pub fn runs(&self, rule: &Rule) -> bool {
        match self.level(rule) {
            Some(level) => level != Level::Off,
            None => rule.profile <= self.profile,
        }
    }
}
