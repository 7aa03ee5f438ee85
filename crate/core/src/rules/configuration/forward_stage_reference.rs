//! `forward-stage-reference`.

use crate::dockerfile::stage::{Base, CopySource, Stage};
use crate::facts::from_dockerfile::place;
use crate::facts::{DockerfileFacts, Facts};
use crate::finding::{Confidence, Findings, Severity};
use crate::ordered::{Map, Set};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};
use crate::secrets::masked;
use std::cell::OnceCell;

rule! {
    /// ## What it checks
    /// Stages that are used before they are defined: by `COPY --from`, by a mount, or by `FROM`. It also tells when the two
    /// stages need each other, in a circle. `FROM` may mean an image of that name, so confidence is low there.
    ///
    /// ## Why it matters
    /// `FROM` with the name of a later stage fetches an image of that name. A copy from a later stage works with BuildKit
    /// alone; other builders refuse it or fetch an image, too. Where two stages need each other no builder can help.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12 AS final
    /// COPY --from=build /app /app
    /// FROM golang:1.23 AS build
    /// RUN go build -o /app
    /// ```
    /// ```dockerfile bad
    /// FROM base AS app
    /// RUN make
    /// FROM debian:12 AS base
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS one
    /// RUN --mount=from=Two,target=/two cp /two/a /a
    /// FROM debian:12 AS two
    /// COPY --from=one /a /a
    /// ```
    /// ```dockerfile good
    /// FROM golang:1.23 AS build
    /// FROM debian:12
    /// COPY --from=build /app /app
    /// ```
    /// ```dockerfile good
    /// FROM node AS node
    /// FROM build:1 AS app
    /// FROM debian:12 AS build
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS build
    /// FROM build AS final
    /// COPY --from=build /app /app
    /// FROM debian:12 AS build
    /// ```
    ///
    /// ## How to fix
    /// Move the stage in front of those that use it. Where two stages need each other, put what both need into a third.
    ///
    /// ## References
    /// Dockerfile reference, `FROM` and `COPY --from`.
    pub static FORWARD_STAGE_REFERENCE = Rule {
        id: "forward-stage-reference",
        title: "Stage used before it is defined",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &["DL3022"],
        inputs: Inputs::Dockerfile,
        message: "The stage \"{name}\" is defined below, in line {defined}{how}",
        why: "Most builders refuse it, or fetch an image of that name from a registry.",
        fix: "Move the stage in front of those that use it.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(written) = facts.dockerfile else { return };
    let stages = &written.model.stages;
    // A file of one stage, the most common one, has nothing below.
    if stages.len() < 2 {
        return;
    }
    let known = OnceCell::new();
    let names = || known.get_or_init(|| names(stages));
    let circles = OnceCell::new();
    for (index, stage) in stages.iter().enumerate() {
        if let (Base::Image { reference, unset }, Some(image)) = (&stage.base, &stage.image) {
            let plain = unset.is_empty() && !reference.contains([':', '/', '@']);
            let below = if plain { names().get(&reference.to_ascii_lowercase()) } else { None };
            if let Some(below) = below.filter(|below| **below > index).and_then(|below| stages.get(*below)) {
                findings
                    .at(place(written.file, image.span))
                    .masked("name", reference)
                    .detail("defined", line(written, below))
                    .detail("how", ", so an image of that name is fetched")
                    .confidence(Confidence::Low)
                    .done();
            }
        }
        for dependency in stage.dependencies.iter().filter(|found| found.source == CopySource::NotEarlier) {
            let Some(below) = later(stages, names(), &dependency.name).filter(|below| *below > index) else { continue };
            let circles = circles.get_or_init(|| in_circles(stages, names()));
            let circle = circles.contains(&index) && circles.contains(&below);
            let Some(below) = stages.get(below) else { continue };
            findings
                .at(place(written.file, dependency.span))
                .detail("name", masked(&dependency.name))
                .detail("defined", line(written, below))
                .detail("how", if circle { ", and needs this one" } else { "" })
                .done();
        }
    }
}

fn line(written: DockerfileFacts<'_>, stage: &Stage) -> u32 {
    let from = stage.from.and_then(|from| written.file.instructions.get(from));
    from.map_or(0, |from| written.file.line_index.position(&written.file.text, from.span.start).line)
}

/// The last stage of each name.
pub(super) fn names(stages: &[Stage]) -> Map<String, usize> {
    let named = stages.iter().enumerate().filter_map(|(index, stage)| Some((stage.name.as_ref()?, index)));
    named.map(|(name, index)| (name.text.to_ascii_lowercase(), index)).collect()
}

/// The stage that a reference to something further down means.
pub(super) fn later(stages: &[Stage], names: &Map<String, usize>, name: &str) -> Option<usize> {
    let numbered = || {
        let number = name.parse::<usize>().ok()?;
        // A fragment before the first FROM is a stage without a number.
        let shift = usize::from(stages.first().is_some_and(|stage| stage.number.is_none()));
        Some(number.saturating_add(shift)).filter(|index| *index < stages.len())
    };
    names.get(&name.to_ascii_lowercase()).copied().or_else(numbered)
}

/// The stages that need each other, and those between two such groups.
fn in_circles(stages: &[Stage], names: &Map<String, usize>) -> Set<usize> {
    let mut needs: Vec<(usize, usize)> = Vec::new();
    for (index, stage) in stages.iter().enumerate() {
        if let Base::Stage(base) = stage.base {
            needs.push((index, base));
        }
        needs.extend(stage.dependencies.iter().filter_map(|dependency| match dependency.source {
            CopySource::Stage(found) => Some((index, found)),
            CopySource::NotEarlier => Some((index, later(stages, names, &dependency.name)?)),
            CopySource::External => None,
        }));
    }
    let kept = without_ends(&needs, stages.len());
    let turned: Vec<(usize, usize)> = needs
        .iter()
        .filter(|(user, used)| kept.contains(user) && kept.contains(used))
        .map(|(user, used)| (*used, *user))
        .collect();
    without_ends(&turned, stages.len()).into_iter().filter(|stage| kept.contains(stage)).collect()
}

/// What is left when those that need nothing are taken away, again and again.
fn without_ends(needs: &[(usize, usize)], count: usize) -> Set<usize> {
    let mut open = vec![0_usize; count];
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (user, used) in needs {
        if let (Some(open), Some(users)) = (open.get_mut(*user), users.get_mut(*used)) {
            *open = open.saturating_add(1);
            users.push(*user);
        }
    }
    let mut ends: Vec<usize> = (0..count).filter(|index| open.get(*index) == Some(&0)).collect();
    let mut left: Set<usize> = (0..count).collect();
    while let Some(end) = ends.pop() {
        left.remove(&end);
        for user in users.get(end).into_iter().flatten() {
            let Some(open) = open.get_mut(*user) else { continue };
            *open = open.saturating_sub(1);
            if *open == 0 {
                ends.push(*user);
            }
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::without_ends;

    #[test]
    fn circles_are_what_is_left() {
        let left = |needs: &[(usize, usize)]| without_ends(needs, 5).into_iter().collect::<Vec<_>>();
        assert_eq!(left(&[(1, 0), (2, 1), (3, 1)]), Vec::<usize>::new());
        assert_eq!(left(&[(1, 2), (2, 1), (3, 1), (3, 0)]), [1, 2, 3]);
        assert_eq!(left(&[(4, 4), (9, 1)]), [4]);
    }
}
