//! The packages of a scanned image, unjudged.

use super::{AnalysisError, image};
use crate::facts::Files;
use crate::gap::{Gap, GapKind};
use crate::image::rootfs::Rootfs;
use crate::image::scan::ScannedArchive;
use crate::report::{assemble, model};

/// The packages of the operating system of the one chosen image, sorted by type, name, version and architecture, and what
/// could not be read: with any gap the list is not whole.
///
/// # Errors
/// If more images than one are chosen.
pub fn packages(scanned: &ScannedArchive) -> Result<(Vec<model::Package>, Vec<Gap>), AnalysisError> {
    let chosen = super::files::one_image(scanned, "packages")?;
    let rootfs = Rootfs::merge(&chosen.layers);
    let files = Files::of(&rootfs, rootfs.is_complete());
    let mut gaps = image::gaps(&chosen, &rootfs);
    gaps.extend(scanned.gaps.iter().cloned());
    // Bodies of other files may have been cut; a database that was not kept is told by the inventory itself.
    gaps.retain(|gap| !matches!(gap.kind, GapKind::HistoryUnaligned | GapKind::BodyTruncated | GapKind::BlobMissing));
    gaps.extend(files.packages.gaps().iter().cloned());
    Ok((assemble::shown_packages(&files.packages), gaps))
}
