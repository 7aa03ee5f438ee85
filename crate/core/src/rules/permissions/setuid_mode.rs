//! `setuid-mode`.

use super::mode::{clauses, octal, sets};
use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Severity};
use crate::rules::build_step::by_use;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs};

rule! {
    /// ## What it checks
    /// Modes with the setuid or setgid bit, given in the build: `chmod u+s`, `chmod 4755`, `COPY --chmod=4755`, `install
    /// -m 4755`. The setgid bit alone is low and of low confidence, since on a directory it only hands the group down;
    /// where it is sure to be one (`mkdir -m`, `install -d`), it is no fault. Commands that take the bits away are none
    /// either.
    ///
    /// ## Why it matters
    /// Whoever runs such a program runs it with the rights of its owner, usually root, whatever `USER` says.
    ///
    /// ## Examples
    /// ```image bad
    /// layer RUN /bin/sh -c chmod u+s /usr/bin/tool # buildkit
    /// /usr/bin/tool 4755 0:0 size=10
    /// ```
    /// ```image good
    /// layer RUN /bin/sh -c chmod u-s /usr/bin/tool # buildkit
    /// /usr/bin/tool 0755 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN chmod 04755 /usr/bin/tool
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// COPY --chmod=4755 tool /usr/bin/tool
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN chmod 755 /x \
    ///  && chmod ug+rx,+s /usr/bin/tool
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN install -o root -m 2755 tool /usr/bin/tool
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN find / -xdev -perm /6000 -type f -exec chmod a-s {} + && chmod ug-s /usr/bin/tool
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN mkdir -m 2775 /srv/shared && chmod 1777 /srv/queue && chmod 755 4755
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN chmod 0755 /usr/bin/tool && chmod o=rx /usr/bin/sudos
    /// ```
    ///
    /// ## How to fix
    /// Leave the bit away. A program that needs one right of root gets it as a file capability, or the container does.
    ///
    /// ## References
    /// chmod(1), capabilities(7).
    pub static SETUID_MODE = Rule {
        id: "setuid-mode",
        title: "The build sets a setuid or setgid bit",
        category: Category::Permissions,
        severity: Severity::Medium,
        aliases: &["PRM-013"],
        controls: &[
            Control::inferred("CIS Docker", "4.8"),
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::inferred("NIST SP 800-53 r5", "AC-6"),
            Control::read("DISA", "CICDG 2.3 CCI-002235"),
            Control::inferred("PCI DSS", "7.2.2"),
        ],
        cwe: Some(250),
        inputs: Inputs::Both,
        message: "{by} sets the {bit} bit on \"{target}\" ({mode})",
        why: "Whoever runs such a program has the rights of its owner, usually root, whatever USER says.",
        fix: "Leave the bit away; give a program that needs one right of root a file capability.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    sets(facts, |set| {
        let (user, group) = bits(set.mode);
        if set.directory || !(user || group) {
            return;
        }
        let (bit, severity, confidence) = if user {
            ("setuid", Severity::Medium, Confidence::High)
        } else {
            ("setgid", Severity::Low, Confidence::Low)
        };
        findings
            .at(facts.place_in(set.step, set.span))
            .severity(by_use(set.step, severity))
            .confidence(confidence)
            .detail("by", set.by)
            .detail("bit", bit)
            .detail("target", crate::secrets::masked(set.target))
            .detail("mode", set.mode)
            .done();
    });
}

/// Whether it sets the bits for user and group.
fn bits(mode: &str) -> (bool, bool) {
    if let Some(mode) = octal(mode) {
        return (mode & 0o4000 != 0, mode & 0o2000 != 0);
    }
    clauses(mode).filter(|(_, what)| what.contains('s')).fold((false, false), |(user, group), (who, _)| {
        let all = who.is_empty() || who.contains('a');
        (user || all || who.contains('u'), group || all || who.contains('g'))
    })
}
