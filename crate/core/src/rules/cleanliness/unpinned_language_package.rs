//! `unpinned-language-package`.

use super::language_package::{Install, PROGRAMS, install};
use super::package_command::listed;
use crate::facts::Facts;
use crate::finding::{Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Profile};

rule! {
    /// ## What it checks
    /// Packages of languages that a build step installs by name without a version: `pip install` (also `uv pip` and
    /// `python -m pip`), `npm install`, `yarn add`, `pnpm add`, `gem install`, `go install`, `go get`, `go run` and
    /// `cargo install`. There is one finding for each command, at the first of its packages.
    ///
    /// For pip any comparison (`==`, `~=`, `>=`) is a version, and a requirements or constraints file says versions; for
    /// npm a tag such as `@latest` is none, and a Git repository needs a `#commit`; for go `@latest` is none. Paths and
    /// archives are what they are. A word with a variable is not judged. In a stage that does not reach the image it is
    /// informational.
    ///
    /// ## Why it matters
    /// The build takes whatever the registry offers that day. A package whose account was taken over reaches the image
    /// within the hour, and the image cannot be built again as it was.
    ///
    /// ## Examples
    /// ```image bad
    /// layer RUN pip install --no-cache-dir flask
    /// /usr/lib/python3/flask.py 0644 0:0 size=10
    /// ```
    /// ```image good
    /// layer RUN pip install --no-cache-dir flask==3.1.2
    /// /usr/lib/python3/flask.py 0644 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM python:3.14
    /// RUN python3 -m pip install --index-url https://pypi.example.org/simple 'flask[async]'
    /// ```
    /// ```dockerfile bad
    /// FROM node:24
    /// RUN npm install --global @angular/cli typescript@latest
    /// ```
    /// ```dockerfile bad
    /// FROM golang:1.25
    /// RUN ["go", "install", "example.org/tool/cmd/tool@latest"]
    /// ```
    /// ```dockerfile bad
    /// FROM ruby:3.4
    /// RUN <<EOF
    /// gem install rake --no-document
    /// EOF
    /// ```
    /// ```dockerfile good
    /// FROM python:3.14
    /// RUN pip install -r requirements.txt flask && pip install . ./wheels/a-1.whl "django>=5,<6" -e .[dev] \
    ///  && pip install git+https://git.example.org/a.git@b114e8f && pip install -c constraints.txt gunicorn
    /// ```
    /// ```dockerfile good
    /// FROM node:24
    /// RUN npm install && npm install -g @angular/cli@20.3.1 ./local https://example.org/a.tgz --registry https://npm.example.org
    /// ```
    /// ```dockerfile good
    /// FROM golang:1.25
    /// RUN go install ./... && go install -ldflags "-s -w" example.org/tool@v1.2.0 && go run main.go
    /// ```
    /// ```dockerfile good
    /// FROM ruby:3.4
    /// RUN gem install rake -v 13.3.0 && gem install bundler:2.7.2
    /// ```
    ///
    /// ## How to fix
    /// Write the version, or better install from a lock file: `pip install --require-hashes -r requirements.txt`, `npm
    /// ci`, `bundle install` with `Gemfile.lock`, `go mod download`.
    ///
    /// ## References
    /// pip, secure installs. npm, `npm ci`.
    pub static UNPINNED_LANGUAGE_PACKAGE = Rule {
        id: "unpinned-language-package",
        title: "Package of a language without a version",
        category: Category::Cleanliness,
        profile: Profile::Strict,
        severity: Severity::Low,
        aliases: &[
            "UPD-002", "DL3013", "DL3016", "DL3028", "DL3062", "kics:unpinned-package-version-in-pip-install", "kics:02d9c71f-3ee8-4986-9c27-1a20d0d19bfc",
            "kics:npm-install-command-without-pinned-version", "kics:e36d8880-3f78-4546-b9a1-12f0745ca0d5", "kics:gem-install-without-version", "kics:22cd11f7-9c6c-4f6e-84c0-02058120b341",
        ],
        controls: &[
            Control::inferred("CIS Docker", "4.7"),
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::inferred("NIST SP 800-53 r5", "CM-2"),
            Control::inferred("NIST SP 800-53 r5", "SR-4"),
            Control::read("DISA", "CICDG 2.4, 2.11"),
            Control::inferred("PCI DSS", "6.3.2"),
        ],
        cwe: Some(1357),
        inputs: Inputs::Both,
        message: "{program} installs {packages} without a version",
        why: "The build takes whatever the registry offers that day, also from an account that was taken over.",
        fix: "Write the versions, or install from a lock file.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    for run in facts.runs_of(&PROGRAMS) {
        let Some(Install { tool, mut packages }) = install(run.program, run.words) else { continue };
        packages.retain(|word| !word.expands && !tool.is_pinned(&word.text));
        let Some(first) = packages.first() else { continue };
        let draft = findings
            .at(facts.place_in(run.step, first.span))
            .detail("program", tool.name())
            .detail("packages", listed(&packages));
        if run.step.part.is_in_image() { draft.done() } else { draft.severity(Severity::Info).done() }
    }
}
