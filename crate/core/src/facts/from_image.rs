//! Settings and build steps from the config of an image.

use super::settings::last_of_each;
use super::{Base, BaseUse, Healthcheck, Part, Setting, Settings, Step};
use crate::dockerfile::history;
use crate::dockerfile::shell::ShellKind;
use crate::finding::Place;
use crate::image::config::ImageConfig;
use crate::image::history::Alignment;
use crate::ordered::Map;
use crate::secrets;
use std::borrow::Cow;
use std::cell::OnceCell;

/// What a container of the image is started with. Places are config keys.
#[must_use]
pub fn settings(config: &ImageConfig) -> Settings {
    let at = |key: &str| Place::config(key);
    let user = config.user.clone().filter(|user| !user.is_empty());
    let env = config
        .env
        .iter()
        .enumerate()
        .map(|(index, pair)| Setting { value: pair.clone(), place: at(&format!("config.Env[{index}]")) });
    Settings {
        user: user.map(|value| Setting { value, place: at("config.User") }),
        env: last_of_each(env.collect()),
        exposed: config
            .exposed_ports
            .iter()
            .map(|port| Setting { value: port.clone(), place: at(&format!("config.ExposedPorts.{port}")) })
            .collect(),
        volumes: config
            .volumes
            .iter()
            .map(|path| Setting {
                value: path.clone(),
                place: at(&format!("config.Volumes.{}", secrets::masked(path))),
            })
            .collect(),
        entrypoint: config.entrypoint.clone().map(|value| Setting { value, place: at("config.Entrypoint") }),
        cmd: config.cmd.clone().map(|value| Setting { value, place: at("config.Cmd") }),
        working_dir: config.working_dir.clone().map(|value| Setting { value, place: at("config.WorkingDir") }),
        labels: config
            .labels
            .iter()
            // Whatever can be written into a name may be a secret, too.
            .map(|(name, value)| Setting {
                value: (name.clone(), value.clone()),
                place: at(&format!("config.Labels.{}", secrets::masked(name))),
            })
            .collect(),
        healthcheck: config.healthcheck.as_ref().and_then(|check| {
            let value = healthcheck(&check.test)?;
            Some(Setting { value, place: at("config.Healthcheck") })
        }),
        open: false,
    }
}

/// Docker's form of a test: `["NONE"]`, `["CMD", ...]`, `["CMD-SHELL", text]`; empty means inherited, so not set.
fn healthcheck(test: &[String]) -> Option<Healthcheck> {
    let (form, words) = test.split_first()?;
    Some(if form == "NONE" { Healthcheck::Disabled } else { Healthcheck::Test(words.to_vec()) })
}

/// The history as build steps.
#[must_use]
pub fn steps<'a>(config: &'a ImageConfig, alignment: &Alignment) -> Vec<Step<'a>> {
    let lines = config.history.iter().map(|record| record.created_by.as_deref().unwrap_or_default());
    let read = history::read(lines);
    let mut steps = Vec::with_capacity(config.history.len());
    let parts = read.file.instructions.into_iter().zip(read.entries);
    for (((entry, record), layer), (instruction, known)) in
        (0u32..).zip(&config.history).zip(&alignment.layer_of).zip(parts)
    {
        let layer = layer.and_then(|layer| u32::try_from(layer).ok());
        steps.push(Step {
            instruction: Cow::Owned(instruction),
            text: Cow::Borrowed(record.created_by.as_deref().unwrap_or_default()),
            place: Place::History { entry, layer },
            layer,
            build_arguments: known.build_arguments,
            shell: ShellKind::default(),
            stage: None,
            part: Part::Final,
            script: OnceCell::new(),
        });
    }
    steps
}

/// The base that the image's annotations or labels name.
#[must_use]
pub fn bases(config: &ImageConfig, annotations: &Map<String, String>) -> Vec<Base> {
    const NAME: &str = "org.opencontainers.image.base.name";
    const DIGEST: &str = "org.opencontainers.image.base.digest";
    for (values, place) in [(annotations, "annotations"), (&config.labels, "config.Labels")] {
        let Some(name) = values.get(NAME).filter(|name| !matches!(name.as_str(), "" | "scratch")) else { continue };
        let digest = values.get(DIGEST).filter(|digest| !digest.is_empty() && !name.contains('@'));
        return vec![Base {
            reference: digest.map_or_else(|| name.clone(), |digest| format!("{name}@{digest}")),
            usage: BaseUse::Annotation,
            place: Place::config(&format!("{place}.{NAME}")),
            reaches_final: true,
        }];
    }
    Vec::new()
}
