//! `curl-and-wget`.

use crate::facts::{Facts, Run};
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs, Profile};

rule! {
    /// ## What it checks
    /// Whether the steps of the image run both curl and wget. Stages that are not part of the image may use what they
    /// like.
    ///
    /// ## Why it matters
    /// Both do the same here. Each is a program more in the image, with its libraries and their faults, and a tool for
    /// whoever breaks in.
    ///
    /// ## Examples
    /// ```image bad
    /// layer RUN /bin/sh -c curl -fsSO https://example.org/a && wget -q https://example.org/b # buildkit
    /// /a 0644 0:0 size=10
    /// ```
    /// ```image good
    /// layer RUN /bin/sh -c curl -fsSO https://example.org/a && curl -fsSO https://example.org/b # buildkit
    /// /a 0644 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN wget -q https://example.org/a
    /// RUN curl -fsSO https://example.org/b
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS base
    /// RUN curl -fsSO https://example.org/b
    /// FROM base
    /// RUN sh -c 'wget -q https://example.org/a'
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN <<EOF
    /// curl -fsSO https://example.org/a
    /// wget -q https://example.org/b
    /// EOF
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS fetch
    /// RUN wget -q https://example.org/a
    /// FROM debian:12
    /// COPY --from=fetch /a /
    /// RUN curl -fsSO https://example.org/b
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN apt-get update && apt-get install -y curl && curl -fsSO https://example.org/wget
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN wget -q https://example.org/a
    /// HEALTHCHECK CMD curl -f http://localhost/
    /// ```
    ///
    /// ## How to fix
    /// Use one of them, and leave the other out of the image.
    ///
    /// ## References
    /// NIST SP 800-190, section 4.1.2.
    pub static CURL_AND_WGET = Rule {
        id: "curl-and-wget",
        title: "Both curl and wget are used",
        category: Category::Network,
        profile: Profile::Strict,
        severity: Severity::Info,
        aliases: &[
            "DL4001", "DS-0014", "DS014", "AVD-DS-0014", "kics:run-using-wget-and-curl", "kics:fc775e75-fcfb-4c98-b2f2-910c5858b359", "semgrep:use-either-wget-or-curl",
        ],
        inputs: Inputs::Both,
        message: "{program} is used although {other} is used as well",
        why: "Each is a program more in the image, with its libraries and their faults.",
        fix: "Use one of them, and leave the other out of the image.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let mut ours = facts.runs_of(&["curl", "wget"]).filter(Run::is_in_image);
    let Some(first) = ours.next() else { return };
    let Some(second) = ours.find(|run: &Run<'_>| run.program != first.program) else { return };
    let span = second.name.map_or(second.command.span, |name| name.span);
    findings
        .at(facts.place_in(second.step, span))
        .detail("program", second.program)
        .detail("other", first.program)
        .done();
}
