//! OCI indexes, manifests and descriptors, and Docker's schema 2 twins of them (one shape, other media types).

use crate::ordered::Map;

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, general_purpose::STANDARD};

use super::Notes;
use crate::image::platform::Platform;
use crate::json::Value;

/// A content descriptor (image-spec descriptor.md).
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Descriptor {
    pub(crate) media_type: Option<String>,
    /// As written: `sha256:<hex>` as a rule, other algorithms are legal.
    pub(crate) digest: String,
    pub(crate) size: Option<u64>,
    pub(crate) urls: Vec<String>,
    pub(crate) annotations: Map<String, String>,
    pub(crate) platform: Option<Platform>,
    pub(crate) artifact_type: Option<String>,
    /// The content itself, given inline instead of in a blob.
    pub(crate) data: Option<Vec<u8>>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Manifest {
    pub(crate) artifact_type: Option<String>,
    pub(crate) config: Option<Descriptor>,
    pub(crate) layers: Vec<Descriptor>,
    pub(crate) annotations: Map<String, String>,
    pub(crate) subject: Option<Descriptor>,
}

/// What a document of an OCI layout is, judged by its content: `mediaType` may be absent and may lie.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum OciDocument {
    Index(Vec<Descriptor>),
    Manifest(Box<Manifest>),
    /// Docker's schema 1, deprecated in 2017.
    Schema1,
    Other,
}

pub(crate) fn read(value: &Value, notes: &mut Notes) -> OciDocument {
    let media_type = notes.text(value, "mediaType").unwrap_or_default();
    let old_type = media_type.contains("docker.distribution.manifest.v1+");
    if old_type || value.has("fsLayers") || value.get("schemaVersion") == &Value::Integer(1) {
        return OciDocument::Schema1;
    }
    if value.has("manifests") {
        return OciDocument::Index(descriptors(value, "manifests", notes));
    }
    if value.has("layers") || value.has("config") || value.has("blobs") || value.has("artifactType") {
        let mut layers = descriptors(value, "layers", notes);
        // The artifact manifest of OCI 1.1's drafts has `blobs` instead.
        layers.extend(descriptors(value, "blobs", notes));
        return OciDocument::Manifest(Box::new(Manifest {
            artifact_type: notes.nonempty(value, "artifactType"),
            config: descriptor(notes.object(value, "config"), notes),
            layers,
            annotations: notes.text_map(value, "annotations"),
            subject: descriptor(notes.object(value, "subject"), notes),
        }));
    }
    OciDocument::Other
}

fn descriptors(value: &Value, key: &str, notes: &mut Notes) -> Vec<Descriptor> {
    let mut found = Vec::new();
    for item in notes.list(value, key).unwrap_or_default() {
        match descriptor(item, notes) {
            Some(descriptor) => found.push(descriptor),
            None => notes.push(format!("an item of \"{key}\" is {}, not a descriptor", item.type_name())),
        }
    }
    found
}

/// Reads a descriptor, `None` unless the value is an object.
pub(crate) fn descriptor(value: &Value, notes: &mut Notes) -> Option<Descriptor> {
    let Value::Object(_) = value else { return None };
    let platform = notes.object(value, "platform");
    let platform = matches!(platform, Value::Object(_)).then(|| Platform {
        os: notes.text(platform, "os").unwrap_or_default(),
        architecture: notes.text(platform, "architecture").unwrap_or_default(),
        variant: notes.nonempty(platform, "variant"),
    });
    let size = notes.integer(value, "size").and_then(|size| match u64::try_from(size) {
        Ok(size) => Some(size),
        Err(_) => {
            notes.push(format!("\"size\" is {size}"));
            None
        }
    });
    Some(Descriptor {
        media_type: notes.nonempty(value, "mediaType"),
        digest: notes.text(value, "digest").unwrap_or_default(),
        size,
        urls: notes.texts(value, "urls").unwrap_or_default(),
        annotations: notes.text_map(value, "annotations"),
        platform,
        artifact_type: notes.nonempty(value, "artifactType"),
        data: data(value, notes),
    })
}

fn data(value: &Value, notes: &mut Notes) -> Option<Vec<u8>> {
    let encoded = notes.nonempty(value, "data")?;
    match decode_base64(&encoded) {
        Some(data) => Some(data),
        None => {
            notes.push("\"data\" is not base64".to_owned());
            None
        }
    }
}

/// Standard alphabet, padding as it comes.
pub(crate) fn decode_base64(text: &str) -> Option<Vec<u8>> {
    const LENIENT: GeneralPurpose = GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
    );
    STANDARD.decode(text).ok().or_else(|| LENIENT.decode(text.trim()).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> (OciDocument, Option<String>) {
        let mut notes = Notes::default();
        let document = read(&Value::parse(text.as_bytes()).unwrap(), &mut notes);
        (document, notes.sentence())
    }

    #[test]
    fn documents_are_told_apart_by_content() {
        assert_eq!(read_text(r#"{"schemaVersion":2,"manifests":null}"#), (OciDocument::Index(vec![]), None));
        assert_eq!(read_text(r#"{"schemaVersion":1,"fsLayers":[]}"#).0, OciDocument::Schema1);
        let signed = r#"{"mediaType":"application/vnd.docker.distribution.manifest.v1+prettyjws"}"#;
        assert_eq!(read_text(signed).0, OciDocument::Schema1);
        assert!(matches!(read_text(r#"{"config":{},"layers":null}"#).0, OciDocument::Manifest(_)));
        assert_eq!(read_text(r#"{"hello":1}"#).0, OciDocument::Other);
        assert_eq!(read_text("[]").0, OciDocument::Other);
    }

    #[test]
    fn wrong_typed_fields_of_a_descriptor_are_notes() {
        let (document, notes) = read_text(
            r#"{"manifests":[{"digest":"sha256:ab","size":"12","platform":[],"urls":"https://x","data":"aGk"}, 7]}"#,
        );
        let OciDocument::Index(list) = document else { panic!("an index") };
        assert_eq!(list.len(), 1);
        assert_eq!((list[0].size, list[0].platform.clone()), (None, None));
        assert_eq!(
            (list[0].urls.as_slice(), list[0].data.as_deref()),
            (&["https://x".to_owned()][..], Some(&b"hi"[..]))
        );
        let notes = notes.unwrap();
        assert!(notes.contains("\"size\" is text") && notes.contains("\"platform\" is a list"), "{notes}");
        assert!(notes.contains("not a descriptor"), "{notes}");
    }
}
