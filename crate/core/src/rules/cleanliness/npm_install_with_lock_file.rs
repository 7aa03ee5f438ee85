//! `npm-install-with-lock-file`.

use super::package_command::is_written;
use crate::dockerfile::InstructionKind;
use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Fix, Severity};
use crate::ordered::Map;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs};

rule! {
    /// ## What it checks
    /// `npm install` without packages, where the same stage has copied a lock file before: `package-lock.json`,
    /// `npm-shrinkwrap.json`, or a pattern such as `package*.json`, for which confidence is lower.
    ///
    /// ## Why it matters
    /// `npm install` changes the lock file where it does not fit, and goes on. `npm ci` installs what the lock file says,
    /// checks it against the hashes there, and fails otherwise.
    ///
    /// ## Examples
    /// ```dockerfile bad
    /// FROM node:24
    /// COPY package.json package-lock.json ./
    /// RUN npm install --omit=dev
    /// ```
    /// ```dockerfile bad
    /// FROM node:24
    /// COPY package*.json ./
    /// RUN npm i
    /// ```
    /// ```dockerfile bad
    /// FROM node:24
    /// COPY ["app/npm-shrinkwrap.json", "app/package.json", "/app/"]
    /// RUN cd /app && npm install && npm cache clean --force
    /// ```
    /// ```dockerfile good
    /// FROM node:24
    /// COPY package*.json ./
    /// RUN npm ci && npm install -g serve@14.2.5
    /// ```
    /// ```dockerfile good
    /// FROM node:24
    /// COPY package.json ./
    /// RUN npm install
    /// COPY package-lock.json ./
    /// ```
    /// ```dockerfile good
    /// FROM node:24 AS lock
    /// COPY package-lock.json ./
    /// FROM node:24
    /// RUN npm install
    /// ```
    ///
    /// ## How to fix
    /// Write `npm ci`.
    ///
    /// ## References
    /// npm, `npm ci`.
    pub static NPM_INSTALL_WITH_LOCK_FILE = Rule {
        id: "npm-install-with-lock-file",
        title: "npm install in spite of a lock file",
        category: Category::Cleanliness,
        severity: Severity::Info,
        aliases: &["UPD-002", "DF031"],
        controls: &[
            Control::inferred("NIST SP 800-53 r5", "CM-2"),
            Control::inferred("NIST SP 800-53 r5", "SR-4"),
        ],
        inputs: Inputs::Dockerfile,
        message: "npm {verb} may go past the lock file {file}",
        why: "npm install changes a lock file that does not fit and goes on; npm ci installs what it says or fails.",
        fix: "Write `npm ci`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let mut installs = facts.runs_of(&["npm"]).peekable();
    if installs.peek().is_none() {
        return;
    }
    // The first lock file of each stage: where, what, and whether its name is certain.
    let mut locks: Map<Option<usize>, (u32, &str, bool)> = Map::new();
    for step in &facts.steps {
        let copy = step.instruction.as_ref();
        if !matches!(copy.kind, InstructionKind::Copy | InstructionKind::Add) {
            continue;
        }
        let sources = copy.words().split_last().map(|(_, sources)| sources).unwrap_or_default();
        for source in sources {
            let name = source.text.rsplit('/').next().unwrap_or_default();
            let certain = matches!(name, "package-lock.json" | "npm-shrinkwrap.json");
            if certain || matches!(name, "package*.json" | "package-*.json" | "package*" | "package?lock.json") {
                locks.insert_new(step.stage, (copy.span.start, source.text.as_str(), certain));
            }
        }
    }
    for run in installs {
        let Some(verb) = run.verb().filter(|verb| verb.is("install") || verb.is("i")) else { continue };
        // Any operand counts as a package; options whose value is the next word are rare here.
        let is_bare = run.words.iter().all(|word| word.text.starts_with('-') || word.span == verb.span)
            && run.option(&["-g", "--global", "--package-lock-only", "--prefix"]).is_none();
        let Some((_, file, certain)) =
            locks.get(&run.step.stage).filter(|lock| lock.0 < run.step.instruction.span.start)
        else {
            continue;
        };
        if !is_bare || run.words.iter().any(|word| word.expands) {
            continue;
        }
        let fix = is_written(facts, verb).then(|| Fix::review("Write npm ci").replace(verb.span, "ci"));
        let draft = findings
            .at(facts.place_in(run.step, verb.span))
            .detail("verb", &verb.text)
            .detail("file", crate::secrets::masked(file))
            .fix(fix);
        if *certain { draft.done() } else { draft.confidence(Confidence::Medium).done() }
    }
}
