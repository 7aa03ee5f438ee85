//! The command line.

use clap::{Args, Parser, Subcommand, ValueEnum};
use plimsoll_core::finding::Severity;
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
    /// List every rule
    Rules(RulesOptions),
    /// Print the JSON Schema of the report, or of the configuration file
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
    /// Judge ages by this day instead of today
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub(crate) as_of: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProfileName {
    Default,
    Strict,
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
    Config,
}

/// Options of `plimsoll scan`.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 no finding at or above --fail-on, 1 some, 2 an input could not be analysed.")]
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
    /// Exit with 1 if there is a finding of this severity or a worse one
    #[arg(long, value_name = "SEVERITY", default_value = "low", value_parser = severity)]
    pub(crate) fail_on: Threshold,
    /// Analyse every image and platform of an archive
    #[arg(long, conflicts_with_all = ["platform", "image"])]
    pub(crate) all: bool,
    /// A public key (PEM, such as cosign.pub) that the image must be signed with; one of several is enough
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Vec<PathBuf>,
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

/// The least severity that fails a scan; `none` never fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Threshold(pub(crate) Option<Severity>);

fn severity(text: &str) -> Result<Threshold, String> {
    if text.eq_ignore_ascii_case("none") {
        return Ok(Threshold(None));
    }
    Severity::from_name(text)
        .map(|severity| Threshold(Some(severity)))
        .ok_or_else(|| String::from("use critical, high, medium, low, info or none"))
}

fn day(text: &str) -> Result<i64, String> {
    plimsoll_core::image::time::parse_rfc3339(&format!("{text}T00:00:00Z"))
        .ok_or_else(|| String::from("use a day as YYYY-MM-DD"))
}
