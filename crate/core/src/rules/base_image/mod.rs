//! Trusted, minimal, pinned, verified, supported base images.

mod old_image;

use super::Rule;

/// The rules of this concern, in the order of their names.
pub(super) static RULES: &[&Rule] = &[&old_image::OLD_IMAGE];
