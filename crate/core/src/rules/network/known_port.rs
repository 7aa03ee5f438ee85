//! Ports on which an administration, debugging or clear-text service is to be expected. A table and its lookup; it
//! judges no image.
//!
//! Numbers and names are those of the IANA service name and port number registry; the ports that IANA does not know so
//! (Docker, kubelet, debuggers) are the defaults of the programs' own documentation.

use crate::finding::{Confidence, Severity};
use crate::image::config::ExposedPort;

/// What listens on a port.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct KnownPort {
    pub(super) port: u16,
    /// `tcp`, `udp`, or empty for both.
    pub(super) protocol: &'static str,
    /// The service, with what is wrong with it in a few words.
    pub(super) service: &'static str,
    pub(super) severity: Severity,
    /// Low where the number has other well-known uses.
    pub(super) confidence: Confidence,
}

const fn known(port: u16, protocol: &'static str, service: &'static str, severity: Severity) -> KnownPort {
    KnownPort { port, protocol, service, severity, confidence: Confidence::Medium }
}

const fn perhaps(port: u16, service: &'static str) -> KnownPort {
    KnownPort { port, protocol: "tcp", service, severity: Severity::Low, confidence: Confidence::Low }
}

use Severity::{High, Medium};

/// Sorted by port.
static PORTS: &[KnownPort] = &[
    known(21, "tcp", "FTP, clear-text passwords", Medium),
    known(22, "tcp", "SSH, remote administration", Medium),
    known(23, "tcp", "Telnet, clear-text remote administration", High),
    known(69, "udp", "TFTP, clear text without authentication", Medium),
    known(111, "", "rpcbind, map of RPC services", Medium),
    known(135, "tcp", "MSRPC, remote administration", Medium),
    known(137, "udp", "NetBIOS name service", Medium),
    known(138, "udp", "NetBIOS datagrams", Medium),
    known(139, "tcp", "NetBIOS file sharing", Medium),
    known(161, "udp", "SNMP, remote administration", Medium),
    known(445, "tcp", "SMB file sharing", Medium),
    known(512, "tcp", "rexec, clear-text remote administration", High),
    known(513, "tcp", "rlogin, clear-text remote administration", High),
    // 514/udp is syslog.
    known(514, "tcp", "rsh, clear-text remote administration", High),
    known(873, "tcp", "rsync, clear-text file access", Medium),
    known(2049, "", "NFS file sharing", Medium),
    perhaps(2222, "SSH on its usual second port"),
    perhaps(2345, "Delve debugger"),
    known(2375, "tcp", "Docker API without TLS, full control of the host", High),
    known(2376, "tcp", "Docker API, full control of the host", Medium),
    known(2379, "tcp", "etcd clients, all data of a cluster", Medium),
    known(2380, "tcp", "etcd peers, all data of a cluster", Medium),
    known(3389, "tcp", "RDP, remote administration", Medium),
    perhaps(5005, "Java debugger (JDWP)"),
    known(5900, "tcp", "VNC, remote administration", High),
    known(5901, "tcp", "VNC, remote administration", High),
    known(5985, "tcp", "WinRM without TLS, remote administration", High),
    known(5986, "tcp", "WinRM, remote administration", Medium),
    known(6000, "tcp", "X11, clear-text access to a display", Medium),
    known(6443, "tcp", "Kubernetes API server", Medium),
    known(9229, "tcp", "Node.js inspector, runs any code", High),
    known(10250, "tcp", "kubelet API, runs commands in every pod", High),
    known(10255, "tcp", "kubelet API without authentication", High),
];

/// What is to be expected on a port or in a range of ports, in the order of numbers.
pub(super) fn expected_on(exposed: &ExposedPort) -> impl Iterator<Item = &'static KnownPort> + '_ {
    PORTS.iter().filter(|known| {
        (exposed.port..=exposed.end).contains(&known.port)
            && (known.protocol.is_empty() || known.protocol == exposed.protocol)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ports(port: u16, end: u16, protocol: &str) -> Vec<u16> {
        expected_on(&ExposedPort { port, end, protocol: protocol.into() }).map(|known| known.port).collect()
    }

    #[test]
    fn numbers_protocols_and_ranges_are_looked_up() {
        assert_eq!(ports(22, 22, "tcp"), [22]);
        assert!(ports(22, 22, "udp").is_empty());
        assert_eq!(ports(111, 111, "udp"), [111]);
        assert!(ports(514, 514, "udp").is_empty());
        assert_eq!(ports(512, 514, "tcp"), [512, 513, 514]);
        assert!(ports(80, 80, "tcp").is_empty());
        assert!(PORTS.is_sorted_by_key(|known| known.port));
    }
}
