//! From a joined line to an instruction: keyword, flags and the arguments in the form that the keyword asks for
//! (`split_command.go`, `line_parsers.go`). Knows nothing of lines and stages.

use std::ops::Range;

use super::instruction::{Arguments, Flag, Instruction, InstructionKind, MountOption, Pair};
use super::json::{self, Array};
use super::parse::Problem;
use super::refused;
use super::source::{SourceText, trimmed_range};
use super::span::Span;
use super::word::{self, Word};
use crate::limits::MAX_ONBUILD_DEPTH;
use crate::secrets::masked;
use crate::text::excerpt;

/// Characters of the file that a message shows.
const SHOWN: usize = 40;

/// A part of the file as a message may show it: masked before it is cut, since half a secret is not recognised.
pub(super) fn shown(text: &str) -> String {
    excerpt(&masked(text), SHOWN)
}

pub(super) struct Reader<'p> {
    pub(super) escape: char,
    pub(super) problems: &'p mut Vec<Problem>,
}

impl Reader<'_> {
    /// The instruction of a joined line; `None` when the line is blank.
    pub(super) fn instruction(&mut self, source: &SourceText, depth: usize) -> Option<Instruction> {
        self.part(source, 0..source.text().len(), depth)
    }

    /// The instruction of a part of a joined line. Everything is read where it stands: a text of its own is only made for
    /// what keeps it.
    fn part(&mut self, source: &SourceText, part: Range<usize>, depth: usize) -> Option<Instruction> {
        let all = trimmed_part(source, part);
        let line = source.text().get(all.clone()).filter(|line| !line.is_empty())?;
        let length = line.find(word::is_separator).unwrap_or(line.len());
        let keyword = all.start..all.start.saturating_add(length);
        let kind = InstructionKind::of(line.get(..length).unwrap_or_default());
        let mut instruction = Instruction {
            kind,
            keyword: source.span(keyword.clone()),
            flags: Vec::new(),
            arguments: Arguments::None,
            heredocs: Vec::new(),
            onbuild: None,
            span: source.span(all.clone()),
            comments: 0..0,
            blank_continuations: Vec::new(),
        };
        let rest = self.flags(source, keyword.end..all.end, &mut instruction.flags);
        let rest = trimmed_part(source, rest);
        if kind == InstructionKind::Unknown {
            // What stands in the place of a keyword may be an assignment that lost its `ENV`.
            let keyword = shown(line.get(..length).unwrap_or_default());
            let what = format!("{keyword} is not a Dockerfile instruction");
            self.problem(instruction.keyword, &what, "Correct the keyword, or end the line before with a continuation");
            instruction.arguments = Arguments::Unknown(source.part(rest));
        } else if rest.is_empty() {
            self.require_arguments(kind, instruction.keyword);
        } else if kind == InstructionKind::Onbuild && depth < MAX_ONBUILD_DEPTH {
            instruction.onbuild = self.part(source, rest, depth.saturating_add(1)).map(Box::new);
        } else {
            instruction.arguments = self.arguments(kind, source, rest);
        }
        refused::tell(&instruction, self.problems);
        Some(instruction)
    }

    fn require_arguments(&mut self, kind: InstructionKind, keyword: Span) {
        // BuildKit takes an empty CMD, ENTRYPOINT and RUN.
        if !matches!(kind, InstructionKind::Cmd | InstructionKind::Entrypoint | InstructionKind::Run) {
            let what = format!("{} has no argument", kind.name());
            self.problem(keyword, &what, "Give it one, or remove the line");
        }
    }

    /// Words that begin with two dashes, until another word or `--`. Gives what is left.
    fn flags(&mut self, source: &SourceText, range: Range<usize>, flags: &mut Vec<Flag>) -> Range<usize> {
        let text = source.text().get(..range.end).unwrap_or_default();
        let mut at = range.start;
        // BuildKit escapes in flags with the backslash, whatever the file's escape is.
        while let Some(found) = flag_range(text, at) {
            at = found.end;
            let written = text.get(found.clone()).unwrap_or_default();
            if written == "--" {
                break;
            }
            flags.push(flag(source, found, written));
        }
        at..range.end
    }

    fn arguments(&mut self, kind: InstructionKind, source: &SourceText, rest: Range<usize>) -> Arguments {
        match kind {
            InstructionKind::Run | InstructionKind::Cmd | InstructionKind::Entrypoint | InstructionKind::Shell => {
                self.exec_or_shell(source, rest)
            }
            InstructionKind::Add | InstructionKind::Copy | InstructionKind::Volume => {
                self.exec(source, rest.clone()).unwrap_or_else(|| Arguments::Words(self.words(source, rest)))
            }
            InstructionKind::From | InstructionKind::Expose => Arguments::Words(self.words(source, rest)),
            InstructionKind::Env | InstructionKind::Label => self.pairs(kind, source, rest),
            InstructionKind::Arg => Arguments::Pairs { pairs: self.quoted_pairs(source, rest), legacy: false },
            InstructionKind::Healthcheck => self.healthcheck(source, rest),
            InstructionKind::User | InstructionKind::Workdir | InstructionKind::Stopsignal => {
                Arguments::Text(self.word(source, rest))
            }
            InstructionKind::Maintainer => Arguments::Text(Word::plain(source, rest)),
            InstructionKind::Onbuild | InstructionKind::Unknown => Arguments::Unknown(source.part(rest)),
        }
    }

    /// The JSON form; `None` if it is none.
    fn exec(&mut self, source: &SourceText, rest: Range<usize>) -> Option<Arguments> {
        match json::array(source, rest.clone()) {
            Array::Strings(words) => Some(Arguments::Exec(words)),
            Array::NotJson => None,
            Array::NotStrings => {
                let action = "Put every element in double quotes";
                self.problem(source.span(rest.clone()), "The JSON form takes strings only", action);
                Some(Arguments::Unknown(source.part(rest)))
            }
        }
    }

    fn exec_or_shell(&mut self, source: &SourceText, rest: Range<usize>) -> Arguments {
        self.exec(source, rest.clone()).unwrap_or_else(|| Arguments::Shell(source.part(rest)))
    }

    fn words(&mut self, source: &SourceText, rest: Range<usize>) -> Vec<Word> {
        let text = source.text().get(..rest.end).unwrap_or_default();
        let mut words = Vec::new();
        let mut at = rest.start;
        while let Some(range) = word::next_plain(text, at) {
            at = range.end;
            words.push(self.word(source, range));
        }
        words
    }

    /// A word that BuildKit unquotes; a quote that does not close is a build error there.
    fn word(&mut self, source: &SourceText, range: Range<usize>) -> Word {
        let (word, is_read) = Word::checked(source, range, self.escape);
        if !is_read {
            let what = format!(
                "{} cannot be read: a quote or brace is not closed, or BuildKit does not know the substitution",
                shown(word.raw())
            );
            self.problem(word.span, &what, "Correct it, or escape the quote or dollar sign");
        }
        word
    }

    fn pairs(&mut self, kind: InstructionKind, source: &SourceText, rest: Range<usize>) -> Arguments {
        let before = source.text().get(..rest.end).unwrap_or_default();
        let text = before.get(rest.start..).unwrap_or_default();
        let Some(first) = word::next_quoted(before, rest.start, self.escape) else { return Arguments::None };
        if !before.get(first).unwrap_or_default().contains('=') {
            let Some(end) = text.find(word::is_separator) else {
                let what = format!("{} {} has no value", kind.name(), shown(text));
                self.problem(source.span(rest.clone()), &what, "Write name=value");
                let name = self.word(source, rest);
                return Arguments::Pairs { pairs: vec![Pair { name, value: None }], legacy: true };
            };
            let tail = text.get(end..).unwrap_or_default().trim_start_matches(word::is_separator);
            let name = self.word(source, rest.start..rest.start.saturating_add(end));
            let value = Some(self.word(source, rest.end.saturating_sub(tail.len())..rest.end));
            return Arguments::Pairs { pairs: vec![Pair { name, value }], legacy: true };
        }
        let pairs = self.quoted_pairs(source, rest);
        for pair in pairs.iter().filter(|pair| pair.value.is_none()) {
            let what = format!("{} has no equals sign", shown(pair.name.raw()));
            self.problem(pair.name.span, &what, "Write name=value, and put values with spaces in quotes");
        }
        Arguments::Pairs { pairs, legacy: false }
    }

    fn quoted_pairs(&mut self, source: &SourceText, rest: Range<usize>) -> Vec<Pair> {
        let text = source.text().get(..rest.end).unwrap_or_default();
        let mut pairs = Vec::new();
        let mut at = rest.start;
        while let Some(range) = word::next_quoted(text, at, self.escape) {
            at = range.end;
            pairs.push(self.pair(source, range));
        }
        pairs
    }

    fn pair(&mut self, rest: &SourceText, range: Range<usize>) -> Pair {
        let written = rest.text().get(range.clone()).unwrap_or_default();
        match written.find('=') {
            None => Pair { name: self.word(rest, range), value: None },
            Some(equals) => {
                let equals = range.start.saturating_add(equals);
                let name = self.word(rest, range.start..equals);
                let value = self.word(rest, equals.saturating_add(1)..range.end);
                Pair { name, value: Some(value) }
            }
        }
    }

    fn healthcheck(&mut self, source: &SourceText, rest: Range<usize>) -> Arguments {
        let text = source.text().get(rest.clone()).unwrap_or_default();
        let end = rest.start.saturating_add(text.find(char::is_whitespace).unwrap_or(text.len()));
        let mode = Word::plain(source, rest.start..end);
        let test = trimmed_part(source, end..rest.end);
        let test = if test.is_empty() { Arguments::None } else { self.exec_or_shell(source, test) };
        if !mode.text.eq_ignore_ascii_case("CMD") && !mode.text.eq_ignore_ascii_case("NONE") {
            let what = format!("HEALTHCHECK knows CMD and NONE, not {}", shown(&mode.text));
            self.problem(mode.span, &what, "Put CMD before the command");
        }
        Arguments::Healthcheck { mode, test: Box::new(test) }
    }

    fn problem(&mut self, span: Span, what: &str, action: &str) {
        Problem::add(self.problems, span, what, action);
    }
}

/// A part of a joined line without white space at either end.
fn trimmed_part(source: &SourceText, part: Range<usize>) -> Range<usize> {
    let trimmed = trimmed_range(source.text().get(part.clone()).unwrap_or_default());
    part.start.saturating_add(trimmed.start)..part.start.saturating_add(trimmed.end)
}

/// The next word if it begins with two dashes.
fn flag_range(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    if !rest.trim_start().starts_with("--") {
        return None;
    }
    word::next_quoted(text, at, '\\')
}

fn flag(source: &SourceText, range: Range<usize>, written: &str) -> Flag {
    let equals = written.find('=').unwrap_or(written.len());
    let name_end = range.start.saturating_add(equals);
    let name = written.get(..equals).unwrap_or_default().trim_start_matches('-');
    let value_range = name_end.saturating_add(1)..range.end;
    let value = (equals < written.len()).then(|| Word::new(source, value_range.clone(), '\\'));
    let options = match &value {
        Some(value) if name == "mount" => mount_options(source, value_range.start, value),
        _ => Vec::new(),
    };
    Flag {
        name: name.to_owned(),
        name_span: source.span(range.start..name_end),
        value,
        options,
        span: source.span(range),
    }
}

/// Splits at commas that are not in double quotes (one line of CSV).
fn mount_options(source: &SourceText, start: usize, value: &Word) -> Vec<MountOption> {
    let exact = value.raw() == value.text;
    let mut options = Vec::new();
    let mut quoted = false;
    let mut at = 0;
    let fields = value.text.split(|character: char| {
        quoted ^= character == '"';
        character == ',' && !quoted
    });
    for field in fields {
        let from = start.saturating_add(at);
        let span = if exact { source.span(from..from.saturating_add(field.len())) } else { value.span };
        at = at.saturating_add(field.len()).saturating_add(1);
        let field = field.trim_matches('"');
        let (name, value) = field.split_once('=').map_or((field, None), |(name, value)| (name, Some(value)));
        let name = name.trim().to_ascii_lowercase();
        options.push(MountOption { name, value: value.map(str::to_owned), span });
    }
    options
}
