//! `secret-file`.

use super::secret;
use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Place, Severity, shown_path};
use crate::image::rootfs::{HiddenBy, HiddenCause};
use crate::limits::MAX_SECRETS_PER_FILE;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};
use crate::secrets::{self, FileHit};

rule! {
    /// ## What it checks
    /// Files of every layer, also those that a later layer deletes or replaces: private keys (PEM, OpenSSH, PuTTY,
    /// PKCS#12, Java key stores, DER), and the files in which tools keep credentials (`.netrc`, `.npmrc`, `.pypirc`,
    /// `.git-credentials`, `.docker/config.json`, cloud and Kubernetes configuration, `.env`, state files, password
    /// hashes). What counts is the content: certificates, public keys, an `.npmrc` without a token and a trust store
    /// are nothing. Each secret is one finding with its line, at most ten a file (the tenth says how many more there
    /// are). A secret whose file is deleted later is reported in its layer, with the layer that hides it; a copy that
    /// only changes mode or owner is not reported twice.
    ///
    /// Secrets that work as they stand are critical; SSH host keys are high; keys under a passphrase and password
    /// hashes are medium; defaults, and keys in folders for tests, documentation and samples, are low.
    ///
    /// ## Why it matters
    /// Layers are archives: whoever can pull the image unpacks each of them, and a deletion in a later layer takes
    /// nothing out of an earlier one.
    ///
    /// ## Examples
    /// ```image bad
    /// /root/.netrc 0600 0:0 "machine example.org login deploy password correct-Horse7battery\n"
    /// ```
    /// Deleted by a later layer, and still there:
    /// ```image bad
    /// layer COPY .npmrc /root/.npmrc # buildkit
    /// /root/.npmrc 0600 0:0 "//registry.example.org/:_authToken=s7Kq29xLmPz4Rt8Vw1Yb3Nd6Fh5\n"
    /// layer RUN /bin/sh -c npm ci && rm /root/.npmrc # buildkit
    /// - /root/.npmrc
    /// ```
    /// ```image bad
    /// /app/.env 0644 0:0 "DEBUG=false\nDB_PASSWORD=correct-Horse7battery\n"
    /// ```
    /// Certificates, references and files without a secret are fine:
    /// ```image good
    /// /etc/ssl/certs/ca.pem 0644 0:0 "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"
    /// /root/.npmrc 0644 0:0 "registry=https://registry.example.org/\n//registry.example.org/:_authToken=${NPM_TOKEN}\n"
    /// /app/.env.example 0644 0:0 "DB_PASSWORD=changeme\n"
    /// ```
    /// ```image good
    /// /etc/shadow 0640 0:42 "root:*:19600:0:99999:7:::\ndaemon:*:19600:0:99999:7:::\n"
    /// ```
    ///
    /// ## How to fix
    /// Revoke the secret: it has been published with the image. Then rebuild so that the file never enters a layer: a
    /// `.dockerignore`, a secret mount (`RUN --mount=type=secret,id=npmrc,target=/root/.npmrc ...`), or a build stage
    /// that the final image is not based on.
    ///
    /// ## References
    /// OCI image specification, layers and whiteouts. Docker documentation, build secrets.
    pub static SECRET_FILE = Rule {
        id: "secret-file",
        title: "Private key or credential in a file",
        category: Category::Configuration,
        severity: Severity::Critical,
        confidence: Confidence::High,
        aliases: &["SEC-003", "SEC-004", "OSH-022", "CIS-DI-0010"],
        controls: &[
            Control::read("CIS Docker", "4.10"),
            Control::read("NIST SP 800-190", "3.1.4"),
            Control::read("NIST SP 800-190", "4.1.4"),
            Control::read("NIST SP 800-53 r5", "IA-5(7)"),
            Control::inferred("NIST SP 800-53 r5", "SC-12"),
            Control::inferred("NIST SP 800-53 r5", "SC-4"),
            Control::read("DISA", "CICDG 2.18 CCI-002367"),
            Control::read("DISA", "CTR-000310"),
            Control::inferred("PCI DSS", "8.6.2"),
            Control::inferred("PCI DSS", "3.6.1"),
            Control::read("PCI DSS", "CG 12.4"),
        ],
        cwe: Some(538),
        reads: &[Reads::Files, Reads::CredentialFiles],
        inputs: Inputs::Image,
        message: "{path} holds a secret ({what}), {state}",
        why: "Whoever can pull the image can unpack every layer of it; deleting a file in a later layer removes nothing.",
        fix: "Revoke the secret, and rebuild so that the file never enters a layer: use a secret mount or a .dockerignore.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(files) = facts.files() else { return };
    for (layer, scanned) in (0_u32..).zip(files.rootfs.layers()) {
        let Some(scanned) = scanned else { continue };
        for (entry, hidden) in files.rootfs.layer_entries(layer) {
            let Some(body) = entry.body.and_then(|body| scanned.bodies.get(body)) else { continue };
            // The same bytes stand in the upper entry, which is judged itself.
            if hidden.is_some_and(|by| by.cause == HiddenCause::MetadataOnly) {
                continue;
            }
            let hits = secrets::judge_file(entry.path, body.bytes, body.complete);
            let more = hits.len().saturating_sub(MAX_SECRETS_PER_FILE);
            let listed = hits.len().min(MAX_SECRETS_PER_FILE);
            for (number, hit) in (1..).zip(hits.iter().take(listed)) {
                let more = if number == listed { more } else { 0 };
                report(entry.path, layer, hidden, hit, more, findings);
            }
        }
    }
}

fn report(path: &[u8], layer: u32, hidden: Option<HiddenBy>, hit: &FileHit, more: usize, findings: &mut Findings) {
    let place = Place::File {
        path: shown_path(path),
        layer,
        line: Some(hit.line),
        // An entry of the same layer may hide it, too; the reader still has to know that it is hidden.
        hidden_by: hidden.map(|by| by.layer),
    };
    let what =
        if hit.masked.is_empty() { hit.kind.title.to_owned() } else { format!("{}, {}", hit.kind.title, hit.masked) };
    let mut draft = findings
        .at(place)
        .detail("kind", hit.kind.title)
        .detail("what", what)
        .detail("state", state(layer, hidden, more))
        .detail("revoke", hit.kind.revoke);
    if !hit.masked.is_empty() {
        draft = draft.detail("secret", &hit.masked);
    }
    draft.severity(severity(hit)).confidence(secret::confidence(hit.confidence)).done();
}

fn state(layer: u32, hidden: Option<HiddenBy>, more: usize) -> String {
    let mut state = match hidden {
        None => format!("in layer {layer}"),
        Some(by) => {
            let does = match by.cause {
                HiddenCause::Deleted | HiddenCause::Opaque => "deletes",
                HiddenCause::Overwritten | HiddenCause::MetadataOnly => "overwrites",
                HiddenCause::ReplacedByOther => "replaces",
            };
            format!("still in layer {layer} although layer {} {does} it", by.layer)
        }
    };
    if more > 0 {
        state.push_str(&format!("; {more} more in this file are not listed"));
    }
    state
}

fn severity(hit: &FileHit) -> Severity {
    match (hit.kind.id, hit.confidence) {
        // Defaults, and samples in folders for tests and documentation.
        (_, secrets::Confidence::Low) | ("default-credential", _) => Severity::Low,
        ("password-hash" | "encrypted-private-key", _) => Severity::Medium,
        ("ssh-host-key", _) => Severity::High,
        (_, secrets::Confidence::Medium) => Severity::High,
        (_, secrets::Confidence::High) => Severity::Critical,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_says_what_became_of_the_file() {
        let by = |cause| Some(HiddenBy { layer: 3, cause });
        assert_eq!(state(1, None, 0), "in layer 1");
        assert_eq!(state(1, by(HiddenCause::Opaque), 0), "still in layer 1 although layer 3 deletes it");
        assert_eq!(
            state(1, by(HiddenCause::Overwritten), 2),
            "still in layer 1 although layer 3 overwrites it; 2 more in this file are not listed"
        );
    }
}
