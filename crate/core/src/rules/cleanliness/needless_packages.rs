//! `needless-packages`.

use super::executables::listed;
use super::{package_command, size};
use crate::data::packages::{CATEGORIES, Category as Kind};
use crate::facts::packages::Package;
use crate::facts::{Facts, Files};
use crate::finding::{Findings, Place};
use crate::ordered::Set;
use crate::rules::installed;
use crate::rules::network::{PLATFORM_CLIENT, needless_clients};
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// Packages that people work with and that a service does not need, one finding a category with what the packages take
    /// and the command that removes them: clients of container engines and clusters (docker, podman, kubectl, helm), of
    /// clouds (awscli, azure-cli), servers for remote administration (cockpit, xrdp, VNC), editors, version control, and
    /// programs for reading documentation. Servers are low, since they are ways in; the others are informational. A program that the container starts is what the image is for, and its package is not given.
    ///
    /// Compilers, network tools, SSH servers and old services have rules of their own, and a package whose client
    /// `platform-client` found is left to it.
    ///
    /// In a Dockerfile: the same packages where the final stage installs them and does not remove them.
    ///
    /// ## Why it matters
    /// Whoever breaks into the container finds them there: a client with a mounted socket or a token in reach is the way
    /// to the host or to the cluster. All of them need updates.
    ///
    /// ## Examples
    /// ```image bad
    /// /var/lib/dpkg/status 0644 0:0 "Package: vim\nStatus: install ok installed\nInstalled-Size: 3700\nVersion: 2:9.0\n\nPackage: vim-runtime\nStatus: install ok installed\nInstalled-Size: 33000\nVersion: 2:9.0\n"
    /// ```
    /// ```image bad
    /// /lib/apk/db/installed 0644 0:0 "P:docker-cli\nV:27.3.1-r0\nA:x86_64\nI:40000000\n"
    /// ```
    /// ```image bad
    /// entrypoint ["/usr/bin/app"]
    /// /lib/apk/db/installed 0644 0:0 "P:git\nV:2.45-r0\nI:9000\n\nP:kubectl\nV:1.30-r0\nI:9000\n"
    /// ```
    /// ```image good
    /// /var/lib/dpkg/status 0644 0:0 "Package: libvim-perl\nStatus: install ok installed\nVersion: 1\n\nPackage: gitolite3\nStatus: install ok installed\nVersion: 1\n"
    /// ```
    /// What the container is for:
    /// ```image good
    /// entrypoint ["/usr/bin/kubectl"]
    /// /lib/apk/db/installed 0644 0:0 "P:kubectl\nV:1.30-r0\nI:9000\n"
    /// ```
    /// Removed, its settings kept:
    /// ```image good
    /// /var/lib/dpkg/status 0644 0:0 "Package: nano\nStatus: deinstall ok config-files\nVersion: 7.2\n"
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN apt-get update && apt-get install -y vim-tiny nano
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13 AS base
    /// RUN <<EOF
    /// apt-get update
    /// apt-get install -y --no-install-recommends emacs-nox
    /// EOF
    /// FROM base
    /// USER 10001
    /// ```
    /// ```dockerfile bad
    /// FROM alpine:3.22
    /// RUN apk add --no-cache vim \
    ///     ca-certificates
    /// ```
    /// ```dockerfile good
    /// FROM debian:13
    /// RUN apt-get update && apt-get install -y git && git clone https://example.org/x && apt-get purge -y git
    /// ```
    /// ```dockerfile good
    /// FROM debian:13 AS build
    /// RUN apt-get update && apt-get install -y vim-tiny
    /// FROM debian:13
    /// COPY --from=build /srv /srv
    /// ```
    /// ```dockerfile good
    /// FROM alpine:3.22
    /// RUN apk add --no-cache --virtual .edit vim && ./configure && apk del .edit
    /// ```
    ///
    /// ## How to fix
    /// Leave the packages out, or remove them in the step that needs them; in a later step their bytes stay in the image.
    ///
    /// ## References
    /// NIST SP 800-190, 4.1.2. CIS Docker Benchmark 4.3.
    pub static NEEDLESS_PACKAGES = Rule {
        id: "needless-packages",
        title: "Packages that a service does not need",
        category: Category::Cleanliness,
        controls: &[
            Control::inferred("CIS Docker", "4.3"),
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::inferred("NIST SP 800-53 r5", "CM-7"),
            Control::inferred("DISA", "CICDG 2.12"),
            Control::inferred("PCI DSS", "2.2.4"),
        ],
        reads: &[Reads::Build, Reads::Files, Reads::Packages],
        inputs: Inputs::Both,
        message: "{what} in the image: {packages}{size}{removal}",
        why: "A service does not need them, an intruder may, and all of them need updates.",
        fix: "Leave them out, or remove them in the step that needs them.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    if let Some(files) = facts.files() {
        in_files(facts, files, findings);
    } else if facts.image.is_none() {
        in_steps(facts, findings);
    }
}

/// The words of what the container starts, without their folders. A set: words and packages may both be many.
struct Started<'f>(Set<&'f str>);

impl<'f> Started<'f> {
    fn of(facts: &'f Facts<'_>) -> Self {
        let names = facts.settings.command_line().into_iter().map(|word| word.rsplit('/').next().unwrap_or(word));
        Self(names.filter(|name| !name.is_empty()).collect())
    }

    /// Whether the program of that package is started, or the one whose name the package's begins with, before a hyphen.
    fn has(&self, package: &str) -> bool {
        let begins = package.match_indices('-').filter_map(|(end, _)| package.get(..end));
        begins.chain([package]).any(|name| self.0.contains(name))
    }
}

fn in_files(facts: &Facts<'_>, files: &Files<'_>, findings: &mut Findings) {
    let started = Started::of(facts);
    // One fact is one finding: the program says more than the package's name.
    let told = facts.config.runs(&PLATFORM_CLIENT);
    let clients: Vec<_> = needless_clients(facts, files).filter(|_| told).map(|(_, node)| node).collect();
    let told = installed::owners(files, &clients);
    for kind in &CATEGORIES {
        of_kind(files, kind, &|package| started.has(package), &told, findings);
    }
}

/// One finding for the packages of a kind but those in `told`, unless one of them is what the image is for.
pub(super) fn of_kind(
    files: &Files<'_>,
    kind: &Kind,
    is_purpose: &dyn Fn(&str) -> bool,
    told: &[&Package],
    findings: &mut Findings,
) {
    let is_told = |package: &Package| told.iter().any(|other| std::ptr::eq(*other, package));
    let packages = files.packages.all().iter().filter(|package| kind.has(&package.name) && !is_told(package));
    let packages: Vec<_> = packages.collect();
    let Some(first) = packages.first() else { return };
    if packages.iter().any(|package| is_purpose(&package.name)) {
        return;
    }
    let mut names: Vec<&str> = packages.iter().map(|package| &*package.name).collect();
    names.dedup();
    let bytes = installed::bytes(packages.iter().copied());
    let takes = if bytes > 0 { format!(" ({})", size::shown(bytes)) } else { String::new() };
    let Some(database) = files.packages.databases().get(first.database) else { return };
    findings
        .at(Place::file(&database.path, database.layer))
        .severity(kind.severity)
        .detail("what", kind.title)
        .detail("packages", listed(&names))
        .detail("size", takes)
        .detail("removal", installed::removal_clause(files, &packages))
        .done();
}

fn in_steps(facts: &Facts<'_>, findings: &mut Findings) {
    let started = Started::of(facts);
    for package in package_command::installed(facts) {
        let kind: Option<&Kind> = CATEGORIES.iter().find(|kind| kind.has(&package.name));
        if let Some(kind) = kind.filter(|_| !started.has(&package.name)) {
            findings
                .at(package.place(facts))
                .severity(kind.severity)
                .detail("what", kind.title)
                .detail("packages", &package.name)
                .detail("size", "")
                .detail("removal", "")
                .done();
        }
    }
}
