//! The engine's reader.

use plimsoll_core::dockerfile::SourceText;
use plimsoll_core::dockerfile::shell::{Command, RedirectOperator, Redirection, commands};

use crate::told::{Told, joined, unquoted};

/// What it reads, and whether it had something to complain of. Scripts inside of words are left out, since to a shell those
/// are words.
#[must_use]
pub fn tell(text: &str) -> (Vec<Told>, bool) {
    let script = commands(&SourceText::new(text, 0));
    let own = script.commands.iter().filter(|command| command.script_depth == 0);
    (own.map(|command| told(text, command)).collect(), script.problems.is_empty())
}

fn told(text: &str, command: &Command) -> Told {
    let name = command.name.iter();
    let mut words: Vec<_> = command.assignments.iter().map(|assignment| joined(assignment.span.of(text))).collect();
    words.extend(name.chain(&command.words).map(|word| joined(word.span.of(text))));
    if words.first().is_some_and(|name| name == "[[") {
        words.truncate(1);
    }
    Told {
        depth: command.depth as usize,
        words,
        redirections: command.redirections.iter().map(|redirection| redirected(text, redirection)).collect(),
        pipes: command.pipes_into(),
    }
}

fn redirected(text: &str, redirection: &Redirection) -> String {
    let descriptor = redirection.descriptor.map(|number| number.to_string()).unwrap_or_default();
    let written = joined(redirection.target.span.of(text));
    let (operator, target) = match redirection.operator {
        RedirectOperator::In => ("<", written),
        RedirectOperator::Out => (">", written),
        RedirectOperator::Append => (">>", written),
        RedirectOperator::Clobber => (">|", written),
        RedirectOperator::ReadWrite => ("<>", written),
        RedirectOperator::DuplicateIn => ("<&", written),
        RedirectOperator::DuplicateOut => (">&", written),
        RedirectOperator::Both => ("&>", written),
        RedirectOperator::BothAppend => ("&>>", written),
        RedirectOperator::HereString => ("<<<", written),
        RedirectOperator::Heredoc => ("<<", unquoted(&written)),
        RedirectOperator::HeredocTabs => ("<<-", unquoted(&written)),
    };
    format!("{descriptor}{operator}{target}")
}
