//! in-toto statements, bare or in a DSSE envelope: only what they speak of and of what type they are.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::oci::decode_base64;

/// The part of a statement that is kept. The predicate itself (an SBOM may have tens of megabytes) is passed over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Statement {
    pub(crate) predicate_type: Option<String>,
    pub(crate) subject: Option<Vec<Subject>>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Subject {
    pub(crate) name: Option<String>,
    pub(crate) digest: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Envelope {
    payload: String,
}

/// Reads a statement. Errors name line and column.
pub(crate) fn read(bytes: &[u8]) -> Result<Statement, String> {
    let read =
        |bytes: &[u8]| serde_json::from_slice::<Statement>(bytes).map_err(|error| super::value::explained(&error));
    let statement = read(bytes)?;
    if statement.predicate_type.is_none()
        && let Ok(envelope) = serde_json::from_slice::<Envelope>(bytes)
    {
        let payload = decode_base64(&envelope.payload).ok_or("the payload of the envelope is not base64")?;
        return read(&payload);
    }
    Ok(statement)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATEMENT: &str = r#"{"_type":"https://in-toto.io/Statement/v0.1","predicateType":"https://slsa.dev/provenance/v0.2",
        "subject":[{"name":"pkg:docker/x","digest":{"sha256":"ab"}}],"predicate":{"a":[1,{"b":2}]}}"#;

    #[test]
    fn statements_are_read_bare_and_in_an_envelope() {
        use base64::Engine as _;
        let payload = base64::engine::general_purpose::STANDARD.encode(STATEMENT);
        let envelope = format!(r#"{{"payloadType":"application/vnd.in-toto+json","payload":"{payload}"}}"#);
        for text in [STATEMENT, &envelope] {
            let statement = read(text.as_bytes()).unwrap();
            assert_eq!(statement.predicate_type.as_deref(), Some("https://slsa.dev/provenance/v0.2"));
            assert_eq!(statement.subject.unwrap()[0].digest["sha256"], "ab");
        }
    }

    #[test]
    fn what_is_not_a_statement_is_an_error_with_its_place() {
        assert!(read(b"{\"predicateType\": 7}").unwrap_err().contains("line 1"));
        assert!(read(b"{").is_err());
    }
}
