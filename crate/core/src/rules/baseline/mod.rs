//! Operating-system hardening: what benchmarks ask of a root filesystem.

mod private_key;
mod sensitive_file_mode;

use super::Rule;

/// The rules of this concern, in the order of their names.
pub(super) static RULES: &[&Rule] = &[&sensitive_file_mode::SENSITIVE_FILE_MODE];
