//! The files of a scanned image, unjudged.

use super::{AnalysisError, image};
use crate::gap::{Gap, GapKind};
use crate::image::rootfs::Rootfs;
use crate::image::scan::{ImageFacts, ScannedArchive};
use crate::report::files;

/// Gives the merged root filesystem of the one chosen image line by line (see [`files::FileRow`]), sorted by path, and
/// returns what could not be read: with any gap the listing is not whole. Lines are given as they are made, since those
/// of a large image together have hundreds of megabytes.
///
/// # Errors
/// If more images than one are chosen.
pub fn files(scanned: &ScannedArchive, line: &mut dyn FnMut(&str)) -> Result<Vec<Gap>, AnalysisError> {
    let chosen = one_image(scanned, "files")?;
    let rootfs = Rootfs::merge(&chosen.layers);
    for row in files::rows(&rootfs) {
        line(&files::line(&row));
    }
    let mut gaps = image::gaps(&chosen, &rootfs);
    gaps.extend(scanned.gaps.iter().cloned());
    gaps.retain(|gap| is_about_files(gap.kind));
    Ok(gaps)
}

/// The chosen image, if it is one; `things` are what is to be listed of it.
pub(super) fn one_image<'s>(scanned: &'s ScannedArchive, things: &str) -> Result<ImageFacts<'s>, AnalysisError> {
    let mut images: Vec<_> = scanned.chosen.images.iter().filter_map(|index| scanned.image(*index)).collect();
    if images.len() == 1
        && let Some(image) = images.pop()
    {
        return Ok(image);
    }
    let names = (scanned.chosen.images.iter()).filter_map(|index| scanned.plan.images.get(*index));
    let names: Vec<_> = names.map(image::shown_name).collect();
    Err(AnalysisError {
        what: format!("{} images are chosen, and {things} are listed of one: {}", images.len(), names.join(", ")),
        action: String::from("Choose one by its name or platform"),
    })
}

fn is_about_files(kind: GapKind) -> bool {
    !matches!(
        kind,
        GapKind::HistoryUnaligned | GapKind::BodyTruncated | GapKind::BlobMissing | GapKind::PackagesUnreadable
    )
}
