//! Users, setuid, capabilities, modes, owners.

mod run_as_root;

use super::Rule;

/// The rules of this concern, in the order of their names.
pub(super) static RULES: &[&Rule] = &[&run_as_root::RUN_AS_ROOT];
