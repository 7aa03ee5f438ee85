//! The whole file: lines to instructions, with directives, comments and heredocs. It never fails as a whole: what cannot
//! be read is a [`Problem`] with its place, and reading goes on behind it.

use super::arguments::Reader;
use super::directive::{self, Directive, DirectiveKind};
use super::heredoc;
use super::instruction::{Arguments, Instruction, InstructionKind};
use super::line::{Line, Lines, without_continuation};
use super::source::SourceText;
use super::span::{LineIndex, Span};
use crate::limits::{BUILDKIT_LINE_BYTES, MAX_DOCKERFILE_BYTES, MAX_DOCKERFILE_PROBLEMS};
use crate::text::excerpt;

/// A Dockerfile as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dockerfile {
    /// The text that all spans are places of.
    pub text: String,
    /// The escape character: a backslash unless a directive says backtick.
    pub escape: char,
    /// Instructions in order.
    pub instructions: Vec<Instruction>,
    /// What BuildKit would refuse, in the order found.
    pub problems: Vec<Problem>,
    /// Parser directives in order.
    pub directives: Vec<Directive>,
    /// All comments in order, also directives and those inside continuations.
    pub comments: Vec<Comment>,
    /// Lines and columns.
    pub line_index: LineIndex,
}

/// Something in the file that cannot be read. Texts are escaped for display.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Its place.
    pub span: Span,
    /// What is wrong, a sentence without a final stop.
    pub what: String,
    /// What to do, a sentence without a final stop.
    pub action: String,
}

impl Problem {
    pub(super) fn add(problems: &mut Vec<Self>, span: Span, what: &str, action: &str) {
        if problems.len() < MAX_DOCKERFILE_PROBLEMS {
            problems.push(Self { span, what: what.to_owned(), action: action.to_owned() });
        }
    }
}

/// A comment line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// From the number sign to the last character that is not white space.
    pub span: Span,
    /// Text behind the number sign, without white space round it.
    pub text: String,
    /// Inside a continuation, so it belongs to the instruction round it.
    pub inside: bool,
    /// It is a parser directive.
    pub directive: bool,
}

/// Instructions that room is made for at once.
const MOST_ROOM: usize = 32;

/// Reads a Dockerfile.
#[must_use]
pub fn parse(text: &str) -> Dockerfile {
    if text.len() > MAX_DOCKERFILE_BYTES {
        return refused(
            &format!("The file has {} bytes, more than the {MAX_DOCKERFILE_BYTES} that are read", text.len()),
            "Check that this is a Dockerfile",
        );
    }
    let line_index = LineIndex::new(text);
    // Lists that grow are moved about; a long file may be one instruction, so its lines say little.
    let room = (line_index.lines() as usize).min(MOST_ROOM);
    let mut parser = Parser {
        text,
        source: SourceText::default(),
        file: Dockerfile {
            text: text.to_owned(),
            escape: '\\',
            instructions: Vec::with_capacity(room),
            problems: Vec::new(),
            directives: Vec::new(),
            comments: Vec::new(),
            line_index,
        },
    };
    parser.run();
    parser.file
}

/// Reads a Dockerfile from bytes that may be anything. With invalid UTF-8, spans are places of the `text` of the result,
/// where each invalid sequence is a replacement character.
#[must_use]
pub fn parse_bytes(bytes: &[u8]) -> Dockerfile {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return refused("The file is UTF-16", "Save it as UTF-8");
    }
    if bytes.len() > MAX_DOCKERFILE_BYTES {
        return refused(
            &format!("The file has {} bytes, more than the {MAX_DOCKERFILE_BYTES} that are read", bytes.len()),
            "Check that this is a Dockerfile",
        );
    }
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return refused(
            &format!("The file is binary: there is a zero byte at offset {at}"),
            "Check that this is a Dockerfile",
        );
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => parse(text),
        Err(error) => {
            let at = error.valid_up_to();
            let mut file = parse(&String::from_utf8_lossy(bytes));
            let what = format!("The file is not UTF-8: the byte at offset {at} is not valid");
            // Everything before the first invalid byte has the same offsets in both texts.
            let end = at.saturating_add(char::REPLACEMENT_CHARACTER.len_utf8());
            let problem = Problem { span: Span::new(at, end), what, action: "Save it as UTF-8".to_owned() };
            file.problems.insert(0, problem);
            file.problems.truncate(MAX_DOCKERFILE_PROBLEMS);
            file
        }
    }
}

fn refused(what: &str, action: &str) -> Dockerfile {
    let mut file = parse("");
    Problem::add(&mut file.problems, Span::default(), what, action);
    file
}

struct Parser<'a> {
    text: &'a str,
    /// The joined line of the instruction under way; its memory serves all of them.
    source: SourceText,
    file: Dockerfile,
}

impl<'a> Parser<'a> {
    fn run(&mut self) {
        let mark = if self.text.starts_with('\u{feff}') { 3 } else { 0 };
        self.slash_directives(mark);
        let mut lines = Lines::new(self.text, mark);
        let mut before_all = true;
        // Behind `#!` only `syntax` is looked for.
        let mut syntax_only = false;
        let mut block = 0;
        while let Some(line) = lines.next() {
            self.check_length(&line);
            if line.is_comment() {
                let start = line.content();
                let written = self.text.get(start..line.end()).unwrap_or_default();
                let directive = if before_all { directive::read(written, start, "#") } else { None };
                let directive = directive.filter(|found| !syntax_only || found.kind == DirectiveKind::Syntax);
                let is_directive = directive.is_some();
                match directive {
                    Some(directive) => self.directive(directive),
                    None if line.start == mark && written.starts_with("#!") => syntax_only = true,
                    None => before_all = false,
                }
                self.comment(&line, false, is_directive);
                if is_directive {
                    block = self.file.comments.len();
                }
                continue;
            }
            before_all = false;
            if line.is_blank() {
                block = self.file.comments.len();
                continue;
            }
            let above = block..self.file.comments.len();
            if let Some(mut instruction) = self.instruction(line, &mut lines) {
                instruction.comments = above;
                self.file.instructions.push(instruction);
            }
            block = self.file.comments.len();
        }
    }

    /// `// syntax=image` in the first lines, which BuildKit takes for files in other languages.
    fn slash_directives(&mut self, mark: usize) {
        for line in Lines::new(self.text, mark) {
            match directive::read(line.text, line.start, "//") {
                Some(found) if found.kind == DirectiveKind::Syntax => self.file.directives.push(found),
                Some(_) => {}
                None => return,
            }
        }
    }

    fn directive(&mut self, directive: Directive) {
        let name = directive.kind.name();
        if self.file.directives.iter().any(|earlier| earlier.kind == directive.kind) {
            let what = format!("The directive {name} is given twice");
            self.problem(directive.span, &what, "Keep one of them");
            return;
        }
        if directive.kind == DirectiveKind::Escape {
            match directive.value.as_str() {
                "\\" => self.file.escape = '\\',
                "`" => self.file.escape = '`',
                other => {
                    let what = format!("The escape character can be \\ or `, not {}", excerpt(other, 20));
                    self.problem(directive.value_span, &what, "Use one of the two");
                }
            }
        }
        self.file.directives.push(directive);
    }

    fn comment(&mut self, line: &Line<'_>, inside: bool, directive: bool) {
        let written = line.text.trim();
        let start = line.content();
        self.file.comments.push(Comment {
            span: Span::new(start, start.saturating_add(written.len())),
            text: written.trim_start_matches('#').trim().to_owned(),
            inside,
            directive,
        });
    }

    fn instruction(&mut self, first: Line<'a>, lines: &mut Lines<'a>) -> Option<Instruction> {
        let mut source = std::mem::take(&mut self.source);
        source.clear();
        let mut blanks = Vec::new();
        let mut end = first.end();
        let start = first.content();
        let mut next = Some((first.body, start));
        while let Some((text, at)) = next.take() {
            match without_continuation(text, self.file.escape) {
                None => source.push(text, at),
                Some(before) => {
                    source.push(before, at);
                    for line in lines.by_ref() {
                        self.check_length(&line);
                        if line.is_comment() {
                            self.comment(&line, true, false);
                        } else if line.is_blank() {
                            blanks.push(Span::new(line.start, line.end()));
                        } else {
                            end = line.end();
                            next = Some((line.text, line.start));
                            break;
                        }
                    }
                }
            }
        }
        source.trim_end();
        let mut reader = Reader { escape: self.file.escape, problems: &mut self.file.problems };
        let mut instruction = reader.instruction(&source, 0)?;
        instruction.blank_continuations = blanks;
        end = self.heredocs(&mut instruction, &source, lines).unwrap_or(end);
        self.source = source;
        let trimmed = self.text.get(..end).unwrap_or_default().trim_end().len();
        let mut inner = Some(&mut instruction);
        while let Some(instruction) = inner {
            instruction.span = Span::new(instruction.span.start as usize, trimmed);
            inner = instruction.onbuild.as_deref_mut();
        }
        Some(instruction)
    }

    /// Reads the bodies of heredocs and gives the end of the last one.
    fn heredocs(&mut self, instruction: &mut Instruction, source: &SourceText, lines: &mut Lines<'_>) -> Option<usize> {
        let mut inner = instruction;
        while inner.kind == InstructionKind::Onbuild && inner.onbuild.is_some() {
            inner = inner.onbuild.as_deref_mut()?;
        }
        if !inner.kind.takes_heredocs() || matches!(inner.arguments, Arguments::Exec(_)) {
            return None;
        }
        let mut last = None;
        for opening in heredoc::openings(source.text()) {
            let (heredoc, end) = heredoc::read(opening, source, self.text, lines);
            if heredoc.terminator.is_none() {
                let name = excerpt(&heredoc.name, 40);
                let what = format!("The heredoc {name} has no end");
                let action = format!("Put {name} alone on a line behind it");
                Problem::add(&mut self.file.problems, heredoc.opening, &what, &action);
            }
            last = end.or(last);
            inner.heredocs.push(heredoc);
        }
        last
    }

    fn check_length(&mut self, line: &Line<'_>) {
        if line.text.len() > BUILDKIT_LINE_BYTES {
            let what = format!("The line has {} bytes, BuildKit reads {BUILDKIT_LINE_BYTES}", line.text.len());
            self.problem(Span::new(line.start, line.end()), &what, "Break it with continuations");
        }
    }

    fn problem(&mut self, span: Span, what: &str, action: &str) {
        Problem::add(&mut self.file.problems, span, what, action);
    }
}
