//! `root-with-volume`.

use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs, Profile};

rule! {
    /// ## What it checks
    /// A `VOLUME` in an image whose container runs as root. Where the user is that of a base image which is not known, the
    /// finding is of low confidence.
    ///
    /// ## Why it matters
    /// What root writes into the volume belongs to root, on the host too if the volume is one of its directories. Setuid
    /// programs put there by whoever breaks in outlive the container, and the day the image gets another user it cannot
    /// read its own data.
    ///
    /// ## Examples
    /// ```image bad
    /// user 0
    /// volume /data
    /// /app 0755 0:0 size=10
    /// ```
    /// ```image good
    /// user 10001
    /// volume /data
    /// /app 0755 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// VOLUME /data
    /// USER root
    /// ```
    /// ```dockerfile bad
    /// FROM scratch
    /// COPY app /app
    /// VOLUME ["/data"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS base
    /// VOLUME /data /log
    /// FROM base
    /// USER 0:0
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// VOLUME /data
    /// USER 10001
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS build
    /// VOLUME /data
    /// FROM debian:12
    /// USER root
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ARG RUN_AS
    /// VOLUME /data
    /// USER $RUN_AS
    /// ```
    ///
    /// ## How to fix
    /// Run as another user, and give it the directory of the volume before `VOLUME`.
    ///
    /// ## References
    /// Dockerfile reference, `VOLUME`.
    pub static ROOT_WITH_VOLUME = Rule {
        id: "root-with-volume",
        title: "Root writes to a volume",
        category: Category::Permissions,
        profile: Profile::Strict,
        severity: Severity::Info,
        aliases: &["tally:stateful-root-runtime"],
        inputs: Inputs::Both,
        message: "The container runs as root and keeps data in the volume {volume}",
        why: "What root writes there belongs to root and outlives the container.",
        fix: "Run as another user, and give it the directory of the volume before VOLUME.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let user = facts.settings.user.as_ref();
    let name = user.map_or("", |user| user.value.split(':').next().unwrap_or_default());
    if !matches!(name, "" | "root") && name.parse() != Ok(0_u32) {
        return;
    }
    for volume in &facts.settings.volumes {
        let draft = findings.at(volume.place.clone()).detail("volume", crate::secrets::masked(&volume.value));
        if user.is_none() && facts.settings.open { draft.confidence(Confidence::Low).done() } else { draft.done() }
    }
}
