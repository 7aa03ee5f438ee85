//! Commands as values.

use crate::dockerfile::source::SourceText;
use crate::dockerfile::span::{Span, narrow};
use crate::dockerfile::word::Word as DockerfileWord;

/// What was read from one text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Script {
    /// Simple commands in the order of their first words.
    pub commands: Vec<Command>,
    /// Parts that could not be read.
    pub problems: Vec<ScriptProblem>,
}

/// A part of a script that could not be read; reading went on at the next separator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptProblem {
    /// Where the part begins.
    pub span: Span,
    /// What is wrong, a sentence without a final stop.
    pub what: &'static str,
}

/// One simple command: assignments, a name, words, redirections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// The first word that is not an assignment; `None` for assignments or redirections alone.
    pub name: Option<Word>,
    /// The words behind the name.
    pub words: Vec<Word>,
    /// Assignments before the name.
    pub assignments: Vec<Assignment>,
    /// Redirections, wherever they stand.
    pub redirections: Vec<Redirection>,
    /// What stands before it in the same list; `None` at the beginning of the list.
    pub before: Option<Separator>,
    /// What stands behind it.
    pub after: Separator,
    /// The innermost construct that it stands in.
    pub context: Context,
    /// Constructs round it.
    pub depth: u32,
    /// Scripts round it: 0 in the text itself, 1 inside `sh -c '...'`.
    pub script_depth: u32,
    /// A part of it could not be read, so words may be missing.
    pub incomplete: bool,
    /// From its first to its last word.
    pub span: Span,
    /// Offset in the joined text, for the order.
    pub(super) start: u32,
}

impl Command {
    pub(super) fn new(span: Span) -> Self {
        Self {
            name: None,
            words: Vec::new(),
            assignments: Vec::new(),
            redirections: Vec::new(),
            before: None,
            after: Separator::End,
            context: Context::Plain,
            depth: 0,
            script_depth: 0,
            incomplete: false,
            span,
            start: 0,
        }
    }

    pub(super) fn is_only_name(&self) -> bool {
        self.words.is_empty() && self.assignments.is_empty() && self.redirections.is_empty()
    }

    /// Whether its output goes into the next command.
    #[must_use]
    pub fn pipes_into(&self) -> bool {
        matches!(self.after, Separator::Pipe | Separator::PipeBoth)
    }

    /// Whether its input is the output of the command before.
    #[must_use]
    pub fn piped_from(&self) -> bool {
        matches!(self.before, Some(Separator::Pipe | Separator::PipeBoth))
    }

    /// The name without its folder (`apt-get` for `/usr/bin/apt-get`); empty without a name, or when it is expanded.
    #[must_use]
    pub fn program(&self) -> &str {
        match &self.name {
            Some(name) if !name.expands => name.text.rsplit('/').next().unwrap_or_default(),
            _ => "",
        }
    }
}

/// A word of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Quotes and escapes removed; expansions (`$x`, `$(...)`) stay as they are written.
    pub text: String,
    /// Its place in the Dockerfile.
    pub span: Span,
    /// It holds an expansion, so the command gets something else than `text`.
    pub expands: bool,
    /// It holds a pattern (`*`, `?`, `[`) outside of quotes.
    pub pattern: bool,
    /// Some of it is quoted or escaped.
    pub quoted: bool,
    /// Range in the joined text.
    pub(super) at: (u32, u32),
}

impl Word {
    pub(super) fn literal(word: &DockerfileWord) -> Self {
        Self {
            text: word.text.clone(),
            span: word.span,
            expands: false,
            pattern: false,
            quoted: true,
            at: (0, narrow(word.text.len())),
        }
    }

    /// Whether it is exactly this, whatever its quotes.
    #[must_use]
    pub fn is(&self, text: &str) -> bool {
        !self.expands && self.text == text
    }

    /// The word as a text of its own: with exact places if it is in one pair of single quotes, or has no quotes.
    pub(super) fn as_text(&self, source: &SourceText) -> SourceText {
        let (start, end) = (self.at.0 as usize, self.at.1 as usize);
        let written = source.text().get(start..end).unwrap_or_default();
        let skip = if written == self.text { 0 } else { 1 };
        let range = start.saturating_add(skip)..end.saturating_sub(skip);
        if source.text().get(range.clone()) == Some(self.text.as_str()) {
            source.part(range)
        } else {
            SourceText::decoded(&self.text, self.span)
        }
    }
}

/// `NAME=value` before a command, or alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The variable.
    pub name: String,
    /// What it is given, quotes removed.
    pub value: String,
    /// The value holds an expansion.
    pub expands: bool,
    /// Place of the whole.
    pub span: Span,
}

/// A redirection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirection {
    /// What is done.
    pub operator: RedirectOperator,
    /// The number before the operator.
    pub descriptor: Option<u32>,
    /// File, descriptor, or name of the heredoc.
    pub target: Word,
    /// Body of a heredoc, if it is known.
    pub body: Option<HereBody>,
    /// From the descriptor to the end of the target.
    pub span: Span,
}

impl Redirection {
    /// `<<` or `<<-`.
    #[must_use]
    pub fn is_heredoc(&self) -> bool {
        matches!(self.operator, RedirectOperator::Heredoc | RedirectOperator::HeredocTabs)
    }
}

/// Body of a heredoc.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HereBody {
    /// The text.
    pub text: SourceText,
    /// Its name is not quoted, so the shell expands variables in it.
    pub expands: bool,
}

/// The redirection operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RedirectOperator {
    /// `<`
    In,
    /// `>`
    Out,
    /// `>>`
    Append,
    /// `>|`
    Clobber,
    /// `<>`
    ReadWrite,
    /// `<&`
    DuplicateIn,
    /// `>&`
    DuplicateOut,
    /// `&>`
    Both,
    /// `&>>`
    BothAppend,
    /// `<<`
    Heredoc,
    /// `<<-`
    HeredocTabs,
    /// `<<<`
    HereString,
}

/// What stands between commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Separator {
    /// `&&`
    And,
    /// `||`
    Or,
    /// `;`
    Semicolon,
    /// A line feed.
    Newline,
    /// `&`
    Background,
    /// `|`
    Pipe,
    /// `|&`
    PipeBoth,
    /// The end of the text or of the construct.
    End,
}

/// Constructs that hold commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// None: the text itself.
    Plain,
    /// `( ... )`
    Subshell,
    /// `$( ... )`, backticks, `<( ... )`.
    Substitution,
    /// `{ ... }`
    Group,
    /// Between `if`, `elif`, `while` or `until` and `then` or `do`.
    Condition,
    /// Behind `then` or `else`.
    Branch,
    /// Body of `for`, `while`, `until`, `select`.
    Loop,
    /// A branch of `case`.
    Case,
    /// Body of a function.
    Function,
}
