//! What a container starts with. Values are compared as they stand and shown as the report shows them.

use super::changes::{Named, told_apart};
use super::model::{Changes, SettingChange};
use super::side::Analysed;
use crate::image::config::ImageConfig;
use crate::report::assemble::{shown_name, shown_value};
use crate::report::model::{Config, Variable};

pub(super) fn settings(before: &Analysed<'_>, after: &Analysed<'_>) -> Vec<SettingChange> {
    let (Some(older), Some(newer)) = (config(before), config(after)) else { return Vec::new() };
    let mut changes = Vec::new();
    let mut compare = |name: &str, same: bool, shown: fn(&Config) -> Option<String>| {
        if !same {
            let shown = |side: &Analysed<'_>| side.target.image.as_ref().and_then(|image| shown(&image.config));
            changes.push(SettingChange { name: name.to_owned(), before: shown(before), after: shown(after) });
        }
    };
    compare("user", older.user == newer.user, |config| config.user.clone());
    compare("entrypoint", older.entrypoint == newer.entrypoint, |config| joined(&config.entrypoint));
    compare("cmd", older.cmd == newer.cmd, |config| joined(&config.cmd));
    compare("workingDir", older.working_dir == newer.working_dir, |config| config.working_dir.clone());
    compare("healthcheck", older.healthcheck == newer.healthcheck, |config| joined(config.healthcheck.as_ref()?));
    compare("stopSignal", older.stop_signal == newer.stop_signal, |config| config.stop_signal.clone());
    changes
}

fn joined(words: &[String]) -> Option<String> {
    (!words.is_empty()).then(|| words.join(" "))
}

pub(super) fn ports(before: &Analysed<'_>, after: &Analysed<'_>) -> Changes<String> {
    let ports = |side: &Analysed<'_>| -> Named<_, (), String> {
        let ports = config(side).into_iter().flat_map(|config| &config.exposed_ports);
        ports.map(|port| (port.clone(), ((), shown_name(&port.to_string())))).collect()
    };
    told_apart(&ports(before), &ports(after))
}

pub(super) fn volumes(before: &Analysed<'_>, after: &Analysed<'_>) -> Changes<String> {
    let volumes = |side: &Analysed<'_>| -> Named<_, (), String> {
        let volumes = config(side).into_iter().flat_map(|config| &config.volumes);
        volumes.map(|volume| (volume.clone(), ((), shown_name(volume)))).collect()
    };
    told_apart(&volumes(before), &volumes(after))
}

pub(super) fn env(before: &Analysed<'_>, after: &Analysed<'_>) -> Changes<Variable> {
    // Of a name that stands twice the last value holds.
    let env = |side: &Analysed<'_>| {
        config(side).into_iter().flat_map(|config| &config.env).map(|(name, value)| variable(name, value)).collect()
    };
    told_apart(&env(before), &env(after))
}

pub(super) fn labels(before: &Analysed<'_>, after: &Analysed<'_>) -> Changes<Variable> {
    let labels = |side: &Analysed<'_>| {
        config(side).into_iter().flat_map(|config| &config.labels).map(|(name, value)| variable(name, value)).collect()
    };
    told_apart(&labels(before), &labels(after))
}

fn variable(name: &str, value: &str) -> (String, (String, Variable)) {
    let shown = Variable { name: shown_name(name), value: shown_value(name, value) };
    (name.to_owned(), (value.to_owned(), shown))
}

fn config<'a>(side: &Analysed<'a>) -> Option<&'a ImageConfig> {
    side.image.map(|image| image.config)
}
