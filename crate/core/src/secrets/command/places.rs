//! The places of a command where a secret stands, each judged by what stands there.

use crate::ordered::Map;
use std::ops::Range;
use std::sync::LazyLock;

use super::super::family::generic;
use super::super::kind::{Confidence, Found, Kind};
use super::super::name::{self, Says};
use super::super::{pair, value};
use super::programs::{PROGRAMS, READERS, READING_OPTIONS};
use super::words::Simple;
use crate::limits;
use crate::name_filter::NameFilter;

/// One simple command; `next` is the one that reads its output. `writes_files`: see there.
pub(super) fn in_command(text: &str, simple: &Simple, next: Option<&Simple>, writes_files: bool, all: &mut Vec<Found>) {
    let words: Vec<Range<usize>> = simple.words.iter().map(|word| bare(text, word.clone())).collect();
    let word = |number: usize| words.get(number).and_then(|range| text.get(range.clone())).unwrap_or_default();
    let mut passed = Passed::default();
    let mut named = Named::default();
    for (number, range) in words.iter().enumerate() {
        let after = words.get(number.saturating_add(1)).cloned();
        let this = word(number);
        named.note(this, number);
        assignments(text, range.clone(), all);
        if let Some(option) = option_name(this) {
            option_value(text, option, after, all);
        } else if let Some(label) = this.strip_suffix(':') {
            header(text, label, &words, number, all);
        } else if let Some(after) = after.clone().filter(|_| writes_files && this == "=") {
            // A line of a configuration file; what is called is code.
            let name = number.checked_sub(1).map(word).unwrap_or_default();
            if name.bytes().all(is_name_byte) && text.as_bytes().get(after.end) != Some(&b'(') {
                push_pair(name, text.get(after.clone()).unwrap_or_default(), after.start, all);
            }
        } else if let Some(after) = after {
            settings(text, this, &passed, after, all);
        }
        passed.note(this);
    }
    programs(text, &words, named.programs, all);
    if let Some(next) = next {
        piped(text, &words, next, all);
    }
    if let Some(at) = named.chpasswd {
        here_string(text, &words, at, all);
    }
}

/// Whether it is an instruction whose heredocs are files. For the whole text, and once: it may begin with a megabyte of blanks.
pub(super) fn writes_files(text: &str) -> bool {
    let mut words = text.split_ascii_whitespace();
    let mut word = words.next().unwrap_or_default();
    if word.eq_ignore_ascii_case("onbuild") {
        word = words.next().unwrap_or_default();
    }
    value::is_one_of(word, &["copy", "add"])
}

/// Without the quotes around a word, also escaped ones.
fn bare(text: &str, range: Range<usize>) -> Range<usize> {
    let Some(word) = text.get(range.clone()) else { return range };
    let is_plain = |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || b"-_./$".contains(byte));
    // Words begin and end at white space: without a quote before it there is nothing to strip.
    if is_plain(word.as_bytes().first()) && word.as_bytes().last().is_some_and(u8::is_ascii_graphic) {
        return range;
    }
    let inner = value::unquoted(word);
    let lead = (inner.as_ptr() as usize).saturating_sub(word.as_ptr() as usize);
    let start = range.start.saturating_add(lead);
    // An unclosed quote has no partner to strip.
    let open = usize::from(
        inner.starts_with(['"', '\''])
            && inner.len() > 1
            && !inner.get(1..).is_some_and(|rest| rest.contains(['"', '\''])),
    );
    start.saturating_add(open)..start.saturating_add(inner.len())
}

/// `--name`, `-name` of several letters, without a value in the same word.
fn option_name(word: &str) -> Option<&str> {
    let name = word.strip_prefix("--").or_else(|| word.strip_prefix('-').filter(|name| name.len() > 2))?;
    (!name.is_empty() && !name.contains(['=', ':'])).then_some(name)
}

const fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-')
}

/// `NAME=value` anywhere in a word: after `-D`, `--build-arg=`, `?` and `&` of a URL, `--from-literal=`.
fn assignments(text: &str, range: Range<usize>, all: &mut Vec<Found>) {
    let Some(word) = text.get(range.clone()).filter(|word| word.contains('=')) else { return };
    let is_url = word.contains("://");
    for (at, _) in word.match_indices('=').take(16) {
        let before = word.get(..at).unwrap_or_default();
        let name_length =
            before.bytes().rev().take(limits::MAX_NAME_BYTES).take_while(|byte| is_name_byte(*byte)).count();
        let mut name = before.get(before.len().saturating_sub(name_length)..).unwrap_or_default();
        if name.is_empty() {
            continue;
        }
        name = name.strip_prefix("-D").unwrap_or(name);
        // npm's keys are `//registry/:_authToken`: the whole word is the name there.
        let value_start = at.saturating_add(1);
        let rest = word.get(value_start..).unwrap_or_default();
        // Inside of quotes that began before the name, the value is one of several words.
        let quote = before.chars().find(|letter| matches!(letter, '"' | '\''));
        let open = quote.filter(|quote| before.matches(*quote).count() % 2 == 1);
        let value_text = match open {
            _ if is_url => rest.split('&').next().unwrap_or_default(),
            Some(quote) => rest.split([quote, ' ', '\t', '\n']).next().unwrap_or_default().trim_end_matches('\\'),
            None => rest,
        };
        if let Some(judged) = pair::judged(name, value_text) {
            let start = range.start.saturating_add(value_start);
            all.push(Found {
                kind: judged.judgement.kind,
                start: start.saturating_add(judged.start),
                end: start.saturating_add(judged.end),
                confidence: judged.judgement.confidence,
            });
            if !is_url {
                return;
            }
        }
    }
}

fn option_value(text: &str, option: &str, after: Option<Range<usize>>, all: &mut Vec<Found>) {
    let Some(range) = after else { return };
    let Some(given) = text.get(range.clone()) else { return };
    if given.starts_with("--") || (given.starts_with('-') && given.len() == 2) {
        return;
    }
    if let Says::Strong(kind) = name::says(option) {
        in_place(text, kind, range, all);
    }
}

/// A value at a place for secrets.
fn in_place(text: &str, kind: &'static Kind, range: Range<usize>, all: &mut Vec<Found>) {
    let Some(given) = text.get(range.clone()) else { return };
    if value::hash_form(given) {
        all.push(Found {
            kind: &generic::PASSWORD_HASH,
            start: range.start,
            end: range.end,
            confidence: Confidence::Medium,
        });
        return;
    }
    let Some(seen) = value::in_place(given) else { return };
    let kind = if seen.placeholder { &generic::DEFAULT_CREDENTIAL } else { kind };
    all.push(Found { kind, start: range.start, end: range.end, confidence: seen.confidence });
}

/// `Authorization: Bearer x`, `PRIVATE-TOKEN: x`, `password: x`.
fn header(text: &str, label: &str, words: &[Range<usize>], number: usize, all: &mut Vec<Found>) {
    let label = label.trim_matches(['"', '\'', '\\', '{', ' ']);
    let kind = match name::says(label) {
        Says::Strong(kind) => kind,
        _ => return,
    };
    let following = words.iter().skip(number.saturating_add(1));
    let scheme = |range: &&Range<usize>| {
        text.get((*range).clone())
            .is_some_and(|word| value::is_one_of(word, &["bearer", "basic", "token", "digest", "apikey"]))
    };
    if let Some(range) = following.clone().find(|range| !scheme(range)) {
        let word = text.get(range.clone()).unwrap_or_default();
        let around = ['"', '\'', '\\', ',', '}'];
        let front = word.len().saturating_sub(word.trim_start_matches(around).len());
        let given = word.trim_matches(around);
        let start = range.start.saturating_add(front);
        // A label with a colon also stands in prose: a plain word after it is no value.
        if !given.bytes().all(|byte| byte.is_ascii_alphabetic()) && !value::is_placeholder(given) {
            in_place(text, kind, start..start.saturating_add(given.len()), all);
        }
    }
}

/// What the words so far of one command have been, so that no word is read again for each later one.
#[derive(Default)]
struct Passed {
    identified: bool,
    login: bool,
    setting: bool,
}

impl Passed {
    fn note(&mut self, word: &str) {
        self.identified = word.as_bytes().eq_ignore_ascii_case(SQL_WORD);
        self.login |= matches!(word, "login" | "machine");
        self.setting |= matches!(word, "config" | "configure" | "set" | "--global");
    }
}

/// `config set NAME value`, `login x password y`, `IDENTIFIED BY 'x'`.
fn settings(text: &str, this: &str, passed: &Passed, after: Range<usize>, all: &mut Vec<Found>) {
    if passed.identified && this.eq_ignore_ascii_case("by") {
        return in_place(text, &generic::PASSWORD, after, all);
    }
    // SQL: `WITH PASSWORD 'x'`.
    let quoted =
        after.start.checked_sub(1).and_then(|quote| text.as_bytes().get(quote)).is_some_and(|quote| *quote == b'\'');
    if this == "PASSWORD" && quoted {
        return in_place(text, &generic::PASSWORD, after, all);
    }
    if this == "password" && passed.login {
        return in_place(text, &generic::NETRC_PASSWORD, after, all);
    }
    if passed.setting
        && this.bytes().all(|byte| is_name_byte(byte) || matches!(byte, b'/' | b':'))
        && let Says::Strong(kind) = name::says(this)
    {
        let found = text.get(after.clone()).and_then(|given| pair::judged(this, given));
        match found {
            Some(judged) => all.push(Found {
                kind: judged.judgement.kind,
                start: after.start.saturating_add(judged.start),
                end: after.start.saturating_add(judged.end),
                confidence: judged.judgement.confidence,
            }),
            None => in_place(text, kind, after, all),
        }
    }
}

fn base_name(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or(word)
}

/// A name and the index of its program.
type ByName = (&'static str, Option<usize>);

/// The names of [`PROGRAMS`] with their indexes, sorted; behind them, without an index, what reads a secret from its
/// input.
static BY_NAME: LazyLock<(NameFilter, Vec<ByName>)> = LazyLock::new(|| {
    let of_program = |at| move |name: &&'static str| (*name, Some(at));
    let named = PROGRAMS.iter().enumerate().flat_map(|(at, program)| program.names.iter().map(of_program(at)));
    let readers = READERS.iter().chain(READING_OPTIONS).map(|name| (*name, None));
    let mut all: Vec<_> = named.chain(readers).collect();
    crate::ordered::sort(&mut all);
    let mut filter = NameFilter::default();
    all.iter().for_each(|(name, _)| filter.add(name));
    (filter, all)
});

/// The entries of [`BY_NAME`] with that name.
fn called(name: &[u8]) -> &'static [ByName] {
    let (filter, all) = &*BY_NAME;
    if !filter.may_have(name) {
        return &[];
    }
    let from = all.partition_point(|(known, _)| known.as_bytes() < name);
    let rest = all.get(from..).unwrap_or_default();
    rest.get(..rest.iter().take_while(|(known, _)| known.as_bytes() == name).count()).unwrap_or_default()
}

/// Whether a text can hold a secret that only its place betrays: a name that tells, a program that takes secrets with what
/// it takes them by, or what reads one from its input stands in it. Most instructions are asked in vain, so this needs no
/// memory. Says no only when the whole search would find nothing.
pub(super) fn may_hold(text: &str) -> bool {
    let (filter, _) = &*BY_NAME;
    let mut seen = Seen::default();
    let mut tells = |word: &[u8]| {
        seen.note(word);
        (word.len() == SQL_WORD.len() && word.eq_ignore_ascii_case(SQL_WORD))
            || (filter.may_have(word) && called(word).iter().any(|(_, program)| seen.is_reader(*program)))
    };
    let mut rest = text.as_bytes();
    while let Some(end) = rest.iter().position(|byte| !OF_NAMES.get(usize::from(*byte)).copied().unwrap_or(false)) {
        let Some((word, behind)) = rest.split_at_checked(end) else { break };
        if !word.is_empty() && tells(word) {
            return true;
        }
        rest = behind.get(1..).unwrap_or_default();
    }
    tells(rest) || seen.may_take(text) || name::may_tell(text)
}

/// Of the words of a text, what tells whether a program is given a secret.
#[derive(Default)]
struct Seen {
    /// A bit for each program that is called.
    programs: u64,
    /// A bit for the letter of each word `-x...`, and for the first one of each `--x...`.
    short: u64,
    long: u64,
}

impl Seen {
    fn note(&mut self, word: &[u8]) {
        match word {
            [b'-', b'-', letter, ..] => self.long |= bit(*letter),
            [b'-', letter, ..] => self.short |= bit(*letter),
            _ => {}
        }
    }

    /// Whether it is no program of the table, but what reads a secret from its input.
    fn is_reader(&mut self, program: Option<usize>) -> bool {
        let number = program.and_then(|program| u32::try_from(program).ok());
        self.programs |= number.map_or(0, |number| 1_u64.wrapping_shl(number));
        program.is_none()
    }

    /// Whether a program may be given a secret, as far as the options that it takes them by stand in the text.
    fn may_take(&self, text: &str) -> bool {
        let called =
            |number: usize| self.programs.checked_shr(u32::try_from(number).unwrap_or(64)).unwrap_or(0) & 1 == 1;
        PROGRAMS.iter().enumerate().filter(|(number, _)| self.programs != 0 && called(*number)).any(|(_, program)| {
            let mut options = program.glued.iter().chain(program.separate).chain(program.pairs);
            program.with.is_none_or(|wanted| text.contains(wanted))
                && (program.last_of.is_some() || options.any(|option| self.has(option, text)))
        })
    }

    /// Whether a word of the text may begin so.
    fn has(&self, option: &str, text: &str) -> bool {
        match option.as_bytes() {
            [b'-', b'-', letter, ..] => self.long & bit(*letter) != 0 && text.contains(option),
            [b'-', letter, ..] => self.short & bit(*letter) != 0,
            _ => text.contains(option),
        }
    }
}

fn bit(letter: u8) -> u64 {
    1_u64.wrapping_shl(u32::from(letter & 63))
}

/// [`is_name_byte`] as a table: every byte of every file is asked.
#[expect(clippy::indexing_slicing, reason = "runs in the compiler only")]
static OF_NAMES: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = is_name_byte(byte as u8);
        byte += 1;
    }
    table
};

// A bit for each.
const _: () = assert!(PROGRAMS.len() <= 64);

/// `IDENTIFIED BY 'x'`.
const SQL_WORD: &[u8] = b"identified";

/// The programs among the words.
#[derive(Default)]
struct Named {
    /// By the table, with the first word of each.
    programs: Map<usize, usize>,
    chpasswd: Option<usize>,
}

impl Named {
    fn note(&mut self, word: &str, at: usize) {
        let name = base_name(word);
        for (_, program) in called(name.as_bytes()) {
            if let Some(program) = program {
                self.programs.insert_new(*program, at);
            }
        }
        if self.chpasswd.is_none() && name == "chpasswd" {
            self.chpasswd = Some(at);
        }
    }
}

fn programs(text: &str, words: &[Range<usize>], named: Map<usize, usize>, all: &mut Vec<Found>) {
    let of = |range: &Range<usize>| text.get(range.clone()).unwrap_or_default();
    for (program, at) in named {
        let Some(program) = PROGRAMS.get(program) else { continue };
        let arguments = words.get(at.saturating_add(1)..).unwrap_or_default();
        if program.with.is_some_and(|wanted| !arguments.iter().any(|range| of(range) == wanted)) {
            continue;
        }
        for (number, range) in arguments.iter().enumerate() {
            let argument = of(range);
            let after = arguments.get(number.saturating_add(1)).cloned();
            for option in program.glued {
                if let Some(given) = argument.strip_prefix(option).filter(|given| !given.is_empty()) {
                    let start = range.end.saturating_sub(given.len());
                    in_place(text, &generic::PASSWORD, bare(text, start..range.end), all);
                }
            }
            if program.separate.contains(&argument)
                && let Some(after) = after.clone()
            {
                in_place(text, &generic::PASSWORD, after, all);
            }
            for option in program.pairs {
                let given = match argument.strip_prefix(option) {
                    Some("") => after.clone(),
                    Some(rest) if option.len() == 2 || rest.starts_with('=') => {
                        let rest = rest.strip_prefix('=').unwrap_or(rest);
                        Some(range.end.saturating_sub(rest.len())..range.end)
                    }
                    _ => None,
                };
                if let Some(given) = given {
                    after_colon(text, bare(text, given), all);
                }
            }
        }
        if program.last_of.is_some_and(|least| arguments.len() >= least)
            && let Some(last) = arguments.last()
        {
            in_place(text, &generic::PASSWORD, last.clone(), all);
        }
    }
}

/// `user:password`.
fn after_colon(text: &str, range: Range<usize>, all: &mut Vec<Found>) {
    let Some((user, password)) = text.get(range.clone()).and_then(|given| given.split_once(':')) else { return };
    if user.contains("//") {
        return;
    }
    in_place(text, &generic::PASSWORD, range.end.saturating_sub(password.len())..range.end, all);
}

/// `echo secret | docker login --password-stdin`, `echo user:password | chpasswd`.
fn piped(text: &str, words: &[Range<usize>], next: &Simple, all: &mut Vec<Found>) {
    let of = |range: &Range<usize>| text.get(range.clone()).unwrap_or_default();
    let Some(at) = words.iter().position(|range| matches!(base_name(of(range)), "echo" | "printf")) else { return };
    // `tee -a /etc/passwd` runs nothing of that name.
    let program = |range: &Range<usize>| Some(of(&bare(text, range.clone()))).filter(|word| !word.starts_with("/etc/"));
    let reader = |range: &Range<usize>| program(range).is_some_and(|word| READERS.contains(&base_name(word)));
    let option = |range: &Range<usize>| READING_OPTIONS.contains(&of(range));
    let pairs = next.words.iter().any(|range| program(range).is_some_and(|word| base_name(word) == "chpasswd"));
    if !pairs && !next.words.iter().any(|range| reader(range) || option(range)) {
        return;
    }
    let arguments = words.get(at.saturating_add(1)..).unwrap_or_default();
    for range in arguments.iter().filter(|range| !of(range).starts_with('-')) {
        if pairs {
            pairs_of_lines(text, range.clone(), all);
        } else {
            in_place(text, &generic::PASSWORD, range.clone(), all);
        }
    }
}

/// `chpasswd <<< user:password`.
fn here_string(text: &str, words: &[Range<usize>], chpasswd: usize, all: &mut Vec<Found>) {
    let of = |range: &Range<usize>| text.get(range.clone()).unwrap_or_default();
    for range in words.iter().skip(chpasswd.saturating_add(1)).filter(|range| !of(range).starts_with('-')) {
        pairs_of_lines(text, range.clone(), all);
    }
}

/// `user:password` lines, with real or written line breaks.
fn pairs_of_lines(text: &str, range: Range<usize>, all: &mut Vec<Found>) {
    let mut start = range.start;
    for line in text.get(range).unwrap_or_default().split('\n') {
        let mut part_start = start;
        for part in line.split("\\n") {
            after_colon(text, part_start..part_start.saturating_add(part.len()), all);
            part_start = part_start.saturating_add(part.len()).saturating_add(2);
        }
        start = start.saturating_add(line.len()).saturating_add(1);
    }
}

/// `ENV NAME value with blanks` as histories show it without quotes: the value reaches to the next `NAME=`.
pub(super) fn in_instruction(text: &str, all: &mut Vec<Found>) {
    let mark = if text.contains('#') { text.split_once("#(nop)") } else { None };
    let skipped = mark.map_or(text, |(_, rest)| rest).trim_start();
    let Some((word, rest)) = skipped.split_once([' ', '\t']) else { return };
    if !value::is_one_of(word, &["env", "arg", "label"]) {
        return;
    }
    let rest = rest.trim_start();
    let base = (rest.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let first = rest.split([' ', '\t', '\n']).next().unwrap_or_default();
    if !first.contains('=') {
        if let Some((name, value)) = rest.split_once([' ', '\t']) {
            push_pair(name, value, base.saturating_add(name.len()).saturating_add(1), all);
        }
        return;
    }
    // Beginnings of `NAME=` after a blank.
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let mut name_start = Some(0);
    let mut quoted = 0;
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            // What stands there are words of the value.
            _ if at < quoted => {}
            b' ' | b'\t' | b'\n' => name_start = Some(at.saturating_add(1)),
            b'=' => {
                if let Some(start) = name_start.take().filter(|start| *start < at) {
                    pairs.push((start, at));
                    quoted = quoted_end(rest, at.saturating_add(1));
                }
            }
            byte if is_name_byte(byte) || byte == b'/' => {}
            _ => name_start = None,
        }
    }
    for (number, (start, equals)) in pairs.iter().enumerate() {
        let end = pairs.get(number.saturating_add(1)).map_or(rest.len(), |(next, _)| *next);
        let name = rest.get(*start..*equals).unwrap_or_default();
        let value_start = equals.saturating_add(1);
        let value = rest.get(value_start..end).unwrap_or_default();
        push_pair(name, value, base.saturating_add(value_start), all);
    }
}

/// Behind the quoted text that begins at a place; 0 if none does. History shows values without their quotes, so a quote that
/// does not close is a letter.
fn quoted_end(text: &str, start: usize) -> usize {
    let behind = text.get(start..).unwrap_or_default();
    let Some(quote) = behind.chars().next().filter(|first| matches!(first, '"' | '\'')) else { return 0 };
    let mut ends = behind.match_indices(quote).skip(1);
    let end = ends.find(|(end, _)| !behind.get(..*end).is_some_and(|before| before.ends_with('\\')));
    end.map_or(0, |(end, _)| start.saturating_add(end).saturating_add(1))
}

/// The pair, with the blanks, line joints and build marks after the value left out.
fn push_pair(name: &str, given: &str, start: usize, all: &mut Vec<Found>) {
    let given = given.trim_end().trim_end_matches("# buildkit").trim_end_matches([' ', '\t', '\n', '\r', '\\']);
    if let Some(judged) = pair::judged(name, given) {
        all.push(Found {
            kind: judged.judgement.kind,
            start: start.saturating_add(judged.start),
            end: start.saturating_add(judged.end),
            confidence: judged.judgement.confidence,
        });
    }
}

/// `"name": "value"` of JSON, also with escaped quotes.
pub(in crate::secrets) fn in_objects(text: &str, all: &mut Vec<Found>) {
    let mut read = 0; // values without escapes are read once: colons inside them begin no value of that sort
    for (colon, _) in text.match_indices(':') {
        let Some((name, value)) = object_pair(text, colon, read) else { continue };
        let escaped = value.start.checked_sub(2).and_then(|at| text.as_bytes().get(at)) == Some(&b'\\');
        read = if escaped { read } else { value.end.max(read) };
        let (Some(name), Some(given)) = (text.get(name), text.get(value.clone())) else { continue };
        if let Some(judged) = pair::judged(name, given) {
            all.push(Found {
                kind: judged.judgement.kind,
                start: value.start.saturating_add(judged.start),
                end: value.start.saturating_add(judged.end),
                confidence: judged.judgement.confidence,
            });
        }
    }
}

/// Ranges of the name and the value around a colon. Names and values of limited length keep this linear.
fn object_pair(text: &str, colon: usize, read: usize) -> Option<(Range<usize>, Range<usize>)> {
    let bytes = text.as_bytes();
    let name_end = colon.checked_sub(1).filter(|at| bytes.get(*at) == Some(&b'"'))?;
    let name_end =
        if bytes.get(name_end.checked_sub(1)?) == Some(&b'\\') { name_end.checked_sub(1)? } else { name_end };
    let name_length =
        bytes.get(..name_end)?.iter().rev().take(limits::MAX_NAME_BYTES).take_while(|byte| **byte != b'"').count();
    let name_start = name_end.checked_sub(name_length)?;
    let rest = text.get(colon.checked_add(1)?..)?;
    let value = rest.trim_start_matches([' ', '\t']);
    let mut value_start = colon.checked_add(1)?.checked_add(rest.len().checked_sub(value.len())?)?;
    let escaped = bytes.get(value_start) == Some(&b'\\');
    if !escaped && colon < read {
        return None;
    }
    value_start = value_start.checked_add(usize::from(escaped))?;
    if bytes.get(value_start) != Some(&b'"') {
        return None;
    }
    value_start = value_start.checked_add(1)?;
    let mut end = value_start;
    while let Some(byte) = bytes.get(end) {
        match byte {
            b'"' => break,
            b'\\' if escaped => break,
            b'\\' => end = end.checked_add(2)?,
            _ => end = end.checked_add(1)?,
        }
    }
    let end = end.min(bytes.len());
    Some((name_start..name_end, value_start..end))
}
