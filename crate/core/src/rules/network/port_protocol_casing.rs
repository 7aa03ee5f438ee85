//! `port-protocol-casing`.

use crate::dockerfile::{InstructionKind, Span};
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs, Profile};

rule! {
    /// ## What it checks
    /// Protocols of `EXPOSE` that are not in small letters, as in `8080/TCP`. A fix is offered.
    ///
    /// ## Why it matters
    /// Tools that read the ports compare them as text and may not know this one.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// EXPOSE 8080/TCP 53/Udp
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// EXPOSE ${PORT:-8080}/TCP
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ONBUILD EXPOSE 80 \
    ///   443/TCP
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// EXPOSE 8080/tcp 53/udp 80
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ARG PROTO=tcp
    /// EXPOSE 8080/$PROTO ${PORT}
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// LABEL ports="8080/TCP"
    /// EXPOSE 8080
    /// ```
    ///
    /// ## How to fix
    /// Write `tcp`, `udp` or `sctp`.
    ///
    /// ## References
    /// Docker build check `ExposeProtoCasing`.
    pub static PORT_PROTOCOL_CASING = Rule {
        id: "port-protocol-casing",
        title: "Protocol of a port in capital letters",
        category: Category::Network,
        profile: Profile::Strict,
        severity: Severity::Info,
        aliases: &["ExposeProtoCasing"],
        inputs: Inputs::Dockerfile,
        message: "The protocol \"{protocol}\" is not in small letters",
        why: "Tools that read the ports compare them as text and may not know this one.",
        fix: "Write the protocol in small letters.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for step in &facts.steps {
        let expose = step.innermost();
        if expose.kind != InstructionKind::Expose {
            continue;
        }
        for word in expose.words() {
            let Some((_, protocol)) = word.text.rsplit_once('/') else { continue };
            let is_name = !protocol.is_empty() && protocol.bytes().all(|byte| byte.is_ascii_alphabetic());
            if !is_name || !protocol.bytes().any(|byte| byte.is_ascii_uppercase()) {
                continue;
            }
            let length = u32::try_from(protocol.len()).unwrap_or(0);
            let span = Span { start: word.span.end.saturating_sub(length), end: word.span.end };
            let exact = facts.file().is_some_and(|file| span.of(&file.text) == protocol);
            let small = protocol.to_ascii_lowercase();
            let fix = exact.then(|| Fix::safe(format!("Write {small}")).replace(span, small.as_str()));
            let place = facts.place_in(step, if exact { span } else { word.span });
            findings.at(place).detail("protocol", protocol).fix(fix).done();
        }
    }
}
