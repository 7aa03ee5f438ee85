//! Findings as data: which rule, how bad, exactly where, and what was seen. No wording here (see [`crate::report`]).

use crate::dockerfile::Span;
use crate::rules::Rule;
use crate::text;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// How much risk a finding carries. Hygiene is never above `Low`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Severity {
    /// Worth knowing, no risk by itself.
    Info,
    /// Hygiene, or a risk that needs several other faults.
    Low,
    /// Weakens a defence.
    Medium,
    /// Exploitable with an ordinary foothold, or a defence is missing.
    High,
    /// Exploitable as it stands, or a secret is already out.
    Critical,
}

impl Severity {
    /// From the worst to the least.
    pub const ALL: [Self; 5] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Info];

    /// The lower-case name that reports and options use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// The reverse of [`Severity::name`], in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.name().eq_ignore_ascii_case(name))
    }
}

/// How sure the rule is that what it saw is what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Confidence {
    /// Judged by names or habits alone.
    Low,
    /// Judged by content that could have another meaning.
    Medium,
    /// Read off the image.
    High,
}

impl Confidence {
    /// The lower-case name that reports use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// Exactly where a finding is. All text is already escaped for display.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", rename_all_fields = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Place {
    /// The image as a whole.
    Image,
    /// A key of the image config, for example `config.User` or `config.Env[3]`.
    Config {
        /// Dotted key, with an index where the value is a list.
        key: String,
    },
    /// An entry of the build history.
    History {
        /// Index in `history`, from 0.
        entry: u32,
        /// The layer that the entry made, where history and layers align.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        layer: Option<u32>,
    },
    /// A layer as a whole.
    Layer {
        /// Index from 0, lowest first.
        layer: u32,
    },
    /// A file, directory or link in a layer.
    File {
        /// Absolute path in the container.
        path: String,
        /// The layer that last wrote it, from 0.
        layer: u32,
        /// Line in the file, from 1.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        line: Option<u32>,
        /// The later layer that deletes or replaces it; it can still be read from the archive.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        hidden_by: Option<u32>,
    },
    /// A member of the archive: a blob, a manifest.
    Member {
        /// Name in the archive.
        name: String,
    },
    /// An instruction, or a part of one, in a Dockerfile. Lines and columns from 1, columns in characters.
    Instruction {
        /// First line.
        line: u32,
        /// First column.
        column: u32,
        /// Last line.
        end_line: u32,
        /// Column after the last character.
        end_column: u32,
    },
}

impl Place {
    /// A file of the final file system.
    #[must_use]
    pub fn file(path: &[u8], layer: u32) -> Self {
        Self::File { path: shown_path(path), layer, line: None, hidden_by: None }
    }

    /// A line of a file of the final file system. `line` counts from 1.
    #[must_use]
    pub fn line(path: &[u8], layer: u32, line: u32) -> Self {
        Self::File { path: shown_path(path), layer, line: Some(line), hidden_by: None }
    }

    /// A key of the image config.
    #[must_use]
    pub fn config(key: &str) -> Self {
        // A label's name is the image's own text, and may be as long as its config.
        const MAX_KEY_CHARACTERS: usize = 400;
        Self::Config { key: text::excerpt(key, MAX_KEY_CHARACTERS) }
    }

    /// The layer that the place lies in, if it lies in one.
    #[must_use]
    pub fn layer(&self) -> Option<u32> {
        match self {
            Self::History { layer, .. } => *layer,
            Self::Layer { layer } | Self::File { layer, .. } => Some(*layer),
            _ => None,
        }
    }
}

/// A cleaned path (no leading slash) as the absolute path that people know, escaped.
#[must_use]
pub fn shown_path(path: &[u8]) -> String {
    let mut shown = String::from("/");
    shown.push_str(&text::escaped_bytes(path));
    shown
}

/// One thing that a rule found.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// The rule's own severity unless the check judged this case otherwise, or the configuration all of them.
    pub severity: Severity,
    /// The same before the configuration changed it.
    pub own_severity: Severity,
    /// How sure the rule is of this case.
    pub confidence: Confidence,
    /// Where it is.
    pub place: Place,
    /// What was seen, by name, escaped and masked; the rule's message refers to these by `{name}`.
    pub details: Vec<(&'static str, String)>,
    /// How the text of a Dockerfile can be changed so that the rule is silent.
    pub fix: Option<Fix>,
    /// Why it is set aside, if a comment in the file asks for that.
    pub ignored: Option<String>,
}

/// A change of a Dockerfile's text. Means nothing for an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What is done, as a command without a final stop: `Add --no-install-recommends`. One that is borrowed is in our own
    /// words alone.
    pub title: Cow<'static, str>,
    /// Whether it can be applied unseen: the build and the image stay the same but for what the rule is about.
    pub safe: bool,
    /// The edits, none of which overlaps another.
    pub edits: Vec<Edit>,
}

/// One edit: `text` in the place of `span`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// What is replaced; empty where text is only put in.
    pub span: Span,
    /// The new text, as it shall stand in the file.
    pub text: String,
}

impl Fix {
    /// A fix that can be applied unseen.
    #[must_use]
    pub fn safe(title: impl Into<Cow<'static, str>>) -> Self {
        Self { title: title.into(), safe: true, edits: Vec::new() }
    }

    /// A fix that a person must look at.
    #[must_use]
    pub fn review(title: impl Into<Cow<'static, str>>) -> Self {
        Self { title: title.into(), safe: false, edits: Vec::new() }
    }

    /// Puts text in the place of a span.
    #[must_use]
    pub fn replace(mut self, span: Span, text: impl Into<String>) -> Self {
        self.edits.push(Edit { span, text: text.into() });
        self
    }

    /// Puts text in at an offset.
    #[must_use]
    pub fn insert(self, offset: u32, text: impl Into<String>) -> Self {
        self.replace(Span { start: offset, end: offset }, text)
    }

    /// Takes a span out.
    #[must_use]
    pub fn delete(self, span: Span) -> Self {
        self.replace(span, "")
    }
}

impl Finding {
    /// The detail of that name.
    #[must_use]
    pub fn detail(&self, name: &str) -> Option<&str> {
        self.details.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}

/// Where a check puts its findings. The rule and its defaults are filled in here, and every value that comes from an
/// image is escaped here, so that no check can forget it.
pub struct Findings {
    rule: &'static Rule,
    found: Vec<Finding>,
}

impl Findings {
    pub(crate) fn of(rule: &'static Rule) -> Self {
        Self { rule, found: Vec::new() }
    }

    pub(crate) fn into_inner(self) -> Vec<Finding> {
        self.found
    }

    /// Reports a finding at a place; the returned draft takes the details.
    pub fn at(&mut self, place: Place) -> Draft<'_> {
        self.found.push(Finding {
            rule: self.rule,
            severity: self.rule.severity,
            own_severity: self.rule.severity,
            confidence: self.rule.confidence,
            place,
            details: Vec::new(),
            fix: None,
            ignored: None,
        });
        Draft { finding: self.found.last_mut() }
    }
}

/// A finding that is being described.
pub struct Draft<'a> {
    // Always there: `at` has just pushed it. An option only because nothing here may panic.
    finding: Option<&'a mut Finding>,
}

impl Draft<'_> {
    /// Longest detail that is kept, in characters: a build command or a path fits, a megabyte of hostile text does not.
    const MAX_DETAIL_CHARACTERS: usize = 400;

    /// Adds something that was seen. `value` may come straight from the image: it is escaped and shortened here, but
    /// masking a secret is the caller's duty ([`crate::secrets::mask`]).
    #[must_use = "a draft is described in a chain; end it with `done`"]
    pub fn detail(self, name: &'static str, value: impl std::fmt::Display) -> Self {
        let shown = text::excerpt_of(value.to_string(), Self::MAX_DETAIL_CHARACTERS);
        self.push(name, shown)
    }

    /// Adds free text that may hold a secret: a reference, a value, a word of a command. It is masked before it is
    /// shortened, since half a secret is not recognised.
    #[must_use = "a draft is described in a chain; end it with `done`"]
    pub fn masked(self, name: &'static str, value: impl std::fmt::Display) -> Self {
        let value = crate::secrets::masked(&value.to_string());
        self.detail(name, value)
    }

    /// Adds bytes that were seen: a path, a name.
    #[must_use = "a draft is described in a chain; end it with `done`"]
    pub fn bytes(self, name: &'static str, value: &[u8]) -> Self {
        let cut = value.get(..Self::MAX_DETAIL_CHARACTERS.saturating_mul(4)).unwrap_or(value);
        let shown = text::escaped_bytes(cut);
        self.push(name, shown)
    }

    /// Adds an absolute path given in its cleaned form.
    #[must_use = "a draft is described in a chain; end it with `done`"]
    pub fn path(self, name: &'static str, value: &[u8]) -> Self {
        let shown = shown_path(value);
        self.push(name, shown)
    }

    fn push(mut self, name: &'static str, shown: String) -> Self {
        if let Some(finding) = self.finding.as_mut() {
            finding.details.push((name, shown));
        }
        self
    }

    /// Another severity than the rule's own for this case.
    #[must_use = "a draft is described in a chain; end it with `done`"]
    pub fn severity(mut self, severity: Severity) -> Self {
        if let Some(finding) = self.finding.as_mut() {
            finding.severity = severity;
            finding.own_severity = severity;
        }
        self
    }

    /// Another confidence than the rule's own for this case.
    #[must_use = "a draft is described in a chain; end it with `done`"]
    pub fn confidence(mut self, confidence: Confidence) -> Self {
        if let Some(finding) = self.finding.as_mut() {
            finding.confidence = confidence;
        }
        self
    }

    /// A change of the Dockerfile that makes the rule silent. For an image it is dropped later, so that a check need
    /// not ask.
    #[must_use = "a draft is described in a chain; end it with `done`"]
    pub fn fix(mut self, fix: impl Into<Option<Fix>>) -> Self {
        if let Some(finding) = self.finding.as_mut() {
            finding.fix = fix.into();
        }
        self
    }

    /// The finding is described.
    pub fn done(self) {}
}
