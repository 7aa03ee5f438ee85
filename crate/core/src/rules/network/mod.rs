//! Ports, transport security, isolation.

mod exposed_admin_port;
mod exposed_privileged_port;
mod known_port;
mod remote_debugger;
mod ssh_server;

use super::Rule;

/// The rules of this concern, in the order of their names.
pub(super) static RULES: &[&Rule] = &[
    &exposed_admin_port::EXPOSED_ADMIN_PORT,
    &exposed_privileged_port::EXPOSED_PRIVILEGED_PORT,
    &remote_debugger::REMOTE_DEBUGGER,
    &ssh_server::SSH_SERVER,
];
