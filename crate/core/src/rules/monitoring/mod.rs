//! Logging, health checks, runtime policy.

mod debug_mode;
mod duration;
mod healthcheck_of_other_host;
mod healthcheck_timing;
mod intrusion_artefact;
mod invalid_healthcheck_option;
mod local_time;
mod log_file_in_container;
mod missing_healthcheck;

use super::Rule;

/// The rules of this concern, in the order of their names.
pub(super) static RULES: &[&Rule] = &[
    &debug_mode::DEBUG_MODE,
    &healthcheck_of_other_host::HEALTHCHECK_OF_OTHER_HOST,
    &healthcheck_timing::HEALTHCHECK_TIMING,
    &intrusion_artefact::INTRUSION_ARTEFACT,
    &invalid_healthcheck_option::INVALID_HEALTHCHECK_OPTION,
    &local_time::LOCAL_TIME,
    &log_file_in_container::LOG_FILE_IN_CONTAINER,
    &missing_healthcheck::MISSING_HEALTHCHECK,
];
