//! Needless packages and tools, caches, waste, stale indexes.

mod cache_folders;
mod cache_steps;
mod compiler_in_image;
mod executables;
mod network_tools;
mod package_cache;
mod package_command;
mod shell_in_minimal_image;
mod size;
mod wasted_bytes;

use super::Rule;

/// The rules of this concern, in the order of their names.
pub(super) static RULES: &[&Rule] = &[
    &compiler_in_image::COMPILER_IN_IMAGE,
    &network_tools::NETWORK_TOOLS,
    &package_cache::PACKAGE_CACHE,
    &shell_in_minimal_image::SHELL_IN_MINIMAL_IMAGE,
    &wasted_bytes::WASTED_BYTES,
];
