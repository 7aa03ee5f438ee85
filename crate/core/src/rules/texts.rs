//! What is said of rules: headings, sentences, other names, controls. A native build carries it. The engine for JavaScript
//! is downloaded, and beside it the catalogue of all rules: there the host hands it over once ([`load`]), and what is said
//! of secrets with it.

use super::Rule;

#[cfg(feature = "texts")]
impl Rule {
    /// What is wrong when it fires, as a short heading.
    #[must_use]
    pub fn heading(&self) -> &'static str {
        self.title
    }

    /// The sentence about a finding, with `{name}` for its details.
    #[must_use]
    pub fn sentence(&self) -> &'static str {
        self.message
    }

    /// Why it matters, and what to do.
    #[must_use]
    pub fn why_and_fix(&self) -> (&'static str, &'static str) {
        (self.why, self.fix)
    }

    /// Names that it has elsewhere.
    pub fn other_names(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.aliases.iter().copied()
    }

    /// Its controls as they are shown.
    #[must_use]
    pub fn control_names(&self) -> Vec<String> {
        self.controls.iter().map(super::Control::text).collect()
    }
}

/// The rule as this build carries it: with its texts.
#[cfg(feature = "texts")]
pub(crate) const fn carried(rule: Rule) -> Rule {
    rule
}

/// This build carries the texts, so that there is nothing to take from a catalogue.
///
/// # Errors
/// None; the signature is that of the builds that have to be given it.
#[cfg(feature = "texts")]
pub fn load(_catalogue: &str) -> Result<(), String> {
    Ok(())
}

/// Whether it is known what is said of rules.
#[cfg(feature = "texts")]
#[must_use]
pub fn are_known() -> bool {
    true
}

#[cfg(not(feature = "texts"))]
pub(crate) use loaded::carried;
#[cfg(not(feature = "texts"))]
pub use loaded::{are_known, load};

#[cfg(not(feature = "texts"))]
mod loaded {
    use super::Rule;
    use crate::json::Value;
    use crate::ordered::Map;
    use crate::rules;
    use crate::secrets::{self, texts::CATALOGUE_FIELD};
    use std::sync::OnceLock;

    /// What is said of one rule.
    #[derive(Default)]
    struct Texts {
        title: String,
        message: String,
        why: String,
        fix: String,
        aliases: Vec<String>,
        controls: Vec<String>,
    }

    /// By id. Set once, since it is the same for every analysis that this engine makes.
    static LOADED: OnceLock<Map<String, Texts>> = OnceLock::new();

    /// Fields of the catalogue that are read.
    const FIELDS: &[&str] = &[
        "id",
        "title",
        "message",
        "why",
        "fix",
        "aliases",
        "controls",
        "framework",
        "number",
        "inferred",
        "revoke",
        CATALOGUE_FIELD,
    ];

    /// Takes the texts from the catalogue (`plimsoll rules --format json`) of this very version. A second call changes
    /// nothing.
    ///
    /// # Errors
    /// If it is no catalogue, or does not speak of every rule of this engine.
    pub fn load(catalogue: &str) -> Result<(), String> {
        let document = Value::parse_fields(catalogue.as_bytes(), FIELDS)?;
        let mut texts = Map::new();
        for entry in document.items() {
            let text = |key: &str| Ok::<_, String>(entry.text(key)?.unwrap_or_default().to_owned());
            let aliases = entry.get("aliases").items().iter();
            let aliases =
                aliases.filter_map(|alias| if let Value::Text(alias) = alias { Some(alias.clone()) } else { None });
            let of_rule = Texts {
                title: text("title")?,
                message: text("message")?,
                why: text("why")?,
                fix: text("fix")?,
                aliases: aliases.collect(),
                controls: entry.get("controls").items().iter().map(control).collect::<Result<_, _>>()?,
            };
            texts.insert(text("id")?, of_rule);
        }
        if let Some(rule) = rules::all().find(|rule| texts.get(rule.id).is_none_or(|texts| texts.message.is_empty())) {
            return Err(format!("the catalogue of rules does not speak of {}: it is of another version", rule.id));
        }
        // What is said of secrets is kept only if all is said of rules, so that a wrong catalogue leaves nothing behind.
        let of_secrets = document.items().iter().find(|entry| entry.has(CATALOGUE_FIELD));
        secrets::texts::load(of_secrets.map_or(&Value::Null, |entry| entry.get(CATALOGUE_FIELD)))?;
        let _ = LOADED.set(texts);
        Ok(())
    }

    /// Whether it is known what is said of rules.
    #[must_use]
    pub fn are_known() -> bool {
        LOADED.get().is_some()
    }

    /// As [`rules::Control`] is shown.
    fn control(value: &Value) -> Result<String, String> {
        let part = |key: &str| Ok::<_, String>(value.text(key)?.unwrap_or_default().to_owned());
        let inferred = if value.get("inferred") == &Value::Bool(true) { " (inferred)" } else { "" };
        Ok(format!("{} {}{inferred}", part("framework")?, part("number")?))
    }

    /// The rule as this build carries it: without its texts.
    #[expect(clippy::needless_pass_by_value, reason = "as in builds with texts, which give it back")]
    pub(crate) const fn carried(rule: Rule) -> Rule {
        Rule { title: "", message: "", why: "", fix: "", aliases: &[], controls: &[], ..rule }
    }

    impl Rule {
        fn texts(&self) -> Option<&'static Texts> {
            LOADED.get()?.get(self.id)
        }

        fn of(&self, part: impl FnOnce(&'static Texts) -> &'static String) -> &'static str {
            self.texts().map_or("", |texts| part(texts).as_str())
        }

        /// What is wrong when it fires, as a short heading.
        #[must_use]
        pub fn heading(&self) -> &'static str {
            self.of(|texts| &texts.title)
        }

        /// The sentence about a finding, with `{name}` for its details.
        #[must_use]
        pub fn sentence(&self) -> &'static str {
            self.of(|texts| &texts.message)
        }

        /// Why it matters, and what to do.
        #[must_use]
        pub fn why_and_fix(&self) -> (&'static str, &'static str) {
            (self.of(|texts| &texts.why), self.of(|texts| &texts.fix))
        }

        /// Names that it has elsewhere.
        pub fn other_names(&self) -> impl Iterator<Item = &'static str> + use<> {
            self.texts().into_iter().flat_map(|texts| texts.aliases.iter().map(String::as_str))
        }

        /// Its controls as they are shown.
        #[must_use]
        pub fn control_names(&self) -> Vec<String> {
            self.texts().map(|texts| texts.controls.clone()).unwrap_or_default()
        }
    }
}
