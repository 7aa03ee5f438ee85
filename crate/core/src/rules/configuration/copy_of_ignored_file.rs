//! `copy-of-ignored-file`.

use crate::dockerfile::InstructionKind;
use crate::facts::Facts;
use crate::finding::{Findings, Severity};
use crate::limits::MAX_IGNORE_PATHS;
use crate::rules::rule::rule;
use crate::rules::words::known;
use crate::rules::{Category, Inputs};
use crate::secrets;

rule! {
    /// ## What it checks
    /// Sources of COPY and ADD that the `.dockerignore` beside the Dockerfile leaves out of the build context. Without that
    /// file (the terminal reads `Dockerfile.dockerignore` or `.dockerignore` in the Dockerfile's folder, the page has a
    /// pane for it) the rule is silent. Patterns are read as BuildKit reads them: the last that fits decides, what lies in
    /// a folder that is left out is left out, `!` brings back. Sources with wildcards, addresses, heredocs, other stages
    /// and folders of which something is brought back are not judged.
    ///
    /// ## Why it matters
    /// The build fails, or copies nothing, on every machine but those where an old cache has the file.
    ///
    /// ## Examples
    /// ```dockerignore
    /// .git
    /// **/node_modules
    /// *.md
    /// !README.md
    /// dist
    /// !dist/app.js
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// COPY .git/HEAD /revision
    /// ```
    /// ```dockerfile bad
    /// FROM node:24 AS build
    /// ARG WHAT=node_modules
    /// COPY web/$WHAT /srv/node_modules
    /// FROM scratch
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// ADD ["README.md", "notes.md", "/doc/"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// COPY README.md dist /srv/
    /// COPY . /app
    /// ```
    /// ```dockerfile good
    /// FROM debian:13 AS build
    /// FROM debian:13
    /// COPY --from=build notes.md /doc/
    /// ADD https://example.org/.git /x
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// COPY <<notes.md *.txt /doc/
    /// text
    /// notes.md
    /// ```
    ///
    /// ## How to fix
    /// Take the path out of `.dockerignore`, bring it back with a line that begins with `!`, or do not copy it.
    ///
    /// ## References
    /// Docker, build context: `.dockerignore` files.
    pub static COPY_OF_IGNORED_FILE = Rule {
        id: "copy-of-ignored-file",
        title: "Copy of a file that the build does not get",
        category: Category::Configuration,
        severity: Severity::Low,
        aliases: &["CopyIgnoredFile"],
        inputs: Inputs::Dockerfile,
        message: "{source} is left out of the build by line {pattern} of .dockerignore",
        why: "The build fails, or copies nothing, on every machine but those where an old cache has the file.",
        fix: "Take the path out of .dockerignore, bring it back with `!`, or do not copy it.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let Some(ignore) = facts.dockerfile.and_then(|written| written.ignore) else { return };
    let mut judged = 0_usize;
    for (index, step) in facts.steps.iter().enumerate() {
        let copy = step.innermost();
        let copies = matches!(copy.kind, InstructionKind::Copy | InstructionKind::Add);
        if !copies || copy.flag("from").is_some() {
            continue;
        }
        let Some((_, sources)) = copy.words().split_last() else { continue };
        for source in sources {
            let Some(path) = known(facts, index, source) else { continue };
            if path.contains(['*', '?', '[', '\\']) || path.contains("://") || path.starts_with("<<") {
                continue;
            }
            judged = judged.saturating_add(1);
            if judged > MAX_IGNORE_PATHS {
                return;
            }
            if let Some(line) = ignore.leaves_out(&path) {
                findings
                    .at(facts.place_in(step, source.span))
                    .detail("source", secrets::masked(&path))
                    .detail("pattern", line)
                    .done();
            }
        }
    }
}
