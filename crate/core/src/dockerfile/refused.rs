//! What can be read and is refused by BuildKit all the same: words that are missing or too many, flags without a value,
//! mounts that it does not know (`instructions/parse.go`, `bflag.go`, `commands_runmount.go`). Faults that a rule tells
//! (flags that are unknown or doubled, durations, ports) are left to the rule.

use super::arguments::shown;
use super::instruction::{Arguments, Flag, Instruction, InstructionKind, MountOption};
use super::parse::Problem;
use super::span::Span;

/// Flags that are nothing without a value.
const VALUED: [&str; 15] = [
    "from",
    "chown",
    "chmod",
    "checksum",
    "exclude",
    "mount",
    "network",
    "security",
    "device",
    "platform",
    "interval",
    "timeout",
    "start-period",
    "start-interval",
    "retries",
];

/// Flags that are on or off.
const SWITCHES: [&str; 4] = ["link", "parents", "keep-git-dir", "unpack"];

/// Adds what BuildKit says of an instruction. The one behind ONBUILD is another.
pub(super) fn tell(instruction: &Instruction, problems: &mut Vec<Problem>) {
    let mut teller = Teller { problems };
    for flag in &instruction.flags {
        teller.flag(flag);
    }
    let words = instruction.words();
    match (instruction.kind, &instruction.arguments) {
        (InstructionKind::From, Arguments::Words(_)) => {
            if let Some(image) = words.first().filter(|image| has_capitals(&image.text)) {
                let what = format!("{} has capital letters, and no image has any", shown(&image.text));
                teller.add(image.span, &what, "Write small letters");
            }
            if let [_, keyword, stage] = words
                && keyword.text.eq_ignore_ascii_case("AS")
            {
                teller.stage_name(&stage.text, stage.span);
            } else if let [_, second, ..] = words {
                let last = words.last().unwrap_or(second);
                teller.add(
                    second.span.to(last.span),
                    "FROM takes an image, or an image, AS and a name",
                    "Take out what is too much, or complete the name",
                );
            }
        }
        (InstructionKind::Add | InstructionKind::Copy, Arguments::Words(_) | Arguments::Exec(_)) if words.len() < 2 => {
            let span = words.first().map_or(instruction.keyword, |word| word.span);
            teller.add(span, &format!("{} has no target", instruction.kind.name()), "Give it a source and a target");
        }
        (InstructionKind::Volume, Arguments::Exec(words)) if words.is_empty() => {
            teller.add(instruction.span, "VOLUME has no argument", "Give it one, or remove the line");
        }
        (InstructionKind::Healthcheck, Arguments::Healthcheck { mode, test }) => {
            let is_empty = **test == Arguments::None;
            if is_empty && mode.text.eq_ignore_ascii_case("CMD") {
                teller.add(mode.span, "HEALTHCHECK CMD has no command", "Give it one, or write HEALTHCHECK NONE");
            } else if !is_empty && mode.text.eq_ignore_ascii_case("NONE") {
                teller.add(mode.span, "HEALTHCHECK NONE takes no command", "Take the command out, or write CMD");
            }
        }
        _ => {}
    }
}

/// Whether the path of an image has capital letters; its registry and tag may. A name alone may be that of a stage.
fn has_capitals(image: &str) -> bool {
    if image.contains('$') || !image.contains([':', '/', '@']) {
        return false;
    }
    let is_capital = |letter: char| letter.is_ascii_uppercase();
    let name = image.split('@').next().unwrap_or_default();
    // As in Docker's own reading, a first part with capital letters is a registry.
    let is_registry = |first: &str| first == "localhost" || first.contains(['.', ':']) || first.contains(is_capital);
    let path = match name.split_once('/') {
        Some((first, rest)) if is_registry(first) => rest,
        _ => name,
    };
    path.split(':').next().is_some_and(|path| path.contains(is_capital))
}

struct Teller<'p> {
    problems: &'p mut Vec<Problem>,
}

impl Teller<'_> {
    fn add(&mut self, span: Span, what: &str, action: &str) {
        Problem::add(self.problems, span, what, action);
    }

    fn stage_name(&mut self, name: &str, span: Span) {
        let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        if !is_name {
            let what = format!("{} is no name for a stage", shown(name));
            self.add(
                span,
                &what,
                "Begin it with a letter; letters, digits, hyphens, underscores and full stops may follow",
            );
        }
    }

    fn flag(&mut self, flag: &Flag) {
        let name = flag.name.as_str();
        let value = flag.value.as_ref().map(|value| value.text.as_str());
        let wanted = match (name, value) {
            (_, None) if VALUED.contains(&name) => {
                self.add(flag.span, &format!("--{name} has no value"), "Write it behind an equals sign");
                return;
            }
            ("from", Some(value)) if value.contains('$') => return self.variable(flag.span),
            ("network", Some(value)) if !matches!(value, "default" | "none" | "host") => "default, none or host",
            ("security", Some(value)) if !matches!(value, "insecure" | "sandbox") => "insecure or sandbox",
            (_, Some(value))
                if SWITCHES.contains(&name) && !matches!(&*value.to_ascii_lowercase(), "true" | "false") =>
            {
                "true or false"
            }
            _ => "",
        };
        if !wanted.is_empty() {
            let what = format!("--{name} takes {wanted}, not {}", shown(flag.text()));
            self.add(flag.span, &what, "Write one of these");
        }
        self.mount(&flag.options);
    }

    /// In the order in which BuildKit reads: what an option may be depends on the type before it.
    fn mount(&mut self, options: &[MountOption]) {
        let mut kind = "bind";
        for option in options {
            let name = option.name.as_str();
            let value = option.value.as_deref();
            let has_variable = value.is_some_and(|value| value.contains('$'));
            if name == "from" && has_variable {
                self.variable(option.span);
            } else if name == "type" && !has_variable {
                let known = ["bind", "cache", "tmpfs", "secret", "ssh"];
                let found = value.and_then(|value| known.into_iter().find(|known| value.eq_ignore_ascii_case(known)));
                kind = found.unwrap_or_default();
                if kind.is_empty() {
                    let what = format!("There is no mount of the type {}", shown(value.unwrap_or_default()));
                    self.add(option.span, &what, "Write bind, cache, tmpfs, secret or ssh");
                }
            } else if has_variable {
                // With a type that is not known, everything may be right.
                kind = if name == "type" { "" } else { kind };
            } else if !kind.is_empty() && !is_taken(kind, name, value) {
                let value = value.map(|value| format!("={}", shown(value))).unwrap_or_default();
                let what = format!("A mount of the type {kind} takes no {}{value}", shown(name));
                self.add(option.span, &what, "Correct the option, or take it out");
            }
        }
    }

    fn variable(&mut self, span: Span) {
        let action = "Give the image a stage of its own, with FROM and a name, and copy from that";
        self.add(span, "BuildKit replaces no variables in the place to copy from", action);
    }
}

/// Whether a mount takes an option; `value` holds no variables.
fn is_taken(kind: &str, name: &str, value: Option<&str>) -> bool {
    let is_secret = matches!(kind, "secret" | "ssh");
    let is_switch =
        || value.is_none_or(|value| matches!(&*value.to_ascii_lowercase(), "1" | "t" | "true" | "0" | "f" | "false"));
    let number = |radix| value.is_some_and(|value| u32::from_str_radix(value, radix).is_ok());
    match name {
        "readonly" | "ro" | "readwrite" | "rw" => is_switch(),
        "required" => is_secret && is_switch(),
        "mode" => (is_secret || kind == "cache") && number(8),
        "uid" | "gid" => (is_secret || kind == "cache") && number(10),
        "size" => kind == "tmpfs" && value.is_some(),
        "sharing" => {
            kind == "cache"
                && value.is_some_and(|value| matches!(&*value.to_ascii_lowercase(), "shared" | "private" | "locked"))
        }
        "from" | "source" | "src" | "target" | "dst" | "destination" | "id" | "env" => value.is_some(),
        _ => false,
    }
}
