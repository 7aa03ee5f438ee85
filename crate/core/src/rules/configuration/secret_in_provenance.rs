//! `secret-in-provenance`.

use super::secret;
use crate::facts::{Facts, origin};
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};
use crate::{secrets, text};

rule! {
    /// ## What it checks
    /// Whether build arguments and labels that the image's provenance attestation lists hold secrets: by the form of the value,
    /// or by a name such as `NPM_TOKEN` with a value that could be one. BuildKit writes build arguments there with
    /// `--provenance=mode=max`; with `mode=min`, its default, it leaves them out.
    ///
    /// ## Why it matters
    /// Provenance is pushed beside the image, and whoever can pull the image can read it. The arguments are not in the
    /// image's own history if only an earlier stage used them, so that nobody looks for them.
    ///
    /// ## Examples
    /// ```image bad
    /// /app 0755 0:0 size=10
    /// attestation https://slsa.dev/provenance/v0.2 {"invocation": {"parameters": {"args": {"build-arg:DB_PASSWORD": "q7Rt29xLmVw4"}}}}
    /// ```
    /// ```image bad
    /// /app 0755 0:0 size=10
    /// attestation https://slsa.dev/provenance/v1 {"buildDefinition": {"externalParameters": {"request": {"args": {"build-arg:API_SECRET": "q7Rt29xLmVw4"}}}}}
    /// ```
    /// ```image bad
    /// /app 0755 0:0 size=10
    /// attestation https://slsa.dev/provenance/v1 {"buildDefinition": {"externalParameters": {"request": {"args": {"build-arg:INDEX": "https://ci:q7Rt29xLmVw4@pkg.example.org/simple"}}}}}
    /// ```
    /// ```image good
    /// /app 0755 0:0 size=10
    /// attestation https://slsa.dev/provenance/v0.2 {"invocation": {"parameters": {"args": {"build-arg:VERSION": "1.2.0"}}}}
    /// ```
    /// ```image good
    /// /app 0755 0:0 size=10
    /// attestation https://slsa.dev/provenance/v1 {"buildDefinition": {"externalParameters": {"request": {"args": {"build-arg:DB_PASSWORD": ""}}}}}
    /// ```
    /// ```image good
    /// /app 0755 0:0 size=10
    /// ```
    ///
    /// ## How to fix
    /// Revoke the secret. Hand the new one over with `RUN --mount=type=secret` and `docker build --secret`, and build anew.
    ///
    /// ## References
    /// Docker, provenance attestations, `mode=max`. CWE-540.
    pub static SECRET_IN_PROVENANCE = Rule {
        id: "secret-in-provenance",
        title: "Secret in the provenance attestation",
        category: Category::Configuration,
        severity: Severity::Critical,
        confidence: Confidence::High,
        aliases: &[],
        controls: &[
            Control::read("CIS Docker", "4.10"),
            Control::read("NIST SP 800-190", "3.1.4"),
            Control::read("NIST SP 800-53 r5", "IA-5(7)"),
            Control::read("DISA", "CICDG 2.18 CCI-002367"),
            Control::inferred("PCI DSS", "8.6.2"),
        ],
        cwe: Some(540),
        reads: &[Reads::Identity],
        inputs: Inputs::Image,
        message: "Provenance lists \"{name}\" with a secret ({kind}): {value}",
        why: "Provenance is pushed beside the image, and whoever can pull the image can read it.",
        fix: "Revoke the secret, and hand the new one over with `RUN --mount=type=secret` and `docker build --secret`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(image) = &facts.image else { return };
    for (member, provenance) in origin::provenance(image.evidence) {
        for (argument, value) in &provenance.arguments {
            let name = argument.split_once(':').map_or(argument.as_str(), |(_, name)| name);
            let pair = secrets::judge_pair(name, value).map(|judged| (judged.kind, judged.confidence));
            let inside = || {
                let hits = secrets::find_in_command(value);
                hits.iter().max_by_key(|hit| hit.confidence).map(|hit| (hit.kind, hit.confidence))
            };
            let Some((kind, sure)) = pair.or_else(inside) else { continue };
            findings
                .at(Place::Member { name: text::escaped(member) })
                .detail("name", secrets::masked(argument))
                .detail("kind", kind.title)
                .detail("value", secrets::masked_pair(name, value))
                .detail("revoke", kind.revoke)
                .severity(secret::severity(kind, sure))
                .confidence(secret::confidence(sure))
                .done();
        }
    }
}
