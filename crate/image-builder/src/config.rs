//! The image config's fields (image-spec, config.md; Docker image spec 1.2).

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// What the config says. Fields that are empty or None are left out of the JSON.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub struct Config {
    pub architecture: String,
    pub os: String,
    pub variant: Option<String>,
    /// RFC 3339.
    pub created: Option<String>,
    pub author: Option<String>,
    pub user: Option<String>,
    /// `NAME=value`.
    pub env: Vec<String>,
    /// `22/tcp`.
    pub exposed_ports: Vec<String>,
    pub volumes: Vec<String>,
    pub entrypoint: Option<Vec<String>>,
    pub cmd: Option<Vec<String>>,
    pub working_dir: Option<String>,
    pub stop_signal: Option<String>,
    pub labels: BTreeMap<String, String>,
    /// The words of `Healthcheck.Test`.
    pub healthcheck: Option<Vec<String>>,
    /// Instructions that wait for a build on top.
    pub on_build: Vec<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            architecture: "amd64".into(),
            os: "linux".into(),
            variant: None,
            created: None,
            author: None,
            user: None,
            env: Vec::new(),
            exposed_ports: Vec::new(),
            volumes: Vec::new(),
            entrypoint: None,
            cmd: None,
            working_dir: None,
            stop_signal: None,
            labels: BTreeMap::new(),
            healthcheck: None,
            on_build: Vec::new(),
        }
    }
}

impl Config {
    /// The inner object `config`.
    pub(crate) fn runtime(&self) -> Value {
        let mut members = Map::new();
        let mut say = |key: &str, value: Option<Value>| value.map(|value| members.insert(key.into(), value));
        let set = |keys: &[String]| {
            (!keys.is_empty()).then(|| keys.iter().map(|key| (key.clone(), json!({}))).collect::<Map<_, _>>().into())
        };
        say("User", self.user.clone().map(Value::from));
        say("ExposedPorts", set(&self.exposed_ports));
        say("Env", (!self.env.is_empty()).then(|| json!(self.env)));
        say("Entrypoint", self.entrypoint.as_ref().map(|words| json!(words)));
        say("Cmd", self.cmd.as_ref().map(|words| json!(words)));
        say("Volumes", set(&self.volumes));
        say("WorkingDir", self.working_dir.clone().map(Value::from));
        say("Labels", (!self.labels.is_empty()).then(|| json!(self.labels)));
        say("StopSignal", self.stop_signal.clone().map(Value::from));
        say("Healthcheck", self.healthcheck.as_ref().map(|words| json!({ "Test": words })));
        say("OnBuild", (!self.on_build.is_empty()).then(|| json!(self.on_build)));
        members.into()
    }

    /// The `platform` of a descriptor.
    pub(crate) fn platform(&self) -> Value {
        let mut platform = json!({"architecture": self.architecture, "os": self.os});
        if let Some(variant) = &self.variant {
            platform["variant"] = variant.as_str().into();
        }
        platform
    }
}
