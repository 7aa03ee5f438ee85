//! `onbuild-trigger`.

use crate::facts::{BuildSource, Facts};
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// `ONBUILD` in the final stage of a Dockerfile and triggers in the config of an image.
    ///
    /// ## Why it matters
    /// Whoever builds on top of the image runs commands that do not stand in their Dockerfile, and most builders other
    /// than Docker's ignore them.
    ///
    /// ## Examples
    /// ```image bad
    /// onbuild RUN make
    /// ```
    /// ```image bad
    /// cmd ["/app"]
    /// onbuild COPY . /app
    /// onbuild RUN make
    /// ```
    /// ```image bad
    /// user 10001
    /// onbuild USER root
    /// ```
    /// ```image good
    /// cmd ["/app"]
    /// ```
    /// ```image good
    /// layer RUN /bin/sh -c echo ONBUILD
    /// ```
    /// ```image good
    /// label onbuild=RUN make
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// ONBUILD COPY . /app
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// onbuild run make
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS base
    /// ONBUILD RUN make
    /// FROM base
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN echo ONBUILD
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS build
    /// ONBUILD RUN make
    /// FROM debian:12
    /// COPY --from=build /a /a
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// # ONBUILD RUN make
    /// CMD ["/app"]
    /// ```
    ///
    /// ## How to fix
    /// Write the instruction into the Dockerfiles that need it, or give them a stage to copy from.
    ///
    /// ## References
    /// Dockerfile reference, `ONBUILD`; OCI image specification, which has no such field.
    pub static ONBUILD_TRIGGER = Rule {
        id: "onbuild-trigger",
        title: "Instructions that wait for the next build",
        category: Category::Configuration,
        severity: Severity::Low,
        confidence: Confidence::High,
        aliases: &["CFG-004"],
        controls: &[
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::inferred("NIST SP 800-53 r5", "CM-7"),
            Control::read("DISA", "CICDG 2.4"),
        ],
        reads: &[Reads::Build],
        inputs: Inputs::Both,
        message: "ONBUILD runs \"{trigger}\" in builds on top of this image",
        why: "Whoever builds on top of the image runs commands that do not stand in their Dockerfile.",
        fix: "Write the instruction into the Dockerfiles that need it.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    if let Some(image) = &facts.image {
        for (index, trigger) in image.config.on_build.iter().enumerate() {
            findings.at(Place::config(&format!("config.OnBuild[{index}]"))).masked("trigger", trigger).done();
        }
        return;
    }
    if facts.source != BuildSource::Dockerfile {
        return;
    }
    for step in facts.steps.iter().filter(|step| step.is_onbuild() && step.part.is_in_image()) {
        findings.at(step.place.clone()).masked("trigger", step.text.get(7..).unwrap_or_default().trim()).done();
    }
}
