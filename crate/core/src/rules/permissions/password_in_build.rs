//! `password-in-build`.

use super::account_command::USERADD;
use crate::dockerfile::Span;
use crate::facts::{Facts, Run};
use crate::finding::{Findings, Severity};
use crate::rules::build_step::{TAKES_NOTHING, items, lower};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs};

rule! {
    /// ## What it checks
    /// Build steps that give an account a password or take it away: `chpasswd`, `passwd --stdin`, `passwd -d`,
    /// `useradd` and `usermod` with `-p`, and `sed` that empties the field of root in `/etc/shadow` or `/etc/passwd`. An
    /// account without a password is high, others are medium, one step less where the stage is not part of the image.
    /// Locking (`passwd -l`, `usermod -p '!'`, `sed 's/^root::/root:*:/'`) is what should be done.
    ///
    /// ## Why it matters
    /// All containers of the image share the password, its hash can be read from the layer, and often the password itself
    /// from the history. A container needs none: nobody logs in.
    ///
    /// ## Examples
    /// ```image bad
    /// layer RUN /bin/sh -c passwd -d root # buildkit
    /// /etc/passwd 0644 0:0 "root:x:0:0:root:/root:/bin/sh\n"
    /// ```
    /// ```image good
    /// layer RUN /bin/sh -c passwd -l root # buildkit
    /// /etc/passwd 0644 0:0 "root:x:0:0:root:/root:/bin/sh\n"
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN useradd app && echo "app:$PASSWORD" | chpasswd
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN useradd -m -p "$(openssl passwd -6 x)" app
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN sed -i 's/^root:[^:]*:/root::/' /etc/shadow
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN <<EOF
    /// usermod --password '' app
    /// EOF
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN useradd -p '!' app && usermod --password='*' root && passwd --lock app
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN sed -i 's/^root::/root:*:/' /etc/shadow && mkdir -p /srv/passwd && rm -d /srv/passwd
    /// ```
    /// ```dockerfile good
    /// FROM alpine:3.20
    /// RUN adduser -D -H app && apk add --no-cache shadow && command -v chpasswd
    /// ```
    ///
    /// ## How to fix
    /// Leave the account locked. To become another user in a container, use `docker exec --user`.
    ///
    /// ## References
    /// passwd(1), chpasswd(8), shadow(5).
    pub static PASSWORD_IN_BUILD = Rule {
        id: "password-in-build",
        title: "The build sets or removes a password",
        category: Category::Permissions,
        severity: Severity::Medium,
        aliases: &["OSH-009", "CKV2_DOCKER_17"],
        controls: &[
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::inferred("NIST SP 800-53 r5", "AC-2"),
            Control::inferred("NIST SP 800-53 r5", "IA-5(7)"),
            Control::read("NIST SP 800-53 r5", "AC-6(10)"),
            Control::read("DISA", "V-203695, V-203696, V-203591 +15"),
            Control::inferred("PCI DSS", "2.2.2"),
            Control::inferred("PCI DSS", "8.6.1"),
        ],
        cwe: Some(798),
        inputs: Inputs::Both,
        message: "{program} {what}",
        why: "All containers of the image share the password, and its hash can be read from the layer.",
        fix: "Leave the account locked; use `docker exec --user` to become another user.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for run in facts.runs_of(&["chpasswd", "passwd", "useradd", "usermod", "sed"]) {
        let Some((severity, what, span)) = judged(&run) else { continue };
        let severity = if run.step.part.is_in_image() { severity } else { lower(severity) };
        findings
            .at(facts.place_in(run.step, span))
            .severity(severity)
            .detail("program", run.program)
            .detail("what", what)
            .done();
    }
}

fn judged(run: &Run<'_>) -> Option<(Severity, &'static str, Span)> {
    let name = run.name?.span;
    match run.program {
        "chpasswd" => Some((Severity::Medium, "gives an account a password", name)),
        "passwd" => items(run.words, &TAKES_NOTHING).find_map(|item| match item.name {
            "d" | "delete" => Some((Severity::High, "takes the password of an account away", item.word.span)),
            "stdin" => Some((Severity::Medium, "gives an account a password", item.word.span)),
            _ => None,
        }),
        "useradd" | "usermod" => {
            let item = items(run.words, &USERADD).find(|item| item.is(&["p", "password"]))?;
            let (value, word) = item.value.zip(item.value_word)?;
            if value.starts_with(['!', '*']) {
                return None;
            }
            Some(if value.is_empty() {
                (Severity::High, "leaves an account without a password", word.span)
            } else {
                (Severity::Medium, "gives an account a password", word.span)
            })
        }
        _ => {
            let (file, script) = run.words.split_last()?;
            if !matches!(file.text.as_str(), "/etc/shadow" | "/etc/passwd") {
                return None;
            }
            let word = script.iter().find(|word| empties(&word.text))?;
            Some((Severity::High, "takes the password of root away", word.span))
        }
    }
}

/// Whether a substitution leaves root with an empty field.
fn empties(script: &str) -> bool {
    let Some(rest) = script.split_once('s').map(|(_, rest)| rest) else { return false };
    let Some(separator) = rest.chars().next().filter(char::is_ascii_punctuation) else { return false };
    rest.split(separator).nth(2).is_some_and(|replacement| replacement.starts_with("root::"))
}
