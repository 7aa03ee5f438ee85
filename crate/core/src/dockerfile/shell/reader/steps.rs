//! One step in each sort of frame. `None` means: cannot be read.

use super::{Expect, FrameKind, ListKind, RawClose, Reader};
use crate::dockerfile::shell::command::Separator;
use crate::limits::MAX_SHELL_RECOVERIES;

impl Reader<'_> {
    pub(super) fn step_list(&mut self) -> Option<()> {
        let rest = self.rest();
        let start = self.at;
        let character = rest.chars().next()?;
        let list = self.list()?;
        let (expect, kind, in_word) = (list.expect, list.kind, list.word.is_some());
        match character {
            '\n' => {
                self.finish_command(Separator::Newline);
                self.advance(1);
                self.heredoc_bodies();
            }
            ' ' | '\t' | '\r' => {
                self.finish_word();
                let blanks = rest.len().saturating_sub(rest.trim_start_matches([' ', '\t', '\r']).len());
                self.advance(blanks);
            }
            '#' if !in_word => self.advance(rest.find('\n').unwrap_or(rest.len())),
            '\\' => self.backslash(rest),
            '\'' => self.single_quote(rest)?,
            '"' => {
                self.word(start)?.quoted = true;
                self.push_frame(start, FrameKind::DoubleQuote);
                self.advance(1);
            }
            '`' if kind == ListKind::Backtick => {
                self.finish_command(Separator::End);
                self.advance(1);
                self.pop_into_word();
            }
            '`' => {
                self.word(start)?;
                self.push_list(start, ListKind::Backtick);
                self.advance(1);
            }
            '$' => self.dollar(rest)?,
            '<' | '>' if rest.get(1..).is_some_and(|next| next.starts_with('(')) => {
                self.word(start)?;
                self.push_list(start, ListKind::Substitution);
                self.advance(2);
            }
            '<' | '>' if expect != Expect::Conditional => self.redirection(rest),
            '&' if rest.starts_with("&>") && expect != Expect::Conditional => self.redirection(rest),
            ';' | '&' | '|' if expect == Expect::Conditional || expect == Expect::CasePattern => {
                self.finish_word();
                // The word may have been `]]` or `esac`, behind which it is a separator again.
                if self.list().is_some_and(|list| list.expect == expect) {
                    self.advance(1);
                } else {
                    self.separator(rest);
                }
            }
            ';' | '&' | '|' => self.separator(rest),
            '(' => self.parenthesis(rest)?,
            ')' => self.close_parenthesis(kind),
            _ => {
                let plain = rest.bytes().position(is_special).unwrap_or(rest.len()).max(character.len_utf8());
                let run = rest.get(..plain).unwrap_or_default();
                self.plain(start, run);
                self.advance(plain);
            }
        }
        Some(())
    }

    pub(super) fn plain(&mut self, start: usize, run: &str) {
        let Some(word) = self.word(start) else { return };
        if word.equals.is_none()
            && !word.quoted
            && !word.expands
            && let Some(equals) = run.bytes().position(|byte| byte == b'=')
        {
            word.equals = Some(word.text.len().saturating_add(equals));
        }
        word.pattern |= run.bytes().any(|byte| matches!(byte, b'*' | b'?' | b'['));
        if word.text.is_empty() {
            // Most words are one run.
            word.text = run.to_owned();
        } else {
            word.text.push_str(run);
        }
    }

    pub(super) fn step_double_quote(&mut self) -> Option<()> {
        let rest = self.rest();
        let start = self.at;
        match rest.chars().next()? {
            '"' => {
                self.frames.pop();
                self.advance(1);
            }
            '\\' => {
                let next = rest.chars().nth(1);
                let length = next.map_or(1, |next| next.len_utf8().saturating_add(1));
                let written = rest.get(..length).unwrap_or_default();
                let kept = match next {
                    Some('\n') => "",
                    Some('"' | '\\' | '$' | '`') => written.get(1..).unwrap_or_default(),
                    _ => written,
                };
                if let Some(word) = self.word(start) {
                    word.text.push_str(kept);
                }
                self.advance(length);
            }
            '$' => self.dollar(rest)?,
            '`' if self.list().is_some_and(|list| list.kind == ListKind::Backtick) => return None,
            '`' => {
                self.push_list(start, ListKind::Backtick);
                self.advance(1);
            }
            _ => {
                let length = rest.find(['"', '\\', '$', '`']).unwrap_or(rest.len());
                let run = rest.get(..length).unwrap_or_default();
                if let Some(word) = self.word(start) {
                    word.text.push_str(run);
                }
                self.advance(length);
            }
        }
        Some(())
    }

    pub(super) fn step_raw(&mut self, wanted: RawClose) -> Option<()> {
        let rest = self.rest();
        let start = self.at;
        let below = self.frames.len().checked_sub(2).and_then(|below| self.frames.get(below));
        let in_quotes = below.is_some_and(|frame| matches!(frame.kind, FrameKind::DoubleQuote));
        // Only `for` has nothing but arithmetic there.
        let may_be_commands = wanted == RawClose::TwoParentheses
            && self.rereads < MAX_SHELL_RECOVERIES
            && self.list().is_some_and(|list| list.expect != Expect::ForHeader);
        let Some(FrameKind::Raw { parentheses, .. }) = self.frames.last_mut().map(|frame| &mut frame.kind) else {
            return None;
        };
        match rest.chars().next()? {
            '}' if wanted == RawClose::Brace => {
                self.advance(1);
                self.pop_into_word();
            }
            ')' if may_be_commands && *parentheses == 0 && !rest.starts_with("))") => self.reread_as_commands(),
            ')' if wanted != RawClose::Brace && *parentheses == 0 => {
                let two = wanted == RawClose::TwoParentheses && rest.starts_with("))");
                self.advance(if two { 2 } else { 1 });
                self.pop_into_word();
            }
            ')' => {
                *parentheses = parentheses.saturating_sub(1);
                self.advance(1);
            }
            '(' => {
                *parentheses = parentheses.saturating_add(1);
                self.advance(1);
            }
            '\\' => {
                let next = rest.chars().nth(1).map_or(0, char::len_utf8);
                self.advance(next.saturating_add(1));
            }
            '\'' if !in_quotes => {
                let close = rest.get(1..)?.find('\'')?;
                self.advance(close.saturating_add(2));
            }
            '"' => {
                self.push_frame(start, FrameKind::DoubleQuote);
                self.advance(1);
            }
            '$' => self.dollar(rest)?,
            '`' if self.list().is_some_and(|list| list.kind == ListKind::Backtick) => return None,
            '`' => {
                self.push_list(start, ListKind::Backtick);
                self.advance(1);
            }
            _ => {
                let run = rest.find(['}', ')', '(', '\\', '\'', '"', '$', '`']).unwrap_or(rest.len());
                self.advance(run.max(1));
            }
        }
        Some(())
    }
}

impl Reader<'_> {
    /// What was taken for arithmetic ends in one parenthesis, so it is a subshell in a subshell or in a substitution:
    /// `((a) && b)`, `$((a) | b)`. Shells read it twice, too.
    fn reread_as_commands(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        self.rereads = self.rereads.saturating_add(1);
        self.commands.truncate(frame.commands);
        let is_substitution = self.text.get(frame.open..).is_some_and(|text| text.starts_with('$'));
        self.push_list(frame.open, if is_substitution { ListKind::Substitution } else { ListKind::Subshell });
        self.at = frame.open.saturating_add(if is_substitution { 2 } else { 1 });
        if let Some(list) = self.list() {
            list.no_arithmetic = true;
        }
    }
}

/// Characters that end a run of plain ones. All are ASCII, so no byte of another character is taken for one.
fn is_special(byte: u8) -> bool {
    matches!(
        byte,
        b'\n'
            | b' '
            | b'\t'
            | b'\r'
            | b'\\'
            | b'\''
            | b'"'
            | b'`'
            | b'$'
            | b'<'
            | b'>'
            | b';'
            | b'&'
            | b'|'
            | b'('
            | b')'
    )
}
