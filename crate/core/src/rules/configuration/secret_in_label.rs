//! `secret-in-label`.

use super::secret;
use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};
use crate::secrets;

rule! {
    /// ## What it checks
    /// Labels of the image and annotations of its manifest, by name and value together and by the form of the value;
    /// labels that hold commands (`docker run -e PASSWORD=...`) are read as commands. Secrets are shown masked.
    ///
    /// ## Why it matters
    /// Labels are made to be read: registries show them on web pages and orchestrators copy them into their own
    /// objects, logs and metrics.
    ///
    /// ## Examples
    /// ```image bad
    /// label com.example.deploy.password=correct-Horse7battery
    /// ```
    /// ```image bad
    /// label org.label-schema.docker.cmd=docker run -e DB_PASSWORD=correct-Horse7battery example
    /// ```
    /// ```image good
    /// label org.opencontainers.image.revision=5e1fc2a0c3b14e8fb1d2d4291e78e044d4d8764e
    /// label org.opencontainers.image.source=https://example.org/app
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// LABEL com.example.deploy.password="correct-Horse7battery"
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// LABEL com.example.owner="platform team"
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// LABEL com.example.run="docker run -e DB_PASSWORD=correct-Horse7battery example"
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS base
    /// LABEL com.example.team="platform" \
    ///       com.example.api-token="s7Kq29xLmPz4Rt8Vw1Yb3Nd6Fh5"
    /// FROM base
    /// CMD ["/app"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// LABEL org.opencontainers.image.revision=5e1fc2a0c3b14e8fb1d2d4291e78e044d4d8764e \
    ///       org.opencontainers.image.source=https://example.org/app
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS base
    /// LABEL com.example.run="docker run -e DB_PASSWORD=$DB_PASSWORD example"
    /// FROM base
    /// LABEL com.example.token-file="/run/secrets/token"
    /// ```
    ///
    /// ## How to fix
    /// Revoke the secret, since it has been published with the image, and take the label out of the build.
    ///
    /// ## References
    /// OCI image specification, annotations and config, `Labels`.
    pub static SECRET_IN_LABEL = Rule {
        id: "secret-in-label",
        title: "Secret in a label",
        category: Category::Configuration,
        severity: Severity::Critical,
        confidence: Confidence::High,
        aliases: &["SEC-006", "tally:secrets-in-code"],
        controls: &[
            Control::inferred("CIS Docker", "4.10"),
            Control::read("NIST SP 800-190", "3.1.4"),
            Control::read("NIST SP 800-53 r5", "IA-5(7)"),
            Control::read("DISA", "CICDG 2.18 CCI-002367"),
            Control::inferred("PCI DSS", "8.6.2"),
        ],
        cwe: Some(312),
        reads: &[Reads::Build, Reads::Identity],
        inputs: Inputs::Both,
        message: "Label \"{name}\" holds a secret ({kind}): {value}",
        why: "Labels are shown by registries and copied by orchestrators into their own objects and logs.",
        fix: "Revoke the secret and remove the label from the build.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for label in &facts.settings.labels {
        let (name, value) = &label.value;
        judge(name, value, &label.place, findings);
    }
    for (name, value) in facts.image.iter().flat_map(|image| image.annotations) {
        judge(name, value, &Place::config(&format!("annotations.{}", secrets::masked(name))), findings);
    }
}

fn judge(name: &str, value: &str, place: &Place, findings: &mut Findings) {
    if !secrets::may_hold_pair(name, value) {
        return;
    }
    let by_pair = secrets::judge_pair(name, value).map(|judgement| (judgement.kind, judgement.confidence));
    let in_text = || {
        let hits = secrets::find_in_command(value);
        hits.iter().max_by_key(|hit| hit.confidence).map(|hit| (hit.kind, hit.confidence))
    };
    let Some((kind, sure)) = by_pair.or_else(in_text) else { return };
    findings
        .at(place.clone())
        .detail("name", secrets::masked(name))
        .detail("kind", kind.title())
        .detail("value", secrets::masked_pair(name, value))
        .detail("revoke", kind.revoke())
        .severity(secret::severity(kind, sure))
        .confidence(secret::confidence(sure))
        .done();
}
