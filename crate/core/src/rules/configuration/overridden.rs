//! Instructions that a later one of the same stage replaces. Must not look beyond the stage: what replaces a setting of a
//! base does so on purpose.

use crate::dockerfile::InstructionKind;
use crate::facts::{Facts, Step};
use crate::finding::{Findings, Fix, Severity};
use crate::rules::words::lines;

/// Reports every instruction of the kind but the last of each stage.
pub(super) fn report(facts: &Facts<'_>, findings: &mut Findings, kind: InstructionKind) {
    let Some(file) = facts.file() else { return };
    let mut before: Option<&Step<'_>> = None;
    for step in facts.steps.iter().filter(|step| step.instruction.kind == kind) {
        let Some(lost) = before.replace(step).filter(|lost| lost.stage == step.stage) else { continue };
        let next = file.line_index.position(&file.text, step.instruction.span.start).line;
        let fix = Fix::safe("Remove the one that is lost").delete(lines(&file.text, lost.instruction.span));
        findings
            .at(facts.place_in(lost, lost.instruction.keyword))
            .detail("next", next)
            .severity(if lost.part.is_in_image() { Severity::Low } else { Severity::Info })
            .fix(fix)
            .done();
    }
}
