//! `readable-secret-mount`.

use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// `RUN --mount=type=secret` and `type=ssh` whose `mode=` lets every user of the step read or write the secret or
    /// the socket. The mode is octal with or without a leading zero, as BuildKit reads it.
    ///
    /// ## Why it matters
    /// Install scripts often run as another user so that they can do less harm. With such a mode they read the secret all
    /// the same.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM node:22
    /// RUN --mount=type=secret,id=token,mode=0444 npm ci
    /// ```
    /// ```dockerfile bad
    /// FROM node:22
    /// RUN --mount=type=cache,target=/x,mode=0777 --mount=type=secret,id=token,mode=666,required=true \
    ///     npm ci
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ONBUILD RUN --mount=type=ssh,mode=0666 git clone git@git.example.org:x /x
    /// ```
    /// ```dockerfile good
    /// FROM node:22
    /// RUN --mount=type=secret,id=token,uid=1000,mode=0400 npm ci
    /// ```
    /// ```dockerfile good
    /// FROM node:22
    /// RUN --mount=type=secret,id=token npm ci
    /// RUN --mount=type=secret,id=token,mode=440,gid=1000 npm ci
    /// ```
    /// ```dockerfile good
    /// FROM node:22
    /// RUN --mount=type=cache,target=/x,mode=0777 --mount=type=tmpfs,target=/tmp,mode=1777 npm ci
    /// ```
    ///
    /// ## How to fix
    /// Leave `mode=` away, and name the user that needs the secret with `uid=`.
    ///
    /// ## References
    /// Dockerfile reference, `RUN --mount=type=secret`.
    pub static READABLE_SECRET_MOUNT = Rule {
        id: "readable-secret-mount",
        title: "A mounted secret is open to every user of the step",
        category: Category::Configuration,
        severity: Severity::Low,
        cwe: Some(732),
        inputs: Inputs::Dockerfile,
        message: "The {kind} mount has the mode {mode}, which opens it to every user of the step",
        why: "Scripts that run as another user, so that they can do less harm, read the secret all the same.",
        fix: "Leave `mode=` away, and name the user that needs the secret with `uid=`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for step in facts.run_steps() {
        for mount in step.innermost().flags_named("mount") {
            let Some(kind) = mount.option(&["type"]).filter(|kind| matches!(*kind, "secret" | "ssh")) else { continue };
            let Some(option) = mount.options.iter().find(|option| option.name == "mode") else { continue };
            let Some(value) = option.value.as_deref() else { continue };
            if !u32::from_str_radix(value, 8).is_ok_and(|mode| mode & 0o007 != 0) {
                continue;
            }
            let exact = facts.file().is_some_and(|file| option.span.of(&file.text) == format!("mode={value}"));
            let mode = if kind == "ssh" { "mode=0600" } else { "mode=0400" };
            findings
                .at(facts.place_in(step, option.span))
                .detail("kind", kind)
                .detail("mode", value)
                .fix(exact.then(|| Fix::review("Open it to its owner alone").replace(option.span, mode)))
                .done();
        }
    }
}
