//! Which images of a plan are analysed.

use crate::ordered::Set;
use std::fmt;

use super::super::platform::Platform;
use super::model::{Plan, PlannedImage};
use crate::text::excerpt;

/// What the user asked for. The default: every image, of each the platform linux/amd64 or else its first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// Only this platform.
    pub platform: Option<Platform>,
    /// Only the image of this name, tag, digest (or its beginning), or `@N` for the Nth from 0.
    pub reference: Option<String>,
    /// All platforms of all images.
    pub all: bool,
}

/// The images to analyse, and why not the others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chosen {
    /// Indexes into [`Plan::images`], ascending, at least one.
    pub images: Vec<usize>,
    /// The others.
    pub left_out: Vec<LeftOut>,
}

/// An image that is not analysed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Index into [`Plan::images`].
    pub image: usize,
    /// How to choose it, a sentence without a final stop, safe to show.
    pub how: String,
}

/// Nothing in the archive is what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceError {
    /// What was asked for, safe to show.
    pub asked: String,
    /// What there is, safe to show.
    pub available: Vec<String>,
}

impl fmt::Display for ChoiceError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "no image of the archive is {}; choose one of: {}", self.asked, self.available.join(", "))
    }
}

impl std::error::Error for ChoiceError {}

/// Applies a choice to a plan.
pub fn choose(plan: &Plan, choice: &Choice) -> Result<Chosen, ChoiceError> {
    let named: Vec<usize> = plan
        .images
        .iter()
        .enumerate()
        .filter(|(index, image)| choice.reference.as_deref().is_none_or(|text| is_named(*index, image, text)))
        .map(|(index, _)| index)
        .collect();
    let wanted: Set<usize> = match &choice.platform {
        Some(wanted) => {
            let satisfies = |image: &PlannedImage| image.platform.as_ref().is_some_and(|found| found.satisfies(wanted));
            named.iter().copied().filter(|index| plan.images.get(*index).is_some_and(satisfies)).collect()
        }
        None if choice.all => named.iter().copied().collect(),
        None => one_platform_each(plan, &named),
    };
    if wanted.is_empty() {
        return Err(refused(plan, choice));
    }
    let others = (0..plan.images.len()).filter(|index| !wanted.contains(index));
    let left_out = others.filter_map(|image| Some(LeftOut { image, how: how(plan.images.get(image)?, image, &named) }));
    Ok(Chosen { left_out: left_out.collect(), images: wanted.into_iter().collect() })
}

/// Of each group the images for linux/amd64, or else those for the platform that comes first.
fn one_platform_each(plan: &Plan, named: &[usize]) -> Set<usize> {
    let mut wanted = Set::new();
    let groups: Set<usize> = named.iter().filter_map(|index| Some(plan.images.get(*index)?.group)).collect();
    for group in groups {
        let members: Vec<(usize, &PlannedImage)> = named
            .iter()
            .filter_map(|index| Some((*index, plan.images.get(*index)?)))
            .filter(|(_, image)| image.group == group)
            .collect();
        let is_usual = |image: &PlannedImage| matches!(&image.platform, Some(found) if found.os == "linux" && found.architecture == "amd64");
        let platform = members.iter().find(|(_, image)| is_usual(image)).or(members.first());
        let Some(platform) = platform.map(|(_, image)| image.platform.clone()) else { continue };
        wanted.extend(members.iter().filter(|(_, image)| image.platform == platform).map(|(index, _)| *index));
    }
    wanted
}

fn is_named(index: usize, image: &PlannedImage, text: &str) -> bool {
    let text = text.trim();
    if let Some(number) = text.strip_prefix('@') {
        return number.parse() == Ok(index);
    }
    let hex = text.strip_prefix("sha256:").unwrap_or(text).to_ascii_lowercase();
    if hex.len() >= 12 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let digests = image.manifest_digest.iter().chain(&image.config_digest).chain(&image.other_manifests);
        if digests.into_iter().any(|digest| digest.to_string().trim_start_matches("sha256:").starts_with(&hex)) {
            return true;
        }
    }
    let wanted = normalised(text);
    image.names.iter().any(|name| {
        name == text || normalised(name) == wanted || name.rsplit_once(':').is_some_and(|(_, tag)| tag == text)
    })
}

/// A reference in its short form with its tag: `docker.io/library/alpine` is `alpine:latest`.
pub(super) fn normalised(name: &str) -> String {
    let short = ["index.docker.io/", "docker.io/"].iter().find_map(|prefix| name.strip_prefix(prefix)).unwrap_or(name);
    let short = short.strip_prefix("library/").unwrap_or(short);
    let base = short.rsplit('/').next().unwrap_or(short);
    if base.contains([':', '@']) { short.to_owned() } else { format!("{short}:latest") }
}

fn refused(plan: &Plan, choice: &Choice) -> ChoiceError {
    let asked = [
        choice.reference.as_deref().map(|text| format!("\"{}\"", excerpt(text, 200))),
        choice.platform.as_ref().map(|platform| format!("for {platform}")),
    ];
    let mut available: Vec<String> = plan.images.iter().enumerate().map(|(index, image)| shown(image, index)).collect();
    available.dedup();
    ChoiceError { asked: asked.into_iter().flatten().collect::<Vec<_>>().join(" "), available }
}

fn shown(image: &PlannedImage, index: usize) -> String {
    let name = image.names.first().map_or_else(|| format!("@{index}"), |name| excerpt(name, 200));
    match &image.platform {
        Some(platform) => format!("{name} ({platform})"),
        None => name,
    }
}

fn how(image: &PlannedImage, index: usize, named: &[usize]) -> String {
    match &image.platform {
        Some(platform) if named.contains(&index) => {
            format!("{} was not analysed: choose the platform {platform}, or all", shown(image, index))
        }
        _ => format!("{} was not analysed: choose it by name or as @{index}, or all", shown(image, index)),
    }
}
