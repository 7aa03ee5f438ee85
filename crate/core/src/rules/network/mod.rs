//! Ports, transport security, isolation.

mod exposed_admin_port;
mod exposed_host_port;
mod exposed_privileged_port;
mod invalid_port;
mod known_port;
mod port_protocol_casing;
mod port_word;
mod remote_debugger;
mod ssh_server;

use super::Rule;

/// The rules of this concern, in the order of their names.
pub(super) static RULES: &[&Rule] = &[
    &exposed_admin_port::EXPOSED_ADMIN_PORT,
    &exposed_host_port::EXPOSED_HOST_PORT,
    &exposed_privileged_port::EXPOSED_PRIVILEGED_PORT,
    &invalid_port::INVALID_PORT,
    &port_protocol_casing::PORT_PROTOCOL_CASING,
    &remote_debugger::REMOTE_DEBUGGER,
    &ssh_server::SSH_SERVER,
];
