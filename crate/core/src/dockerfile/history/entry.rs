//! One line of history to one instruction.

use super::{prefix, value};
use crate::dockerfile::arguments::Reader;
use crate::dockerfile::instruction::{Arguments, Instruction, InstructionKind};
use crate::dockerfile::parse::{Dockerfile, Problem, parse};
use crate::dockerfile::source::{SourceText, trimmed_range};
use crate::dockerfile::span::{LineIndex, Span};
use crate::dockerfile::word::{self, Word};
use crate::limits::MAX_DOCKERFILE_BYTES;

/// The history of an image as instructions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// One instruction for each line of history, in order. Its `text` holds the lines joined by line feeds, and spans
    /// are places in it.
    pub file: Dockerfile,
    /// What else is known of each line; as many as there are instructions.
    pub entries: Vec<Entry>,
}

/// What a line of history says besides its instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Who writes such lines.
    pub form: Form,
    /// Place of the line in the joined text.
    pub span: Span,
    /// Build arguments that RUN was given (`|1 KEY=value`). Where values hold spaces, their ends are a best guess.
    pub build_arguments: Vec<BuildArgument>,
    /// Place of the shell before the command of RUN (`/bin/bash -o pipefail -c`), which is not part of the arguments.
    pub shell: Option<Span>,
}

/// A build argument with the value that it had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildArgument {
    /// Its name.
    pub name: String,
    /// Its value: hostile, and often a secret.
    pub value: String,
    /// Place of both.
    pub span: Span,
}

/// The forms of history lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// BuildKit: ends in `# buildkit`.
    Buildkit,
    /// The classic builder or buildah: `/bin/sh -c ...`, `/bin/sh -c #(nop) ...`.
    Classic,
    /// An instruction as such: what BuildKit writes for settings, and what kaniko copies from the Dockerfile.
    Plain,
    /// No instruction that is known: kept as [`InstructionKind::Unknown`].
    Other,
}

/// Reads the lines of history, oldest first. Lines beyond [`MAX_DOCKERFILE_BYTES`] together become empty unknown
/// instructions and a problem, so that instructions and lines stay one to one.
pub fn read<'a>(lines: impl IntoIterator<Item = &'a str>) -> History {
    let mut file = parse("");
    let mut entries = Vec::new();
    let mut text = String::new();
    for line in lines {
        if !entries.is_empty() {
            text.push('\n');
        }
        let start = text.len();
        let fits = start.saturating_add(line.len()) <= MAX_DOCKERFILE_BYTES;
        if fits {
            text.push_str(line);
        } else {
            let what = "The history of the image is longer than what is read";
            Problem::add(&mut file.problems, Span::new(start, start), what, "Look at the history by other means");
        }
        let line = if fits { line } else { "" };
        let (instruction, entry) = read_line(&SourceText::new(line, start));
        file.instructions.push(instruction);
        entries.push(entry);
    }
    file.line_index = LineIndex::new(&text);
    file.text = text;
    History { file, entries }
}

fn read_line(source: &SourceText) -> (Instruction, Entry) {
    let all = source.text();
    let mut entry = Entry { form: Form::Other, span: source.whole(), build_arguments: Vec::new(), shell: None };
    let trimmed = trimmed_range(all);
    let mut end = trimmed.end;
    let whole = all.get(trimmed.clone()).unwrap_or_default();
    let buildkit = whole.strip_suffix("# buildkit");
    if let Some(rest) = buildkit {
        end = trimmed.start.saturating_add(rest.trim_end().len());
    }
    let line = source.part(trimmed.start..end);
    let text = line.text();
    let shell = prefix::shell(text);
    if let Some(length) = shell {
        let behind = text.get(length..).unwrap_or_default();
        let command = behind.trim_start();
        let start = text.len().saturating_sub(command.len());
        if let Some(setting) = command.strip_prefix("#(nop)") {
            let setting = line.part(text.len().saturating_sub(setting.len())..prefix::without_buildah(text).len());
            if let Some(instruction) = setting_line(&setting.trimmed()) {
                entry.form = Form::Classic;
                return (instruction, entry);
            }
            return (unknown(source), entry);
        }
        entry.form = Form::Classic;
        entry.shell = Some(line.span(0..text.get(..length).unwrap_or_default().trim_end().len()));
        return (run(&line.part(start..prefix::without_buildah(text).len()), None), entry);
    }
    if text.starts_with('|') {
        let Some(command) = build_arguments(&line, &mut entry) else { return (unknown(source), entry) };
        entry.form = Form::Classic;
        let length = prefix::without_buildah(command.text()).len();
        return (run(&command.part(0..length).trimmed(), None), entry);
    }
    let keyword = text.find(char::is_whitespace).and_then(|end| text.get(..end)).unwrap_or(text);
    let kind = InstructionKind::of(keyword);
    if kind == InstructionKind::Unknown || keyword.bytes().any(|byte| byte.is_ascii_lowercase()) {
        return (unknown(source), entry);
    }
    entry.form = if buildkit.is_some() { Form::Buildkit } else { Form::Plain };
    if kind == InstructionKind::Run {
        let rest = line.part(keyword.len()..text.len()).trimmed();
        let behind = build_arguments(&rest, &mut entry).unwrap_or(rest);
        if let Some(length) = prefix::shell(behind.text()) {
            let written = behind.text().get(..length).unwrap_or_default().trim_end();
            entry.shell = Some(behind.span(0..written.len()));
            let command = behind.part(length..behind.text().len()).trimmed();
            return (run(&command, Some(line.span(0..keyword.len()))), entry);
        }
        if buildkit.is_some() || !entry.build_arguments.is_empty() {
            return (run(&behind, Some(line.span(0..keyword.len()))), entry);
        }
    }
    let instruction = setting_line(&line);
    (instruction.unwrap_or_else(|| unknown(source)), entry)
}

/// Takes `|2 A=b C=d` and a shell off the front; `None` if there is no such thing. Without a shell, the command begins
/// behind the first space after the last argument.
fn build_arguments(source: &SourceText, entry: &mut Entry) -> Option<SourceText> {
    let (arguments, command) = prefix::build_arguments(source.text())?;
    for (name, value) in arguments {
        let written = |range: std::ops::Range<usize>| source.text().get(range).unwrap_or_default().to_owned();
        entry.build_arguments.push(BuildArgument {
            span: source.span(name.start..value.end),
            name: written(name),
            value: written(value),
        });
    }
    let rest = source.part(command..source.text().len());
    match prefix::shell(rest.text()) {
        Some(length) => {
            let written = rest.text().get(..length).unwrap_or_default().trim_end();
            entry.shell = Some(rest.span(0..written.len()));
            Some(rest.part(length..rest.text().len()).trimmed())
        }
        None => Some(rest),
    }
}

fn run(command: &SourceText, keyword: Option<Span>) -> Instruction {
    let start = command.offset(0);
    let keyword = keyword.unwrap_or(Span { start, end: start });
    blank(InstructionKind::Run, keyword, keyword.to(command.whole()), Arguments::Shell(command.clone()))
}

fn unknown(source: &SourceText) -> Instruction {
    let span = source.whole();
    let keyword = Span { start: span.start, end: span.start };
    blank(InstructionKind::Unknown, keyword, span, Arguments::Unknown(source.clone()))
}

fn blank(kind: InstructionKind, keyword: Span, span: Span, arguments: Arguments) -> Instruction {
    Instruction {
        kind,
        keyword,
        flags: Vec::new(),
        arguments,
        heredocs: Vec::new(),
        onbuild: None,
        span,
        comments: 0..0,
        blank_continuations: Vec::new(),
    }
}

/// A line that begins with a keyword. Read as a Dockerfile line first, for its flags; then the arguments are read again
/// in the forms that only history has.
fn setting_line(line: &SourceText) -> Option<Instruction> {
    let mut problems = Vec::new();
    let mut instruction = Reader { escape: '\\', problems: &mut problems }.instruction(line, 0)?;
    if instruction.kind == InstructionKind::Unknown {
        return None;
    }
    let offset = line.offset(0);
    let last = instruction.flags.last().map_or(instruction.keyword, |flag| flag.span);
    let start = last.end.saturating_sub(offset) as usize;
    let rest = line.part(start..line.text().len()).trimmed();
    if let Some(arguments) = settings(&instruction, &rest) {
        instruction.arguments = arguments;
    }
    Some(instruction)
}

/// Arguments in a form of history; `None` when those of the Dockerfile reading are right.
fn settings(instruction: &Instruction, rest: &SourceText) -> Option<Arguments> {
    if rest.text().is_empty() {
        return None;
    }
    match instruction.kind {
        InstructionKind::Env | InstructionKind::Label | InstructionKind::Arg => {
            let pairs = value::pairs(rest, instruction.kind == InstructionKind::Label);
            Some(Arguments::Pairs { pairs, legacy: false })
        }
        InstructionKind::Expose | InstructionKind::Volume => {
            if matches!(instruction.arguments, Arguments::Exec(_)) {
                return None;
            }
            Some(Arguments::Words(value::set(rest)))
        }
        InstructionKind::Cmd | InstructionKind::Entrypoint => {
            if matches!(instruction.arguments, Arguments::Exec(_)) {
                return None;
            }
            value::quoted_list(rest, 0).map(|(words, _)| Arguments::Exec(words))
        }
        InstructionKind::Shell => {
            if matches!(instruction.arguments, Arguments::Exec(_)) {
                return None;
            }
            let list = value::quoted_list(rest, 0).map(|(words, _)| words);
            Some(Arguments::Exec(list.unwrap_or_else(|| value::set(rest))))
        }
        InstructionKind::Healthcheck => value::healthcheck(rest),
        InstructionKind::Add | InstructionKind::Copy => {
            if matches!(instruction.arguments, Arguments::Exec(_)) {
                return None;
            }
            let mut words: Vec<Word> =
                word::split(rest.text()).into_iter().map(|range| Word::plain(rest, range)).collect();
            // `COPY file:<hash> in /x` of the classic builder.
            let hashed = words
                .first()
                .is_some_and(|first| ["file:", "dir:", "multi:"].iter().any(|prefix| first.text.starts_with(prefix)));
            if hashed && words.get(1).is_some_and(|word| word.text == "in") {
                words.remove(1);
            }
            Some(Arguments::Words(words))
        }
        InstructionKind::User | InstructionKind::Workdir | InstructionKind::Stopsignal => {
            Some(Arguments::Text(Word::plain(rest, 0..rest.text().len())))
        }
        _ => None,
    }
}
