//! `exposed-privileged-port`.

use super::known_port::expected_on;
use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Declared ports below 1024, ranges that begin there included. It is low, since many images rightly serve 80 and
    /// 443; ports of administration and clear-text services are left to `exposed-admin-port`.
    ///
    /// ## Why it matters
    /// A process needs `CAP_NET_BIND_SERVICE`, and so mostly root, to listen below 1024 unless the runtime lifts that
    /// limit (`net.ipv4.ip_unprivileged_port_start`, as Docker does since 20.10 and others do not). An image that
    /// listens above runs everywhere without root.
    ///
    /// ## Examples
    /// ```image bad
    /// expose 80/tcp
    /// ```
    /// ```image bad
    /// expose 1000-2000/tcp
    /// ```
    /// ```image good
    /// expose 8080/tcp
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// EXPOSE 443
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// EXPOSE 8443
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ENV PORT=80
    /// EXPOSE $PORT/tcp
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS base
    /// EXPOSE 8080 1000-2000
    /// FROM base
    /// CMD ["/app"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS build
    /// EXPOSE 80
    /// FROM debian:12
    /// EXPOSE 8080
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// EXPOSE 1024 8000-8010/udp
    /// ```
    ///
    /// ## How to fix
    /// Let the service listen on a port from 1024 on and map it outside: `EXPOSE 8080` and
    /// `docker run --publish 80:8080`.
    ///
    /// ## References
    /// capabilities(7), `CAP_NET_BIND_SERVICE`. Linux kernel documentation, ip-sysctl, `ip_unprivileged_port_start`.
    pub static EXPOSED_PRIVILEGED_PORT = Rule {
        id: "exposed-privileged-port",
        title: "Port below 1024",
        category: Category::Network,
        severity: Severity::Low,
        confidence: Confidence::High,
        aliases: &["NET-002"],
        controls: &[
            Control::read("CIS Docker", "5.8"),
            Control::read("NIST SP 800-53 r5", "CM-7(1)"),
            Control::read("DISA", "CICDG 2.5 CCI-001762"),
            Control::read("DISA", "V-235819"),
            Control::read("DISA", "CTR-000330"),
            Control::inferred("PCI DSS", "1.2.5"),
        ],
        cwe: Some(250),
        reads: &[Reads::Build],
        inputs: Inputs::Both,
        message: "Port {port} is below 1024",
        why: "Listening below 1024 needs a capability that mostly means root, unless the runtime lifts the limit.",
        fix: "Listen on a port from 1024 on and map it outside, as in `EXPOSE 8080` and `--publish 80:8080`.",
        check: check,
    };
}

/// The first port that needs no privilege by default.
const FIRST_UNPRIVILEGED: u16 = 1024;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for setting in &facts.settings.exposed {
        // Port 0 lets the system choose.
        if setting.value.end > 0
            && setting.value.port < FIRST_UNPRIVILEGED
            && expected_on(&setting.value).next().is_none()
        {
            findings.at(setting.place.clone()).detail("port", &setting.value).done();
        }
    }
}
