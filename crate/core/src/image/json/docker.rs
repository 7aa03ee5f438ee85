//! `manifest.json` of `docker save` and of those that imitate it.

use crate::ordered::Map;

use super::Notes;
use super::oci::{Descriptor, descriptor};
use crate::json::Value;

/// One image of `manifest.json`.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct DockerItem {
    /// Member that holds the configuration.
    pub(crate) config: Option<String>,
    pub(crate) tags: Vec<String>,
    /// Members that hold the layers, lowest first.
    pub(crate) layers: Vec<String>,
    /// Descriptors of the layers by diff ID (Docker 25 and later).
    pub(crate) sources: Map<String, Descriptor>,
}

/// What `manifest.json` turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DockerManifest {
    /// `null`, `[]`, or only items that name no configuration.
    Empty,
    Items(Vec<DockerItem>),
    /// Not a list; its type in words.
    Other(&'static str),
}

pub(crate) fn read(value: &Value, notes: &mut Notes) -> DockerManifest {
    let list = match value {
        Value::Null => return DockerManifest::Empty,
        Value::List(list) => list,
        other => return DockerManifest::Other(other.type_name()),
    };
    let mut items = Vec::new();
    for item in list {
        let Value::Object(_) = item else {
            if item != &Value::Null {
                notes.push(format!("an item of the list is {}, not an object", item.type_name()));
            }
            continue;
        };
        let config = notes.nonempty(item, "Config");
        if config.is_none() {
            notes.push("an item of the list names no \"Config\"".to_owned());
            continue;
        }
        items.push(DockerItem {
            config,
            tags: notes.texts(item, "RepoTags").unwrap_or_default(),
            layers: notes.texts(item, "Layers").unwrap_or_default(),
            sources: sources(notes.object(item, "LayerSources"), notes),
        });
    }
    if items.is_empty() { DockerManifest::Empty } else { DockerManifest::Items(items) }
}

fn sources(value: &Value, notes: &mut Notes) -> Map<String, Descriptor> {
    let Value::Object(fields) = value else { return Map::new() };
    fields.iter().filter_map(|(diff_id, value)| Some((diff_id.clone(), descriptor(value, notes)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> (DockerManifest, Option<String>) {
        let mut notes = Notes::default();
        let document = read(&Value::parse(text.as_bytes()).unwrap(), &mut notes);
        (document, notes.sentence())
    }

    #[test]
    fn null_empty_and_nameless_manifests_are_empty() {
        for text in ["null", "[]", "[null]", r#"[{"Layers":["a"]}]"#] {
            assert_eq!(read_text(text).0, DockerManifest::Empty, "{text}");
        }
        assert_eq!(read_text("{}").0, DockerManifest::Other("an object"));
    }

    #[test]
    fn missing_and_null_lists_are_empty_lists() {
        for text in [r#"[{"Config":"c"}]"#, r#"[{"Config":"c","Layers":null,"RepoTags":null,"LayerSources":null}]"#] {
            let (DockerManifest::Items(items), None) = read_text(text) else { panic!("{text}") };
            assert_eq!(items, [DockerItem { config: Some("c".into()), ..DockerItem::default() }]);
        }
    }
}
