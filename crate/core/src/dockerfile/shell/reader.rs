//! The state machine that reads shell text: one pass, one explicit stack for quotes, substitutions and subshells, so
//! neither deep nesting nor length can harm. What cannot be read is left out up to the next separator.

use super::command::{
    Assignment, Command, Context, HereBody, RedirectOperator, Redirection, ScriptProblem, Separator, Word,
};
use super::redirect;
use crate::dockerfile::source::SourceText;
use crate::dockerfile::span::narrow;
use crate::limits::{MAX_SHELL_DEPTH, MAX_SHELL_RECOVERIES};

/// Reads the commands of a text, in the order of their first bytes.
pub(super) fn read(source: &SourceText) -> (Vec<Command>, Vec<ScriptProblem>) {
    let mut reader = Reader {
        source,
        text: source.text(),
        at: 0,
        frames: vec![Frame { open: 0, commands: 0, kind: FrameKind::List(Box::new(List::new(ListKind::Top))) }],
        commands: Vec::new(),
        problems: Vec::new(),
        waiting: Vec::new(),
    };
    reader.run();
    reader.commands.sort_by_key(|command| command.start);
    (reader.commands, reader.problems)
}

/// Something that was opened and waits for its end.
struct Frame {
    /// Where it was opened.
    open: usize,
    /// Commands that were complete then.
    commands: usize,
    kind: FrameKind,
}

enum FrameKind {
    /// Commands.
    List(Box<List>),
    /// Inside double quotes.
    DoubleQuote,
    /// `${ }`, `$(( ))`, `(( ))`, `x=( )`, patterns: kept as they are, but quotes and substitutions are honoured.
    Raw { close: RawClose, parentheses: usize },
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum RawClose {
    Brace,
    Parenthesis,
    TwoParentheses,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ListKind {
    Top,
    Subshell,
    Substitution,
    Backtick,
}

/// What the next word of a list is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    Command,
    Argument,
    /// Inside `[[ ]]`.
    Conditional,
    /// Words of `for x in ...`.
    ForHeader,
    /// The word of `case`, up to `in`.
    CaseWord,
    /// Patterns of `case`, up to `)`.
    CasePattern,
    FunctionName,
    /// Behind the end of a construct only redirections can follow.
    Nothing,
}

struct List {
    kind: ListKind,
    expect: Expect,
    compounds: Vec<Context>,
    /// The next `{` begins a function.
    function: bool,
    before: Option<Separator>,
    word: Option<PartialWord>,
    command: Option<Command>,
    redirection: Option<(RedirectOperator, Option<u32>, usize)>,
    /// A word of the command under way was left out.
    incomplete: bool,
}

impl List {
    fn new(kind: ListKind) -> Self {
        Self {
            kind,
            expect: Expect::Command,
            compounds: Vec::new(),
            function: false,
            before: None,
            word: None,
            command: None,
            redirection: None,
            incomplete: false,
        }
    }

    /// At the beginning of a command, nothing of it read yet.
    fn is_fresh(&self) -> bool {
        self.expect == Expect::Command && self.command.is_none() && self.redirection.is_none()
    }
}

#[derive(Default)]
struct PartialWord {
    start: usize,
    text: String,
    quoted: bool,
    expands: bool,
    pattern: bool,
    /// Length of the text before the first equals sign, if nothing up to it is quoted or expanded.
    equals: Option<usize>,
}

struct Reader<'a> {
    source: &'a SourceText,
    text: &'a str,
    at: usize,
    frames: Vec<Frame>,
    commands: Vec<Command>,
    problems: Vec<ScriptProblem>,
    /// Heredocs whose bodies come behind the next line feed.
    waiting: Vec<Waiting>,
}

/// A heredoc whose body is still to come.
struct Waiting {
    name: String,
    strips_tabs: bool,
    expands: bool,
    /// Command and redirection it belongs to; `None` for those of a whole construct.
    owner: Option<(usize, usize)>,
}

impl Waiting {
    fn new(redirection: &Redirection, owner: Option<(usize, usize)>) -> Self {
        Self {
            name: redirection.target.text.clone(),
            strips_tabs: redirection.operator == RedirectOperator::HeredocTabs,
            expands: !redirection.target.quoted,
            owner,
        }
    }
}

impl<'a> Reader<'a> {
    fn run(&mut self) {
        let mut recoveries = 0;
        loop {
            let failed_at = self.read_on();
            let open = self.frames.get(1).map(|frame| frame.open).or(failed_at);
            let Some(open) = open else { break };
            self.problems.push(ScriptProblem {
                span: self.source.span(open..open.saturating_add(1)),
                what: "A quote, parenthesis or brace of the shell text is not closed",
            });
            recoveries = usize::saturating_add(recoveries, 1);
            self.recover(open);
            if recoveries >= MAX_SHELL_RECOVERIES {
                break;
            }
        }
        self.finish_command(Separator::End);
    }

    /// Reads to the end, or to something that cannot be read: its place.
    fn read_on(&mut self) -> Option<usize> {
        while self.at < self.text.len() {
            let before = self.at;
            let done = match self.frames.last().map(|frame| &frame.kind) {
                Some(FrameKind::List(_)) => self.step_list(),
                Some(FrameKind::DoubleQuote) => self.step_double_quote(),
                Some(FrameKind::Raw { close, .. }) => {
                    let close = *close;
                    self.step_raw(close)
                }
                None => return None,
            };
            if done.is_none() || self.frames.len() > MAX_SHELL_DEPTH {
                return Some(before);
            }
        }
        None
    }

    /// Drops what was opened at `open` and goes on at the next separator.
    fn recover(&mut self, open: usize) {
        let mut is_subshell = false;
        if let Some(frame) = self.frames.get(1) {
            self.commands.truncate(frame.commands);
            is_subshell = matches!(&frame.kind, FrameKind::List(list) if list.kind == ListKind::Subshell);
        }
        self.frames.truncate(1);
        self.waiting.clear();
        let from = open.saturating_add(1);
        let rest = self.text.get(from..).unwrap_or_default();
        let skipped = if is_subshell { 0 } else { rest.find([';', '|', '&', '\n']).unwrap_or(rest.len()) };
        self.at = from.saturating_add(skipped);
        if let Some(list) = self.list() {
            if is_subshell {
                list.expect = Expect::Command;
            } else {
                list.word = None;
                list.redirection = None;
                list.incomplete = true;
            }
        }
    }

    // The innermost list, word and command.

    fn list(&mut self) -> Option<&mut List> {
        self.frames.iter_mut().rev().find_map(|frame| match &mut frame.kind {
            FrameKind::List(list) => Some(&mut **list),
            _ => None,
        })
    }

    /// The word under way, begun at `start` if there is none. `None` inside raw text, which is added as a whole later.
    fn word(&mut self, start: usize) -> Option<&mut PartialWord> {
        for frame in self.frames.iter_mut().rev() {
            match &mut frame.kind {
                FrameKind::Raw { .. } => return None,
                FrameKind::DoubleQuote => {}
                FrameKind::List(list) => {
                    return Some(list.word.get_or_insert_with(|| PartialWord { start, ..PartialWord::default() }));
                }
            }
        }
        None
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn advance(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes);
    }

    fn push_frame(&mut self, open: usize, kind: FrameKind) {
        self.frames.push(Frame { open, commands: self.commands.len(), kind });
    }

    fn push_list(&mut self, open: usize, kind: ListKind) {
        self.push_frame(open, FrameKind::List(Box::new(List::new(kind))));
    }

    /// Ends the frame on top and adds its text, as written, to the word round it.
    fn pop_into_word(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        let (from, to) = (frame.open, self.at);
        let written = self.text.get(from..to).unwrap_or_default();
        if let Some(word) = self.word(from) {
            word.text.push_str(written);
            word.expands = true;
        }
    }

    // Steps. `None` means: cannot be read.

    fn step_list(&mut self) -> Option<()> {
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
                self.advance(1);
            }
            ';' | '&' | '|' => self.separator(rest),
            '(' => self.parenthesis(rest)?,
            ')' => self.close_parenthesis(kind),
            _ => {
                let plain = rest.find(is_special).unwrap_or(rest.len()).max(character.len_utf8());
                let run = rest.get(..plain).unwrap_or_default();
                self.plain(start, run);
                self.advance(plain);
            }
        }
        Some(())
    }

    fn plain(&mut self, start: usize, run: &str) {
        let Some(word) = self.word(start) else { return };
        if word.equals.is_none()
            && !word.quoted
            && !word.expands
            && let Some(equals) = run.find('=')
        {
            word.equals = Some(word.text.len().saturating_add(equals));
        }
        word.pattern |= run.contains(['*', '?', '[']);
        word.text.push_str(run);
    }

    fn step_double_quote(&mut self) -> Option<()> {
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

    fn step_raw(&mut self, wanted: RawClose) -> Option<()> {
        let rest = self.rest();
        let start = self.at;
        let below = self.frames.len().checked_sub(2).and_then(|below| self.frames.get(below));
        let in_quotes = below.is_some_and(|frame| matches!(frame.kind, FrameKind::DoubleQuote));
        let Some(FrameKind::Raw { parentheses, .. }) = self.frames.last_mut().map(|frame| &mut frame.kind) else {
            return None;
        };
        match rest.chars().next()? {
            '}' if wanted == RawClose::Brace => {
                self.advance(1);
                self.pop_into_word();
            }
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

    // Parts of words.

    fn backslash(&mut self, rest: &str) {
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

    fn single_quote(&mut self, rest: &str) -> Option<()> {
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
    fn dollar(&mut self, rest: &str) -> Option<()> {
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
    fn ansi_quote(&mut self, next: &str) -> Option<()> {
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

    fn parenthesis(&mut self, rest: &str) -> Option<()> {
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
            None if list.expect == Expect::FunctionName || list.function => self.advance(1),
            None if fresh && rest.starts_with("((") => {
                // Arithmetic is no command: what it holds is dropped, substitutions in it are read.
                list.expect = Expect::Nothing;
                self.push_frame(start, FrameKind::Raw { close: RawClose::TwoParentheses, parentheses: 0 });
                self.advance(2);
            }
            None if fresh => {
                list.expect = Expect::Nothing;
                self.push_list(start, ListKind::Subshell);
                self.advance(1);
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

    fn close_parenthesis(&mut self, kind: ListKind) {
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

    // Separators and redirections.

    fn separator(&mut self, rest: &str) {
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

    fn redirection(&mut self, rest: &str) {
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
    fn heredoc_bodies(&mut self) {
        for Waiting { name, strips_tabs, expands, owner } in std::mem::take(&mut self.waiting) {
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

    // Ends of words and commands.

    fn finish_word(&mut self) {
        let (source, end) = (self.source, self.at);
        let depth = self.depth();
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
                    self.waiting.push(Waiting::new(&redirection, None));
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
            Expect::Nothing | Expect::ForHeader => {}
            Expect::FunctionName => {
                list.expect = Expect::Command;
                list.function = true;
            }
            Expect::CaseWord if is_plain && word.text == "in" => list.expect = Expect::CasePattern,
            Expect::CaseWord => {}
            Expect::CasePattern if is_plain && word.text == "esac" => {
                list.compounds.pop();
                list.expect = Expect::Nothing;
            }
            Expect::CasePattern => {}
            Expect::Command => {
                if is_plain && list.is_fresh() && reserved(list, &word.text) {
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

    fn finish_command(&mut self, separator: Separator) {
        self.finish_word();
        let index = self.commands.len();
        let source = self.source;
        let at = self.at;
        let depth = self.depth();
        let Some(list) = self.list() else { return };
        let was = list.expect;
        list.redirection = None;
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
        self.waiting.extend(heredocs.map(|(at, redirection)| Waiting::new(redirection, Some((index, at)))));
        self.commands.push(command);
    }

    /// Constructs round the place.
    fn depth(&self) -> u32 {
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
        }
        "case" => {
            list.compounds.push(Context::Case);
            list.expect = Expect::CaseWord;
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
        "!" | "time" => {}
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

fn is_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

fn is_function_definition(rest: &str) -> bool {
    rest.get(1..).is_some_and(|rest| rest.trim_start_matches([' ', '\t']).starts_with(')'))
}

/// Characters that end a run of plain ones.
fn is_special(character: char) -> bool {
    matches!(
        character,
        '\n' | ' ' | '\t' | '\r' | '\\' | '\'' | '"' | '`' | '$' | '<' | '>' | ';' | '&' | '|' | '(' | ')'
    )
}
