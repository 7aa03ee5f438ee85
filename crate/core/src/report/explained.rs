//! What a Dockerfile explains of an image, for the report. Everything that is shown is masked and escaped on its way.

use super::assemble::shown_name;
use super::model::{Cause, CauseRelation, Contradicted, Correlation, CorrelationOutcome, Difference, Finding};
use super::wording;
use crate::correlation::{self, Outcome, Relation};
use crate::dockerfile::stage::{Stage, StageModel};
use crate::dockerfile::{Dockerfile, Instruction};
use crate::finding::Place;
use crate::ordered::Map;
use crate::secrets;
use crate::text::excerpt;

/// Longest instruction that is shown beside a finding, in characters: the place says where the rest is.
const MAX_INSTRUCTION_CHARACTERS: usize = 200;

/// Lines of instructions without a step in the history that are listed.
const MAX_UNMATCHED_LINES: usize = 20;

/// The instructions of a file as they are shown, each masked once.
pub struct Shown<'a> {
    name: String,
    file: &'a Dockerfile,
    texts: Map<usize, String>,
}

impl<'a> Shown<'a> {
    /// Of a file of that name.
    #[must_use]
    pub fn new(name: &str, file: &'a Dockerfile) -> Self {
        Self { name: shown_name(name), file, texts: Map::new() }
    }

    /// An instruction in one line.
    pub fn instruction(&mut self, index: usize) -> String {
        let file = self.file;
        let make = || file.instructions.get(index).map(|found| in_one_line(file, found)).unwrap_or_default();
        self.texts.slot(index, make).cloned().unwrap_or_default()
    }

    /// The line that an instruction begins in.
    #[must_use]
    pub fn line(&self, index: usize) -> Option<u32> {
        let instruction = self.file.instructions.get(index)?;
        Some(self.file.line_index.position(&self.file.text, instruction.span.start).line)
    }

    /// The cause of a finding.
    pub fn cause(&mut self, cause: &correlation::Cause) -> Cause {
        let position = |offset| self.file.line_index.position(&self.file.text, offset);
        let (start, end) = (position(cause.span.start), position(cause.span.end));
        let mut shown = Cause {
            message: String::new(),
            dockerfile: self.name.clone(),
            relation: match cause.relation {
                Relation::Made => CauseRelation::Made,
                Relation::Among => CauseRelation::Among,
                Relation::Set => CauseRelation::Set,
                Relation::Inherited => CauseRelation::Inherited,
                Relation::Unset => CauseRelation::Unset,
                Relation::Lost => CauseRelation::Lost,
            },
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            instruction: self.instruction(cause.instruction),
        };
        shown.message = wording::cause(&shown);
        shown
    }

    /// How far the file explains an image.
    #[must_use]
    pub fn correlation(&self, found: &correlation::Correlation, model: &StageModel, entries: usize) -> Correlation {
        let stage = found.stage.and_then(|stage| model.stages.get(stage)).filter(|_| model.stages.len() > 1);
        let lines = found.unmatched().filter_map(|index| self.line(index));
        let mut shown = Correlation {
            stage: stage.and_then(shown_stage),
            outcome: match found.outcome {
                Outcome::Complete => CorrelationOutcome::Complete,
                Outcome::Partial => CorrelationOutcome::Partial,
                Outcome::None => CorrelationOutcome::None,
            },
            matched: narrow(found.matched()),
            instructions: narrow(found.expected.len()),
            inherited: narrow(found.inherited),
            foreign: narrow(found.foreign),
            unmatched_lines: if found.holds() { lines.take(MAX_UNMATCHED_LINES).collect() } else { Vec::new() },
            reason: reason(found, entries),
            ..self.nothing("")
        };
        shown.message = wording::correlation(&shown);
        shown
    }

    /// A setting that the instruction at a place gives another value than the image has.
    pub fn difference(&mut self, key: &str, index: usize, image: String) -> Option<Difference> {
        let (line, instruction) = (self.line(index)?, self.instruction(index));
        let message = format!("{}:{line} says {instruction}, but {key} of the image is: {image}", self.name);
        Some(Difference { message, key: key.to_owned(), line, instruction, image })
    }

    /// A finding that the image contradicts.
    #[must_use]
    pub fn contradicted(&self, finding: &Finding, reason: String) -> Option<Contradicted> {
        let Place::Instruction { line, .. } = finding.place else { return None };
        let Finding { rule, fingerprint, .. } = finding;
        let message = format!("contradicts the finding at {}:{line} [{rule}]: {reason}", self.name);
        Some(Contradicted { message, rule: rule.to_string(), fingerprint: fingerprint.clone(), line, reason })
    }

    /// That the file explains nothing.
    #[must_use]
    pub fn nothing(&self, reason: &str) -> Correlation {
        let mut shown = Correlation {
            message: String::new(),
            dockerfile: self.name.clone(),
            stage: None,
            outcome: CorrelationOutcome::None,
            matched: 0,
            instructions: 0,
            inherited: 0,
            foreign: 0,
            unmatched_lines: Vec::new(),
            reason: (!reason.is_empty()).then(|| reason.to_owned()),
            differences: Vec::new(),
            contradicted: Vec::new(),
        };
        shown.message = wording::correlation(&shown);
        shown
    }
}

/// The name of a stage, or its number if it has none, as a target can be asked for.
#[must_use]
pub fn shown_stage(stage: &Stage) -> Option<String> {
    const MAX_STAGE_CHARACTERS: usize = 100;
    let number = stage.number?.to_string();
    let name = stage.name.as_ref().map(|name| excerpt(&secrets::masked(&name.text), MAX_STAGE_CHARACTERS));
    Some(name.unwrap_or(number))
}

fn reason(found: &correlation::Correlation, entries: usize) -> Option<String> {
    let reason = match found.outcome {
        Outcome::Complete => return None,
        _ if entries == 0 => String::from("the image has no build history"),
        _ if found.expected.is_empty() => String::from("no instruction of the Dockerfile leaves a step in a history"),
        Outcome::None => format!(
            "{} of {} instructions are in the image's build history, too few for it to be built from this Dockerfile",
            found.matched(),
            found.expected.len()
        ),
        Outcome::Partial => {
            let missing = found.unmatched().count();
            let mut parts = Vec::new();
            if missing > 0 {
                parts.push(format!("{missing} instructions are not in the image's build history"));
            }
            if found.foreign > 0 {
                parts.push(format!("{} steps of the history are not in the Dockerfile", found.foreign));
            }
            parts.join(", and ")
        }
    };
    Some(reason)
}

/// Without its continuations and the comments between them.
fn in_one_line(file: &Dockerfile, instruction: &Instruction) -> String {
    let text = instruction.span.of(&file.text);
    let mut shown = String::new();
    for line in text.lines() {
        let line = line.trim();
        let line = line.strip_suffix(file.escape).map_or(line, str::trim_end);
        if line.is_empty() || (!shown.is_empty() && line.starts_with('#')) {
            continue;
        }
        if !shown.is_empty() {
            shown.push(' ');
        }
        shown.push_str(line);
    }
    excerpt(&secrets::masked(&shown), MAX_INSTRUCTION_CHARACTERS)
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
