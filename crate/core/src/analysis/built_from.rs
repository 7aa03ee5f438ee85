//! An image together with the Dockerfile that it is said to be built from.

use super::{BuiltFrom, Options, dockerfile};
use crate::correlation::{self, Causes};
use crate::dockerfile::history;
use crate::dockerfile::stage::StageModel;
use crate::dockerfile::{self as language, Dockerfile, IgnoreFile};
use crate::facts::{DockerfileFacts, Facts, Setting};
use crate::ordered::Map;
use crate::report::assemble;
use crate::report::explained::Shown;
use crate::report::model::{Contradicted, Contradiction, Difference, Report, Target};
use crate::rules::Rule;
use crate::rules::contradiction::{self, Claim, Witness};

/// The Dockerfile of the options, read once for all images.
pub(super) struct Explainer {
    name: String,
    file: Dockerfile,
    /// Or why it has none.
    model: Result<StageModel, String>,
    ignore: Option<IgnoreFile>,
}

impl Explainer {
    pub(super) fn new(given: &BuiltFrom, options: &Options) -> Self {
        let file = language::parse_bytes(&given.text);
        let model = dockerfile::model(&file, options).map_err(|error| error.what);
        Self { name: given.name.clone(), model, ignore: options.dockerignore.as_deref().map(IgnoreFile::parse), file }
    }

    /// Adds to a target what the Dockerfile explains of it. Findings of the Dockerfile are compared with the image only if
    /// its files are known.
    pub(super) fn explain(&self, target: &mut Target, image: &Facts<'_>, options: &Options) {
        let mut shown = Shown::new(&self.name, &self.file);
        let (Ok(model), Some(known)) = (&self.model, &image.image) else {
            target.correlation = self.model.as_ref().err().map(|why| shown.nothing(why));
            return;
        };
        let lines = known.config.history.iter().map(|entry| entry.created_by.as_deref().unwrap_or_default());
        let history = history::read(lines);
        let found = correlation::correlate(&self.file, model, &history, options.target.is_none());
        let mut correlation = shown.correlation(&found, model, history.entries.len());
        let causes = Causes::new(&self.file, model, &history, &found, known, &image.settings);
        for finding in target.findings.iter_mut().chain(&mut target.ignored) {
            finding.cause = causes.of(&finding.place).map(|cause| shown.cause(&cause));
        }
        if found.holds() && found.stage == model.target && known.files.is_some() {
            let written = DockerfileFacts { file: &self.file, model, ignore: self.ignore.as_ref() };
            let written = Facts::of_dockerfile(written, options.as_of, &options.config);
            correlation.differences = differences(&written, image, &mut shown);
            let found_here = target.findings.iter().chain(&target.ignored).map(|finding| &*finding.rule);
            let witness = Witness {
                dockerfile: &written,
                image,
                found: &found_here.collect(),
                history: &history,
                correlation: &found,
            };
            correlation.contradicted = contradicted(&witness, &shown, options);
        }
        target.correlation = Some(correlation);
    }
}

fn contradicted(witness: &Witness<'_>, shown: &Shown<'_>, options: &Options) -> Vec<Contradicted> {
    let ignored = |rule: &Rule| options.ignores(rule);
    let own = assemble::target(String::new(), witness.dockerfile, None, Vec::new(), &ignored, &|_| true);
    let claims = own.findings.iter().filter_map(|finding| {
        let claim = Claim {
            rule: &finding.rule,
            place: &finding.place,
            confidence: finding.confidence,
            name: finding.details.get("name").map(String::as_str),
        };
        shown.contradicted(finding, witness.against(claim)?)
    });
    claims.collect()
}

/// Settings that the Dockerfile gives a value that is known, and that are others in the image.
fn differences(written: &Facts<'_>, image: &Facts<'_>, shown: &mut Shown<'_>) -> Vec<Difference> {
    let (said, has) = (&written.settings, &image.settings);
    let text =
        |setting: &Option<Setting<String>>| setting.as_ref().map(|setting| valued(setting, setting.value.clone()));
    let folder = |setting: &Option<Setting<String>>| {
        let path = |path: &str| if path.len() > 1 { path.trim_end_matches('/') } else { path }.to_owned();
        setting.as_ref().map(|setting| valued(setting, path(&setting.value)))
    };
    let words = |setting: &Option<Setting<Vec<String>>>| {
        setting.as_ref().map(|setting| valued(setting, setting.value.join(" ")))
    };
    let compared = [
        ("config.User", text(&said.user), text(&has.user)),
        ("config.WorkingDir", folder(&said.working_dir), folder(&has.working_dir)),
        ("config.Entrypoint", words(&said.entrypoint), words(&has.entrypoint)),
        ("config.Cmd", words(&said.cmd), words(&has.cmd)),
    ];
    let differ = compared.into_iter().filter_map(|(key, said, has)| {
        let said = said?;
        let has = has.map(|setting| setting.value);
        // A shell form is run by a shell that the base image may name.
        let of_shell = said.value.strip_prefix("/bin/sh -c ");
        let is_same = |has: &String| *has == said.value || of_shell.is_some_and(|text| has.ends_with(text));
        // A variable that the file gives no value has one in the build.
        if has.as_ref().is_some_and(is_same) || said.value.contains('$') {
            return None;
        }
        let (index, _) = contradiction::step_at(written, &said.place)?;
        let image = has.map_or_else(|| String::from("not set"), |has| assemble::shown_command(&has));
        shown.difference(key, index, image)
    });
    differ.collect()
}

fn valued<T>(setting: &Setting<T>, value: String) -> Setting<String> {
    Setting { value, place: setting.place.clone() }
}

/// Notes in the report of a Dockerfile what images built from it show against its findings.
pub fn contradict(dockerfile: &mut Report, images: &[&Report]) {
    let found = images.iter().flat_map(|report| &report.targets).flat_map(|target| {
        let contradicted = target.correlation.iter().flat_map(|correlation| &correlation.contradicted);
        contradicted.map(|found| {
            let Contradicted { fingerprint, reason, .. } = found.clone();
            (fingerprint, Contradiction { image: target.name.clone(), reason })
        })
    });
    note(dockerfile, found);
}

/// The same with what is known already: each with the fingerprint of its finding. What was noted before is forgotten.
pub fn note(dockerfile: &mut Report, found: impl Iterator<Item = (String, Contradiction)>) {
    let mut known: Map<String, Vec<Contradiction>> = Map::new();
    for (fingerprint, contradiction) in found {
        known.change(fingerprint, |list| list.push(contradiction));
    }
    for finding in dockerfile.targets.iter_mut().flat_map(|target| &mut target.findings) {
        finding.contradicted = known.get(&finding.fingerprint).cloned().unwrap_or_default();
    }
}
