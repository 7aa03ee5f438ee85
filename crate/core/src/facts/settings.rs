//! What a container is started with, wherever that was said: the config of an image, or the final stage of a Dockerfile.
//! One shape for both, so that a rule is written once.

use crate::finding::Place;
use crate::image::config::ExposedPort;

/// A value and where it was said.
#[derive(Debug, Clone)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// Where it was said: a config key of an image, an instruction of a Dockerfile.
    pub place: Place,
}

/// The settings in force at the start of a container. Lists are in the order in which they were said; a later value of
/// the same name has replaced the earlier.
#[derive(Debug, Default)]
pub struct Settings {
    /// `USER`, raw; `None` or an empty value means root, unless [`Settings::open`].
    pub user: Option<Setting<String>>,
    /// `ENV`: name and value.
    pub env: Vec<Setting<(String, String)>>,
    /// `EXPOSE`.
    pub exposed: Vec<Setting<ExposedPort>>,
    /// `VOLUME`: paths, raw.
    pub volumes: Vec<Setting<String>>,
    /// `ENTRYPOINT`; shell form is given as the words `/bin/sh`, `-c`, text.
    pub entrypoint: Option<Setting<Vec<String>>>,
    /// `CMD`, likewise.
    pub cmd: Option<Setting<Vec<String>>>,
    /// `WORKDIR`.
    pub working_dir: Option<Setting<String>>,
    /// `LABEL`: name and value.
    pub labels: Vec<Setting<(String, String)>>,
    /// `HEALTHCHECK`.
    pub healthcheck: Option<Setting<Healthcheck>>,
    /// True for a Dockerfile whose base image is not known: what is not set here may be set there.
    pub open: bool,
}

/// A health check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Healthcheck {
    /// `HEALTHCHECK NONE`: one that the base had is switched off.
    Disabled,
    /// The words of the test, without `CMD` or `CMD-SHELL`.
    Test(Vec<String>),
}

impl Settings {
    /// The environment variable of that name.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.env.iter().find(|setting| setting.value.0 == name).map(|setting| setting.value.1.as_str())
    }

    /// The label of that name.
    #[must_use]
    pub fn label(&self, name: &str) -> Option<&Setting<(String, String)>> {
        self.labels.iter().find(|setting| setting.value.0 == name)
    }

    /// The words that the container's first process is started by: entrypoint and command together.
    #[must_use]
    pub fn command_line(&self) -> Vec<&str> {
        [&self.entrypoint, &self.cmd]
            .into_iter()
            .flatten()
            .flat_map(|setting| &setting.value)
            .map(String::as_str)
            .collect()
    }
}

/// Keeps the last value of each name, in the order of the last settings, as `ENV` and `LABEL` do.
pub(crate) fn last_of_each(list: Vec<Setting<(String, String)>>) -> Vec<Setting<(String, String)>> {
    let mut seen = crate::ordered::Set::new();
    let mut kept: Vec<_> = list.into_iter().rev().filter(|setting| seen.insert(setting.value.0.clone())).collect();
    kept.reverse();
    kept
}

impl std::fmt::Display for ExposedPort {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.port == self.end {
            write!(formatter, "{}/{}", self.port, self.protocol)
        } else {
            write!(formatter, "{}-{}/{}", self.port, self.end, self.protocol)
        }
    }
}
