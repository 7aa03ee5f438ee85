//! The report: one versioned model for every host and every output. Its JSON Schema is generated from these types.
//!
//! All text in it is masked and escaped: it may be shown as it is. The same bytes, the same options and the same
//! engine give the same report, byte for byte.

use crate::facts::Origin;
use crate::finding::{Confidence, Place, Severity};
use crate::gap::Gap;
use crate::grade::{Grade, Scale};
use crate::image::rootfs::HiddenCause;
use crate::ordered::Map;
use crate::rules::Category;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Version of the model. The first number changes when a reader of the old one would misread the new one.
pub const SCHEMA_VERSION: &str = "1.2";

/// Everything that was found in one input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Report {
    /// Version of this model.
    pub schema_version: String,
    /// What made the report.
    pub tool: Tool,
    /// The day that ages and ends of support are judged by (`YYYY-MM-DD`, UTC); null if the host gave none, and then
    /// nothing was judged by age.
    pub as_of: Option<String>,
    /// What was analysed.
    pub input: Input,
    /// False if anything of the input could not be read: see `gaps` here and in each target. Gaps that hide nothing (a
    /// history that does not align, blobs of other platforms) leave it true.
    pub complete: bool,
    /// Findings of all targets by severity, without those that are [of provenance](Target::of_provenance).
    pub counts: Counts,
    /// The model that the targets' grades were given by.
    pub scale: Cow<'static, Scale>,
    /// The images, or the Dockerfile, that the input holds.
    pub targets: Vec<Target>,
    /// Images that the input holds and the choice left out, with the option that chooses each.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub not_analysed: Vec<NotAnalysed>,
    /// What could not be read of the input as a whole.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub gaps: Vec<Gap>,
    /// The rules that have findings here.
    pub rules: Vec<Cow<'static, RuleSummary>>,
}

/// What made the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tool {
    /// `plimsoll`.
    pub name: String,
    /// Version of the engine.
    pub version: String,
    /// Number of rules that the engine has for this sort of input.
    pub rules: u32,
}

/// What was analysed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Input {
    /// The name that the host gave: a file name, never a whole path of the user's machine.
    pub name: String,
    /// `docker-archive`, `oci-archive`, `oci-layout`, `dockerfile`, ...
    pub format: String,
    /// Bytes, as given (compressed if it was).
    pub size: u64,
}

/// Findings by severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Counts {
    /// Number of critical findings.
    pub critical: u32,
    /// Number of high findings.
    pub high: u32,
    /// Number of medium findings.
    pub medium: u32,
    /// Number of low findings.
    pub low: u32,
    /// Number of informational findings.
    pub info: u32,
    /// Findings that the options ignore; they are in no other count.
    pub ignored: u32,
}

impl Counts {
    /// Counts one finding.
    pub fn add(&mut self, severity: Severity) {
        let count = match severity {
            Severity::Critical => &mut self.critical,
            Severity::High => &mut self.high,
            Severity::Medium => &mut self.medium,
            Severity::Low => &mut self.low,
            Severity::Info => &mut self.info,
        };
        *count = count.saturating_add(1);
    }

    /// The number of findings of that severity.
    #[must_use]
    pub fn of(&self, severity: Severity) -> u32 {
        match severity {
            Severity::Critical => self.critical,
            Severity::High => self.high,
            Severity::Medium => self.medium,
            Severity::Low => self.low,
            Severity::Info => self.info,
        }
    }
}

/// One image or Dockerfile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Target {
    /// What it is called: the first tag, else the shortened digest, else the input's name.
    pub name: String,
    /// The image, if it is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub image: Option<Image>,
    /// True for the Dockerfile that the provenance of an image holds. It was not given, and what is wrong with the image is
    /// among the image's findings: those here say what to change, and neither counts nor thresholds have them.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub of_provenance: bool,
    /// How far the Dockerfile that was given with the image explains it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub correlation: Option<Correlation>,
    /// Findings by severity.
    pub counts: Counts,
    /// How it does, from A+ to F.
    pub grade: Grade,
    /// What was found, worst first.
    pub findings: Vec<Finding>,
    /// Findings that the options ignore.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub ignored: Vec<Finding>,
    /// What could not be read.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub gaps: Vec<Gap>,
}

/// An image and the Dockerfile that was given with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Correlation {
    /// All of it in one sentence, without a final stop.
    pub message: String,
    /// Name of the Dockerfile.
    pub dockerfile: String,
    /// The stage that the image was built to, by name or number, if there are several.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub stage: Option<String>,
    /// Whether the image was built from it.
    pub outcome: CorrelationOutcome,
    /// Instructions of the stage, and of those that it is built on, that are in the image's build history.
    pub matched: u32,
    /// All of them.
    pub instructions: u32,
    /// Steps of the history that the base image brought along.
    pub inherited: u32,
    /// Other steps that the Dockerfile does not have.
    pub foreign: u32,
    /// Lines of instructions that are not in the history, the first twenty.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub unmatched_lines: Vec<u32>,
    /// Why nothing, or not everything, is explained; a sentence without a final stop.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
    /// Settings that are others in the image than the Dockerfile says.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub differences: Vec<Difference>,
    /// Findings of the Dockerfile that the image contradicts.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub contradicted: Vec<Contradicted>,
}

impl Correlation {
    /// Everything in it that is worded.
    pub fn messages(&self) -> impl Iterator<Item = &str> {
        let differences = self.differences.iter().map(|found| &found.message);
        let contradicted = self.contradicted.iter().map(|found| &found.message);
        std::iter::once(&self.message).chain(differences).chain(contradicted).map(String::as_str)
    }
}

/// Whether an image was built from a Dockerfile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum CorrelationOutcome {
    /// Every instruction is in the history, and nothing else is.
    Complete,
    /// Another state of the Dockerfile, or something was added to the image afterwards.
    Partial,
    /// It was not, or its history does not show it. Then no finding has a cause.
    None,
}

/// A setting that is another in the image than its Dockerfile says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Difference {
    /// All of it in one sentence, without a final stop.
    pub message: String,
    /// The key of the image's config.
    pub key: String,
    /// Line of the instruction that says something else.
    pub line: u32,
    /// The instruction. Masked.
    pub instruction: String,
    /// What the image has. Masked.
    pub image: String,
}

/// A finding of the Dockerfile that the image contradicts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Contradicted {
    /// All of it in one sentence, without a final stop.
    pub message: String,
    /// Id of the rule.
    pub rule: String,
    /// Fingerprint of the finding in the Dockerfile's own report.
    pub fingerprint: String,
    /// Its line.
    pub line: u32,
    /// What the image shows instead; a sentence without a final stop.
    pub reason: String,
}

/// The instruction of a Dockerfile that is behind a finding in an image.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Cause {
    /// What it has to do with it, and where it is: `caused by Dockerfile:12 RUN make install`.
    pub message: String,
    /// Name of the Dockerfile.
    pub dockerfile: String,
    /// What the instruction has to do with the finding.
    pub relation: CauseRelation,
    /// First line, from 1.
    pub line: u32,
    /// First column, from 1, in characters.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// Column after the last character.
    pub end_column: u32,
    /// The instruction, without continuations. Masked.
    pub instruction: String,
}

/// What an instruction has to do with a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum CauseRelation {
    /// It made the layer or the step of the history.
    Made,
    /// One of the instructions from the first line to the last: the builder put them into one layer.
    Among,
    /// It gave the setting its value.
    Set,
    /// The base image that this FROM names brought it along.
    Inherited,
    /// Nothing sets it: neither the image of this FROM nor an instruction behind it.
    Unset,
    /// It is in the history, but the image does not have the setting: its format has no room for it.
    Lost,
}

/// What an image says against a finding of its Dockerfile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Contradiction {
    /// The image.
    pub image: String,
    /// What it shows instead; a sentence without a final stop.
    pub reason: String,
}

/// What an image says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Image {
    /// Names and tags that the archive gives it.
    pub names: Vec<String>,
    /// `os/architecture[/variant]`.
    pub platform: Option<String>,
    /// Digest of the manifest, where there is one.
    pub manifest_digest: Option<String>,
    /// Digest of the config: the image id of Docker's classic store.
    pub config_digest: Option<String>,
    /// When it was made, as the config says.
    pub created: Option<String>,
    /// The distribution, from os-release.
    pub distribution: Option<Distribution>,
    /// What it was built on, as far as that can be told.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub base: Option<Base>,
    /// The packages of the operating system, sorted by type, name, version and architecture.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub packages: Vec<Package>,
    /// What a container of it starts with.
    pub config: Config,
    /// Its layers, lowest first.
    pub layers: Vec<Layer>,
    /// Its build history, oldest first.
    pub history: Vec<HistoryEntry>,
    /// Entries of the merged root filesystem.
    pub entries: u64,
    /// Bytes of all layers, uncompressed.
    pub size: u64,
    /// Bytes that the archive ships although the final file system does not show them.
    pub wasted: u64,
    /// Where these bytes are, what else is shipped for nothing, and what dive says.
    #[serde(default)]
    pub waste: Waste,
    /// Attestations, signatures and bills of materials found beside the image.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub evidence: Vec<Evidence>,
}

/// The image that an image was built on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Base {
    /// Its reference, as annotations, labels or provenance give it.
    pub name: Option<String>,
    /// How many layers are its own, lowest first; null if that cannot be told.
    pub layers: Option<u32>,
    /// How many records of the build history are.
    pub records: Option<u32>,
    /// By what its end was told, a sentence without a final stop.
    pub reason: Option<String>,
    /// Whether its end was read off; false if it was guessed from the history, or is not known.
    pub certain: bool,
}

/// What an image ships for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Waste {
    /// Hidden bytes by layer, layer that hides them and cause; most bytes first, a hundred rows at most.
    pub hidden: Vec<HiddenBytes>,
    /// Bytes of files with the same content as another file of the final file system: all but the first of each.
    pub duplicated: u64,
    /// Duplicated bytes by the layer of the copy and that of the first file; most bytes first, a hundred rows at most.
    pub duplicates: Vec<Duplicates>,
    /// The figures of dive; null if whiteouts delete so much so often that they would take too long.
    pub dive: Option<Dive>,
}

/// Bytes of one layer that another hides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HiddenBytes {
    /// The layer that has them.
    pub layer: u32,
    /// The layer that hides them, by its build step.
    pub hidden_by: u32,
    /// Why they are not shown.
    pub cause: HiddenCause,
    /// How many bytes.
    pub bytes: u64,
    /// Of how many files.
    pub files: u64,
}

/// Files of one layer that are copies of files of the same or a lower layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Duplicates {
    /// The layer of the copies.
    pub layer: u32,
    /// The layer that has the content first.
    pub of: u32,
    /// Bytes of the copies.
    pub bytes: u64,
    /// Number of copies.
    pub files: u64,
}

/// The figures of dive, as dive computes them: they are given so that they can be found again, and are not what an image
/// wastes. Wasted bytes count every version of a path, the one that is shown too; deleted directories hardly count; opaque
/// directories do not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Dive {
    /// `efficiency` in millionths: 984421 is dive's 98.4421 %.
    pub efficiency: u64,
    /// `wastedBytes`.
    pub wasted_bytes: u64,
    /// `userSizeBytes`: files of all layers but the lowest.
    pub user_bytes: u64,
    /// `userWastedPercent` in millionths; null where dive says NaN, since there is one layer.
    pub wasted_user_percent: Option<u64>,
}

/// The distribution that an image is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Distribution {
    /// `ID` of os-release.
    pub id: String,
    /// `VERSION_ID` of os-release.
    pub version: Option<String>,
    /// `PRETTY_NAME` of os-release.
    pub name: Option<String>,
}

/// A package of the operating system, as its database describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Package {
    /// `deb`, `apk` or `rpm`.
    pub r#type: String,
    /// Its name.
    pub name: String,
    /// Version as the distribution writes it, with epoch and release.
    pub version: String,
    /// Architecture in the distribution's words; null if it is not said.
    pub architecture: Option<String>,
    /// The source package that it was built from, where that has another name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source: Option<String>,
    /// Version of the source package, where it is another one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub source_version: Option<String>,
    /// Maintainer or vendor.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub vendor: Option<String>,
    /// Licence, where the database says one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub licence: Option<String>,
    /// Bytes that it takes when installed, as it says itself; 0 if it does not.
    pub installed_size: u64,
    /// Files of the image that it owns, as far as the database tells.
    pub files: u32,
}

/// What a container starts with. Values are masked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Config {
    /// `User` as it stands.
    pub user: Option<String>,
    /// Environment, in order.
    pub env: Vec<Variable>,
    /// Entrypoint words.
    pub entrypoint: Vec<String>,
    /// Command words.
    pub cmd: Vec<String>,
    /// Working directory.
    pub working_dir: Option<String>,
    /// Exposed ports, `80/tcp`.
    pub exposed_ports: Vec<String>,
    /// Volumes.
    pub volumes: Vec<String>,
    /// Labels, sorted by name. Names that are alike once they are masked are numbered: `name (2)`.
    pub labels: Map<String, String>,
    /// Words of the health check's test.
    pub healthcheck: Option<Vec<String>>,
    /// Stop signal.
    pub stop_signal: Option<String>,
}

/// An environment variable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its value, masked if it looks like a secret.
    pub value: String,
}

/// One layer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Layer {
    /// From 0, lowest first.
    pub index: u32,
    /// Digest of the uncompressed tar, as the config promises it.
    pub diff_id: Option<String>,
    /// Digest of the layer as stored, where the archive gives it.
    pub digest: Option<String>,
    /// `none`, `gzip` or `zstd`.
    pub compression: Option<String>,
    /// Bytes as stored; null if the layer is not in the archive.
    pub stored_size: Option<u64>,
    /// Bytes of the uncompressed tar.
    pub size: Option<u64>,
    /// Entries in its tar.
    pub entries: u64,
    /// The build step that made it, where history and layers align. Masked.
    pub command: Option<String>,
    /// Whether all of it was read.
    pub complete: bool,
    /// Whether its bytes have the digests that the manifest and the config promise; null if not checked.
    pub verified: Option<bool>,
}

/// One step of the build history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HistoryEntry {
    /// When it ran.
    pub created: Option<String>,
    /// The instruction or command. Masked.
    pub command: String,
    /// The layer that it made, where history and layers align.
    pub layer: Option<u32>,
}

/// Something beside the image that speaks about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Evidence {
    /// `attestation`, `signature`, `sbom` or the artifact type.
    pub kind: String,
    /// Digest of its manifest.
    pub digest: Option<String>,
    /// Predicate types of its statements, or media types of its layers.
    pub contents: Vec<String>,
    /// Whether it names a digest of this image, or of an index that leads to it; null if it names none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub bound: Option<bool>,
    /// Whether it speaks of this image and was signed with one of the given keys; null if it is not signed or no key was
    /// given.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub verified: Option<bool>,
    /// The key that it was signed with, by the name that the host gave.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub key: Option<String>,
}

/// One finding, worded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    /// Id of the rule; its `why` and `fix` are in `Report::rules`.
    pub rule: Cow<'static, str>,
    /// How bad it is.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// The concern it belongs to.
    pub category: Category,
    /// One sentence: what was seen, where.
    pub message: String,
    /// Exactly where.
    pub place: Place,
    /// What was seen, by name.
    #[serde(skip_serializing_if = "Map::is_empty", default)]
    pub details: Map<Cow<'static, str>, String>,
    /// Whether it comes with the base image or was made by the image's own build; absent if that cannot be told.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub origin: Option<Origin>,
    /// The build step that caused it, where known. Masked.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub command: Option<String>,
    /// The instruction of the Dockerfile behind it, if the image was given with one that it was built from.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cause: Option<Cause>,
    /// Images built from this Dockerfile that show otherwise. It still counts.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub contradicted: Vec<Contradiction>,
    /// Why it is set aside, if a comment in the Dockerfile asks for that.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ignored_by: Option<String>,
    /// A change of the Dockerfile that makes the finding go away.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub fix: Option<Fix>,
    /// The same for the same finding in the next build of the image: from rule, path or key and what was seen, not
    /// from line numbers or layer digests. 32 hexadecimal digits.
    pub fingerprint: String,
}

/// A change of a Dockerfile's text. Applied with the bytes that were analysed, and to no others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Fix {
    /// What is done, as a command.
    pub title: Cow<'static, str>,
    /// Whether it can be applied unseen. If false, a person must look at it.
    pub safe: bool,
    /// The edits, in the order of the text; none overlaps another.
    pub edits: Vec<Edit>,
}

/// One edit: `text` in the place of a stretch of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Edit {
    /// First byte of the stretch, from 0.
    pub start: u32,
    /// Byte behind the stretch; the same as `start` where text is only put in.
    pub end: u32,
    /// Line of the first byte, from 1.
    pub line: u32,
    /// Column of the first byte in characters, from 1.
    pub column: u32,
    /// Line of the byte behind.
    pub end_line: u32,
    /// Column of the byte behind.
    pub end_column: u32,
    /// The new text.
    pub text: String,
}

/// An image of the input that was not analysed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NotAnalysed {
    /// Its name or digest.
    pub name: String,
    /// Its platform.
    pub platform: Option<String>,
    /// Why, and how to choose it.
    pub reason: String,
}

/// A rule that has findings, for readers who have no catalogue at hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RuleSummary {
    /// Its id.
    pub id: Cow<'static, str>,
    /// What is wrong when it fires.
    pub title: Cow<'static, str>,
    /// The concern it serves.
    pub category: Category,
    /// Its usual severity.
    pub severity: Severity,
    /// Why it matters.
    pub why: Cow<'static, str>,
    /// What to do.
    pub fix: Cow<'static, str>,
    /// Ids of the same check elsewhere.
    pub aliases: Vec<Cow<'static, str>>,
    /// Controls of frameworks, `CIS Docker 4.1`; those that we inferred end in ` (inferred)`.
    pub controls: Vec<String>,
    /// `CWE-250`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cwe: Option<String>,
}
