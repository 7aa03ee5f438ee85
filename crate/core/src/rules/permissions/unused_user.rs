//! `unused-user`.

use super::account_command::created;
use crate::dockerfile::InstructionKind;
use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Severity};
use crate::ordered::Set;
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

rule! {
    /// ## What it checks
    /// An account that a step of the image creates while the container runs as root and nothing uses the account: no
    /// `USER` names it or its uid, and neither a step nor the command of the container speaks of it, be it for `su`,
    /// `gosu` or `setpriv`. A start script may use it unseen: then nothing is said.
    ///
    /// ## Why it matters
    /// Somebody meant the container to run as this account, and it runs as root.
    ///
    /// ## Examples
    /// ```image bad
    /// entrypoint ["/app"]
    /// layer RUN /bin/sh -c adduser -D app # buildkit
    /// /app 0755 0:0 size=10
    /// ```
    /// ```image good
    /// user app
    /// entrypoint ["/app"]
    /// layer RUN /bin/sh -c adduser -D app # buildkit
    /// /app 0755 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN useradd --uid 10001 app
    /// COPY app /app
    /// CMD ["/app"]
    /// ```
    /// ```dockerfile bad
    /// FROM alpine:3.20
    /// RUN addgroup -S app && adduser -S -G app app && chown -R app:app /srv
    /// ENTRYPOINT ["/usr/bin/server"]
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN <<EOF
    /// useradd -m runner
    /// EOF
    /// USER root
    /// CMD ["sleep", "infinity"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN useradd --uid 10001 app
    /// USER 10001
    /// CMD ["/app"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN useradd app
    /// CMD ["gosu", "app", "/app"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN useradd app && adduser app video
    /// COPY docker-entrypoint.sh /
    /// ENTRYPOINT ["/docker-entrypoint.sh"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS build
    /// RUN useradd app
    /// FROM debian:12
    /// CMD ["/app"]
    /// ```
    ///
    /// ## How to fix
    /// End the final stage with `USER` and the account's uid, or do not create it.
    ///
    /// ## References
    /// CIS Docker Benchmark, section 4.
    pub static UNUSED_USER = Rule {
        id: "unused-user",
        title: "An account is created and not used",
        category: Category::Permissions,
        severity: Severity::Low,
        confidence: Confidence::Medium,
        aliases: &["tally:user-created-but-never-used"],
        inputs: Inputs::Both,
        message: "The account \"{account}\" is created, but the container runs as root",
        why: "Somebody meant the container to run as this account, and it runs as root.",
        fix: "End the final stage with `USER` and the uid of the account, or do not create it.",
        check: check,
    };
}

/// Each is looked for in the whole command of the container.
const MAX_ACCOUNTS: usize = 64;

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let user = facts.settings.user.as_ref().map_or("", |user| user.value.split(':').next().unwrap_or_default());
    if !matches!(user, "" | "0" | "root") {
        return;
    }
    let mut accounts = created(facts).filter(|account| account.run.is_in_image()).peekable();
    if accounts.peek().is_none() {
        return;
    }
    let line = facts.settings.command_line();
    // The base's own command is not known, and a script may become another user.
    let first = line.first().copied().unwrap_or_default();
    let is_script = first.ends_with(".sh") || first.contains("entrypoint") || first.starts_with('$');
    if line.is_empty() || is_script || line.iter().any(|word| word.contains(".sh") || word.contains("entrypoint")) {
        return;
    }
    let used = used_names(facts);
    for account in accounts.take(MAX_ACCOUNTS) {
        let name = account.name.text.as_str();
        if used.contains(name) || line.iter().any(|word| word.contains(name) && !is_path_only(word, name)) {
            continue;
        }
        findings.at(facts.place_in(account.run.step, account.name.span)).masked("account", name).done();
    }
}

/// `/app` is not the account app.
fn is_path_only(word: &str, name: &str) -> bool {
    word.starts_with('/') && !word.contains(' ') && word.rsplit('/').next().is_some_and(|last| last.contains(name))
}

/// Words that may name the user that a step becomes.
fn used_names<'f>(facts: &'f Facts<'_>) -> Set<&'f str> {
    let mut used = Set::new();
    for run in facts.runs_of(&["su", "gosu", "su-exec", "setpriv", "runuser", "chroot", "s6-setuidgid"]) {
        used.extend(run.words.iter().map(|word| name_in(&word.text)));
    }
    for step in &facts.steps {
        let instruction = step.innermost();
        match instruction.kind {
            InstructionKind::User => used.extend(instruction.words().iter().map(|word| name_in(&word.text))),
            // sudo stands before the program that it runs, so it is looked for in the words of the command.
            InstructionKind::Run if step.text.contains("sudo") => {
                let commands = step.script().commands.iter().filter(|command| command.program() == "sudo");
                used.extend(commands.flat_map(|command| &command.words).map(|word| name_in(&word.text)));
            }
            _ => {}
        }
    }
    used
}

/// `app` for `app:group`, `--user=app` and `-uapp`.
fn name_in(word: &str) -> &str {
    let value = word.rsplit('=').next().unwrap_or_default();
    let value = value.strip_prefix("-u").unwrap_or(value);
    value.split(':').next().unwrap_or_default()
}
