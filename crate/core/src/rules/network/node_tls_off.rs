//! `node-tls-off`.

use super::transport::{TLS, of_variable};
use super::variable;
use crate::facts::Facts;
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// `NODE_TLS_REJECT_UNAUTHORIZED=0` in ENV, ARG, before a command or exported. Node.js looks for exactly `0`; other
    /// values leave verification on.
    ///
    /// ## Why it matters
    /// Every TLS connection that Node.js makes then accepts any certificate, so that traffic can be read and changed on
    /// its way. Set by ENV it holds in every container.
    ///
    /// ## Examples
    /// ```image bad
    /// history ENV NODE_TLS_REJECT_UNAUTHORIZED=0
    /// env NODE_TLS_REJECT_UNAUTHORIZED=0
    /// ```
    /// From a builder that writes no history:
    /// ```image bad
    /// env NODE_TLS_REJECT_UNAUTHORIZED=0
    /// ```
    /// ```image good
    /// history ENV NODE_EXTRA_CA_CERTS=/etc/ssl/own.pem
    /// env NODE_EXTRA_CA_CERTS=/etc/ssl/own.pem
    /// ```
    /// ```dockerfile bad
    /// FROM node:22
    /// ENV NODE_TLS_REJECT_UNAUTHORIZED='0'
    /// ```
    /// ```dockerfile bad
    /// FROM node:22
    /// RUN env NODE_TLS_REJECT_UNAUTHORIZED=0 npm ci
    /// ```
    /// ```dockerfile bad
    /// FROM node:22
    /// ARG VERIFY=0
    /// ENV NODE_TLS_REJECT_UNAUTHORIZED=${VERIFY}
    /// ```
    /// ```dockerfile good
    /// FROM node:22
    /// ENV NODE_TLS_REJECT_UNAUTHORIZED=1
    /// ```
    /// Node.js does not read this as off:
    /// ```dockerfile good
    /// FROM node:22
    /// ENV NODE_TLS_REJECT_UNAUTHORIZED=false
    /// ```
    /// ```dockerfile good
    /// FROM node:22
    /// ARG VERIFY
    /// ENV NODE_TLS_REJECT_UNAUTHORIZED=${VERIFY}
    /// ```
    ///
    /// ## How to fix
    /// Remove the variable; point `NODE_EXTRA_CA_CERTS` at the certificate of your own authority.
    ///
    /// ## References
    /// Node.js documentation, command-line options, environment variables.
    pub static NODE_TLS_OFF = Rule {
        id: "node-tls-off",
        title: "Node.js does not verify certificates",
        category: Category::Network,
        severity: Severity::High,
        aliases: &["UPD-006", "CKV2_DOCKER_6"],
        controls: TLS,
        cwe: Some(295),
        inputs: Inputs::Both,
        message: "NODE_TLS_REJECT_UNAUTHORIZED=0 switches the verification of certificates off in Node.js",
        why: "Traffic over TLS can be read and changed on its way.",
        fix: "Remove the variable; name an authority of your own with `NODE_EXTRA_CA_CERTS`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    variable::settings(
        facts,
        |name| name == "NODE_TLS_REJECT_UNAUTHORIZED",
        |variable| {
            if variable.is(&["0"]) {
                of_variable(facts, findings, &variable, Severity::High).done();
            }
        },
    );
}
