//! Operating-system hardening: what benchmarks ask of a root filesystem.

mod account_with_password;
mod authorized_keys;
mod dangerous_sudo_rule;
mod fips_not_configured;
mod home_directory_mode;
mod loader_hijack;
mod local_certificate_authority;
mod login_file_mode;
mod logins;
mod packaged_file_altered;
mod password_ageing;
mod password_hash_in_passwd;
mod private_key;
mod privileged_group_member;
mod replaceable_cron_job;
mod sensitive_file_mode;
mod trust_file;
mod unmanaged_executable;
mod unprotected_log_directory;
mod unprotected_system_file;
mod unsafe_path;
mod weak_crypto_policy;
mod weak_pam_stack;
mod weak_password_hash;
mod weak_sshd_setting;
mod wide_umask;

use super::Rule;
pub(super) use packaged_file_altered::is_about_rights;

/// The rules of this concern, in the order of their names.
pub(super) static RULES: &[&Rule] = &[
    &account_with_password::ACCOUNT_WITH_PASSWORD,
    &authorized_keys::AUTHORIZED_KEYS,
    &dangerous_sudo_rule::DANGEROUS_SUDO_RULE,
    &fips_not_configured::FIPS_NOT_CONFIGURED,
    &home_directory_mode::HOME_DIRECTORY_MODE,
    &loader_hijack::LOADER_HIJACK,
    &local_certificate_authority::LOCAL_CERTIFICATE_AUTHORITY,
    &login_file_mode::LOGIN_FILE_MODE,
    &packaged_file_altered::PACKAGED_FILE_ALTERED,
    &password_ageing::PASSWORD_AGEING,
    &password_hash_in_passwd::PASSWORD_HASH_IN_PASSWD,
    &privileged_group_member::PRIVILEGED_GROUP_MEMBER,
    &replaceable_cron_job::REPLACEABLE_CRON_JOB,
    &sensitive_file_mode::SENSITIVE_FILE_MODE,
    &trust_file::TRUST_FILE,
    &unmanaged_executable::UNMANAGED_EXECUTABLE,
    &unprotected_log_directory::UNPROTECTED_LOG_DIRECTORY,
    &unprotected_system_file::UNPROTECTED_SYSTEM_FILE,
    &unsafe_path::UNSAFE_PATH,
    &weak_crypto_policy::WEAK_CRYPTO_POLICY,
    &weak_pam_stack::WEAK_PAM_STACK,
    &weak_password_hash::WEAK_PASSWORD_HASH,
    &weak_sshd_setting::WEAK_SSHD_SETTING,
    &wide_umask::WIDE_UMASK,
];
