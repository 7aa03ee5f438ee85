//! The commands inside RUN, CMD, ENTRYPOINT and HEALTHCHECK, with the place of each word in the Dockerfile. POSIX shell
//! and bash are read; PowerShell and cmd are recognised and left alone. Says what is written, expands nothing.

mod command;
mod kind;
mod reader;
mod redirect;

pub use command::{
    Assignment, Command, Context, HereBody, RedirectOperator, Redirection, Script, ScriptProblem, Separator, Word,
};
pub use kind::ShellKind;

use super::instruction::{Arguments, Instruction};
use super::source::SourceText;
use super::{heredoc::Heredoc, word::Word as DockerfileWord};
use crate::limits::MAX_SCRIPT_DEPTH;

/// The commands of an instruction, in the order of their first words; those of a script inside a command (`sh -c`, a
/// heredoc that a shell reads) follow that command. Empty for instructions without a command, and for shells that are
/// not read.
#[must_use]
pub fn commands_of(instruction: &Instruction, shell: ShellKind) -> Script {
    arguments(&instruction.arguments, &instruction.heredocs, shell)
}

fn arguments(arguments: &Arguments, heredocs: &[Heredoc], shell: ShellKind) -> Script {
    match arguments {
        Arguments::Shell(text) if shell.is_read() => script(text, heredocs, 0),
        Arguments::Exec(words) => exec(words),
        Arguments::Healthcheck { test, .. } => match &**test {
            Arguments::Shell(text) if shell.is_read() => script(text, &[], 0),
            Arguments::Exec(words) => exec(words),
            _ => Script::default(),
        },
        _ => Script::default(),
    }
}

/// The commands of shell text.
#[must_use]
pub fn commands(text: &SourceText) -> Script {
    script(text, &[], 0)
}

/// The JSON form is one command, whose words nothing expands.
fn exec(words: &[DockerfileWord]) -> Script {
    let mut words = words.iter().map(Word::literal);
    let Some(name) = words.next() else { return Script::default() };
    let mut command = Command::new(name.span);
    command.name = Some(name);
    command.words = words.collect();
    let mut script = Script::default();
    nest(&mut script, command, &SourceText::default(), 0);
    script
}

/// Reads text and the scripts inside it. The depth is bounded, so this does not recurse on the input's word.
fn script(text: &SourceText, heredocs: &[Heredoc], depth: usize) -> Script {
    let (commands, problems) = reader::read(text);
    let mut script = Script { commands: Vec::with_capacity(commands.len()), problems };
    for mut command in commands {
        for redirection in &mut command.redirections {
            if redirection.is_heredoc() && redirection.body.is_none() {
                // They are in the order of their openings.
                let after = heredocs.partition_point(|heredoc| heredoc.opening.start <= redirection.span.start);
                let own = after.checked_sub(1).and_then(|at| heredocs.get(at));
                let own = own.filter(|heredoc| heredoc.opening.holds(redirection.span.start));
                redirection.body = own.map(|heredoc| HereBody { text: heredoc.body.clone(), expands: heredoc.expands });
            }
        }
        nest(&mut script, command, text, depth);
    }
    script
}

/// Adds a command, and behind it those of the scripts that it is given.
fn nest(script: &mut Script, command: Command, text: &SourceText, depth: usize) {
    let inner = if depth < MAX_SCRIPT_DEPTH { scripts_in(&command, text) } else { Vec::new() };
    script.commands.push(command);
    for text in inner {
        let mut inner = self::script(&text, &[], depth.saturating_add(1));
        for command in &mut inner.commands {
            command.script_depth = command.script_depth.saturating_add(1);
        }
        script.commands.append(&mut inner.commands);
        script.problems.append(&mut inner.problems);
    }
}

/// Texts that a shell reads because of this command: the word behind `-c`, or heredocs on its input.
fn scripts_in(command: &Command, text: &SourceText) -> Vec<SourceText> {
    let bodies = || command.redirections.iter().filter_map(|redirection| redirection.body.as_ref());
    let Some(name) = &command.name else {
        // `RUN <<EOF` alone: the body is the script, run by the shell or by what its first line names.
        let alone = command.assignments.is_empty();
        return bodies()
            .filter(|body| alone && kind::runs_in_shell(body.text.text()))
            .map(|b| b.text.clone())
            .collect();
    };
    if name.expands || !kind::is_shell(&name.text) {
        return Vec::new();
    }
    let mut operands = command.words.iter();
    while let Some(word) = operands.next() {
        let Some(options) = word.text.strip_prefix(['-', '+']) else {
            // A script file, or words for one.
            return Vec::new();
        };
        if options.starts_with('-') {
            continue;
        }
        if options.contains('c') && word.text.starts_with('-') {
            let script = operands.find(|word| !word.text.starts_with(['-', '+']));
            return script.map(|word| word.as_text(text)).into_iter().collect();
        }
        if options.ends_with(['o', 'O']) {
            operands.next();
        }
    }
    bodies().map(|body| body.text.clone()).collect()
}

#[cfg(test)]
mod tests;
