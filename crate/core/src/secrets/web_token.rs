//! JSON web tokens (RFC 7519) in compact form: told by their decoded header, not by their dots alone.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::family::generic;
use super::kind::{Confidence, Found};
use super::matcher::is_boundary_before;
use super::set::{Runs, Set};
use crate::limits;

/// How many bytes from its beginning on a token may have, and what decides that it ends.
pub(super) const REACH: usize = 3 * limits::MAX_SECRET_TOKEN_BYTES + 8;

/// A token whose header begins at `at` (with `eyJ`, which is `{"`).
pub(super) fn at(text: &[u8], at: usize, runs: &mut Runs) -> Option<Found> {
    if !is_boundary_before(text, at) {
        return None;
    }
    let most = limits::MAX_SECRET_TOKEN_BYTES;
    let header_end = at.checked_add(runs.length(text, Set::Url64, at, most))?;
    let payload_start = after_dot(text, header_end)?;
    let payload_end = payload_start.checked_add(runs.length(text, Set::Url64, payload_start, most))?;
    let signature_start = after_dot(text, payload_end)?;
    let end = signature_start.checked_add(runs.length(text, Set::Url64, signature_start, most))?;
    let header = decoded(text.get(at..header_end)?)?;
    if !has(&header, b"\"alg\"") || end.checked_sub(signature_start)? < 20 {
        return None;
    }
    let payload = decoded(text.get(payload_start..payload_end)?).unwrap_or_default();
    let found = |kind, confidence| Some(Found { kind, start: at, end, confidence });
    if has(&payload, b"kubernetes.io") {
        return found(&generic::KUBERNETES_TOKEN, Confidence::High);
    }
    // The subject and name of the sample that the jwt.io site shows, which is all over documentation.
    let sample = has(&payload, b"\"1234567890\"") || has(&payload, b"John Doe");
    found(&generic::WEB_TOKEN, if sample { Confidence::Low } else { Confidence::Medium })
}

fn after_dot(text: &[u8], at: usize) -> Option<usize> {
    (text.get(at) == Some(&b'.')).then(|| at.saturating_add(1))
}

fn decoded(part: &[u8]) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(part).ok()
}

fn has(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::super::{Confidence, find, sample};

    #[test]
    fn tokens_are_told_by_their_decoded_header() {
        let token = sample::web_token(r#"{"alg":"HS256","typ":"JWT"}"#, r#"{"sub":"4711","iss":"shop"}"#);
        let hits = find(format!("Bearer {token}\n").as_bytes());
        assert_eq!(hits.len(), 1);
        assert_eq!((hits[0].kind.id, hits[0].start, hits[0].end), ("json-web-token", 7, 7 + token.len()));
        let other = sample::web_token(r#"{"version":3,"file":"a.js"}"#, r#"{"x":1}"#);
        assert!(find(other.as_bytes()).is_empty());
    }

    #[test]
    fn cluster_tokens_are_their_own_kind_and_samples_are_low() {
        let cluster = sample::web_token(r#"{"alg":"RS256"}"#, r#"{"iss":"kubernetes.io/serviceaccount"}"#);
        assert_eq!(find(cluster.as_bytes())[0].kind.id, "kubernetes-service-account-token");
        let known = sample::web_token(r#"{"alg":"HS256"}"#, r#"{"sub":"1234567890","name":"John Doe"}"#);
        assert_eq!(find(known.as_bytes())[0].confidence, Confidence::Low);
    }
}
