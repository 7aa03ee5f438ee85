//! Operating-system hardening: what benchmarks ask of a root filesystem.

mod packaged_file_altered;
mod private_key;
mod sensitive_file_mode;
mod unmanaged_executable;

use super::Rule;

/// The rules of this concern, in the order of their names.
pub(super) static RULES: &[&Rule] = &[
    &packaged_file_altered::PACKAGED_FILE_ALTERED,
    &sensitive_file_mode::SENSITIVE_FILE_MODE,
    &unmanaged_executable::UNMANAGED_EXECUTABLE,
];
