//! Secrets, immutability, build correctness.

mod base_shell;
mod bash_syntax_in_sh;
mod digest_mismatch;
mod ignored_pipe_input;
mod masked_exit_status;
mod mkdir_mode_of_parents;
mod pipe_without_pipefail;
mod quoted_tilde;
mod remote_add;
mod rm_may_delete_root;
mod secret;
mod secret_build_argument;
mod secret_file;
mod secret_file_copied;
mod secret_in_build_history;
mod secret_in_environment;
mod secret_in_label;
mod sensitive_volume;
mod shell_state;
mod shell_words;
mod sudo_redirect;
mod system_folder_removed;
mod unguarded_cd;
mod unquoted_substitution;
mod unquoted_variable;
mod unsafe_xargs;

use super::Rule;

/// The rules of this concern, in the order of their names.
pub(super) static RULES: &[&Rule] = &[
    &bash_syntax_in_sh::BASH_SYNTAX_IN_SH,
    &digest_mismatch::DIGEST_MISMATCH,
    &ignored_pipe_input::IGNORED_PIPE_INPUT,
    &masked_exit_status::MASKED_EXIT_STATUS,
    &mkdir_mode_of_parents::MKDIR_MODE_OF_PARENTS,
    &pipe_without_pipefail::PIPE_WITHOUT_PIPEFAIL,
    &quoted_tilde::QUOTED_TILDE,
    &remote_add::REMOTE_ADD,
    &rm_may_delete_root::RM_MAY_DELETE_ROOT,
    &secret_build_argument::SECRET_BUILD_ARGUMENT,
    &secret_file::SECRET_FILE,
    &secret_file_copied::SECRET_FILE_COPIED,
    &secret_in_build_history::SECRET_IN_BUILD_HISTORY,
    &secret_in_environment::SECRET_IN_ENVIRONMENT,
    &secret_in_label::SECRET_IN_LABEL,
    &sensitive_volume::SENSITIVE_VOLUME,
    &sudo_redirect::SUDO_REDIRECT,
    &system_folder_removed::SYSTEM_FOLDER_REMOVED,
    &unguarded_cd::UNGUARDED_CD,
    &unquoted_substitution::UNQUOTED_SUBSTITUTION,
    &unquoted_variable::UNQUOTED_VARIABLE,
    &unsafe_xargs::UNSAFE_XARGS,
];
