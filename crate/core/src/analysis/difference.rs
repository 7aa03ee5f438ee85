//! Two scanned images to their difference.

use super::{AnalysisError, NAME_CHARACTERS, Options, files, image, tool};
use crate::compare::model::Difference;
use crate::compare::{self, Analysed};
use crate::image::rootfs::Rootfs;
use crate::image::scan::ScannedArchive;
use crate::image::time::format_date;
use crate::rules::Inputs;
use crate::text::excerpt;

/// An archive whose layers were scanned, of which one image is chosen.
#[derive(Clone, Copy)]
pub struct Compared<'a> {
    /// The archive.
    pub scanned: &'a ScannedArchive,
    /// How it is judged, and the name of the input. A difference means something only if both are judged alike.
    pub options: &'a Options,
}

/// What changed from one image to another: findings, settings, accounts and files.
///
/// # Errors
/// If of either archive more images than one are chosen.
pub fn difference(before: Compared<'_>, after: Compared<'_>) -> Result<Difference, AnalysisError> {
    let name = |of: Compared<'_>| excerpt(&of.options.name, NAME_CHARACTERS);
    let chosen = |of| {
        let Compared { scanned, .. } = of;
        files::one_image(scanned, "changes")
            .map_err(|error| AnalysisError { what: format!("{}: {}", name(of), error.what), action: error.action })
    };
    let (older, newer) = (chosen(before)?, chosen(after)?);
    let (older_root, newer_root) = (Rootfs::merge(&older.layers), Rootfs::merge(&newer.layers));
    let (older_faults, newer_faults) = (image::mismatches(&older), image::mismatches(&newer));
    let older_facts = image::merged_facts(&older, &before.scanned.plan, &older_faults, &older_root, before.options);
    let newer_facts = image::merged_facts(&newer, &after.scanned.plan, &newer_faults, &newer_root, after.options);
    let one = image::judged(&older, &older_facts, &older_root, before.options);
    let other = image::judged(&newer, &newer_facts, &newer_root, after.options);
    Ok(compare::compare(
        &Analysed { input: &name(before), target: &one, image: older_facts.image.as_ref(), gaps: &before.scanned.gaps },
        &Analysed { input: &name(after), target: &other, image: newer_facts.image.as_ref(), gaps: &after.scanned.gaps },
        tool(|rule| rule.inputs != Inputs::Dockerfile),
        after.options.as_of.map(format_date),
    ))
}
