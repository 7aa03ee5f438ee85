//! `shell-form-command`.

use super::exec_form;
use crate::dockerfile::shell::{Context, Script, Separator};
use crate::dockerfile::{Arguments, Dockerfile, Instruction, InstructionKind, SourceText};
use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Fix, Severity};
use crate::rules::edit;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs};
use crate::secrets;
use crate::words::{Words, words};

rule! {
    /// ## What it checks
    /// `CMD` and `ENTRYPOINT` in shell form, in every stage. It says nothing where the file chooses the shell with
    /// `SHELL`, where the text begins with `exec`, so that the program takes the shell's place, and of `HEALTHCHECK CMD`,
    /// which nobody sends signals to. Text that looks like JSON and is none is left to `malformed-exec-form`. A fix is
    /// offered where the text is plain words.
    ///
    /// In an image it is told by `/bin/sh -c` and one more word, which may also have been written so; confidence is
    /// medium there.
    ///
    /// ## Why it matters
    /// The program runs below `/bin/sh -c`, which does not hand on signals: `docker stop` waits ten seconds and then
    /// kills it. The image also needs a shell only for that.
    ///
    /// ## Examples
    /// ```image bad
    /// cmd ["/bin/sh", "-c", "server --port $PORT"]
    /// ```
    /// ```image good
    /// entrypoint ["/bin/sh", "-c", "exec server --port $PORT"]
    /// ```
    /// ```image good
    /// entrypoint ["/bin/bash", "-c", "server --port $PORT"]
    /// cmd ["server"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// CMD nginx -g "daemon off;"
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ENTRYPOINT server --port $PORT
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ONBUILD CMD server \
    ///   --verbose
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS base
    /// CMD migrate && server
    /// FROM base
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ENTRYPOINT ["server", "--port", "8080"]
    /// HEALTHCHECK CMD server health || exit 1
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// SHELL ["/bin/bash", "-c"]
    /// CMD server $OPTIONS
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ENTRYPOINT exec java $JAVA_OPTS -jar /app.jar
    /// CMD []
    /// ```
    ///
    /// ## How to fix
    /// Write the words as JSON: `CMD ["nginx", "-g", "daemon off;"]`. Where a variable is needed, begin with `exec`, or
    /// name the shell: `["/bin/sh", "-c", "exec server --port $PORT"]`.
    ///
    /// ## References
    /// Dockerfile reference, shell and exec form. Docker build check `JSONArgsRecommended`.
    pub static SHELL_FORM_COMMAND = Rule {
        id: "shell-form-command",
        title: "Command in shell form",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &[
            "CFG-002", "DL3025", "JSONArgsRecommended", "kics:not-using-json-in-cmd-and-entrypoint-arguments", "kics:b86987e1-6397-4619-81d5-8807f2387c79",
            "semgrep:prefer-json-notation",
        ],
        controls: &[Control::read("NIST SP 800-53 r5", "CM-6")],
        inputs: Inputs::Both,
        message: "{instruction} runs \"{command}\" below a shell",
        why: "The shell does not hand on signals, so the program is killed instead of stopped, and the image needs a shell.",
        fix: "Write the words as JSON, or begin with `exec` where a variable is needed.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(written) = facts.dockerfile else { return in_image(facts, findings) };
    for (index, step) in facts.steps.iter().enumerate() {
        let command = step.innermost();
        let (InstructionKind::Cmd | InstructionKind::Entrypoint, Arguments::Shell(text)) =
            (command.kind, &command.arguments)
        else {
            continue;
        };
        let chosen = written.model.states.get(index).is_some_and(|state| state.shell.is_some());
        let shown = text.text().trim();
        if chosen || shown.is_empty() || shown.starts_with("exec ") || exec_form::meant(shown, command.kind) {
            continue;
        }
        findings
            .at(facts.place_in(step, text.whole()))
            .detail("instruction", command.kind.name())
            .detail("command", secrets::masked(shown))
            .fix(fix(written.file, command, text, step.script()))
            .done();
    }
}

fn in_image(facts: &Facts<'_>, findings: &mut Findings) {
    let settings = &facts.settings;
    for (name, setting) in [("ENTRYPOINT", &settings.entrypoint), ("CMD", &settings.cmd)] {
        let Some(setting) = setting else { continue };
        let [shell, option, text] = setting.value.as_slice() else { continue };
        if shell != "/bin/sh" || option != "-c" || text.trim_start().starts_with("exec ") {
            continue;
        }
        findings
            .at(setting.place.clone())
            .detail("instruction", name)
            .detail("command", secrets::masked(text))
            .confidence(Confidence::Medium)
            .done();
    }
}

/// The JSON form, if the text is one command of plain words that no shell changes.
fn fix(file: &Dockerfile, instruction: &Instruction, text: &SourceText, script: &Script) -> Option<Fix> {
    static BUILT_IN: Words =
        words![".", ":", "[", "cd", "eval", "exec", "exit", "export", "set", "source", "ulimit", "umask"];
    let [command] = script.commands.as_slice() else { return None };
    let span = text.whole();
    let name = command.name.as_ref()?;
    let is_plain = script.problems.is_empty()
        && command.assignments.is_empty()
        && command.redirections.is_empty()
        && command.after == Separator::End
        && command.context == Context::Plain
        && !command.incomplete
        && !BUILT_IN.contains(&name.text.as_str())
        && file.escape == '\\'
        // A comment inside would be lost.
        && !span.of(&file.text).contains('#')
        && !span.of(&file.text).is_empty();
    let words = || std::iter::once(name).chain(&command.words);
    let changed =
        words().any(|word| word.expands || word.pattern || word.text.starts_with('~') || word.text.contains('{'));
    let title = format!("Write {} as JSON", instruction.kind.name());
    (is_plain && !changed)
        .then(|| Fix::review(title).replace(span, edit::json_array(words().map(|word| word.text.as_str()))))
}
