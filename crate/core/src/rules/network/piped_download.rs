//! `piped-download`.

use super::transport::REMOTE_CODE;
use crate::dockerfile::shell::{Command, Word};
use crate::facts::{Facts, Run, program};
use crate::finding::{Findings, Severity};
use crate::rules::build_step::by_use;
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// A download that an interpreter runs at once: `curl ... | sh`, also through other programs (`| sed ... | sudo
    /// bash`), `sh -c "$(curl ...)"`, `eval "$(wget ...)"`, `bash <(curl ...)` and `source <(curl ...)`. Interpreters
    /// are shells, Python, Perl, Ruby, Node.js and PHP, as long as they read the program from their input: `python -m
    /// json.tool`, `perl -ne` or a script named on the command line only read data there.
    ///
    /// ## Why it matters
    /// Whoever controls the server, on the day of the build, decides what runs in it, and nobody sees or keeps what did.
    /// A download that breaks off runs half of a script.
    ///
    /// ## Examples
    /// ```image bad
    /// layer RUN /bin/sh -c curl -fsSL https://example.org/install.sh | bash - # buildkit
    /// /usr/bin/tool 0755 0:0 size=10
    /// ```
    /// ```image good
    /// layer RUN /bin/sh -c curl -fsSL https://example.org/tool.tgz | tar -xz # buildkit
    /// /usr/bin/tool 0755 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN wget -qO- https://example.org/install.sh | sed 's/a/b/' | sudo -E bash -s -- --yes
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN sh -c "$(curl -fsSL https://example.org/install.sh)"
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// SHELL ["/bin/bash", "-c"]
    /// RUN bash <(curl -fsSL https://example.org/install.sh) --yes
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN <<EOF
    /// set -e
    /// eval "$(wget -qO - https://example.org/env)"
    /// EOF
    /// ```
    /// ```dockerfile bad
    /// FROM python:3.12
    /// ONBUILD RUN curl -sSL https://example.org/get.py | python3 -
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN curl -fsSL https://example.org/key.asc | gpg --dearmor -o /etc/apt/keyrings/own.gpg
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN curl -fsSL https://example.org/x.json | python3 -m json.tool > /x.json && curl -fs https://example.org/list | bash ./each.sh
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN sh -c "V=$(curl -fsSL https://example.org/version) && ./install $V"
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN curl -fsSLo i.sh https://example.org/i.sh && echo "24454f83  i.sh" | sha256sum -c && sh i.sh
    /// ```
    ///
    /// ## How to fix
    /// Save the script, compare its checksum, and run it then; better, install a package or add the file to your sources.
    ///
    /// ## References
    /// NIST SP 800-190, section 4.1.5.
    pub static PIPED_DOWNLOAD = Rule {
        id: "piped-download",
        title: "Download run unseen",
        category: Category::Network,
        severity: Severity::Medium,
        aliases: &["UPD-005", "DF021"],
        controls: REMOTE_CODE,
        cwe: Some(494),
        inputs: Inputs::Both,
        message: "What {program} downloads is run by {interpreter} at once",
        why: "Whoever controls the server on the day of the build decides what runs in it, and nobody sees what did.",
        fix: "Save the script, compare its checksum and run it then, or install a package.",
        check: check,
    };
}

/// Longest pipe that is followed.
const MAX_PIPE: usize = 64;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for run in facts.runs_of(&["curl", "wget", "fetch"]).filter(|run| run.command.pipes_into()) {
        let Some((interpreter, last)) = interpreter_of(&run) else { continue };
        findings
            .at(facts.place_in(run.step, run.command.span.to(last.span)))
            .severity(by_use(run.step, Severity::Medium))
            .detail("program", run.program)
            .detail("interpreter", interpreter)
            .done();
    }
    for run in facts.runs_of(&["sh", "bash", "dash", "ash", "zsh", "ksh", "eval", "source", "."]) {
        let after_c = text_option(&run).unwrap_or(usize::MAX);
        let mut words = run.words.iter().enumerate();
        let found = words.find_map(|(at, word)| Some((word, substituted(run.program, word, at > after_c)?)));
        let Some((word, program)) = found else { continue };
        findings
            .at(facts.place_in(run.step, word.span))
            .severity(by_use(run.step, Severity::Medium))
            .detail("program", program)
            .detail("interpreter", run.program)
            .done();
    }
}

/// The interpreter at the end of the pipe that a download goes into.
fn interpreter_of<'f>(run: &Run<'f>) -> Option<(&'f str, &'f Command)> {
    let same_list =
        |command: &&Command| command.depth == run.command.depth && command.script_depth == run.command.script_depth;
    // Commands of substitutions stand between.
    for command in run.later().iter().take(MAX_PIPE).filter(same_list) {
        if !command.piped_from() {
            return None;
        }
        let (name, words) = program(command);
        if runs_input(name, words) && !has_input_of_its_own(command) {
            return Some((name, command));
        }
        if !command.pipes_into() {
            return None;
        }
    }
    None
}

fn has_input_of_its_own(command: &Command) -> bool {
    use crate::dockerfile::shell::RedirectOperator::{HereString, Heredoc, HeredocTabs, In};
    let is_input = |operator| matches!(operator, In | Heredoc | HeredocTabs | HereString);
    command.redirections.iter().any(|redirection| is_input(redirection.operator) && redirection.descriptor.is_none())
}

/// Whether an interpreter called like this takes its program from standard input.
fn runs_input(name: &str, words: &[Word]) -> bool {
    let is_shell = matches!(name, "sh" | "bash" | "dash" | "ash" | "zsh" | "ksh");
    let base = name.trim_end_matches(|character: char| character.is_ascii_digit() || character == '.');
    if !is_shell && !matches!(base, "python" | "perl" | "ruby" | "node" | "nodejs" | "php") {
        return false;
    }
    let mut words = words.iter().map(|word| word.text.as_str());
    while let Some(word) = words.next() {
        match word {
            "-" | "/dev/stdin" | "-s" => return true,
            // What follows is for the program.
            "--" if !is_shell => return true,
            _ if is_shell && word.starts_with(['-', '+']) && !word.starts_with("--") => {
                if word.contains('c') {
                    return false;
                }
                if word.contains('s') {
                    return true;
                }
                if word.ends_with(['o', 'O']) {
                    words.next();
                }
            }
            "--version" | "--help" => return false,
            _ if word.starts_with("--") => {}
            // A program on the command line, or options that read data.
            _ if !is_shell && word.starts_with('-') => {
                if word.contains(['c', 'e', 'n', 'p', 'm', 'r', 'R', 'i']) {
                    return false;
                }
            }
            _ => return false,
        }
    }
    true
}

/// The program whose output a shell runs because of this word.
fn substituted(shell: &str, word: &Word, behind_c: bool) -> Option<&'static str> {
    if !word.expands {
        return None;
    }
    let text = word.text.trim_start();
    let inner = match text.strip_prefix("<(") {
        // A file to read for all but `eval`.
        Some(inner) => Some(inner).filter(|_| shell != "eval"),
        None => text.strip_prefix("$(").or_else(|| text.strip_prefix('`')).filter(|_| shell == "eval" || behind_c),
    }?;
    let first = inner.split_ascii_whitespace().next()?;
    let name = first.rsplit('/').next()?;
    ["curl", "wget", "fetch"].into_iter().find(|known| *known == name)
}

/// Where the option stands behind which a shell takes its program as text.
fn text_option(run: &Run<'_>) -> Option<usize> {
    if matches!(run.program, "eval" | "source" | ".") {
        return None;
    }
    run.words.iter().position(|word| {
        let letters = word.text.strip_prefix('-').filter(|letters| !letters.starts_with('-'));
        letters.is_some_and(|letters| letters.contains('c'))
    })
}
