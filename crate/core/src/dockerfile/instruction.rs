//! The instructions of a Dockerfile as values: what is written, with the place of each part. No judgement, no expansion.

use std::ops::Range;

use super::heredoc::Heredoc;
use super::source::SourceText;
use super::span::Span;
use super::word::Word;

/// Which instruction it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names are those of the instructions")]
pub enum InstructionKind {
    Add,
    Arg,
    Cmd,
    Copy,
    Entrypoint,
    Env,
    Expose,
    From,
    Healthcheck,
    Label,
    Maintainer,
    Onbuild,
    Run,
    Shell,
    Stopsignal,
    User,
    Volume,
    Workdir,
    /// A keyword that BuildKit does not know, or history that is no instruction.
    Unknown,
}

/// All instructions that exist, by name.
const NAMES: [(&str, InstructionKind); 18] = [
    ("ADD", InstructionKind::Add),
    ("ARG", InstructionKind::Arg),
    ("CMD", InstructionKind::Cmd),
    ("COPY", InstructionKind::Copy),
    ("ENTRYPOINT", InstructionKind::Entrypoint),
    ("ENV", InstructionKind::Env),
    ("EXPOSE", InstructionKind::Expose),
    ("FROM", InstructionKind::From),
    ("HEALTHCHECK", InstructionKind::Healthcheck),
    ("LABEL", InstructionKind::Label),
    ("MAINTAINER", InstructionKind::Maintainer),
    ("ONBUILD", InstructionKind::Onbuild),
    ("RUN", InstructionKind::Run),
    ("SHELL", InstructionKind::Shell),
    ("STOPSIGNAL", InstructionKind::Stopsignal),
    ("USER", InstructionKind::User),
    ("VOLUME", InstructionKind::Volume),
    ("WORKDIR", InstructionKind::Workdir),
];

impl InstructionKind {
    /// By keyword, in any case.
    #[must_use]
    pub fn of(keyword: &str) -> Self {
        let first = |word: &str| word.bytes().next().map(|byte| byte.to_ascii_uppercase());
        let may_be = |name: &str| name.len() == keyword.len() && first(name) == first(keyword);
        let known = NAMES.iter().find(|(name, _)| may_be(name) && name.eq_ignore_ascii_case(keyword));
        known.map_or(Self::Unknown, |(_, kind)| *kind)
    }

    /// The keyword in upper case; empty for unknown ones.
    #[must_use]
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// Whether heredocs are read for it.
    #[must_use]
    pub fn takes_heredocs(self) -> bool {
        matches!(self, Self::Add | Self::Copy | Self::Run)
    }
}

/// One instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instruction {
    /// Which it is.
    pub kind: InstructionKind,
    /// Place of the keyword.
    pub keyword: Span,
    /// Flags before the arguments, in order.
    pub flags: Vec<Flag>,
    /// What follows the flags. `Arguments::None` for ONBUILD, which has `onbuild`.
    pub arguments: Arguments,
    /// Heredocs in the order of their openings. Those of `ONBUILD RUN` are on the inner instruction.
    pub heredocs: Vec<Heredoc>,
    /// The inner instruction of ONBUILD.
    pub onbuild: Option<Box<Instruction>>,
    /// From the keyword to the end of the last line, heredocs included.
    pub span: Span,
    /// The comments directly above, without a blank line between: a range of [`super::Dockerfile::comments`].
    pub comments: Range<usize>,
    /// Blank lines inside continuations, which BuildKit warns of.
    pub blank_continuations: Vec<Span>,
}

impl Instruction {
    /// The first flag of that name (without dashes, in lower case as BuildKit wants them).
    #[must_use]
    pub fn flag(&self, name: &str) -> Option<&Flag> {
        self.flags.iter().find(|flag| flag.name == name)
    }

    /// All flags of that name.
    pub fn flags_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Flag> {
        self.flags.iter().filter(move |flag| flag.name == name)
    }

    /// Plain words or the elements of the JSON form; empty for other arguments.
    #[must_use]
    pub fn words(&self) -> &[Word] {
        match &self.arguments {
            Arguments::Words(words) | Arguments::Exec(words) => words,
            Arguments::Text(word) => std::slice::from_ref(word),
            _ => &[],
        }
    }

    /// Name and value pairs of ENV, LABEL and ARG; empty for other instructions.
    #[must_use]
    pub fn pairs(&self) -> &[Pair] {
        match &self.arguments {
            Arguments::Pairs { pairs, .. } => pairs,
            _ => &[],
        }
    }

    /// This instruction, or for ONBUILD the one that it delays, however deep.
    #[must_use]
    pub fn innermost(&self) -> &Instruction {
        let mut instruction = self;
        while let Some(inner) = instruction.onbuild.as_deref() {
            instruction = inner;
        }
        instruction
    }
}

/// The arguments of an instruction, by form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arguments {
    /// Nothing.
    None,
    /// Shell form of RUN, CMD, ENTRYPOINT, SHELL (where it is an error).
    Shell(SourceText),
    /// JSON form of RUN, CMD, ENTRYPOINT, SHELL, ADD, COPY, VOLUME.
    Exec(Vec<Word>),
    /// Words of FROM, EXPOSE, and of ADD, COPY, VOLUME without JSON.
    Words(Vec<Word>),
    /// The one argument of USER, WORKDIR, STOPSIGNAL, MAINTAINER: the rest of the line.
    Text(Word),
    /// ENV, LABEL, ARG.
    Pairs {
        /// The pairs in order.
        pairs: Vec<Pair>,
        /// `ENV name the rest is the value`.
        legacy: bool,
    },
    /// HEALTHCHECK.
    Healthcheck {
        /// `CMD` or `NONE`, as written.
        mode: Word,
        /// [`Arguments::Shell`], [`Arguments::Exec`] or [`Arguments::None`].
        test: Box<Arguments>,
    },
    /// What follows an unknown keyword; for unknown history all of it.
    Unknown(SourceText),
}

/// A name with or without a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// Left of the equals sign.
    pub name: Word,
    /// Right of it; `None` for `ARG name`.
    pub value: Option<Word>,
}

impl Pair {
    /// Place of the whole pair.
    #[must_use]
    pub fn span(&self) -> Span {
        self.value.as_ref().map_or(self.name.span, |value| self.name.span.to(value.span))
    }
}

/// A flag of an instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    /// Without dashes.
    pub name: String,
    /// Place of the name, dashes included.
    pub name_span: Span,
    /// Behind the equals sign, quotes removed in `text`; `None` for `--link`.
    pub value: Option<Word>,
    /// The options of `--mount`, in order; empty for other flags.
    pub options: Vec<MountOption>,
    /// Place of the whole flag.
    pub span: Span,
}

impl Flag {
    /// The value without quotes, empty without one.
    #[must_use]
    pub fn text(&self) -> &str {
        self.value.as_ref().map_or("", |value| &value.text)
    }

    /// Value of a mount option by any of its names; `Some("")` when it stands without one.
    #[must_use]
    pub fn option(&self, names: &[&str]) -> Option<&str> {
        let option = self.options.iter().find(|option| names.iter().any(|name| option.name == *name))?;
        Some(option.value.as_deref().unwrap_or_default())
    }
}

/// One `name=value` of a `--mount` flag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MountOption {
    /// Name in lower case.
    pub name: String,
    /// Value, if there is an equals sign.
    pub value: Option<String>,
    /// Its place (that of the whole value when quotes are involved).
    pub span: Span,
}
