//! Ends of words and commands: here they become values, and reserved words change the state.

use super::{Expect, Frame, FrameKind, List, ListKind, PartialWord, Reader, Waiting, is_name};
use crate::dockerfile::shell::command::{Assignment, Command, Context, Redirection, Separator, Word};
use crate::dockerfile::source::SourceText;
use crate::dockerfile::span::narrow;

impl Reader<'_> {
    pub(super) fn finish_word(&mut self) {
        let (source, end) = (self.source, self.at);
        let depth = self.depth();
        let substitutions = self.substitutions();
        let Some(list) = self.list() else { return };
        let Some(partial) = list.word.take() else { return };
        let span = source.span(partial.start..end);
        let range = (narrow(partial.start), narrow(end));
        let PartialWord { start, text, quoted, expands, pattern, equals } = partial;
        let word = Word { text, span, expands, pattern, quoted, at: range };
        if let Some((operator, descriptor, from)) = list.redirection.take() {
            let span = source.span(from..end);
            let redirection = Redirection { operator, descriptor, target: word, body: None, span };
            if list.expect == Expect::Nothing {
                // Redirections of a whole construct belong to no command.
                if redirection.is_heredoc() {
                    self.waiting.push(Waiting::new(&redirection, None, substitutions));
                }
                return;
            }
            let command = list.command.get_or_insert_with(|| begin(source, from, depth));
            command.redirections.push(redirection);
            command.span = command.span.to(span);
            return;
        }
        let is_plain = !word.quoted && !word.expands;
        match list.expect {
            Expect::Nothing => {}
            Expect::ForHeader => {
                // `for x do`: no words, and no separator before the body.
                if is_plain && list.header == 1 && word.text == "do" {
                    replace(list, Context::Loop);
                    list.expect = Expect::Command;
                    list.before = None;
                }
                list.header = list.header.saturating_add(1);
            }
            Expect::FunctionName => {
                list.expect = Expect::Command;
                list.function = true;
            }
            Expect::CaseWord if is_plain && list.header > 0 && word.text == "in" => list.expect = Expect::CasePattern,
            Expect::CaseWord => list.header = list.header.saturating_add(1),
            Expect::CasePattern if is_plain && word.text == "esac" => {
                list.compounds.pop();
                list.expect = Expect::Nothing;
            }
            Expect::CasePattern => {}
            Expect::Command => {
                if is_plain && list.is_fresh() && reserved(list, &word.text) {
                    return;
                }
                if std::mem::take(&mut list.timed) && is_plain && word.text == "-p" {
                    return;
                }
                let command = list.command.get_or_insert_with(|| begin(source, start, depth));
                command.span = command.span.to(span);
                match equals.and_then(|equals| assignment(&word, equals)) {
                    Some(assignment) => command.assignments.push(assignment),
                    None => {
                        list.expect =
                            if is_plain && word.text == "[[" { Expect::Conditional } else { Expect::Argument };
                        command.name = Some(word);
                    }
                }
            }
            Expect::Argument | Expect::Conditional => {
                if list.expect == Expect::Conditional && is_plain && word.text == "]]" {
                    list.expect = Expect::Argument;
                }
                let command = list.command.get_or_insert_with(|| begin(source, start, depth));
                command.span = command.span.to(span);
                command.words.push(word);
            }
        }
    }

    pub(super) fn finish_command(&mut self, separator: Separator) {
        self.finish_word();
        let index = self.commands.len();
        let source = self.source;
        let at = self.at;
        let depth = self.depth();
        let substitutions = self.substitutions();
        let Some(list) = self.list() else { return };
        let was = list.expect;
        list.redirection = None;
        if was == Expect::ForHeader && list.header == 1 && separator == Separator::Newline {
            // `in` and `do` may stand on the next line.
            return;
        }
        if list.incomplete && list.command.is_none() && was == Expect::Command {
            // Its first word could not be read: there is a command, but nothing of it is known.
            list.command = Some(begin(source, at, depth));
        }
        let incomplete = std::mem::take(&mut list.incomplete);
        if matches!(was, Expect::Command | Expect::Argument | Expect::Conditional | Expect::Nothing | Expect::ForHeader)
        {
            list.expect = Expect::Command;
        }
        let Some(mut command) = list.command.take() else {
            let ended = was == Expect::Nothing;
            if ended {
                list.before = Some(separator);
                // `{ a; b; } | c`: the last command of the construct is the one that pipes.
                if let Some(last) = self.commands.last_mut()
                    && last.depth > depth
                    && matches!(separator, Separator::Pipe | Separator::PipeBoth)
                {
                    last.after = separator;
                }
            }
            return;
        };
        command.before = list.before;
        command.after = separator;
        command.context = list.compounds.last().copied().unwrap_or(match list.kind {
            ListKind::Top => Context::Plain,
            ListKind::Subshell => Context::Subshell,
            ListKind::Substitution | ListKind::Backtick => Context::Substitution,
        });
        command.incomplete = incomplete;
        list.before = Some(separator);
        let heredocs = command.redirections.iter().enumerate().filter(|(_, redirection)| redirection.is_heredoc());
        self.waiting
            .extend(heredocs.map(|(at, redirection)| Waiting::new(redirection, Some((index, at)), substitutions)));
        self.commands.push(command);
    }

    /// Substitutions round the place.
    pub(super) fn substitutions(&self) -> usize {
        let is_substitution = |frame: &&Frame| match &frame.kind {
            FrameKind::List(list) => matches!(list.kind, ListKind::Substitution | ListKind::Backtick),
            _ => false,
        };
        self.frames.iter().filter(is_substitution).count()
    }

    /// Constructs round the place.
    pub(super) fn depth(&self) -> u32 {
        let mut depth = 0_usize;
        for frame in &self.frames {
            if let FrameKind::List(list) = &frame.kind {
                let own = usize::from(list.kind != ListKind::Top);
                depth = depth.saturating_add(own).saturating_add(list.compounds.len());
            }
        }
        narrow(depth)
    }
}

fn begin(source: &SourceText, start: usize, depth: u32) -> Command {
    let mut command = Command::new(source.span(start..start));
    command.start = narrow(start);
    command.depth = depth;
    command
}

/// A reserved word at the beginning of a command: changes the state of the list and gives `true`.
fn reserved(list: &mut List, word: &str) -> bool {
    match word {
        "if" | "while" | "until" => list.compounds.push(Context::Condition),
        "elif" => replace(list, Context::Condition),
        "then" | "else" => replace(list, Context::Branch),
        "do" => replace(list, Context::Loop),
        "for" | "select" => {
            list.compounds.push(Context::Loop);
            list.expect = Expect::ForHeader;
            list.header = 0;
        }
        "case" => {
            list.compounds.push(Context::Case);
            list.expect = Expect::CaseWord;
            list.header = 0;
        }
        "function" => list.expect = Expect::FunctionName,
        "{" => {
            let context = if list.function { Context::Function } else { Context::Group };
            list.compounds.push(context);
        }
        "fi" | "done" | "esac" | "}" => {
            list.compounds.pop();
            list.expect = Expect::Nothing;
        }
        "!" => {}
        "time" => list.timed = true,
        _ => {
            list.function = false;
            return false;
        }
    }
    list.function = false;
    if !matches!(word, "!" | "time" | "fi" | "done" | "esac" | "}") {
        list.before = None;
    }
    if word == "function" {
        list.function = true;
    }
    true
}

fn replace(list: &mut List, context: Context) {
    list.compounds.pop();
    list.compounds.push(context);
}

/// `NAME=value`, `NAME+=value` or `NAME[i]=value`.
fn assignment(word: &Word, equals: usize) -> Option<Assignment> {
    let name = word.text.get(..equals)?;
    let value = word.text.get(equals..)?.strip_prefix('=')?;
    let name = name.strip_suffix('+').unwrap_or(name);
    let plain = name.split_once('[').map_or(name, |(name, _)| name);
    let is_name = plain.chars().all(is_name) && !plain.is_empty() && !plain.starts_with(|c: char| c.is_ascii_digit());
    is_name.then(|| Assignment {
        name: name.to_owned(),
        value: value.to_owned(),
        expands: word.expands,
        span: word.span,
    })
}
