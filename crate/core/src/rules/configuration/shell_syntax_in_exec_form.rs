//! `shell-syntax-in-exec-form`.

use super::start_commands::{self, Start};
use crate::dockerfile::shell::ShellKind;
use crate::dockerfile::{Arguments, Dockerfile, Instruction, InstructionKind, Word};
use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Fix, Severity};
use crate::rules::edit;
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};
use crate::secrets;
use crate::words::{Words, words};

rule! {
    /// ## What it checks
    /// The JSON form of `CMD`, `ENTRYPOINT`, `RUN` and `HEALTHCHECK CMD` with words that only a shell understands, where
    /// none reads them: a whole command line as the name of the program (`["server --verbose"]`), `&&`, `|`, `>` and the
    /// like as words, and, with medium confidence, words that are a variable (`"$PORT"`, `"--port=${PORT}"`). Words that
    /// a shell, `env -S` or a program with a language of its own (`awk`, `find`, `envsubst`, `perl`) gets are fine, and
    /// so is a `CMD` for such an entrypoint. A fix that names the shell is offered.
    ///
    /// ## Why it matters
    /// The words are handed on as they are written: no program is called `server --verbose`, and `$PORT` is text.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// CMD ["echo $HOME && server"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ENTRYPOINT ["server", "--port", "$PORT"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN ["make", "&&", "make", "install"]
    /// HEALTHCHECK CMD ["server", "health", "||", "exit", "1"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// CMD ["sh", "-c", "echo $HOME && server"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ENTRYPOINT ["/usr/bin/tini", "--", "/bin/bash", "-c"]
    /// CMD ["migrate && server --port $PORT"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN ["find", "/tmp", "-name", "*.tmp", "-exec", "rm", "{}", ";"]
    /// RUN ["awk", "{ print $1 }", "/etc/passwd"]
    /// CMD ["/opt/my app/server", "a && b"]
    /// ```
    /// ```dockerfile good
    /// FROM mcr.microsoft.com/windows/servercore:ltsc2025
    /// CMD ["C:\\Program Files\\App\\app.exe"]
    /// ```
    ///
    /// ## How to fix
    /// Name the shell, `["/bin/sh", "-c", "exec server --port $PORT"]`, or split the words.
    ///
    /// ## References
    /// Dockerfile reference, exec form.
    pub static SHELL_SYNTAX_IN_EXEC_FORM = Rule {
        id: "shell-syntax-in-exec-form",
        title: "Shell syntax in the exec form",
        category: Category::Configuration,
        severity: Severity::Low,
        inputs: Inputs::Dockerfile,
        message: "No shell reads \"{word}\" in {instruction}: {what}",
        why: "The words are handed on as they are written, so the program is not found or gets text in place of a value.",
        fix: "Name the shell as in `[\"/bin/sh\", \"-c\", \"...\"]`, or split the words.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(file) = facts.file() else { return };
    let mut starts: Option<Vec<Start>> = None;
    for step in &facts.steps {
        let instruction = step.innermost();
        let Some(words) = exec_words(instruction) else { continue };
        let Some((word, what, confidence)) = fault(words) else { continue };
        if instruction.kind == InstructionKind::Cmd {
            let starts = starts.get_or_insert_with(|| start_commands::of_stages(facts));
            let start = step.stage.and_then(|stage| starts.get(stage)).and_then(|start| start.entrypoint);
            let entrypoint = start.and_then(|index| facts.steps.get(index));
            if entrypoint.is_some_and(|step| exec_words(&step.instruction).is_some_and(reads_shell)) {
                continue;
            }
        }
        findings
            .at(facts.place_in(step, word.span))
            .detail("word", secrets::masked(&word.text))
            .detail("instruction", instruction.kind.name())
            .detail("what", what)
            .confidence(confidence)
            .fix(fix(file, words))
            .done();
    }
}

fn exec_words(instruction: &Instruction) -> Option<&[Word]> {
    let arguments = match (instruction.kind, &instruction.arguments) {
        (InstructionKind::Cmd | InstructionKind::Entrypoint | InstructionKind::Run, arguments) => arguments,
        (_, Arguments::Healthcheck { test, .. }) => test,
        _ => return None,
    };
    match arguments {
        Arguments::Exec(words) if !words.is_empty() => Some(words),
        _ => None,
    }
}

/// Programs with a language of their own, in which the same signs mean something.
static OWN_LANGUAGE: Words = words![
    "env", "awk", "gawk", "mawk", "sed", "find", "xargs", "perl", "expr", "test", "[", "envsubst", "jq", "su", "gosu",
    "parallel", "watch", "tmux", "screen",
];

/// Whether a shell, or a program with a language of its own, gets words of the command.
fn reads_shell(words: &[Word]) -> bool {
    words.iter().any(|word| {
        let name = word.text.rsplit(['/', '\\']).next().unwrap_or_default();
        OWN_LANGUAGE.contains(&name) || (!name.is_empty() && !matches!(ShellKind::of(name), ShellKind::Other))
    })
}

fn fault(words: &[Word]) -> Option<(&Word, &'static str, Confidence)> {
    static OPERATORS: Words = words!["&&", "||", "|", ">", ">>", "<", "2>&1", "&>", ";", "&"];
    let (program, rest) = words.split_first()?;
    let wrong = if is_command_line(&program.text, rest.is_empty()) {
        (program, "the whole text is the name of the program", Confidence::High)
    } else if let Some(word) = rest.iter().find(|word| OPERATORS.contains(&word.text.as_str())) {
        (word, "the program gets it as a word", Confidence::High)
    } else {
        let word = words.iter().find(|word| is_variable(&word.text))?;
        (word, "the variable is not replaced", Confidence::Medium)
    };
    (!reads_shell(words)).then_some(wrong)
}

/// Whether the name of a program is a command line. Paths may have spaces, so one that goes on with a path is none.
fn is_command_line(name: &str, alone: bool) -> bool {
    let Some((first, rest)) = name.trim().split_once(' ') else { return false };
    let has_operator = [" && ", " || ", " | ", "; ", " > "].iter().any(|operator| name.contains(operator));
    let is_path = first.contains(['/', '\\']) && !rest.trim_start().starts_with(['-', '/', '$']);
    has_operator || (alone && !is_path && !first.is_empty() && !name.contains('\\'))
}

/// `$NAME`, `${NAME}` or `--option=$NAME`, with a name in capital letters.
fn is_variable(word: &str) -> bool {
    let value = match word.split_once('=') {
        Some((option, value)) if option.starts_with('-') => value,
        _ => word,
    };
    let Some(name) = value.strip_prefix('$') else { return false };
    let name = match name.strip_prefix('{') {
        Some(name) => name.split(['}', ':']).next().unwrap_or_default(),
        None => name,
    };
    let capital = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
    name.bytes().next().is_some_and(capital) && name.bytes().all(|byte| capital(byte) || byte.is_ascii_digit())
}

/// The words as the text of a shell.
fn fix(file: &Dockerfile, words: &[Word]) -> Option<Fix> {
    let (first, last) = (words.first()?, words.last()?);
    let span = first.span.to(last.span);
    // A word that the shell would split is one that was meant to be split only where it stands alone.
    let splits = words.len() > 1 && words.iter().any(|word| word.text.contains([' ', '\'', '"', '*', '(', '#', '\\']));
    if splits || span.of(&file.text).contains('\n') {
        return None;
    }
    let text = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
    let written = format!("\"/bin/sh\", \"-c\", {}", edit::quoted(&text));
    Some(Fix::review("Name the shell").replace(span, written))
}
