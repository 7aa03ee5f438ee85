//! The terminal host: files, threads, progress and exit codes. It analyses nothing itself.
#![deny(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod arguments;
mod config;
mod diff;
mod files;
mod fix;
mod output;
mod packages;
mod progress;
mod read;
mod rules;
mod scan;
mod threads;

use clap::Parser as _;
use std::process::ExitCode;

/// Exit codes: 0 nothing at or above the threshold, 1 findings at or above it, 2 the input could not be analysed.
const EXIT_FINDINGS: u8 = 1;
const EXIT_FAILED: u8 = 2;

fn main() -> ExitCode {
    let outcome = match arguments::Arguments::parse().command {
        arguments::Command::Scan(options) => scan::run(&options),
        arguments::Command::Files(options) => files::run(&options),
        arguments::Command::Diff(options) => diff::run(&options),
        arguments::Command::Packages(options) => packages::run(&options),
        arguments::Command::Rules(options) => rules::run(&options),
        arguments::Command::Fix(options) => fix::run(&options),
        arguments::Command::Schema(options) => rules::schema(&options),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(EXIT_FINDINGS),
        Err(message) => {
            output::complain(&message);
            ExitCode::from(EXIT_FAILED)
        }
    }
}
