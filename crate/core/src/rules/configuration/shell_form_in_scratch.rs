//! `shell-form-in-scratch`.

use super::scratch::walk;
use crate::dockerfile::{Arguments, Heredoc, InstructionKind};
use crate::facts::{Facts, Step};
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// `RUN`, `CMD`, `ENTRYPOINT` and `HEALTHCHECK CMD` in shell form in an image from `scratch` that nothing brings a shell
    /// into. Copies to `/`, to program folders and of anything that is called like a shell may bring one and are taken for it;
    /// so are `SHELL` and mounts.
    ///
    /// ## Why it matters
    /// The shell form is run by `/bin/sh`. Without one the build fails, or the container does not start or is never healthy.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM scratch
    /// COPY app /app
    /// CMD /app --serve
    /// ```
    /// ```dockerfile bad
    /// FROM scratch
    /// COPY app /app
    /// RUN /app --prepare
    /// ENTRYPOINT ["/app"]
    /// ```
    /// ```dockerfile bad
    /// FROM golang:1.23 AS build
    /// FROM scratch AS base
    /// COPY --from=build /src/app /app
    /// FROM base
    /// HEALTHCHECK --interval=5s \
    ///   CMD /app health
    /// CMD ["/app"]
    /// ```
    /// ```dockerfile bad
    /// FROM scratch
    /// COPY app /app
    /// RUN <<EOF
    /// /app --prepare
    /// EOF
    /// ```
    /// ```dockerfile good
    /// FROM scratch
    /// COPY app /app
    /// RUN ["/app", "--prepare"]
    /// CMD ["/app"]
    /// HEALTHCHECK CMD ["/app", "health"]
    /// ```
    /// ```dockerfile good
    /// FROM scratch
    /// CMD app --serve
    /// ADD rootfs.tar.xz /
    /// ```
    /// ```dockerfile good
    /// FROM scratch
    /// COPY --from=busybox:1.36 /bin/busybox /bin/sh
    /// RUN /bin/sh -c 'echo x > /x'
    /// ```
    /// ```dockerfile good
    /// FROM scratch
    /// COPY app /app
    /// SHELL ["/app", "-c"]
    /// CMD serve
    /// ```
    /// ```dockerfile good
    /// FROM scratch
    /// RUN --mount=from=busybox:1.36,target=/ mkdir -p /x
    /// ONBUILD RUN make
    /// ```
    ///
    /// ## How to fix
    /// Use the exec form: `CMD ["/app", "--serve"]`.
    ///
    /// ## References
    /// Dockerfile reference, shell and exec form.
    pub static SHELL_FORM_IN_SCRATCH = Rule {
        id: "shell-form-in-scratch",
        title: "Shell form in an image without a shell",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &["tally:shell-run-in-scratch"],
        inputs: Inputs::Dockerfile,
        message: "{instruction} in shell form needs a shell, and nothing brings one into this image",
        why: "The build fails, or the container does not start or is never healthy.",
        fix: "Use the exec form, as in `CMD [\"/app\", \"--serve\"]`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    if facts.settings.open {
        return;
    }
    let mut commands = Vec::new();
    let mut runs = Vec::new();
    let end = walk(facts, |_, step, holds| {
        if !is_shell_form(&step.instruction.arguments) {
            return;
        }
        match step.instruction.kind {
            InstructionKind::Run if !holds.shell && !brings_its_own(step) => runs.push(step),
            // Run when everything is in place, whatever stands behind them.
            InstructionKind::Cmd | InstructionKind::Entrypoint | InstructionKind::Healthcheck => commands.push(step),
            _ => {}
        }
    });
    // After a RUN that cannot run, which is reported, nothing more is sure.
    if end.is_none_or(|holds| holds.shell) {
        commands.clear();
    }
    for step in runs.into_iter().chain(commands) {
        findings
            .at(facts.place_in(step, step.instruction.keyword))
            .detail("instruction", step.instruction.kind.name())
            .done();
    }
}

fn is_shell_form(arguments: &Arguments) -> bool {
    match arguments {
        Arguments::Shell(_) => true,
        Arguments::Healthcheck { test, .. } => matches!(**test, Arguments::Shell(_)),
        _ => false,
    }
}

/// A mount can hold a shell, and a heredoc can name the program that reads it.
fn brings_its_own(step: &Step<'_>) -> bool {
    let named = |heredoc: &Heredoc| heredoc.body.text().starts_with("#!");
    step.instruction.flag("mount").is_some() || step.instruction.heredocs.iter().any(named)
}
