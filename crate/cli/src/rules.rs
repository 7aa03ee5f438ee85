//! `plimsoll rules` and `plimsoll schema`.

use crate::arguments::{RulesFormat, RulesOptions, SchemaName, SchemaOptions};
use crate::output;
use plimsoll_core::report::{catalogue, schema};
use std::path::Path;

pub(crate) fn run(options: &RulesOptions) -> Result<bool, String> {
    if let Some(directory) = &options.output_dir {
        return write_pages(directory).map(|()| true);
    }
    let text = match options.format {
        RulesFormat::Text => catalogue::text(),
        RulesFormat::Json => catalogue::json(),
        RulesFormat::Markdown => catalogue::markdown(),
    };
    output::report(&text, None).map(|()| true)
}

fn write_pages(directory: &Path) -> Result<(), String> {
    std::fs::create_dir_all(directory)
        .map_err(|error| format!("cannot make {}: {error}. Choose another --output-dir", directory.display()))?;
    for (name, text) in catalogue::pages() {
        output::report(&text, Some(&directory.join(name)))?;
    }
    Ok(())
}

/// Prints the JSON Schema of the report, of a difference, or of the configuration file.
pub(crate) fn schema(options: &SchemaOptions) -> Result<bool, String> {
    let text = match options.of {
        SchemaName::Report => schema::json(),
        SchemaName::Difference => plimsoll_core::compare::schema::json(),
        SchemaName::Config => plimsoll_core::config::schema(),
    };
    output::report(&text, None).map(|()| true)
}
