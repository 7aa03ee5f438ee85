//! Secrets, immutability, build correctness.

mod add_instead_of_copy;
mod base_shell;
mod bash_syntax_in_sh;
mod blank_line_in_continuation;
mod build_context_copied;
mod cd_in_run;
mod cd_without_effect;
mod copy_from_itself;
mod copy_of_ignored_file;
mod copy_target_without_slash;
mod copy_to_relative_target;
mod definition_comment;
mod deprecated_maintainer;
mod digest_mismatch;
mod duplicate_flag;
mod duplicate_stage_name;
mod env_reads_itself;
mod exec_form;
mod flags;
mod forbidden_onbuild;
mod forward_stage_reference;
mod from_as_casing;
mod ignored_command;
mod ignored_pipe_input;
pub(super) mod ignores;
mod inline_ignore;
mod instruction_before_from;
mod invalid_label_key;
mod invalid_shell;
mod invalid_stop_signal;
mod invalid_variable_name;
mod keyword_casing;
mod label_schema;
mod legacy_key_value;
mod login_without_secret_mount;
mod loose_ssh_mount;
mod malformed_exec_form;
mod management_agent;
mod masked_exit_status;
mod mkdir_mode_of_parents;
mod named_user_in_scratch;
mod numbered_copy_source;
mod onbuild_trigger;
mod overridden;
mod overridden_cmd;
mod overridden_entrypoint;
mod overridden_healthcheck;
mod passwordless_service;
mod pipe_without_pipefail;
mod privileged_build_step;
mod quoted_tilde;
mod readable_secret_mount;
mod reference;
mod relative_workdir;
mod relinked_shell;
mod remote_add;
mod reserved_stage_name;
mod rm_may_delete_root;
mod scratch;
mod secret;
mod secret_build_argument;
mod secret_file;
mod secret_file_copied;
mod secret_in_build_history;
mod secret_in_environment;
mod secret_in_label;
mod secret_mount_copied;
mod self_update;
mod sensitive_volume;
mod service_hardening;
mod shell_form_command;
mod shell_form_in_scratch;
mod shell_state;
mod shell_syntax_in_exec_form;
mod shell_words;
mod signal;
mod stage_name_casing;
mod start_commands;
mod sudo_redirect;
mod system_folder_removed;
mod undefined_variable;
mod ungraceful_stop_signal;
mod unguarded_cd;
mod unknown_copy_source;
mod unknown_flag;
mod unpacked_archive_copied;
mod unquoted_substitution;
mod unquoted_variable;
mod unsafe_xargs;
mod unused_stage;
mod user_with_spaces;
mod value;
mod whole_filesystem_copied;
mod workdir_in_system_folder;
mod writable_application;
mod write_paths;

use super::Rule;

/// The rules of this concern, in the order of their names.
pub(super) static RULES: &[&Rule] = &[
    &add_instead_of_copy::ADD_INSTEAD_OF_COPY,
    &bash_syntax_in_sh::BASH_SYNTAX_IN_SH,
    &blank_line_in_continuation::BLANK_LINE_IN_CONTINUATION,
    &build_context_copied::BUILD_CONTEXT_COPIED,
    &cd_in_run::CD_IN_RUN,
    &cd_without_effect::CD_WITHOUT_EFFECT,
    &copy_from_itself::COPY_FROM_ITSELF,
    &copy_of_ignored_file::COPY_OF_IGNORED_FILE,
    &copy_target_without_slash::COPY_TARGET_WITHOUT_SLASH,
    &copy_to_relative_target::COPY_TO_RELATIVE_TARGET,
    &definition_comment::DEFINITION_COMMENT,
    &deprecated_maintainer::DEPRECATED_MAINTAINER,
    &digest_mismatch::DIGEST_MISMATCH,
    &duplicate_flag::DUPLICATE_FLAG,
    &duplicate_stage_name::DUPLICATE_STAGE_NAME,
    &env_reads_itself::ENV_READS_ITSELF,
    &forbidden_onbuild::FORBIDDEN_ONBUILD,
    &forward_stage_reference::FORWARD_STAGE_REFERENCE,
    &from_as_casing::FROM_AS_CASING,
    &ignored_command::IGNORED_COMMAND,
    &ignored_pipe_input::IGNORED_PIPE_INPUT,
    &ignores::EXPIRED_IGNORE,
    &ignores::UNUSED_IGNORE,
    &inline_ignore::INLINE_IGNORE,
    &instruction_before_from::INSTRUCTION_BEFORE_FROM,
    &invalid_label_key::INVALID_LABEL_KEY,
    &invalid_shell::INVALID_SHELL,
    &invalid_stop_signal::INVALID_STOP_SIGNAL,
    &invalid_variable_name::INVALID_VARIABLE_NAME,
    &keyword_casing::KEYWORD_CASING,
    &label_schema::LABEL_SCHEMA,
    &legacy_key_value::LEGACY_KEY_VALUE,
    &login_without_secret_mount::LOGIN_WITHOUT_SECRET_MOUNT,
    &loose_ssh_mount::LOOSE_SSH_MOUNT,
    &malformed_exec_form::MALFORMED_EXEC_FORM,
    &management_agent::MANAGEMENT_AGENT,
    &masked_exit_status::MASKED_EXIT_STATUS,
    &mkdir_mode_of_parents::MKDIR_MODE_OF_PARENTS,
    &named_user_in_scratch::NAMED_USER_IN_SCRATCH,
    &numbered_copy_source::NUMBERED_COPY_SOURCE,
    &onbuild_trigger::ONBUILD_TRIGGER,
    &overridden_cmd::OVERRIDDEN_CMD,
    &overridden_entrypoint::OVERRIDDEN_ENTRYPOINT,
    &overridden_healthcheck::OVERRIDDEN_HEALTHCHECK,
    &passwordless_service::PASSWORDLESS_SERVICE,
    &pipe_without_pipefail::PIPE_WITHOUT_PIPEFAIL,
    &privileged_build_step::PRIVILEGED_BUILD_STEP,
    &quoted_tilde::QUOTED_TILDE,
    &readable_secret_mount::READABLE_SECRET_MOUNT,
    &relative_workdir::RELATIVE_WORKDIR,
    &relinked_shell::RELINKED_SHELL,
    &remote_add::REMOTE_ADD,
    &reserved_stage_name::RESERVED_STAGE_NAME,
    &rm_may_delete_root::RM_MAY_DELETE_ROOT,
    &secret_build_argument::SECRET_BUILD_ARGUMENT,
    &secret_file::SECRET_FILE,
    &secret_file_copied::SECRET_FILE_COPIED,
    &secret_in_build_history::SECRET_IN_BUILD_HISTORY,
    &secret_in_environment::SECRET_IN_ENVIRONMENT,
    &secret_in_label::SECRET_IN_LABEL,
    &secret_mount_copied::SECRET_MOUNT_COPIED,
    &self_update::SELF_UPDATE,
    &sensitive_volume::SENSITIVE_VOLUME,
    &service_hardening::SERVICE_HARDENING,
    &shell_form_command::SHELL_FORM_COMMAND,
    &shell_form_in_scratch::SHELL_FORM_IN_SCRATCH,
    &shell_syntax_in_exec_form::SHELL_SYNTAX_IN_EXEC_FORM,
    &stage_name_casing::STAGE_NAME_CASING,
    &sudo_redirect::SUDO_REDIRECT,
    &system_folder_removed::SYSTEM_FOLDER_REMOVED,
    &undefined_variable::UNDEFINED_VARIABLE,
    &ungraceful_stop_signal::UNGRACEFUL_STOP_SIGNAL,
    &unguarded_cd::UNGUARDED_CD,
    &unknown_copy_source::UNKNOWN_COPY_SOURCE,
    &unknown_flag::UNKNOWN_FLAG,
    &unpacked_archive_copied::UNPACKED_ARCHIVE_COPIED,
    &unquoted_substitution::UNQUOTED_SUBSTITUTION,
    &unquoted_variable::UNQUOTED_VARIABLE,
    &unsafe_xargs::UNSAFE_XARGS,
    &unused_stage::UNUSED_STAGE,
    &user_with_spaces::USER_WITH_SPACES,
    &whole_filesystem_copied::WHOLE_FILESYSTEM_COPIED,
    &workdir_in_system_folder::WORKDIR_IN_SYSTEM_FOLDER,
    &writable_application::WRITABLE_APPLICATION,
    &write_paths::WRITE_PATHS,
];

#[cfg(test)]
mod tests;
