//! `many-exposed-ports`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Severity};
use crate::ordered::sort;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Whether more than three ports are declared, or a range of more than three.
    ///
    /// ## Why it matters
    /// Declared ports are what `docker run --publish-all`, compose files and reviews go by. A service that needs many is
    /// mostly several services in one container.
    ///
    /// ## Examples
    /// ```image bad
    /// expose 8080/tcp
    /// expose 8081/tcp
    /// expose 8443/tcp
    /// expose 9090/tcp
    /// ```
    /// ```image bad
    /// expose 10000-20000/udp
    /// ```
    /// ```image bad
    /// expose 8080-8090/tcp
    /// ```
    /// ```image good
    /// expose 8080/tcp
    /// ```
    /// One number by two protocols is one port:
    /// ```image good
    /// expose 5353/tcp
    /// expose 5353/udp
    /// expose 8080/tcp
    /// expose 8443/tcp
    /// ```
    /// ```image good
    /// expose 8080-8082/tcp
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// EXPOSE 8080 8081 8082 8083
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// EXPOSE 30000-32767
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// EXPOSE 8001
    /// EXPOSE 8002
    /// EXPOSE 8003 8004
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// EXPOSE 8080 8443
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// EXPOSE 8080 8080 8080 8080
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// CMD ["/app"]
    /// ```
    ///
    /// ## How to fix
    /// Declare what the service needs, and give each service a container of its own.
    ///
    /// ## References
    /// Dockerfile reference, `EXPOSE`; CIS Docker Benchmark, 5.9.
    pub static MANY_EXPOSED_PORTS = Rule {
        id: "many-exposed-ports",
        title: "Many ports are declared",
        category: Category::Network,
        severity: Severity::Low,
        confidence: Confidence::High,
        aliases: &["NET-004"],
        controls: &[
            Control::read("CIS Docker", "5.9"),
            Control::inferred("NIST SP 800-190", "3.4.2, 4.4.2"),
            Control::read("NIST SP 800-53 r5", "CM-7(1)"),
            Control::inferred("NIST SP 800-53 r5", "SC-7(5)"),
            Control::read("DISA", "CICDG 2.13"),
            Control::read("DISA", "V-235804"),
            Control::read("DISA", "CTR-000325"),
            Control::inferred("PCI DSS", "1.2.5"),
            Control::inferred("PCI DSS", "2.2.4"),
        ],
        cwe: Some(1125),
        reads: &[Reads::Build],
        inputs: Inputs::Both,
        message: "{count} ports are declared ({ports}); a service needs one to three",
        why: "Declared ports are what is published and reviewed; many of them mean several services in one container.",
        fix: "Declare the ports that the service needs, and give each service a container of its own.",
        check: check,
    };
}

/// A service, its encrypted form and its metrics.
const USUAL: usize = 3;

/// Ports that the finding names.
const NAMED: usize = 8;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let exposed = &facts.settings.exposed;
    let mut ranges: Vec<(u16, u16)> = exposed.iter().map(|setting| (setting.value.port, setting.value.end)).collect();
    sort(&mut ranges);
    let (mut count, mut next) = (0_usize, 0_u32);
    for (start, end) in ranges {
        let start = u32::from(start).max(next);
        let end = u32::from(end).saturating_add(1);
        count = count.saturating_add(usize::try_from(end.saturating_sub(start)).unwrap_or_default());
        next = next.max(end);
    }
    let Some(last) = exposed.last().filter(|_| count > USUAL) else { return };
    let mut ports: Vec<_> = exposed.iter().take(NAMED).map(|setting| setting.value.to_string()).collect();
    if exposed.len() > NAMED {
        ports.push(String::from("and more"));
    }
    findings.at(last.place.clone()).detail("count", count).detail("ports", ports.join(", ")).done();
}
