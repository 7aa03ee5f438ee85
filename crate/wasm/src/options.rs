//! What a host may choose, as it arrives from JavaScript.

use crate::failure::Failure;
use crate::value::Given;
use plimsoll_core::analysis::{BuiltFrom, Options};
use plimsoll_core::config::{Config, from_toml};
use plimsoll_core::image::plan::Choice;
use plimsoll_core::image::scan::ScanOptions;
use plimsoll_core::image::time::parse_rfc3339;
use plimsoll_core::rules::{self, Profile, texts};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Options of an analysis. Unknown fields are passed over, so that a newer host can talk to an older engine.
#[derive(Debug, Default)]
pub(crate) struct WireOptions {
    name: String,
    as_of: Option<String>,
    ignore: Vec<String>,
    platform: Option<String>,
    reference: Option<String>,
    all: bool,
    /// Text of a `plimsoll.toml`.
    config: Option<String>,
    /// `default` or `strict`; it counts more than the one in `config`.
    profile: Option<String>,
    /// The Dockerfile that images are said to be built from.
    built_from: Option<WireDockerfile>,
    /// Keep what was read of images, so that they can be related to another Dockerfile.
    pub(crate) keep: bool,
    /// The stage of a Dockerfile that is built.
    target: Option<String>,
    /// Text of the `.dockerignore` beside a Dockerfile.
    dockerignore: Option<String>,
    limits: WireLimits,
}

/// A Dockerfile that is given with images.
#[derive(Debug, Default, Clone)]
pub(crate) struct WireDockerfile {
    name: String,
    text: String,
}

impl WireDockerfile {
    pub(crate) fn from_js(file: JsValue) -> Result<Self, Failure> {
        let given = Given::new(file, "Dockerfile's fields")?;
        Ok(Self { name: given.text("name")?.unwrap_or_default(), text: given.text("text")?.unwrap_or_default() })
    }
}

impl From<WireDockerfile> for BuiltFrom {
    fn from(given: WireDockerfile) -> Self {
        Self { name: given.name, text: given.text.into_bytes() }
    }
}

/// Bounds of memory, for hosts with less of it than the engine's own limits need.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WireLimits {
    /// Entries of all layers.
    entries: Option<u32>,
    /// Bytes of kept files of all layers.
    bodies: Option<u32>,
    /// Bytes of JSON documents.
    documents: Option<u32>,
    /// Bytes of a zstd window.
    window: Option<u32>,
}

impl WireOptions {
    pub(crate) fn from_js(options: JsValue) -> Result<Self, Failure> {
        if options.is_undefined() || options.is_null() {
            return Ok(Self::default());
        }
        let given = Given::new(options, "options")?;
        Ok(Self {
            name: given.text("name")?.unwrap_or_default(),
            as_of: given.text("asOf")?,
            ignore: given.texts("ignore")?.unwrap_or_default(),
            platform: given.text("platform")?,
            reference: given.text("reference")?,
            all: given.flag("all")?,
            config: given.text("config")?,
            profile: given.text("profile")?,
            built_from: given.field("builtFrom").map(WireDockerfile::from_js).transpose()?,
            keep: given.flag("keep")?,
            target: given.text("target")?,
            dockerignore: given.text("dockerignore")?,
            limits: given.field("limits").map(WireLimits::from_js).transpose()?.unwrap_or_default(),
        })
    }

    /// For the engine, of an input of `size` bytes.
    pub(crate) fn analysis(&self, size: u64) -> Result<Options, Failure> {
        if !texts::are_known() {
            return Err(Failure::host("the catalogue of rules was not given with load_rules"));
        }
        let platform = match self.platform.as_deref() {
            None | Some("") => None,
            Some(text) => Some(
                text.parse()
                    .map_err(|_| Failure::option("platform", text, "Write os/architecture, for example linux/arm64"))?,
            ),
        };
        let as_of = match self.as_of.as_deref() {
            None => None,
            Some(text) => Some(
                parse_rfc3339(&format!("{text}T00:00:00Z"))
                    .ok_or_else(|| Failure::option("asOf", text, "Write a day as YYYY-MM-DD"))?,
            ),
        };
        let reference = self.reference.clone().filter(|reference| !reference.is_empty());
        Ok(Options {
            name: self.name.clone(),
            size,
            as_of,
            ignore: self.ignore.clone(),
            choice: Choice { platform, reference, all: self.all },
            built_from: self.built_from.clone().map(Into::into),
            target: self.target.clone().filter(|target| !target.is_empty()),
            dockerignore: self.dockerignore.clone().filter(|text| !text.is_empty()),
            config: self.config()?,
            // The engine for JavaScript verifies no signatures.
            keys: Vec::new(),
        })
    }

    /// What is read of the configuration beside its notes: names that no rule answers to have no effect.
    fn config(&self) -> Result<Config, Failure> {
        let mut config = match self.config.as_deref() {
            None => Config::default(),
            Some(text) => from_toml(text).map_err(Failure::of_config)?.config,
        };
        match self.profile.as_deref() {
            None | Some("") => {}
            Some(name) => {
                config.profile = Profile::from_name(name)
                    .ok_or_else(|| Failure::option("profile", name, "Use default, strict or os-stig"))?;
            }
        }
        Ok(config)
    }

    /// For the scan of an archive.
    pub(crate) fn scan(&self) -> ScanOptions {
        let mut options = ScanOptions::default();
        self.limits.apply(&mut options);
        options
    }
}

impl WireLimits {
    fn from_js(limits: JsValue) -> Result<Self, Failure> {
        let given = Given::new(limits, "limits")?;
        Ok(Self {
            entries: given.count("entries")?,
            bodies: given.count("bodies")?,
            documents: given.count("documents")?,
            window: given.count("window")?,
        })
    }

    fn apply(self, options: &mut ScanOptions) {
        if let Some(entries) = self.entries {
            options.layer.max_entries = entries as usize;
        }
        if let Some(bodies) = self.bodies {
            options.max_bodies_bytes = u64::from(bodies);
            options.layer.max_database_bytes = options.layer.max_database_bytes.min(u64::from(bodies));
        }
        if let Some(documents) = self.documents {
            options.max_documents_bytes = u64::from(documents);
        }
        if let Some(window) = self.window {
            options.layer.max_zstd_window_bytes = u64::from(window);
            options.outer.zstd_window_bytes = u64::from(window);
        }
    }
}

/// The names in `options.ignore` and in the configuration that no rule answers to: most likely mistakes, which a host says
/// aloud.
///
/// # Errors
/// The options cannot be understood.
#[wasm_bindgen]
pub fn unknown_rules(options: JsValue) -> Result<Vec<String>, JsValue> {
    let options = WireOptions::from_js(options)?.analysis(0)?;
    let config = &options.config;
    let ignored = config.ignores.iter().flat_map(|ignore| &ignore.rules);
    let named = config.severities.iter().map(|(name, _)| name).chain(ignored);
    let unknown = named.filter(|name| rules::called(name).next().is_none()).map(String::as_str);
    Ok(options.unknown_rules().into_iter().chain(unknown).map(str::to_owned).collect())
}
