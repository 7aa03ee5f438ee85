//! `unsafe-xargs`.

use super::shell_words::written;
use crate::dockerfile::shell::Word;
use crate::facts::{Facts, program};
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};
use crate::words::{Words, words};

rule! {
    /// ## What it checks
    /// `find ... | xargs` without `-print0` and `-0`, where `xargs` runs something that changes files: `rm`, `chmod`, `chown`,
    /// `mv`, `cp`, `ln`, `sed`, `sh`. `find -printf` with a zero byte, `xargs -d` and `xargs -I` are accepted.
    ///
    /// ## Why it matters
    /// xargs splits at blanks and reads quotes, so a file whose name has them makes it delete or change another file.
    /// Names in a file system that others filled are chosen by them.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN find / -xdev -perm /6000 -type f | xargs chmod a-s
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN <<EOF
    /// find /srv -name '*.pyc' 2>/dev/null | xargs -r -n 10 rm -f
    /// EOF
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// ONBUILD RUN find /srv -name a -o -name b | sudo xargs chown app
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN find / -xdev -perm /6000 -type f -print0 | xargs -0 chmod a-s && find /a -printf '%p\0' | xargs -0r rm
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN find /srv -name '*.pyc' -exec rm {} + && find /srv | xargs -d '\n' rm && find /srv | xargs -I{} rm "{}"
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN find /srv -type f | xargs ls -l && cat list | xargs rm && find /srv | xargs --null chmod 600
    /// ```
    ///
    /// ## How to fix
    /// `find ... -print0 | xargs -0 ...`, or `find ... -exec ... {} +`.
    ///
    /// ## References
    /// ShellCheck SC2038.
    pub static UNSAFE_XARGS = Rule {
        id: "unsafe-xargs",
        title: "Names of files are split on their way to xargs",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &["SC2038"],
        cwe: Some(88),
        inputs: Inputs::Dockerfile,
        message: "xargs splits the names that find gives it at blanks, and runs {program} on the pieces",
        why: "A file with a blank or a quote in its name makes the command change another file.",
        fix: "Write `find ... -print0 | xargs -0 ...`, or `find ... -exec ... {} +`.",
        check: check,
    };
}

static CHANGING: Words = words![
    "rm", "chmod", "chown", "chgrp", "mv", "cp", "ln", "sed", "shred", "setfacl", "unlink", "rmdir", "sh", "bash",
    "install",
];

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for run in facts.runs_of(&["xargs"]) {
        let Some(before) = run.earlier().last().filter(|_| run.command.piped_from()) else { continue };
        let (name, words) = program(before);
        let Some(ran) = runs(run.words).filter(|_| name == "find" && !before.incomplete) else { continue };
        let ends_names = |word: &Word| {
            matches!(word.text.as_str(), "-print0" | "-fprint0" | "-printf" | "-ls" | "-delete" | "-quit")
                || word.text.starts_with("-exec")
        };
        if !CHANGING.contains(&ran) || words.iter().any(ends_names) {
            continue;
        }
        let Some(name) = run.name else { continue };
        let is_simple =
            words.iter().all(|word| !matches!(word.text.as_str(), "-o" | "-or" | "," | "-print" | "(" | "-prune"));
        let last = words.last().filter(|last| written(facts, last).is_some() && is_simple);
        let fix = last.filter(|_| written(facts, name).is_some()).map(|last| {
            Fix::safe("End names by a zero byte").insert(last.span.end, " -print0").insert(name.span.end, " -0")
        });
        findings.at(facts.place_in(run.step, name.span)).detail("program", ran).fix(fix).done();
    }
}

/// What xargs runs; `None` if its options say how names end.
fn runs(words: &[Word]) -> Option<&str> {
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let text = word.text.as_str();
        let Some(option) = text.strip_prefix('-') else {
            return (!word.expands).then(|| text.rsplit('/').next().unwrap_or_default());
        };
        let long = option.strip_prefix('-');
        let says = match long {
            Some(long) => ["null", "delimiter", "replace"].iter().any(|name| long.starts_with(name)),
            None => {
                option.contains('0') && !option.contains(|c: char| "nPLs".contains(c))
                    || option.contains(['d', 'I', 'i'])
            }
        };
        if says {
            return None;
        }
        if matches!(option, "n" | "P" | "L" | "s" | "E" | "a")
            || matches!(long, Some("max-args" | "max-procs" | "arg-file"))
        {
            words.next();
        }
    }
    None
}
