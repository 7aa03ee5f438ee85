//! Operating-system hardening: what benchmarks ask of a root filesystem.

use super::Rule;

/// The rules of this concern, in the order of their names.
pub(super) static RULES: &[&Rule] = &[];
