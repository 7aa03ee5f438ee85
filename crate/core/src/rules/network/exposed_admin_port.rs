//! `exposed-admin-port`.

use super::known_port::expected_on;
use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Severity};
use crate::rules::edit;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Declared ports, ranges included, on which an administration, debugging or clear-text service is to be expected:
    ///
    /// - high: Telnet (23), rexec, rlogin and rsh (512-514), Docker without TLS (2375), VNC (5900, 5901), WinRM (5985),
    ///   the Node.js inspector (9229), kubelet (10250, 10255);
    /// - medium: FTP (21), SSH (22), TFTP (69/udp), rpcbind (111), MSRPC (135), NetBIOS (137-139), SNMP (161/udp), SMB
    ///   (445), rsync (873), NFS (2049), Docker (2376), etcd (2379, 2380), RDP (3389), WinRM (5986), X11 (6000),
    ///   the Kubernetes API (6443);
    /// - low, since the numbers have other uses: 2222 (SSH), 2345 (Delve), 5005 (Java debugger).
    ///
    /// A range is one finding; one of more than 16 ports is at most medium and of low confidence, since it was hardly
    /// meant for the one service. The port is judged by its number and protocol; what listens there cannot be seen.
    ///
    /// ## Why it matters
    /// Containers are administered from outside, with `exec`, and not by a service inside; clear-text services give
    /// their passwords to whoever shares the network; a debugger runs whatever it is sent.
    ///
    /// ## Examples
    /// ```image bad
    /// expose 22/tcp
    /// ```
    /// ```image bad
    /// expose 5000-6000/tcp
    /// ```
    /// ```image good
    /// expose 8080/tcp
    /// expose 514/udp
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// EXPOSE 8080 2375
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// EXPOSE 20-25
    /// EXPOSE 22/tcp \
    ///   8080 23
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// EXPOSE 8080 8443/tcp
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS base
    /// ARG PORT=3389
    /// EXPOSE ${PORT}/tcp
    /// FROM base
    /// CMD ["/app"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS build
    /// EXPOSE 22
    /// FROM debian:12
    /// EXPOSE 514/udp 8000-8010
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ARG PORT
    /// EXPOSE $PORT
    /// ```
    ///
    /// ## How to fix
    /// Take the service and its `EXPOSE` out of the image. Use `docker exec` or `kubectl debug` in place of remote
    /// shells, protocols with TLS in place of clear-text ones, and start debuggers in development images only.
    ///
    /// ## References
    /// IANA, service name and transport protocol port number registry.
    pub static EXPOSED_ADMIN_PORT = Rule {
        id: "exposed-admin-port",
        title: "Port of an administration, debugging or clear-text service",
        category: Category::Network,
        severity: Severity::High,
        confidence: Confidence::Medium,
        aliases: &["NET-003", "NET-001", "DS-0004", "DS004", "AVD-DS-0004", "CKV_DOCKER_1", "kics:exposing-port-22-ssh", "kics:5907595b-5b6d-4142-b173-dbb0e73fbff8"],
        controls: &[
            Control::read("CIS Docker", "5.9"),
            Control::read("CIS Docker", "5.7"),
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::inferred("NIST SP 800-53 r5", "CM-7"),
            Control::inferred("NIST SP 800-53 r5", "SC-8"),
            Control::read("DISA", "CICDG 2.13 CCI-001762"),
            Control::read("DISA", "CTR-000910"),
            Control::read("DISA", "CTR-001410"),
            Control::inferred("PCI DSS", "1.2.6"),
            Control::inferred("PCI DSS", "2.2.5"),
        ],
        cwe: Some(749),
        reads: &[Reads::Build],
        inputs: Inputs::Both,
        message: "Port {port} is exposed: {service}",
        why: "Services for administration and debugging give control to whoever reaches them, clear-text ones their passwords.",
        fix: "Remove the service and its EXPOSE; use `docker exec` or `kubectl debug` and protocols with TLS.",
        check: check,
    };
}

/// Ports of a range that is too wide to be meant for one service.
const WIDE_RANGE: u16 = 16;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for setting in &facts.settings.exposed {
        let Some(worst) = expected_on(&setting.value).max_by_key(|known| known.severity) else { continue };
        let services: Vec<String> = if setting.value.port == setting.value.end {
            vec![worst.service.to_owned()]
        } else {
            expected_on(&setting.value).map(|known| format!("{} {}", known.port, known.service)).collect()
        };
        let is_wide = setting.value.end.saturating_sub(setting.value.port) >= WIDE_RANGE;
        let (severity, confidence) = if is_wide {
            (worst.severity.min(Severity::Medium), Confidence::Low)
        } else {
            (worst.severity, worst.confidence)
        };
        findings
            .at(setting.place.clone())
            .detail("port", &setting.value)
            .detail("service", services.join("; "))
            .fix(edit::without_item_at(facts, &setting.place, "Take the port out"))
            .severity(severity)
            .confidence(confidence)
            .done();
    }
}
