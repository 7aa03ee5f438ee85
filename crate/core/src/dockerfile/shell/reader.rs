//! The state machine that reads shell text: one pass, one explicit stack for quotes, substitutions and subshells, so
//! neither deep nesting nor length can harm. What cannot be read is left out up to the next separator.

mod ends;
mod parts;
mod separators;
mod steps;

use super::command::{Command, Context, RedirectOperator, Redirection, ScriptProblem, Separator};
use crate::dockerfile::source::SourceText;
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
        rereads: 0,
    };
    reader.run();
    crate::ordered::sort_by_key(&mut reader.commands, |command| command.start);
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
    /// Words of the header of `for` or `case` so far: its variable or subject is none of `in` and `do`.
    header: usize,
    /// Its first parentheses are a subshell, whatever follows them.
    no_arithmetic: bool,
    /// The word before was `time`, which has one option.
    timed: bool,
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
            header: 0,
            no_arithmetic: false,
            timed: false,
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
    /// Arithmetic that turned out to be commands.
    rereads: usize,
}

/// A heredoc whose body is still to come.
struct Waiting {
    name: String,
    strips_tabs: bool,
    expands: bool,
    /// Command and redirection it belongs to; `None` for those of a whole construct.
    owner: Option<(usize, usize)>,
    /// Substitutions round it: a line feed further inside does not begin its body.
    substitutions: usize,
}

impl Waiting {
    fn new(redirection: &Redirection, owner: Option<(usize, usize)>, substitutions: usize) -> Self {
        Self {
            name: redirection.target.text.clone(),
            strips_tabs: redirection.operator == RedirectOperator::HeredocTabs,
            expands: !redirection.target.quoted,
            owner,
            substitutions,
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
}

fn is_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}
