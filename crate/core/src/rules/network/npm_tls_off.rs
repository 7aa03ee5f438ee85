//! `npm-tls-off`.

use super::transport::{TLS, of_variable};
use super::variable;
use crate::dockerfile::Span;
use crate::facts::{Facts, Step};
use crate::finding::{Findings, Severity};
use crate::rules::build_step::by_use;
use crate::rules::rule::rule;
use crate::rules::written;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// npm, pnpm or yarn with the setting `strict-ssl` (`enableStrictSsl` for newer yarn) off: `npm config set strict-ssl
    /// false` and its forms, `--strict-ssl=false`, `--no-strict-ssl`, the variables `NPM_CONFIG_STRICT_SSL` (in any case)
    /// and `YARN_ENABLE_STRICT_SSL` in ENV, ARG, before a command or exported, and the setting written to `.npmrc`,
    /// `.yarnrc` or `.yarnrc.yml`.
    ///
    /// ## Why it matters
    /// Packages are then taken from any server that pretends to be the registry, and their scripts run in the build.
    ///
    /// ## Examples
    /// ```image bad
    /// layer RUN /bin/sh -c npm config set strict-ssl false && npm ci # buildkit
    /// /app 0644 0:0 size=10
    /// ```
    /// ```image bad
    /// history ENV NPM_CONFIG_STRICT_SSL=false
    /// env NPM_CONFIG_STRICT_SSL=false
    /// ```
    /// ```image good
    /// layer RUN /bin/sh -c npm config set strict-ssl true && npm ci # buildkit
    /// /app 0644 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM node:22
    /// RUN npm set strict-ssl=false && npm ci
    /// ```
    /// ```dockerfile bad
    /// FROM node:22
    /// RUN npm ci --strict-ssl false
    /// ```
    /// ```dockerfile bad
    /// FROM node:22
    /// RUN echo 'strict-ssl=false' >> .npmrc
    /// ```
    /// ```dockerfile bad
    /// FROM node:22
    /// COPY <<EOF .yarnrc.yml
    /// nodeLinker: node-modules
    /// enableStrictSsl: false
    /// EOF
    /// ```
    /// ```dockerfile bad
    /// FROM node:22
    /// ENV npm_config_strict_ssl=false
    /// ```
    /// ```dockerfile good
    /// FROM node:22
    /// RUN npm config get strict-ssl && npm config delete strict-ssl
    /// ```
    /// ```dockerfile good
    /// FROM node:22
    /// RUN npm config set cafile /etc/ssl/own.pem && npm config set audit false
    /// ```
    /// ```dockerfile good
    /// FROM node:22
    /// ENV NPM_CONFIG_STRICT_SSL=true NPM_CONFIG_FUND=false
    /// ```
    ///
    /// ## How to fix
    /// Leave it on, and name the certificate of your own authority: `npm config set cafile`, `NODE_EXTRA_CA_CERTS`.
    ///
    /// ## References
    /// npm documentation, config, `strict-ssl`; Yarn documentation, `enableStrictSsl`.
    pub static NPM_TLS_OFF = Rule {
        id: "npm-tls-off",
        title: "Packages for Node.js fetched without verification of certificates",
        category: Category::Network,
        severity: Severity::High,
        aliases: &["UPD-006", "CKV2_DOCKER_12", "CKV2_DOCKER_13"],
        controls: TLS,
        cwe: Some(295),
        inputs: Inputs::Both,
        message: "\"{setting}\" lets npm or yarn accept any certificate of a registry",
        why: "Any server that pretends to be the registry provides packages, whose scripts run in the build.",
        fix: "Leave the setting on, and name an authority of your own with `cafile` or `NODE_EXTRA_CA_CERTS`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let mut report = |step: &Step<'_>, span: Span, setting: &str| {
        findings
            .at(facts.place_in(step, span))
            .severity(by_use(step, Severity::High))
            .detail("setting", setting)
            .done();
    };
    for run in facts.runs_of(&["npm", "npx", "pnpm", "yarn", "yarnpkg"]) {
        let sets = run.words.iter().any(|word| matches!(word.text.as_str(), "set" | "s"));
        for (at, word) in run.words.iter().enumerate() {
            let (name, value) = word.text.split_once('=').map_or((word.text.as_str(), None), |(n, v)| (n, Some(v)));
            let option = name.strip_prefix("--");
            if option == Some("no-strict-ssl") && value.is_none_or(|value| !is_off(value)) {
                report(run.step, word.span, "--no-strict-ssl");
            } else if is_setting(option.unwrap_or(name)) && (option.is_some() || sets) {
                let next = run.words.get(at.saturating_add(1));
                let value = value.or_else(|| next.map(|next| next.text.as_str()));
                if value.is_some_and(is_off) {
                    let span = if word.text.contains('=') {
                        word.span
                    } else {
                        word.span.to(next.map_or(word.span, |n| n.span))
                    };
                    report(run.step, span, &format!("{name} {}", value.unwrap_or_default()));
                }
            }
        }
    }
    written::lines(facts, |line| {
        let pair = line.pair(&['=', ':', ' ']);
        if pair.is_some_and(|(name, value)| is_setting(name.trim_matches('"')) && is_off(value)) {
            report(line.step, line.span, line.text);
        }
    });
    let is_variable =
        |name: &str| name.eq_ignore_ascii_case("NPM_CONFIG_STRICT_SSL") || name == "YARN_ENABLE_STRICT_SSL";
    variable::settings(facts, is_variable, |variable| {
        if variable.value.as_deref().is_some_and(is_off) {
            let setting = format!("{}={}", variable.name, variable.value.as_deref().unwrap_or_default());
            of_variable(facts, findings, &variable, Severity::High).detail("setting", setting).done();
        }
    });
}

fn is_setting(name: &str) -> bool {
    matches!(name, "strict-ssl" | "enableStrictSsl")
}

/// Values that npm reads as false.
fn is_off(value: &str) -> bool {
    matches!(value.trim().to_ascii_lowercase().as_str(), "false" | "0" | "null")
}
