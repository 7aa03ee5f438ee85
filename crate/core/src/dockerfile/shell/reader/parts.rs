//! What words are made of, and parentheses.

use super::{Expect, FrameKind, ListKind, RawClose, Reader, is_name};
use crate::dockerfile::shell::command::{Command, Separator};

impl Reader<'_> {
    pub(super) fn backslash(&mut self, rest: &str) {
        let start = self.at;
        match rest.chars().nth(1) {
            Some('\n') => self.advance(2),
            Some(escaped) => {
                if let Some(word) = self.word(start) {
                    word.quoted = true;
                    word.text.push(escaped);
                }
                self.advance(escaped.len_utf8().saturating_add(1));
            }
            None => self.advance(1),
        }
    }

    pub(super) fn single_quote(&mut self, rest: &str) -> Option<()> {
        let start = self.at;
        let inner = rest.get(1..)?;
        let length = inner.find('\'')?;
        let word = self.word(start)?;
        word.quoted = true;
        word.text.push_str(inner.get(..length)?);
        self.advance(length.saturating_add(2));
        Some(())
    }

    /// At a dollar sign, in a word, in double quotes or in raw text.
    pub(super) fn dollar(&mut self, rest: &str) -> Option<()> {
        let start = self.at;
        let next = rest.get(1..)?;
        let in_list = matches!(self.frames.last()?.kind, FrameKind::List(_));
        if next.starts_with("((") {
            self.word(start);
            self.push_frame(start, FrameKind::Raw { close: RawClose::TwoParentheses, parentheses: 0 });
            self.advance(3);
        } else if next.starts_with('(') {
            self.word(start);
            self.push_list(start, ListKind::Substitution);
            self.advance(2);
        } else if next.starts_with('{') {
            self.word(start);
            self.push_frame(start, FrameKind::Raw { close: RawClose::Brace, parentheses: 0 });
            self.advance(2);
        } else if in_list && next.starts_with('\'') {
            self.ansi_quote(next)?;
        } else if in_list && next.starts_with('"') {
            // A translated string: the quote that follows is read as usual.
            self.word(start)?;
            self.advance(1);
        } else {
            let name = next.len().saturating_sub(next.trim_start_matches(is_name).len());
            let special = next.starts_with(['@', '*', '#', '?', '-', '$', '!']);
            let length = if name == 0 { usize::from(special) } else { name };
            let written = rest.get(..length.saturating_add(1))?;
            if let Some(word) = self.word(start) {
                word.expands |= length > 0;
                word.text.push_str(written);
            }
            self.advance(written.len());
        }
        Some(())
    }

    /// `$'...'`: escapes are kept as they are written, only the end is found.
    pub(super) fn ansi_quote(&mut self, next: &str) -> Option<()> {
        let start = self.at;
        let mut escaped = false;
        let inner = next.get(1..)?;
        let length = inner.find(|character: char| {
            let ends = character == '\'' && !escaped;
            escaped = character == '\\' && !escaped;
            ends
        })?;
        let word = self.word(start)?;
        word.quoted = true;
        word.text.push_str(inner.get(..length)?);
        self.advance(length.saturating_add(3));
        Some(())
    }

    pub(super) fn parenthesis(&mut self, rest: &str) -> Option<()> {
        let start = self.at;
        let list = self.list()?;
        let fresh = list.is_fresh();
        match &list.word {
            _ if list.expect == Expect::CasePattern => {
                self.finish_word();
                self.advance(1);
            }
            _ if list.expect == Expect::Conditional => {
                self.word(start)?;
                self.push_frame(start, FrameKind::Raw { close: RawClose::Parenthesis, parentheses: 0 });
                self.advance(1);
            }
            None if list.expect == Expect::ForHeader && rest.starts_with("((") => {
                self.push_frame(start, FrameKind::Raw { close: RawClose::TwoParentheses, parentheses: 0 });
                self.advance(2);
            }
            Some(_) if list.expect == Expect::FunctionName && is_function_definition(rest) => {
                self.finish_word();
                self.advance(rest.find(')').unwrap_or(0).saturating_add(1));
            }
            None if list.function && is_function_definition(rest) => {
                self.advance(rest.find(')').unwrap_or(0).saturating_add(1));
            }
            None if list.expect == Expect::FunctionName => self.advance(1),
            None if fresh && rest.starts_with("((") && !std::mem::take(&mut list.no_arithmetic) => {
                // Arithmetic is no command: what it holds is dropped, substitutions in it are read.
                list.expect = Expect::Nothing;
                self.push_frame(start, FrameKind::Raw { close: RawClose::TwoParentheses, parentheses: 0 });
                self.advance(2);
            }
            None if fresh => {
                list.expect = Expect::Nothing;
                list.function = false;
                self.push_list(start, ListKind::Subshell);
                self.advance(1);
            }
            // `name ()`: the name has been taken for a command.
            None if list.expect == Expect::Argument
                && is_function_definition(rest)
                && list.command.as_ref().is_some_and(Command::is_only_name) =>
            {
                list.command = None;
                list.expect = Expect::Command;
                list.function = true;
                self.advance(rest.find(')').unwrap_or(0).saturating_add(1));
            }
            Some(word) if fresh && word.equals.is_none() && is_function_definition(rest) => {
                list.word = None;
                list.function = true;
                self.advance(rest.find(')').unwrap_or(0).saturating_add(1));
            }
            Some(word) if word.text.ends_with(['=', '@', '!', '?', '*', '+']) => {
                // An array, or an extended pattern.
                self.push_frame(start, FrameKind::Raw { close: RawClose::Parenthesis, parentheses: 0 });
                self.advance(1);
            }
            _ => {
                self.plain(start, "(");
                self.advance(1);
            }
        }
        Some(())
    }

    pub(super) fn close_parenthesis(&mut self, kind: ListKind) {
        // The word before may be `esac`, which ends the patterns.
        self.finish_word();
        let expect = self.list().map(|list| list.expect);
        match (expect, kind) {
            (Some(Expect::CasePattern), _) => {
                if let Some(list) = self.list() {
                    list.expect = Expect::Command;
                    list.before = None;
                }
                self.advance(1);
            }
            (_, ListKind::Subshell) => {
                self.finish_command(Separator::End);
                self.frames.pop();
                self.advance(1);
            }
            (_, ListKind::Substitution) => {
                self.finish_command(Separator::End);
                self.advance(1);
                self.pop_into_word();
            }
            (_, ListKind::Top | ListKind::Backtick) => {
                // A stray one: a syntax error, or the second half of `name()`.
                if self.list().is_some_and(|list| list.function && list.word.is_none()) {
                    self.advance(1);
                    return;
                }
                self.finish_command(Separator::Semicolon);
                self.advance(1);
            }
        }
    }
}

fn is_function_definition(rest: &str) -> bool {
    rest.get(1..).is_some_and(|rest| rest.trim_start_matches([' ', '\t']).starts_with(')'))
}
