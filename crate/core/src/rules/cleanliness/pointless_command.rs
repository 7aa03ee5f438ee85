//! `pointless-command`.

use crate::dockerfile::shell::{Command, Context, Separator};
use crate::facts::{Facts, Run, program};
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};
use crate::words::{Words, words};

/// What the rule looks at.
static PROGRAMS: Words = words![
    "ssh",
    "vim",
    "vi",
    "nano",
    "emacs",
    "shutdown",
    "reboot",
    "poweroff",
    "halt",
    "top",
    "htop",
    "free",
    "ps",
    "ifconfig",
    "mount",
    "service",
    "systemctl",
    "telinit",
];

rule! {
    /// ## What it checks
    /// Commands that do nothing useful in a `RUN`: editors, `top`, `free`, `ps` and `ifconfig` that nothing reads, `shutdown`
    /// and `reboot`; `mount` without `RUN --security=insecure`; `ssh` without a mount of an SSH agent; `service` and
    /// `systemctl` that start something as the last thing of the step. What starts a service and then uses it in the
    /// same step is right, and so are `systemctl enable` and an editor that is given commands.
    ///
    /// ## Why it matters
    /// A process does not outlive the `RUN` that started it, and nobody sits at a terminal. Whoever wrote the command
    /// expects something of the image that it does not do: a service that runs, a file system that is mounted.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN apt-get update && apt-get install -y nginx && service nginx start
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN <<EOF
    /// mount -t tmpfs none /cache
    /// EOF
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// ONBUILD RUN ["top", "-b", "-n", "1"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN service mysql start && mysql -e 'CREATE DATABASE a' && mysqladmin shutdown && kill 1234
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN --mount=type=ssh ssh -T git@git.example.org
    /// RUN vim +PlugInstall +qall && systemctl enable nginx && ps aux | grep nginx
    /// ```
    /// ```dockerfile good
    /// # syntax=docker/dockerfile:1-labs
    /// FROM debian:13
    /// RUN --security=insecure mount -t tmpfs none /mnt && touch /mnt/x
    /// RUN apt-get install -y vim top && echo service start && command -v vim && ssh -i /key app@example.org true
    /// ```
    ///
    /// ## How to fix
    /// Leave the command out, or do at the start of the container what it was meant for.
    ///
    /// ## References
    /// Dockerfile reference, `RUN`.
    pub static POINTLESS_COMMAND = Rule {
        id: "pointless-command",
        title: "Command without use in a build",
        category: Category::Cleanliness,
        severity: Severity::Info,
        aliases: &["DL3001", "kics:run-utilities-and-posix-commands", "kics:9b6b0f38-92a2-41f9-b881-3a1083d99f1b", "semgrep:nonsensical-command"],
        inputs: Inputs::Dockerfile,
        message: "{program} {why}",
        why: "Whoever wrote it expects something of the image that it does not do, such as a service that runs.",
        fix: "Leave it out, or do at the start of the container what it was meant for.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for run in facts.runs_of(&PROGRAMS) {
        // `command -v vim` only asks whether there is one.
        let is_asked = run.command.program() == "command" && run.command.words.iter().any(|word| word.is("-v"));
        let (Some(name), Some(why)) = (run.name, why(&run).filter(|_| !is_asked)) else { continue };
        findings.at(facts.place_in(run.step, name.span)).detail("program", run.program).detail("why", why).done();
    }
}

fn why(run: &Run<'_>) -> Option<&'static str> {
    let instruction = run.step.innermost();
    match run.program {
        "ssh" => {
            let has_agent =
                instruction.flags_named("mount").any(|mount| matches!(mount.option(&["type"]), Some("ssh" | "secret")));
            let adds_key = || run.earlier().iter().any(|command| command.program() == "ssh-add");
            (!has_agent && run.option(&["-V", "-i"]).is_none() && !adds_key()).then_some("has no keys during a build")
        }
        "vim" | "vi" | "nano" | "emacs" => {
            let is_told = run.command.piped_from()
                || !run.command.redirections.is_empty()
                || run.words.iter().any(|word| {
                    word.text.starts_with('+')
                        || matches!(word.text.as_str(), "-c" | "-e" | "-es" | "-s" | "-S" | "--cmd" | "--version")
                        || ["--batch", "--script", "--eval", "-batch"]
                            .iter()
                            .any(|option| word.text.starts_with(option))
                });
            (!is_told).then_some("waits for a person at a terminal")
        }
        "shutdown" | "reboot" | "poweroff" | "halt" | "telinit" => Some("has no machine to act on during a build"),
        "top" | "htop" | "free" | "ps" | "ifconfig" => {
            (!is_read(run.command)).then_some("shows the state of the build, which nobody reads")
        }
        "mount" => {
            let may = instruction.flag("security").is_some() || run.command.pipes_into() || run.words.is_empty();
            (!may).then_some("is not allowed in a build, and what it mounts is not in the image")
        }
        "service" => {
            let starts = run.words.iter().any(|word| word.is("start") || word.is("restart"));
            (starts && is_last(run)).then_some("starts a process that ends with this RUN")
        }
        _ => {
            let starts = run.verb().is_some_and(|verb| matches!(verb.text.as_str(), "start" | "restart" | "stop"));
            starts.then_some("needs systemd, which does not run during a build")
        }
    }
}

/// Whether something is done with what it prints or with its status.
fn is_read(command: &Command) -> bool {
    command.pipes_into()
        || !command.redirections.is_empty()
        || command.after == Separator::Or
        || matches!(command.context, Context::Substitution | Context::Condition | Context::Loop | Context::Function)
}

/// Whether nothing that could use it follows in the step. A few commands are enough to tell.
fn is_last(run: &Run<'_>) -> bool {
    run.later()
        .iter()
        .take(64)
        .all(|command| matches!(program(command).0, "rm" | "echo" | "true" | "apt-get" | "sleep"))
}
