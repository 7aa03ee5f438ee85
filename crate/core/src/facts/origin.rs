//! Where the base of an image ends and one's own part begins, as far as that can be told, and on which side something lies.
//!
//! Three signs, the surest first: another image of the archive whose layers are the lowest of this one; the Dockerfile in the
//! provenance, whose instructions are the last of the history; and a CMD or ENTRYPOINT in the history with steps behind it,
//! which is how an image looks that was built on another. The last one is wrong for a Dockerfile that goes on after its CMD.

use super::evidence::{Binding, Evidence};
use super::{BaseUse, Step, from_dockerfile};
use crate::dockerfile::stage::StageModel;
use crate::dockerfile::{self, InstructionKind};
use crate::finding::Place;
use crate::image::config::ImageConfig;
use crate::image::history::Alignment;
use crate::image::json::Provenance;
use crate::image::plan::{Plan, PlannedImage};
use crate::limits::{MAX_BASE_CANDIDATES, MAX_ORIGIN_STEPS};
use serde::{Deserialize, Serialize};

/// Whose doing something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Origin {
    /// It comes with the base image.
    Base,
    /// The image's own build made it.
    Own,
}

/// The end of the base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseEnd {
    /// How many layers are the base's, lowest first.
    pub layers: u32,
    /// How many records of the history are.
    pub records: u32,
    /// By what that was told, a sentence without a final stop. May quote the image.
    pub reason: String,
    /// Whether it was read off and not guessed.
    pub certain: bool,
}

/// What bound provenance says, with the member that says it.
pub fn provenance<'e>(evidence: &'e [Evidence<'_>]) -> impl Iterator<Item = (&'e str, &'e Provenance)> {
    let bound = evidence.iter().filter(|evidence| evidence.binding == Binding::Bound);
    let claims = bound.flat_map(|evidence| &evidence.found.claims);
    claims.filter_map(|claim| Some((claim.member.as_str(), claim.provenance.as_deref()?)))
}

/// The reference of the base by provenance, with the member that says it: the FROM that reaches the final stage, else the
/// only image that was fetched.
#[must_use]
pub fn base_of_provenance(evidence: &[Evidence<'_>]) -> Option<(String, String)> {
    provenance(evidence).find_map(|(member, provenance)| {
        let mut images = provenance.materials.iter().filter_map(|material| Some((material.image()?, material.digest)));
        let written = provenance.dockerfile.as_ref().and_then(|(_, text)| written_base(text));
        let (name, digest) = match written {
            Some(written) => {
                let digest = images.find(|(name, _)| same_image(name, &written)).and_then(|(_, digest)| digest);
                (written, digest)
            }
            None => images.next().filter(|_| images.next().is_none())?,
        };
        let digest = digest.filter(|_| !name.contains('@'));
        Some((digest.map_or_else(|| name.clone(), |digest| format!("{name}@{digest}")), member.to_owned()))
    })
}

fn written_base(text: &[u8]) -> Option<String> {
    let file = dockerfile::parse_bytes(text);
    let model = StageModel::new(&file);
    let bases = from_dockerfile::build(&file, &model).bases;
    let base = bases.into_iter().find(|base| base.usage == BaseUse::From && base.reaches_final)?;
    Some(base.reference).filter(|reference| !reference.is_empty() && !reference.contains('$'))
}

/// Docker Hub may be written out or not.
fn same_image(left: &str, right: &str) -> bool {
    let short = |name: &str| {
        let name = name.strip_prefix("docker.io/").unwrap_or(name);
        name.strip_prefix("library/").unwrap_or(name).to_owned()
    };
    short(left) == short(right)
}

/// Where the base ends.
#[must_use]
pub fn base_end(
    plan: &Plan,
    image: &PlannedImage,
    alignment: &Alignment,
    steps: &[Step<'_>],
    evidence: &[Evidence<'_>],
) -> Option<BaseEnd> {
    by_archive(plan, image, alignment)
        .or_else(|| by_dockerfile(alignment, steps, evidence))
        .or_else(|| by_history(alignment, steps))
}

fn by_archive(plan: &Plan, image: &PlannedImage, alignment: &Alignment) -> Option<BaseEnd> {
    let own = &image.config.diff_ids;
    let is_base = |other: &&PlannedImage| {
        let theirs = &other.config.diff_ids;
        !theirs.is_empty()
            && theirs.len() < own.len()
            && theirs.iter().zip(own).all(|(their, own)| their.is_some() && their == own)
    };
    let candidates = plan.images.iter().take(MAX_BASE_CANDIDATES).filter(is_base);
    let base = candidates.max_by_key(|other| other.config.diff_ids.len())?;
    let layers = base.config.diff_ids.len();
    let commands = |config: &ImageConfig, count: usize| {
        let commands = config.history.iter().take(count).map(|record| record.created_by.clone());
        commands.collect::<Vec<_>>()
    };
    let count = base.config.history.len();
    let records = if commands(&base.config, count) == commands(&image.config, count) {
        count
    } else {
        alignment.history_of.get(layers).copied().flatten().unwrap_or_default()
    };
    let name = base.names.first().cloned().or_else(|| Some(base.manifest_digest.or(base.config_digest)?.to_string()));
    let name = name.unwrap_or_else(|| String::from("an image without a name"));
    Some(BaseEnd {
        layers: u32::try_from(layers).ok()?,
        records: u32::try_from(records).ok()?,
        reason: format!("the lowest {layers} layers are those of {name}, which is in the archive as well"),
        certain: true,
    })
}

fn by_dockerfile(alignment: &Alignment, steps: &[Step<'_>], evidence: &[Evidence<'_>]) -> Option<BaseEnd> {
    let text = provenance(evidence).find_map(|(_, provenance)| provenance.dockerfile.as_ref())?;
    let file = dockerfile::parse_bytes(&text.1);
    let model = StageModel::new(&file);
    let written = from_dockerfile::build(&file, &model).steps;
    let written: Vec<InstructionKind> = written
        .iter()
        .filter(|step| step.part.is_in_image() && step.stage.is_some())
        .map(|step| step.instruction.kind)
        .filter(|kind| *kind != InstructionKind::From)
        .collect();
    let start = steps.len().checked_sub(written.len()).filter(|_| !written.is_empty())?;
    let recorded = steps.get(start..)?.iter().map(|step| step.instruction.kind);
    if !recorded.eq(written.iter().copied()) {
        return None;
    }
    let count = written.len();
    ended(alignment, start, format!("the last {count} build steps are those of the Dockerfile in its provenance"), true)
}

fn by_history(alignment: &Alignment, steps: &[Step<'_>]) -> Option<BaseEnd> {
    let last_layer = alignment.layer_of.iter().rposition(Option::is_some)?;
    let ends = |step: &Step<'_>| matches!(step.instruction.kind, InstructionKind::Cmd | InstructionKind::Entrypoint);
    let last = steps.get(..last_layer)?.iter().rposition(ends)?;
    let keyword = steps.get(last)?.instruction.kind.name();
    let reason =
        format!("record {last} of the build history is {keyword} and more steps follow, as on top of a base image");
    ended(alignment, last.saturating_add(1), reason, false).filter(|end| end.layers > 0)
}

/// The end before that record of the history.
fn ended(alignment: &Alignment, records: usize, reason: String, certain: bool) -> Option<BaseEnd> {
    if alignment.unaligned.is_some() {
        return None;
    }
    let layers = alignment.layer_of.iter().take(records).flatten().count();
    Some(BaseEnd { layers: u32::try_from(layers).ok()?, records: u32::try_from(records).ok()?, reason, certain })
}

/// Tells the origins of findings. What settings come from is looked up in the history, within a limit.
pub struct Origins<'f> {
    end: &'f BaseEnd,
    config: &'f ImageConfig,
    steps: &'f [Step<'f>],
    left: usize,
}

impl<'f> Origins<'f> {
    /// For one image.
    #[must_use]
    pub fn new(end: &'f BaseEnd, config: &'f ImageConfig, steps: &'f [Step<'f>]) -> Self {
        Self { end, config, steps, left: MAX_ORIGIN_STEPS }
    }

    /// Whose doing the thing at a place is; `None` if that cannot be told, or if it is something that is not there.
    pub fn of(&mut self, place: &Place) -> Option<Origin> {
        let is_base = match place {
            Place::History { entry, .. } => *entry < self.end.records,
            Place::File { layer, .. } | Place::Layer { layer } => *layer < self.end.layers,
            Place::Config { key } => self.setter(key)? < self.end.records,
            Place::Image | Place::Member { .. } | Place::Instruction { .. } => return None,
        };
        Some(if is_base { Origin::Base } else { Origin::Own })
    }

    /// The last record of the history that sets this key of the config.
    fn setter(&mut self, key: &str) -> Option<u32> {
        let key = key.strip_prefix("config.")?;
        let (kind, name) = match key.split_once('.').unwrap_or((key, "")) {
            ("User", _) => (InstructionKind::User, None),
            ("Entrypoint", _) => (InstructionKind::Entrypoint, None),
            ("Cmd", _) => (InstructionKind::Cmd, None),
            ("WorkingDir", _) => (InstructionKind::Workdir, None),
            ("Healthcheck", _) => (InstructionKind::Healthcheck, None),
            ("ExposedPorts", port) => (InstructionKind::Expose, Some(port.split('/').next().unwrap_or(port))),
            ("Volumes", path) => (InstructionKind::Volume, Some(path)),
            ("Labels", name) => (InstructionKind::Label, Some(name)),
            (variable, _) => {
                let index = variable.strip_prefix("Env[")?.strip_suffix(']')?.parse::<usize>().ok()?;
                (InstructionKind::Env, Some(self.config.env.get(index)?.0.as_str()))
            }
        };
        self.left = self.left.checked_sub(self.steps.len())?;
        let sets = |step: &Step<'_>| {
            let instruction = &step.instruction;
            instruction.kind == kind
                && name.is_none_or(|name| match kind {
                    InstructionKind::Env | InstructionKind::Label => {
                        instruction.pairs().iter().any(|pair| pair.name.text == name)
                    }
                    // BuildKit writes ports and volumes as Go's maps and lists.
                    _ => {
                        step.text.split(|c: char| " []{}:,/\"".contains(c)).any(|word| word == name)
                            || step.text.split(|c: char| " []{}:,\"".contains(c)).any(|word| word == name)
                    }
                })
        };
        self.steps.iter().rposition(sets).and_then(|record| u32::try_from(record).ok())
    }
}
