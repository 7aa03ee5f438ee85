//! Lines that a build writes to files: `echo ... > file`, `printf | tee file`, `cat <<EOF > file`, `COPY <<EOF file`.
//! Which line is a fault is for the rules.

use crate::dockerfile::shell::{Command, Context, RedirectOperator};

use crate::dockerfile::{InstructionKind, SourceText, Span};
use crate::facts::{Facts, Run, Step, program};

/// One line.
pub(super) struct Line<'f> {
    pub(super) step: &'f Step<'f>,
    /// The file, if it is known: the output of a group goes somewhere as a whole.
    pub(super) path: Option<&'f str>,
    /// Without white space on both sides.
    pub(super) text: &'f str,
    pub(super) span: Span,
}

impl Line<'_> {
    /// Name and value around the first of these characters, quotes removed.
    pub(super) fn pair(&self, separators: &[char]) -> Option<(&str, &str)> {
        let (name, value) = self.text.split_once(separators)?;
        Some((name.trim(), value.trim().trim_end_matches(';').trim_matches(['"', '\''])))
    }
}

/// Visits the lines that `echo`, `printf`, `cat`, `tee` and heredocs of COPY write.
pub(super) fn lines<'f>(facts: &'f Facts<'_>, mut visit: impl FnMut(Line<'f>)) {
    each(facts, &mut visit);
}

fn each<'f>(facts: &'f Facts<'_>, visit: &mut dyn FnMut(Line<'f>)) {
    for run in facts.runs_of(&["echo", "printf", "cat", "tee"]) {
        of_command(&run, visit);
    }
    for step in &facts.steps {
        let instruction = step.innermost();
        if matches!(instruction.kind, InstructionKind::Copy | InstructionKind::Add) && !instruction.heredocs.is_empty()
        {
            let path = instruction.words().last().map(|word| word.text.as_str());
            for heredoc in &instruction.heredocs {
                body(step, path, &heredoc.body, visit);
            }
        }
    }
}

fn of_command<'f>(run: &Run<'f>, visit: &mut dyn FnMut(Line<'f>)) {
    let (command, step) = (run.command, run.step);
    let prints = matches!(run.program, "echo" | "printf");
    if !prints && command.redirections.iter().all(|redirection| redirection.body.is_none()) {
        return;
    }
    let next = run.later().first();
    let path = target(command).or_else(|| next.filter(|_| command.pipes_into()).and_then(target));
    if path.is_none() && command.context != Context::Group {
        return;
    }
    if prints {
        for word in run.words {
            if !word.text.bytes().any(|byte| matches!(byte, b'\n' | b'\\')) {
                visit(Line { step, path, text: word.text.trim(), span: word.span });
                continue;
            }
            for text in word.text.lines().flat_map(|line| line.split("\\n")) {
                let text = text.trim().trim_start_matches("\\t");
                visit(Line { step, path, text, span: word.span });
            }
        }
    }
    for text in command.redirections.iter().filter_map(|redirection| redirection.body.as_ref()) {
        body(step, path, &text.text, visit);
    }
}

/// The file that a command writes to.
pub(super) fn target(command: &Command) -> Option<&str> {
    let to_file = |operator| {
        matches!(
            operator,
            RedirectOperator::Out | RedirectOperator::Append | RedirectOperator::Clobber | RedirectOperator::Both
        )
    };
    let redirection = command.redirections.iter().rev().find(|redirection| {
        to_file(redirection.operator)
            && redirection.descriptor.is_none_or(|descriptor| descriptor == 1)
            && !redirection.target.text.starts_with("/dev/")
    });
    redirection.map(|redirection| redirection.target.text.as_str()).or_else(|| match program(command) {
        ("tee", words) => words.iter().map(|word| word.text.as_str()).find(|word| !word.starts_with('-')),
        _ => None,
    })
}

fn body<'f>(step: &'f Step<'f>, path: Option<&'f str>, text: &'f SourceText, visit: &mut dyn FnMut(Line<'f>)) {
    let mut at = 0_usize;
    for line in text.text().split('\n') {
        let end = at.saturating_add(line.len());
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            let start = at.saturating_add(line.len().saturating_sub(line.trim_start().len()));
            let span = text.span(start..start.saturating_add(trimmed.len()));
            visit(Line { step, path, text: trimmed, span });
        }
        at = end.saturating_add(1);
    }
}
