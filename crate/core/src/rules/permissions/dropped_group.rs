//! `dropped-group`.

use crate::dockerfile::InstructionKind;
use crate::dockerfile::shell::Word;
use crate::facts::{Facts, Run};
use crate::finding::{Confidence, Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Inputs};

use super::account_command::created;
use crate::rules::build_step::{Takes, items};

rule! {
    /// ## What it checks
    /// A final `USER` with a group (`USER app:app`), where the build puts the account into further groups (`useradd -G`,
    /// `usermod -aG`, `gpasswd -a`, `adduser app video`, `addgroup app video`). Only commands whose results are in the image
    /// count, and only names that are written out.
    ///
    /// ## Why it matters
    /// With a group in `USER` the process gets that group alone: the memberships of `/etc/group` are not taken, and what the
    /// account was put into the group for fails when the container runs.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN useradd --uid 10001 --groups video,render app
    /// USER app:app
    /// ```
    /// ```dockerfile bad
    /// FROM alpine:3.23 AS base
    /// RUN <<EOF
    /// adduser -D -u 10001 app
    /// addgroup app dialout
    /// EOF
    /// FROM base
    /// USER 10001:10001
    /// ```
    /// ```dockerfile bad
    /// FROM debian:12
    /// RUN useradd app && usermod -aG docker app
    /// ONBUILD USER root
    /// USER app:app
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN useradd --uid 10001 --groups video,render app
    /// USER app
    /// ```
    /// ```dockerfile good
    /// FROM debian:12 AS build
    /// RUN useradd -G video app
    /// FROM debian:12
    /// RUN groupadd -r app && useradd -r -g app app
    /// USER app:app
    /// ```
    /// ```dockerfile good
    /// FROM debian:12
    /// RUN useradd app && usermod -aG video other && gpasswd -a app video
    /// USER app:video
    /// ```
    /// ```image bad
    /// history RUN /bin/sh -c useradd -u 10001 -G video app # buildkit
    /// user 10001:10001
    /// ```
    /// ```image good
    /// history RUN /bin/sh -c useradd -u 10001 -G video app # buildkit
    /// user 10001
    /// ```
    ///
    /// ## How to fix
    /// Leave the group out of `USER`, or name the one that the process needs.
    ///
    /// ## References
    /// Dockerfile reference, `USER`.
    pub static DROPPED_GROUP = Rule {
        id: "dropped-group",
        title: "A group of the account is not taken",
        category: Category::Permissions,
        severity: Severity::Low,
        confidence: Confidence::Medium,
        aliases: &["tally:user-explicit-group-drops-supplementary-groups"],
        inputs: Inputs::Both,
        message: "The account is put into \"{group}\", but USER names the group \"{own}\", so that the process gets that one alone",
        why: "What the account was put into the group for fails when the container runs.",
        fix: "Leave the group out of USER, or name the one that the process needs.",
        check: check,
    };
}

static USERADD: Takes = Takes {
    short: "bcdefgGkKpPRsuZ",
    long: &["base-dir", "comment", "home-dir", "home", "gid", "groups", "key", "password", "root", "shell", "uid"],
};
static USERMOD: Takes = Takes {
    short: "cdefgGlpPRsuvVwWZ",
    long: &["comment", "home", "gid", "groups", "login", "password", "root", "shell", "uid"],
};
static GPASSWD: Takes = Takes { short: "adMAQ", long: &["add", "delete", "members", "administrators", "root"] };
static ADDUSER: Takes = Takes {
    short: "hgsGuk",
    long: &["uid", "gid", "home", "shell", "gecos", "comment", "ingroup", "conf", "firstuid", "lastuid"],
};

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(setting) = &facts.settings.user else { return };
    let Some((user, own)) = setting.value.split_once(':') else { return };
    if own.is_empty() || own.contains('$') || user.contains('$') {
        return;
    }
    // USER may have the number of an account, whose name the commands have.
    let numbered = created(facts).find(|created| created.uid == Some(user)).map(|created| created.name.text.as_str());
    let mut joined = facts.runs_of(&["useradd", "usermod", "gpasswd", "adduser", "addgroup"]).filter_map(joins);
    let found = joined.find_map(|Joins { run, account, groups }| {
        let is_it = account == user || numbered == Some(account);
        let lost = groups.split(',').find(|group| *group != own && !group.is_empty() && !group.contains('$'))?;
        (is_it && run.is_in_image() && !names_own(groups, own)).then_some(lost)
    });
    let Some(group) = found else { return };
    let step =
        facts.dockerfile.and_then(|_| facts.image_steps().rfind(|step| step.instruction.kind == InstructionKind::User));
    let word = step.and_then(|step| Some((step, step.instruction.words().first()?)));
    let place = word.map_or_else(|| setting.place.clone(), |(step, word)| facts.place_in(step, word.span));
    findings.at(place).masked("group", group).masked("own", own).done();
}

/// Whoever names one of the groups in USER has chosen.
fn names_own(groups: &str, own: &str) -> bool {
    groups.split(',').any(|group| group == own)
}

/// An account that a command puts into groups.
struct Joins<'f> {
    run: Run<'f>,
    account: &'f str,
    /// With commas between them.
    groups: &'f str,
}

fn joins<'f>(run: Run<'f>) -> Option<Joins<'f>> {
    let takes = match run.program {
        "useradd" => &USERADD,
        "usermod" => &USERMOD,
        "gpasswd" => &GPASSWD,
        _ => &ADDUSER,
    };
    let mut operands: Vec<&'f Word> = Vec::new();
    let (mut groups, mut added) = (None, None);
    for item in items(run.words, takes).take(MAX_WORDS) {
        if item.is_operand() {
            operands.push(item.word);
        } else if item.is(&["G", "groups"]) {
            groups = item.value;
        } else if item.is(&["a", "add"]) {
            added = item.value;
        }
    }
    let (account, groups) = match (run.program, operands.as_slice()) {
        ("useradd" | "usermod", [account]) => (account.text.as_str(), groups?),
        ("gpasswd", [group]) => (added?, group.text.as_str()),
        // With two names these put an account into a group.
        ("adduser" | "addgroup", [account, group]) => (account.text.as_str(), group.text.as_str()),
        _ => return None,
    };
    (!account.contains('$')).then_some(Joins { run, account, groups })
}

/// Such commands have few words.
const MAX_WORDS: usize = 64;
