//! Secrets, immutability, build correctness.

mod add_instead_of_copy;
mod blank_line_in_continuation;
mod definition_comment;
mod deprecated_maintainer;
mod digest_mismatch;
mod duplicate_flag;
mod env_reads_itself;
mod exec_form;
mod flags;
mod ignored_command;
mod inline_ignore;
mod invalid_label_key;
mod invalid_shell;
mod invalid_stop_signal;
mod invalid_variable_name;
mod keyword_casing;
mod legacy_key_value;
mod malformed_exec_form;
mod reference;
mod remote_add;
mod secret;
mod secret_build_argument;
mod secret_file;
mod secret_file_copied;
mod secret_in_build_history;
mod secret_in_environment;
mod secret_in_label;
mod sensitive_volume;
mod shell_form_command;
mod shell_syntax_in_exec_form;
mod signal;
mod start_commands;
mod undefined_variable;
mod ungraceful_stop_signal;
mod unknown_flag;
mod user_with_spaces;
mod value;

use super::Rule;

/// The rules of this concern, in the order of their names.
pub(super) static RULES: &[&Rule] = &[
    &add_instead_of_copy::ADD_INSTEAD_OF_COPY,
    &blank_line_in_continuation::BLANK_LINE_IN_CONTINUATION,
    &definition_comment::DEFINITION_COMMENT,
    &deprecated_maintainer::DEPRECATED_MAINTAINER,
    &digest_mismatch::DIGEST_MISMATCH,
    &duplicate_flag::DUPLICATE_FLAG,
    &env_reads_itself::ENV_READS_ITSELF,
    &ignored_command::IGNORED_COMMAND,
    &inline_ignore::INLINE_IGNORE,
    &invalid_label_key::INVALID_LABEL_KEY,
    &invalid_shell::INVALID_SHELL,
    &invalid_stop_signal::INVALID_STOP_SIGNAL,
    &invalid_variable_name::INVALID_VARIABLE_NAME,
    &keyword_casing::KEYWORD_CASING,
    &legacy_key_value::LEGACY_KEY_VALUE,
    &malformed_exec_form::MALFORMED_EXEC_FORM,
    &remote_add::REMOTE_ADD,
    &secret_build_argument::SECRET_BUILD_ARGUMENT,
    &secret_file::SECRET_FILE,
    &secret_file_copied::SECRET_FILE_COPIED,
    &secret_in_build_history::SECRET_IN_BUILD_HISTORY,
    &secret_in_environment::SECRET_IN_ENVIRONMENT,
    &secret_in_label::SECRET_IN_LABEL,
    &sensitive_volume::SENSITIVE_VOLUME,
    &shell_form_command::SHELL_FORM_COMMAND,
    &shell_syntax_in_exec_form::SHELL_SYNTAX_IN_EXEC_FORM,
    &undefined_variable::UNDEFINED_VARIABLE,
    &ungraceful_stop_signal::UNGRACEFUL_STOP_SIGNAL,
    &unknown_flag::UNKNOWN_FLAG,
    &user_with_spaces::USER_WITH_SPACES,
];
