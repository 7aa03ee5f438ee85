//! What is said of secrets: the name of a kind, and where it is revoked. As with rules (`rules::texts`), a native build
//! carries it, and the engine for JavaScript takes it from the catalogue, where it stands in a field of one rule.

use super::Kind;

/// The field of a rule in the catalogue that lists the kinds.
#[cfg(any(test, not(feature = "texts")))]
pub(crate) const CATALOGUE_FIELD: &str = "secretKinds";

#[cfg(feature = "texts")]
impl Kind {
    /// Name for people, such as `GitHub token`.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.title
    }

    /// How and where to revoke it, one sentence.
    #[must_use]
    pub fn revoke(&self) -> &'static str {
        self.revoke
    }
}

#[cfg(not(feature = "texts"))]
pub(crate) use loaded::load;

#[cfg(not(feature = "texts"))]
mod loaded {
    use super::Kind;
    use crate::json::Value;
    use crate::ordered::Map;
    use std::sync::OnceLock;

    /// Title and revocation by id. Set once, as the texts of rules are.
    static LOADED: OnceLock<Map<String, [String; 2]>> = OnceLock::new();

    /// Takes the texts from the catalogue's list of kinds. A second call changes nothing.
    ///
    /// # Errors
    /// If it does not speak of every kind.
    pub(crate) fn load(list: &Value) -> Result<(), String> {
        let mut texts = Map::new();
        for entry in list.items() {
            let text = |key: &str| Ok::<_, String>(entry.text(key)?.unwrap_or_default().to_owned());
            texts.insert(text("id")?, [text("title")?, text("revoke")?]);
        }
        if let Some(kind) =
            crate::secrets::kinds().find(|kind| texts.get(kind.id).is_none_or(|[title, _]| title.is_empty()))
        {
            return Err(format!("the catalogue of rules does not speak of {}: it is of another version", kind.id));
        }
        let _ = LOADED.set(texts);
        Ok(())
    }

    impl Kind {
        fn texts(&self) -> [&'static str; 2] {
            let texts = LOADED.get().and_then(|texts| texts.get(self.id));
            texts.map(|[title, revoke]| [title.as_str(), revoke.as_str()]).unwrap_or_default()
        }

        /// Name for people, such as `GitHub token`.
        #[must_use]
        pub fn title(&self) -> &'static str {
            let [title, _] = self.texts();
            title
        }

        /// How and where to revoke it, one sentence.
        #[must_use]
        pub fn revoke(&self) -> &'static str {
            let [_, revoke] = self.texts();
            revoke
        }
    }
}
