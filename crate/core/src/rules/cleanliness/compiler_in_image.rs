//! `compiler-in-image`.

use super::executables::{executables, listed, plain_name};
use super::package_command;
use super::size;
use crate::data::programs;
use crate::facts::{BaseUse, Facts, Files};
use crate::finding::{Confidence, Findings, Place, Severity};
use crate::image::layer::EntryKind;
use crate::ordered::Set;
use crate::rules::installed;
use crate::rules::rule::rule;
use crate::rules::{Category, Control, Inputs, Reads};

rule! {
    /// ## What it checks
    /// In an image: executables in `bin` and `sbin` folders (and in gcc's own) that translate or link programs: gcc, g++,
    /// clang, cc1, ld, as, go, rustc, cargo, javac, ghc, zig and others, whatever target or version is in their name; and
    /// tools that drive a build, such as make, cmake, ninja, mvn and gradle. Where `/usr/include/stdio.h` is, the headers
    /// of the C library count too. All of it is one finding, at the largest compiler; links are not counted again. Only
    /// build drivers or only headers are informational. Where packages own them, the command that removes these is given.
    ///
    /// In a Dockerfile: packages that bring compilers, installed in the final stage (or one that it is based on) and not
    /// removed later, one finding each; and a final stage that is built on an official tool-chain image such as `golang`,
    /// `rust`, `gcc` or `maven`.
    ///
    /// ## Why it matters
    /// Whoever gets a foothold in the container can build exploits and tools in place, for exactly this system. That
    /// only helps someone who is already inside, and whoever can write files can also bring finished programs: so this
    /// is hygiene, of low severity.
    ///
    /// ## Examples
    /// ```image bad
    /// layer RUN apt-get install -y gcc
    /// /usr/bin/x86_64-linux-gnu-gcc-12 0755 0:0 size=900K
    /// /usr/bin/gcc -> x86_64-linux-gnu-gcc-12
    /// /usr/include/stdio.h 0644 0:0 size=30K
    /// ```
    /// ```image bad
    /// /usr/local/go/bin/go 0755 0:0 size=12K
    /// ```
    /// Not executable, and not where programs lie:
    /// ```image good
    /// /usr/bin/gcc 0644 0:0 "#!/bin/sh\n"
    /// /srv/as 0755 0:0 size=10
    /// /usr/bin/clang-format 0755 0:0 size=10
    /// /usr/lib/gcc/x86_64-linux-gnu/12/libgcc_s.so 0755 0:0 size=10
    /// ```
    /// ```dockerfile bad
    /// FROM debian:13
    /// RUN apt-get update && apt-get install -y build-essential
    /// ```
    /// ```dockerfile bad
    /// FROM golang:1.26
    /// COPY . .
    /// RUN go build -o /app .
    /// ```
    /// ```dockerfile good
    /// FROM golang:1.26 AS build
    /// RUN go build -o /app .
    /// FROM gcr.io/distroless/static-debian13
    /// COPY --from=build /app /app
    /// ```
    /// ```dockerfile good
    /// FROM alpine:3.23
    /// RUN apk add --no-cache --virtual .build gcc musl-dev && make && apk del .build
    /// ```
    /// ```dockerfile bad
    /// FROM alpine:3.23 AS base
    /// RUN <<EOF
    /// apk add --no-cache clang
    /// make
    /// EOF
    /// FROM base
    /// CMD ["/app"]
    /// ```
    /// ```dockerfile good
    /// FROM debian:13 AS build
    /// RUN apt-get update && apt-get install -y gcc libc6-dev && make
    /// FROM debian:13
    /// RUN apt-get update && apt-get install -y --no-install-recommends libstdc++6
    /// COPY --from=build /app /app
    /// ```
    ///
    /// ## How to fix
    /// Build in a stage of its own and copy the result: `FROM golang:1.26 AS build`, then `COPY --from=build /app /app`
    /// in the final stage.
    ///
    /// ## References
    /// NIST SP 800-190, 4.1.2. Docker documentation, multi-stage builds.
    pub static COMPILER_IN_IMAGE = Rule {
        id: "compiler-in-image",
        title: "Compiler or build tools in the final image",
        category: Category::Cleanliness,
        severity: Severity::Low,
        confidence: Confidence::High,
        aliases: &["PKG-004"],
        controls: &[
            Control::read("CIS Docker", "4.3"),
            Control::inferred("NIST SP 800-190", "4.1.2"),
            Control::read("NIST SP 800-53 r5", "CM-7"),
            Control::inferred("NIST SP 800-53 r5", "CM-7(2)"),
            Control::read("DISA", "CICDG 2.12"),
            Control::read("DISA", "IB ABC 4.2.1"),
            Control::read("PCI DSS", "CG 12.1"),
            Control::inferred("PCI DSS", "2.2.4"),
        ],
        cwe: None,
        reads: &[Reads::Build, Reads::Files, Reads::Packages],
        inputs: Inputs::Both,
        message: "Build tools are in the image: {tools} ({size}){removal}",
        why: "Whoever gets a foothold in the container can build exploits and tools in place, for exactly this system.",
        fix: "Build in a stage of its own and take only the result into the final one with `COPY --from=build`.",
        check: check,
    };
}

fn check(facts: &Facts<'_>, findings: &mut Findings) {
    if let Some(files) = facts.files() {
        in_files(files, findings);
    } else if facts.image.is_none() {
        in_steps(facts, findings);
        in_bases(facts, findings);
    }
}

fn in_files(files: &Files<'_>, findings: &mut Findings) {
    let mut names = Set::new();
    let mut seen = Set::new();
    let mut nodes = Vec::new();
    let (mut bytes, mut count) = (0_u64, 0_u64);
    let mut compiler = None;
    let mut driver = None;
    for program in executables(files.rootfs) {
        let name = plain_name(program.name);
        let is_compiler = programs::has(&programs::COMPILERS, name);
        if !is_compiler && !programs::has(&programs::BUILD_DRIVERS, name) {
            continue;
        }
        let node = program.node;
        names.insert((!is_compiler, name));
        // Two names of one file are one program.
        if !seen.insert(node.file) {
            continue;
        }
        nodes.push(node);
        bytes = bytes.saturating_add(node.size);
        count = count.saturating_add(1);
        let largest = if is_compiler { &mut compiler } else { &mut driver };
        if largest.is_none_or(|(size, _, _)| node.size > size) {
            *largest = Some((node.size, node.path, node.layer));
        }
    }
    let headers = files.rootfs.get(b"usr/include/stdio.h").filter(|node| node.kind == EntryKind::File);
    let mut tools: Vec<&str> = names.into_iter().map(|(_, name)| name).collect();
    let mut held = size::plural(count, "program");
    if headers.is_some() {
        let all = files.rootfs.under(b"usr/include").filter(|node| node.kind == EntryKind::File);
        let (number, size) =
            all.fold((0_u64, 0_u64), |(number, size), node| (number.saturating_add(1), size.saturating_add(node.size)));
        bytes = bytes.saturating_add(size);
        held = format!("{held} and {}", size::plural(number, "header"));
        tools.push("C headers");
    }
    let header_place = headers.map(|node| (0, node.path, node.layer));
    let Some((_, path, layer)) = compiler.or(driver).or(header_place) else { return };
    let severity = if compiler.is_some() { Severity::Low } else { Severity::Info };
    nodes.extend(headers);
    let packages = installed::owners(files, &nodes);
    findings
        .at(Place::file(path, layer))
        .severity(severity)
        .detail("tools", listed(&tools))
        .detail("size", format!("{} in {held}", size::shown(bytes)))
        .detail("removal", installed::removal_clause(files, &packages))
        .done();
}

fn in_steps(facts: &Facts<'_>, findings: &mut Findings) {
    for package in package_command::installed(facts) {
        if brings_compiler(&package.name) {
            findings
                .at(package.place(facts))
                .detail("tools", format!("package {}", package.name))
                .detail("size", "size not known before the build")
                .detail("removal", "")
                .done();
        }
    }
}

fn brings_compiler(package: &str) -> bool {
    let with_version = programs::COMPILER_PACKAGE_STEMS.iter().any(|stem| {
        let version = package.strip_prefix(stem).map(|rest| rest.strip_prefix('-').unwrap_or(rest));
        version.is_some_and(|rest| {
            rest.starts_with(|first: char| first.is_ascii_digit())
                && rest.chars().all(|letter| letter.is_ascii_digit() || letter == '.')
        })
    });
    // `openjdk-17-jdk-headless`, `java-17-openjdk-devel`, Alpine's `openjdk17`.
    let words = || package.split('-');
    let jdk = (package.contains("openjdk") && words().any(|word| matches!(word, "jdk" | "devel")))
        || package.strip_prefix("openjdk").is_some_and(|rest| rest.parse::<u8>().is_ok());
    with_version || jdk || programs::has(&programs::COMPILER_PACKAGES, package)
}

fn in_bases(facts: &Facts<'_>, findings: &mut Findings) {
    for base in facts.bases.iter().filter(|base| base.usage == BaseUse::From && base.reaches_final) {
        let name = base.reference.split('@').next().unwrap_or_default();
        let (path, tag) = match name.rsplit_once(':').filter(|(_, tag)| !tag.contains('/')) {
            Some((path, tag)) => (path, tag),
            None => (name, ""),
        };
        let path = path.strip_prefix("docker.io/").unwrap_or(path);
        let repository = path.strip_prefix("library/").unwrap_or(path);
        let is_tool_chain = programs::has(&programs::COMPILER_IMAGES, repository)
            || tag.split('-').any(|word| matches!(word, "jdk" | "sdk"));
        if is_tool_chain {
            findings
                .at(base.place.clone())
                .confidence(Confidence::Medium)
                .detail("tools", format!("those of the base image {repository}"))
                .detail("size", "size not known before the build")
                .detail("removal", "")
                .done();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_known_with_their_versions() {
        for package in [
            "gcc",
            "gcc-12",
            "clang15",
            "g++-12",
            "openjdk-17-jdk-headless",
            "java-17-openjdk-devel",
            "openjdk21",
            "golang-1.22",
            "build-base",
            "development tools",
            "musl-dev",
        ] {
            assert!(brings_compiler(package), "{package}");
        }
        for package in [
            "gcc-12-base",
            "libgcc-s1",
            "openjdk-17-jre-headless",
            "java-17-openjdk",
            "openjdk17-jre",
            "clang-format",
            "golang-docker-credential-helpers",
            "cargo-doc",
            "",
        ] {
            assert!(!brings_compiler(package), "{package}");
        }
    }
}
