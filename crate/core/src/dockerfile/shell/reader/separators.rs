//! Separators, redirections and the bodies of heredocs.

use super::{Expect, Reader, Waiting};
use crate::dockerfile::shell::command::{Context, HereBody, Separator};
use crate::dockerfile::shell::redirect;

impl Reader<'_> {
    pub(super) fn separator(&mut self, rest: &str) {
        let (separator, length) = match rest.as_bytes() {
            [b'&', b'&', ..] => (Separator::And, 2),
            [b'|', b'|', ..] => (Separator::Or, 2),
            [b'|', b'&', ..] => (Separator::PipeBoth, 2),
            [b'|', ..] => (Separator::Pipe, 1),
            [b'&', ..] => (Separator::Background, 1),
            [b';', b';', b'&', ..] => (Separator::Semicolon, 3),
            [b';', b';' | b'&', ..] => (Separator::Semicolon, 2),
            _ => (Separator::Semicolon, 1),
        };
        self.finish_command(separator);
        self.advance(length);
        if length > 1
            && separator == Separator::Semicolon
            && let Some(list) = self.list()
            && list.compounds.last() == Some(&Context::Case)
        {
            list.expect = Expect::CasePattern;
        }
    }

    pub(super) fn redirection(&mut self, rest: &str) {
        let start = self.at;
        let Some((operator, length)) = redirect::operator(rest) else { return self.advance(1) };
        let digits = self.list().and_then(|list| {
            let word = list.word.as_ref()?;
            let is_descriptor = !word.quoted && !word.expands && word.text.bytes().all(|byte| byte.is_ascii_digit());
            is_descriptor.then(|| (word.text.parse().ok(), word.start))
        });
        let (descriptor, from) = match digits {
            Some((descriptor, from)) if !rest.starts_with('&') => {
                if let Some(list) = self.list() {
                    list.word = None;
                }
                (descriptor, from)
            }
            _ => {
                self.finish_word();
                (None, start)
            }
        };
        if let Some(list) = self.list() {
            list.redirection = Some((operator, descriptor, from));
        }
        self.advance(length);
    }

    /// Behind a line feed: bodies of the heredocs of the line, in order.
    pub(super) fn heredoc_bodies(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let inside = self.substitutions();
        let (due, later) = std::mem::take(&mut self.waiting).into_iter().partition(|one| one.substitutions >= inside);
        self.waiting = later;
        let due: Vec<Waiting> = due;
        for Waiting { name, strips_tabs, expands, owner, .. } in due {
            let start = self.at;
            let mut end = start;
            while self.at < self.text.len() {
                let rest = self.rest();
                let length = rest.find('\n').unwrap_or(rest.len());
                let line = rest.get(..length).unwrap_or_default().trim_end_matches('\r');
                self.advance(length.saturating_add(1).min(rest.len()));
                if if strips_tabs { line.trim_start_matches('\t') } else { line } == name {
                    break;
                }
                end = self.at;
            }
            let Some((command, redirection)) = owner else { continue };
            let body = HereBody { text: self.source.part(start..end), expands };
            let command = self.commands.get_mut(command);
            if let Some(found) = command.and_then(|command| command.redirections.get_mut(redirection)) {
                found.body = Some(body);
            }
        }
    }
}
