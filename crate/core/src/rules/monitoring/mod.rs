//! Logging, health checks, runtime policy.

mod duration;
mod healthcheck_of_other_host;
mod healthcheck_timing;
mod invalid_healthcheck_option;
mod missing_healthcheck;

use super::Rule;

/// The rules of this concern, in the order of their names.
pub(super) static RULES: &[&Rule] = &[
    &healthcheck_of_other_host::HEALTHCHECK_OF_OTHER_HOST,
    &healthcheck_timing::HEALTHCHECK_TIMING,
    &invalid_healthcheck_option::INVALID_HEALTHCHECK_OPTION,
    &missing_healthcheck::MISSING_HEALTHCHECK,
];
