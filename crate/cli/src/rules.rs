//! `plimsoll rules` and `plimsoll schema`.

use crate::arguments::{RulesFormat, RulesOptions};
use crate::output;
use plimsoll_core::report::{catalogue, schema};

pub(crate) fn run(options: &RulesOptions) -> Result<bool, String> {
    let text = match options.format {
        RulesFormat::Text => catalogue::text(),
        RulesFormat::Json => catalogue::json(),
        RulesFormat::Markdown => catalogue::markdown(),
    };
    output::report(&text, None).map(|()| true)
}

/// Prints the JSON Schema of the report.
pub(crate) fn schema() -> Result<bool, String> {
    output::report(&schema::json(), None).map(|()| true)
}
