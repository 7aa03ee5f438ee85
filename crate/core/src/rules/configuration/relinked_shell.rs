//! `relinked-shell`.

use crate::dockerfile::shell::Word;
use crate::facts::{Facts, Run};
use crate::finding::{Findings, Severity};
use crate::rules::Category;
use crate::rules::rule::rule;
use crate::secrets::masked;

rule! {
    /// ## What it checks
    /// `RUN` that puts another shell in the place of `/bin/sh`, with `ln`, `mv`, `cp` or `update-alternatives`. busybox and dash
    /// are what many images have there anyway and are accepted.
    ///
    /// ## Why it matters
    /// Every script of the image that asks for `/bin/sh` now runs in a shell that its package was not tested with, the scripts
    /// of package managers included. `SHELL` changes the shell of the build alone.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN ln -sf /bin/bash /bin/sh
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN rm /bin/sh && \
    ///     ln -s "bash" "/bin/sh"
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS build
    /// RUN <<EOF
    /// mv /bin/bash /usr/bin/sh
    /// EOF
    /// FROM scratch
    /// COPY --from=build /app /app
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ONBUILD RUN sudo cp -f /bin/zsh /bin/sh
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// SHELL ["/bin/bash", "-o", "pipefail", "-c"]
    /// RUN make
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN ln -s /bin/sh /usr/local/bin/app-shell && ln -sf /bin/busybox /bin/sh
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN ln -s /bin/bash /rootfs/bin/sh && echo ln -sf /bin/bash /bin/sh
    /// ```
    /// ```image bad
    /// layer RUN /bin/sh -c ln -sf /bin/bash /bin/sh # buildkit
    /// /bin/sh -> bash
    /// ```
    /// ```image good
    /// layer RUN /bin/bash -c ln -sf bash /bin/rbash # buildkit
    /// /bin/rbash -> bash
    /// ```
    ///
    /// ## How to fix
    /// Remove the command and name the shell of the build: `SHELL ["/bin/bash", "-o", "pipefail", "-c"]`.
    ///
    /// ## References
    /// Dockerfile reference, `SHELL`.
    pub static RELINKED_SHELL = Rule {
        id: "relinked-shell",
        title: "Default shell of the image replaced",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &["DL4005", "kics:changing-default-shell-using-run-command", "kics:8a301064-c291-4b20-adcb-403fe7fd95fd", "semgrep:use-shell-instruction"],
        message: "{program} puts \"{shell}\" in the place of {target}",
        why: "All scripts of the image then run in a shell that they were not tested with.",
        fix: "Name the shell of the build with SHELL and leave /bin/sh alone.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for run in facts.runs_of(&["ln", "mv", "cp", "update-alternatives"]) {
        let Some((target, shell)) = replaced(&run) else { continue };
        let shell_name = shell.text.rsplit('/').next().unwrap_or_default();
        if shell.expands || matches!(shell_name, "busybox" | "dash" | "ash" | "sh" | "") {
            continue;
        }
        findings
            .at(facts.place_in(run.step, target.span))
            .detail("program", run.program)
            .detail("shell", masked(&shell.text))
            .detail("target", &target.text)
            .severity(if run.step.part.is_in_image() { Severity::Low } else { Severity::Info })
            .done();
    }
}

/// The word that names the shell of the system, and the one that names what is put there.
fn replaced<'r>(run: &Run<'r>) -> Option<(&'r Word, &'r Word)> {
    let is_shell = |word: &Word| !word.expands && matches!(word.text.as_str(), "/bin/sh" | "/usr/bin/sh");
    let mut operands = run.words.iter().filter(|word| !word.text.starts_with('-'));
    if run.program == "update-alternatives" {
        // Link, name, path, priority.
        run.option(&["--install"])?;
        let target = operands.next().filter(|word| is_shell(word))?;
        return Some((target, operands.nth(1)?));
    }
    let (shell, target) = (operands.next()?, operands.next()?);
    (operands.next().is_none() && is_shell(target)).then_some((target, shell))
}
