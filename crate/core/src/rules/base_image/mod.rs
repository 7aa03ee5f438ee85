//! Trusted, minimal, pinned, verified, supported base images.

mod fixed_platform;
mod foreign_base;
mod foreign_registry;
mod ignored_directive;
mod invalid_default_base;
mod missing_provenance;
mod missing_provenance_labels;
mod missing_sbom;
mod mutable_base_tag;
mod old_image;
mod redundant_platform;
mod signature_invalid;
mod signature_of_other_image;
mod stale_base;
mod undeclared_base_argument;
mod unidentified_system;
mod unknown_syntax_frontend;
mod unpinned_digest;
mod unpinned_syntax_frontend;
mod unrecorded_base;
mod unsigned_image;

use super::Rule;

/// The rules of this concern, in the order of their names.
pub(super) static RULES: &[&Rule] = &[
    &fixed_platform::FIXED_PLATFORM,
    &foreign_base::FOREIGN_BASE,
    &foreign_registry::FOREIGN_REGISTRY,
    &ignored_directive::IGNORED_DIRECTIVE,
    &invalid_default_base::INVALID_DEFAULT_BASE,
    &missing_provenance::MISSING_PROVENANCE,
    &missing_provenance_labels::MISSING_PROVENANCE_LABELS,
    &missing_sbom::MISSING_SBOM,
    &mutable_base_tag::MUTABLE_BASE_TAG,
    &old_image::OLD_IMAGE,
    &redundant_platform::REDUNDANT_PLATFORM,
    &signature_invalid::SIGNATURE_INVALID,
    &signature_of_other_image::SIGNATURE_OF_OTHER_IMAGE,
    &stale_base::STALE_BASE,
    &undeclared_base_argument::UNDECLARED_BASE_ARGUMENT,
    &unidentified_system::UNIDENTIFIED_SYSTEM,
    &unknown_syntax_frontend::UNKNOWN_SYNTAX_FRONTEND,
    &unpinned_digest::UNPINNED_DIGEST,
    &unpinned_syntax_frontend::UNPINNED_SYNTAX_FRONTEND,
    &unrecorded_base::UNRECORDED_BASE,
    &unsigned_image::UNSIGNED_IMAGE,
];
