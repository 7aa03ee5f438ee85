//! Users, setuid, capabilities, modes, owners.

mod account_command;
mod chown_flag;
mod copy_without_chown;
mod device_node;
mod dropped_group;
mod duplicate_id;
mod empty_password;
mod file_capability;
mod known_setuid;
mod low_uid;
mod mode;
mod named_user;
mod password_in_build;
mod program;
mod replaceable_entrypoint;
mod root_at_start;
mod root_with_volume;
mod run_as_root;
mod run_user_can_escalate;
mod run_user_in_privileged_group;
mod second_root_account;
mod service_account_login_shell;
mod setuid_file;
mod setuid_mode;
mod setuid_tool;
mod sudo_in_build;
mod sudo_in_image;
#[cfg(test)]
mod tests;
mod unowned_file;
mod unused_user;
mod useradd_long_uid;
mod world_writable_directory;
mod world_writable_file;
mod world_writable_mode;
mod writable_configuration;

use super::Rule;

/// The rules of this concern, in the order of their names.
pub(super) static RULES: &[&Rule] = &[
    &chown_flag::CHOWN_FLAG,
    &copy_without_chown::COPY_WITHOUT_CHOWN,
    &device_node::DEVICE_NODE,
    &dropped_group::DROPPED_GROUP,
    &duplicate_id::DUPLICATE_ID,
    &empty_password::EMPTY_PASSWORD,
    &file_capability::FILE_CAPABILITY,
    &low_uid::LOW_UID,
    &named_user::NAMED_USER,
    &password_in_build::PASSWORD_IN_BUILD,
    &replaceable_entrypoint::REPLACEABLE_ENTRYPOINT,
    &root_at_start::ROOT_AT_START,
    &root_with_volume::ROOT_WITH_VOLUME,
    &run_as_root::RUN_AS_ROOT,
    &run_user_can_escalate::RUN_USER_CAN_ESCALATE,
    &run_user_in_privileged_group::RUN_USER_IN_PRIVILEGED_GROUP,
    &second_root_account::SECOND_ROOT_ACCOUNT,
    &service_account_login_shell::SERVICE_ACCOUNT_LOGIN_SHELL,
    &setuid_file::SETUID_FILE,
    &setuid_mode::SETUID_MODE,
    &sudo_in_build::SUDO_IN_BUILD,
    &sudo_in_image::SUDO_IN_IMAGE,
    &unowned_file::UNOWNED_FILE,
    &unused_user::UNUSED_USER,
    &useradd_long_uid::USERADD_LONG_UID,
    &world_writable_directory::WORLD_WRITABLE_DIRECTORY,
    &world_writable_file::WORLD_WRITABLE_FILE,
    &world_writable_mode::WORLD_WRITABLE_MODE,
    &writable_configuration::WRITABLE_CONFIGURATION,
];
