//! `shell-in-minimal-image`.

use super::executables::split;
use crate::data::programs;
use crate::facts::{Facts, Files, ImageFacts};
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::image::layer::EntryKind;
use crate::image::rootfs::Node;
use crate::ordered::Map;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};
use crate::words::{Words, words};

rule! {
    /// ## What it checks
    /// Whether an image that claims to be minimal has a shell or a package manager of a distribution all the same. An
    /// image claims to be minimal if a part of its name, tag, base image or of its `org.opencontainers.image.title` label
    /// is `distroless`, `chiseled` or `scratch`; if its os-release calls it Distroless; or if it is made round one static
    /// program: it has no package database, no os-release and no dynamic loader, and its entrypoint is a file of it that
    /// is not a shell. `slim` and `minimal` in a name claim nothing of the kind: such images have a package manager on
    /// purpose. A name or tag with the part `debug` or `dev` behind its last
    /// slash is meant to have a shell.
    ///
    /// One finding lists all of them; an image of which a layer is missing is judged all the same, by what is there.
    ///
    /// ## Why it matters
    /// People rely on the claim: without a shell most attacks that run commands fail. A shell that came in unnoticed,
    /// often with a debugging layer or a busybox, gives that away.
    ///
    /// ## Examples
    /// ```image bad
    /// tag registry.example/team/app-distroless:1.0
    /// /bin/busybox 0755 0:0 size=800K
    /// /bin/sh -> busybox
    /// ```
    /// One static program and a shell beside it:
    /// ```image bad
    /// entrypoint ["/app"]
    /// /app 0755 0:0 size=20K
    /// /bin/sh 0755 0:0 size=10K
    /// ```
    /// ```image good
    /// tag registry.example/team/app-distroless:1.0
    /// entrypoint ["/app"]
    /// /app 0755 0:0 size=20K
    /// /etc/passwd 0644 0:0 "nonroot:x:65532:65532::/home/nonroot:/sbin/nologin\n"
    /// ```
    /// ```image good
    /// tag gcr.io/distroless/static-debian12:debug
    /// /busybox/sh 0755 0:0 size=800K
    /// /bin/sh -> /busybox/sh
    /// ```
    /// ```image good
    /// tag app:1.0-slim
    /// entrypoint ["/app"]
    /// /app 0755 0:0 size=20K
    /// /bin/sh 0755 0:0 size=10K
    /// /lib64/ld-linux-x86-64.so.2 0755 0:0 size=10K
    /// /var/lib/dpkg/status 0644 0:0 "Package: dash\n"
    /// ```
    ///
    /// ## How to fix
    /// Find the layer that brought the program and leave that step or `COPY` out; copy single files from other stages, not
    /// whole folders.
    ///
    /// ## References
    /// NIST SP 800-190, 4.1.2.
    pub static SHELL_IN_MINIMAL_IMAGE = Rule {
        id: "shell-in-minimal-image",
        title: "Shell or package manager in an image that claims to be minimal",
        category: Category::Cleanliness,
        severity: Severity::Info,
        confidence: Confidence::Medium,
        aliases: &["PKG-005"],
        controls: &[
            Control::inferred("CIS Docker", "4.3"),
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::read("NIST SP 800-53 r5", "CM-7"),
            Control::inferred("NIST SP 800-53 r5", "CM-11(2)"),
            Control::read("DISA", "CTR-000880"),
            Control::inferred("PCI DSS", "2.2.4"),
        ],
        cwe: None,
        reads: &[Reads::Identity, Reads::Build, Reads::Files],
        inputs: Inputs::Image,
        message: "The image claims to be minimal ({claim}) but has {programs}",
        why: "People rely on such an image having nothing that runs commands; a shell that came in unnoticed gives that away.",
        fix: "Find the layer that brought the program and leave that step out; copy single files, not whole folders.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    let (Some(image), Some(files)) = (&facts.image, facts.files()) else { return };
    let Some(claim) = claim(facts, image, files) else { return };
    // By the file that a name leads to, since many names may lead to one busybox.
    let mut programs: Map<&[u8], Node<'_>> = Map::new();
    for folder in ["bin", "sbin", "usr/bin", "usr/sbin", "usr/local/bin"] {
        for name in programs::SHELLS.iter().chain(programs::PACKAGE_MANAGERS.iter()) {
            if let Some(node) = program(files, &format!("{folder}/{name}")) {
                programs.insert_new(node.path, node);
            }
        }
    }
    let Some(first) = programs.values().next() else { return };
    let names: Vec<String> = programs.keys().map(|path| format!("/{}", String::from_utf8_lossy(path))).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    findings
        .at(Place::file(first.path, first.layer))
        .detail("claim", claim)
        .detail("programs", super::executables::listed(&names))
        .done();
}

/// What a path leads to, if that can be run.
fn program<'a>(files: &'a Files<'_>, path: &str) -> Option<Node<'a>> {
    let node = files.rootfs.resolve(path.as_bytes())?;
    (node.kind == EntryKind::File && node.mode.is_some_and(|mode| mode & 0o111 != 0)).then_some(node)
}

fn claim(facts: &Facts<'_>, image: &ImageFacts<'_>, files: &Files<'_>) -> Option<String> {
    const TITLE: &str = "org.opencontainers.image.title";
    let title = facts.settings.label(TITLE).map(|setting| setting.value.1.as_str());
    let names = || image.names.iter().map(String::as_str);
    let bases = || facts.bases.iter().map(|base| base.reference.as_str());
    // Behind the last slash, since `dev` is also the end of registries' host names.
    let is_for_debugging = |reference: &str| {
        let name = reference.rsplit('/').next().unwrap_or_default();
        ["debug", "dev"].into_iter().any(|word| has_part(name, word))
    };
    if names().chain(bases()).any(is_for_debugging) {
        return None;
    }
    for word in ["distroless", "chiseled", "scratch"] {
        if let Some(name) = names().find(|name| has_part(name, word)) {
            return Some(format!("its name is {name}"));
        }
        if let Some(base) = bases().find(|base| has_part(base, word)) {
            return Some(format!("its base image is {base}"));
        }
        if title.is_some_and(|title| has_part(title, word)) {
            return Some(format!("the label {TITLE} says {word}"));
        }
    }
    if files.os.as_ref().and_then(|os| os.pretty_name.as_deref()).is_some_and(|name| has_part(name, "distroless")) {
        return Some(String::from("os-release says Distroless"));
    }
    is_one_static_program(facts, files).then(|| String::from("it is made round one static program"))
}

/// Whether a word stands in a text between characters that are no letters or digits.
fn has_part(text: &str, word: &str) -> bool {
    text.split(|letter: char| !letter.is_ascii_alphanumeric()).any(|part| part.eq_ignore_ascii_case(word))
}

fn is_one_static_program(facts: &Facts<'_>, files: &Files<'_>) -> bool {
    static DATABASES: Words = words![
        "var/lib/dpkg/status",
        "var/lib/dpkg/status.d",
        "lib/apk/db/installed",
        "usr/lib/apk/db/installed",
        "var/lib/rpm",
        "usr/lib/sysimage/rpm",
        "var/lib/pacman",
    ];
    let has = |path: &str| files.rootfs.resolve(path.as_bytes()).is_some();
    if !files.complete || files.os.is_some() || DATABASES.iter().copied().any(has) {
        return false;
    }
    let has_loader = ["lib", "lib64", "usr/lib", "usr/lib64"]
        .into_iter()
        .any(|folder| files.rootfs.under(folder.as_bytes()).any(|node| split(node.path).1.starts_with(b"ld-")));
    let entrypoint = facts.settings.entrypoint.as_ref().and_then(|setting| setting.value.first());
    let Some(path) = entrypoint.and_then(|word| word.strip_prefix('/')) else { return false };
    let name = path.rsplit('/').next().unwrap_or(path);
    !has_loader && !programs::has(&programs::SHELLS, name) && program(files, path).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_a_whole_part_of_a_name() {
        assert!(has_part("gcr.io/distroless/static", "distroless"));
        assert!(has_part("ubuntu/dotnet-runtime:8.0-24.04_CHISELED", "chiseled"));
        assert!(!has_part("team/scratchpad:1", "scratch"));
        assert!(!has_part("", "scratch"));
    }
}
