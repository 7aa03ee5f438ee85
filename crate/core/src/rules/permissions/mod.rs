//! Users, setuid, capabilities, modes, owners.

mod device_node;
mod duplicate_id;
mod empty_password;
mod file_capability;
mod known_setuid;
mod program;
mod replaceable_entrypoint;
mod run_as_root;
mod second_root_account;
mod service_account_login_shell;
mod setuid_file;
mod setuid_tool;
mod world_writable_directory;
mod world_writable_file;

use super::Rule;

/// The rules of this concern, in the order of their names.
pub(super) static RULES: &[&Rule] = &[
    &device_node::DEVICE_NODE,
    &duplicate_id::DUPLICATE_ID,
    &empty_password::EMPTY_PASSWORD,
    &file_capability::FILE_CAPABILITY,
    &replaceable_entrypoint::REPLACEABLE_ENTRYPOINT,
    &run_as_root::RUN_AS_ROOT,
    &second_root_account::SECOND_ROOT_ACCOUNT,
    &service_account_login_shell::SERVICE_ACCOUNT_LOGIN_SHELL,
    &setuid_file::SETUID_FILE,
    &world_writable_directory::WORLD_WRITABLE_DIRECTORY,
    &world_writable_file::WORLD_WRITABLE_FILE,
];
