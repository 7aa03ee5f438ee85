//! Logging, health checks, runtime policy.

mod missing_healthcheck;

use super::Rule;

/// The rules of this concern, in the order of their names.
pub(super) static RULES: &[&Rule] = &[&missing_healthcheck::MISSING_HEALTHCHECK];
