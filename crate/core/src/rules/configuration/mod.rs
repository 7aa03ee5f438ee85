//! Secrets, immutability, build correctness.

mod digest_mismatch;
pub(super) mod ignores;
mod remote_add;
mod secret;
mod secret_build_argument;
mod secret_file;
mod secret_file_copied;
mod secret_in_build_history;
mod secret_in_environment;
mod secret_in_label;
mod sensitive_volume;

use super::Rule;

/// The rules of this concern, in the order of their names.
pub(super) static RULES: &[&Rule] = &[
    &digest_mismatch::DIGEST_MISMATCH,
    &ignores::EXPIRED_IGNORE,
    &remote_add::REMOTE_ADD,
    &secret_build_argument::SECRET_BUILD_ARGUMENT,
    &secret_file::SECRET_FILE,
    &secret_file_copied::SECRET_FILE_COPIED,
    &secret_in_build_history::SECRET_IN_BUILD_HISTORY,
    &secret_in_environment::SECRET_IN_ENVIRONMENT,
    &secret_in_label::SECRET_IN_LABEL,
    &sensitive_volume::SENSITIVE_VOLUME,
    &ignores::UNUSED_IGNORE,
];
