//! The image configuration as typed facts (image-spec config.md, and Docker's additions to it). Values are kept as
//! written; they are an image's text, so escape them before showing, and mask secrets.

use crate::ordered::Map;

use serde::{Deserialize, Serialize};

use super::digest::Digest;
use super::json::Notes;
use super::platform::Platform;
use super::time::parse_rfc3339;
use crate::json::Value;

/// Everything a configuration says that rules can judge. Absent and empty fields are `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ImageConfig {
    /// Architecture in Go's names.
    pub architecture: Option<String>,
    /// Operating system in Go's names.
    pub os: Option<String>,
    /// Variant of the architecture.
    pub variant: Option<String>,
    /// Time of creation as written.
    pub created: Option<String>,
    /// Time of creation in seconds from 1970, if it could be read.
    pub created_at: Option<i64>,
    /// Who made the image.
    pub author: Option<String>,
    /// User (and group) of the process, as written: `app`, `1000:1000`; `None` means root.
    pub user: Option<String>,
    /// Environment variables in order, as (name, value). Text without `=` is a name with an empty value.
    pub env: Vec<(String, String)>,
    /// Declared ports, sorted.
    pub exposed_ports: Vec<ExposedPort>,
    /// Declared volumes, sorted.
    pub volumes: Vec<String>,
    /// `None` differs from the empty list: only the latter clears the entrypoint of a base.
    pub entrypoint: Option<Vec<String>>,
    /// Default command or arguments.
    pub cmd: Option<Vec<String>>,
    /// Working directory.
    pub working_dir: Option<String>,
    /// Labels, sorted by name.
    pub labels: Map<String, String>,
    /// How the health of the container is checked.
    pub healthcheck: Option<Healthcheck>,
    /// Signal that stops the container.
    pub stop_signal: Option<String>,
    /// Instructions that run when the image is the base of another.
    pub on_build: Vec<String>,
    /// Shell of shell-form instructions.
    pub shell: Option<Vec<String>>,
    /// Build history, oldest first.
    pub history: Vec<HistoryEntry>,
    /// Digests of the uncompressed layers, lowest first. `None` for one that is not a SHA-256 digest.
    pub diff_ids: Vec<Option<Digest>>,
}

/// One declared port or range.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ExposedPort {
    /// First (mostly the only) port.
    pub port: u16,
    /// Last port of the range, inclusive.
    pub end: u16,
    /// `tcp`, `udp` or `sctp` in small letters.
    pub protocol: String,
}

/// Docker's health check.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Healthcheck {
    /// `["NONE"]`, `["CMD", ...]`, `["CMD-SHELL", command]`; empty means inherited.
    pub test: Vec<String>,
    /// Nanoseconds between checks.
    pub interval: Option<i64>,
    /// Nanoseconds a check may take.
    pub timeout: Option<i64>,
    /// Nanoseconds of grace at the start.
    pub start_period: Option<i64>,
    /// Nanoseconds between checks in the grace period.
    pub start_interval: Option<i64>,
    /// Failures in a row before the container counts as unhealthy.
    pub retries: Option<i64>,
}

/// One record of the build history.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct HistoryEntry {
    /// Time as written.
    pub created: Option<String>,
    /// Time in seconds from 1970, if it could be read.
    pub created_at: Option<i64>,
    /// The instruction or command that made the layer.
    pub created_by: Option<String>,
    /// Who made it.
    pub author: Option<String>,
    /// Comment of the builder, such as `buildkit.dockerfile.v0`.
    pub comment: Option<String>,
    /// Whether the record claims to have made no layer.
    pub empty_layer: bool,
}

impl ImageConfig {
    /// The platform, `None` unless system and architecture are both given.
    #[must_use]
    pub fn platform(&self) -> Option<Platform> {
        let (os, architecture) = (self.os.clone()?, self.architecture.clone()?);
        Some(Platform { os, architecture, variant: self.variant.clone() }).filter(|platform| !platform.is_unknown())
    }

    /// Reads a configuration; what cannot be read is noted.
    pub(crate) fn read(value: &Value, notes: &mut Notes) -> Self {
        // `container_config` describes the container of the last build step and never counts.
        let process = notes.object(value, "config");
        let created = notes.nonempty(value, "created");
        let mut exposed_ports = exposed_ports(process, notes);
        crate::ordered::sort(&mut exposed_ports);
        exposed_ports.dedup();
        let mut volumes = notes.keys(process, "Volumes");
        crate::ordered::sort(&mut volumes);
        Self {
            architecture: notes.nonempty(value, "architecture"),
            os: notes.nonempty(value, "os"),
            variant: notes.nonempty(value, "variant"),
            created_at: created.as_deref().and_then(parse_rfc3339),
            created,
            author: notes.nonempty(value, "author"),
            user: notes.nonempty(process, "User"),
            env: env(process, notes),
            exposed_ports,
            volumes,
            entrypoint: notes.texts(process, "Entrypoint"),
            cmd: notes.texts(process, "Cmd"),
            working_dir: notes.nonempty(process, "WorkingDir"),
            labels: notes.text_map(process, "Labels"),
            healthcheck: healthcheck(process, notes),
            stop_signal: notes.nonempty(process, "StopSignal"),
            on_build: notes.texts(process, "OnBuild").unwrap_or_default(),
            shell: notes.texts(process, "Shell"),
            history: history(value, notes),
            diff_ids: diff_ids(value, notes),
        }
    }
}

fn env(process: &Value, notes: &mut Notes) -> Vec<(String, String)> {
    let lines = notes.texts(process, "Env").unwrap_or_default();
    lines
        .into_iter()
        .map(|line| match line.split_once('=') {
            Some((name, value)) => (name.to_owned(), value.to_owned()),
            None => (line, String::new()),
        })
        .collect()
}

fn exposed_ports(process: &Value, notes: &mut Notes) -> Vec<ExposedPort> {
    let mut ports = Vec::new();
    for text in notes.keys(process, "ExposedPorts") {
        match exposed_port(&text) {
            Some(port) => ports.push(port),
            None => {
                notes.push(format!("\"{}\" of \"ExposedPorts\" is not a port", crate::text::excerpt(&text, 60)));
            }
        }
    }
    ports
}

/// `80`, `80/tcp`, `8000-8010/udp`.
fn exposed_port(text: &str) -> Option<ExposedPort> {
    let (numbers, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let (first, last) = numbers.split_once('-').unwrap_or((numbers, numbers));
    let (port, end) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    let protocol = protocol.trim().to_ascii_lowercase();
    let known = matches!(protocol.as_str(), "tcp" | "udp" | "sctp");
    (known && port <= end).then_some(ExposedPort { port, end, protocol })
}

fn healthcheck(process: &Value, notes: &mut Notes) -> Option<Healthcheck> {
    let value = notes.object(process, "Healthcheck");
    matches!(value, Value::Object(_)).then(|| Healthcheck {
        test: notes.texts(value, "Test").unwrap_or_default(),
        interval: notes.integer(value, "Interval"),
        timeout: notes.integer(value, "Timeout"),
        start_period: notes.integer(value, "StartPeriod"),
        start_interval: notes.integer(value, "StartInterval"),
        retries: notes.integer(value, "Retries"),
    })
}

fn history(value: &Value, notes: &mut Notes) -> Vec<HistoryEntry> {
    let mut entries = Vec::new();
    for item in notes.list(value, "history").unwrap_or_default() {
        if !matches!(item, Value::Object(_)) {
            notes.push(format!("an item of \"history\" is {}, not an object", item.type_name()));
        }
        let created = notes.nonempty(item, "created");
        entries.push(HistoryEntry {
            created_at: created.as_deref().and_then(parse_rfc3339),
            created,
            created_by: notes.nonempty(item, "created_by"),
            author: notes.nonempty(item, "author"),
            comment: notes.nonempty(item, "comment"),
            empty_layer: notes.flag(item, "empty_layer"),
        });
    }
    entries
}

fn diff_ids(value: &Value, notes: &mut Notes) -> Vec<Option<Digest>> {
    let rootfs = notes.object(value, "rootfs");
    let mut digests = Vec::new();
    for item in notes.list(rootfs, "diff_ids").unwrap_or_default() {
        let digest = match item {
            Value::Text(text) if text.starts_with("sha256:") => text.parse().ok(),
            _ => None,
        };
        if digest.is_none() {
            notes.push("an item of \"diff_ids\" is not a SHA-256 digest".to_owned());
        }
        digests.push(digest);
    }
    digests
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (ImageConfig, Option<String>) {
        let mut notes = Notes::default();
        let config = ImageConfig::read(&Value::parse(text.as_bytes()).unwrap(), &mut notes);
        (config, notes.sentence())
    }

    #[test]
    fn a_full_configuration_is_read_without_notes() {
        let digest = format!("sha256:{}", "ab".repeat(32));
        let (config, notes) = read(&format!(
            r#"{{"architecture":"arm64","os":"linux","variant":"v8","created":"2026-01-01T00:00:00Z","author":"me",
            "container_config":{{"User":"root","Env":["NOT=this"]}},"unknown":[1],
            "config":{{"User":"1000:1000","Env":["A=b=c","EMPTY=","BARE"],"ExposedPorts":{{"8000-8010/udp":{{}},"22/tcp":{{}},"53":{{}}}},
              "Volumes":{{"/z":{{}},"/a":{{}}}},"Entrypoint":["/app"],"Cmd":null,"WorkingDir":"/w","Labels":{{"b":"2","a":"1"}},
              "Healthcheck":{{"Test":["CMD","x"],"Interval":30000000000,"Retries":3}},"StopSignal":"SIGINT","OnBuild":["RUN x"],"Shell":["/bin/bash"]}},
            "rootfs":{{"type":"layers","diff_ids":["{digest}"]}},
            "history":[{{"created":"2025-12-31T00:00:00Z","created_by":"RUN x","comment":"c"}},{{"created_by":"ENV A","empty_layer":true}}]}}"#
        ));
        assert_eq!(notes, None);
        assert_eq!(config.platform().unwrap().to_string(), "linux/arm64/v8");
        assert_eq!(config.created_at, Some(1_767_225_600));
        assert_eq!(config.user.as_deref(), Some("1000:1000"));
        let env: Vec<_> = config.env.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(env, [("A", "b=c"), ("EMPTY", ""), ("BARE", "")]);
        let port = |port, end, protocol: &str| ExposedPort { port, end, protocol: protocol.into() };
        assert_eq!(config.exposed_ports, [port(22, 22, "tcp"), port(53, 53, "tcp"), port(8000, 8010, "udp")]);
        assert_eq!(config.volumes, ["/a", "/z"]);
        assert_eq!((config.entrypoint, config.cmd), (Some(vec!["/app".to_owned()]), None));
        assert_eq!(config.labels.keys().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(config.healthcheck.unwrap().interval, Some(30_000_000_000));
        assert_eq!(config.diff_ids, [digest.parse().ok()]);
        assert_eq!(config.history.iter().map(|entry| entry.empty_layer).collect::<Vec<_>>(), [false, true]);
    }

    #[test]
    fn wrong_types_are_notes_and_the_rest_is_still_read() {
        let (config, notes) = read(
            r#"{"os":7,"config":{"User":0,"Env":{"A":"b"},"ExposedPorts":{"x/tcp":{},"443/tcp":{},"9-1":{}},"Cmd":"run me",
            "Labels":{"n":1,"ok":"yes"}},"rootfs":{"diff_ids":["md5:00",3]},"history":[null,{"created_by":"x"}]}"#,
        );
        assert_eq!(config.cmd, Some(vec!["run me".to_owned()]), "Docker reads a lone text as a list of one");
        assert_eq!(config.exposed_ports.len(), 1);
        assert_eq!(config.labels.len(), 1);
        assert_eq!(config.diff_ids, [None, None]);
        assert_eq!(config.history.len(), 2);
        let notes = notes.unwrap();
        for part in ["\"os\" is a number", "\"User\" is a number", "\"Env\" is an object", "x/tcp", "\"n\" is a number"]
        {
            assert!(notes.contains(part), "{part}: {notes}");
        }
    }

    #[test]
    fn fields_in_another_case_count_as_they_do_for_a_runtime() {
        let (config, _) = read(r#"{"Config":{"user":"app","env":["A=1"]}}"#);
        assert_eq!((config.user.as_deref(), config.env.len()), (Some("app"), 1));
    }
}
