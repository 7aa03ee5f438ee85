//! `python-tls-off`.

use super::transport::{TLS, of_variable};
use super::variable;
use crate::facts::Facts;
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// `PYTHONHTTPSVERIFY=0` in ENV, ARG, before a command or exported. Other values leave verification on.
    ///
    /// ## Why it matters
    /// HTTPS connections of Python's standard library then accept any certificate, so that traffic can be read and
    /// changed on its way. Set by ENV it holds in every container.
    ///
    /// ## Examples
    /// ```image bad
    /// history ENV PYTHONHTTPSVERIFY=0
    /// env PYTHONHTTPSVERIFY=0
    /// ```
    /// ```image good
    /// history ENV PYTHONHTTPSVERIFY=1
    /// env PYTHONHTTPSVERIFY=1
    /// ```
    /// ```dockerfile bad
    /// FROM python:3.12
    /// ENV LANG=C.UTF-8 PYTHONHTTPSVERIFY="0"
    /// ```
    /// ```dockerfile bad
    /// FROM python:3.12
    /// RUN PYTHONHTTPSVERIFY=0 python fetch.py
    /// ```
    /// ```dockerfile bad
    /// FROM python:3.12
    /// ARG OFF=0
    /// ONBUILD ENV PYTHONHTTPSVERIFY 0
    /// ```
    /// ```dockerfile good
    /// FROM python:3.12
    /// ENV PYTHONHTTPSVERIFY=1
    /// ```
    /// ```dockerfile good
    /// FROM python:3.12
    /// ARG PYTHONHTTPSVERIFY
    /// RUN unset PYTHONHTTPSVERIFY && python fetch.py
    /// ```
    /// ```dockerfile good
    /// FROM python:3.12
    /// RUN echo "PYTHONHTTPSVERIFY=0 is not for us"
    /// ```
    ///
    /// ## How to fix
    /// Remove the variable; point `SSL_CERT_FILE` at the certificate of your own authority.
    ///
    /// ## References
    /// Python PEP 493.
    pub static PYTHON_TLS_OFF = Rule {
        id: "python-tls-off",
        title: "Python does not verify certificates",
        category: Category::Network,
        severity: Severity::High,
        aliases: &["UPD-006", "CKV2_DOCKER_5"],
        controls: TLS,
        cwe: Some(295),
        inputs: Inputs::Both,
        message: "PYTHONHTTPSVERIFY=0 switches the verification of certificates off in Python",
        why: "Traffic over HTTPS can be read and changed on its way.",
        fix: "Remove the variable; name an authority of your own with `SSL_CERT_FILE`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    variable::settings(
        facts,
        |name| name == "PYTHONHTTPSVERIFY",
        |variable| {
            if variable.is(&["0"]) {
                of_variable(facts, findings, &variable, Severity::High).done();
            }
        },
    );
}
