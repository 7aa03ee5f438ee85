//! `apt-in-build`.

use super::package_command::{call, is_written};
use crate::facts::Facts;
use crate::finding::{Findings, Fix, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// `apt` in a build step: behind `sudo`, in `sh -c`, in heredocs and behind `ONBUILD`, too.
    ///
    /// ## Why it matters
    /// `apt` is made for people at a terminal and says so itself: its options and output change without notice, so that a
    /// build may fail or a test of its output may pass wrongly. `apt-get` and `apt-cache` are the stable ones.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN apt update && apt install -y --no-install-recommends curl
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN <<EOF
    /// sudo /usr/bin/apt full-upgrade -y
    /// EOF
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// ONBUILD RUN ["apt", "list", "--installed"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN apt-get update && apt-get install -y apt apt-transport-https
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN echo apt install curl && ls /etc/apt && rm -rf /var/lib/apt
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN apt-cache policy curl; apt-mark hold curl; command -v apt
    /// ```
    ///
    /// ## How to fix
    /// Write `apt-get`; `apt-cache` for `show`, `search` and `policy`.
    ///
    /// ## References
    /// Manual page apt(8): script usage and differences from other apt tools.
    pub static APT_IN_BUILD = Rule {
        id: "apt-in-build",
        title: "apt instead of apt-get",
        category: Category::Cleanliness,
        severity: Severity::Info,
        aliases: &["DL3027", "CKV_DOCKER_9", "kics:run-using-apt", "kics:b84a0b47-2e99-4c9f-8933-98bcabe2b94d", "semgrep:prefer-apt-get"],
        inputs: Inputs::Dockerfile,
        message: "apt {verb} has no stable interface for scripts",
        why: "The options and output of apt change without notice; apt-get and apt-cache are made for scripts.",
        fix: "Write `apt-get`; `apt-cache` for `show`, `search` and `policy`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for run in facts.runs_of(&["apt"]) {
        // `command -v apt` only asks whether there is one.
        let call = call(run.command).filter(|call| !call.verb.is_empty());
        let (Some(name), Some(call)) = (run.name, call) else { continue };
        let stable = match call.verb {
            "update" | "install" | "reinstall" | "remove" | "purge" | "upgrade" | "autoremove" | "autopurge"
            | "clean" | "autoclean" | "build-dep" | "download" | "source" | "changelog" | "dist-upgrade"
            | "satisfy" => Some("-get"),
            "full-upgrade" => Some("-get"),
            "show" | "search" | "policy" | "depends" | "rdepends" | "showsrc" => Some("-cache"),
            _ => None,
        };
        let verb = call.verb_word.filter(|verb| is_written(facts, verb));
        let fix = stable.zip(verb).filter(|_| is_written(facts, name)).map(|(end, verb)| {
            let fix = Fix::safe(format!("Write apt{end}")).insert(name.span.end, end);
            if call.verb == "full-upgrade" { fix.replace(verb.span, "dist-upgrade") } else { fix }
        });
        findings
            .at(facts.place_in(run.step, name.span))
            .detail("verb", crate::secrets::masked(call.verb))
            .fix(fix)
            .done();
    }
}
