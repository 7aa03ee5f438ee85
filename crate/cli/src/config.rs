//! Options and configuration files to what the engine takes.

use crate::arguments::{ConfigOptions, ProfileName};
use crate::output;
use plimsoll_core::analysis::Options;
use plimsoll_core::config::{Loaded, from_hadolint, from_toml};
use plimsoll_core::rules::Profile;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

const SECONDS_OF_A_DAY: u64 = 86_400;

/// Looked for in the current directory, in this order.
const NAMES: [&str; 4] = ["plimsoll.toml", ".plimsoll.toml", ".hadolint.yaml", ".hadolint.yml"];

/// What holds for all inputs. Says aloud what was taken from where, and what has no effect.
pub(crate) fn options(given: &ConfigOptions) -> Result<Options, String> {
    let file = given.config.clone().or_else(|| found(given.no_config));
    let mut loaded = match &file {
        Some(file) => {
            let loaded = load(file)?;
            if given.config.is_none() {
                output::complain(&format!("using {}; --no-config leaves it out", output::shown(file)));
            }
            for note in &loaded.notes {
                output::complain(&format!("{}: {note}", output::shown(file)));
            }
            loaded
        }
        None => Loaded::default(),
    };
    match given.profile {
        Some(ProfileName::Default) => loaded.config.profile = Profile::Default,
        Some(ProfileName::Strict) => loaded.config.profile = Profile::Strict,
        Some(ProfileName::OsStig) => loaded.config.profile = Profile::OsStig,
        None => {}
    }
    let options = Options {
        as_of: given.as_of.or_else(today),
        ignore: given.ignore.clone(),
        target: given.target.clone().filter(|target| !target.is_empty()),
        config: loaded.config,
        ..Options::default()
    };
    for name in options.unknown_rules() {
        output::complain(&format!("no rule is called \"{name}\": --ignore {name} has no effect"));
    }
    Ok(options)
}

fn found(none: bool) -> Option<PathBuf> {
    NAMES.iter().map(PathBuf::from).find(|name| !none && name.is_file())
}

fn load(file: &Path) -> Result<Loaded, String> {
    let shown = output::shown(file);
    let text = std::fs::read_to_string(file).map_err(|error| format!("{shown}: {error}. Check --config"))?;
    let is_yaml = file.extension().is_some_and(|extension| extension == "yaml" || extension == "yml");
    let loaded = if is_yaml { from_hadolint(&text) } else { from_toml(&text) };
    loaded.map_err(|error| format!("{shown}: {error}"))
}

/// The first second of today, in UTC: ages are judged by days, so that a report of the same day is the same report.
fn today() -> Option<i64> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
    i64::try_from(now - now % SECONDS_OF_A_DAY).ok()
}
