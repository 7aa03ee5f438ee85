//! SLSA provenance as BuildKit writes it (docs/attestations/slsa-definitions.md): of the versions 0.2 and 1 what the build
//! was made from, its arguments, and the Dockerfile that `mode=max` holds.

use super::oci::decode_base64;
use crate::image::digest::Digest;
use crate::json::Value;
use crate::limits::{MAX_PROVENANCE_ARGUMENTS, MAX_PROVENANCE_DOCKERFILE_BYTES, MAX_PROVENANCE_MATERIALS};

/// What provenance says of a build.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Provenance {
    /// The Dockerfile: its name and text; `None` with `mode=min`.
    pub dockerfile: Option<(String, Vec<u8>)>,
    /// Arguments of the build by name, `build-arg:VERSION` or `label:...`. May hold secrets.
    pub arguments: Vec<(String, String)>,
    /// What was fetched for it.
    pub materials: Vec<Material>,
}

/// Something that was fetched for a build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Material {
    /// Where from: a package URL (`pkg:docker/debian@12?platform=...`) for images.
    pub uri: String,
    /// Its digest, if it is given as SHA-256.
    pub digest: Option<Digest>,
}

impl Material {
    /// The reference of an image, as a Dockerfile would write it, and its digest apart; `None` for anything else.
    #[must_use]
    pub fn image(&self) -> Option<String> {
        let package = self.uri.strip_prefix("pkg:docker/")?;
        let (name, qualifiers) = package.split_once('?').unwrap_or((package, ""));
        let (name, version) = name.split_once('@').unwrap_or((name, ""));
        let digest = qualifiers.split('&').find_map(|pair| pair.strip_prefix("digest="));
        let version = unescaped(version);
        let name = unescaped(name);
        let reference = match version.as_str() {
            "" => name,
            version if version.contains(':') => format!("{name}@{version}"),
            version => format!("{name}:{version}"),
        };
        Some(match digest.map(unescaped).filter(|_| !reference.contains('@')) {
            Some(digest) => format!("{reference}@{digest}"),
            None => reference,
        })
    }
}

/// Percent escapes of a package URL, those of ASCII alone: names of images have no others.
fn unescaped(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut parts = text.split('%');
    shown.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let byte = part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok()).filter(u8::is_ascii);
        match (byte, part.get(2..)) {
            (Some(byte), Some(rest)) => {
                shown.push(char::from(byte));
                shown.push_str(rest);
            }
            _ => {
                shown.push('%');
                shown.push_str(part);
            }
        }
    }
    shown
}

/// Reads a statement whose predicate is provenance. Errors name line and column.
pub(crate) fn read(statement: &[u8]) -> Result<Provenance, String> {
    let document = Value::parse(statement)?;
    let predicate = document.get("predicate");
    let definition = predicate.get("buildDefinition");
    let request = definition.get("externalParameters").get("request");
    let old = predicate.get("invocation");
    let arguments = [request.get("args"), old.get("parameters").get("args")].into_iter().find_map(fields);
    let materials = [definition.get("resolvedDependencies"), predicate.get("materials")].into_iter().find_map(list);
    let source = [
        predicate.get("runDetails").get("metadata").get("buildkit_metadata").get("source"),
        predicate.get("metadata").get("https://mobyproject.org/buildkit@v1#metadata").get("source"),
    ];
    Ok(Provenance {
        dockerfile: source.into_iter().find_map(|source| dockerfile(source.get("infos"))),
        arguments: arguments
            .into_iter()
            .flatten()
            .filter_map(|(name, value)| Some((name.clone(), text(value)?.to_owned())))
            .take(MAX_PROVENANCE_ARGUMENTS)
            .collect(),
        materials: materials.into_iter().flatten().filter_map(material).take(MAX_PROVENANCE_MATERIALS).collect(),
    })
}

fn material(value: &Value) -> Option<Material> {
    let digest = text(value.get("digest").get("sha256")).and_then(|digest| digest.parse().ok());
    Some(Material { uri: text(value.get("uri"))?.to_owned(), digest })
}

/// The first source that is a Dockerfile: later ones are what it includes.
fn dockerfile(infos: &Value) -> Option<(String, Vec<u8>)> {
    list(infos)?.iter().find_map(|info| {
        let name = text(info.get("filename")).unwrap_or("Dockerfile");
        let language = text(info.get("language")).unwrap_or("Dockerfile");
        let data = text(info.get("data")).filter(|_| language.eq_ignore_ascii_case("dockerfile"))?;
        let body = decode_base64(data).filter(|body| body.len() <= MAX_PROVENANCE_DOCKERFILE_BYTES)?;
        Some((name.to_owned(), body))
    })
}

fn text(value: &Value) -> Option<&str> {
    if let Value::Text(text) = value { Some(text) } else { None }
}

fn list(value: &Value) -> Option<&[Value]> {
    if let Value::List(list) = value { Some(list) } else { None }
}

fn fields(value: &Value) -> Option<&[(String, Value)]> {
    if let Value::Object(fields) = value { Some(fields) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn both_versions_of_provenance_are_read() {
        // "FROM debian:12"
        let infos = json!([{ "filename": "Dockerfile", "language": "Dockerfile", "data": "RlJPTSBkZWJpYW46MTI=" }]);
        let args = json!({ "build-arg:VERSION": "1", "no-text": 7 });
        let digest = Digest::of(b"debian");
        let uri = "pkg:docker/debian@12?platform=linux%2Famd64";
        let materials = json!([{ "uri": uri, "digest": { "sha256": digest.hex() } }, { "digest": {} }]);
        let first = json!({ "predicate": {
            "materials": materials,
            "invocation": { "parameters": { "args": args } },
            "metadata": { "https://mobyproject.org/buildkit@v1#metadata": { "source": { "infos": infos } } },
        } });
        let second = json!({ "predicate": {
            "buildDefinition": { "externalParameters": { "request": { "args": args } }, "resolvedDependencies": materials },
            "runDetails": { "metadata": { "buildkit_metadata": { "source": { "infos": infos } } } },
        } });
        for document in [first, second] {
            let read = read(document.to_string().as_bytes()).unwrap();
            assert_eq!(read.dockerfile, Some(("Dockerfile".to_owned(), b"FROM debian:12".to_vec())));
            assert_eq!(read.arguments, [("build-arg:VERSION".to_owned(), "1".to_owned())]);
            assert_eq!(read.materials, [Material { uri: uri.to_owned(), digest: Some(digest) }]);
        }
        assert_eq!(read(b"{\"predicate\": []}").unwrap(), Provenance::default());
        assert!(read(b"{").is_err());
    }

    #[test]
    fn package_urls_become_references() {
        for (uri, reference) in [
            ("pkg:docker/debian@12?platform=linux%2Famd64", Some("debian:12")),
            ("pkg:docker/ghcr.io/acme/app@1.0", Some("ghcr.io/acme/app:1.0")),
            ("pkg:docker/debian?digest=sha256%3Aab", Some("debian@sha256:ab")),
            ("pkg:docker/debian@sha256%3Aab", Some("debian@sha256:ab")),
            ("pkg:docker/odd%zz%", Some("odd%zz%")),
            ("https://example.org/file", None),
        ] {
            let material = Material { uri: uri.to_owned(), digest: None };
            assert_eq!(material.image().as_deref(), reference, "{uri}");
        }
    }
}
