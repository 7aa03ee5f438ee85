//! `named-user-in-scratch`.

use super::scratch::{Holds, walk};
use crate::dockerfile::InstructionKind;
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::words::known;
use crate::rules::{Category, Inputs};
use crate::secrets::masked;

rule! {
    /// ## What it checks
    /// A final `USER` with a name for the user or the group, in an image from `scratch` that nothing brings an `/etc/passwd`
    /// into. Copies to `/`, to `/etc` and to places that are not known may bring one and are taken for it. `root` is left
    /// to the rule about root.
    ///
    /// ## Why it matters
    /// The runtime looks names up in the image's own account files. Without them the container does not start; and whoever
    /// makes it start in a hurry removes `USER`, so that it runs as root.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM scratch
    /// COPY app /app
    /// USER app
    /// ```
    /// ```dockerfile bad
    /// FROM golang:1.23 AS build
    /// FROM scratch AS base
    /// COPY --from=build /src/app /usr/bin/app
    /// FROM base
    /// ARG NAME=nobody
    /// USER ${NAME}
    /// ```
    /// ```dockerfile bad
    /// FROM scratch
    /// COPY app /app
    /// USER 65532:nogroup
    /// USER "65532:nogroup"
    /// CMD ["/app"]
    /// ```
    /// ```dockerfile good
    /// FROM scratch
    /// COPY app /app
    /// USER 65532:65532
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS build
    /// RUN useradd app
    /// FROM scratch
    /// COPY --from=build /etc/passwd /etc/passwd
    /// COPY --from=build /app /app
    /// USER app
    /// ```
    /// ```dockerfile good
    /// FROM scratch
    /// ADD rootfs.tar.xz /
    /// USER app
    /// ```
    /// ```dockerfile good
    /// FROM scratch
    /// COPY <<EOF /etc/passwd
    /// app:x:65532:65532::/:/app
    /// EOF
    /// USER app
    /// FROM gcr.io/distroless/static:nonroot
    /// USER nonroot
    /// ```
    ///
    /// ## How to fix
    /// Give the user as numbers, `USER 65532:65532`, or copy an `/etc/passwd` into the image.
    ///
    /// ## References
    /// Dockerfile reference, `USER`.
    pub static NAMED_USER_IN_SCRATCH = Rule {
        id: "named-user-in-scratch",
        title: "User by name in an image without accounts",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &["tally:named-identity-in-passwdless-stage"],
        inputs: Inputs::Dockerfile,
        message: "Nothing brings accounts into this image, so \"{user}\" cannot be looked up",
        why: "The container does not start, and the quickest way to start it is to run it as root.",
        fix: "Give the user as numbers, as in `USER 65532:65532`, or copy an /etc/passwd into the image.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    if facts.settings.open || facts.settings.user.is_none() {
        return;
    }
    let mut last = None;
    let end = walk(facts, |index, step, _| {
        if step.instruction.kind == InstructionKind::User {
            last = Some((index, step));
        }
    });
    let (Some((index, step)), Some(Holds { accounts: false, .. })) = (last, end) else { return };
    let Some(word) = step.instruction.words().first() else { return };
    let Some(user) = known(facts, index, word) else { return };
    // That it is root is worse, and said by another rule.
    let is_fine = |part: &str| part == "root" || part.bytes().all(|byte| byte.is_ascii_digit());
    if user.split(':').all(is_fine) {
        return;
    }
    findings
        .at(facts.place_in(step, word.span))
        .detail("user", masked(&user))
        .fix(Fix::review("Give the user as numbers").replace(word.span, "65532:65532"))
        .done();
}
