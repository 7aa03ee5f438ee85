//! Dockerfile text to a report.

use super::{AnalysisError, Options, finished};
use crate::dockerfile::stage::StageModel;
use crate::dockerfile::{self, Dockerfile, IgnoreFile, InstructionKind, Span};
use crate::facts::{DockerfileFacts, Facts};
use crate::gap::{Gap, GapKind};
use crate::report::assemble;
use crate::report::explained::shown_stage;
use crate::report::model::{Report, Target};
use crate::rules::Inputs;
use crate::secrets::masked;
use crate::text::excerpt;

/// Stages that are named when the one asked for is not among them.
const MAX_NAMED_STAGES: usize = 50;

/// Longest name of a target that is shown, in characters.
const MAX_TARGET_CHARACTERS: usize = 100;

/// Analyses a Dockerfile. What cannot be read of it is a gap with its line.
///
/// # Errors
/// If there is nothing in it that can be read: it is empty, binary, not UTF-8, or no line is an instruction. If it has
/// no stage that is the target asked for.
pub fn dockerfile(text: &[u8], options: &Options) -> Result<Report, AnalysisError> {
    let target = target(assemble::shown_name(&options.name), text, options)?;
    Ok(finished(options, "dockerfile", vec![target], Vec::new(), Vec::new(), |rule| rule.inputs != Inputs::Image))
}

/// The target of a Dockerfile; `name` as it is to be shown.
pub(super) fn target(name: String, text: &[u8], options: &Options) -> Result<Target, AnalysisError> {
    let file = dockerfile::parse_bytes(text);
    if !file.instructions.iter().any(|instruction| instruction.kind != InstructionKind::Unknown) {
        let problem = file.problems.first();
        return Err(AnalysisError {
            what: problem.map_or_else(
                || String::from("there is no instruction in this Dockerfile"),
                |found| {
                    let at = file.line_index.position(&file.text, found.span.start);
                    format!("line {}, column {}: {}", at.line, at.column, masked(&found.what))
                },
            ),
            action: problem
                .map_or_else(|| String::from("Check that this is the file you meant"), |found| found.action.clone()),
        });
    }
    let mut gaps: Vec<Gap> =
        file.problems.iter().map(|problem| gap(&file, problem.span, &masked(&problem.what), &problem.action)).collect();
    let model = model(&file, options)?;
    let ignore = options.dockerignore.as_deref().map(IgnoreFile::parse);
    let facts = Facts::of_dockerfile(
        DockerfileFacts { file: &file, model: &model, ignore: ignore.as_ref() },
        options.as_of,
        &options.config,
    );
    // One of each step: behind the first what is read may be a guess.
    let unread = facts.steps.iter().filter(|step| step.instruction.kind == InstructionKind::Run);
    gaps.extend(unread.filter_map(|step| {
        let problem = step.script().problems.first()?;
        Some(gap(&file, problem.span, problem.what, "Close it, or escape it; the commands behind it were left out"))
    }));
    Ok(assemble::target(name, &facts, None, gaps, &|rule| options.ignores(rule), &|_| true))
}

/// The stages, with the target that the options ask for.
pub(super) fn model(file: &Dockerfile, options: &Options) -> Result<StageModel, AnalysisError> {
    let Some(target) = options.target.as_deref() else { return Ok(StageModel::new(file)) };
    StageModel::with_target(file, Some(target)).ok_or_else(|| {
        let stages = StageModel::new(file).stages;
        let mut names: Vec<String> = stages.iter().take(MAX_NAMED_STAGES).filter_map(shown_stage).collect();
        let more = stages.len().saturating_sub(MAX_NAMED_STAGES);
        if more > 0 {
            names.push(format!("{more} more"));
        }
        AnalysisError {
            what: format!("the Dockerfile has no stage \"{}\"", excerpt(&masked(target), MAX_TARGET_CHARACTERS)),
            action: if names.is_empty() {
                String::from("It has no stages at all, so leave the target out")
            } else {
                format!("Choose one of: {}", names.join(", "))
            },
        }
    })
}

fn gap(file: &Dockerfile, span: Span, what: &str, action: &str) -> Gap {
    let at = file.line_index.position(&file.text, span.start);
    Gap {
        kind: GapKind::InstructionUnreadable,
        member: None,
        layer: None,
        path: None,
        offset: Some(u64::from(span.start)),
        what: format!("line {}, column {}: {what}", at.line, at.column),
        action: action.to_owned(),
    }
}

/// Whether text that comes without a name is a Dockerfile: its first instruction is one that a Dockerfile begins with.
#[must_use]
pub fn looks_like_dockerfile(head: &[u8]) -> bool {
    const LINES: usize = 200;
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().take(LINES).map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    let Some(keyword) = first.and_then(|line| line.split_whitespace().next()) else {
        return text.lines().take(LINES).any(|line| line.trim_start().starts_with("# syntax="));
    };
    InstructionKind::of(keyword) != InstructionKind::Unknown
}

/// Whether a file is a Dockerfile by its name: `Dockerfile`, `Containerfile`, `Dockerfile.web`, `web.dockerfile`.
#[must_use]
pub fn is_dockerfile_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["dockerfile", "containerfile"].into_iter().any(|known| {
        let rest = name.strip_prefix(known);
        let before = name.strip_suffix(known);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            || before.is_some_and(|before| before.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_dockerfiles_are_known_in_any_case() {
        for name in ["Dockerfile", "Containerfile", "dockerfile.web", "web.Dockerfile", "a.b.containerfile"] {
            assert!(is_dockerfile_name(name), "{name}");
        }
        for name in ["", "Dockerfiles", "mydockerfile", "Dockerfile-web", "docker", "app.tar"] {
            assert!(!is_dockerfile_name(name), "{name}");
        }
    }
}
