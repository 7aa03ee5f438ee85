//! `fixed-platform`.

use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::words::and_blanks;
use crate::rules::{Category, Inputs};
use crate::secrets::masked;

rule! {
    /// ## What it checks
    /// `FROM --platform=` with a platform that is written out, so that the stage is built for it whatever platform is asked
    /// for. Any variable is accepted, and so is a stage whose name says the platform's system or architecture
    /// (`AS build-arm64`), since such stages are chosen on purpose.
    ///
    /// ## Why it matters
    /// `docker build --platform linux/arm64` then makes an image that is labelled arm64 and holds programs for another
    /// processor, or one that runs under emulation unnoticed.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM --platform=linux/amd64 debian:12
    /// ```
    /// ```dockerfile bad
    /// FROM --platform=$BUILDPLATFORM golang:1.23 AS build
    /// RUN go build -o /app
    /// FROM --platform="linux/arm64/v8" debian:12 AS final
    /// COPY --from=build /app /app
    /// ```
    /// ```dockerfile bad
    /// FROM \
    ///   --platform=linux/amd64 \
    ///   debian:12 AS tools
    /// ```
    /// ```dockerfile good
    /// FROM --platform=$BUILDPLATFORM golang:1.23
    /// ```
    /// ```dockerfile good
    /// ARG PLATFORM=linux/amd64
    /// FROM --platform=${PLATFORM} debian:12
    /// ```
    /// ```dockerfile good
    /// FROM --platform=linux/amd64 debian:12 AS base-amd64
    /// FROM --platform=linux/arm64 debian:12 AS base-arm64
    /// FROM base-${TARGETARCH}
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// # --platform is a word of the command here
    /// RUN crane pull --platform=linux/amd64 example.org/x:1 x.tar
    /// ```
    ///
    /// ## How to fix
    /// Remove the flag, or use `--platform=$BUILDPLATFORM` for a stage that compiles for other platforms. Give the platform to
    /// the build instead: `docker build --platform`.
    ///
    /// ## References
    /// Dockerfile reference, `FROM --platform` and automatic platform arguments.
    pub static FIXED_PLATFORM = Rule {
        id: "fixed-platform",
        title: "Base image of one fixed platform",
        category: Category::BaseImage,
        severity: Severity::Low,
        aliases: &[
        "DL3029",
        "FromPlatformFlagConstDisallowed",
        "kics:using-platform-flag-with-from-command", "kics:b16e8501-ef3c-44e1-a543-a093238099c9",
        "semgrep:avoid-platform-with-from",
        ],
        inputs: Inputs::Dockerfile,
        message: "The stage is always built for \"{platform}\"",
        why: "A build for another platform makes an image whose label and content do not fit.",
        fix: "Remove the flag and give the platform to the build, or use $BUILDPLATFORM or an ARG.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(written) = facts.dockerfile else { return };
    for stage in &written.model.stages {
        let Some(step) = stage.from.and_then(|from| facts.steps.get(from)) else { continue };
        let Some(flag) = step.instruction.flag("platform") else { continue };
        let Some(platform) = flag.value.as_ref().filter(|value| !value.has_variables() && !value.text.is_empty())
        else {
            continue;
        };
        if stage.name.as_ref().is_some_and(|name| names_platform(&name.text, &platform.text)) {
            continue;
        }
        let fix = Fix::review("Remove --platform").delete(and_blanks(&written.file.text, flag.span));
        findings.at(facts.place_in(step, flag.span)).detail("platform", masked(&platform.text)).fix(fix).done();
    }
}

/// Whether the name of a stage says the system or the architecture.
fn names_platform(name: &str, platform: &str) -> bool {
    let name = name.to_ascii_lowercase();
    platform.split('/').take(2).any(|part| {
        let part = part.to_ascii_lowercase();
        let also = match part.as_str() {
            "amd64" => "x86_64",
            "arm64" => "aarch64",
            _ => part.as_str(),
        };
        !part.is_empty() && (name.contains(&part) || name.contains(also))
    })
}
