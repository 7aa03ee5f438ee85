//! The documents of Docker before 1.10: `repositories` and the `json` of each layer of a chain.

use crate::ordered::Map;

use super::Notes;
use crate::image::config::{HistoryEntry, ImageConfig};
use crate::json::Value;

/// Layer ids by reference (`name:tag`).
pub(crate) fn read_repositories(value: &Value, notes: &mut Notes) -> Map<String, String> {
    let mut references = Map::new();
    let Value::Object(names) = value else {
        if value != &Value::Null {
            notes.push(format!("the document is {}, not an object", value.type_name()));
        }
        return references;
    };
    for (name, _) in names {
        for (tag, id) in notes.text_map(value, name) {
            references.insert(format!("{name}:{tag}"), id);
        }
    }
    references
}

/// One `<id>/json`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LegacyLayer {
    pub(crate) parent: Option<String>,
    /// The configuration as of this layer.
    pub(crate) config: ImageConfig,
    pub(crate) history: HistoryEntry,
}

pub(crate) fn read_layer(value: &Value, notes: &mut Notes) -> LegacyLayer {
    let config = ImageConfig::read(value, notes);
    // The command that made the layer stands where later versions kept only the container's configuration.
    let command = notes.texts(value.get("container_config"), "Cmd").unwrap_or_default();
    LegacyLayer {
        parent: notes.nonempty(value, "parent"),
        history: HistoryEntry {
            created: config.created.clone(),
            created_at: config.created_at,
            created_by: (!command.is_empty()).then(|| command.join(" ")),
            author: config.author.clone(),
            comment: notes.nonempty(value, "comment"),
            empty_layer: false,
        },
        config,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repositories_are_read_by_name_and_tag() {
        let mut notes = Notes::default();
        let value = Value::parse(br#"{"a/b":{"1":"x","2":"y"},"c":null,"d":[]}"#).unwrap();
        let references = read_repositories(&value, &mut notes);
        assert_eq!(
            references.into_iter().collect::<Vec<_>>(),
            [("a/b:1".to_owned(), "x".to_owned()), ("a/b:2".to_owned(), "y".to_owned())]
        );
        assert!(notes.sentence().unwrap().contains("\"d\" is a list"));
    }

    #[test]
    fn the_command_of_a_layer_comes_from_the_container() {
        let value = Value::parse(
            br##"{"id":"b","parent":"a","created":"2014-01-01T00:00:00Z","config":{"Cmd":["sh"]},
                 "container_config":{"Cmd":["/bin/sh","-c","#(nop) CMD [sh]"]}}"##,
        )
        .unwrap();
        let layer = read_layer(&value, &mut Notes::default());
        assert_eq!(layer.parent.as_deref(), Some("a"));
        assert_eq!(layer.history.created_by.as_deref(), Some("/bin/sh -c #(nop) CMD [sh]"));
        assert_eq!(layer.config.cmd, Some(vec!["sh".to_owned()]));
    }
}
