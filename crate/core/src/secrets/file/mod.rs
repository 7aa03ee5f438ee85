//! Secrets inside files that tools keep them in. Every judgement is about the content: a `.pem` of certificates, an
//! `.npmrc` without a token and a trust store are nothing.

mod candidates;
mod form;
mod forms;
mod place;
mod store;

use super::family::{cloud, forge, generic, registry};
use super::kind::{Confidence, Found, Kind, joined, with_lines};
use super::{find, mask};
pub use candidates::{Candidate, Want, file_candidates};
use form::Form;
use place::Place;
pub(super) use place::is_source;

/// Whether a path is of a place for samples: documentation, tests, examples, vendored sources. `path` is cleaned.
#[must_use]
pub fn is_sample_place(path: &[u8]) -> bool {
    place::of(path) == Place::Samples
}

/// One secret of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileHit {
    /// What it is.
    pub kind: &'static Kind,
    /// Line, from 1; 1 for binary files.
    pub line: u32,
    /// How sure. Never above [`Confidence::Low`] in places for samples (documentation, tests).
    pub confidence: Confidence,
    /// The secret as it may be shown; empty for a binary store, which has nothing to show.
    pub masked: String,
}

/// Judges the content of a file. `path` is cleaned, without a leading slash; `complete` says that `body` is all of it.
/// The hits are sorted by line.
#[must_use]
pub fn judge_file(path: &[u8], body: &[u8], complete: bool) -> Vec<FileHit> {
    let samples = place::of(path) == Place::Samples;
    if let Some((kind, confidence)) = store::judged(path, body, complete) {
        if samples && confidence < Confidence::High {
            return Vec::new();
        }
        let confidence = if samples { Confidence::Low } else { confidence };
        return vec![FileHit { kind, line: 1, confidence, masked: String::new() }];
    }
    let mut all = find::found(body);
    let form = form::of(path);
    if let Ok(text) = std::str::from_utf8(valid_part(body)) {
        forms::read(form, text, &mut all);
    }
    all.retain(|found| found.start < found.end);
    let mut all = joined(all);
    for found in &mut all {
        found.kind = renamed(path, body, form, found);
    }
    if samples {
        all.retain(|found| found.confidence == Confidence::High);
        all.iter_mut().for_each(|found| found.confidence = Confidence::Low);
    }
    with_lines(body, &all)
        .into_iter()
        .map(|hit| FileHit {
            kind: hit.kind,
            line: hit.line,
            confidence: hit.confidence,
            masked: mask(&String::from_utf8_lossy(body.get(hit.start..hit.end).unwrap_or_default())),
        })
        .collect()
}

/// The body up to its first byte that is not UTF-8: a cut body may end in half a character.
fn valid_part(body: &[u8]) -> &[u8] {
    match std::str::from_utf8(body) {
        Ok(_) => body,
        Err(error) => body.get(..error.valid_up_to()).unwrap_or_default(),
    }
}

/// The kind that the place makes of a general one.
fn renamed(path: &[u8], body: &[u8], form: Form, found: &Found) -> &'static Kind {
    let name = path.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    let has = |part: &[u8]| body.windows(part.len()).any(|window| window == part);
    let key = found.kind.id == generic::PRIVATE_KEY.id || found.kind.id == generic::ENCRYPTED_PRIVATE_KEY.id;
    if key && path.starts_with(b"etc/ssh/") && name.starts_with(b"ssh_host_") && name.ends_with(b"_key") {
        return &generic::SSH_HOST_KEY;
    }
    if key && has(b"\"service_account\"") && has(b"\"client_email\"") {
        return &cloud::GCP_SERVICE_ACCOUNT;
    }
    let general = [
        &generic::PASSWORD,
        &generic::API_KEY,
        &generic::TOKEN,
        &generic::SECRET_VALUE,
        &generic::ENCRYPTION_KEY,
        &generic::AUTHORIZATION_HEADER,
        &registry::DOCKER_CONFIG_AUTH,
    ];
    let is_general = general.iter().any(|kind| kind.id == found.kind.id);
    match name {
        b".npmrc" | b"npmrc" | b".yarnrc" | b".yarnrc.yml" if is_general => &registry::NPM_CONFIG_TOKEN,
        b".pypirc" | b"pip.conf" if is_general || found.kind.id == generic::URL_CREDENTIAL.id => {
            &registry::PYPI_CREDENTIAL
        }
        b".git-credentials" if found.kind.id == generic::URL_CREDENTIAL.id => &generic::GIT_CREDENTIAL,
        b"hosts.yml" if is_general => &forge::GITHUB_TOKEN,
        b"credentials.tfrc.json" | b".terraformrc" if is_general => &forge::TERRAFORM_TOKEN,
        b"settings.xml" | b"settings-security.xml" if is_general => &registry::MAVEN_CREDENTIAL,
        _ if form == Form::Xml && is_general => &registry::NUGET_CREDENTIAL,
        _ if is_general && has(b"\"refresh_token\"") && has(b"\"authorized_user\"") => &cloud::GCP_USER_CREDENTIALS,
        _ => found.kind,
    }
}

#[cfg(test)]
mod tests;
