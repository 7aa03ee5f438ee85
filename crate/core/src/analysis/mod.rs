//! What hosts call: scanned archives or Dockerfile text in, a report out. It brings facts, rules and report together and
//! does nothing else.

mod built_from;
mod difference;
mod dockerfile;
mod files;
mod image;
mod packages;

pub use built_from::{contradict, note};
pub use difference::{Compared, difference};
pub use dockerfile::{dockerfile, is_dockerfile_name, looks_like_dockerfile};
pub use files::files;
pub use image::{archive, preview, report};
pub use packages::packages;

use crate::config::Config;
use crate::gap::Gap;
use crate::image::plan::Choice;
use crate::image::scan::ScanError;
use crate::image::time::format_date;
use crate::report::assemble;
use crate::report::model::{Counts, Input, NotAnalysed, Report, SCHEMA_VERSION, Target, Tool};
use crate::rules::{self, Rule};
use crate::signature::PublicKey;
use crate::text::excerpt;
use std::borrow::Cow;
use std::fmt;

/// What a user may choose.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Name of the input: a file name without its folder.
    pub name: String,
    /// Bytes of the input as given.
    pub size: u64,
    /// The day that ages are judged by, in seconds from 1970; without it nothing is judged by age.
    pub as_of: Option<i64>,
    /// Rules, by id or alias, whose findings are set aside.
    pub ignore: Vec<String>,
    /// Which images of an archive are analysed.
    pub choice: Choice,
    /// The stage of a Dockerfile that is built, by name or number as `docker build --target` takes it; the last one
    /// without it.
    pub target: Option<String>,
    /// The Dockerfile that images are said to be built from.
    pub built_from: Option<BuiltFrom>,
    /// The text of the `.dockerignore` beside a Dockerfile.
    pub dockerignore: Option<String>,
    /// What the configuration file says.
    pub config: Config,
    /// Keys that signatures must be made with, at most [`crate::limits::MAX_KEYS`]; without any, signatures are only
    /// compared with what they are said to sign.
    pub keys: Vec<PublicKey>,
}

/// A Dockerfile that is given with images.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BuiltFrom {
    /// Its name, without its folder.
    pub name: String,
    /// Its text.
    pub text: Vec<u8>,
}

impl Options {
    /// The names among `ignore` that no rule answers to: most likely a mistake, which a host says aloud.
    #[must_use]
    pub fn unknown_rules(&self) -> Vec<&str> {
        self.ignore.iter().map(String::as_str).filter(|name| rules::called(name).next().is_none()).collect()
    }

    fn ignores(&self, rule: &Rule) -> bool {
        self.ignore.iter().any(|name| rule.is_called(name))
    }
}

/// Why there is no report at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnalysisError {
    /// What was wrong, a sentence without a final stop.
    pub what: String,
    /// What to do about it, a sentence without a final stop.
    pub action: String,
}

impl fmt::Display for AnalysisError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}. {}", self.what, self.action)
    }
}

impl std::error::Error for AnalysisError {}

impl From<ScanError> for AnalysisError {
    fn from(error: ScanError) -> Self {
        let (what, action) = match error {
            ScanError::NotAnArchive(detected) => {
                (format!("the file is {}, not an image archive", detected.name()), detected.advice().to_owned())
            }
            ScanError::Archive(error) => {
                (format!("{} (at byte {})", error.what, error.offset), error.action.to_owned())
            }
            ScanError::Plan(error) => {
                let member = error.member.map(|member| format!("{member}: ")).unwrap_or_default();
                (format!("{member}{}", error.what), error.action)
            }
            ScanError::Choice(error) => (
                format!("no image of the archive is {}", error.asked),
                format!("Choose one of: {}", error.available.join(", ")),
            ),
            ScanError::EntryLimit(limit) => (
                format!("the layers have more than the {limit} entries that this host has memory for"),
                String::from("Analyse the image where there is more, for example in the terminal"),
            ),
            ScanError::Unfinished(member) => (
                format!("the scan was ended before {} was read", excerpt(&member, NAME_CHARACTERS)),
                String::from("Start it again"),
            ),
        };
        Self { what, action }
    }
}

const NAME_CHARACTERS: usize = 200;

fn finished(
    options: &Options,
    format: &str,
    targets: Vec<Target>,
    not_analysed: Vec<NotAnalysed>,
    gaps: Vec<Gap>,
    judged: impl Fn(&Rule) -> bool,
) -> Report {
    let mut counts = Counts::default();
    for target in targets.iter().filter(|target| !target.of_provenance) {
        counts.ignored = counts.ignored.saturating_add(target.counts.ignored);
        for finding in &target.findings {
            counts.add(finding.severity);
        }
    }
    Report {
        schema_version: SCHEMA_VERSION.to_owned(),
        tool: tool(judged),
        as_of: options.as_of.map(format_date),
        input: Input { name: excerpt(&options.name, NAME_CHARACTERS), format: format.to_owned(), size: options.size },
        complete: !gaps.iter().chain(targets.iter().flat_map(|target| &target.gaps)).any(Gap::hides_content),
        counts,
        scale: Cow::Borrowed(crate::grade::scale()),
        rules: assemble::rule_summaries(&targets),
        targets,
        not_analysed,
        gaps,
    }
}

/// What made a report, with the number of rules that were asked.
fn tool(judged: impl Fn(&Rule) -> bool) -> Tool {
    Tool {
        name: String::from("plimsoll"),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        rules: u32::try_from(rules::all().filter(|rule| judged(rule)).count()).unwrap_or(u32::MAX),
    }
}
