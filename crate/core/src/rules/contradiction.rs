//! What an image built from a Dockerfile shows against findings in that file.
//!
//! A Dockerfile alone leaves open what its base image sets, so some rules guess and say so by a low confidence. Only those
//! guesses are looked at here, and only where the image is sure of the contrary. What an image cannot disprove (a tag that
//! can move, a version that is not pinned) stays as it is.

use crate::correlation::Correlation;
use crate::data::end_of_life;
use crate::dockerfile::Span;
use crate::dockerfile::history::History;
use crate::dockerfile::stage::StageModel;
use crate::facts::{DockerfileFacts, Facts, Step};
use crate::finding::{Confidence, Place};
use crate::ordered::Set;
use crate::secrets::masked;
use crate::text::excerpt;

/// Longest value that a reason quotes, in characters.
const MAX_QUOTED_CHARACTERS: usize = 100;

/// A finding in the Dockerfile, as far as it matters here.
#[derive(Clone, Copy)]
pub struct Claim<'a> {
    /// Id of its rule.
    pub rule: &'a str,
    /// Where it is.
    pub place: &'a Place,
    /// How sure it is.
    pub confidence: Confidence,
    /// The detail `name`, if it has one.
    pub name: Option<&'a str>,
}

/// A Dockerfile and an image that was built from it, to its target.
pub struct Witness<'a> {
    /// The file.
    pub dockerfile: &'a Facts<'a>,
    /// The image, its layers scanned.
    pub image: &'a Facts<'a>,
    /// Ids of the rules that have findings in the image.
    pub(crate) found: &'a Set<&'a str>,
    /// The image's history.
    pub history: &'a History,
    /// Which entry of it is which instruction.
    pub correlation: &'a Correlation,
}

impl Witness<'_> {
    /// What the image shows against a finding: a sentence without a final stop, masked and escaped. `None` if nothing.
    #[must_use]
    pub fn against(&self, claim: Claim<'_>) -> Option<String> {
        let written = self.dockerfile.dockerfile?;
        match claim.rule {
            "run-as-root" | "root-with-volume" => self.other_user(),
            "missing-healthcheck" => {
                self.image.settings.healthcheck.as_ref()?;
                Some(String::from("it has a health check, which its base image brought along"))
            }
            "missing-provenance-labels" => self
                .silent(claim.rule)
                .then(|| String::from("it has the labels: the base image or the command that built it gave them")),
            "label-schema" => {
                let name = claim.name?;
                let has = |labels: &[crate::facts::Setting<(String, String)>]| {
                    labels.iter().any(|label| excerpt(&masked(&label.value.0), MAX_QUOTED_CHARACTERS) == name)
                };
                (!has(&self.dockerfile.settings.labels) && has(&self.image.settings.labels))
                    .then(|| format!("it has the label {name}: the base image or the command that built it gave it"))
            }
            "end-of-life-distribution" => self.supported(written.model, claim.place),
            "undefined-variable" => self.defined(claim),
            "pipe-without-pipefail" => {
                let shell = self.shell(written, claim.place)?;
                shell.contains("pipefail").then(|| format!("it was built with the shell \"{}\"", quoted(shell)))
            }
            "bash-syntax-in-sh" => {
                let shell = self.shell(written, claim.place)?;
                let program = shell.split(' ').next()?.rsplit('/').next()?;
                (program == "bash").then(|| format!("it was built with the shell \"{}\"", quoted(shell)))
            }
            _ => None,
        }
    }

    /// Whether a rule ran over the image and found nothing.
    fn silent(&self, id: &str) -> bool {
        let runs = super::all().any(|rule| rule.id == id && self.image.config.runs(rule));
        runs && !self.found.contains(id)
    }

    fn other_user(&self) -> Option<String> {
        if self.dockerfile.settings.user.is_some() {
            return None;
        }
        let user = &self.image.settings.user.as_ref()?.value;
        let uid = self.image.files()?.accounts.run_as(user).uid.filter(|uid| *uid != 0)?;
        Some(format!("it runs as \"{}\" (uid {uid}), which its base image says", quoted(user)))
    }

    fn supported(&self, model: &StageModel, place: &Place) -> Option<String> {
        let first = model.chain(model.target?).first().copied()?;
        let image = model.stages.get(first)?.image.as_ref()?;
        if *place != crate::facts::from_dockerfile::place(self.dockerfile.file()?, image.span) {
            return None;
        }
        let os = self.image.files()?.os.as_ref()?;
        let version = os.version_id.as_deref()?;
        let known = matches!(end_of_life::find(&os.id, version), end_of_life::Found::Release(_));
        (known && self.silent("end-of-life-distribution")).then(|| {
            let name = os.pretty_name.clone().unwrap_or_else(|| format!("{} {version}", os.id));
            format!("its os-release says {}", quoted(&name))
        })
    }

    /// A variable that the base image defines.
    fn defined(&self, claim: Claim<'_>) -> Option<String> {
        let name = claim.name.filter(|_| claim.confidence == Confidence::Low)?;
        let (_, step) = self.step(claim.place)?;
        if !step.part.is_in_image() || self.dockerfile.settings.variable(name).is_some() {
            return None;
        }
        self.image.settings.variable(name)?;
        Some(format!("its environment has {name}, which its base image defines"))
    }

    /// The shell that history shows for the RUN at a place, where the file does not say one.
    fn shell(&self, written: DockerfileFacts<'_>, place: &Place) -> Option<&str> {
        let (index, _) = self.step(place)?;
        if written.model.states.get(index)?.shell.is_some() {
            return None;
        }
        let at = self.correlation.expected.iter().position(|expected| *expected == index)?;
        let entry = self.correlation.entry_of.get(at).copied().flatten()?;
        let shell: Span = self.history.entries.get(entry)?.shell?;
        Some(shell.of(&self.history.file.text))
    }

    /// The instruction that a place lies in.
    fn step(&self, place: &Place) -> Option<(usize, &Step<'_>)> {
        step_at(self.dockerfile, place)
    }
}

/// The instruction of a Dockerfile that a place lies in, with its index.
#[must_use]
pub fn step_at<'f>(facts: &'f Facts<'_>, place: &Place) -> Option<(usize, &'f Step<'f>)> {
    let start = |place: &Place| match place {
        Place::Instruction { line, column, .. } => Some((*line, *column)),
        _ => None,
    };
    let wanted = start(place)?;
    let behind = facts.steps.partition_point(|step| start(&step.place).is_some_and(|start| start <= wanted));
    let index = behind.checked_sub(1)?;
    facts.steps.get(index).map(|step| (index, step))
}

fn quoted(text: &str) -> String {
    excerpt(&masked(text), MAX_QUOTED_CHARACTERS)
}
