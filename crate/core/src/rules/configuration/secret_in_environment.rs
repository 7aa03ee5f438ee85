//! `secret-in-environment`.

use super::secret;
use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Severity};
use crate::rules::edit;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};
use crate::secrets::{self, Kind};

rule! {
    /// ## What it checks
    /// Environment variables that every container of the image starts with. Name and value are judged together, and
    /// the value also by its own form: a token of a known service is told under any name, a password in a URL or in an
    /// option (`-Ddb.password=...`) too. References (`$OTHER`, `/run/secrets/db`), switches and public keys are no
    /// secrets. Values that everybody knows (`changeme`, `postgres`) are reported as default credentials, at medium, or high
    /// with the name of the account beside them (`DB_USER` and `DB_PASSWORD`), since both together open a door.
    /// Secrets are shown masked.
    ///
    /// ## Why it matters
    /// The environment stands in clear text in the image's config: whoever can pull the image can read it, and so can
    /// every process in the container, `docker inspect` and most crash reports.
    ///
    /// ## Examples
    /// ```image bad
    /// env DB_PASSWORD=correct-Horse7battery
    /// ```
    /// A password inside a URL, and a default that everybody knows:
    /// ```image bad
    /// env DATABASE_URL=postgres://app:Horse7battery@db.internal/app
    /// ```
    /// ```image bad
    /// env POSTGRES_PASSWORD=changeme
    /// ```
    /// ```image bad
    /// env POSTGRES_USER=postgres
    /// env POSTGRES_PASSWORD=postgres
    /// ```
    /// References and public values are fine:
    /// ```image good
    /// env PATH=/usr/local/bin:/usr/bin:/bin
    /// env DB_PASSWORD_FILE=/run/secrets/db
    /// env GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D
    /// env MAX_TOKENS=4096
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ENV LANG=C.UTF-8 DB_PASSWORD=correct-Horse7battery
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ENV DB_PASSWORD correct-Horse7battery
    /// ENV API_TOKEN="s7Kq29xLmPz4Rt8Vw1Yb3Nd6Fh5" \
    ///     LANG=C.UTF-8
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ENV DB_PASSWORD_FILE=/run/secrets/db
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS base
    /// ENV DATABASE_URL=postgres://app:Horse7battery@db.internal/app
    /// FROM base
    /// CMD ["/app"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS build
    /// ENV DB_PASSWORD=""
    /// FROM debian:12
    /// ENV DB_PASSWORD=$DB_PASSWORD \
    ///     MAX_TOKENS=4096
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ENV AUTH_ENABLED=true TOKEN_TTL=3600
    /// ENV GPG_KEY A035C8C19219BA821ECEA86B64E628F8D684696D
    /// ```
    ///
    /// ## How to fix
    /// Revoke the secret: it has been published with the image. Give the new one to the container when it starts, best
    /// as a file (`docker run --secret`, a Kubernetes secret volume), and rebuild without it. A later `ENV` that
    /// empties the variable does not help, since the history keeps the value.
    ///
    /// ## References
    /// OCI image specification, config, `Env`. CWE-526: cleartext storage of sensitive information in an environment
    /// variable.
    pub static SECRET_IN_ENVIRONMENT = Rule {
        id: "secret-in-environment",
        title: "Secret in an environment variable",
        category: Category::Configuration,
        severity: Severity::Critical,
        confidence: Confidence::High,
        aliases: &[
            "SEC-001", "SEC-009", "CIS-DI-0010", "DL3064", "SecretsUsedInArgOrEnv", "DS-0031", "DS031", "AVD-DS-0031",
            "tally:secrets-in-code",
        ],
        controls: &[
            Control::read("CIS Docker", "4.10"),
            Control::read("NIST SP 800-190", "3.1.4"),
            Control::read("NIST SP 800-190", "4.1.4"),
            Control::read("NIST SP 800-53 r5", "IA-5(7)"),
            Control::read("NIST SP 800-53 r5", "AC-6"),
            Control::inferred("NIST SP 800-53 r5", "IA-5"),
            Control::read("DISA", "CICDG 2.18 CCI-002367"),
            Control::inferred("PCI DSS", "2.2.2"),
            Control::inferred("PCI DSS", "8.6.2"),
            Control::read("PCI DSS", "CG 12.4"),
        ],
        cwe: Some(526),
        reads: &[Reads::Build],
        inputs: Inputs::Both,
        message: "Environment variable \"{name}\" holds a secret ({kind}): {value}",
        why: "Whoever can pull the image can read its environment, and so can every process in the container.",
        fix: "Revoke the secret, rebuild without it, and hand the new one over at start, best as a file such as /run/secrets/name.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for setting in &facts.settings.env {
        let (name, value) = &setting.value;
        let Some((kind, sure)) = judged(name, value) else { continue };
        let is_pair = kind.id == "default-credential" && has_account(facts, name);
        findings
            .at(setting.place.clone())
            // Text without an equals sign is all name.
            .detail("name", secrets::masked(name))
            .detail("kind", kind.title())
            .detail("value", secrets::masked_pair(name, value))
            .detail("revoke", kind.revoke())
            .fix(edit::without_item_at(facts, &setting.place, "Take the variable out"))
            .severity(if is_pair { Severity::High } else { secret::severity(kind, sure) })
            .confidence(secret::confidence(sure))
            .done();
    }
}

/// Whether the name of an account stands beside its password: `DB_USER` beside `DB_PASSWORD`.
fn has_account(facts: &Facts<'_>, name: &str) -> bool {
    let Some(stem) = ["PASSWORD", "PASSWD", "PASS", "PWD"].iter().find_map(|end| name.strip_suffix(end)) else {
        return false;
    };
    let is_account =
        |name: &str| name.strip_prefix(stem).is_some_and(|end| matches!(end, "USER" | "USERNAME" | "LOGIN"));
    facts.settings.env.iter().any(|setting| is_account(&setting.value.0) && !setting.value.1.is_empty())
}

/// The pair, or else the surest secret inside the value: variables such as `JAVA_OPTS` hold options.
fn judged(name: &str, value: &str) -> Option<(&'static Kind, secrets::Confidence)> {
    if !secrets::may_hold_pair(name, value) {
        return None;
    }
    if let Some(judgement) = secrets::judge_pair(name, value) {
        return Some((judgement.kind, judgement.confidence));
    }
    let hits = secrets::find_in_command(value);
    hits.iter().max_by_key(|hit| hit.confidence).map(|hit| (hit.kind, hit.confidence))
}
