//! What rules about build steps share: words of commands as options, how much a stage counts, and edits of words.
//! Judges nothing: which option is a fault is for the rules.

use crate::dockerfile::Span;
use crate::dockerfile::shell::Word;
use crate::facts::{Facts, Part, Step, program};
use crate::finding::Severity;

/// The options of a program whose value is the rest of the word or the next word.
pub(super) struct Takes {
    /// Letters.
    pub(super) short: &'static str,
    /// Names without dashes.
    pub(super) long: &'static [&'static str],
}

/// A program none of whose options takes a value that matters.
pub(super) static TAKES_NOTHING: Takes = Takes { short: "", long: &[] };

/// An option or an operand.
#[derive(Clone, Copy)]
pub(super) struct Item<'f> {
    /// The option without dashes, a single letter for a short one; empty for an operand.
    pub(super) name: &'f str,
    /// Its value.
    pub(super) value: Option<&'f str>,
    /// The word that holds the value: this one or the next.
    pub(super) value_word: Option<&'f Word>,
    /// The word.
    pub(super) word: &'f Word,
}

impl Item<'_> {
    pub(super) fn is(&self, names: &[&str]) -> bool {
        names.contains(&self.name)
    }

    pub(super) fn is_operand(&self) -> bool {
        self.name.is_empty()
    }
}

/// Reads words as getopt does: letters may stand together, `--` ends the options.
pub(super) fn items<'f>(words: &'f [Word], takes: &'static Takes) -> Items<'f> {
    Items { words: words.iter(), takes, letters: None, operands_only: false }
}

pub(super) struct Items<'f> {
    words: std::slice::Iter<'f, Word>,
    takes: &'static Takes,
    letters: Option<(&'f Word, &'f str)>,
    operands_only: bool,
}

impl<'f> Iterator for Items<'f> {
    type Item = Item<'f>;

    fn next(&mut self) -> Option<Item<'f>> {
        loop {
            if let Some((word, letters)) = self.letters.take() {
                let Some(letter) = letters.chars().next() else { continue };
                let (name, rest) = letters.split_at_checked(letter.len_utf8())?;
                let mut item = Item { name, value: None, value_word: None, word };
                if !self.takes.short.contains(letter) {
                    self.letters = (!rest.is_empty()).then_some((word, rest));
                } else if rest.is_empty() {
                    item.value_word = self.words.next();
                    item.value = item.value_word.map(|word| word.text.as_str());
                } else {
                    (item.value, item.value_word) = (Some(rest.strip_prefix('=').unwrap_or(rest)), Some(word));
                }
                return Some(item);
            }
            let word = self.words.next()?;
            let operand = Item { name: "", value: None, value_word: None, word };
            if self.operands_only || !word.text.starts_with('-') || word.text == "-" {
                return Some(operand);
            }
            if word.text == "--" {
                self.operands_only = true;
            } else if let Some(long) = word.text.strip_prefix("--") {
                let (name, value) = long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value)));
                let value_word = match value {
                    Some(_) => Some(word),
                    None if self.takes.long.contains(&name) => self.words.next(),
                    None => None,
                };
                let value = value.or_else(|| value_word.map(|word| word.text.as_str()));
                return Some(Item { name, value, value_word, word });
            } else {
                self.letters = word.text.strip_prefix('-').map(|letters| (word, letters));
            }
        }
    }
}

/// The words of a command that are no options.
pub(super) fn operands<'f>(words: &'f [Word], takes: &'static Takes) -> impl Iterator<Item = &'f Word> {
    items(words, takes).filter(Item::is_operand).map(|item| item.word)
}

/// One step less.
pub(super) fn lower(severity: Severity) -> Severity {
    match severity {
        Severity::Critical => Severity::High,
        Severity::High => Severity::Medium,
        Severity::Medium => Severity::Low,
        Severity::Low | Severity::Info => Severity::Info,
    }
}

/// How bad a fault is that harms what the stage makes: less in a stage that nothing uses. What another stage copies from
/// is as bad as the image itself.
pub(super) fn by_use(step: &Step<'_>, severity: Severity) -> Severity {
    if step.part == Part::Unused { lower(severity) } else { severity }
}

/// The place of a word that an edit may touch: it stands in the file as it is read.
pub(super) fn editable(facts: &Facts<'_>, word: &Word) -> Option<Span> {
    let file = facts.file()?;
    (!word.quoted && word.span.of(&file.text) == word.text).then_some(word.span)
}

/// A span with the blanks on one side of it, so that one blank is left when it is deleted.
pub(super) fn with_blanks(facts: &Facts<'_>, span: Span) -> Option<Span> {
    let text = &facts.file()?.text;
    let is_blank = |character: char| matches!(character, ' ' | '\t');
    let behind = text.get(span.end as usize..)?;
    let rest = behind.trim_start_matches(is_blank);
    let blanks = u32::try_from(behind.len().saturating_sub(rest.len())).ok()?;
    if blanks > 0 && !rest.is_empty() && !rest.starts_with(['\n', '\r']) {
        return Some(Span { start: span.start, end: span.end.saturating_add(blanks) });
    }
    let before = text.get(..span.start as usize)?;
    let start = u32::try_from(before.trim_end_matches(is_blank).len()).ok()?;
    Some(Span { start, end: span.end })
}

/// Commands that compare what was fetched with what was expected, looked up once for each step.
#[derive(Default)]
pub(super) struct Verification<'f> {
    step: Option<&'f Step<'f>>,
    last: Option<usize>,
}

impl<'f> Verification<'f> {
    /// Whether a checksum or signature is looked at behind a command of the same step.
    pub(super) fn follows(&mut self, run: &crate::facts::Run<'f>) -> bool {
        if !self.step.is_some_and(|step| std::ptr::eq(step, run.step)) {
            self.step = Some(run.step);
            self.last = run.script.commands.iter().rposition(|command| {
                let (program, words) = program(command);
                match program {
                    "sha256sum" | "sha512sum" | "sha384sum" | "sha1sum" | "shasum" | "b2sum" | "gpgv" => true,
                    "gpg" | "gpg2" => words.iter().any(|word| word.is("--verify")),
                    "cosign" => words.iter().any(|word| word.text.starts_with("verify")),
                    "minisign" => words.iter().any(|word| word.text.starts_with("-V")),
                    _ => false,
                }
            });
        }
        self.last.is_some_and(|last| last > run.index)
    }
}
