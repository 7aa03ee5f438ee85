//! What a provenance attestation tells of a build: arguments, environment, commands and the Dockerfile itself, which
//! BuildKit puts into it with `mode=max` (BuildKit, `docs/attestations/slsa-definitions.md`; SLSA provenance v0.2 and v1).

use super::oci::decode_base64;
use crate::json::Value;
use crate::limits::{MAX_PROVENANCE_BYTES, MAX_PROVENANCE_DEPTH};

/// One text of a provenance attestation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvenanceText {
    /// Where it stands: `predicate.invocation.parameters.args.build-arg:TOKEN`.
    pub place: String,
    /// Name of a build argument or label.
    pub name: Option<String>,
    /// The text; arguments of a command are joined by blanks, a Dockerfile is decoded.
    pub text: String,
}

/// The texts of a statement, or `None` if it is no provenance. `whole` says whether all of them fitted.
pub(crate) fn read(bytes: &[u8]) -> Option<(Vec<ProvenanceText>, bool)> {
    let mut value = Value::parse(bytes).ok()?;
    if let Value::Text(payload) = value.get("payload")
        && *value.get("predicateType") == Value::Null
    {
        value = Value::parse(&decode_base64(payload)?).ok()?;
    }
    match value.get("predicateType") {
        Value::Text(kind) if kind.contains("slsa.dev/provenance") => {}
        _ => return None,
    }
    let mut reader = Reader { texts: Vec::new(), room: MAX_PROVENANCE_BYTES, whole: true };
    reader.value("predicate", None, value.get("predicate"), 0);
    Some((reader.texts, reader.whole))
}

struct Reader {
    texts: Vec<ProvenanceText>,
    room: usize,
    whole: bool,
}

impl Reader {
    fn value(&mut self, place: &str, key: Option<&str>, value: &Value, depth: usize) {
        if depth > MAX_PROVENANCE_DEPTH {
            self.whole = false;
            return;
        }
        let deeper = depth.saturating_add(1);
        match value {
            Value::Text(text) => self.text(place, key.unwrap_or_default(), text),
            Value::Object(fields) => {
                for (key, value) in fields {
                    self.value(&format!("{place}.{key}"), Some(key), value, deeper);
                }
            }
            Value::List(values) if matches!(key, Some("args" | "command" | "entrypoint")) => {
                let words =
                    values.iter().map(|value| if let Value::Text(text) = value { Some(text.as_str()) } else { None });
                match words.collect::<Option<Vec<&str>>>() {
                    Some(words) => self.push(place, None, words.join(" ")),
                    None => self.list(place, key, values, deeper),
                }
            }
            Value::List(values) => self.list(place, key, values, deeper),
            Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Real => {}
        }
    }

    fn list(&mut self, place: &str, key: Option<&str>, values: &[Value], depth: usize) {
        for (index, value) in values.iter().enumerate() {
            self.value(&format!("{place}[{index}]"), key, value, depth);
        }
    }

    fn text(&mut self, place: &str, key: &str, text: &str) {
        let named = ["build-arg:", "label:", "attest:"].iter().find_map(|kind| key.strip_prefix(kind));
        // The sources of a build, such as its Dockerfile.
        let decoded =
            if key == "data" { decode_base64(text).and_then(|bytes| String::from_utf8(bytes).ok()) } else { None };
        self.push(place, named, decoded.unwrap_or_else(|| text.to_owned()));
    }

    fn push(&mut self, place: &str, name: Option<&str>, text: String) {
        // Shorter texts hold no secret that could be told.
        if name.is_none() && text.len() < 12 {
            return;
        }
        let size = text.len().saturating_add(place.len());
        match self.room.checked_sub(size) {
            Some(room) => {
                self.room = room;
                self.texts.push(ProvenanceText { place: place.to_owned(), name: name.map(str::to_owned), text });
            }
            None => self.whole = false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;

    #[test]
    fn arguments_commands_and_the_dockerfile_are_read() {
        let dockerfile = STANDARD.encode("FROM debian:12\nRUN curl https://a:b@c/\n");
        let statement = format!(
            r#"{{"predicateType":"https://slsa.dev/provenance/v0.2","predicate":{{
            "invocation":{{"parameters":{{"args":{{"build-arg:TOKEN":"x","target":"final-stage-of-it"}}}}}},
            "buildConfig":{{"llbDefinition":[{{"op":{{"exec":{{"meta":{{"args":["/bin/sh","-c","make all"],"env":["A=1234567890b"]}}}}}}}}]}},
            "metadata":{{"https://mobyproject.org/buildkit@v1#metadata":{{"source":{{"infos":[{{"data":"{dockerfile}"}}]}}}}}}}}}}"#
        );
        let envelope = format!(r#"{{"payloadType":"x","payload":"{}"}}"#, STANDARD.encode(&statement));
        for bytes in [&statement, &envelope] {
            let (texts, whole) = read(bytes.as_bytes()).unwrap();
            let of = |end: &str| texts.iter().find(|text| text.place.ends_with(end)).map(|text| text.text.as_str());
            assert!(whole);
            assert_eq!(texts[0].name.as_deref(), Some("TOKEN"));
            assert_eq!(of("args.build-arg:TOKEN"), Some("x"));
            assert_eq!(of("meta.args"), Some("/bin/sh -c make all"));
            assert_eq!(of("env[0]"), Some("A=1234567890b"));
            assert_eq!(of("infos[0].data"), Some("FROM debian:12\nRUN curl https://a:b@c/\n"));
        }
    }

    #[test]
    fn other_statements_are_none_and_large_ones_are_cut_aloud() {
        assert_eq!(
            read(br#"{"predicateType":"https://spdx.dev/Document","predicate":{"a":"bbbbbbbbbbbbbbbbb"}}"#),
            None
        );
        assert_eq!(read(b"{"), None);
        let large = "x".repeat(MAX_PROVENANCE_BYTES);
        let statement =
            format!(r#"{{"predicateType":"https://slsa.dev/provenance/v1","predicate":{{"a":"{large}"}}}}"#);
        assert_eq!(read(statement.as_bytes()), Some((Vec::new(), false)));
    }
}
