//! The difference of two images: one versioned model for every output. Its JSON Schema is generated from these types.
//!
//! All text in it is masked and escaped, as in the report. The same two images and options give the same difference, byte
//! for byte.

use crate::finding::Severity;
use crate::gap::Gap;
use crate::grade::Mark;
use crate::report::model::{Counts, Distribution, Finding, Tool, Variable};
use serde::{Deserialize, Serialize};

/// Version of the model. The first number changes when a reader of the old one would misread the new one.
pub const DIFFERENCE_VERSION: &str = "1.0";

/// What changed from one image to another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Difference {
    /// Version of this model.
    pub schema_version: String,
    /// What told them apart.
    pub tool: Tool,
    /// The day that ages and ends of support are judged by in both (`YYYY-MM-DD`, UTC); null if the host gave none.
    pub as_of: Option<String>,
    /// Whether the second image is the better one.
    pub verdict: Verdict,
    /// False if anything of either image could not be read: what seems gone or new may not be.
    pub complete: bool,
    /// The first image.
    pub before: Side,
    /// The second image.
    pub after: Side,
    /// Lowest layers that both have in common.
    pub shared_layers: u32,
    /// Findings.
    pub findings: FindingChanges,
    /// Settings that differ: user, entrypoint, command, working directory, health check, stop signal.
    pub settings: Vec<SettingChange>,
    /// Exposed ports.
    pub ports: Changes<String>,
    /// Declared volumes.
    pub volumes: Changes<String>,
    /// Environment variables, by name. Values are masked; they are told apart before that.
    pub env: Changes<Variable>,
    /// Labels, by name. Values as those of the environment.
    pub labels: Changes<Variable>,
    /// Accounts of `/etc/passwd`, by name.
    pub users: Changes<User>,
    /// Groups of `/etc/group`, by name.
    pub groups: Changes<Group>,
    /// Packages of the distribution, by type, name and architecture.
    pub packages: Changes<Package>,
    /// Files, directories and links.
    pub files: FileChanges,
}

/// Which image is better by its findings: the one that has fewer of the worst severity of which they do not have the same
/// number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Verdict {
    /// The second.
    Better,
    /// They have the same number of findings of each severity.
    Even,
    /// The first.
    Worse,
}

/// One of the two images.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Side {
    /// The name of its input.
    pub input: String,
    /// What the image is called: its first tag, else its shortened digest, else the input's name.
    pub name: String,
    /// `os/architecture[/variant]`.
    pub platform: Option<String>,
    /// Digest of the config: the image id of Docker's classic store.
    pub config_digest: Option<String>,
    /// When it was made, as the config says.
    pub created: Option<String>,
    /// The distribution, from os-release.
    pub distribution: Option<Distribution>,
    /// Number of layers.
    pub layers: u32,
    /// Entries of the merged root filesystem.
    pub entries: u64,
    /// Bytes of all layers, uncompressed.
    pub size: u64,
    /// Bytes that it ships although no container shows them.
    pub wasted: u64,
    /// How it does, from A+ to F.
    pub grade: Mark,
    /// Findings by severity.
    pub counts: Counts,
    /// Whether all of it could be read.
    pub complete: bool,
    /// What could not be read.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub gaps: Vec<Gap>,
}

/// What differs between two sets of things.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Changes<T> {
    /// How many only the second image has.
    pub added_count: u64,
    /// How many only the first image has.
    pub removed_count: u64,
    /// How many both have, but not alike.
    pub changed_count: u64,
    /// What only the second image has; a thousand at most, in order.
    pub added: Vec<T>,
    /// What only the first image has, likewise.
    pub removed: Vec<T>,
    /// What both have, but not alike, likewise.
    pub changed: Vec<Change<T>>,
}

/// The same thing in both images.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Change<T> {
    /// As it is in the first image.
    pub before: T,
    /// As it is in the second image.
    pub after: T,
}

/// What differs between the findings. Two findings are the same if their fingerprints are; a finding that is the only one
/// of its rule at its path or key in both images, but of another severity, is the same as well.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FindingChanges {
    /// Findings that only the first image has, worst first.
    pub gone: Vec<Finding>,
    /// Findings that only the second image has, worst first.
    pub new: Vec<Finding>,
    /// Findings that are more severe in the second image.
    pub worse: Vec<Change<Finding>>,
    /// Findings that are less severe in the second image.
    pub better: Vec<Change<Finding>>,
    /// Number of findings that both have with the same severity.
    pub kept: u64,
}

impl FindingChanges {
    /// Whether the second image has a new finding of that severity or above, or one that has become worse and now is.
    #[must_use]
    pub fn reach(&self, threshold: Severity) -> bool {
        let worse = self.worse.iter().map(|change| &change.after);
        self.new.iter().chain(worse).any(|finding| finding.severity >= threshold)
    }
}

/// A setting that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SettingChange {
    /// `user`, `entrypoint`, `cmd`, `workingDir`, `healthcheck` or `stopSignal`.
    pub name: String,
    /// Its value in the first image, masked, words joined by spaces; null if it is not set.
    pub before: Option<String>,
    /// Its value in the second image.
    pub after: Option<String>,
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct User {
    /// Login name.
    pub name: String,
    /// User id.
    pub uid: u32,
    /// Primary group id.
    pub gid: u32,
    /// Home directory.
    pub home: String,
    /// Login shell; empty means `/bin/sh`.
    pub shell: String,
    /// `none` (nobody asks for one), `locked`, or `set`; of the shadow file where passwd points there.
    pub password: String,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Group {
    /// Its name.
    pub name: String,
    /// Group id.
    pub gid: u32,
    /// Names of the members, in the order of the file.
    pub members: Vec<String>,
}

/// A package of the distribution.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Package {
    /// `deb`, `apk` or `rpm`.
    pub r#type: String,
    /// Its name.
    pub name: String,
    /// Architecture in the distribution's words; null if it is not said.
    pub architecture: Option<String>,
    /// Version as the distribution writes it.
    pub version: String,
}

/// What differs between the merged root filesystems. Times of modification are not compared: every build changes them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FileChanges {
    /// Paths that only the second image has, those inside new directories included.
    pub added_count: u64,
    /// Bytes of files at these paths; a file with several names counts at each.
    pub added_bytes: u64,
    /// Paths that only the first image has.
    pub removed_count: u64,
    /// Bytes of files at these paths.
    pub removed_bytes: u64,
    /// Paths of both that are not alike.
    pub changed_count: u64,
    /// In how many of them what changed; a path may count several times.
    pub changes: AspectCounts,
    /// Files whose content could not be compared since it was not read to its end in both.
    pub not_compared: u64,
    /// What was added, by path: a directory that only the second image has stands for all in it. A thousand at most.
    pub added: Vec<File>,
    /// What was removed, likewise.
    pub removed: Vec<File>,
    /// What changed, by path. A thousand at most.
    pub changed: Vec<FileChange>,
}

/// Changed paths by what changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AspectCounts {
    /// Something of another kind has taken the place.
    pub kind: u64,
    /// Mode, setuid and sticky bits included.
    pub mode: u64,
    /// Owner or group.
    pub owner: u64,
    /// Content of a file.
    pub content: u64,
    /// Text of a symlink.
    pub link: u64,
    /// File capabilities.
    pub capability: u64,
    /// Numbers of a device.
    pub device: u64,
}

/// What may change at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Aspect {
    /// What it is. Content, link and device are then not compared.
    Kind,
    /// Mode.
    Mode,
    /// Owner or group.
    Owner,
    /// Content.
    Content,
    /// Text of a symlink.
    Link,
    /// File capabilities.
    Capability,
    /// Numbers of a device.
    Device,
}

/// A path that both images have, but not alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FileChange {
    /// What changed.
    pub what: Vec<Aspect>,
    /// As it is in the first image.
    pub before: File,
    /// As it is in the second image.
    pub after: File,
}

/// A path of a merged root filesystem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct File {
    /// Absolute path.
    pub path: String,
    /// `file`, `directory`, `symlink`, `char`, `block`, `fifo`, or `hardlink` if its target is missing.
    pub r#type: String,
    /// Four octal digits; null for a directory that no layer has an entry for.
    pub mode: Option<String>,
    /// Owner.
    pub uid: u32,
    /// Group.
    pub gid: u32,
    /// Bytes of a file; 0 for everything else.
    pub size: u64,
    /// Text of a symlink.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub link: Option<String>,
    /// File capabilities, as getcap(8) writes them.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub capability: Option<String>,
    /// Major and minor number of a device, `8:0`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub device: Option<String>,
    /// For a directory that was added or removed as a whole, the paths inside it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub inside: Option<u64>,
    /// Bytes of files inside it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub inside_bytes: Option<u64>,
}
