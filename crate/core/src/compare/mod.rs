//! Two analysed images told apart: what is gone, new, worse and better in the second. Facts and targets of both in, one
//! [`Difference`] out.
//!
//! It runs no rule and reads no layer: the findings are those of the two reports. Swapping the images swaps the sides of
//! the difference and changes nothing else, so that no figure depends on which of them is called the older.

mod accounts;
mod changes;
mod files;
mod findings;
pub mod model;
mod packages;
pub mod plain;
#[cfg(feature = "schema")]
pub mod schema;
mod settings;
mod side;

pub use side::Analysed;

use crate::report::model::Tool;
use model::{DIFFERENCE_VERSION, Difference};

/// Tells two images apart. `as_of` is the day that both were judged by.
#[must_use]
pub fn compare(before: &Analysed<'_>, after: &Analysed<'_>, tool: Tool, as_of: Option<String>) -> Difference {
    let (older, newer) = (side::of(before), side::of(after));
    Difference {
        schema_version: DIFFERENCE_VERSION.to_owned(),
        tool,
        as_of,
        verdict: findings::verdict(&older.counts, &newer.counts),
        complete: older.complete && newer.complete,
        shared_layers: side::shared_layers(before, after),
        before: older,
        after: newer,
        findings: findings::changes(&before.target.findings, &after.target.findings),
        settings: settings::settings(before, after),
        ports: settings::ports(before, after),
        volumes: settings::volumes(before, after),
        env: settings::env(before, after),
        labels: settings::labels(before, after),
        users: accounts::users(before, after),
        groups: accounts::groups(before, after),
        packages: packages::packages(before, after),
        files: files::changes(before, after),
    }
}
