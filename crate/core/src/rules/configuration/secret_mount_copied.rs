//! `secret-mount-copied`.

use crate::dockerfile::Instruction;
use crate::dockerfile::shell::{Command, RedirectOperator, Script, Word};
use crate::facts::{Facts, program};
use crate::finding::{Findings, Severity};
use crate::ordered::Set;
use crate::rules::build_step::lower;
use crate::rules::rule::rule;
use crate::rules::written::target;
use crate::rules::{Category, Control, Inputs};
use std::borrow::Cow;

rule! {
    /// ## What it checks
    /// Steps with `--mount=type=secret` that put what they were given into a file which stays: `cp` of the mounted file,
    /// `cat`, `echo`, `printf`, `sed`, `envsubst` and such whose output goes to a file, also for a secret in a variable
    /// (`env=`), and `npm`, `git`, `pip`, `aws` and others that are told to keep it in their configuration. A file that
    /// the same step removes again, that lies on another mount, or that is only a link to the secret, is none.
    ///
    /// ## Why it matters
    /// The mount keeps the secret out of the image, and the copy puts it back: everybody who has the image has the secret.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM node:22
    /// RUN --mount=type=secret,id=npmrc cp /run/secrets/npmrc /root/.npmrc && npm ci
    /// ```
    /// ```dockerfile bad
    /// FROM node:22
    /// RUN --mount=type=secret,id=token \
    ///     echo "//registry.example.org/:_authToken=$(cat /run/secrets/token)" > .npmrc && npm ci
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN --mount=type=secret,id=pw,env=PASSWORD <<EOF
    /// printf 'password=%s' "${PASSWORD}" | tee /etc/app.conf
    /// EOF
    /// ```
    /// ```dockerfile bad
    /// FROM node:22
    /// RUN --mount=type=secret,id=token,target=/tmp/t npm config set //registry.example.org/:_authToken "$(cat /tmp/t)"
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12 AS base
    /// ONBUILD RUN --mount=type=secret,id=key cat < /run/secrets/key | base64 > /key
    /// ```
    /// ```dockerfile good
    /// FROM node:22
    /// RUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci
    /// RUN --mount=type=secret,id=npmrc ln -s /run/secrets/npmrc /root/.npmrc && npm ci
    /// ```
    /// ```dockerfile good
    /// FROM node:22
    /// RUN --mount=type=secret,id=npmrc cp /run/secrets/npmrc /root/.npmrc && npm ci && rm -f /root/.npmrc
    /// RUN --mount=type=secret,id=x --mount=type=tmpfs,target=/tmp cat /run/secrets/x > /tmp/x && make
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN --mount=type=secret,id=token curl -fsS -H "Authorization: Bearer $(cat /run/secrets/token)" https://example.org/x > /x
    /// RUN --mount=type=secret,id=pw,env=PW test -n "$PW" > /dev/null && echo "$PWD" > /where
    /// ```
    ///
    /// ## How to fix
    /// Mount the secret where the program looks for it (`target=/root/.npmrc`), or hand it over as a variable (`env=`).
    ///
    /// ## References
    /// Docker documentation, build secrets.
    pub static SECRET_MOUNT_COPIED = Rule {
        id: "secret-mount-copied",
        title: "A mounted secret is copied into a layer",
        category: Category::Configuration,
        severity: Severity::High,
        aliases: &["SEC-003"],
        controls: &[
            Control::read("CIS Docker", "4.10"),
            Control::read("NIST SP 800-190", "3.1.4, 4.1.4"),
            Control::read("NIST SP 800-53 r5", "IA-5(7)"),
            Control::inferred("NIST SP 800-53 r5", "SC-12"),
            Control::read("DISA", "CICDG 2.18 CCI-002367"),
            Control::read("DISA", "CTR-000310"),
            Control::inferred("PCI DSS", "8.6.2, 3.6.1"),
            Control::read("PCI DSS", "CG 12.4"),
        ],
        cwe: Some(538),
        inputs: Inputs::Dockerfile,
        message: "{program} puts a mounted secret into {target}, which stays in a layer",
        why: "The mount keeps the secret out of the image, and the copy puts it back.",
        fix: "Mount the secret where the program looks for it with `target=`, or hand it over as a variable with `env=`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for step in facts.run_steps() {
        let Some(mounted) = Mounted::of(step.innermost()) else { continue };
        let script = step.script();
        let mut removed = None;
        for (index, command) in script.commands.iter().enumerate() {
            if !mounted.is_read_by(command) {
                continue;
            }
            let Some(target) = kept_in(script, index) else { continue };
            let removed = removed.get_or_insert_with(|| removed_in(script));
            let is_gone = ancestors(target).any(|path| removed.contains(path));
            if is_gone || mounted.is_on_mount(target) {
                continue;
            }
            let severity = if step.part.is_in_image() { Severity::High } else { lower(Severity::High) };
            findings
                .at(facts.place_in(step, command.span))
                .severity(severity)
                .detail("program", program(command).0)
                .detail("target", crate::secrets::masked(target).replace(['{', '}'], ""))
                .done();
        }
    }
}

/// Every command is looked through for each of them.
const MAX_MOUNTS: usize = 32;

/// What the mounts of a step give to it.
struct Mounted<'f> {
    /// Files that hold secrets.
    files: Vec<Cow<'f, str>>,
    /// Variables that hold secrets.
    variables: Vec<&'f str>,
    /// Where something is mounted that does not stay.
    places: Vec<&'f str>,
}

impl<'f> Mounted<'f> {
    fn of(run: &'f Instruction) -> Option<Self> {
        let mut mounted = Self { files: Vec::new(), variables: Vec::new(), places: Vec::new() };
        for mount in run.flags_named("mount").take(MAX_MOUNTS) {
            let target = mount.option(&["target", "dst", "destination"]);
            mounted.places.extend(target.filter(|target| target.len() > 1));
            if mount.option(&["type"]) != Some("secret") {
                continue;
            }
            let variable = mount.option(&["env"]);
            mounted.variables.extend(variable);
            match (target, mount.option(&["id", "source", "src"])) {
                (Some(target), _) => mounted.files.push(Cow::Borrowed(target)),
                (None, Some(id)) if variable.is_none() => mounted.files.push(Cow::Owned(format!("/run/secrets/{id}"))),
                _ => {}
            }
        }
        mounted.files.retain(|file| file.len() > 1);
        mounted.variables.retain(|name| !name.is_empty());
        (!mounted.files.is_empty() || !mounted.variables.is_empty()).then_some(mounted)
    }

    fn is_read_by(&self, command: &Command) -> bool {
        let in_words = || command.words.iter().any(|word| self.is_in(&word.text, word.expands));
        let in_input = || {
            command.redirections.iter().any(|redirection| match (&redirection.body, redirection.operator) {
                (Some(body), _) => body.expands && self.is_in(body.text.text(), true),
                (None, RedirectOperator::In | RedirectOperator::HereString) => {
                    self.is_in(&redirection.target.text, redirection.target.expands)
                }
                _ => false,
            })
        };
        in_words() || in_input()
    }

    fn is_in(&self, text: &str, expands: bool) -> bool {
        let whole = |text: &str, at: usize, length: usize| {
            let behind = text.get(at.saturating_add(length)..).and_then(|rest| rest.chars().next());
            behind.is_none_or(|next| !next.is_ascii_alphanumeric() && next != '_')
        };
        self.files.iter().any(|file| text.match_indices(file.as_ref()).any(|(at, found)| whole(text, at, found.len())))
            || (expands
                && self.variables.iter().any(|name| {
                    text.match_indices(name).any(|(at, found)| {
                        let before = text.get(..at).unwrap_or_default();
                        (before.ends_with('$') || before.ends_with("${")) && whole(text, at, found.len())
                    })
                }))
    }

    fn is_on_mount(&self, target: &str) -> bool {
        target.starts_with("/dev/")
            || target.starts_with("/run/secrets/")
            || self.places.iter().any(|place| ancestors(target).any(|path| path == place.trim_end_matches('/')))
    }
}

/// A path and the folders that it is in.
fn ancestors(path: &str) -> impl Iterator<Item = &str> {
    let path = path.trim_end_matches('/');
    std::iter::successors(Some(path), |path| {
        path.rsplit_once('/').map(|(folder, _)| folder).filter(|folder| !folder.is_empty())
    })
    .take(64)
}

/// Paths that some command of a step removes.
fn removed_in(script: &Script) -> Set<&str> {
    let mut removed = Set::new();
    for command in &script.commands {
        if let ("rm" | "shred" | "unlink", words) = program(command) {
            removed.extend(words.iter().map(|word| word.text.trim_end_matches('/')));
        }
    }
    removed
}

/// Longest pipe that is followed.
const MAX_PIPE: usize = 16;

/// The file that a command which reads a secret leaves it in.
fn kept_in(script: &Script, index: usize) -> Option<&str> {
    let command = script.commands.get(index)?;
    let (name, words) = program(command);
    match name {
        "cp" | "mv" | "install" | "rsync" => operands(words).skip(1).last().map(|word| word.text.as_str()),
        "dd" => words.iter().find_map(|word| word.text.strip_prefix("of=")),
        "npm" | "pnpm" | "yarn" | "git" | "pip" | "pip3" | "composer" | "poetry" | "bundle" | "aws" => {
            let mut verbs = operands(words).map(|word| word.text.as_str());
            matches!(verbs.next(), Some("config" | "configure" | "set")).then_some("its configuration")
        }
        _ if hands_on(name) => {
            for command in
                script.commands.iter().skip(index).take(MAX_PIPE).filter(|other| other.depth == command.depth)
            {
                let name = program(command).0;
                if !hands_on(name) {
                    return None;
                }
                if let Some(file) = target(command) {
                    return Some(file);
                }
                if !command.pipes_into() {
                    return None;
                }
            }
            None
        }
        _ => None,
    }
}

/// Programs whose output is what they read.
fn hands_on(name: &str) -> bool {
    matches!(
        name,
        "cat"
            | "echo"
            | "printf"
            | "sed"
            | "envsubst"
            | "base64"
            | "tr"
            | "head"
            | "tail"
            | "tee"
            | "awk"
            | "cut"
            | "jq"
    )
}

fn operands(words: &[Word]) -> impl Iterator<Item = &Word> {
    words.iter().filter(|word| !word.text.starts_with('-'))
}
