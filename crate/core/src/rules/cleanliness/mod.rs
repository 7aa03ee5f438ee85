//! Needless packages and tools, caches, waste, stale indexes.

mod apt_in_build;
mod build_leftover;
mod cache_folders;
mod cache_steps;
mod compiler_in_image;
mod consecutive_run;
mod executables;
mod image_not_minimal;
mod interactive_install;
mod kernel_content;
mod language_package;
mod large_image;
mod needless_packages;
mod needless_service;
mod network_tools;
mod npm_install_with_lock_file;
mod package_cache;
mod package_command;
mod package_manager_in_image;
mod pointless_command;
mod recommended_packages;
mod several_services;
mod shell_in_minimal_image;
mod size;
mod stale_package_index;
mod temporary_file;
mod unpinned_language_package;
mod unpinned_system_package;
mod upgrade_in_build;
mod wasted_bytes;

use super::Rule;

/// The rules of this concern, in the order of their names.
pub(super) static RULES: &[&Rule] = &[
    &apt_in_build::APT_IN_BUILD,
    &build_leftover::BUILD_LEFTOVER,
    &compiler_in_image::COMPILER_IN_IMAGE,
    &consecutive_run::CONSECUTIVE_RUN,
    &image_not_minimal::IMAGE_NOT_MINIMAL,
    &interactive_install::INTERACTIVE_INSTALL,
    &kernel_content::KERNEL_CONTENT,
    &large_image::LARGE_IMAGE,
    &needless_packages::NEEDLESS_PACKAGES,
    &needless_service::NEEDLESS_SERVICE,
    &network_tools::NETWORK_TOOLS,
    &npm_install_with_lock_file::NPM_INSTALL_WITH_LOCK_FILE,
    &package_cache::PACKAGE_CACHE,
    &package_manager_in_image::PACKAGE_MANAGER_IN_IMAGE,
    &pointless_command::POINTLESS_COMMAND,
    &recommended_packages::RECOMMENDED_PACKAGES,
    &several_services::SEVERAL_SERVICES,
    &shell_in_minimal_image::SHELL_IN_MINIMAL_IMAGE,
    &stale_package_index::STALE_PACKAGE_INDEX,
    &temporary_file::TEMPORARY_FILE,
    &unpinned_language_package::UNPINNED_LANGUAGE_PACKAGE,
    &unpinned_system_package::UNPINNED_SYSTEM_PACKAGE,
    &upgrade_in_build::UPGRADE_IN_BUILD,
    &wasted_bytes::WASTED_BYTES,
];
