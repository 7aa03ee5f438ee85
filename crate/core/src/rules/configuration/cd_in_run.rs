//! `cd-in-run`.

use crate::dockerfile::shell::{Command, Redirection};
use crate::facts::{Facts, Run};
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs, Profile};
use crate::secrets::masked;

rule! {
    /// ## What it checks
    /// `RUN` that begins with `cd` to an absolute folder and works there to its end. A `cd` further on, in a subshell, or to a
    /// place that a variable decides is what `cd` is for and is accepted.
    ///
    /// ## Why it matters
    /// `WORKDIR` says the same where it is seen, makes the folder if it is missing, and holds for the next instruction, too.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN cd /src && make
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN --mount=type=cache,target=/root/.cache \
    ///     cd "/src"; make
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN <<EOF
    /// cd /src
    /// make
    /// EOF
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN (cd /src && make) && rm -rf /src
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN tar -xf /x.tar && cd x-1.0 && make
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN cd "$(mktemp -d)" && make && cd / && ls
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN cd /src && make && cd /other && make
    /// WORKDIR /cd
    /// ```
    ///
    /// ## How to fix
    /// Put `WORKDIR` with the folder before the `RUN`, and set it back behind it where later instructions need another one.
    ///
    /// ## References
    /// Dockerfile reference, `WORKDIR`.
    pub static CD_IN_RUN = Rule {
        id: "cd-in-run",
        title: "RUN changes the folder itself",
        category: Category::Configuration,
        profile: Profile::Strict,
        severity: Severity::Info,
        aliases: &["DL3003", "DS-0013", "DS013", "AVD-DS-0013", "kics:run-instruction-using-cd-instead-of-workdir", "kics:f4a6bcd3-e231-4acf-993c-aa027be50d2e", "semgrep:use-workdir"],
        inputs: Inputs::Dockerfile,
        message: "RUN begins with `cd {folder}`, which WORKDIR says better",
        why: "WORKDIR is seen, makes the folder and holds for the next instruction, too.",
        fix: "Put WORKDIR with the folder before the RUN.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for run in facts.runs_of(&["cd"]) {
        let [folder] = run.words else { continue };
        if first_of_text(&run) != Some(run.index)
            || folder.expands
            || !folder.text.starts_with('/')
            || run.later().is_empty()
        {
            continue;
        }
        if run.later().iter().any(|command| matches!(command.program(), "cd" | "pushd")) {
            continue;
        }
        findings.at(facts.place_in(run.step, run.command.span)).detail("folder", masked(&folder.text)).done();
    }
}

/// The index of the first command of the instruction's own text, or of the heredoc that is all of it, if the command is
/// one of that text and not of a construct or a script in it.
pub(super) fn first_of_text(run: &Run<'_>) -> Option<usize> {
    let alone = |command: &Command| command.name.is_none() && command.redirections.iter().any(Redirection::is_heredoc);
    let depth = u32::from(run.script.commands.first().is_some_and(alone));
    // Behind `env` or `command` it is no change of folder.
    let plain = run.command.depth == 0 && run.command.script_depth == depth && run.command.program() == "cd";
    plain.then_some(depth as usize)
}
