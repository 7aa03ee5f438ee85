//! Secrets, immutability, build correctness.

mod digest_mismatch;
mod login_without_secret_mount;
mod loose_ssh_mount;
mod privileged_build_step;
mod readable_secret_mount;
mod remote_add;
mod secret;
mod secret_build_argument;
mod secret_file;
mod secret_file_copied;
mod secret_in_build_history;
mod secret_in_environment;
mod secret_in_label;
mod secret_mount_copied;
mod sensitive_volume;
#[cfg(test)]
mod tests;

use super::Rule;

/// The rules of this concern, in the order of their names.
pub(super) static RULES: &[&Rule] = &[
    &digest_mismatch::DIGEST_MISMATCH,
    &login_without_secret_mount::LOGIN_WITHOUT_SECRET_MOUNT,
    &loose_ssh_mount::LOOSE_SSH_MOUNT,
    &privileged_build_step::PRIVILEGED_BUILD_STEP,
    &readable_secret_mount::READABLE_SECRET_MOUNT,
    &remote_add::REMOTE_ADD,
    &secret_build_argument::SECRET_BUILD_ARGUMENT,
    &secret_file::SECRET_FILE,
    &secret_file_copied::SECRET_FILE_COPIED,
    &secret_in_build_history::SECRET_IN_BUILD_HISTORY,
    &secret_in_environment::SECRET_IN_ENVIRONMENT,
    &secret_in_label::SECRET_IN_LABEL,
    &secret_mount_copied::SECRET_MOUNT_COPIED,
    &sensitive_volume::SENSITIVE_VOLUME,
];
