//! `world-writable-mode`.

use super::mode::{clauses, octal, sets};
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::build_step::by_use;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs};

rule! {
    /// ## What it checks
    /// Modes by which everybody may write, given in the build: `chmod 777`, `chmod o+w`, `a=rwx`, `COPY --chmod=0666`,
    /// `mkdir -m 777`, `install -m 777`. A directory with the sticky bit (`1777`, `a+rwxt`) is as it should be. `+w`
    /// without a letter before it is held down by the umask, and devices are not part of an image.
    ///
    /// ## Why it matters
    /// Whoever gets hold of any process in the container, however low its rights, changes these files: programs,
    /// configuration, scripts that others run.
    ///
    /// ## Examples
    /// ```image bad
    /// layer RUN /bin/sh -c chmod -R 777 /srv # buildkit
    /// /srv/ 0755 0:0
    /// ```
    /// ```image good
    /// layer RUN /bin/sh -c chmod -R 755 /srv # buildkit
    /// /srv/ 0755 0:0
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN mkdir /srv/data && chmod -R a+rwX /srv/data
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// COPY --chown=0:0 --chmod=0777 start.sh /start.sh
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN <<EOF
    /// mkdir -p -m777 /srv/data
    /// install -m 666 app.conf /etc/app.conf
    /// EOF
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN ["chmod", "u=rwx,o+w", "/srv"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN mkdir /scratch && chmod 1777 /scratch && mkdir -m a=rwxt /queue && chmod 775 /srv
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN chmod +w /etc/app.conf && chmod o-w /srv && chmod 0640 777 && chmod 666 /dev/stdout
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// ARG MODE=0755
    /// COPY --chmod=755 777 /srv/
    /// RUN echo chmod 777 /srv
    /// ```
    ///
    /// ## How to fix
    /// Give the files to the user that runs (`--chown`), and write rights to the owner alone.
    ///
    /// ## References
    /// chmod(1).
    pub static WORLD_WRITABLE_MODE = Rule {
        id: "world-writable-mode",
        title: "Everybody may write what the build makes",
        category: Category::Permissions,
        severity: Severity::Medium,
        aliases: &["PRM-013", "DF034", "kics:avoid-chmod-777", "tally:world-writable-state-path-workaround"],
        controls: &[
            Control::inferred("CIS Docker", "4.8"),
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::inferred("NIST SP 800-53 r5", "AC-6"),
            Control::read("DISA", "CICDG 2.3 CCI-002235"),
            Control::inferred("PCI DSS", "7.2.2"),
        ],
        cwe: Some(732),
        inputs: Inputs::Both,
        message: "{by} gives \"{target}\" the mode {mode}, by which everybody may write",
        why: "Any process in the container, however low its rights, can change these files.",
        fix: "Give the files to the user that runs with `--chown`, and write rights to the owner alone.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    sets(facts, |set| {
        if !is_world_writable(set.mode) {
            return;
        }
        let fix = octal(set.mode).zip(set.editable).map(|(mode, span)| {
            let narrowed = mode & !0o002;
            let width = set.mode.len();
            Fix::review("Take the right to write from others").replace(span, format!("{narrowed:0width$o}"))
        });
        findings
            .at(facts.place_in(set.step, set.span))
            .severity(by_use(set.step, Severity::Medium))
            .detail("by", set.by)
            .detail("target", crate::secrets::masked(set.target))
            .detail("mode", set.mode)
            .fix(fix)
            .done();
    });
}

fn is_world_writable(mode: &str) -> bool {
    if let Some(mode) = octal(mode) {
        return mode & 0o1002 == 0o002;
    }
    let sticky = clauses(mode).any(|(_, what)| what.contains('t'));
    !sticky && clauses(mode).any(|(who, what)| who.contains(['o', 'a']) && what.contains('w'))
}
