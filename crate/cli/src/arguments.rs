//! The command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use plimsoll_core::config::Threshold;
use plimsoll_core::finding::Severity;
use plimsoll_core::grade::Letter;
use std::path::PathBuf;

/// Analyses container images and Dockerfiles where they are. Nothing is uploaded; nothing is executed.
#[derive(Debug, Parser)]
#[command(name = "plimsoll", version, about, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Analyse image archives (docker save, OCI), OCI layout directories or Dockerfiles
    Scan(ScanOptions),
    /// Apply the fixes of findings to Dockerfiles
    Fix(FixOptions),
    /// List the files of an image, all layers merged, as JSON lines sorted by path
    Files(FilesOptions),
    /// Tell what changed from one image to another: findings, settings, accounts, files, size
    Diff(DiffOptions),
    /// List the packages of the operating system of an image, sorted
    Packages(PackagesOptions),
    /// List every rule
    Rules(RulesOptions),
    /// Print the JSON Schema of the report, of a difference, or of the configuration file
    Schema(SchemaOptions),
}

/// Options of every command that runs rules.
#[derive(Debug, Args)]
pub(crate) struct ConfigOptions {
    /// Configuration: plimsoll.toml, or hadolint's YAML as it is (default: plimsoll.toml or .hadolint.yaml here)
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Take no configuration from the current directory
    #[arg(long, conflicts_with = "config")]
    pub(crate) no_config: bool,
    /// The rules that run, whatever the configuration says
    #[arg(long, value_enum)]
    pub(crate) profile: Option<ProfileName>,
    /// Leave out findings of a rule, by id or alias; they are counted as ignored
    #[arg(long, value_name = "RULE")]
    pub(crate) ignore: Vec<String>,
    /// The stage of a Dockerfile that is built, by name or number (default: the last one)
    #[arg(long, value_name = "STAGE")]
    pub(crate) target: Option<String>,
    /// Judge ages by this day instead of today
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(crate) as_of: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProfileName {
    Default,
    Strict,
    OsStig,
}

/// Options of `plimsoll fix`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 nothing is left to do, 1 with --diff if there is something to change, 2 an input could \
    not be read or written."
)]
pub(crate) struct FixOptions {
    /// Dockerfiles; `-` reads standard input and writes the result to standard output
    #[arg(required = true, value_name = "FILE|-")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Show what would change and change nothing
    #[arg(long)]
    pub(crate) diff: bool,
    /// Apply also the fixes that need a look at the result
    #[arg(long)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) config: ConfigOptions,
}

/// Options of `plimsoll schema`.
#[derive(Debug, Args)]
pub(crate) struct SchemaOptions {
    /// Which schema
    #[arg(value_enum, default_value_t = SchemaName::Report)]
    pub(crate) of: SchemaName,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaName {
    Report,
    Difference,
    Config,
}

/// Options of `plimsoll scan`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 no finding at or above --fail-on and no grade below --fail-below, 1 some, or a Dockerfile \
    that cannot be built, 2 an input could not be analysed.\n\nThe Dockerfile that an image's provenance holds is judged as well, and counts for neither: what is \
    wrong with the image is found in the image. Give the file itself to have it count."
)]
pub(crate) struct ScanOptions {
    /// Archives, directories, Dockerfiles; `-` reads standard input
    #[arg(required = true, value_name = "FILE|DIRECTORY|-")]
    pub(crate) inputs: Vec<PathBuf>,
    /// How the report is written
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub(crate) format: ReportFormat,
    /// Write the report to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Exit with 1 if there is a finding of this severity or a worse one (default: none with --fail-below, else what the
    /// configuration says, else low)
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    pub(crate) fail_on: Option<Threshold>,
    /// Exit with 1 if the grade of an image or Dockerfile is below this letter (A+, A, B, C, D)
    #[arg(long, value_name = "LETTER", value_parser = letter)]
    pub(crate) fail_below: Option<Letter>,
    /// Analyse every image and platform of an archive
    #[arg(long, conflicts_with_all = ["platform", "image"])]
    pub(crate) all: bool,
    /// A public key (PEM, such as cosign.pub) that the image must be signed with; one of several is enough
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Vec<PathBuf>,
    /// The Dockerfile that the images were built from (default: the one among the inputs, if there is one only)
    #[arg(long, value_name = "FILE")]
    pub(crate) dockerfile: Option<PathBuf>,
    /// Do not look for the lines of a Dockerfile that findings in images come from
    #[arg(long, conflicts_with = "dockerfile")]
    pub(crate) no_correlate: bool,
    #[command(flatten)]
    pub(crate) config: ConfigOptions,
    #[command(flatten)]
    pub(crate) read: ReadOptions,
    /// Colours in text on a terminal
    #[arg(long, value_enum, default_value_t = Colour::Auto)]
    pub(crate) color: Colour,
}

/// Options of every command that reads images.
#[derive(Debug, Args)]
pub(crate) struct ReadOptions {
    /// Only the image of this platform (os/architecture[/variant])
    #[arg(long, value_name = "OS/ARCH")]
    pub(crate) platform: Option<String>,
    /// Only the image of this name, tag or digest
    #[arg(long, value_name = "NAME")]
    pub(crate) image: Option<String>,
    /// Number of layers scanned at the same time (default: the number of processors)
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<std::num::NonZeroUsize>,
    /// Show no progress
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// Options of `plimsoll files`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 all files are listed, 2 some could not be read, or there is no listing at all.")]
pub(crate) struct FilesOptions {
    /// An archive or a directory; `-` reads standard input
    #[arg(value_name = "FILE|DIRECTORY|-")]
    pub(crate) input: PathBuf,
    /// Write the listing to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) read: ReadOptions,
}

/// Options of `plimsoll diff`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 the second image is not worse (no new finding at or above --fail-on), 1 it is worse, 2 an \
    image could not be analysed."
)]
pub(crate) struct DiffOptions {
    /// The image before: an archive or a directory; `-` reads standard input
    #[arg(value_name = "BEFORE")]
    pub(crate) before: PathBuf,
    /// The image after: an archive or a directory; `-` reads standard input
    #[arg(value_name = "AFTER")]
    pub(crate) after: PathBuf,
    /// How the difference is written
    #[arg(long, value_enum, default_value_t = DiffFormat::Text)]
    pub(crate) format: DiffFormat,
    /// Write the difference to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Exit with 1 if there is a new finding of this severity or a worse one, or with `worse`, if the image after has more
    /// findings of the worst severity in which they differ
    #[arg(long, value_name = "SEVERITY|worse", default_value = "low", value_parser = fail_on)]
    pub(crate) fail_on: FailOn,
    /// Only the image of this name, tag or digest of BEFORE
    #[arg(long, value_name = "NAME", conflicts_with = "image")]
    pub(crate) before_image: Option<String>,
    /// Only the image of this name, tag or digest of AFTER
    #[arg(long, value_name = "NAME", conflicts_with = "image")]
    pub(crate) after_image: Option<String>,
    #[command(flatten)]
    pub(crate) config: ConfigOptions,
    #[command(flatten)]
    pub(crate) read: ReadOptions,
    /// Colours in text on a terminal
    #[arg(long, value_enum, default_value_t = Colour::Auto)]
    pub(crate) color: Colour,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    Text,
    Json,
}

/// What makes the second image of a comparison the worse one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FailOn {
    /// The verdict on the whole.
    Worse,
    /// A new finding of that severity or above; `None` never.
    Severity(Option<Severity>),
}

/// Options of `plimsoll packages`.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 all packages are listed, 2 some could not be read, or there is no listing at all."
)]
pub(crate) struct PackagesOptions {
    /// An archive or a directory; `-` reads standard input
    #[arg(value_name = "FILE|DIRECTORY|-")]
    pub(crate) input: PathBuf,
    /// How the list is written
    #[arg(long, value_enum, default_value_t = PackagesFormat::Text)]
    pub(crate) format: PackagesFormat,
    /// Write the listing to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) read: ReadOptions,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PackagesFormat {
    Text,
    Json,
}

/// Options of `plimsoll rules`.
#[derive(Debug, Args)]
pub(crate) struct RulesOptions {
    /// How the list is written
    #[arg(long, value_enum, default_value_t = RulesFormat::Text)]
    pub(crate) format: RulesFormat,
    /// Write one Markdown page a rule, and an index, to this directory
    #[arg(long, value_name = "DIRECTORY", conflicts_with = "format")]
    pub(crate) output_dir: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    Text,
    Json,
    Sarif,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RulesFormat {
    Text,
    Json,
    Markdown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    Auto,
    Always,
    Never,
}

fn severity(text: &str) -> Result<Threshold, String> {
    Threshold::from_name(text).ok_or_else(|| String::from("use critical, high, medium, low, info or none"))
}

fn fail_on(text: &str) -> Result<FailOn, String> {
    if text.eq_ignore_ascii_case("worse") {
        return Ok(FailOn::Worse);
    }
    let threshold = severity(text).map_err(|error| format!("{error}, or worse"))?;
    Ok(FailOn::Severity(threshold.0))
}

fn letter(text: &str) -> Result<Letter, String> {
    Letter::from_name(text).ok_or_else(|| String::from("use A+, A, B, C or D"))
}

fn day(text: &str) -> Result<i64, String> {
    plimsoll_core::image::time::parse_rfc3339(&format!("{text}T00:00:00Z"))
        .ok_or_else(|| String::from("use a day as YYYY-MM-DD"))
}
