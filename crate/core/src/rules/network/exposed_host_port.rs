//! `exposed-host-port`.

use super::port_word;
use crate::dockerfile::InstructionKind;
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::edit;
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// Ports of `EXPOSE` that are written as `docker run --publish` takes them: with a port of the host
    /// (`8080:80`), or with an address of it (`127.0.0.1:8080:80`, `[::1]:80:80`). A fix that leaves the port of the
    /// container is offered.
    ///
    /// ## Why it matters
    /// `EXPOSE` says what the container listens on and publishes nothing. BuildKit drops the part of the host with a
    /// warning, so an address that was meant to keep others out does not.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// EXPOSE 127.0.0.1:8080:80/tcp
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// EXPOSE 443 8080:80
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ARG ADDRESS=[::1]
    /// EXPOSE $ADDRESS:8080:80
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// EXPOSE 80/tcp 443
    /// ```
    /// A default that holds a colon is none, and a range is no mapping:
    /// ```dockerfile good
    /// FROM debian:12
    /// EXPOSE ${PORT:-8080} 7000-7010
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ARG MAPPING
    /// EXPOSE $MAPPING
    /// LABEL usage="docker run -p 127.0.0.1:8080:80"
    /// ```
    ///
    /// ## How to fix
    /// Name the container's port alone, `EXPOSE 80`, and publish it where the container is started:
    /// `docker run --publish 127.0.0.1:8080:80`.
    ///
    /// ## References
    /// Dockerfile reference, `EXPOSE`. Docker build check `ExposeInvalidFormat`.
    pub static EXPOSED_HOST_PORT = Rule {
        id: "exposed-host-port",
        title: "Port of the host in EXPOSE",
        category: Category::Network,
        severity: Severity::Low,
        aliases: &["ExposeInvalidFormat"],
        inputs: Inputs::Dockerfile,
        message: "EXPOSE {port} names a port or address of the host, which has no effect",
        why: "EXPOSE publishes nothing and binds to no address; what was meant to keep others out does not.",
        fix: "Name the container's port alone and publish it with `docker run --publish 127.0.0.1:8080:80`.",
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
            let numbers = value.split('/').next().unwrap_or_default();
            if !numbers.contains(':') {
                continue;
            }
            let own = value.rsplit(':').next().filter(|own| own.starts_with(|letter: char| letter.is_ascii_digit()));
            let exact = facts.file().is_some_and(|file| edit::is_exact(file, word) && word.text == value);
            let fix =
                own.filter(|_| exact).map(|own| Fix::review("Leave the container's port").replace(word.span, own));
            findings.at(facts.place_in(step, word.span)).detail("port", crate::secrets::masked(value)).fix(fix).done();
        }
    }
}
