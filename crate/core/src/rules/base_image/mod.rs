//! Trusted, minimal, pinned, verified, supported base images.

mod missing_provenance_labels;
mod mutable_base_tag;
mod old_image;

use super::Rule;

/// The rules of this concern, in the order of their names.
pub(super) static RULES: &[&Rule] = &[
    &missing_provenance_labels::MISSING_PROVENANCE_LABELS,
    &mutable_base_tag::MUTABLE_BASE_TAG,
    &old_image::OLD_IMAGE,
];
