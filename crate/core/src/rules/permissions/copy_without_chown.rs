//! `copy-without-chown`.

use crate::dockerfile::InstructionKind;
use crate::facts::{Facts, Step};
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs, Profile};

rule! {
    /// ## What it checks
    /// `COPY` without `--chown` behind a `USER` that is not root, in steps of the image; inherited users and variables
    /// with a default are followed.
    ///
    /// ## Why it matters
    /// `COPY` does not heed `USER`: the files belong to root. Often that is what is wanted, but many who write this expect
    /// the opposite, and then make everything writable until it works.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// USER app
    /// COPY . /app
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS base
    /// USER 10001
    /// FROM base
    /// COPY --from=busybox:1.36 /bin/busybox /bin/
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ARG RUN_AS=app
    /// USER $RUN_AS
    /// COPY <<EOF /app/app.conf
    /// port = 8080
    /// EOF
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// COPY . /app
    /// USER app
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// USER app
    /// COPY --chown=0:0 . /app
    /// COPY --chown=app data /data
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// USER app
    /// USER 0:0
    /// COPY . /app
    /// USER app
    /// ADD data.tar.gz /data
    /// ```
    ///
    /// ## How to fix
    /// Say which owner is meant: `--chown=0:0` for what the application only reads.
    ///
    /// ## References
    /// Dockerfile reference, `COPY --chown`.
    pub static COPY_WITHOUT_CHOWN = Rule {
        id: "copy-without-chown",
        title: "COPY behind USER leaves files to root",
        category: Category::Permissions,
        profile: Profile::Strict,
        severity: Severity::Info,
        aliases: &["tally:copy-after-user-without-chown"],
        inputs: Inputs::Dockerfile,
        message: "What is copied belongs to root although USER {user} is in effect",
        why: "COPY does not heed USER, and many who write this expect that it does.",
        fix: "Say which owner is meant: `--chown=0:0` for what the application only reads.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(written) = facts.dockerfile else { return };
    for (index, step) in facts.steps.iter().enumerate() {
        let copy = &step.instruction;
        if copy.kind != InstructionKind::Copy || !step.part.is_in_image() || copy.flag("chown").is_some() {
            continue;
        }
        let Some(user) = written.model.states.get(index).and_then(|state| state.user) else { continue };
        let Some(user) = user_of(facts, user) else { continue };
        let fix = Fix::safe("Say that root owns the files").insert(copy.keyword.end, " --chown=0:0");
        findings.at(facts.place_in(step, copy.keyword)).masked("user", user).fix(fix).done();
    }
}

/// The user that an instruction sets, if it is known and not root.
fn user_of<'f>(facts: &'f Facts<'_>, index: usize) -> Option<&'f str> {
    let step: &Step<'_> = facts.steps.get(index)?;
    let word = step.innermost().words().first()?;
    let value = match facts.dockerfile?.model.expanded(index, word) {
        Some(expanded) if expanded.unset.is_empty() => expanded.value.as_deref().ok()?,
        Some(_) => return None,
        None => &word.text,
    };
    let name = value.split(':').next().unwrap_or_default();
    (!matches!(name, "" | "root") && name.parse() != Ok(0_u32) && !name.contains('$')).then_some(name)
}
