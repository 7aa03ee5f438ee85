//! The state of one planning round, and what its parts have in common: reading documents, building images.

use crate::ordered::{Map, Set};

use super::super::config::ImageConfig;
use super::super::digest::Digest;
use super::super::history;
use super::super::json::Notes;
use super::documents::{Fetched, Shelf};
use super::error::{PlanError, PlanErrorKind};
use super::model::{Evidence, LayerState, Plan, PlannedImage, PlannedLayer, Reference, ReferenceKind, SourceFormat};
use super::unrecognised::unrecognised;
use crate::gap::{Gap, GapKind};
use crate::json::Value;
use crate::limits::{MAX_GAPS_PER_LAYER, MAX_IMAGES, MAX_PLAN_BYTES};
use crate::secrets;
use crate::text::excerpt;

pub(super) const SAVE_ANEW: &str = "save the image anew, and check the file against the original if it was copied";

pub(super) struct Planner<'a> {
    pub(super) shelf: Shelf<'a>,
    pub(super) drafts: Vec<Draft>,
    pub(super) evidence: Vec<Evidence>,
    /// By member, digest and size.
    pub(super) references: Map<(String, Digest, Option<u64>), ReferenceKind>,
    /// Members that turned out to be indexes, whatever they are referred to as.
    pub(super) indexes: Set<String>,
    pub(super) inline_mismatches: Set<Reference>,
    /// Why an image could not be planned: the error if it was the only one, else a gap.
    pub(super) problems: Vec<PlanError>,
    pub(super) gaps: Vec<Gap>,
    gaps_left_out: usize,
    images_left_out: usize,
    spent: u64,
    /// Bytes of signed messages that are kept.
    pub(super) signed: usize,
}

/// An image on its way to be planned.
pub(super) struct Draft {
    pub(super) image: PlannedImage,
    /// Images that share a key are platforms of one thing.
    pub(super) keys: Vec<String>,
}

/// A document that was asked for.
pub(super) enum Read {
    Value {
        member: String,
        value: Value,
    },
    /// Missing, pending, or its problem was recorded.
    Nothing,
}

impl<'a> Planner<'a> {
    pub(super) fn new(shelf: Shelf<'a>) -> Self {
        Self {
            shelf,
            drafts: Vec::new(),
            evidence: Vec::new(),
            references: Map::new(),
            indexes: Set::new(),
            inline_mismatches: Set::new(),
            problems: Vec::new(),
            gaps: Vec::new(),
            gaps_left_out: 0,
            images_left_out: 0,
            spent: 0,
            signed: 0,
        }
    }

    /// Reads all documents there are. The form is only right once nothing is needed any more.
    pub(super) fn read_all(&mut self) -> Result<SourceFormat, PlanError> {
        let has_manifest = self.shelf.has("manifest.json");
        let has_index = self.shelf.has("index.json");
        if !has_manifest && !has_index {
            return if self.read_legacy() {
                Ok(SourceFormat::DockerLegacy)
            } else {
                Err(unrecognised(self.shelf.members))
            };
        }
        let docker = if has_manifest { self.read_docker() } else { None };
        if has_index {
            let from = self.drafts.len();
            self.read_index();
            self.join(from);
        }
        Ok(match docker {
            Some(source) => source,
            None if self.shelf.members.is_directory() => SourceFormat::OciDirectory,
            None => SourceFormat::OciArchive,
        })
    }

    pub(super) fn into_plan(mut self, source: SourceFormat) -> Result<Plan, PlanError> {
        self.merge();
        if self.drafts.is_empty() {
            return Err(self.nothing());
        }
        for problem in std::mem::take(&mut self.problems) {
            let kind = match problem.kind {
                PlanErrorKind::BlobsMissing => GapKind::BlobMissing,
                PlanErrorKind::Limit => GapKind::LimitReached,
                _ => GapKind::DocumentUnreadable,
            };
            self.gap(kind, problem.member.as_deref(), problem.what, &problem.action);
        }
        let more = self.drafts.len().saturating_sub(MAX_IMAGES).saturating_add(self.images_left_out);
        if more > 0 {
            let what = format!("{more} images beyond the first {MAX_IMAGES} were passed over");
            self.gap(GapKind::LimitReached, None, what, "save fewer images into one archive");
            self.drafts.truncate(MAX_IMAGES);
        }
        if self.gaps_left_out > 0 {
            let what = format!("{} more gaps in the documents of the archive", self.gaps_left_out);
            self.gaps.push(gap(GapKind::LimitReached, None, what, SAVE_ANEW));
        }
        let mut gaps = self.shelf.members.gaps();
        gaps.append(&mut self.gaps);
        let mut images = self.take_images();
        // One statement can speak of no image by name; then it is about all there are.
        for evidence in &mut self.evidence {
            let texts = std::mem::take(&mut evidence.provenance);
            let subject = evidence.subject;
            for image in images.iter_mut().filter(|image| subject.is_none() || subject == image.manifest_digest) {
                image.provenance.extend_from_slice(&texts);
            }
        }
        Ok(Plan {
            source,
            images,
            evidence: std::mem::take(&mut self.evidence),
            references: self.take_references(),
            inline_mismatches: std::mem::take(&mut self.inline_mismatches).into_iter().collect(),
            gaps,
        })
    }

    /// Each once: what is known without a size (from a name) and with one (from a descriptor) is one reference.
    fn take_references(&mut self) -> Vec<Reference> {
        let mut references: Vec<Reference> = Vec::with_capacity(self.references.len());
        for ((member, digest, size), what) in std::mem::take(&mut self.references) {
            let what = if self.indexes.contains(&member) { ReferenceKind::Index } else { what };
            // No size sorts before any size.
            let same = |last: &mut Reference| last.member == member && last.digest == digest && last.size.is_none();
            references.pop_if(same);
            references.push(Reference { member, what, digest, size });
        }
        references
    }

    fn take_images(&mut self) -> Vec<PlannedImage> {
        let mut groups: Map<String, usize> = Map::new();
        let mut count = 0usize;
        let mut images = Vec::new();
        for draft in std::mem::take(&mut self.drafts) {
            let Draft { mut image, keys } = draft;
            let known = keys.iter().find_map(|key| groups.get(key).copied());
            image.group = known.unwrap_or(count);
            if known.is_none() {
                count = count.saturating_add(1);
            }
            for key in keys {
                groups.insert_new(key, image.group);
            }
            finish(&mut image);
            images.push(image);
        }
        images
    }

    /// The error for an archive without any image.
    fn nothing(&mut self) -> PlanError {
        if !self.problems.is_empty() {
            return self.problems.swap_remove(0);
        }
        if !self.evidence.is_empty() {
            let mut types: Vec<String> = self
                .evidence
                .iter()
                .filter_map(|evidence| {
                    evidence.artifact_type.as_deref().or(evidence.media_types.first().map(String::as_str))
                })
                .map(|media_type| excerpt(media_type, 100))
                .collect();
            crate::ordered::sort(&mut types);
            types.dedup();
            types.truncate(3);
            let what = format!("the archive holds only artifacts and no image ({})", types.join(", "));
            return PlanError::new(PlanErrorKind::OnlyArtifacts, what, "save the image that they belong to");
        }
        let documents = ["manifest.json", "index.json"].into_iter().filter(|name| self.shelf.has(name));
        let what = format!("{} names no image", documents.collect::<Vec<_>>().join(" and "));
        PlanError::new(
            PlanErrorKind::NoImages,
            what,
            "save the image anew; null manifests were written by Docker 25.0.0 (moby#47065) and by interrupted saves",
        )
    }

    pub(super) fn gap(&mut self, kind: GapKind, member: Option<&str>, what: String, action: &str) {
        if self.gaps.len() < MAX_GAPS_PER_LAYER {
            self.gaps.push(gap(kind, member, what, action));
        } else {
            self.gaps_left_out = self.gaps_left_out.saturating_add(1);
        }
    }

    /// Records why an image could not be planned. Thousands of broken entries are told as one number.
    pub(super) fn problem(&mut self, problem: PlanError) {
        if self.problems.contains(&problem) {
            // One manifest under many tags.
        } else if self.problems.len() < MAX_GAPS_PER_LAYER {
            self.problems.push(problem);
        } else {
            self.gaps_left_out = self.gaps_left_out.saturating_add(1);
        }
    }

    pub(super) fn unreadable(&mut self, member: &str, what: String) {
        self.problem(PlanError::at(PlanErrorKind::Unreadable, member, what, SAVE_ANEW));
    }

    /// Fetches and parses a document; a problem is recorded unless it is missing.
    pub(super) fn read(&mut self, name: &str) -> Read {
        match self.shelf.fetch(name) {
            Fetched::Pending | Fetched::Missing(_) => Read::Nothing,
            Fetched::Refused { member, why } => {
                self.unreadable(&member.name, format!("the document {why}"));
                Read::Nothing
            }
            Fetched::Body { member, bytes } => match self.parse(&member.name, bytes) {
                Some(value) => Read::Value { member: member.name.clone(), value },
                None => Read::Nothing,
            },
        }
    }

    /// Parses a document; a problem is recorded.
    pub(super) fn parse(&mut self, place: &str, bytes: &[u8]) -> Option<Value> {
        if !self.spend(bytes) {
            return None;
        }
        match Value::parse(bytes) {
            Ok(value) => Some(value),
            Err(error) => {
                self.unreadable(place, format!("the document is not valid JSON: {error}"));
                None
            }
        }
    }

    /// Whether this much more may be read in this round.
    pub(super) fn spend(&mut self, bytes: &[u8]) -> bool {
        let before = self.spent;
        self.spent = before.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        if self.spent <= MAX_PLAN_BYTES {
            return true;
        }
        if before <= MAX_PLAN_BYTES {
            let what = format!("the documents of the archive name each other beyond {MAX_PLAN_BYTES} bytes of reading");
            self.problem(PlanError::new(PlanErrorKind::Limit, what, "save fewer images into one archive"));
        }
        false
    }

    /// Takes an image, unless there are too many.
    pub(super) fn draft(&mut self, image: PlannedImage, keys: Vec<String>) {
        // What manifest.json and the index both name is there twice before it is joined.
        if self.drafts.len() < MAX_IMAGES.saturating_mul(2) {
            self.drafts.push(Draft { image, keys });
        } else {
            self.images_left_out = self.images_left_out.saturating_add(1);
        }
    }

    /// Turns notes on a document into one gap.
    pub(super) fn note(&mut self, member: &str, notes: &Notes) {
        if let Some(gap) = noted(member, notes) {
            self.gap(gap.kind, gap.member.as_deref(), gap.what, &gap.action);
        }
    }

    pub(super) fn reference(&mut self, member: &str, what: ReferenceKind, digest: Option<Digest>, size: Option<u64>) {
        if let Some(digest) = digest {
            self.references.insert((member.to_owned(), digest, size), what);
        }
    }

    /// A layer of which a document gives the name of the member.
    pub(super) fn layer(&mut self, name: &str) -> PlannedLayer {
        let member = self.shelf.resolve(name).ok().map(|member| member.name.clone());
        PlannedLayer {
            state: if member.is_some() { LayerState::Present } else { LayerState::Missing },
            member,
            inline: None,
            digest: None,
            size: None,
            media_type: None,
            diff_id: None,
            urls: Vec::new(),
        }
    }
}

pub(super) fn gap(kind: GapKind, member: Option<&str>, what: String, action: &str) -> Gap {
    Gap {
        kind,
        member: member.map(|member| excerpt(member, 200)),
        layer: None,
        path: None,
        offset: None,
        what,
        action: action.to_owned(),
    }
}

/// The gap for odd fields of a document, `None` if there are none.
pub(super) fn noted(member: &str, notes: &Notes) -> Option<Gap> {
    let what = format!("fields were not read as they are not what they should be: {}", notes.sentence()?);
    Some(gap(GapKind::DocumentUnreadable, Some(member), what, "build the image anew with a current builder"))
}

/// What the configuration says of the layers, and the gaps of one image.
fn finish(image: &mut PlannedImage) {
    let config: &ImageConfig = &image.config;
    if config.diff_ids.len() == image.layers.len() {
        for (layer, diff_id) in image.layers.iter_mut().zip(&config.diff_ids) {
            layer.diff_id = *diff_id;
        }
    } else if !config.diff_ids.is_empty() || image.config_digest.is_some() {
        let what = format!(
            "the configuration has {} diff IDs and the image {} layers, so no diff ID could be verified",
            config.diff_ids.len(),
            image.layers.len()
        );
        image.gaps.push(gap(GapKind::DocumentUnreadable, image.config_member.as_deref(), what, SAVE_ANEW));
    }
    for (index, layer) in image.layers.iter().enumerate() {
        let named = layer.digest.or(layer.diff_id).map_or_else(String::new, |digest| format!(" ({digest})"));
        let (kind, what, action) = match layer.state {
            LayerState::Present | LayerState::Inline => continue,
            LayerState::Missing => (
                GapKind::LayerMissing,
                format!("the layer{named} is not in the archive"),
                "pull the image completely, then save it anew",
            ),
            LayerState::Foreign => {
                let from = layer
                    .urls
                    .first()
                    .map_or_else(String::new, |url| format!("; it lies at {}", excerpt(&secrets::masked(url), 200)));
                let what = format!("the layer{named} is foreign and not in the archive{from}");
                (
                    GapKind::LayerForeign,
                    what,
                    "save it with its foreign layers, as docker push --allow-nondistributable does",
                )
            }
            LayerState::Encrypted => (
                GapKind::LayerUnsupported,
                format!("the layer{named} is encrypted"),
                "decrypt it when copying, as with skopeo copy --decryption-key",
            ),
        };
        let mut gap = gap(kind, layer.member.as_deref(), what, action);
        gap.layer = u32::try_from(index).ok();
        image.gaps.push(gap);
    }
    if let Some(unaligned) = history::align(&config.history, image.layers.len()).unaligned {
        let action = "read the layers without their commands, or build with BuildKit, which writes a full history";
        image.gaps.push(gap(GapKind::HistoryUnaligned, None, unaligned, action));
    }
}
