//! Any bytes as a Dockerfile: it is read, its stages and commands are, spans lie inside it, and it gives a report or an
//! error.

use plimsoll_core::analysis;
use plimsoll_core::dockerfile::shell::{ShellKind, commands_of};
use plimsoll_core::dockerfile::stage::StageModel;
use plimsoll_core::dockerfile::{Dockerfile, parse_bytes};

use crate::image_report::{assert_sound, options};

pub(crate) fn assert_places(file: &Dockerfile) {
    let length = file.text.len() as u32;
    for instruction in &file.instructions {
        assert!(instruction.span.start <= instruction.span.end && instruction.span.end <= length);
        for command in commands_of(instruction, ShellKind::Posix).commands {
            assert!(command.span.start <= command.span.end && command.span.end <= length);
            for word in &command.words {
                assert!(word.span.start <= word.span.end && word.span.end <= length);
            }
        }
    }
    for problem in &file.problems {
        assert!(problem.span.start <= problem.span.end && problem.span.end <= length);
        assert!(!problem.what.is_empty() && !problem.action.is_empty());
        let _ = file.line_index.position(&file.text, problem.span.start);
    }
}

/// See the module.
pub fn holds(data: &[u8]) {
    let file = parse_bytes(data);
    assert_places(&file);
    let model = StageModel::new(&file);
    let _ = model.target_instructions();
    match analysis::dockerfile(data, &options()) {
        Ok(report) => assert_sound(&report),
        Err(error) => assert!(!error.what.is_empty() && !error.action.is_empty()),
    }
}
