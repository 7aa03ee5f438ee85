//! `invalid-port`.

use super::port_word;
use crate::dockerfile::InstructionKind;
use crate::facts::Facts;
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs};

rule! {
    /// ## What it checks
    /// Ports of `EXPOSE` that are no ports: a number above 65535, text that is no number, a range whose end is below
    /// its beginning, a protocol other than `tcp`, `udp` and `sctp`. Variables are replaced by their defaults; what a
    /// variable without a value hides is not judged. Ports with a host address are left to `exposed-host-port`.
    ///
    /// ## Why it matters
    /// The build fails, or whoever reads the file for the ports to open gets a wrong answer.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// EXPOSE 8080 80800
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ARG PORT=70000
    /// EXPOSE ${PORT}/tcp
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS build
    /// EXPOSE http
    /// FROM debian:12
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ONBUILD EXPOSE 9000-8000
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// EXPOSE 53/ucp
    /// ```
    /// A port may come from the command line, and 65535 is one:
    /// ```dockerfile good
    /// FROM debian:12
    /// ARG PORT
    /// EXPOSE $PORT 65535 7000-7010/udp
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// EXPOSE 8080/TCP \
    ///   # the queue
    ///   3868/sctp
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// EXPOSE "8080" 127.0.0.1:80800:80
    /// ```
    ///
    /// ## How to fix
    /// Write a number from 1 to 65535, or a range such as `7000-7010`.
    ///
    /// ## References
    /// Dockerfile reference, `EXPOSE`.
    pub static INVALID_PORT = Rule {
        id: "invalid-port",
        title: "Port that is no port",
        category: Category::Network,
        severity: Severity::Low,
        aliases: &[
            "DL3011", "DS-0008", "DS008", "AVD-DS-0008", "kics:unix-ports-out-of-range", "kics:71bf8cf8-f0a1-42fa-b9d2-d10525e0a38e", "semgrep:invalid-port",
        ],
        controls: &[Control::inferred("NIST SP 800-53 r5", "CM-6")],
        inputs: Inputs::Dockerfile,
        message: "EXPOSE {port}: {what}",
        why: "The build fails, or whoever reads the file for the ports to open gets a wrong answer.",
        fix: "Write a number from 1 to 65535, or a range such as 7000-7010.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for (index, step) in facts.steps.iter().enumerate() {
        let expose = step.innermost();
        if expose.kind != InstructionKind::Expose {
            continue;
        }
        for word in expose.words() {
            let Some(value) = port_word::value(facts, index, word) else { continue };
            let Some(what) = fault(value) else { continue };
            findings
                .at(facts.place_in(step, word.span))
                .detail("port", crate::secrets::masked(value))
                .detail("what", what)
                .done();
        }
    }
}

/// What is wrong with a port; `None` if nothing is, or another rule says it.
fn fault(value: &str) -> Option<&'static str> {
    let (numbers, protocol) = value.split_once('/').unwrap_or((value, "tcp"));
    if numbers.contains(':') {
        return None;
    }
    if !["tcp", "udp", "sctp"].iter().any(|known| known.eq_ignore_ascii_case(protocol)) {
        return Some("the protocol is none of tcp, udp and sctp");
    }
    let (first, last) = numbers.split_once('-').unwrap_or((numbers, numbers));
    match (port_word::number(first), port_word::number(last)) {
        (Some(first), Some(last)) if first > 65535 || last > 65535 => Some("the highest port is 65535"),
        (Some(first), Some(last)) if first > last => Some("the range ends before it begins"),
        (Some(_), Some(_)) => None,
        _ => Some("it is no number"),
    }
}
