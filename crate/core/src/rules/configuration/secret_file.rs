//! `secret-file`.

use super::secret;
use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Place, Severity, shown_path};
use crate::image::layer::LayerSecret;
use crate::image::rootfs::{HiddenBy, HiddenCause};
use crate::limits::MAX_SECRETS_PER_FILE;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};
use crate::secrets::{self, FileHit, Kind};

rule! {
    /// ## What it checks
    /// Files of every layer, also those that a later layer deletes or replaces: private keys (PEM, OpenSSH, PuTTY,
    /// PKCS#12, Java key stores, DER), and the files in which tools keep credentials (`.netrc`, `.npmrc`, `.pypirc`,
    /// `.git-credentials`, `.docker/config.json`, cloud and Kubernetes configuration, `.env`, state files, password
    /// hashes). What counts is the content: certificates, public keys, an `.npmrc` without a token and a trust store
    /// are nothing.
    ///
    /// All other files, programs too, are searched from their first byte to their last for secrets that have a form of
    /// their own: tokens and keys of known services, private keys in armour, web tokens. Passwords in URLs and forms
    /// that could also be something else count only where settings are written (`.yml`, `.conf`, shell histories and the
    /// like, outside of what packages install); keys inside programs that packages install are those of self-tests and
    /// are passed over. Archives and compressed files inside a layer are not opened, and values whose only sign is a name
    /// (`password = ...`) are judged in the files above alone, in the first 256 KiB of each.
    ///
    /// Each secret is one finding with its line, at most ten a file (the tenth says how many more there
    /// are). A secret whose file is deleted later is reported in its layer, with the layer that hides it; a copy that
    /// only changes mode or owner is not reported twice.
    ///
    /// Secrets that work as they stand are critical; SSH host keys are high; keys under a passphrase and password
    /// hashes are medium; defaults, keys in folders for tests, documentation and samples, keys in sources of packages,
    /// and keys that a program brings to everybody are low.
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
    /// A token in any file, deleted or not:
    /// ```image bad
    /// layer COPY setup.sh /srv/setup.sh # buildkit
    /// /srv/setup.sh 0755 0:0 "#!/bin/sh\nnpm config set //registry.example.org/:_authToken=s7Kq29xLmPz4Rt8Vw1Yb3Nd6Fh5\n"
    /// layer RUN /bin/sh -c /srv/setup.sh && rm /srv/setup.sh # buildkit
    /// - /srv/setup.sh
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
        aliases: &["SEC-003", "SEC-004", "SEC-005", "OSH-022", "CIS-DI-0010"],
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
            let body = entry.body.and_then(|body| scanned.bodies.get(body));
            let spotted = scanned.secrets_of(entry.index);
            // The same bytes stand in the upper entry, which is judged itself.
            let same_above = hidden.is_some_and(|by| by.cause == HiddenCause::MetadataOnly);
            if same_above || (body.is_none() && spotted.is_empty()) {
                continue;
            }
            let of = File { path: entry.path, layer, hidden };
            let kept = body.map_or(0, |body| body.bytes.len() as u64);
            let judged = body.map(|body| secrets::judge_file(entry.path, body.bytes, body.complete));
            let judged = judged.into_iter().flatten().map(Told::from);
            // A kept body is judged by its form too; the search of all bodies adds what lies behind its end.
            let beyond = spotted.iter().filter(|secret| secret.offset >= kept).map(Told::from);
            of.report(judged.chain(beyond).collect(), findings);
        }
    }
}

/// What is told of one secret, wherever it was found.
struct Told {
    kind: &'static Kind,
    line: Option<u32>,
    confidence: secrets::Confidence,
    masked: String,
    /// Further ones of the same file that are not listed.
    more: usize,
}

impl From<FileHit> for Told {
    fn from(hit: FileHit) -> Self {
        Self { kind: hit.kind, line: Some(hit.line), confidence: hit.confidence, masked: hit.masked, more: 0 }
    }
}

impl From<&LayerSecret> for Told {
    fn from(secret: &LayerSecret) -> Self {
        let LayerSecret { kind, line, confidence, ref masked, more, .. } = *secret;
        Self { kind, line, confidence, masked: masked.clone(), more: more as usize }
    }
}

/// The file that is reported on.
struct File<'a> {
    path: &'a [u8],
    layer: u32,
    hidden: Option<HiddenBy>,
}

impl File<'_> {
    fn report(&self, told: Vec<Told>, findings: &mut Findings) {
        let unlisted = told.len().saturating_sub(MAX_SECRETS_PER_FILE);
        let more = told.iter().fold(unlisted, |sum, told| sum.saturating_add(told.more));
        let listed = told.len().min(MAX_SECRETS_PER_FILE);
        for (number, told) in (1..).zip(told.into_iter().take(listed)) {
            self.finding(&told, if number == listed { more } else { 0 }, findings);
        }
    }

    fn finding(&self, told: &Told, more: usize, findings: &mut Findings) {
        let place = Place::File {
            path: shown_path(self.path),
            layer: self.layer,
            line: told.line,
            // An entry of the same layer may hide it, too; the reader still has to know that it is hidden.
            hidden_by: self.hidden.map(|by| by.layer),
        };
        let what = match told.masked.is_empty() {
            true => told.kind.title().to_owned(),
            false => format!("{}, {}", told.kind.title(), told.masked),
        };
        let mut draft = findings
            .at(place)
            .detail("kind", told.kind.title())
            .detail("what", what)
            .detail("state", state(self.layer, self.hidden, more))
            .detail("revoke", told.kind.revoke());
        if !told.masked.is_empty() {
            draft = draft.detail("secret", &told.masked);
        }
        draft.severity(severity(told)).confidence(secret::confidence(told.confidence)).done();
    }
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

fn severity(told: &Told) -> Severity {
    match (told.kind.id, told.confidence) {
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
