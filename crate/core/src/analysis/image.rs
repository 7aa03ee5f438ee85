//! Scanned archives to a report.

use super::built_from::Explainer;
use super::{AnalysisError, Options, dockerfile, finished};
use crate::facts::{
    Base, BaseUse, Binding, Compared, Evidence, Facts, Files, ImageFacts, Mismatch, Trust, evidence, from_image, origin,
};
use crate::finding::Place;
use crate::gap::{Gap, GapKind};
use crate::image::history::{self, Alignment};
use crate::image::plan::{EvidenceKind, LayerState, Plan, PlannedImage};
use crate::image::rootfs::Rootfs;
use crate::image::scan::{self, MismatchKind, ScanOptions, ScannedArchive, StreamScan};
use crate::image::waste::Waste;
use crate::ordered::Set;
use crate::report::assemble;
use crate::report::model::{self, NotAnalysed, Report, Target};
use crate::rules::{self, Inputs, Rule};
use crate::text::{escaped, excerpt};

/// The target of one image.
fn target(image: &scan::ImageFacts<'_>, plan: &Plan, options: &Options, explainer: Option<&Explainer>) -> Target {
    let rootfs = Rootfs::merge(&image.layers);
    let mismatches = mismatches(image);
    let facts = merged_facts(image, plan, &mismatches, &rootfs, options);
    let mut target = judged(image, &facts, &rootfs, options);
    if let Some(explainer) = explainer {
        explainer.explain(&mut target, &facts, options);
    }
    target
}

/// Runs the rules over the facts of an image whose layers are merged.
pub(super) fn judged(
    image: &scan::ImageFacts<'_>,
    facts: &Facts<'_>,
    rootfs: &Rootfs<'_>,
    options: &Options,
) -> Target {
    let mut gaps = gaps(image, rootfs);
    if let Some(files) = facts.files() {
        gaps.extend(files.packages.gaps().iter().cloned());
    }
    gaps.extend(facts.files().into_iter().flat_map(|files| files.system.gaps.iter().cloned()));
    let shown = facts.image.as_ref().map(|known| shown_image(image, known, &facts.bases, rootfs));
    let ignored = |rule: &Rule| options.ignores(rule);
    assemble::target(name_of(image.image, options), facts, shown, gaps, &ignored, &|_| true)
}

/// The promises about an image that are not kept.
pub(super) fn mismatches(image: &scan::ImageFacts<'_>) -> Vec<Mismatch> {
    image.mismatches.iter().map(|mismatch| compared(mismatch)).collect()
}

/// The facts of an image whose layers are merged.
pub(super) fn merged_facts<'a>(
    image: &'a scan::ImageFacts<'_>,
    plan: &'a Plan,
    mismatches: &'a [Mismatch],
    rootfs: &'a Rootfs<'_>,
    options: &'a Options,
) -> Facts<'a> {
    let files = Files::of(rootfs, rootfs.is_complete());
    facts(image.image, Around { plan, alignment: &image.alignment, mismatches }, Some(files), options)
}

fn explainer(options: &Options) -> Option<Explainer> {
    options.built_from.as_ref().map(|given| Explainer::new(given, options))
}

/// The Dockerfile that the provenance of an image holds, as a target of its own. Without the `.dockerignore` and the
/// context, which provenance does not have.
///
/// Its findings count for no threshold. Who gives an image asks whether that image may be shipped: what its Dockerfile did
/// wrong shows in the image and is found there, and would count twice; the rest (stages that are not shipped, how the build
/// is written) is wrong with a file that was not given. Whoever wants it to count gives the file.
fn dockerfile_target(image: &scan::ImageFacts<'_>, plan: &Plan, options: &Options) -> Option<Target> {
    let evidence = evidence::of(plan, image.image, &[]);
    let (name, text) = origin::provenance(&evidence).find_map(|(_, provenance)| provenance.dockerfile.as_ref())?;
    let name = format!("{} of {}, by its provenance", assemble::shown_name(name), name_of(image.image, options));
    let target = dockerfile::target(name, text, options).ok()?;
    Some(Target { of_provenance: true, ..target })
}

fn compared(mismatch: &scan::Mismatch) -> Mismatch {
    Mismatch {
        what: match mismatch.what {
            MismatchKind::Digest(_) | MismatchKind::Inline(_) => Compared::BlobDigest,
            MismatchKind::Size(_) => Compared::BlobSize,
            MismatchKind::DiffId => Compared::DiffId,
        },
        member: mismatch.member.clone(),
        layer: mismatch.layer,
        expected: mismatch.expected.clone(),
        actual: mismatch.actual.clone(),
    }
}

/// What belongs to an image besides its config and its files.
#[derive(Clone, Copy)]
struct Around<'a> {
    plan: &'a Plan,
    alignment: &'a Alignment,
    mismatches: &'a [Mismatch],
}

fn facts<'a>(
    planned: &'a PlannedImage,
    around: Around<'a>,
    files: Option<Files<'a>>,
    options: &'a Options,
) -> Facts<'a> {
    let evidence = evidence::of(around.plan, planned, &options.keys);
    let steps = from_image::steps(&planned.config, around.alignment);
    let mut bases = from_image::bases(&planned.config, &planned.annotations);
    if bases.is_empty()
        && let Some((reference, member)) = origin::base_of_provenance(&evidence)
    {
        let place = Place::Member { name: escaped(&member) };
        bases.push(Base { reference, usage: BaseUse::Annotation, place, reaches_final: true });
    }
    let image = ImageFacts {
        names: &planned.names,
        annotations: &planned.annotations,
        provenance: &planned.provenance,
        config: &planned.config,
        alignment: around.alignment,
        source: around.plan.source,
        base: origin::base_end(around.plan, planned, around.alignment, &steps, &evidence),
        evidence,
        must_be_signed: !options.keys.is_empty(),
        mismatches: around.mismatches,
        files,
    };
    Facts::of_image(from_image::settings(&planned.config), steps, bases, image, options.as_of, &options.config)
}

/// The findings that need no layers, as a report that says it is not complete: what a person sees first.
#[must_use]
pub fn preview(plan: &Plan, images: &[usize], options: &Options) -> Report {
    let explainer = explainer(options);
    let targets = images.iter().filter_map(|index| plan.images.get(*index)).map(|planned| {
        let alignment = history::align(&planned.config.history, planned.layers.len());
        let facts = facts(planned, Around { plan, alignment: &alignment, mismatches: &[] }, None, options);
        let wanted = |rule: &Rule| rule.needs_no_layers();
        let ignored = |rule: &Rule| options.ignores(rule);
        let mut target = assemble::target(name_of(planned, options), &facts, None, Vec::new(), &ignored, &wanted);
        if let Some(explainer) = &explainer {
            explainer.explain(&mut target, &facts, options);
        }
        target
    });
    let mut report = finished(options, plan.source.id(), targets.collect(), Vec::new(), Vec::new(), |rule| {
        rule.inputs != Inputs::Dockerfile && rule.needs_no_layers()
    });
    report.complete = false;
    report
}

fn name_of(planned: &PlannedImage, options: &Options) -> String {
    own_name(planned).unwrap_or_else(|| assemble::shown_name(&options.name))
}

/// Its first name, else its shortened digest.
fn own_name(planned: &PlannedImage) -> Option<String> {
    const DIGEST_CHARACTERS: usize = 19;
    let digest = planned.manifest_digest.or(planned.config_digest).map(|digest| digest.to_string());
    let shortened = digest.and_then(|digest| digest.get(..DIGEST_CHARACTERS).map(str::to_owned));
    planned.names.first().map(|name| assemble::shown_name(name)).or(shortened)
}

/// Name and platform, as a user may choose the image by them.
pub(super) fn shown_name(planned: &PlannedImage) -> String {
    let name = own_name(planned).unwrap_or_else(|| String::from("an image with no name"));
    match &planned.platform {
        Some(platform) => format!("{name} ({})", assemble::shown_name(&platform.to_string())),
        None => name,
    }
}

pub(super) fn gaps(image: &scan::ImageFacts<'_>, rootfs: &Rootfs<'_>) -> Vec<Gap> {
    let mut gaps = image.gaps.clone();
    for ((index, planned), facts) in (0u32..).zip(&image.image.layers).zip(&image.layers) {
        // Layers that the archive does not have are among the plan's own gaps.
        if facts.is_none() && matches!(planned.state, LayerState::Present | LayerState::Inline) {
            gaps.push(unread_layer(index));
        }
    }
    gaps.extend(rootfs.gaps().iter().cloned());
    gaps
}

fn unread_layer(index: u32) -> Gap {
    Gap {
        kind: GapKind::LayerMissing,
        member: None,
        layer: Some(index),
        path: None,
        offset: None,
        what: String::from("the layer could not be read from the archive"),
        action: String::from("Export the image again and analyse the new archive"),
    }
}

fn shown_image(
    image: &scan::ImageFacts<'_>,
    facts: &ImageFacts<'_>,
    bases: &[Base],
    rootfs: &Rootfs<'_>,
) -> model::Image {
    let planned = image.image;
    let config = image.config;
    let sizes = image.layers.iter().flatten().map(|layer| layer.tar_size);
    let os = facts.files.as_ref().and_then(|files| files.os.as_ref());
    model::Image {
        names: planned.names.iter().map(|name| assemble::shown_name(name)).collect(),
        platform: planned.platform.as_ref().map(|platform| assemble::shown_name(&platform.to_string())),
        manifest_digest: planned.manifest_digest.map(|digest| digest.to_string()),
        config_digest: planned.config_digest.map(|digest| digest.to_string()),
        created: config.created.as_deref().map(|created| excerpt(created, 64)),
        distribution: os.map(|os| model::Distribution {
            id: excerpt(&os.id, 64),
            version: os.version_id.as_deref().map(|version| excerpt(version, 64)),
            name: os.pretty_name.as_deref().map(|name| excerpt(name, 128)),
        }),
        base: shown_base(facts, bases),
        packages: facts.files.as_ref().map(|files| assemble::shown_packages(&files.packages)).unwrap_or_default(),
        config: assemble::shown_config(facts),
        layers: shown_layers(image, facts),
        history: assemble::shown_history(facts),
        entries: u64::try_from(rootfs.len().saturating_sub(1)).unwrap_or(u64::MAX),
        size: sizes.fold(0, u64::saturating_add),
        wasted: rootfs.hidden().fold(0, |sum, hidden| sum.saturating_add(hidden.bytes)),
        waste: assemble::shown_waste(&Waste::of(rootfs)),
        evidence: facts.evidence.iter().map(shown_evidence).collect(),
    }
}

fn shown_base(facts: &ImageFacts<'_>, bases: &[Base]) -> Option<model::Base> {
    let named = bases.first();
    if named.is_none() && facts.base.is_none() {
        return None;
    }
    Some(model::Base {
        name: named.map(|base| assemble::shown_name(&base.reference)),
        layers: facts.base.as_ref().map(|end| end.layers),
        records: facts.base.as_ref().map(|end| end.records),
        reason: facts.base.as_ref().map(|end| assemble::shown_name(&end.reason)),
        certain: facts.base.as_ref().is_some_and(|end| end.certain),
    })
}

fn shown_evidence(judged: &Evidence<'_>) -> model::Evidence {
    let evidence = judged.found;
    let kind = match (evidence.kind, &evidence.artifact_type) {
        (EvidenceKind::Attestation, _) => String::from("attestation"),
        (EvidenceKind::Signature, _) => String::from("signature"),
        (EvidenceKind::Sbom, _) => String::from("sbom"),
        (EvidenceKind::Artifact, artifact) => {
            artifact.as_deref().map_or_else(|| String::from("artifact"), assemble::shown_name)
        }
    };
    let contents = if evidence.predicate_types.is_empty() { &evidence.media_types } else { &evidence.predicate_types };
    model::Evidence {
        kind,
        digest: evidence.manifest_digest.map(|digest| digest.to_string()),
        contents: contents.iter().map(|text| excerpt(text, 200)).collect(),
        bound: match judged.binding {
            Binding::Bound => Some(true),
            Binding::Other { .. } => Some(false),
            Binding::Unsaid => None,
        },
        verified: match judged.trust {
            Trust::Verified(_) => Some(judged.binding == Binding::Bound),
            Trust::Refused => Some(false),
            Trust::Unsigned | Trust::Unchecked | Trust::Untold => None,
        },
        key: match &judged.trust {
            Trust::Verified(name) => Some(assemble::shown_name(name)),
            _ => None,
        },
    }
}

fn shown_layers(image: &scan::ImageFacts<'_>, facts: &ImageFacts<'_>) -> Vec<model::Layer> {
    let mismatched: Set<u32> = image.mismatches.iter().filter_map(|mismatch| mismatch.layer).collect();
    let mut layers = Vec::new();
    for ((index, planned), scanned) in (0u32..).zip(&image.image.layers).zip(&image.layers) {
        let history = facts.alignment.history_of.get(layers.len()).copied().flatten();
        let command = history.and_then(|entry| facts.config.history.get(entry)?.created_by.as_deref());
        let checked = scanned.is_some_and(|scanned| {
            (planned.digest.is_some() && scanned.blob_digest.is_some())
                || (planned.diff_id.is_some() && scanned.diff_id.is_some())
        });
        layers.push(model::Layer {
            index,
            diff_id: planned.diff_id.map(|digest| digest.to_string()),
            // Not the one that was computed: whether a host hashes what no document promises must not show.
            digest: planned.digest.map(|digest| digest.to_string()),
            compression: scanned.map(|scanned| scanned.compression.name().to_owned()),
            stored_size: scanned.map(|scanned| scanned.blob_size),
            size: scanned.map(|scanned| scanned.tar_size),
            entries: scanned.map_or(0, |scanned| u64::try_from(scanned.entries.len()).unwrap_or(u64::MAX)),
            command: command.map(assemble::shown_command),
            complete: scanned.is_some_and(|scanned| scanned.complete),
            verified: checked.then(|| !mismatched.contains(&index)),
        });
    }
    layers
}

/// The report of a scanned archive.
#[must_use]
pub fn report(scanned: &ScannedArchive, options: &Options) -> Report {
    let images = scanned.chosen.images.iter().filter_map(|index| scanned.image(*index));
    let explainer = explainer(options);
    let mut targets: Vec<Target> = Vec::new();
    let mut dockerfiles: Vec<Target> = Vec::new();
    for image in images {
        targets.push(target(&image, &scanned.plan, options, explainer.as_ref()));
        // Platforms of one image are built by one file.
        let written = dockerfile_target(&image, &scanned.plan, options);
        dockerfiles
            .extend(written.filter(|written| !dockerfiles.iter().any(|known| known.findings == written.findings)));
    }
    let has_dockerfile = !dockerfiles.is_empty();
    targets.append(&mut dockerfiles);
    let left_out = scanned.chosen.left_out.iter().filter_map(|left_out| {
        let planned = scanned.plan.images.get(left_out.image)?;
        Some(NotAnalysed {
            name: name_of(planned, options),
            platform: planned.platform.as_ref().map(|platform| assemble::shown_name(&platform.to_string())),
            reason: left_out.how.clone(),
        })
    });
    let judged = |rule: &Rule| has_dockerfile || rule.inputs != Inputs::Dockerfile;
    finished(options, scanned.plan.source.id(), targets, left_out.collect(), scanned.gaps.clone(), judged)
}

/// Analyses a whole archive that is in memory.
///
/// # Errors
/// If it holds no image that can be analysed.
pub fn archive(bytes: &[u8], options: &Options) -> Result<Report, AnalysisError> {
    let wanted = rules::wanted();
    let mut scan = StreamScan::new(&wanted, ScanOptions::default());
    scan.feed(bytes)?;
    Ok(report(&scan.finish(&options.choice)?, options))
}
