//! Instructions and history entries in one normal form, so that they can be compared as text.
//!
//! The same instruction reads differently in the history of each builder: BuildKit and the classic builder write values
//! with variables replaced and quotes gone, buildah and kaniko copy the line; the classic builder and buildah write a
//! digest in the place of what was copied; BuildKit writes the body of a heredoc. An instruction therefore has all forms
//! that it may take, and a history entry has one.

use super::pattern::{GAP, Pattern};
use crate::dockerfile::history::History;
use crate::dockerfile::stage::{Expanded, StageModel, State};
use crate::dockerfile::{Arguments, Dockerfile, Instruction, InstructionKind, Span, Word, expand};

/// An instruction of the file that leaves an entry in history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    /// Index in the file.
    pub(super) instruction: usize,
    pub(super) kind: InstructionKind,
    /// What the entry says, in the words of the different builders.
    pub(super) forms: Vec<String>,
    /// The same where values are not known: of build arguments, and of variables that the base image sets.
    pub(super) pattern: Option<Pattern>,
    /// Where COPY and ADD write to, in all forms.
    pub(super) targets: Vec<String>,
    /// Names and values of ENV, LABEL and the like, which may be entries of their own.
    pub(super) parts: usize,
    /// How much it says that this very instruction is in a history. `USER app` is in many.
    pub(super) weight: u32,
}

impl Step {
    /// Whether its entry may say something else than any of its forms.
    pub(super) fn may_differ(&self) -> bool {
        self.pattern.is_some() || !self.targets.is_empty() || self.parts > 1
    }
}

/// An entry of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) kind: InstructionKind,
    pub(super) form: String,
    /// Where COPY and ADD write to, if what they copied is only there as a digest.
    pub(super) target: Option<String>,
}

/// A form that is shorter than this stands in many files by chance.
const TELLING_BYTES: usize = 12;

/// The history.
pub(super) fn of_history(history: &History) -> Vec<Entry> {
    history.file.instructions.iter().map(entry).collect()
}

fn entry(instruction: &Instruction) -> Entry {
    let kind = match instruction.kind {
        // The classic builder writes the exec form of RUN without anything before it.
        InstructionKind::Unknown => InstructionKind::Run,
        kind => kind,
    };
    let plain = |word: &Word| word.text.clone();
    let words = instruction.words();
    let is_digest = |word: &Word| ["file:", "dir:", "multi:"].iter().any(|prefix| word.text.starts_with(prefix));
    let is_copy = matches!(kind, InstructionKind::Copy | InstructionKind::Add);
    let hashed = is_copy && words.len() == 2 && words.first().is_some_and(is_digest);
    let target = words.last().filter(|_| hashed).map(|word| folder(&word.text).to_owned());
    Entry { kind, form: form(instruction, &plain), target }
}

/// The instructions that make a stage, those of its bases first. ONBUILD of a base is carried out as well.
pub(super) fn of_stage(file: &Dockerfile, model: &StageModel, stage: Option<usize>) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut triggers: Vec<usize> = Vec::new();
    for stage in stage.map(|stage| model.chain(stage)).unwrap_or_default() {
        let Some(stage) = model.stages.get(stage) else { continue };
        for index in std::mem::take(&mut triggers) {
            let inner = file.instructions.get(index).and_then(|instruction| instruction.onbuild.as_deref());
            steps.extend(inner.map(|inner| step(file, index, inner, &State::default())));
        }
        for index in stage.instructions.clone() {
            let Some(instruction) = file.instructions.get(index) else { continue };
            if instruction.kind == InstructionKind::Onbuild {
                triggers.push(index);
            }
            if !matches!(instruction.kind, InstructionKind::From | InstructionKind::Unknown) {
                let state = model.states.get(index);
                steps.push(state.map_or_else(
                    || step(file, index, instruction, &State::default()),
                    |state| step(file, index, instruction, state),
                ));
            }
        }
    }
    steps
}

fn step(file: &Dockerfile, index: usize, instruction: &Instruction, state: &State) -> Step {
    let kind = instruction.kind;
    let values = Values { known: &state.expanded, escape: file.escape };
    let mut forms = vec![form(instruction, &|word| values.known(word))];
    let written = form(instruction, &|word| word.text.clone());
    let wild = form(instruction, &|word| values.wild(word));
    let mut pattern = Pattern::new(&wild);
    let mut targets = Vec::new();
    match kind {
        InstructionKind::Run => forms.extend(scripts(file, instruction)),
        InstructionKind::Workdir => forms.extend(state.path.as_deref().map(|path| folder(path).to_owned())),
        InstructionKind::Arg => {
            // A build argument may give another value than the default, or none.
            let names: Vec<&str> = instruction.pairs().iter().map(|pair| pair.name.text.as_str()).collect();
            forms.push(names.join(" "));
            pattern = Pattern::new(&names.iter().map(|name| format!("{name}={GAP}")).collect::<Vec<_>>().join(" "));
        }
        InstructionKind::Cmd | InstructionKind::Entrypoint => {
            if matches!(instruction.arguments, Arguments::Shell(_)) {
                let shell = state.shell.and_then(|at| file.instructions.get(at)).map(Instruction::words);
                let shell =
                    shell.map_or_else(|| String::from("/bin/sh -c"), |words| joined(words, &|word| word.text.clone()));
                let windows = format!("cmd /S /C {written}");
                forms.push(format!("{shell} {written}"));
                forms.push(windows);
            }
        }
        InstructionKind::Add | InstructionKind::Copy => {
            if let Some(target) = instruction.words().last() {
                for text in [values.known(target), target.text.clone()] {
                    targets.push(folder(&text).to_owned());
                }
                targets.extend(written_target(file, state, &values.known(target)));
            }
        }
        _ => {}
    }
    forms.push(written);
    forms.dedup();
    let telling = forms.first().is_some_and(|form| form.len() >= TELLING_BYTES);
    let weight = match kind {
        _ if !telling => 1,
        InstructionKind::Run => 4,
        InstructionKind::Add | InstructionKind::Copy => 3,
        InstructionKind::User | InstructionKind::Workdir | InstructionKind::Expose | InstructionKind::Shell => 1,
        _ => 2,
    };
    let parts = match kind {
        InstructionKind::Expose | InstructionKind::Volume => instruction.words().len(),
        _ => instruction.pairs().len(),
    };
    Step { instruction: index, kind, forms, pattern, targets, parts, weight }
}

/// A relative target below the WORKDIR in effect.
fn written_target(file: &Dockerfile, state: &State, target: &str) -> Option<String> {
    let at = state.workdir?;
    let before = file.instructions.get(at)?.words().first()?;
    let below = |path: &str| format!("{}/{}", folder(path), target.trim_start_matches("./"));
    (!target.starts_with('/')).then(|| folder(&below(&before.text)).to_owned())
}

/// What BuildKit and the builders that copy the line write for RUN beside its text: the body of a heredoc in its place
/// (dispatchRun: the only word of the line), a file for one that begins with `#!`, or the line with the bodies behind it;
/// and the exec form as it stands.
fn scripts(file: &Dockerfile, instruction: &Instruction) -> Vec<String> {
    let mut forms = Vec::new();
    if let Arguments::Exec(_) = instruction.arguments {
        let start = instruction.flags.last().map_or(instruction.keyword, |flag| flag.span).end;
        forms.push(squeezed(Span { start, end: instruction.span.end }.of(&file.text)));
    }
    let Some(first) = instruction.heredocs.first() else { return forms };
    let body = first.body.text();
    forms.push(if body.starts_with("#!") { format!("/dev/pipes/{}", first.name) } else { squeezed(body) });
    let Arguments::Shell(line) = &instruction.arguments else { return forms };
    let mut whole = line.text().to_owned();
    for heredoc in &instruction.heredocs {
        whole.push('\n');
        whole.push_str(heredoc.body.text());
        whole.push_str(&heredoc.name);
    }
    forms.push(squeezed(&whole));
    forms
}

/// What follows the keyword and the flags, in one form for all builders.
fn form(instruction: &Instruction, value: &dyn Fn(&Word) -> String) -> String {
    match instruction.kind {
        InstructionKind::Onbuild => match instruction.onbuild.as_deref() {
            // What waits is not expanded.
            Some(inner) => format!("{} {}", inner.kind.name(), form(inner, &|word| word.text.clone())),
            None => String::new(),
        },
        InstructionKind::Expose => sorted(instruction, &|word| port(&value(word))),
        InstructionKind::Volume => sorted(instruction, value),
        InstructionKind::Workdir => folder(&of_arguments(&instruction.arguments, value)).to_owned(),
        InstructionKind::Add | InstructionKind::Copy => {
            let word = |word: &Word| heredoc_name(instruction, word).unwrap_or_else(|| value(word));
            of_arguments(&instruction.arguments, &word)
        }
        _ => of_arguments(&instruction.arguments, value),
    }
}

fn of_arguments(arguments: &Arguments, value: &dyn Fn(&Word) -> String) -> String {
    match arguments {
        Arguments::None => String::new(),
        Arguments::Shell(text) | Arguments::Unknown(text) => squeezed(text.text()),
        Arguments::Exec(words) | Arguments::Words(words) => joined(words, value),
        Arguments::Text(word) => squeezed(&value(word)),
        Arguments::Pairs { pairs, .. } => {
            let pairs = pairs.iter().map(|pair| match &pair.value {
                Some(given) => format!("{}={}", pair.name.text, value(given)),
                None => pair.name.text.clone(),
            });
            squeezed(&pairs.collect::<Vec<_>>().join(" "))
        }
        Arguments::Healthcheck { mode, test } if mode.text.eq_ignore_ascii_case("NONE") => of_arguments(test, value),
        Arguments::Healthcheck { test, .. } => format!("CMD {}", of_arguments(test, value)),
    }
}

fn joined(words: &[Word], value: &dyn Fn(&Word) -> String) -> String {
    squeezed(&words.iter().map(value).collect::<Vec<_>>().join(" "))
}

/// Ports and volumes are sets, and BuildKit sorts them.
fn sorted(instruction: &Instruction, value: &dyn Fn(&Word) -> String) -> String {
    let mut words: Vec<String> = instruction.words().iter().map(value).collect();
    crate::ordered::sort(&mut words);
    words.dedup();
    words.join(" ")
}

/// `80` as `80/tcp`.
pub(super) fn port(text: &str) -> String {
    if text.contains('/') || text == GAP { text.to_ascii_lowercase() } else { format!("{text}/tcp") }
}

/// A folder without the signs at its end that say that it is one.
pub(super) fn folder(path: &str) -> &str {
    let mut path = path;
    while let Some(shorter) = path.strip_suffix('/').or_else(|| path.strip_suffix("/.")) {
        path = shorter;
    }
    if path.is_empty() { "/" } else { path }
}

/// BuildKit names a heredoc among the sources by its name alone.
fn heredoc_name(instruction: &Instruction, word: &Word) -> Option<String> {
    let at = instruction.heredocs.partition_point(|heredoc| heredoc.opening.start < word.span.start);
    let heredoc = instruction.heredocs.get(at).filter(|heredoc| heredoc.opening == word.span)?;
    Some(format!("<<{}", heredoc.name))
}

/// With one blank in the place of each stretch of white space, and none at the ends: continuations leave the indent.
pub(super) fn squeezed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The values of words as far as the file tells them.
struct Values<'a> {
    known: &'a [Expanded],
    escape: char,
}

impl Values<'_> {
    /// The value, or the word as written where a variable has none.
    fn known(&self, word: &Word) -> String {
        if !word.has_variables() {
            return word.text.clone();
        }
        // Words are expanded in their order.
        let at = self.known.partition_point(|expanded| expanded.span.start < word.span.start);
        let found = self.known.get(at).filter(|expanded| expanded.span == word.span && expanded.unset.is_empty());
        found.and_then(|expanded| expanded.value.clone().ok()).unwrap_or_else(|| word.text.clone())
    }

    /// With a gap in the place of each variable.
    fn wild(&self, word: &Word) -> String {
        if !word.has_variables() {
            return word.text.clone();
        }
        expand(word.raw(), self.escape, &|_| Some(GAP)).map_or_else(|_| word.text.clone(), |expanded| expanded.text)
    }
}
