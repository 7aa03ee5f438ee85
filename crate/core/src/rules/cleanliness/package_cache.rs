//! `package-cache`.

use super::{cache_folders, cache_steps};
use crate::facts::Facts;
use crate::finding::{Confidence, Findings, Severity};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// In an image: folders in which package managers keep what they can fetch again, with more than 4 kB of files in
    /// them: package lists and archives of apt, apk, dnf, yum, zypper and pacman, and the caches of pip, npm, yarn, Go,
    /// Cargo, Maven, Gradle and others in any home folder. Lock files and empty folders are nothing. There is one finding
    /// for each folder, with the layer that added most of it; under 1 MB it is informational. A folder inside another
    /// cache is not given again.
    ///
    /// In a Dockerfile: `RUN` steps of the final stage, and of the stages that it is based on, that fill such a folder
    /// and do not empty it before they end: `apt-get update` without `rm -rf /var/lib/apt/lists/*` or `apt-get
    /// distclean`; `apk add` or `apk update` without `--no-cache`; `dnf`, `yum` and `zypper` without a `clean`; `pip
    /// install` without `--no-cache-dir` or `PIP_NO_CACHE_DIR`; `yarn install` without `yarn cache clean` (the first yarn:
    /// later ones, which `--immutable` tells, keep what they need there). The commands are read as the shell reads them, so the
    /// order counts. A cache or tmpfs mount over the folder silences the rule. `apt-get install` alone fills nothing:
    /// the official images delete package archives by themselves, unless the build has taken `docker-clean` away.
    ///
    /// ## Why it matters
    /// A cache makes the image larger for nothing, package lists go stale, and a later step cannot take them out of the
    /// layer that has them.
    ///
    /// ## Examples
    /// ```image bad
    /// layer RUN apt-get update && apt-get install -y curl
    /// /var/lib/apt/lists/deb.debian.org_debian_dists_bookworm_InRelease 0644 0:0 size=150K
    /// /var/lib/apt/lists/lock 0640 0:0
    /// ```
    /// ```image bad
    /// /home/app/.cache/pip/http/a/b 0600 1000:1000 size=2M
    /// ```
    /// Empty caches, as the official Debian images have them:
    /// ```image good
    /// /var/lib/apt/lists/ 0755 0:0
    /// /var/lib/apt/lists/partial/ 0700 100:0
    /// /var/lib/apt/lists/lock 0640 0:0
    /// /var/cache/apt/archives/lock 0640 0:0
    /// /var/cache/apk/ 0755 0:0
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN apt-get update && apt-get install -y --no-install-recommends curl
    /// RUN rm -rf /var/lib/apt/lists/*
    /// ```
    /// ```dockerfile bad
    /// FROM alpine:3.22
    /// RUN apk add curl
    /// ```
    /// ```dockerfile bad
    /// FROM fedora:43
    /// RUN dnf clean all && dnf -y install nginx
    /// ```
    /// ```dockerfile bad
    /// FROM python:3.14-slim
    /// RUN pip install flask
    /// ```
    /// ```dockerfile bad
    /// FROM node:24
    /// RUN if true; then \
    ///       yarn install --frozen-lockfile; \
    ///     fi
    /// RUN apk add curl && apk add --virtual .build gcc
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN apt-get update \
    ///  && apt-get install -y --no-install-recommends curl \
    ///  && rm -rf /var/lib/apt/lists/*
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN --mount=type=cache,target=/var/lib/apt --mount=type=cache,target=/var/cache/apt \
    ///     apt-get update && apt-get install -y curl
    /// ```
    /// ```dockerfile good
    /// FROM python:3.14-alpine
    /// # pip takes this for a yes as well.
    /// ENV PIP_NO_CACHE_DIR=0
    /// RUN apk --no-cache add curl && pip install flask
    /// ```
    /// ```dockerfile good
    /// FROM debian:13 AS build
    /// RUN apt-get update && apt-get install -y gcc
    /// FROM scratch
    /// COPY --from=build /app /app
    /// ```
    ///
    /// ## How to fix
    /// Empty the cache in the `RUN` that fills it, tell the package manager not to keep one (`apk add --no-cache`, `pip
    /// install --no-cache-dir`), or mount one: `RUN --mount=type=cache,target=/var/cache/apt`.
    ///
    /// ## References
    /// Docker, best practices for building images: apt-get. CIS Docker Benchmark 4.3.
    pub static PACKAGE_CACHE = Rule {
        id: "package-cache",
        title: "Package manager cache left in the image",
        category: Category::Cleanliness,
        severity: Severity::Low,
        confidence: Confidence::High,
        aliases: &[
            "PKG-012", "DL3009", "DL3019", "DL3032", "DL3036", "DL3040", "DL3042", "DL3060", "DKL-DI-0004", "DKL-DI-0005",
            "DS-0015", "DS015", "AVD-DS-0015", "DS-0019", "DS019", "AVD-DS-0019", "DS-0020", "DS020", "AVD-DS-0020",
            "DS-0025", "DS025", "AVD-DS-0025", "DS-0027", "DS027", "AVD-DS-0027",
            "kics:apt-get-install-lists-were-not-deleted", "kics:df746b39-6564-4fed-bf85-e9c44382303c", "kics:apk-add-using-local-cache-path", "kics:ae9c56a6-3ed1-4ac0-9b54-31267f51151d",
            "kics:yum-clean-all-missing", "kics:00481784-25aa-4a55-8633-3136dfcf4f37", "kics:missing-dnf-clean-all", "kics:295acb63-9246-4b21-b441-7c1f1fb62dc0", "kics:missing-zypper-clean", "kics:38300d1a-feb2-4a48-936a-d1ef1cd24313",
            "kics:pip-install-keeping-cached-packages", "kics:f2f903fb-b977-461e-98d7-b3e2185c6118", "kics:run-yarn-clean-after-yarn-install",
            "semgrep:remove-package-lists", "semgrep:missing-apk-no-cache", "semgrep:missing-dnf-clean-all",
            "semgrep:missing-zypper-clean", "semgrep:missing-pip-no-cache-dir",
            "semgrep:remove-package-cache",
        ],
        controls: &[
            Control::read("CIS Docker", "4.3"),
            Control::inferred("NIST SP 800-53 r5", "CM-7"),
            Control::read("DISA", "CICDG 2.8"),
        ],
        cwe: None,
        reads: &[Reads::Build, Reads::Files],
        inputs: Inputs::Both,
        message: "{cache} left behind {reason} ({size})",
        why: "A cache makes the image larger for nothing, and a later step cannot take it out of the layer that has it.",
        fix: "Empty the cache in the RUN that fills it, keep none (`--no-cache`, `--no-cache-dir`), or use a cache mount.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    match facts.files() {
        Some(files) => cache_folders::check(files.rootfs, findings),
        None if facts.image.is_none() => cache_steps::check(facts, findings),
        None => {}
    }
}
