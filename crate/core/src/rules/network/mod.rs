//! Ports, transport security, isolation.

mod cleartext_download;
mod curl_and_wget;
mod curl_insecure;
mod curl_without_fail;
mod download;
mod exposed_admin_port;
mod exposed_host_port;
mod exposed_privileged_port;
mod git_tls_off;
mod invalid_port;
mod known_port;
mod legacy_service;
mod many_exposed_ports;
mod node_tls_off;
mod npm_tls_off;
mod open_service;
mod pip_trusted_host;
mod piped_download;
mod platform_client;
mod port_protocol_casing;
mod port_word;
mod python;
mod python_tls_off;
mod remote_debugger;
mod rpm_without_signature;
mod ssh_server;
mod transport;
mod unsafe_repository;
mod unsigned_apk;
mod unsigned_apt;
mod unsigned_yum;
mod unverified_source;
mod variable;
mod wget_insecure;
mod wget_progress;

use super::Rule;
pub(super) use platform_client::{PLATFORM_CLIENT, needless_clients};

/// The rules of this concern, in the order of their names.
pub(super) static RULES: &[&Rule] = &[
    &cleartext_download::CLEARTEXT_DOWNLOAD,
    &curl_and_wget::CURL_AND_WGET,
    &curl_insecure::CURL_INSECURE,
    &curl_without_fail::CURL_WITHOUT_FAIL,
    &exposed_admin_port::EXPOSED_ADMIN_PORT,
    &exposed_host_port::EXPOSED_HOST_PORT,
    &exposed_privileged_port::EXPOSED_PRIVILEGED_PORT,
    &git_tls_off::GIT_TLS_OFF,
    &invalid_port::INVALID_PORT,
    &legacy_service::LEGACY_SERVICE,
    &many_exposed_ports::MANY_EXPOSED_PORTS,
    &node_tls_off::NODE_TLS_OFF,
    &npm_tls_off::NPM_TLS_OFF,
    &open_service::OPEN_SERVICE,
    &pip_trusted_host::PIP_TRUSTED_HOST,
    &piped_download::PIPED_DOWNLOAD,
    &platform_client::PLATFORM_CLIENT,
    &port_protocol_casing::PORT_PROTOCOL_CASING,
    &python_tls_off::PYTHON_TLS_OFF,
    &remote_debugger::REMOTE_DEBUGGER,
    &rpm_without_signature::RPM_WITHOUT_SIGNATURE,
    &ssh_server::SSH_SERVER,
    &unsafe_repository::UNSAFE_REPOSITORY,
    &unsigned_apk::UNSIGNED_APK,
    &unsigned_apt::UNSIGNED_APT,
    &unsigned_yum::UNSIGNED_YUM,
    &unverified_source::UNVERIFIED_SOURCE,
    &wget_insecure::WGET_INSECURE,
    &wget_progress::WGET_PROGRESS,
];

#[cfg(test)]
mod tests;
