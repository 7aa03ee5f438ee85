//! One image as it enters a comparison, and what is said of it as a whole.

use super::model::Side;
use crate::facts::ImageFacts;
use crate::gap::Gap;
use crate::grade::Mark;
use crate::report::model::{Layer, Target};

/// One image, analysed.
pub struct Analysed<'a> {
    /// Name of the input, as it may be shown.
    pub input: &'a str,
    /// Its report.
    pub target: &'a Target,
    /// What the report was made of. `None`, or no files in it: nothing but the report is compared.
    pub image: Option<&'a ImageFacts<'a>>,
    /// What could not be read of the input as a whole.
    pub gaps: &'a [Gap],
}

pub(super) fn of(analysed: &Analysed<'_>) -> Side {
    let target = analysed.target;
    let image = target.image.as_ref();
    let gaps: Vec<Gap> = target.gaps.iter().chain(analysed.gaps).cloned().collect();
    Side {
        input: analysed.input.to_owned(),
        name: target.name.clone(),
        platform: image.and_then(|image| image.platform.clone()),
        config_digest: image.and_then(|image| image.config_digest.clone()),
        created: image.and_then(|image| image.created.clone()),
        distribution: image.and_then(|image| image.distribution.clone()),
        layers: image.map_or(0, |image| u32::try_from(image.layers.len()).unwrap_or(u32::MAX)),
        entries: image.map_or(0, |image| image.entries),
        size: image.map_or(0, |image| image.size),
        wasted: image.map_or(0, |image| image.wasted),
        grade: Mark { letter: target.grade.letter, points: target.grade.points },
        counts: target.counts,
        complete: !gaps.iter().any(Gap::hides_content),
        gaps,
    }
}

/// Layers from the lowest on that have the same uncompressed bytes in both.
pub(super) fn shared_layers(before: &Analysed<'_>, after: &Analysed<'_>) -> u32 {
    let layers = |side: &Analysed<'_>| -> Vec<Option<String>> {
        let image = side.target.image.as_ref();
        image.into_iter().flat_map(|image| &image.layers).map(|layer: &Layer| layer.diff_id.clone()).collect()
    };
    let (before, after) = (layers(before), layers(after));
    let shared = before.iter().zip(&after).take_while(|(one, other)| one.is_some() && one == other).count();
    u32::try_from(shared).unwrap_or(u32::MAX)
}
