//! What a rule is.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Severity};
use crate::grade::constants::FIRST_RELEASE;
use crate::image::wanted::Want;
use serde::{Deserialize, Serialize};

/// The eight concerns that the project exists for; each is a folder of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Category {
    /// Trusted, minimal, pinned, verified, supported base images.
    BaseImage,
    /// What hardening benchmarks ask of a root filesystem.
    Baseline,
    /// Needless packages and tools, caches, waste, stale indexes.
    Cleanliness,
    /// Users, setuid, capabilities, modes, owners.
    Permissions,
    /// Ports, transport security, isolation.
    Network,
    /// Logging, health checks, runtime policy.
    Monitoring,
    /// Known-vulnerable and end-of-life software.
    Vulnerability,
    /// Secrets, immutability, build correctness.
    Configuration,
}

impl Category {
    /// In the order in which reports group findings.
    pub const ALL: [Self; 8] = [
        Self::BaseImage,
        Self::Baseline,
        Self::Cleanliness,
        Self::Permissions,
        Self::Network,
        Self::Monitoring,
        Self::Vulnerability,
        Self::Configuration,
    ];

    /// The kebab-case name that reports use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::BaseImage => "base-image",
            Self::Baseline => "baseline",
            Self::Cleanliness => "cleanliness",
            Self::Permissions => "permissions",
            Self::Network => "network",
            Self::Monitoring => "monitoring",
            Self::Vulnerability => "vulnerability",
            Self::Configuration => "configuration",
        }
    }

    /// The heading over a group of findings.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::BaseImage => "Base image",
            Self::Baseline => "Operating system baseline",
            Self::Cleanliness => "Clean and minimal content",
            Self::Permissions => "Users and permissions",
            Self::Network => "Network exposure",
            Self::Monitoring => "Monitoring and health",
            Self::Vulnerability => "Vulnerable software",
            Self::Configuration => "Configuration and secrets",
        }
    }
}

/// What a rule reads. The scan keeps only what some rule declares, and rules that read nothing but the build run before
/// the layers are scanned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// Settings and instructions: image config and history, or a Dockerfile.
    Build,
    /// Names, tags, digests and annotations of the image.
    Identity,
    /// Entries of the merged root filesystem and of its layers: paths, modes, owners, sizes.
    Files,
    /// The package databases of the operating system, and whose files are whose.
    Packages,
    /// The body of a file, up to that many bytes.
    Body(Want, u64),
    /// Bodies of the files that tools keep keys and credentials in ([`crate::secrets::file_candidates`]).
    CredentialFiles,
    /// Results of digest verification.
    Integrity,
}

/// A reference to a framework's control, from the rule catalogue (`Rule::catalogue`); numbers are never invented.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Control {
    /// The framework: `CIS Docker`, `NIST SP 800-190`, `NIST SP 800-53 r5`, `DISA`, `PCI DSS`.
    pub framework: &'static str,
    /// The control's number as the catalogue gives it.
    pub number: &'static str,
    /// True where the link is our own judgement and not read in a source.
    pub inferred: bool,
}

impl Control {
    /// A control that a source ties to this check.
    #[must_use]
    pub const fn read(framework: &'static str, number: &'static str) -> Self {
        Self { framework, number, inferred: false }
    }

    /// A control that we judge to fit.
    #[must_use]
    pub const fn inferred(framework: &'static str, number: &'static str) -> Self {
        Self { framework, number, inferred: true }
    }
}

impl Control {
    /// As it is shown: `CIS Docker 4.1`.
    #[must_use]
    pub fn text(&self) -> String {
        [self.framework, " ", self.number, if self.inferred { " (inferred)" } else { "" }].concat()
    }
}

impl std::fmt::Display for Control {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.text())
    }
}

/// One rule: what it is called, what it reads, how it judges, how it is explained. Title, message, reason, fix, aliases and
/// controls are empty without the `texts` feature: they are read through the methods of [`super::texts`].
pub struct Rule {
    /// Kebab-case name that reads well after "allow"; never reused.
    pub id: &'static str,
    /// What is wrong when it fires, as a short heading without a final stop.
    pub title: &'static str,
    /// The concern it serves.
    pub category: Category,
    /// The release that brought it, the first two numbers of the version: it costs no points before the next one.
    pub since: (u8, u8),
    /// The smallest profile that has it.
    pub profile: Profile,
    /// Measures risk; a check may judge a single case otherwise.
    pub severity: Severity,
    /// How sure its findings usually are.
    pub confidence: Confidence,
    /// Ids that people know from elsewhere (`CIS-DI-0001`, `DL3002`, `DS-0002`, `USR-001`); accepted wherever an id is.
    pub aliases: &'static [&'static str],
    /// Framework controls, taken from the catalogue.
    pub controls: &'static [Control],
    /// Weakness number of MITRE's CWE list, where one fits.
    pub cwe: Option<u16>,
    /// What the check needs.
    pub reads: &'static [Reads],
    /// Whether it says anything about a Dockerfile, an image, or both.
    pub inputs: Inputs,
    /// Its findings are about a stage as a whole, so a comment above FROM sets them aside, wherever they are placed.
    pub of_stage: bool,
    /// One sentence about a finding, with `{detail}` and `{path}`, `{key}`, `{layer}`, `{line}` of its place.
    pub message: &'static str,
    /// Why it matters, one or two sentences.
    pub why: &'static str,
    /// What to do, one or two sentences.
    pub fix: &'static str,
    /// The whole documentation in Markdown, examples included; empty without the `docs` feature.
    pub docs: &'static str,
    /// Finds. Pure: the same facts give the same findings in the same order.
    pub check: fn(&Facts<'_>, &mut Findings),
}

impl Rule {
    /// Whether a name given by a user means this rule: its id or an alias, in any case. The tool before the colon of an
    /// alias is ours: people write the id as the tool prints it.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        self.id.eq_ignore_ascii_case(name)
            || self.other_names().any(|alias| {
                let own = alias.split_once(':').map_or(alias, |(_, own)| own);
                alias.eq_ignore_ascii_case(name) || own.eq_ignore_ascii_case(name)
            })
    }

    /// Whether it can run before any layer is scanned.
    #[must_use]
    pub fn needs_no_layers(&self) -> bool {
        self.reads.iter().all(|reads| matches!(reads, Reads::Build | Reads::Identity))
    }
}

/// What a rule has that does not say otherwise.
pub(crate) const DEFAULTS: Rule = Rule {
    id: "",
    title: "",
    category: Category::Configuration,
    since: FIRST_RELEASE,
    profile: Profile::Default,
    severity: Severity::Low,
    confidence: Confidence::High,
    aliases: &[],
    controls: &[],
    cwe: None,
    reads: &[Reads::Build],
    inputs: Inputs::Both,
    of_stage: false,
    message: "",
    why: "",
    fix: "",
    docs: "",
    check: |_, _| {},
};

impl std::fmt::Debug for Rule {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("Rule").field(&self.id).finish()
    }
}

/// The sets of rules; each holds those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// What nearly everybody wants to know.
    #[default]
    Default,
    /// Pinned versions, style and whatever asks for work with little gain in safety.
    Strict,
    /// What guides for whole operating systems ask (DISA's STIGs, CIS benchmarks of distributions) and every stock image
    /// of a distribution fails: password ageing, umask, PAM, FIPS.
    OsStig,
}

impl Profile {
    /// From the smallest set to the largest.
    pub const ALL: [Self; 3] = [Self::Default, Self::Strict, Self::OsStig];

    /// The name that options and files use.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Strict => "strict",
            Self::OsStig => "os-stig",
        }
    }

    /// The reverse of [`Profile::name`].
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.name() == name)
    }
}

/// What inputs a rule can judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Inputs {
    /// Image archives only.
    Image,
    /// Dockerfiles only.
    Dockerfile,
    /// Both, through the same view of a build.
    Both,
}

/// Declares a rule. Its doc comment is its documentation: it becomes the rule's page, and the fenced examples in it run
/// as tests. An example is opened by three backticks and `image good`, `image bad` (a recipe of the image builder),
/// `dockerfile good` or `dockerfile bad`.
macro_rules! rule {
    ($(#[doc = $docs:expr])* pub static $name:ident = Rule { $($field:ident: $value:expr),* $(,)? };) => {
        $(#[doc = $docs])*
        #[allow(unreachable_pub, clippy::needless_update)]
        pub static $name: $crate::rules::Rule = $crate::rules::texts::carried($crate::rules::Rule {
            $($field: $value,)*
            docs: if cfg!(feature = "docs") { concat!($($docs, "\n"),*) } else { "" },
            ..$crate::rules::rule::DEFAULTS
        });
    };
}
pub(crate) use rule;
