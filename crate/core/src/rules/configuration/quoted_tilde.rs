//! `quoted-tilde`.

use super::shell_words::written;
use crate::dockerfile::Span;
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};
use crate::words::{Words, words};

static PROGRAMS: Words =
    words!["mkdir", "chmod", "chown", "chgrp", "rm", "cp", "mv", "touch", "ln", "install", "cat", "tar", "cd", "shred"];

rule! {
    /// ## What it checks
    /// A path that begins with `~/` in quotes, in a word of `mkdir`, `chmod`, `chown`, `rm`, `cp`, `mv`, `touch`, `ln`,
    /// `install`, `cat`, `tar`, `cd` or `shred`.
    ///
    /// ## Why it matters
    /// The shell replaces a tilde only outside of quotes. In quotes it is the name of a folder: keys are copied to the
    /// wrong place, and `chmod` and `rm` do not reach the file that they are meant for.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN mkdir -p "~/.ssh" && chmod 700 ~/.ssh
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN <<EOF
    /// rm -f '~/.netrc'
    /// EOF
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// ONBUILD RUN ["chmod", "600", "~/.npmrc"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN mkdir -p ~/.ssh ~/"a b" "$HOME/.ssh" && echo "~/.ssh"
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN mkdir "/tmp/~/x" "~backup" && cp a~ b
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN printf 'Host *' > ~/.ssh/config
    /// RUN ["chmod", "600", "/root/.npmrc"]
    /// ```
    ///
    /// ## How to fix
    /// Write `"$HOME/.ssh"`, or leave the tilde outside of the quotes. In JSON form no shell replaces anything: write the
    /// whole path.
    ///
    /// ## References
    /// ShellCheck SC2088.
    pub static QUOTED_TILDE = Rule {
        id: "quoted-tilde",
        title: "A tilde in quotes is no home folder",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &["SC2088"],
        inputs: Inputs::Dockerfile,
        message: "{program} uses a folder with the name ~ and not the home folder",
        why: "Files go to the wrong place, and chmod and rm do not reach the file that they are meant for.",
        fix: "Write `\"$HOME/...\"`, or leave the tilde outside of the quotes.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for run in facts.runs_of(&PROGRAMS) {
        for word in run.words.iter().filter(|word| word.quoted && word.text.starts_with("~/")) {
            let written = written(facts, word).map(|written| written.text);
            // Where it is not written as the shell reads it, it is a word of the JSON form or of a script in one.
            let is_bare = written.is_some_and(|written| written.starts_with('~'));
            if is_bare {
                continue;
            }
            let tilde = Span { start: word.span.start.saturating_add(1), end: word.span.start.saturating_add(2) };
            let is_double = written.is_some_and(|written| written.starts_with("\"~/")) && is_shell(run.step);
            let fix = is_double.then(|| Fix::review("Write $HOME").replace(tilde, "$HOME"));
            findings.at(facts.place_in(run.step, word.span)).detail("program", run.program).fix(fix).done();
        }
    }
}

fn is_shell(step: &crate::facts::Step<'_>) -> bool {
    matches!(step.innermost().arguments, crate::dockerfile::Arguments::Shell(_))
}
