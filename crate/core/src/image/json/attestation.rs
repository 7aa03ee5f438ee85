//! What a part of an attestation or a signature says: in-toto statements, bare, in a DSSE envelope or in a Sigstore bundle,
//! and the simple-signing payloads of cosign. Whether it is true is for others to judge.

use super::super::digest::Digest;
use super::super::plan::{ScanTimes, is_scan};
use super::super::time::parse_rfc3339;
use super::oci::decode_base64;
use crate::json::Value;
use crate::limits::MAX_CLAIM_SUBJECTS;
use crate::words::{Words, words};

/// The part of a statement that is kept. The predicate itself (an SBOM may have tens of megabytes) is passed over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Statement {
    pub(crate) predicate_type: Option<String>,
    /// The SHA-256 digests of what it speaks of, as they stand.
    pub(crate) subjects: Vec<String>,
    /// If it is the result of a scan.
    pub(crate) scan: Option<ScanTimes>,
}

/// A statement and how it came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Attested {
    pub(crate) statement: Statement,
    /// The bytes of the statement, if they were inside an envelope and not the part itself.
    pub(crate) unwrapped: Option<Vec<u8>>,
    /// What is signed, and the signatures; `None` for a bare statement.
    pub(crate) signed: Option<(Vec<u8>, Vec<Vec<u8>>)>,
}

impl Attested {
    /// The SHA-256 digests that it speaks of.
    pub(crate) fn digests(&self) -> Vec<Digest> {
        let digests = self.statement.subjects.iter().filter_map(|digest| digest.parse().ok());
        digests.take(MAX_CLAIM_SUBJECTS).collect()
    }
}

/// Fields of statements; the times in predicates of scans (cosign, specs/COSIGN_VULN_ATTESTATION_SPEC.md; in-toto,
/// spec/predicates/vuln.md; OpenVEX; CycloneDX); fields of DSSE envelopes (github.com/secure-systems-lab/dsse, envelope.md),
/// and the one of a Sigstore bundle that holds an envelope.
static FIELDS: Words = words![
    "predicateType",
    "subject",
    "digest",
    "sha256",
    "dsseEnvelope",
    "payload",
    "payloadType",
    "signatures",
    "sig",
    "predicate",
    "metadata",
    "scanFinishedOn",
    "scanStartedOn",
    "timestamp",
    "last_updated",
    "scanner",
    "db",
    "lastUpdate"
];

/// Reads a statement. Errors name line and column, or the field.
pub(crate) fn read(bytes: &[u8]) -> Result<Attested, String> {
    let document = Value::parse_fields(bytes, &FIELDS)?;
    let statement = statement(&document)?;
    if statement.predicate_type.is_none() {
        for envelope in [&document, document.get("dsseEnvelope")] {
            if let Ok(Some(payload)) = envelope.text("payload") {
                return opened(envelope, payload);
            }
        }
    }
    Ok(Attested { statement, unwrapped: None, signed: None })
}

fn statement(document: &Value) -> Result<Statement, String> {
    if !matches!(document, Value::Object(_)) {
        return Err(format!("it is {}, not an object", document.type_name()));
    }
    let subjects = document.get("subject").items().iter();
    let digests = subjects.filter_map(|subject| subject.get("digest").text("sha256").ok()?);
    let predicate_type = document.text("predicateType")?;
    Ok(Statement {
        predicate_type: predicate_type.map(str::to_owned),
        scan: predicate_type.filter(|kind| is_scan(kind)).map(|_| scan_times(document.get("predicate"))),
        subjects: digests.map(str::to_owned).collect(),
    })
}

/// A field that is there and is a date counts, the first of these.
fn scan_times(predicate: &Value) -> ScanTimes {
    let metadata = predicate.get("metadata");
    let date = |of: &Value, field: &str| parse_rfc3339(of.text(field).ok()??);
    let finished = [
        (metadata, "scanFinishedOn"),
        (metadata, "scanStartedOn"),
        (predicate, "last_updated"),
        (predicate, "timestamp"),
        (metadata, "timestamp"),
    ];
    ScanTimes {
        finished: finished.into_iter().find_map(|(of, field)| date(of, field)),
        advisories: date(predicate.get("scanner").get("db"), "lastUpdate"),
    }
}

fn opened(envelope: &Value, payload: &str) -> Result<Attested, String> {
    let payload = decode_signature(payload).ok_or("the payload of the envelope is not base64")?;
    let statement = statement(&Value::parse_fields(&payload, &FIELDS)?)?;
    let texts = envelope.get("signatures").items().iter().filter_map(|signature| signature.text("sig").ok()?);
    let signatures: Vec<Vec<u8>> = texts.filter_map(decode_signature).collect();
    let message = pre_authentication(envelope.text("payloadType")?.unwrap_or_default(), &payload);
    Ok(Attested { statement, unwrapped: Some(payload), signed: Some((message, signatures)) })
}

/// What is signed in place of the payload: DSSE protocol.md, `PAE`.
fn pre_authentication(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut message = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len()).into_bytes();
    message.extend_from_slice(payload);
    message
}

/// Base64 in either alphabet, as DSSE allows.
pub(crate) fn decode_signature(text: &str) -> Option<Vec<u8>> {
    decode_base64(&text.trim().replace('-', "+").replace('_', "/"))
}

/// The digest that a simple-signing payload speaks of (containers/image, containers-signature.5, which cosign follows).
pub(crate) fn simple_signing(bytes: &[u8]) -> Result<Digest, String> {
    let payload = Value::parse_fields(bytes, &["critical", "image", "docker-manifest-digest"])?;
    let digest = payload.get("critical").get("image").text("docker-manifest-digest")?;
    let digest = digest.ok_or("critical.image.docker-manifest-digest is missing")?;
    digest.parse().map_err(|error| format!("docker-manifest-digest is {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATEMENT: &str = r#"{"_type":"https://in-toto.io/Statement/v0.1","predicateType":"https://slsa.dev/provenance/v0.2",
        "subject":[{"name":"pkg:docker/x","digest":{"sha256":"ab"}}],"predicate":{"a":[1,{"b":2}]}}"#;

    #[test]
    fn statements_are_read_bare_in_an_envelope_and_in_a_bundle() {
        use base64::Engine as _;
        let payload = base64::engine::general_purpose::STANDARD.encode(STATEMENT);
        let envelope = format!(
            r#"{{"payloadType":"application/vnd.in-toto+json","payload":"{payload}","signatures":[{{"sig":"-_8="}}]}}"#
        );
        let bundle =
            format!(r#"{{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","dsseEnvelope":{envelope}}}"#);
        for text in [STATEMENT, &envelope, &bundle] {
            let read = read(text.as_bytes()).unwrap();
            assert_eq!(read.statement.predicate_type.as_deref(), Some("https://slsa.dev/provenance/v0.2"));
            assert_eq!(read.statement.subjects, ["ab"]);
            if let Some((message, signatures)) = read.signed {
                let head = format!("DSSEv1 28 application/vnd.in-toto+json {} {{", STATEMENT.len());
                assert!(message.starts_with(head.as_bytes()));
                assert_eq!(signatures, [[0xfb, 0xff]]);
            } else {
                assert_eq!(text, STATEMENT);
            }
        }
    }

    #[test]
    fn results_of_scans_have_their_times() {
        let read = |kind: &str, predicate: &str| {
            let text = format!(r#"{{"predicateType":"{kind}","predicate":{predicate}}}"#);
            super::read(text.as_bytes()).unwrap().statement.scan
        };
        let times = |finished: &str, advisories: Option<&str>| {
            Some(ScanTimes { finished: parse_rfc3339(finished), advisories: advisories.and_then(parse_rfc3339) })
        };
        let vuln = r#"{"scanner":{"uri":"x","db":{"lastUpdate":"2026-01-02T00:00:00Z"},"result":{"metadata":[{}]}},
            "metadata":{"scanStartedOn":"2026-01-03T00:00:00Z","scanFinishedOn":"2026-01-03T00:01:00Z"}}"#;
        let found = read("https://cosign.sigstore.dev/attestation/vuln/v1", vuln);
        assert_eq!(found, times("2026-01-03T00:01:00Z", Some("2026-01-02T00:00:00Z")));
        let vex = r#"{"timestamp":"2026-01-03T00:00:00Z","statements":[{"timestamp":"2027-01-03T00:00:00Z"}]}"#;
        assert_eq!(read("https://openvex.dev/ns/v0.2.0", vex), times("2026-01-03T00:00:00Z", None));
        assert_eq!(read("https://openvex.dev/ns/v0.2.0", r#"{"timestamp":7}"#), Some(ScanTimes::default()));
        assert_eq!(read("https://slsa.dev/provenance/v1", vuln), None);
    }

    #[test]
    fn payloads_of_simple_signing_name_a_digest() {
        let digest = Digest::of(b"manifest");
        let payload = format!(
            r#"{{"critical":{{"identity":{{"docker-reference":"x"}},"image":{{"docker-manifest-digest":"{digest}"}},"type":"cosign container image signature"}},"optional":null}}"#
        );
        assert_eq!(simple_signing(payload.as_bytes()), Ok(digest));
        assert!(simple_signing(b"{}").unwrap_err().contains("critical"));
        assert!(simple_signing(payload.replace("sha256:", "md5:").as_bytes()).unwrap_err().contains("64 hex digits"));
    }

    #[test]
    fn what_is_not_a_statement_is_an_error_with_its_place() {
        assert!(read(b"{\"predicateType\": 7}").unwrap_err().contains("predicateType is a number"));
        assert!(read(b"{\"predicateType\": }").unwrap_err().contains("line 1"));
        assert!(read(b"[]").unwrap_err().contains("a list"));
        assert!(read(b"{").is_err());
    }
}
