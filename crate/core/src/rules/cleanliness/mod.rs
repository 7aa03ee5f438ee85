//! Needless packages and tools, caches, waste, stale indexes.

use super::Rule;

/// The rules of this concern, in the order of their names.
pub(super) static RULES: &[&Rule] = &[];
